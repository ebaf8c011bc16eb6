"""Atom feeds, as a reader that is not ours reads them."""

import warnings
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from making import GUILD, Showcase, share_pictures
from showcase import addresses
from showcase.catalogue import Catalogue
from showcase.feeds import feed_files
from showcase.feeds.atom import MOST
from showcase.feeds.xml import attribute, text
from showcase.standin import guild_invite
from showcase.text import one_line
from showcase.words import words

with warnings.catch_warnings():
    # It imports modules that Python wants to be rid of.
    warnings.simplefilter("ignore", DeprecationWarning)
    import feedparser

SITE = "https://showcase.example/"
OTHER = "100000000000000999"
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = [
    "]]> & <b>bold</b> <![CDATA[x]]>",
    "<script>alert(1)</script>",
    "&lt;i&gt; &amp;amp; &#38;",
    "a\x00b\x07c\ufffe\x9f",
    "ערב \u202eabc\u202c خادم",
    "one\r\ntwo\nBEGIN:VEVENT",
    "{name} {site} %s",
    "\U0001f469\u200d\U0001f680 e\u0301",
]


def sources(made: Catalogue, site: str = SITE, name: str = "A showcase") -> dict[str, str]:
    files = feed_files(made, words("en"), site, name)
    return {
        address: text
        for address, text in files.items()
        if isinstance(text, str) and address.endswith("feed.xml")
    }


def read(source: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = feedparser.parse(source.encode(), sanitize_html=False)
    assert not found.bozo, found.get("bozo_exception")
    return found


def feed(made: Catalogue, address: str = addresses.FEED, **more: str) -> Any:
    return read(sources(made, **more)[address])


def titles(found: Any) -> list[str]:
    return [entry.title for entry in found.entries]


@pytest.mark.parametrize("said", HOSTILE)
def test_what_strangers_wrote_comes_back_from_xml_but_for_what_it_cannot_hold(said: str) -> None:
    read_back = etree.fromstring(f'<a b="{attribute(said)}">{text(said)}</a>')
    kept = said.translate({0: None, 7: None, 0xFFFE: None})
    assert read_back.get("b") == kept
    # A parser makes one line end of both kinds.
    assert read_back.text == kept.replace("\r\n", "\n")


@pytest.fixture
def alpha(showcase: Showcase) -> Showcase:
    """A server that was added in spring, pinned and live."""
    showcase.server("alpha", invite="alpha1", server_id=GUILD, added="2026-03-04")
    return showcase.answers("alpha1")


def test_a_feed_says_what_it_is_and_where_it_stands(alpha: Showcase) -> None:
    found = feed(alpha.compose().catalogue)
    assert (found.version, found.encoding) == ("atom10", "utf-8")
    assert found.feed.title == "A showcase"
    assert found.feed.id == "tag:showcase.example,2026:/feed.xml"
    assert found.feed.author == "A showcase"
    assert found.feed.updated == "2026-03-04T00:00:00Z"
    links = {link.rel: link.href for link in found.feed.links}
    assert links == {
        "self": "https://showcase.example/feed.xml",
        "alternate": "https://showcase.example/",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }


def test_a_server_that_was_added_is_told_with_its_day(alpha: Showcase) -> None:
    (entry,) = feed(alpha.compose().catalogue).entries
    assert entry.title == "New: Alpha"
    assert entry.id == "tag:showcase.example,2026:/servers/alpha/added"
    assert entry.link == "https://showcase.example/servers/alpha/"
    assert entry.summary == "All about alpha."
    assert entry.updated == "2026-03-04T00:00:00Z"
    assert [(tag.term, tag.label) for tag in entry.tags] == [("games", "Games")]


def test_a_departure_and_a_return_are_told_once_each(alpha: Showcase) -> None:
    alpha.compose()
    alpha.clock.pass_hours(13)
    alpha.answers("alpha1", guild_id=OTHER)
    seen = [feed(alpha.compose().catalogue) for _ in range(2)]
    assert [titles(one) for one in seen] == [["No longer listed: Alpha", "New: Alpha"]] * 2
    assert seen[0].entries[0].id == seen[1].entries[0].id
    assert seen[0].entries[0].updated == "2026-11-21T01:00:00Z"
    alpha.clock.pass_hours(13)
    alpha.answers("alpha1")
    last = feed(alpha.compose().catalogue)
    assert titles(last) == ["Back: Alpha", "No longer listed: Alpha", "New: Alpha"]
    assert [entry.id for entry in last.entries[1:]] == [entry.id for entry in seen[0].entries]


def test_nothing_is_told_of_a_server_that_never_was_listed(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1", age_restricted=True).answers("alpha1")
    showcase.server("beta", invite="beta1")
    showcase.answers("beta1", guild_invite("beta1", guild_id=OTHER, name="Free Coins"))
    assert titles(feed(showcase.compose().catalogue)) == []


def test_nothing_of_the_server_that_took_over_an_invite_is_told(alpha: Showcase) -> None:
    alpha.compose()
    alpha.clock.pass_hours(13)
    alpha.answers("alpha1", guild_id=OTHER, name="Free Coins", description="Steals.")
    said = "".join(sources(alpha.compose().catalogue).values())
    assert "Free Coins" not in said
    assert "Steals" not in said


def test_a_server_that_is_dated_ahead_is_told_when_its_day_comes(showcase: Showcase) -> None:
    showcase.server("alpha", added="2026-11-21")
    assert titles(feed(showcase.compose().catalogue)) == []
    showcase.clock.pass_hours(13)
    assert titles(feed(showcase.compose().catalogue)) == ["New: Alpha"]


def test_a_community_has_a_feed_of_its_own(showcase: Showcase) -> None:
    showcase.server("alpha", communities=["games", "music"]).server("beta", communities=["music"])
    showcase.community("empty")
    made = showcase.compose().catalogue
    assert set(sources(made)) == {
        "feed.xml",
        *(f"communities/{slug}/feed.xml" for slug in ("games", "music", "empty")),
    }
    games = feed(made, "communities/games/feed.xml")
    assert titles(games) == ["New: Alpha"]
    assert games.feed.title == "Games · A showcase"
    assert games.feed.link == "https://showcase.example/communities/games/"
    assert games.feed.id == "tag:showcase.example,2026:/communities/games/feed.xml"
    everywhere = {entry.id for entry in feed(made).entries}
    assert {entry.id for entry in games.entries} < everywhere
    assert titles(feed(made, "communities/empty/feed.xml")) == []


def test_the_newest_stands_first_and_a_feed_ends_somewhere(
    showcase: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    share_pictures(monkeypatch)
    showcase.options["refresh"] = "never"
    for number in range(MOST + 5):
        showcase.server(f"s{number:02}", added=f"2026-{1 + number // 28:02}-{1 + number % 28:02}")
    found = feed(showcase.compose().catalogue)
    assert len(found.entries) == MOST
    updated = [entry.updated for entry in found.entries]
    assert updated == sorted(updated, reverse=True)
    assert found.feed.updated == updated[0]


def test_an_empty_feed_is_a_feed(showcase: Showcase) -> None:
    found = feed(showcase.compose().catalogue)
    assert (titles(found), found.feed.updated) == ([], "2026-11-20T12:00:00Z")


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_text_comes_out_exactly_as_it_was_taken_in(showcase: Showcase, said: str) -> None:
    showcase.write("content/communities/games.yml", '{"name": "Games", "summary": "x"}')
    showcase.server("alpha", name=said, summary=said)
    if showcase.content().mistakes:
        showcase.server("alpha", name=one_line(said), summary=one_line(said))
    made = showcase.compose().catalogue
    entry = made.listings["alpha"].entry
    for source in sources(made, name=said).values():
        root = etree.fromstring(source.encode())
        assert root.findtext(f"{ATOM}entry/{ATOM}title") == f"New: {entry.name}"
        assert root.findtext(f"{ATOM}entry/{ATOM}summary") == entry.summary
        assert root.findtext(f"{ATOM}author/{ATOM}name") == one_line(said)
        assert {one.tag for one in root.iter()} <= {
            ATOM + tag
            for tag in "feed id title updated link author name entry summary category".split()
        }
        read(source)


def test_a_text_in_another_language_says_so(showcase: Showcase) -> None:
    showcase.server("alpha", lang="ar", summary="خادم")
    root = etree.fromstring(sources(showcase.compose().catalogue)["feed.xml"].encode())
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    assert root.get(language) == "en"
    assert root.find(f"{ATOM}entry/{ATOM}summary").get(language) == "ar"


def test_addresses_are_below_the_sites_own(showcase: Showcase) -> None:
    showcase.server("alpha")
    found = feed(showcase.compose().catalogue, site="https://one.example/below/")
    assert found.entries[0].link == "https://one.example/below/servers/alpha/"
    assert found.entries[0].id == "tag:one.example,2026:/below/servers/alpha/added"


def test_without_an_address_of_the_site_links_lead_from_the_feed(showcase: Showcase) -> None:
    showcase.server("alpha")
    made = showcase.compose().catalogue
    root = etree.fromstring(sources(made, "")["communities/games/feed.xml"].encode())
    links = [link.get("href") for link in root.findall(f"{ATOM}entry/{ATOM}link")]
    assert links == ["../../servers/alpha/"]
    assert root.findtext(f"{ATOM}id") == "tag:localhost,2026:communities/games/feed.xml"


def test_ids_stay_while_days_and_texts_are_mended(alpha: Showcase) -> None:
    before = feed(alpha.compose().catalogue).entries[0].id
    alpha.server("alpha", invite="alpha1", server_id=GUILD, added="2025-01-01", name="Alphabet")
    entry = feed(alpha.compose().catalogue).entries[0]
    assert (entry.id, entry.title) == (before, "New: Alphabet")


def test_two_builds_of_one_moment_give_the_same_bytes(
    alpha: Showcase, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2026, 12, 1, 12, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(at.timestamp())))
    alpha.server(
        "beta", events=[{"title": "Talk", "start": "2026-12-04T19:00", "zone": "Asia/Tokyo"}]
    )
    alpha.options["refresh"] = "never"
    mine = ("feed.xml", "events.ics", ".svg")
    one, other = (
        {path: data for path, data in alpha.build().files().items() if path.endswith(mine)}
        for _ in range(2)
    )
    assert one == other
    assert {"feed.xml", "events.ics", "badges/alpha.svg", "communities/games/feed.xml"} <= set(one)
