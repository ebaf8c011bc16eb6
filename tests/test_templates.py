"""The templates: everything escaped, nothing undefined, no way around either."""

import os
import re
import time
from collections.abc import Iterator
from html import unescape
from importlib.resources import files
from pathlib import Path

import pytest
from jinja2 import TemplateError, UndefinedError, nodes
from lxml import html
from markupsafe import Markup

from showcase.artwork import Rendition
from showcase.pages import compiled
from showcase.pages.environment import Links, environment, placed
from showcase.words import words

ENVIRONMENT = environment()
NAMES = sorted(ENVIRONMENT.list_templates())
SOURCES = {name: files("showcase").joinpath("templates", name).read_text("utf-8") for name in NAMES}
# What these filters return is shown as it is, or is escaped twice.
FORBIDDEN_FILTERS = {"safe", "e", "escape", "forceescape", "join", "replace", "format", "indent"}
# The only names that lead anywhere: addresses that the program built, or an https check let in.
ADDRESSES = re.compile(r"link\.\w+\(.*\)|join_url|edit_url|address|\w+(\.\w+)*\.url")
GLOBALS = {
    "catalogue",
    "t",
    "link",
    "once",
    "badges",
    "by_kind",
    "signs",
    "markup",
    "roughly",
    "leaf_of",
}


def test_there_are_templates() -> None:
    assert "server.md.jinja" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_no_filter_goes_around_the_escaping(name: str) -> None:
    used = {one.name for one in ENVIRONMENT.parse(SOURCES[name]).find_all(nodes.Filter)}
    assert used & FORBIDDEN_FILTERS == set()


@pytest.mark.parametrize("name", NAMES)
def test_no_block_turns_the_escaping_off(name: str) -> None:
    tree = ENVIRONMENT.parse(SOURCES[name])
    assert list(tree.find_all(nodes.ScopedEvalContextModifier)) == []
    assert list(tree.find_all(nodes.EvalContextModifier)) == []
    assert "Markup" not in SOURCES[name]


@pytest.mark.parametrize("name", NAMES)
def test_texts_are_not_glued_together(name: str) -> None:
    assert list(ENVIRONMENT.parse(SOURCES[name]).find_all(nodes.Concat)) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_stands_in_a_tooltip_or_in_an_unquoted_attribute(name: str) -> None:
    assert not re.search(r"\btitle\s*=", SOURCES[name])
    assert not re.search(r"=\s*\{\{", SOURCES[name])
    assert not re.search(r"='[^']*\{\{", SOURCES[name])


@pytest.mark.parametrize("name", NAMES)
def test_a_link_leads_only_where_an_address_was_built_or_checked(name: str) -> None:
    links = re.findall(
        r'\b(?:href|src|srcset|action)="([^"]*(?:\{\{.*?\}\})?[^"]*)"', SOURCES[name]
    )
    outputs = re.findall(r'\b(?:href|src|srcset|action)="\{\{ (.*?) \}\}"', SOURCES[name])
    assert len(links) == len(outputs)
    assert [one for one in outputs if not ADDRESSES.fullmatch(one)] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_template_brings_a_script_or_styles_of_its_own(name: str) -> None:
    source = SOURCES[name]
    assert not re.search(r"<(script|style|iframe|object|embed|link|meta|base)\b", source)
    # What a visitor writes goes to the directory alone; outside a dialog, that method sends nothing.
    forms = re.findall(r"<form\b.*?>", source)
    known = ('action="{{ link.to("servers/") }}"', 'method="dialog"')
    assert [one for one in forms if not any(ways in one for ways in known)] == []
    assert "formaction" not in source
    assert not re.search(r"\son[a-z]+\s*=", source)
    styles = re.findall(r'style="(.*?)"', source)
    assert [one for one in styles if not re.fullmatch(r"--sc-[a-z]+: \{\{ .* \}\}", one)] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_id_is_ours(name: str) -> None:
    assert [one for one in re.findall(r'\bid="(.*?)"', SOURCES[name]) if one[:3] != "sc-"] == []


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith("parts/")])
def test_a_name_that_nobody_gave_stops_the_page(name: str) -> None:
    with pytest.raises(UndefinedError):
        ENVIRONMENT.get_template(name).render()


def test_a_misspelt_attribute_stops_the_page() -> None:
    with pytest.raises(AttributeError, match="sumary"):
        ENVIRONMENT.from_string("{{ entry.sumary }}").render(entry=object())


def test_none_stops_the_page_rather_than_being_written() -> None:
    with pytest.raises(TypeError):
        ENVIRONMENT.from_string("{{ value }}").render(value=None)


def test_every_punctuation_sign_is_escaped() -> None:
    made = ENVIRONMENT.from_string('<b id="{{ value }}">{{ value }}</b>')
    signs = "".join(map(chr, range(0x21, 0x7F)))
    out = made.render(value=signs)
    element = html.fromstring(out)
    assert (element.get("id"), element.text) == (signs, signs)
    inner = re.sub(r"&#\d+;|[A-Za-z0-9]", "", out.split(">", 1)[1].removesuffix("</b>"))
    assert inner == ""


def test_markup_of_the_cleaner_stays_as_it_is() -> None:
    made = ENVIRONMENT.from_string("{{ value }}")
    assert made.render(value=Markup("<p>&#42;</p>")) == "<p>&#42;</p>"


def test_what_a_macro_escaped_is_not_escaped_again() -> None:
    source = "{% macro one(x) %}<i>{{ x }}</i>{% endmacro %}{{ one(value) }}"
    assert ENVIRONMENT.from_string(source).render(value="a*b") == "<i>a&#42;b</i>"


def test_a_macro_takes_values_by_place_or_by_name_and_has_its_own_for_the_rest() -> None:
    macro = "{% macro one(a, b=2, c='*') %}{{ a }}{{ b }}{{ c }} {% endmacro %}"
    calls = "{{ one(1) }}{{ one(1, 3) }}{{ one(1, c='-') }}{{ one(b='b', a='a') }}"
    made = ENVIRONMENT.from_string(macro + calls).render()
    assert unescape(made) == "12* 13* 12- ab* "


@pytest.mark.parametrize("call", ["one()", "one(1, 2)", "one(1, b=2)", "one(1, a=2)"])
def test_a_macro_that_is_called_wrongly_stops_the_page(call: str) -> None:
    made = ENVIRONMENT.from_string("{% macro one(a) %}{{ a }}{% endmacro %}{{ " + call + " }}")
    with pytest.raises((TypeError, UndefinedError)):
        made.render()


def test_an_imported_name_that_is_not_there_stops_the_page() -> None:
    made = ENVIRONMENT.from_string("{% from 'parts/pager.md.jinja' import pagers %}")
    with pytest.raises(AttributeError, match="pagers"):
        made.render()


@pytest.mark.parametrize(
    "source",
    [
        "{% macro one() %}{{ caller() }}{% endmacro %}{% call one() %}{% endcall %}",
        "{% macro one() %}{{ varargs }}{% endmacro %}",
        "{{ range(*values) }}",
    ],
)
def test_what_the_compiler_leaves_out_is_no_template(source: str) -> None:
    with pytest.raises(TemplateError):
        ENVIRONMENT.from_string(source)


def test_a_template_can_reach_no_file() -> None:
    with pytest.raises(TemplateError):
        ENVIRONMENT.get_template("../pages/page.py")


def test_links_lead_from_their_page() -> None:
    link = Links()
    pictures = (Rendition("aa.webp", 480, 270), Rendition("bb.webp", 960, 540))
    links = {
        link.to("servers/"): "../../servers/",
        link.server("beta"): "../../servers/beta/",
        link.community("games"): "../../communities/games/",
        link.language("pt-BR"): "../../languages/pt-BR/",
        link.tag("c++"): "../../tags/c-plus-plus/",
        link.srcset(pictures): (
            "../../assets/showcase/aa.webp 480w, ../../assets/showcase/bb.webp 960w"
        ),
    }
    found = [unescape(placed(one, "servers/alpha/")) for one in links]
    assert found == list(links.values())


@pytest.mark.parametrize(
    ("source", "root", "link"),
    [("", "", "./"), ("servers/", "", "../"), ("", "/below/", "/below/")],
)
def test_the_link_to_home_is_never_empty(source: str, root: str, link: str) -> None:
    html = ENVIRONMENT.from_string('<a href="{{ link.to("") }}">').render(link=Links())
    assert unescape(placed(html, source, root)) == f'<a href="{link}">'


def test_templates_ask_for_nothing_that_pages_do_not_give() -> None:
    assert set(_unknown_names()) == set()


def _unknown_names() -> Iterator[str]:
    """Names in parts that are neither arguments nor given to every template."""
    for name in NAMES:
        if name.startswith("parts/"):
            tree = ENVIRONMENT.parse(SOURCES[name])
            stored = {one.name for one in tree.find_all(nodes.Name) if one.ctx != "load"}
            imported = {
                alias if isinstance(alias, str) else alias[1]
                for one in tree.find_all(nodes.FromImport)
                for alias in one.names
            }
            macros = {one.name for one in tree.find_all(nodes.Macro)}
            known = GLOBALS | stored | imported | macros | {"loop", "caller"}
            for one in tree.find_all(nodes.Name):
                if one.name not in known:
                    yield f"{name}: {one.name}"


def test_what_is_compiled_in_one_language_stays_while_another_builds(tmp_path: Path) -> None:
    for language in ("en", "de", "en"):
        made = compiled.templates(words(language), tmp_path)
        made.get_template("values.md.jinja")
    assert len(list(tmp_path.iterdir())) == 2
    (old, *_) = kept = sorted(tmp_path.iterdir())
    os.utime(old, (0, 0))
    compiled.templates(words("ar"), tmp_path)
    assert old not in tmp_path.iterdir()
    assert set(kept) - {old} < set(tmp_path.iterdir())


@pytest.mark.parametrize("length", [0, 10, 20, 30, 50, 200])
def test_what_is_compiled_and_was_cut_is_compiled_anew(tmp_path: Path, length: int) -> None:
    def compile_() -> bytes:
        compiled.templates(words("en"), tmp_path).get_template("values.md.jinja")
        (kept,) = tmp_path.rglob("*.cache")
        return kept.read_bytes()

    whole = compile_()
    next(tmp_path.rglob("*.cache")).write_bytes(whole[:length])
    assert compile_() == whole


def test_what_a_killed_build_had_half_compiled_is_removed(tmp_path: Path) -> None:
    compiled.templates(words("en"), tmp_path)
    (place,) = tmp_path.iterdir()
    old, new = (place / f"__jinja2_{name}.cache.tmp" for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 3700,) * 2)
    compiled.templates(words("en"), tmp_path)
    assert [path for path in place.iterdir() if path.suffix == ".tmp"] == [new]
