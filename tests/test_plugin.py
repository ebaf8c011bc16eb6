"""The plugin in real `mkdocs build`s: what is published, where, and what stops a build."""

import errno
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from lxml import html
from mkdocs.config import load_config

from forms import FULL
from making import GUILD, Showcase, Site, share_pictures, standing
from showcase.plugin.settings import has_fonts, options_of
from showcase.standin import UNKNOWN_INVITE, Reply, server_error
from showcase.workspace import Workspace

STATES = (
    "live", "paused", "temporary", "missing", "unchecked", "gone", "ineligible", "mismatch",
)  # fmt: skip
HIDDEN = STATES[5:]
LISTED = STATES[:5]
PAGES = ("new-to-discord.md", "contribute.md")
NAV = [
    {"Home": "index.md"},
    {"Servers": "servers/index.md"},
    {"Communities": "communities/index.md"},
    {"Languages": "languages/index.md"},
    {"Events": "events/index.md"},
    *({name: name} for name in PAGES),
]
MATERIAL = {"name": "material", "font": False}


class Town(NamedTuple):
    """A showcase with a server in every state, and its site."""

    showcase: Showcase
    site: Site


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with standing(tmp_path_factory.mktemp("town")) as showcase:
        showcase.config = {
            "theme": {**MATERIAL, "features": ["navigation.tabs", "navigation.path"]},
            "nav": NAV,
            "repo_url": "https://github.com/example/showcase",
            "edit_uri": "edit/main/content/pages/",
        }
        for name in PAGES:
            showcase.page(name, f"# {name}\n")
        _settle(showcase)
        _live_through(showcase)
        yield Town(showcase, showcase.build(strict=True))


def _settle(showcase: Showcase) -> None:
    """Write entries, one for each state and named by it, with all that pages can show."""
    showcase.community("games", name="Boards and Dice", summary="Sit down and play.")
    showcase.community("music", name="Noise Makers")
    for number, state in enumerate(STATES):
        showcase.server(
            state,
            name=f"{state.title()} Alpha",
            summary=f"Everything {state} about chess.",
            server_id=f"20000000000000000{number}",
            communities=["games", "music"] if state == "live" else ["games"],
            tags=["chess", f"only-{state}"],
            languages=["pt-BR", "eo"] if state in HIDDEN else ["pt-BR"],
            channels=[{"category": "Lobby", "text": [f"{state}-openings"], "voice": ["Parlour"]}],
            events=[
                {
                    "title": f"Evening of {state}",
                    "start": "2024-01-01T19:00",
                    "zone": "Europe/Berlin",
                    "repeats": "monthly",
                }
            ],
            highlights=[{"kind": "achievement", "title": f"Cup of {state}"}],
            run_by={"name": "The Chess Union"},
            region="BR",
            about=f"We are {state}.\n\n## Rules\n\nBe *kind*.",
        )
    showcase.write(
        "content/removed.yml",
        "servers:\n"
        "  closed: {on: 2026-01-02, reason: Its people closed it.}\n"
        "  former: {on: 2026-01-02, reason: Renamed., to: earlier}\n"
        "  earlier: {on: 2026-01-02, reason: Renamed again., to: live}\n",
    )


def _live_through(showcase: Showcase) -> None:
    """Let two and a half days pass, at whose end each server is in its state."""
    soon = (datetime.now(UTC) + timedelta(days=10)).isoformat(timespec="seconds")
    facts: dict[str, dict[str, Any]] = {
        "paused": {"features": ["INVITES_DISABLED"]},
        "temporary": {"expires_at": soon},
        "ineligible": {"nsfw_level": 3, "description": "Not for everyone."},
        "mismatch": {"guild_id": "200000000000000999", "name": "Free Coins"},
    }
    for number, state in enumerate(STATES):
        known = {"guild_id": f"20000000000000000{number}", "name": f"{state.title()} Alpha"}
        showcase.answers(f"{state}-code", **{**known, **facts.get(state, {})})
    showcase.answers("unchecked-code", server_error())
    showcase.clock.at = datetime.now(UTC) - timedelta(hours=60)
    showcase.refresh()
    showcase.answers("gone-code", UNKNOWN_INVITE)
    for run in range(4):
        showcase.clock.pass_hours(13)
        if run == 3:
            showcase.answers("missing-code", UNKNOWN_INVITE)
        showcase.refresh()


@pytest.mark.parametrize("state", STATES)
def test_every_entry_has_its_page_and_its_rows_in_every_state(town: Town, state: str) -> None:
    site = town.site
    assert site.server(state)["state"] == state
    assert state in site.json("api/v1/records.json")["records"]
    (heading,) = site.article(f"servers/{state}/").cssselect("h1")
    assert heading.text_content() == f"{state.title()} Alpha"


@pytest.mark.parametrize("state", STATES)
def test_a_page_links_the_invite_only_where_it_is_known_to_be_right(town: Town, state: str) -> None:
    links = [one for one in town.site.links(f"servers/{state}/") if "discord.gg" in one]
    has_link = state in {"live", "paused", "temporary"}
    assert links == ([f"https://discord.gg/{state}-code"] if has_link else [])


@pytest.mark.parametrize(
    "address",
    [
        *("", "servers/", "servers/live/", "communities/", "communities/games/", "languages/"),
        *("languages/pt-BR/", "events/", "tags/", "tags/chess/", "servers/closed/"),
        *("servers/former/", "servers/earlier/"),
    ],
)
def test_every_page_of_the_contract_is_there_with_one_heading(town: Town, address: str) -> None:
    assert town.site.exists(address)
    assert len(town.site.page(address).cssselect("h1")) == 1


@pytest.mark.parametrize(
    "address",
    [
        *("api/v1/servers.json", "api/v1/communities.json", "api/v1/records.json"),
        *("schemas/server.json", "schemas/community.json"),
    ],
)
def test_every_data_file_of_the_contract_is_there(town: Town, address: str) -> None:
    assert town.site.json(address)


def test_pictures_are_named_by_their_content_and_only_those_that_are_shown_are_there(
    town: Town,
) -> None:
    published = {
        path for path in town.site.files()
        if re.fullmatch(r"assets/showcase/[0-9a-f]{20}\.(webp|jpg)", path)
    }  # fmt: skip
    shown = set()
    for row in town.site.json("api/v1/servers.json")["servers"]:
        shown |= {row[name].removeprefix("https://showcase.example/") for name in
                  ("banner", "icon", "card")}  # fmt: skip
        page = town.site.article(f"servers/{row['slug']}/")
        shown |= {
            f"assets/showcase/{name}"
            for image in page.cssselect("img")
            for name in re.findall(
                r"[0-9a-f]{20}\.\w+", f"{image.get('src')} {image.get('srcset')}"
            )
        }
    cards = {path for path in published if path.endswith(".jpg")}
    assert len(cards) == len(STATES)
    # A page without a stage shows no banner, but servers.json names its widest.
    narrow = published - shown
    assert shown <= published
    assert len(narrow) <= len(HIDDEN)


def test_every_link_of_a_generated_page_leads_somewhere(town: Town) -> None:
    site = town.site
    dead = {
        (address, link)
        for address in _addresses(site)
        for link in site.links(address)
        if "://" not in link and not (site.path / link.partition("#")[0]).exists()
    }
    assert dead == set()


def test_every_reference_by_id_finds_one_element(town: Town) -> None:
    for address in _addresses(town.site):
        page = town.site.page(address)
        ids = [one.get("id") for one in page.cssselect("article [id]")]
        assert len(ids) == len(set(ids)), address
        named = {one.get("aria-labelledby") for one in page.cssselect("article [aria-labelledby]")}
        assert named <= set(ids), address


def test_generated_pages_are_in_no_navigation_but_lists_are(town: Town) -> None:
    """A server page in the navigation would be repeated on all others."""
    page = town.site.page("servers/live/")
    links = page.cssselect("nav[data-md-level] a, nav.md-tabs a")
    texts = {" ".join(link.text_content().split()) for link in links}
    assert {"Servers", "Communities", "Languages", "Events"} <= texts
    assert not any("Alpha" in text or "Boards" in text for text in texts)


@pytest.mark.parametrize(
    ("address", "tab"),
    [
        ("servers/", "Servers"),
        ("servers/live/", "Servers"),
        ("servers/gone/", "Servers"),
        ("servers/closed/", "Servers"),
        ("communities/games/", "Communities"),
        ("languages/pt-BR/", "Languages"),
        ("tags/", "Servers"),
        ("tags/chess/", "Servers"),
        ("events/", "Events"),
    ],
)
def test_a_page_below_a_list_keeps_the_lists_tab_active(town: Town, address: str, tab: str) -> None:
    active = town.site.page(address).cssselect(".md-tabs__item--active")
    assert [" ".join(one.text_content().split()) for one in active] == [tab]


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("servers/live/", ["Home", "Servers"]),
        ("communities/games/", ["Home", "Communities"]),
        ("languages/pt-BR/", ["Home", "Languages"]),
        ("tags/chess/", ["Home", "Servers", "Tags"]),
    ],
)
def test_a_page_says_where_it_stands(town: Town, address: str, path: list[str]) -> None:
    links = town.site.page(address).cssselect("nav.md-path a")
    assert [" ".join(link.text_content().split()) for link in links] == path


@pytest.mark.parametrize("state", STATES)
def test_lists_search_and_sitemap_leave_out_hidden_servers_only(town: Town, state: str) -> None:
    site, address = town.site, f"servers/{state}/"
    shown = state in LISTED
    assert (address in site.sitemap()) == shown
    for page in ("servers/", "communities/games/", "tags/chess/", "languages/pt-BR/"):
        assert (address in site.links(page)) == shown, page
    assert (f"Evening of {state}" in site.text("events/")) == shown
    assert (f"Cup of {state}" in site.text("communities/games/")) == shown
    assert site.exists(f"tags/only-{state}/") == shown
    assert (address in site.found(f"{state.title()} Alpha")) == shown
    assert bool(site.found(f"Everything {state} about")) == shown
    assert bool(site.found(f"{state}-openings")) == shown


def test_a_language_that_only_hidden_servers_speak_has_no_page(town: Town) -> None:
    assert not town.site.exists("languages/eo/")


@pytest.mark.parametrize("state", HIDDEN)
def test_the_page_of_a_hidden_server_shows_living_neighbours_first(town: Town, state: str) -> None:
    links = [one for one in town.site.links(f"servers/{state}/") if one.startswith("servers/")]
    near = {one.split("/")[1] for one in links}
    assert near
    assert near <= {"live", "paused", "temporary", "unchecked"}


def test_nothing_of_a_server_that_took_over_an_invite_is_published(town: Town) -> None:
    said = b"".join(data for path, data in town.site.files().items() if path.endswith("l"))
    said += town.site.source("api/v1/servers.json").encode()
    assert b"Free Coins" not in said
    assert b"200000000000000999" not in said


def test_the_page_of_a_server_for_adults_says_nothing_of_its_own(town: Town) -> None:
    assert "Not for everyone" not in town.site.text("servers/ineligible/")


@pytest.mark.parametrize(
    "word",
    [
        "Live Alpha",  # the name
        "Everything live about chess",  # the summary
        "only-live",  # a tag
        "Boards and Dice",  # a community
        "Noise Makers",
        "live-openings",  # a channel of text
        "Parlour",  # one of voice
        "Lobby",
        "We are live",
        "Cup of live",
        "Evening of live",
    ],
)
def test_the_search_finds_a_server_by_all_that_its_page_says(town: Town, word: str) -> None:
    assert "servers/live/" in town.site.found(word)


@pytest.mark.parametrize("words", ["Brazil", "The Chess Union"])
def test_the_search_finds_a_server_by_its_facts(town: Town, words: str) -> None:
    assert "servers/live/" in town.site.found(words)


def test_the_search_finds_a_server_by_its_language(town: Town) -> None:
    assert "servers/live/" in town.site.found("Portuguese") | town.site.found("Português")


def test_a_page_that_left_says_so_or_leads_to_where_it_is_now(town: Town) -> None:
    assert "Its people closed it." in town.site.text("servers/closed/")
    assert "servers/live/" in town.site.links("servers/former/")
    assert "servers/live/" in town.site.links("servers/earlier/")
    assert "servers/closed/" not in town.site.sitemap()
    assert not town.site.found("Its people closed it")


def test_titles_and_descriptions_are_those_of_the_page(town: Town) -> None:
    page = town.site.page("servers/live/")
    (title,) = page.cssselect("title")
    assert title.text_content().startswith("Live Alpha")
    (description,) = page.cssselect('meta[name="description"]')
    assert description.get("content") == "Everything live about chess."


def test_edit_this_page_opens_the_entry(town: Town) -> None:
    base = "https://github.com/example/showcase/edit/main/content/"
    assert f"{base}servers/live.yml" in town.site.links("servers/live/")
    assert f"{base}communities/games.yml" in town.site.links("communities/games/")


def test_no_generated_page_has_material_write_an_edit_button_that_leads_astray(
    town: Town,
) -> None:
    for address in ("servers/", "languages/pt-BR/", "events/", "tags/chess/"):
        assert not [one for one in town.site.links(address) if "github.com" in one]


def test_a_build_says_in_one_line_what_it_did(town: Town) -> None:
    lines = [line for line in town.site.lines("INFO") if "asked" in line]
    assert len(lines) == 1
    assert lines[0].startswith("8 servers: 7 known, 1 asked, 1 failed in ")


def test_nothing_of_a_build_is_left_in_the_cache(town: Town) -> None:
    assert _left(town.showcase) == []


def _addresses(site: Site) -> list[str]:
    made = (path for path in site.files() if path.endswith("index.html"))
    return [path.removesuffix("index.html") for path in made]


def _left(showcase: Showcase) -> list[str]:
    folder = showcase.root / ".cache" / "builds"
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


# Options and the environment


def test_a_variable_wins_over_mkdocs_yml(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    showcase.server("alpha").options.update(refresh="always")
    monkeypatch.setenv("SHOWCASE_REFRESH", "never")
    assert showcase.build().server("alpha")["state"] == "unchecked"
    assert showcase.discord.requests == []


def test_every_variable_of_the_contract_is_read(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    discord = showcase.discord
    showcase.options.update(
        api_url="http://127.0.0.1:9/nowhere", cdn_url="http://127.0.0.1:9/", refresh="never"
    )
    for name, value in {
        "REFRESH": "auto",
        "API_URL": discord.api_url,
        "CDN_URL": discord.cdn_url,
        "MIRROR_URL": f"{discord.url}/earlier",
        "CACHE_DIR": str(showcase.root / "elsewhere"),
    }.items():
        monkeypatch.setenv(f"SHOWCASE_{name}", value)
    showcase.server("alpha", invite="alpha1").answers("alpha1", icon="1" * 32)
    assert showcase.build().server("alpha")["state"] == "live"
    paths = [request.path for request in discord.requests]
    assert "/earlier/api/v1/records.json" in paths
    assert any(path.startswith("/cdn/icons/") for path in paths)
    assert (showcase.root / "elsewhere" / "pictures").is_dir()
    assert not (showcase.root / ".cache").exists()


def test_unchecked_servers_get_their_link_where_a_maintainer_says_so(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1")
    showcase.options.update(refresh="never", link_unchecked=True)
    site = showcase.build(strict=True)
    assert site.server("alpha")["invite_url"] == "https://discord.gg/alpha1"
    assert "https://discord.gg/alpha1" in site.links("servers/alpha/")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("refresh", "sometimes"),
        ("max_age_hours", "long"),
        ("max_age_hours", -1),
        ("pace_seconds", -0.5),
        ("requests_per_10_minutes", -1),
        ("api_url", "discord.com"),
        ("cdn_url", "ftp://cdn.example"),
        ("mirror_url", "nowhere"),
        ("allow_hosts", "one.example"),
        ("content_dir", 7),
        ("fast", "very"),
    ],
)
def test_a_bad_option_stops_the_build_in_one_line_that_names_it(
    showcase: Showcase, option: str, value: object
) -> None:
    showcase.server("alpha").options[option] = value
    lines = showcase.fails()
    assert any(option in line for line in lines)
    assert all("\n" not in line.strip() for line in lines)


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("mirrorurl", "x", "`mirrorurl` is not a known option. Did you mean `mirror_url`?"),
        ("zzz", "x", "`zzz` is not a known option. Take it out."),
        ("a\nb", "x", "` is not a known option. Take it out."),
        ("max_age_hours", True, "`max_age_hours` is `True`. Use a number from 0 to 100,000."),
        ("cache_dir", "a\0b", "`cache_dir` is `a\ufffdb`. Write the path of a folder."),
        ("content_dir", "a\0b", "`content_dir` is `a\ufffdb`. Write the path of a folder."),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_an_option_that_cannot_be_is_told_by_the_build_and_by_check(
    showcase: Showcase, option: str, value: object, said: str
) -> None:
    showcase.server("alpha").options[option] = value
    (line,) = (line for line in showcase.fails() if said in line)
    assert "\n" not in line.strip()
    result = showcase.run("check")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    (line,) = (line for line in result.output.splitlines() if said in line)
    assert line.startswith("Error: ")


def test_a_bad_variable_stops_the_build_in_one_line(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOWCASE_REFRESH", "sometimes")
    (line,) = showcase.fails()
    assert "SHOWCASE_REFRESH" in line
    assert "`sometimes`" in line


def test_the_plugin_needs_no_options(showcase: Showcase) -> None:
    showcase.server("alpha")
    showcase.options.clear()
    config = showcase.mkdocs_yml()
    text = config.read_text("utf-8").partition("plugins:")[0]
    text += "plugins:\n  search: {}\n  showcase:\n    refresh: never\n    cache_dir: .cache\n"
    config.write_text(text, "utf-8")
    assert _mkdocs(showcase, "--strict").returncode == 0


# Strict, and what cannot be built


def _mkdocs(
    showcase: Showcase, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *arguments],
        cwd=showcase.root, env={**os.environ, **(environment or {})},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_strict_fails_on_a_mistake_of_content_and_not_on_a_silent_discord(
    showcase: Showcase,
) -> None:
    showcase.server("alpha").server("beta", nmae="Beta")
    showcase.mkdocs_yml()
    silent = {"SHOWCASE_API_URL": "http://127.0.0.1:9"}
    mistaken = _mkdocs(showcase, "--strict", environment=silent)
    assert mistaken.returncode == 1
    assert "content/servers/beta.yml:6:1: `nmae` is not a known key." in mistaken.stderr
    assert "Traceback" not in mistaken.stderr
    (showcase.root / "content/servers/beta.yml").unlink()
    elsewhere = {**silent, "SHOWCASE_CACHE_DIR": "elsewhere"}
    sound = _mkdocs(showcase, "--strict", environment=elsewhere)
    assert sound.returncode == 0, sound.stderr
    assert sound.stderr.count("could not be reached") == 1
    assert "WARNING" not in sound.stderr


def test_an_entry_with_a_mistake_is_named_and_left_out_of_a_lenient_build(
    showcase: Showcase,
) -> None:
    showcase.server("alpha").server("beta", nmae="Beta")
    site = showcase.build()
    assert site.lines("WARNING") == [
        "content/servers/beta.yml:6:1: `nmae` is not a known key. Did you mean `name`?"
    ]
    assert site.exists("servers/alpha/")
    assert not site.exists("servers/beta/")
    assert [row["slug"] for row in site.json("api/v1/servers.json")["servers"]] == ["alpha"]


@pytest.mark.parametrize("why", ["mistake", "removed"])
def test_a_community_that_is_left_out_is_nowhere_and_its_servers_stay(
    showcase: Showcase, why: str
) -> None:
    showcase.community("games").community("music").server("alpha", communities=["games", "music"])
    games = showcase.root / "content/communities/games.yml"
    if why == "mistake":
        games.write_text("name: Games\n", "utf-8")
    else:
        games.unlink()
        showcase.write("content/removed.yml", "communities: {games: {on: 2026-01-01}}\n")
    site = showcase.build()
    (row,) = site.json("api/v1/servers.json")["servers"]
    assert row["communities"] == ["music"]
    links = site.links("servers/alpha/")
    assert [link for link in links if link.startswith("communities/")] == ["communities/music/"]
    assert "servers/alpha/" in site.found("alpha")


@pytest.mark.parametrize(
    "answer",
    [
        server_error(),
        Reply(fault="reset"),
        Reply(200, {}, b"<html>not JSON</html>"),
        Reply(429, {"Content-Type": "text/html"}, b"<h1>Error 1015</h1>"),
        UNKNOWN_INVITE,
    ],
    ids=["outage", "reset", "garbage", "block", "unknown"],
)
def test_nothing_that_discord_answers_fails_a_strict_build(
    showcase: Showcase, answer: Reply
) -> None:
    for slug in ("alpha", "beta", "gamma", "delta"):
        showcase.server(slug).answers(f"{slug}-code", answer)
    site = showcase.build(strict=True)
    assert site.lines("WARNING") == []
    assert all(site.exists(f"servers/{slug}/") for slug in ("alpha", "beta", "gamma", "delta"))


def test_a_mass_loss_is_held_back_in_one_line_and_the_build_succeeds(showcase: Showcase) -> None:
    slugs = [f"one{number}" for number in range(6)]
    for number, slug in enumerate(slugs):
        showcase.server(slug, name="Alpha").answers(f"{slug}-code", guild_id=int(GUILD) + number)
    showcase.clock.at = datetime.now(UTC) - timedelta(hours=13)
    showcase.compose()
    for slug in slugs:
        showcase.answers(f"{slug}-code", UNKNOWN_INVITE)
    site = showcase.build(strict=True)
    assert [row["state"] for row in site.json("api/v1/servers.json")["servers"]] == ["live"] * 6
    assert len([line for line in site.lines("INFO") if "--accept" in line]) == 1


@pytest.mark.parametrize("text", ["not JSON", "[]", '{"version": 99, "records": {}}'])
def test_a_broken_records_json_stops_the_build_in_one_line(showcase: Showcase, text: str) -> None:
    showcase.server("alpha").write("content/records.json", text)
    (line,) = showcase.fails()
    assert "content/records.json" in line
    assert "\n" not in line
    assert _left(showcase) == []


@pytest.mark.parametrize("place", [".cache", ".cache/pictures", ".cache/builds"])
def test_a_cache_that_cannot_be_used_stops_the_build_in_one_line(
    showcase: Showcase, place: str
) -> None:
    showcase.server("alpha").write(place, "a file where a folder should be")
    (line,) = showcase.fails()
    assert line.startswith("showcase: ")
    assert place in line
    assert "\n" not in line


def test_a_page_of_the_maintainers_that_cannot_be_built_leaves_nothing_behind(
    showcase: Showcase,
) -> None:
    showcase.server("alpha").page("broken.md", "---\ntemplate: no-such.html\n---\n# Broken\n")
    with pytest.raises(Exception, match=r"no-such\.html"):
        showcase.build()
    assert _left(showcase) == []


def test_a_build_removes_what_killed_ones_left_and_not_what_others_need(
    showcase: Showcase,
) -> None:
    showcase.server("alpha")
    cache = showcase.root / ".cache"
    running = Workspace(cache)
    (cache / "builds/killed/servers").mkdir(parents=True)
    showcase.build()
    assert _left(showcase) == [running.path.name]
    running.remove()


# Builds after builds


def test_a_second_build_asks_nothing_and_draws_nothing(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    first = showcase.build()
    asked = len(showcase.discord.requests)
    drawn = {path.name: path.stat().st_ino for path in _pictures(showcase)}
    second = showcase.build()
    assert len(showcase.discord.requests) == asked
    assert {path.name: path.stat().st_ino for path in _pictures(showcase)} == drawn
    assert second.server("alpha") == first.server("alpha")


def _pictures(showcase: Showcase) -> list[Path]:
    folder = showcase.root / ".cache/pictures"
    return [path for path in folder.iterdir() if path.suffix in {".webp", ".jpg"}]


def test_two_builds_at_one_time_are_the_same_to_the_byte(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime.now(UTC).timestamp()) - 60))
    _settle(showcase)
    for name in PAGES:
        showcase.page(name, f"# {name}\n")
    showcase.answers("live-code", guild_id="200000000000000000", name="Live Alpha")
    first = showcase.build().files()
    second = showcase.build().files()
    assert {path for path in first if first[path] != second.get(path)} == set()
    assert first.keys() == second.keys()


def test_serve_shows_an_edited_entry_and_asks_once(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1", summary="The first words.").answers("alpha1")
    showcase.options.update(max_age_hours=0)
    with showcase.serving() as build:
        assert "The first words." in build().text("servers/alpha/")
        asked = len(showcase.discord.requests)
        assert asked == 1
        showcase.server("alpha", invite="alpha1", summary="Other words.")
        showcase.server("beta", summary="A new one.")
        site = build()
        assert "Other words." in site.text("servers/alpha/")
        assert "A new one." in site.text("servers/beta/")
        assert site.server("alpha")["state"] == "live"
        assert len(showcase.discord.requests) == asked
    assert showcase.build().server("beta")["state"] != "live"
    assert len(showcase.discord.requests) > asked, "the next command asks again"


def test_serve_goes_on_after_a_mistake(showcase: Showcase) -> None:
    showcase.server("alpha")
    with showcase.serving() as build:
        build()
        showcase.server("alpha", nmae="x")
        assert not build().exists("servers/alpha/")
        showcase.server("alpha", summary="Mended.")
        assert "Mended." in build().text("servers/alpha/")


@pytest.mark.parametrize("names", [(), ("alpha",), ("alpha", "beta", "gamma")])
def test_any_number_of_servers_builds_strictly(showcase: Showcase, names: tuple[str, ...]) -> None:
    for slug in names:
        showcase.server(slug)
    showcase.config["nav"] = NAV[:5]
    site = showcase.build(strict=True)
    assert site.lines("WARNING") == []
    for address in ("", "servers/", "communities/", "languages/", "events/", "tags/"):
        assert site.text(address)
    assert len(site.json("api/v1/servers.json")["servers"]) == len(names)


# What an adopter has already


def test_a_page_of_the_maintainers_wins_over_a_generated_one(showcase: Showcase) -> None:
    showcase.server("alpha").server("beta").server("gamma")
    showcase.page("servers/alpha/index.md", "# Our own alpha\n")
    showcase.page("servers/beta.md", "# Our own beta\n")
    showcase.page("events.md", "# Our own events\n")
    showcase.page("tags/README.md", "# Our own tags\n")
    showcase.page("api/v1/communities.json", '{"own": true}')
    site = showcase.build(strict=True)
    assert "Our own alpha" in site.text("servers/alpha/")
    assert "Our own beta" in site.text("servers/beta/")
    assert "Our own events" in site.text("events/")
    assert "Our own tags" in site.text("tags/")
    assert site.json("api/v1/communities.json") == {"own": True}
    assert "All about gamma." in site.text("servers/gamma/")
    assert len(site.json("api/v1/servers.json")["servers"]) == 3
    said = [line for line in site.lines("INFO") if "stands in" in line]
    assert len(said) == 5


def test_pages_below_a_list_of_the_maintainers_keep_their_place(showcase: Showcase) -> None:
    showcase.server("alpha").page("servers.md", "# Our own list\n")
    showcase.config.update(
        theme={**MATERIAL, "features": ["navigation.tabs", "navigation.path"]},
        nav=[{"Home": "index.md"}, {"Ours": "servers.md"}],
    )
    page = showcase.build().page("servers/alpha/")
    (active,) = page.cssselect(".md-tabs__item--active")
    assert active.text_content().strip() == "Ours"


def test_an_adopters_own_home_page_stays_theirs(showcase: Showcase) -> None:
    showcase.server("alpha").page("index.md", "# Our home\n\nWritten by hand.\n")
    site = showcase.build(strict=True)
    assert site.text("").startswith("Our home")
    assert "servers/alpha/" not in site.links("")


def test_home_is_drawn_below_what_the_maintainers_wrote(showcase: Showcase) -> None:
    showcase.server("alpha").page(
        "index.md", "---\ntemplate: showcase-home.html\n---\n# Welcome\n\nCome in.\n"
    )
    site = showcase.build(strict=True)
    assert "Come in." in site.text("")
    assert "servers/alpha/" in site.links("")


def test_an_adopters_custom_dir_and_styles_win_over_ours(showcase: Showcase) -> None:
    showcase.server("alpha")
    showcase.write(
        "ours/main.html", '{% extends "base.html" %}{% block footer %}OURS{% endblock %}'
    )
    showcase.write("ours/assets/showcase/showcase.css", "/* ours */")
    showcase.page("own.css", "/* own */")
    showcase.config.update(theme={**MATERIAL, "custom_dir": "ours"}, extra_css=["own.css"])
    site = showcase.build(strict=True)
    assert "OURS" in site.source("servers/alpha/")
    assert site.source("assets/showcase/showcase.css") == "/* ours */"
    page = site.page("servers/alpha/")
    styles = [link.get("href") for link in page.cssselect('link[rel="stylesheet"]')]
    own = [style for style in styles if style.endswith(("showcase.css", "own.css"))]
    assert own == ["../../assets/showcase/showcase.css", "../../own.css"]


def test_the_plugin_works_beside_others_in_a_list(showcase: Showcase) -> None:
    showcase.server("alpha", tags=["chess"])
    showcase.config["plugins"] = [
        "search",
        "tags",
        {"showcase": {"refresh": "never", "cache_dir": ".cache"}},
    ]
    assert "alpha" in showcase.build(strict=True).text("tags/chess/").lower()


def test_featured_servers_come_first_on_home_and_unknown_ones_are_warned_about(
    showcase: Showcase,
) -> None:
    for slug in ("alpha", "beta", "gamma"):
        showcase.server(slug)
    front = "---\ntemplate: showcase-home.html\nfeatured: [{}]\n---\n# Home\n"
    showcase.page("index.md", front.format("gamma, betta"))
    site = showcase.build()
    assert site.lines("WARNING") == [
        "content/pages/index.md: featured: there is no server `betta`. Did you mean `beta`?"
    ]
    servers = [link for link in site.links("") if re.fullmatch("servers/.+/", link)]
    assert servers[0] == "servers/gamma/"


@pytest.mark.parametrize("featured", ["alpha", "{alpha: 1}", "7"])
def test_a_featured_that_is_no_list_is_warned_about(showcase: Showcase, featured: str) -> None:
    showcase.server("alpha")
    front = f"---\ntemplate: showcase-home.html\nfeatured: {featured}\n---\n# Home\n"
    showcase.page("index.md", front)
    (line,) = showcase.build().lines("WARNING")
    assert "featured" in line
    assert "list" in line


@pytest.mark.parametrize("scripts", ["5", "x.js", "{a: b}", "[[a], 5]"])
def test_scripts_that_are_no_list_of_addresses_stop_no_build(
    showcase: Showcase, scripts: str
) -> None:
    front = f"---\ntemplate: showcase-home.html\nscripts: {scripts}\n---\n# Home\n"
    site = showcase.server("alpha").page("index.md", front).build()
    assert "servers/alpha/" in site.links("")


def test_another_theme_is_told_in_one_line_what_it_lacks(showcase: Showcase) -> None:
    showcase.server("alpha").config["theme"] = "readthedocs"
    (line,) = showcase.fails()
    assert line == (
        "showcase: pages stand on parts of Material for MkDocs, which the theme `readthedocs` "
        "lacks. Write `theme: {name: material}`."
    )


def test_a_featured_server_may_leave_and_one_that_moved_is_featured_where_it_went(
    showcase: Showcase,
) -> None:
    front = "---\ntemplate: showcase-home.html\nfeatured: [alpha, gone, omega]\n---\n# Home\n"
    showcase.server("omega", invite="omega1").answers("omega1", name="Omega").page(
        "index.md", front
    )
    showcase.write(
        "content/removed.yml",
        "servers:\n  alpha: {on: 2026-01-01, reason: Renamed., to: omega}\n"
        "  gone: {on: 2026-01-01, reason: It closed.}\n",
    )
    site = showcase.build(strict=True)
    (section,) = site.article("").cssselect("section[aria-labelledby=sc-featured]")
    assert [link.get("href") for link in section.cssselect("h3 a")] == ["servers/omega/"]


def test_a_hidden_server_is_not_featured(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1", age_restricted=True).answers("alpha1")
    showcase.page("index.md", "---\ntemplate: showcase-home.html\nfeatured: [alpha]\n---\n# Home\n")
    site = showcase.build(strict=True)
    assert "servers/alpha/" not in site.links("")


@pytest.mark.parametrize(
    ("config", "url"),
    [
        (
            {"repo_url": "https://github.com/o/r", "edit_uri": "edit/main/content/pages/"},
            "https://github.com/o/r/edit/main/content/servers/alpha.yml",
        ),
        (
            {"repo_url": "https://git.example/o/r/", "edit_uri": "-/edit/main/content/pages"},
            "https://git.example/o/r/-/edit/main/content/servers/alpha.yml",
        ),
        (
            {
                "repo_url": "https://git.example/o/r",
                "edit_uri_template": "src/content/pages/{path}?mode=edit",
            },
            "https://git.example/o/r/src/content/servers/alpha.yml?mode=edit",
        ),
        (
            {"edit_uri": "https://git.example/o/r/edit/content/pages/"},
            "https://git.example/o/r/edit/content/pages/../servers/alpha.yml",
        ),
        ({"repo_url": "https://git.example/o/r"}, None),
        ({"repo_url": "https://github.com/o/r", "edit_uri": ""}, None),
        ({}, None),
    ],
)
def test_the_edit_link_is_made_as_mkdocs_makes_it(
    showcase: Showcase, config: dict[str, str], url: str | None
) -> None:
    showcase.server("alpha").config.update(config)
    showcase.config["theme"] = {**MATERIAL, "features": ["content.action.edit"]}
    site = showcase.build(strict=True)
    edits = {link for link in site.links("servers/alpha/") if "alpha.yml" in link}
    assert edits == ({url} if url else set())


def test_a_docs_folder_elsewhere_still_leads_to_the_entry(showcase: Showcase) -> None:
    showcase.server("alpha").write("docs/index.md", "# Home\n")
    showcase.config.update(
        docs_dir="docs", repo_url="https://github.com/o/r", edit_uri="edit/main/docs/"
    )
    url = "https://github.com/o/r/edit/main/content/servers/alpha.yml"
    assert url in showcase.build(strict=True).links("servers/alpha/")


def test_a_site_below_a_path_links_within_itself(showcase: Showcase) -> None:
    showcase.server("alpha").config["site_url"] = "https://one.example/below/"
    site = showcase.build(strict=True)
    assert site.server("alpha")["url"] == "https://one.example/below/servers/alpha/"
    hrefs = [a.get("href") for a in site.article("servers/").cssselect("a")]
    assert "../servers/alpha/" in hrefs


def test_a_site_without_an_address_builds(showcase: Showcase) -> None:
    showcase.server("alpha").config["site_url"] = ""
    assert showcase.build(strict=True).server("alpha")["url"] == "servers/alpha/"


def test_entries_are_published_as_pages_alone(showcase: Showcase) -> None:
    """A YAML file below docs_dir would be copied into the site as it is."""
    showcase.server("alpha")
    assert [path for path in showcase.build().files() if path.endswith((".yml", ".md"))] == []


# Many


class Crowd(NamedTuple):
    """The site of a showcase before and after it grew by a quarter."""

    few: Site
    many: Site


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """Servers by the dozen that all look alike: it is their number that counts."""
    folder = tmp_path_factory.mktemp("crowd")
    with standing(folder) as showcase, pytest.MonkeyPatch.context() as patch:
        share_pictures(patch)
        showcase.options["refresh"] = "never"
        _people(showcase, 50)
        showcase.config["site_dir"] = str(folder / "few")
        few = showcase.build(strict=True)
        _people(showcase, 64)
        showcase.config["site_dir"] = str(folder / "many")
        yield Crowd(few, showcase.build(strict=True))


def _people(showcase: Showcase, count: int) -> None:
    day = (datetime.now(UTC) + timedelta(days=9)).strftime("%Y-%m-%d")
    for number in range(count):
        showcase.server(
            f"server-{number:04}",
            tags=["chess", "tea"],
            languages=["de", "fr"],
            communities=["games", "music"],
            summary="A place to sit down with others and play a game of chess.",
            events=[{"title": "Open evening", "start": f"{day}T19:00", "zone": "UTC"}],
            highlights=[{"kind": "initiative", "title": "A cup for beginners"}],
        )


def test_no_page_grows_with_the_number_of_entries(crowd: Crowd) -> None:
    few, many = _sizes(crowd.few), _sizes(crowd.many)
    grown = {
        address: (few[address], size)
        for address, size in many.items()
        if address in few and size > few[address] * 1.02 and not address.endswith("page/2/")
    }
    assert grown == {}
    assert max(many.values()) <= max(few.values()) * 1.02


@pytest.mark.parametrize("start", ["servers/", "communities/games/", "languages/de/", "tags/tea/"])
def test_later_pages_of_a_list_hold_the_rest_once(crowd: Crowd, start: str) -> None:
    site = crowd.few
    pages = [site.links(start), site.links(f"{start}page/2/")]
    cards = [
        site.article(address).cssselect("h2 a, h3 a") for address in (start, f"{start}page/2/")
    ]
    servers = [{card.get("href").split("/servers/")[1] for card in page} for page in cards]
    assert [len(page) for page in servers] == [48, 2]
    assert len(servers[0] | servers[1]) == 50
    assert f"{start}page/2/" in pages[0]
    assert start in pages[1]
    (current,) = site.article(f"{start}page/2/").cssselect('[aria-current="page"]')
    assert current.text_content() == "2"


def test_later_pages_stand_below_the_first(crowd: Crowd) -> None:
    assert "servers/page/2/" in crowd.few.sitemap()
    page = crowd.few.page("communities/games/page/2/")
    (title,) = page.cssselect("title")
    assert "2" in title.text_content()


@pytest.mark.skipif(not FULL, reason="a minute long: set FULL=1")
def test_a_thousand_entries_build(showcase: Showcase) -> None:
    showcase.options["refresh"] = "never"
    _people(showcase, 1000)
    site = showcase.build(strict=True)
    assert len(site.json("api/v1/servers.json")["servers"]) == 1000
    assert max(_sizes(site).values()) < 400_000
    lists = [address for address in _addresses(site) if address.startswith("servers/page/")]
    linked = {link for address in ["servers/", *lists] for link in site.links(address)}
    assert {f"servers/server-{number:04}/" for number in range(1000)} <= linked


def _sizes(site: Site) -> dict[str, int]:
    return {address: len(site.source(address)) for address in _addresses(site)}


def test_pages_are_whole_without_our_overrides(showcase: Showcase) -> None:
    """All that a page says stands in its body, for builders that know no plugin of ours."""
    showcase.server("alpha", invite="alpha1").answers("alpha1", description="Says this.")
    article = html.tostring(showcase.build().article("servers/alpha/"), encoding="unicode")
    assert "All about alpha." in article
    assert "Says this." in article
    assert "https://discord.gg/alpha1" in article


# Several at once, and `serve`


def test_two_builds_at_once_share_the_store_and_write_their_pages_apart(
    showcase: Showcase,
) -> None:
    for number in range(6):
        showcase.server(f"s{number}", name="Alpha")
        showcase.answers(f"s{number}-code", guild_id=int(GUILD) + number)
    showcase.mkdocs_yml()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d"]
    runs = [
        subprocess.Popen([*command, name], cwd=showcase.root, stderr=subprocess.PIPE, text=True)
        for name in ("one", "other")
    ]
    said = [run.communicate(timeout=60)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    sites = [Site(showcase.root / name, []) for name in ("one", "other")]
    for site in sites:
        rows = site.json("api/v1/servers.json")["servers"]
        assert [row["state"] for row in rows] == ["live"] * 6
    assert sites[0].files().keys() == sites[1].files().keys()
    assert _left(showcase) == []


BUILD = """
import sys
from mkdocs.__main__ import cli

cli(["build", "--quiet"], standalone_mode=False)
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_a_build_that_knows_all_imports_neither_http_client_nor_pictures(
    showcase: Showcase,
) -> None:
    showcase.server("alpha").answers("alpha-code").server("beta").mkdocs_yml()

    def imported() -> set[str]:
        command = [sys.executable, "-c", BUILD]
        said = subprocess.check_output(command, cwd=showcase.root, text=True, timeout=60)
        return {*said.split()}

    first, second = imported(), imported()
    assert {"asyncio", "httpx", "PIL"} <= first
    assert {"asyncio", "httpx", "PIL", "selectolax", "watchdog"} & second == set()


def test_a_disk_that_fills_up_is_said_in_one_line(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(workspace: Workspace, uri: str, text: str) -> str:
        raise OSError(errno.ENOSPC, "No space left on device", uri)

    monkeypatch.setattr(Workspace, "write", full)
    (line,) = showcase.server("alpha").fails()
    assert line.startswith("showcase: ")
    assert "No space left on device" in line
    assert _left(showcase) == []


def test_a_server_page_that_maintainers_put_into_the_navigation_stays_there(
    showcase: Showcase,
) -> None:
    showcase.server("alpha")
    showcase.config.update(
        theme={**MATERIAL, "features": ["navigation.path"]},
        nav=[{"Home": "index.md"}, {"Ours": [{"Our server": "servers/alpha/index.md"}]}],
    )
    page = showcase.build(strict=True).page("servers/alpha/")
    path = [" ".join(one.text_content().split()) for one in page.cssselect("nav.md-path li")]
    assert path == ["Home", "Ours"]


def test_pages_may_be_written_as_files_of_their_own_name(showcase: Showcase) -> None:
    showcase.server("alpha").config["use_directory_urls"] = False
    site = showcase.build(strict=True)
    assert "All about alpha." in site.text("servers/alpha/")
    assert "servers/alpha/" in site.links("servers/")
    assert "servers/alpha/" in site.links("")


@pytest.mark.parametrize("place", [".cache", ".cache/builds", ".cache/pictures"])
def test_a_cache_that_cannot_be_made_stops_the_build_in_one_line_that_says_what_to_do(
    showcase: Showcase, place: str
) -> None:
    (line,) = showcase.server("alpha").write(place, "a file where a folder should be").fails()
    assert place in line
    assert re.search(r"\. (Free some space|Move it away)", line)


# serve


def test_what_serve_shows_starts_from_the_published_site(showcase: Showcase) -> None:
    showcase.server("alpha").config["site_url"] = "https://showcase.example/list/"
    showcase.options["mirror_url"] = ""
    path = showcase.mkdocs_yml()
    path.rename(path.with_name("base.yml"))
    path.write_text("INHERIT: base.yml\nextra: {of: !relative $docs_dir, is: !ENV [ANY, 1]}\n")
    config = load_config(str(path))
    plugin = config.plugins["showcase"]
    config.extra["busy"] = threading.Lock()  # no more to be copied than much that a build refers to
    config.site_url = "http://127.0.0.1:8000/list/"
    served = options_of(config, plugin.config, is_serving=True)
    assert served.mirror_url == "https://showcase.example/list"
    assert served.user_agent.startswith("DiscordBot (https://showcase.example/list/, ")


def test_what_serve_shows_starts_from_nothing_where_nothing_is_published(
    showcase: Showcase,
) -> None:
    showcase.server("alpha").config["site_url"] = ""
    showcase.options["mirror_url"] = ""
    config = load_config(str(showcase.mkdocs_yml()))
    config.site_url = "http://127.0.0.1:8000/"
    served = options_of(config, config.plugins["showcase"].config, is_serving=True)
    assert served.mirror_url is None


def test_serve_takes_a_mkdocs_yml_from_standard_input(showcase: Showcase) -> None:
    with showcase.server("alpha").mkdocs_yml().open("rb") as file:
        config = load_config(file)
    config.config_file_path = ""
    assert options_of(config, config.plugins["showcase"].config, is_serving=True).site_url == ""


@pytest.mark.parametrize(
    ("font", "plugins", "is_loaded"),
    [
        (None, {}, True),
        ({"text": "Lato"}, {}, True),
        (False, {}, False),
        (None, {"privacy": {"enabled": False}}, False),
    ],
)
def test_fonts_are_told_of_as_the_theme_loads_them(
    showcase: Showcase, font: Any, plugins: dict[str, Any], *, is_loaded: bool
) -> None:
    path = showcase.server("alpha").mkdocs_yml()
    settings = yaml.safe_load(path.read_text("utf-8"))
    settings["theme"]["font"] = font
    settings["plugins"] |= plugins
    path.write_text(yaml.safe_dump(settings), "utf-8")
    assert has_fonts(load_config(str(path))) is is_loaded
