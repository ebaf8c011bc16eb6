"""README, CONTRIBUTING and `docs/`: they name all that there is, and nothing that there is not."""

import ast
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

import click
import mkdocs
import pytest
import yaml
from click.testing import CliRunner
from jinja2 import Environment
from mkdocs.__main__ import cli as mkdocs_cli
from mkdocs.config import load_config
from mkdocs.config.defaults import get_schema
from pydantic import BaseModel

import showcase as package
import tables
from documents import ROOT, Document, anchor, documents, tables_in, with_tables
from making import GUILD, Showcase, Site, standing
from showcase.cli import main
from showcase.cli.common import NO_MIRROR
from showcase.cli.refresh import HELD_BACK
from showcase.content.mistakes import parse
from showcase.content.reader import read
from showcase.liveness import State
from showcase.models.entry import Community, Entry
from showcase.models.removed import Removed
from showcase.pages import HOME_TEMPLATE
from showcase.plugin.settings import ShowcaseConfig

pytestmark = pytest.mark.slow

PACKAGE: Final = ROOT / "generator/showcase"
DOCUMENTS: Final = documents()
REFERENCE: Final = [name for name in DOCUMENTS if name.startswith("docs/")]
EACH: Final = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=list(DOCUMENTS))
OURS: Final = ("generator", "theme_overrides", "tests", "docs", "benchmarks", "schemas", ".github")
FOREIGN: Final = {"PYTHON_VERSION"}
"""Variables that hosts read."""
LEAST: Final[dict[type[BaseModel], dict[str, Any]]] = {
    Entry: {"name": "x", "invite": "xx", "summary": "x", "communities": ["x"]},
    Community: {"name": "x", "summary": "x"},
    Removed: {},
}


def lying(text: str) -> Document:
    """Return a document of the reference that says something."""
    return Document("docs/lie.md", text)


# == Tables ================================================================================


@cache
def made() -> dict[str, str]:
    return tables.made()


@EACH
def test_the_tables_are_those_of_the_program(document: Document) -> None:
    assert with_tables(document.text, made()) == document.text, "`make docs` writes it anew"


def test_every_table_stands_in_one_place() -> None:
    places = [name for document in DOCUMENTS.values() for name in tables_in(document.text)]
    assert sorted(places) == sorted(made())


def test_a_table_that_differs_is_written_anew() -> None:
    text = "<!-- table: person -->\nold\n<!-- end -->\n"
    assert with_tables(text, {"person": "new"}) == (
        "<!-- table: person -->\n\nnew\n\n<!-- end -->\n"
    )


def rows(text: str, *, first: str) -> Iterator[list[str]]:
    """Give the rows of the tables whose head begins with a word."""
    for table in re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE):
        cells = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()]
        if cells[0][0].lower().startswith(first):
            yield from cells[2:]


@EACH
def test_defaults_that_a_document_says_are_those_of_the_options(document: Document) -> None:
    assert wrong_defaults(document) == []


def wrong_defaults(document: Document) -> list[str]:
    defaults = {name: getattr(one, "default", None) for name, one in ShowcaseConfig._schema}
    wrong = []
    for name, said in _said_defaults(document):
        default = str(defaults[name]).lower() if defaults[name] not in (None, "") else ""
        if said not in {default, "", "–", "site_url", "Discord's"}:
            wrong.append(f"{name}: {said}")
    return wrong


def _said_defaults(document: Document) -> Iterator[tuple[str, str]]:
    options = dict(ShowcaseConfig._schema)
    for cells in rows(document.text, first="option"):
        names = re.findall(r"`(\w+)`", cells[0])
        column = 2 if len(cells) == 5 else 1
        yield from ((name, cells[column].strip("`")) for name in names if name in options)


def test_a_wrong_default_is_noticed() -> None:
    document = lying("| option | default | does |\n| --- | --- | --- |\n| `fast` | false | x |\n")
    assert wrong_defaults(document) == ["fast: false"]


# == All that there is =====================================================================


def code_of(*names: str) -> str:
    """Return what documents show as code: a word of a sentence names nothing."""
    codes = []
    for document in map(DOCUMENTS.__getitem__, names):
        codes += [*document.codes, *(code for _, code in document.fences)]
    return "\n".join(codes)


def unnamed(names: Iterable[str], text: str) -> list[str]:
    """Return the names that stand nowhere as a word of their own."""
    return sorted({n for n in names if not re.search(rf"(?<![\w-]){re.escape(n)}(?![\w-])", text)})


def option_names() -> set[str]:
    return {name for name, _ in ShowcaseConfig._schema}


@cache
def variables() -> frozenset[str]:
    """All variables of the environment that the program and a new showcase read."""
    found = set(tables.option_variables().values())
    for path in PACKAGE.rglob("*.py"):
        pattern = r'"((?:SHOWCASE|GITHUB)_[A-Z_]+|SOURCE_DATE_EPOCH|GH_TOKEN)"'
        found |= set(re.findall(pattern, path.read_text("utf-8")))
    for path in (ROOT / "mkdocs.yml", PACKAGE / "starter/mkdocs.yml.jinja"):
        found |= set(re.findall(r"!ENV \[(\w+)", path.read_text("utf-8")))
    for path in (PACKAGE / "starter/github/workflows").glob("*.yml"):
        found |= set(
            re.findall(r"^ +((?:SHOWCASE_|GH_T)\w+):", path.read_text("utf-8"), re.MULTILINE)
        )
    return frozenset(found)


def command_options() -> set[str]:
    return {
        name
        for command in tables.commands().values()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
    }


def fields_of(model: type[BaseModel]) -> set[str]:
    """All keys that a file of this kind may hold, at any depth."""
    names = set()
    for name, field in model.model_fields.items():
        names.add(field.alias or name)
        for inner in _models(field.annotation):
            names |= fields_of(inner)
    return names


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(option_names, id="options"),
        pytest.param(variables, id="variables"),
        pytest.param(tables.commands, id="commands"),
        pytest.param(command_options, id="options of commands"),
        pytest.param(lambda: [state.value for state in State], id="states"),
        pytest.param(lambda: fields_of(Entry), id="fields of an entry"),
        pytest.param(lambda: fields_of(Community), id="fields of a community"),
        pytest.param(lambda: fields_of(Removed), id="fields of removed.yml"),
    ],
)
def test_the_documents_name_every_one(names: Any) -> None:
    found = set(names())
    assert len(found) >= 5
    assert unnamed(found, code_of("README.md", "CONTRIBUTING.md", *REFERENCE)) == []


def test_the_readme_names_every_option_and_command() -> None:
    text = code_of("README.md")
    commands = {path for path in tables.commands() if path.count(" ") == 1}
    assert unnamed(option_names() | commands, text) == []


def test_contributing_names_every_field() -> None:
    text = code_of("CONTRIBUTING.md")
    assert unnamed(fields_of(Entry) | set(Community.model_fields), text) == []
    begun = (PACKAGE / "starter/CONTRIBUTING.md").read_text("utf-8")
    assert unnamed(fields_of(Entry), begun) == []


def test_the_states_stand_in_the_order_in_which_they_are_judged() -> None:
    text = DOCUMENTS["docs/states.md"].text
    said = [cells[0].strip("`") for cells in rows(text, first="state")]
    states = [state.value for state in State]
    assert said == states * (len(said) // len(states))
    assert said


def test_a_name_that_is_a_part_of_another_does_not_count() -> None:
    assert unnamed(["url", "--save"], "`api_url` and `--save-all`") == ["--save", "url"]


def test_the_exits_are_those_of_the_commands() -> None:
    said = {int(cells[0]) for cells in rows(DOCUMENTS["docs/commands.md"].text, first="exit")}
    assert said == {0, 1, 2, HELD_BACK, NO_MIRROR}


# == Nothing that there is not =============================================================


@EACH
def test_every_link_leads_somewhere(document: Document) -> None:
    assert broken_links(document) == []


def broken_links(document: Document) -> list[str]:
    broken = []
    for link in document.links:
        path, _, fragment = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        place = (ROOT / document.name).parent / path if path else ROOT / document.name
        if (path and not place.exists()) or (
            fragment and fragment not in _anchors(place, document)
        ):
            broken.append(link)
    return broken


def _anchors(place: Path, document: Document) -> set[str]:
    name = place.resolve().relative_to(ROOT).as_posix()
    return (document if name == document.name else DOCUMENTS[name]).anchors


@EACH
def test_every_command_and_its_options_exist(document: Document) -> None:
    assert wrong_commands(document) == []


def wrong_commands(document: Document) -> list[str]:
    wrong = []
    for line in typed(document):
        for words in _parts(line):
            fault = _fault(words)
            if fault:
                wrong.append(f"{' '.join(words)}: {fault}")
    return wrong


def typed(document: Document) -> Iterator[str]:
    """Give what one types: lines of shell examples, and commands within sentences."""
    for language, code in document.fences:
        if language in {"sh", "shell", "bash"}:
            yield from code.replace("\\\n", " ").splitlines()
    known = r"(?:[A-Z_]+=\S* )*(?:showcase|mkdocs|properdocs|make|python tests/\S+)(?: |$)"
    yield from (code for code in document.codes if re.match(known, code))


def _parts(line: str) -> Iterator[list[str]]:
    for part in re.split(r"&&|\|\||[;|]", line):
        try:
            words = shlex.split(part.strip("() "), comments=True)
        except ValueError:
            continue
        while words and re.fullmatch(r"\w+=.*", words[0]):
            words = words[1:]
        if words:
            yield [words[0].removeprefix(".venv/bin/"), *words[1:]]


def _fault(words: list[str]) -> str | None:
    """Say what is wrong with a command of ours, of MkDocs or of make."""
    match words[0]:
        case "showcase":
            return _click_fault(main, words[1:])
        case "mkdocs" | "properdocs":
            return _click_fault(mkdocs_cli, words[1:])
        case "make":
            targets = set(
                re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
            )
            unknown = [word for word in words[1:] if "=" not in word and word not in targets]
            return f"no target {unknown[0]}" if unknown else None
        case "python" if words[1:] and words[1].startswith("tests/"):
            return None if (ROOT / words[1]).is_file() else "no such file"
    return None


def _click_fault(command: click.Command, words: list[str]) -> str | None:
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            return f"no command {words[0]}"
        command, words = found, words[1:]
    context = click.Context(command)
    try:
        values, extra, _ = command.make_parser(context).parse_args([*words])
        for parameter in command.params:
            if isinstance(parameter.type, click.Choice) and values.get(parameter.name):
                parameter.type.convert(values[parameter.name], parameter, context)
    except click.UsageError as error:
        return error.format_message()
    return f"too much: {extra}" if extra else None


@EACH
def test_every_name_in_code_exists(document: Document) -> None:
    assert unknown_names(document) == []


def unknown_names(document: Document) -> list[str]:
    """Return options, variables, keys and files that nothing has."""
    return sorted({name for code in document.codes for name in _unknown(code, document)})


def _unknown(code: str, document: Document) -> Iterator[str]:
    option = re.match("--[a-z][a-z0-9-]*", code)
    if option and option[0] not in _all_options():
        yield code
    for word in re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", code):
        if word not in variables() | FOREIGN and word not in _vocabulary():
            yield word
    if re.fullmatch(r"[a-z]+(?:_[a-z0-9]+)+", code) and code not in _vocabulary():
        yield code
    if re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*/?", code) and not _stands(code, document):
        yield code


@cache
def _all_options() -> frozenset[str]:
    build = mkdocs_cli.commands["build"]
    css = (ROOT / "theme_overrides/assets/showcase/showcase.css").read_text("utf-8")
    theirs = {name for parameter in build.params for name in parameter.opts}
    return frozenset({*command_options(), *theirs, *re.findall(r"--sc-[a-z0-9-]+", css), "--help"})


@cache
def _vocabulary() -> frozenset[str]:
    """Every word of the program, of MkDocs' settings and of the workflows."""
    files = [
        path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".jinja", ".toml", ".yml"}
    ]
    files += [*(ROOT / "theme_overrides").rglob("*.html"), ROOT / "mkdocs.yml", ROOT / ".ci/run"]
    words = {word for path in files for word in re.findall(r"\w+", path.read_text("utf-8"))}
    return frozenset(
        {*words, *(word.lower() for word in words), *(name for name, _ in get_schema())}
    )


def _stands(code: str, document: Document) -> bool:
    """Tell whether a path of ours is there; of other paths nothing is known."""
    first = code.partition("/")[0]
    if "/" in code and first in OURS:
        return (ROOT / code).exists()
    if document.name == "ARCHITECTURE.md" and re.fullmatch(r"[a-z_/]+(?:\.py|/)", code):
        return any(PACKAGE.glob(f"**/{code}")) or (ROOT / code).exists()
    return True


@pytest.mark.parametrize(
    ("check", "text", "found"),
    [
        (broken_links, "See [x](nowhere.md).", ["nowhere.md"]),
        (broken_links, "See [x](options.md#no-such-part).", ["options.md#no-such-part"]),
        (broken_links, "See [x](#nothing-here).", ["#nothing-here"]),
        (broken_links, "![A picture](screenshots/none.webp)", ["screenshots/none.webp"]),
        (broken_links, "## One `part`\n\n[x](#one-part) [y](options.md#options)", []),
        (wrong_commands, "Run `showcase publish`.", ["showcase publish: no command publish"]),
        (wrong_commands, "```sh\nshowcase check --onlin\n```\n", ["No such option"]),
        (wrong_commands, "`showcase check --format html`", ["'html' is not one of"]),
        (wrong_commands, "`showcase export readme A B`", ["too much"]),
        (wrong_commands, "```sh\nX=1 .venv/bin/mkdocs build --strickt\n```\n", ["No such option"]),
        (wrong_commands, "`make everything`", ["make everything: no target everything"]),
        (wrong_commands, "`python tests/nothing.py`", ["no such file"]),
        (wrong_commands, "```sh\ncd x && showcase check --fix || true # well\n```\n", []),
        (unknown_names, "Set `max_age_days`.", ["max_age_days"]),
        (unknown_names, "Set `SHOWCASE_NOTHING`.", ["SHOWCASE_NOTHING"]),
        (unknown_names, "Add `--quick`.", ["--quick"]),
        (unknown_names, "See `tests/test_nothing.py`.", ["tests/test_nothing.py"]),
        (unknown_names, "`max_age_hours`, `site_url`, `--strict`, `docs/options.md`", []),
    ],
)  # fmt: skip
def test_what_a_document_makes_up_is_noticed(check: Any, text: str, found: list[str]) -> None:
    noticed = check(lying(text))
    assert len(noticed) == len(found)
    assert all(part in line for part, line in zip(found, noticed, strict=True))


def test_the_index_links_every_page_of_the_reference() -> None:
    linked = {f"docs/{link}" for link in DOCUMENTS["docs/README.md"].links}
    assert {*REFERENCE} - {"docs/README.md"} <= linked


# == Examples ==============================================================================


def examples(language: str) -> list[Any]:
    return [
        pytest.param(code, id=f"{document.name}:{number}")
        for document in DOCUMENTS.values()
        for number, (spoken, code) in enumerate(document.fences)
        if spoken == language
    ]


@pytest.mark.parametrize("code", examples("yaml"))
def test_examples_of_yaml_are_what_they_seem(code: str, tmp_path: Path) -> None:
    assert faults(code, tmp_path) == []


def faults(code: str, folder: Path) -> list[str]:
    """Say what is wrong with an example of an entry, of removed.yml, of mkdocs.yml or of a page."""
    found = yaml.safe_load(code)
    if found.keys() <= {"template", "featured"}:
        return [] if found["template"] == HOME_TEMPLATE else ["no such template"]
    if found.keys() & {name for name, _ in get_schema()}:
        return _config_faults(found, folder)
    removed = isinstance(found.get("servers"), dict)
    community = "resources" in found or ("name" in found and "invite" not in found)
    model = Removed if removed else Community if community else Entry
    missing = {name: value for name, value in LEAST[model].items() if name not in found}
    if "name" in found and "summary" in found:
        missing = {}
    document = read((code + yaml.safe_dump(missing) * bool(missing)).encode())
    parse(model, document)
    return [problem.sentence for problem in document.problems]


def _config_faults(found: dict[str, Any], folder: Path) -> list[str]:
    for name in ("docs", "overrides"):
        (folder / name).mkdir(exist_ok=True)
    whole = {"site_name": "x", "theme": {"name": "material"}, "plugins": {"showcase": {}}, **found}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(whole), "utf-8")
    try:
        load_config(str(folder / "mkdocs.yml"), strict=True)
    except Exception as error:  # noqa: BLE001 - whatever MkDocs thinks of it
        return [str(error) or type(error).__name__]
    return []


def test_the_example_of_all_options_has_all_options() -> None:
    (example,) = [
        found["plugins"]["showcase"]
        for language, code in DOCUMENTS["docs/options.md"].fences
        if language == "yaml" and "plugins" in (found := yaml.safe_load(code))
    ]
    assert set(example) == option_names()


@pytest.mark.parametrize(
    "code",
    [
        "name: A\ninvite: abc\nsummary: B\ncommunities: [c]\ncolour: red\n",
        "events:\n  - title: A\n    start: tomorrow\n",
        "name: A\nsummary: B\nicon: a gamepad\n",
        "servers:\n  old: {reason: x}\n",
        "plugins:\n  showcase:\n    max_age_days: 3\n",
        "plugins:\n  showcase:\n    refresh: sometimes\n",
        "template: showcase-house.html\n",
    ],
)
def test_an_example_that_does_not_work_is_noticed(code: str, tmp_path: Path) -> None:
    assert faults(code, tmp_path)


@pytest.mark.parametrize("code", examples("toml"))
def test_examples_of_toml_can_be_read(code: str) -> None:
    build = tomllib.loads(code)["build"]
    assert wrong_commands(lying(f"```sh\n{build['command']}\n```\n")) == []


@pytest.mark.parametrize("code", examples("jinja"))
def test_examples_of_templates_use_blocks_of_the_frame(code: str) -> None:
    Environment(autoescape=True).parse(code)
    assert {*re.findall(r"block (\w+)", code)} <= {*tables.frame_blocks()}


@pytest.mark.parametrize("code", examples("css"))
def test_examples_of_styles_set_properties_that_there_are(code: str) -> None:
    light, _ = tables.properties()
    assert {*re.findall(r"--sc-([\w-]+):", code)} <= light.keys()


def test_the_examples_of_commands_run(showcase: Showcase, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of `docs/commands.md`, one after the other, as they stand there."""
    showcase.community("electronics", summary="Boards and radios.")
    for number, code in enumerate(("example", "radio1"), 2):
        showcase.answers(
            code,
            guild_id=f"{GUILD[:-1]}{number}",
            name=code.title(),
            description="Electronics, boards and radios.",
        )
    showcase.server("example-makers", invite="makers1", communities=["electronics"])
    showcase.answers("makers1", name="Example-Makers")
    showcase.write("list.md", "- [Radio](https://discord.gg/radio1): Boards and radios.\n")
    monkeypatch.chdir(showcase.mkdocs_yml().parent)
    for command in ("init -qb main", "add .", "update-ref refs/remotes/origin/main HEAD"):
        if command.startswith("update"):
            _git("-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", "x")
        _git(*command.split())
    code = "\n".join(
        code for language, code in DOCUMENTS["docs/commands.md"].fences if language == "sh"
    )
    ran = [shlex.split(line) for line in code.splitlines() if line]
    assert len(ran) > 10
    for words in ran:
        result = CliRunner().invoke(main, words[1:])
        assert result.exit_code == 0, (words, result.output)


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


# == Messages ==============================================================================


@cache
def messages() -> dict[str, str]:
    """All that the program, its words and MkDocs say, by file; `…` for what is filled in."""
    files = [*PACKAGE.rglob("*.py")]
    files += [
        Path(mkdocs.__path__[0]) / name
        for name in ("config/config_options.py", "commands/build.py")
    ]
    return {str(path): "\n".join(_texts(ast.parse(path.read_text("utf-8")))) for path in files}


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "…" for part in node.values]
            yield _plain("".join(map(str, parts)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield _plain(re.sub(r"\{\w+\}", "…", node.value))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"`|\*\*", "", text))


def is_said(message: str) -> bool:
    """Tell whether one file of the program says all parts of a message."""
    parts = [part.strip(" .…") for part in _plain(message).split("…")]
    known = [part for part in parts if re.search(r"\w", part)]
    return bool(known) and any(all(part in text for part in known) for text in messages().values())


def quoted_messages() -> list[str]:
    headings = DOCUMENTS["docs/troubleshooting.md"].headings
    return [heading.strip("`") for heading in headings if heading.startswith("`")]


@pytest.mark.parametrize("message", quoted_messages())
def test_a_message_that_troubleshooting_explains_is_one(message: str) -> None:
    assert is_said(message)


def test_troubleshooting_explains_many_messages() -> None:
    assert len(quoted_messages()) > 20


def test_a_message_that_nothing_says_is_noticed() -> None:
    assert not is_said("the cache … is too cold. Warm it.")
    assert not is_said("…")


# == What a build publishes ================================================================


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that has one of everything."""
    event = {"title": "Meeting", "start": "2099-01-01T10:00", "zone": "UTC"}
    with pytest.MonkeyPatch.context() as patch, standing(tmp_path_factory.mktemp("all")) as made:
        patch.setattr("showcase.pages.book.PAGE_SIZE", 2)
        made.config["theme"] = {"name": "material", "font": False, "palette": {"primary": "custom"}}
        for number, slug in enumerate(("alpha", "beta", "gamma")):
            made.server(slug, languages=["en"], tags=["c++"], events=[event])
            made.answers(f"{slug}-code", guild_id=f"{GUILD[:-1]}{number}", name=slug.title())
        link = {"title": "A book", "url": "https://example.org/"}
        made.community("games", resources=[link])
        made.write(
            "content/removed.yml",
            "servers:\n  old: {on: 2026-01-01, reason: x}\n"
            "communities:\n  older: {on: 2026-01-01, reason: x, to: games}\n",
        )
        yield made.build()


def patterns(document: Document) -> list[str]:
    """Return the addresses of a site that a document names."""
    return [code for code in document.codes if re.match(r"/(?:[\w<.-]|$)", code)]


def _matching(pattern: str) -> re.Pattern[str]:
    path = pattern.removeprefix("/")
    path = re.sub(r"<\w+>", "[^/]+", re.escape(path).replace(r"\<", "<").replace(r"\>", ">"))
    return re.compile(f"{path}(?:index\\.html)?" if path.endswith("/") or not path else path)


@pytest.mark.parametrize("name", REFERENCE)
def test_every_address_that_a_document_names_is_published(built: Site, name: str) -> None:
    assert unpublished(DOCUMENTS[name], built) == []


def unpublished(document: Document, site: Site) -> list[str]:
    files = [*site.files()]
    folders = {str(parent) + "/" for file in files for parent in Path(file).parents}
    return [
        pattern
        for pattern in patterns(document)
        if not any(_matching(pattern).fullmatch(file) for file in files)
        and pattern.removeprefix("/") not in folders
    ]


def test_an_address_that_nothing_publishes_is_noticed(built: Site) -> None:
    document = lying("`/servers/<slug>/`, `/users/`, `/api/v1/`, `/api/v2/servers.json`")
    assert unpublished(document, built) == ["/users/", "/api/v2/servers.json"]


def test_every_address_that_a_build_publishes_is_named(built: Site) -> None:
    known = [_matching(pattern) for pattern in patterns(DOCUMENTS["docs/addresses.md"])]
    themes = re.compile(r"assets/|search/|sitemap\.xml")
    unsaid = [
        file
        for file in built.files()
        if not themes.match(file)
        and not any(one.fullmatch(re.sub(r"page/\d+/", "", file)) for one in known)
    ]
    assert unsaid == []
    assert any("page/2/" in file for file in built.files())


def _told_fields(heading: str) -> set[str]:
    section = DOCUMENTS["docs/addresses.md"].section(heading)
    return {
        name for cells in rows(section, first="field") for name in re.findall(r"`(\w+)`", cells[0])
    }


def test_the_fields_of_the_data_are_those_that_the_reference_names(built: Site) -> None:
    servers, communities = built.json("api/v1/servers.json"), built.json("api/v1/communities.json")
    server = servers["servers"][0]
    assert _told_fields("Servers") == {*server, *server["discord"]}
    assert _told_fields("Communities") == {*communities["communities"][0]}
    section = code_of("docs/addresses.md")
    assert (
        unnamed([*servers, *communities, *communities["communities"][0]["resources"][0]], section)
        == []
    )
    records = built.json("api/v1/records.json")
    assert {*records["records"]["alpha"]} <= _told_fields("Records")


def test_anchors_are_those_of_github() -> None:
    assert anchor("Nothing is said, but …") == "nothing-is-said-but-"
    assert anchor("What `else` of mkdocs.yml matters") == "what-else-of-mkdocsyml-matters"
    assert package.__version__
