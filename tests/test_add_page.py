"""The page on which anybody describes a server, as it is built: its links, its words, its file."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from making import NOON, Showcase, Site
from showcase import addresses
from showcase.content.mistakes import parse
from showcase.content.reader import read
from showcase.models.entry import Entry
from showcase.pages import Site as Around
from showcase.pages.adding import adding_page
from showcase.words import words

GITHUB = {
    "repo_url": "https://github.com/example/list",
    "edit_uri": "edit/main/content/pages/",
}

LEFT_TO_THE_FILE = {
    *("channels", "highlights", "events"),  # lists of mappings
    *("partners", "added", "age_restricted"),  # rarely known, or wanted, by who adds a server
}


def around(edited: str | None, **more: Any) -> Around:
    return Around("A list", "https://showcase.example/", edit_url=lambda _file: edited, **more)


def settings_of(site: Site) -> dict[str, Any]:
    (form,) = site.article("add/").cssselect("form.sc-entry")
    found: dict[str, Any] = json.loads(form.get("data-settings"))
    return found


def hand_link(site: Site) -> html.HtmlElement | None:
    found = site.article("add/").cssselect("section.sc-hand a")
    return found[0] if found else None


@pytest.mark.parametrize(
    ("edited", "found"),
    [
        (
            "https://github.com/o/r/edit/main/content/servers/x.yml",
            ("https://github.com/o/r/new/main", "content/servers/x.yml"),
        ),
        (
            "https://www.github.com/o/r.js/blob/v1.2/sub/entries/servers/x.yml",
            ("https://github.com/o/r.js/new/v1.2", "sub/entries/servers/x.yml"),
        ),
        (
            "https://github.com/o/r/edit/main/content/pages/../servers/x.yml",
            ("https://github.com/o/r/new/main", "content/servers/x.yml"),
        ),
        (
            "https://github.com/o/r/edit/main/my%20list/servers/x.yml",
            ("https://github.com/o/r/new/main", "my list/servers/x.yml"),
        ),
        ("https://github.com/o/r/edit/main/../servers/x.yml", None),
        ("https://github.com/o/r/wiki/servers/x.yml", None),
        ("https://git.example/o/r/edit/main/content/servers/x.yml", None),
        ("https://github.com.evil.example/o/r/edit/main/servers/x.yml", None),
        ("http://github.com/o/r/edit/main/servers/x.yml", None),
        ("https://github.com/o/r/edit/main/servers/x.yml?a=b", None),
        (None, None),
    ],
)
def test_a_new_file_is_made_where_an_old_one_is_edited(
    edited: str | None, found: tuple[str, str] | None
) -> None:
    assert around(edited).new_file("servers/x.yml") == found


def test_the_page_leads_to_github_and_to_the_folder_of_the_entries(showcase: Showcase) -> None:
    showcase.config = GITHUB
    showcase.server("alpha", invite="a1").answers("a1")
    showcase.write(
        "content/removed.yml", "servers:\n  gone-away: {on: 2026-01-01, reason: Left.}\n"
    )
    site = showcase.build(strict=True)
    settings = settings_of(site)
    assert settings["base"] == "https://github.com/example/list/new/main"
    assert settings["path"] == "content/servers/SLUG.yml"
    assert settings["schemaUrl"] == "https://showcase.example/schemas/server.json"
    assert settings["removed"] == ["gone-away"]
    assert settings["markdown"] == ["about", "guidelines", "first_steps"]
    for name in ("schema", "servers"):
        assert (site.path / "add" / settings["root"] / settings[name]).is_file()
    assert "Propose changes" in site.text("add/")


def test_without_a_script_there_is_a_file_to_copy_and_a_link_with_it(showcase: Showcase) -> None:
    showcase.config = GITHUB
    showcase.community("chess").community("astronomy", name="The Night Sky")
    site = showcase.build(strict=True)
    (pre,) = site.article("add/").cssselect("section.sc-hand pre")
    source = pre.text_content()
    assert source.startswith(
        "# yaml-language-server: $schema=https://showcase.example/schemas/server.json\n"
    )
    document = read(source.encode())
    entry = parse(Entry, document)
    assert (document.problems, entry and entry.communities) == ([], ("chess",))
    link = hand_link(site)
    assert link is not None
    query = parse_qs(urlsplit(link.get("href")).query)
    assert query["filename"] == ["content/servers/example-makers.yml"]
    assert query["value"][0].strip() == source.strip()
    assert "chess, astronomy" in site.text("add/")


def test_the_form_sends_nothing(showcase: Showcase) -> None:
    showcase.config = GITHUB
    site = showcase.build()
    (form,) = site.article("add/").cssselect("form")
    assert (form.get("method"), form.get("action"), form.get("id")) == ("dialog", None, "sc-entry")
    assert form.cssselect("[formaction], [formmethod]") == []
    scripts = [one.get("src") for one in site.page("add/").cssselect("script[type=module]")]
    assert {f"../{address}" for address in addresses.ADD_SCRIPTS} <= set(scripts)
    assert all((site.path / address).is_file() for address in addresses.ADD_SCRIPTS)


def test_the_form_asks_for_every_field_but_those_that_are_left_to_the_file(
    showcase: Showcase,
) -> None:
    (form,) = showcase.community("games").build().article("add/").cssselect("form.sc-entry")
    asked = {element.get("name") for element in form.cssselect("[name]")}
    parts = {"slug", "run_by_url", "link_label", "link_url"}
    assert parts <= asked
    assert asked - parts | {"links"} | LEFT_TO_THE_FILE == set(Entry.model_fields)
    assert not asked & LEFT_TO_THE_FILE


def test_communities_and_languages_are_offered_by_name(showcase: Showcase) -> None:
    showcase.community("zoo", name="Animals").community("art", name="Zines", lang="de")
    showcase.server("alpha", invite="a1", communities=["zoo"], languages=["pt-BR"]).answers("a1")
    site = showcase.build(strict=True)

    def offered(key: str) -> list[tuple[str, str]]:
        boxes = site.article("add/").cssselect(f'.sc-pick__options input[name="{key}"]')
        return [(box.get("value"), box.getparent().text_content()) for box in boxes]

    assert offered("communities") == [("zoo", "Animals"), ("art", "Zines")]
    assert offered("languages") == [("pt-BR", "Brazilian Portuguese")]


def test_every_code_that_is_offered_is_one_that_an_entry_may_have(showcase: Showcase) -> None:
    settings = settings_of(showcase.build())
    least = {"name": "x", "invite": "x1", "summary": "x", "communities": ["games"]}
    languages, regions = settings["languages"].split(), settings["regions"].split()
    assert {"de", "pt-BR", "zh-Hant", "ase"} <= set(languages)
    assert {"DE", "419"} <= set(regions)
    changed = [
        code
        for key, codes in (("lang", languages), ("region", regions))
        for code in codes
        if getattr(Entry.model_validate({**least, key: code}), key) != code
    ]
    assert changed == []


@pytest.mark.parametrize(
    ("config", "options", "ways"),
    [
        ({}, {}, []),
        ({"repo_url": "https://git.example/o/r"}, {}, ["https://git.example/o/r"]),
        ({"repo_url": "https://github.com/o/r", "edit_uri": ""}, {}, ["https://github.com/o/r"]),
        (
            {"repo_url": "https://git.example/o/r", "edit_uri": "edit/main/"},
            {"contact": "list@example.org"},
            ["https://git.example/o/r", "mailto:list@example.org?subject=Add%20a%20server"],
        ),
    ],
)
def test_elsewhere_than_on_github_the_file_is_copied(
    showcase: Showcase, config: dict[str, Any], options: dict[str, Any], ways: list[str]
) -> None:
    showcase.config, showcase.options = config, options
    site = showcase.build(strict=True)
    assert (settings_of(site)["base"], settings_of(site)["path"]) == ("", "servers/SLUG.yml")
    assert hand_link(site) is None
    article = site.article("add/")
    assert [one.get("href") for one in article.cssselect("section.sc-then a")] == ways
    (submit,) = article.cssselect("form [type=submit]")
    assert submit.text_content() == "Copy the entry"
    assert "GitHub" not in " ".join(p.text_content() for p in article.cssselect("p"))


def test_a_site_that_has_no_address_yet_names_no_schema(showcase: Showcase) -> None:
    showcase.config = {"site_url": "", **GITHUB}
    site = showcase.build()
    assert settings_of(site)["schemaUrl"] == ""
    assert "yaml-language-server" not in site.text("add/")


def test_an_entry_folder_of_another_name_is_honoured(showcase: Showcase) -> None:
    showcase.config, showcase.options = GITHUB, {"content_dir": "places"}
    (showcase.root / "content").rename(showcase.root / "places")
    showcase.config = {**GITHUB, "docs_dir": "places/pages", "edit_uri": "edit/dev/places/pages/"}
    settings = settings_of(showcase.build(strict=True))
    assert settings["base"] == "https://github.com/example/list/new/dev"
    assert settings["path"] == "places/servers/SLUG.yml"


@pytest.mark.parametrize(
    ("language", "title", "button"),
    [("de", "Server eintragen", "Weiter auf GitHub"), ("ar", "أضف خادمًا", "تابع على GitHub")],
)
def test_the_page_speaks_the_language_of_its_site(
    showcase: Showcase, language: str, title: str, button: str
) -> None:
    showcase.config = {
        **GITHUB,
        "theme": {"name": "material", "font": False, "language": language},
    }
    site = showcase.build(strict=True)
    article = site.article("add/")
    assert article.cssselect("h1")[0].text_content() == title
    assert article.cssselect("button.sc-entry__go")[0].text_content() == button
    assert settings_of(site)["language"] == language
    assert settings_of(site)["words"]["communities"] == words(language)("add.wrong_communities")


def test_everybody_finds_the_page(showcase: Showcase) -> None:
    site = showcase.build(strict=True)
    assert "add/" in site.sitemap()
    assert "add/" in site.links("")
    showcase.server("alpha", invite="a1").answers("a1")
    assert "add/" in showcase.build(strict=True).links("")


def test_an_entry_that_nobody_confirmed_for_a_year_asks_to_be(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOON.timestamp())))
    showcase.config = GITHUB
    today = NOON.date()
    days = {
        "never": None,
        "long-ago": today - timedelta(days=366),
        "year-ago": today - timedelta(days=365),
        "lately": today - timedelta(days=3),
    }
    for slug, day in days.items():
        verified = day.isoformat() if day else None
        showcase.server(slug, verified=verified, invite=f"{slug}-1").answers(
            f"{slug}-1", guild_id=f"20000000000000000{len(slug)}", name=slug
        )
    site = showcase.build(strict=True)
    asked = {slug: bool(site.article(f"servers/{slug}/").cssselect(".sc-still")) for slug in days}
    assert asked == {"never": True, "long-ago": True, "year-ago": False, "lately": False}
    (still,) = site.article("servers/never/").cssselect(".sc-still")
    assert still.cssselect("code")[0].text_content() == f"verified: {today.isoformat()}"
    (link,) = still.cssselect("a")
    assert link.get("href") == (
        "https://github.com/example/list/edit/main/content/servers/never.yml"
    )


def test_where_no_file_can_be_edited_nobody_is_asked_to(showcase: Showcase) -> None:
    showcase.server("alpha", invite="a1").answers("a1")
    site = showcase.build(strict=True)
    assert site.article("servers/alpha/").cssselect(".sc-still") == []


def test_a_server_that_is_not_listed_is_not_asked_about(showcase: Showcase) -> None:
    showcase.config = GITHUB
    showcase.server("alpha", invite="a1", age_restricted=True).answers("a1")
    site = showcase.build(strict=True)
    assert site.article("servers/alpha/").cssselect(".sc-still") == []


def test_the_page_needs_no_server_and_no_community(showcase: Showcase) -> None:
    made: dict[str, Any] = {}

    def render(_template: str, _address: str, **values: Any) -> str:
        made.update(values)
        return ""

    page = adding_page(showcase.compose().catalogue, around(None), words("en"), render)
    assert (page.address, page.parent, page.is_listed) == ("add/", None, True)
    assert "communities: [example]" in made["example"]
