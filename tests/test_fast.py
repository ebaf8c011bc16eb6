"""The short way of generated pages: the same site as the long one, to the byte."""

from pathlib import Path
from typing import Any

import pytest

from making import Showcase, Site, share_pictures
from showcase.markup import render
from showcase.pages import book

HOSTILE = "<b>&amp;\"'`*_[x](y)<!-- {{ 7 }} {% x %} ](q7title7q) \\ --8<-- :smile: ::: ~~~"
LONG_WAY = "Generated pages take the long way: "
EPOCH = "1795176000"
EVENING = {"title": "Evening", "start": "2026-12-04T19:00", "zone": "UTC", "repeats": "monthly"}


@pytest.fixture
def town(showcase: Showcase, monkeypatch: pytest.MonkeyPatch) -> Showcase:
    """A showcase with what pages can show, and texts that mean no good."""
    return settled(showcase, monkeypatch, 20)


@pytest.fixture
def village(showcase: Showcase, monkeypatch: pytest.MonkeyPatch) -> Showcase:
    """The same with few servers, for what is tried many times."""
    return settled(showcase, monkeypatch, 7)


def settled(showcase: Showcase, monkeypatch: pytest.MonkeyPatch, servers: int) -> Showcase:
    """Write the content of a showcase."""
    # One time for all builds, one picture for all servers, and lists that are long sooner.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    share_pictures(monkeypatch)
    monkeypatch.setattr(book, "PAGE_SIZE", 3)
    showcase.options["refresh"] = "never"
    showcase.config.update(
        repo_url="https://github.com/example/showcase",
        edit_uri="edit/main/content/pages/",
        theme={
            "name": "material",
            "font": False,
            "features": ["navigation.tabs", "navigation.path", "content.action.edit"],
        },
        nav=[
            {"Home": "index.md"},
            {"Servers": "servers/index.md"},
            {"Communities": "communities/index.md"},
            {"Events": "events/index.md"},
        ],
        markdown_extensions=["tables", "attr_list", "md_in_html", {"toc": {"permalink": True}}],
    )
    showcase.community("games", about="## A heading\n\nSome *words*.").community("music")
    for number in range(servers):
        showcase.server(
            f"server-{number:02}",
            name=f"Server {number} {HOSTILE if number % 3 == 0 else ''}",
            summary=f"About {number}. {HOSTILE if number % 2 else ''}",
            communities=["games", "music"] if number % 4 else ["games"],
            tags=["chess", "c++"] if number % 5 else ["chess", f"only {number}"],
            languages=["de", "pt-BR"] if number % 2 else ["de"],
            about=f"## Us\n\nWe are **{number}**. {HOSTILE}" if number % 2 else None,
            age_restricted="true" if number == 7 else None,
            events=[EVENING] if number % 6 == 0 else None,
        )
    return showcase.write(
        "content/removed.yml", "servers:\n  closed: {on: 2026-01-02, reason: Over.}\n"
    )


def both_ways(showcase: Showcase, folder: Path) -> tuple[Site, Site]:
    """Build with `fast: true`, and with `fast: false`."""
    sites = []
    for fast in (True, False):
        showcase.options["fast"] = fast
        showcase.config["site_dir"] = str(folder / f"fast-{fast}")
        sites.append(showcase.build())
    return sites[0], sites[1]


def differing(fast: Site, slow: Site) -> set[str]:
    """The paths of files that are not on both sites, or not the same."""
    one, other = fast.files(), slow.files()
    return {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}


def reasons(site: Site) -> list[str]:
    """Why pages took the long way."""
    return [line for line in site.lines("INFO") if line.startswith(LONG_WAY)]


def test_both_ways_end_in_the_same_files(
    town: Showcase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = counted(monkeypatch)
    fast, slow = both_ways(town, tmp_path)
    assert differing(fast, slow) == set()
    assert reasons(fast) == []
    # And the short one was taken: many pages have a frame that none was rendered for.
    pages = [path for path in slow.files() if path.endswith("index.html")]
    assert len(pages) > 40
    assert 0 < len(frames) < len(pages)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each frame that the theme renders for the short way."""
    from showcase.plugin.shells import Shells

    rendered: list[str] = []
    render_one = Shells._rendered

    def noting(shells: Shells, page: Any, context: Any) -> str:
        rendered.append(page.url)
        return render_one(shells, page, context)

    monkeypatch.setattr(Shells, "_rendered", noting)
    return rendered


@pytest.mark.parametrize(
    "config",
    [
        {"use_directory_urls": False, "site_url": "https://one.example/below/"},
        {"site_url": "", "edit_uri_template": "src/content/pages/{path}?mode=edit"},
    ],
)
def test_both_ways_end_the_same_under_settings_that_change_addresses(
    village: Showcase, tmp_path: Path, config: dict[str, Any]
) -> None:
    village.config.update(config)
    assert differing(*both_ways(village, tmp_path)) == set()


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        (
            "a title in capitals",
            "{% block htmltitle %}<title>{{ page.title | upper }}</title>{% endblock %}",
        ),
        ("a body cut short", "{% block content %}{{ page.content | truncate(900) }}{% endblock %}"),
        (
            "its tags",
            "{% block footer %}{{ (page.meta.tags or []) | join(' ') if page }}{% endblock %}",
        ),
        (
            "its source",
            "{% block footer %}{% if page %}{{ page.file.src_uri }}{% endif %}{% endblock %}",
        ),
        (
            "a first letter",
            "{% block footer %}{{ (page.meta.description or 'x') | first if page }}{% endblock %}",
        ),
    ],
)
def test_a_theme_that_does_more_with_pages_is_seen(
    village: Showcase, tmp_path: Path, name: str, frame: str
) -> None:
    village.write("overrides/main.html", f'{{% extends "base.html" %}}\n{frame}\n')
    village.config["theme"]["custom_dir"] = "overrides"
    assert differing(*both_ways(village, tmp_path)) == set(), name


def test_a_theme_that_treats_pages_each_in_its_own_way_is_said_once(
    village: Showcase, tmp_path: Path
) -> None:
    frame = "{% block footer %}{{ (page.meta.description or '') | length if page }}{% endblock %}"
    village.write("overrides/main.html", f'{{% extends "base.html" %}}\n{frame}\n')
    village.config["theme"]["custom_dir"] = "overrides"
    fast, slow = both_ways(village, tmp_path)
    assert differing(fast, slow) == set()
    assert len(reasons(fast)) == 1
    assert reasons(slow) == []


def test_markdown_that_changes_html_is_seen_and_said(village: Showcase, tmp_path: Path) -> None:
    village.config["markdown_extensions"] = [
        {"pymdownx.striphtml": {"strip_attributes": ["width"], "strip_js_on_attributes": True}}
    ]
    fast, slow = both_ways(village, tmp_path)
    assert 'width="56"' not in slow.source("tags/chess/")
    assert differing(fast, slow) == set()
    assert reasons(fast) == [f"{LONG_WAY}the Markdown extensions of this site change their HTML"]


def test_an_extension_that_nobody_knows_makes_pages_go_the_long_way(
    village: Showcase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "shouting.py").write_text(
        "from markdown.extensions import Extension\n"
        "from markdown.postprocessors import Postprocessor\n\n"
        "class Shout(Postprocessor):\n"
        "    def run(self, text):\n"
        "        return text.replace('Server 3', 'SERVER 3')\n\n"
        "class Shouting(Extension):\n"
        "    def extendMarkdown(self, md):\n"
        "        md.postprocessors.register(Shout(md), 'shout', 0)\n\n"
        "def makeExtension(**options):\n"
        "    return Shouting(**options)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path / "own"))
    village.config["markdown_extensions"] = ["shouting"]
    fast, slow = both_ways(village, tmp_path)
    assert "SERVER 3" in fast.text("servers/server-03/")
    assert differing(fast, slow) == set()
    assert "`shouting`" in reasons(fast)[0]


NEIGHBOUR = """
def on_page_read_source(page, config):
    if "server-00" in page.url:
        return "---\\ntitle: Another\\n---\\n# Another\\n"

def on_page_markdown(markdown, page, **_):
    return markdown + "\\nMore *words*.\\n" if "server-01" in page.url else markdown

def on_page_content(html, page, **_):
    return html + "<p>More HTML.</p>" if "server-02" in page.url else html

def on_page_context(context, page, **_):
    if "server-03" in page.url:
        page.meta["revised"] = "Revised by meta."
    if "server-04" in page.url:
        context["revised"] = "Revised by context."
    if "server-05" in page.url:
        page.edit_url = "https://edit.example/"
    if "server-06" in page.url:
        page.title = f"As long as {len(page.content)}"
    return context

def on_post_page(output, page, **_):
    return output.replace("</body>", f"<p>{page.title}, {len(page.content)}</p></body>")
"""
CHANGES = {
    "servers/server-00/": "Another",
    "servers/server-01/": "More <em>words</em>.",
    "servers/server-02/": "More HTML.",
    "servers/server-03/": "Revised by meta.",
    "servers/server-04/": "Revised by context.",
    "servers/server-05/": "https://edit.example/",
    "servers/server-06/": "As long as",
}


def test_what_other_plugins_do_to_pages_is_kept(village: Showcase, tmp_path: Path) -> None:
    village.write("hook.py", NEIGHBOUR).config["hooks"] = ["hook.py"]
    frame = "{% block footer %}{{ revised }}{{ page.meta.revised if page }}{% endblock %}"
    village.write("overrides/main.html", f'{{% extends "base.html" %}}\n{frame}\n')
    village.config["theme"]["custom_dir"] = "overrides"
    fast, slow = both_ways(village, tmp_path)
    assert differing(fast, slow) == set()
    assert {
        address for address, said in CHANGES.items() if said not in fast.source(address)
    } == set()


def test_the_source_of_a_page_is_on_disk_for_those_that_ask(village: Showcase) -> None:
    asking = """
from pathlib import Path

def on_page_content(html, page, **_):
    return Path(page.file.abs_src_path).read_text("utf-8") if "server-01" in page.url else html
"""
    village.write("hook.py", asking).config["hooks"] = ["hook.py"]
    assert 'title: "Server 1' in village.build().source("servers/server-01/")


def test_links_to_parts_of_generated_pages_are_checked(village: Showcase) -> None:
    village.config["validation"] = {"links": {"anchors": "warn"}}
    village.page(
        "more.md",
        "# More\n\n[is](servers/server-01/index.md#sc-about)"
        " [is not](servers/server-01/index.md#sc-nothing)\n",
    )
    lines = [line for line in village.build().lines("WARNING") if "anchor" in line]
    assert len(lines) == 1
    assert "sc-nothing" in lines[0]


def test_what_one_text_defines_is_unknown_to_the_next() -> None:
    assert "<a" in render("[here][one]\n\n[one]: https://one.example/")
    assert "<a" not in render("[here][one]")


def test_a_text_that_breaks_the_converter_leaves_the_next_alone() -> None:
    before = render("- one\n- two\n")
    render("> " * 2000 + "deep")
    assert render("- one\n- two\n") == before
