"""What other programs read: servers.json, communities.json and the schemas."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from making import GUILD, NOON, Showcase, Site, standing
from showcase import addresses
from showcase.catalogue import Catalogue
from showcase.content.mistakes import parse
from showcase.content.reader import read
from showcase.demo import world
from showcase.feeds import Feeds, feed_files
from showcase.models.entry import Community, Entry
from showcase.models.schema import schema
from showcase.pages import Book
from showcase.standin import BLOCKED_HTML, UNKNOWN_INVITE, Answers, server_error
from showcase.words import words

SITE = "https://showcase.example/"
GOOD: Mapping[str, Any] = {
    "name": "Alpha", "invite": "alpha", "summary": "About it.", "communities": ["games"],
}  # fmt: skip
STATES: Mapping[str, Answers] = {
    "live": {},
    "paused": {"features": ["INVITES_DISABLED"]},
    "temporary": {"expires_at": "2026-12-01T00:00:00+00:00"},
    "missing": UNKNOWN_INVITE,
    "ineligible": {"nsfw_level": 3},
    "mismatch": {"name": "Free Coins", "description": "Steals."},
    "unchecked": server_error(),
}


def files(made: Catalogue, site: str = SITE) -> dict[str, Any]:
    return {address: json.loads(text) for address, text in Feeds(made, site).files().items()}


def row(made: Catalogue, slug: str = "alpha") -> dict[str, Any]:
    (found,) = [
        one for one in files(made)[addresses.SERVERS_JSON]["servers"] if one["slug"] == slug
    ]
    return dict(found)


def test_servers_json_says_what_it_is(showcase: Showcase) -> None:
    made = files(showcase.compose().catalogue)[addresses.SERVERS_JSON]
    assert made == {
        "version": 1,
        "generated_at": "2026-11-20T12:00:00Z",
        "license": "CC-BY-4.0",
        "servers": [],
    }


def test_a_row_of_servers_json_holds_what_the_contract_says(showcase: Showcase) -> None:
    showcase.server(
        "alpha", invite="alpha1", name="Alpha Base", communities=["music", "games"],
        tags=["c++"], languages=["de", "pt-BR"], official=True, added="2026-01-02",
    )  # fmt: skip
    showcase.answers(
        "alpha1",
        name="Alpha",
        description="A <b>bold</b> claim.",
        members=1200,
        online=150,
        verification_level=3,
        boosts=14,
        tier=3,
        vanity="alpha1",
        features=["PARTNERED", "VANITY_URL", "SOMETHING_NEW"],
        brand_color="#336699",
    )
    made = row(showcase.compose().catalogue)
    pictures = {name: made.pop(name) for name in ("banner", "icon", "card")}
    assert made == {
        "slug": "alpha",
        "name": "Alpha Base",
        "url": "https://showcase.example/servers/alpha/",
        "summary": "All about alpha.",
        "communities": ["music", "games"],
        "tags": ["c++"],
        "languages": ["de", "pt-BR"],
        "official": True,
        "added": "2026-01-02",
        "state": "live",
        "last_check": "ok",
        "checked_at": "2026-11-20T12:00:00Z",
        "invite_url": "https://discord.gg/alpha1",
        "members": 1200,
        "online": 150,
        "discord": {
            "id": GUILD,
            "name": "Alpha",
            "description": "A <b>bold</b> claim.",
            "verification_level": 3,
            "boost_tier": 3,
            "boosts": 14,
            "vanity": "alpha1",
            "features": ["PARTNERED", "VANITY_URL"],
        },
        "color": made["color"],
    }
    assert all(url.startswith(f"{SITE}assets/showcase/") for url in pictures.values())


def test_nothing_of_the_inviter_or_the_channel_is_published(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    said = json.dumps(files(showcase.compose().catalogue))
    assert "private" not in said.lower()


@pytest.mark.parametrize("state", STATES)
def test_a_server_has_a_row_in_every_state(showcase: Showcase, state: str) -> None:
    facts = STATES[state]
    answer = None if isinstance(facts, dict) else facts
    more = facts if isinstance(facts, dict) else {}
    showcase.server("alpha", invite="alpha1").answers("alpha1", answer, **more)
    made = row(showcase.compose().catalogue)
    assert made["state"] == state
    has_link = state in {"live", "paused", "temporary"}
    assert made["invite_url"] == ("https://discord.gg/alpha1" if has_link else None)
    assert (made["last_check"], made["checked_at"] is not None) == (
        "failed" if state == "unchecked" else "ok",
        has_link or state == "ineligible",
    )


@pytest.mark.parametrize("state", ["missing", "mismatch", "unchecked"])
def test_discord_is_null_where_there_never_was_a_good_answer(
    showcase: Showcase, state: str
) -> None:
    facts = STATES[state]
    answer = None if isinstance(facts, dict) else facts
    showcase.server("alpha", invite="alpha1")
    showcase.answers("alpha1", answer, **(facts if isinstance(facts, dict) else {}))
    made = row(showcase.compose().catalogue)
    assert (made["discord"], made["members"], made["online"]) == (None, None, None)
    assert "Free Coins" not in json.dumps(made)


def test_the_last_good_facts_stay_while_checks_fail(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1", members=77, online=7).compose()
    showcase.clock.pass_hours(13)
    showcase.answers("alpha1", BLOCKED_HTML)
    made = row(showcase.compose().catalogue)
    assert (made["state"], made["members"], made["online"]) == ("live", 77, 7)
    assert made["checked_at"] == "2026-11-20T12:00:00Z"
    assert made["invite_url"] == "https://discord.gg/alpha1"


def test_a_failed_check_is_said_with_the_age_of_the_facts(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1").compose()
    showcase.clock.pass_hours(13)
    showcase.answers("alpha1", server_error())
    made = row(showcase.compose().catalogue)
    assert (made["state"], made["last_check"]) == ("live", "failed")
    assert made["checked_at"] == "2026-11-20T12:00:00Z"


def test_nothing_of_another_server_is_published_over_the_facts_of_the_first(
    showcase: Showcase,
) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1", members=77).compose()
    showcase.clock.pass_hours(13)
    showcase.answers("alpha1", name="Free Coins", guild_id="100000000000000999", members=9)
    made = row(showcase.compose().catalogue)
    assert (made["state"], made["invite_url"]) == ("mismatch", None)
    assert made["discord"]["name"] == "Alpha"
    assert "Free Coins" not in json.dumps(made)
    assert "100000000000000999" not in json.dumps(made)


def test_a_server_for_adults_shows_no_counts(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1", nsfw_level=1)
    made = row(showcase.compose().catalogue)
    assert (made["state"], made["members"], made["online"]) == ("ineligible", None, None)


def test_counts_that_discord_does_not_give_are_null_and_zero_is_zero(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1", members=None, online=None)
    showcase.server("beta", invite="beta1", name="Alpha Beta")
    showcase.answers("beta1", members=0, online=0, guild_id="100000000000000002")
    made = showcase.compose().catalogue
    assert [(row(made, slug)["members"], row(made, slug)["online"]) for slug in ("alpha", "beta")] \
        == [(None, None), (0, 0)]  # fmt: skip


def test_a_backup_invite_is_the_link_while_it_stands_in(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1", backup_invite="alpha2").answers("alpha1")
    showcase.answers("alpha2").compose()
    showcase.clock.pass_hours(13)
    showcase.answers("alpha1", UNKNOWN_INVITE)
    made = row(showcase.compose().catalogue)
    assert (made["state"], made["invite_url"]) == ("missing", "https://discord.gg/alpha2")


def test_rows_are_sorted_and_the_same_for_the_same_facts(showcase: Showcase) -> None:
    for slug in ("gamma", "alpha", "beta"):
        showcase.server(slug)
    showcase.options["refresh"] = "never"
    one, other = showcase.compose().catalogue, showcase.compose().catalogue
    assert Feeds(one, SITE).files() == Feeds(other, SITE).files()
    rows = files(one)[addresses.SERVERS_JSON]["servers"]
    assert [made["slug"] for made in rows] == ["alpha", "beta", "gamma"]


def test_communities_json_says_what_a_community_shares(showcase: Showcase) -> None:
    showcase.server("alpha", communities=["games", "music"], languages=["de"])
    showcase.server("beta", communities=["games"], languages=["de", "fr"])
    showcase.community(
        "games",
        name="Games",
        summary="Play.",
        featured=["beta"],
        resources=[{"title": "Rules", "url": "https://example.org/rules"}],
    )
    made = files(showcase.compose().catalogue)[addresses.COMMUNITIES_JSON]["communities"]
    assert [one["slug"] for one in made] == ["games", "music"]
    assert made[0] == {
        "slug": "games",
        "name": "Games",
        "url": "https://showcase.example/communities/games/",
        "summary": "Play.",
        "servers": ["beta", "alpha"],
        "languages": {"de": 2, "fr": 1},
        "members": 0,
        "resources": [{"title": "Rules", "url": "https://example.org/rules", "text": None}],
        "near": ["music"],
    }


def test_hidden_servers_are_in_no_community_of_the_json(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1", age_restricted=True).answers("alpha1")
    made = files(showcase.compose().catalogue)
    assert made[addresses.COMMUNITIES_JSON]["communities"][0]["servers"] == []
    assert [one["slug"] for one in made[addresses.SERVERS_JSON]["servers"]] == ["alpha"]


def test_addresses_are_absolute_below_the_sites_own(showcase: Showcase) -> None:
    showcase.server("alpha")
    made = files(showcase.compose().catalogue, "https://one.example/below/")
    (one,) = made[addresses.SERVERS_JSON]["servers"]
    assert one["url"] == "https://one.example/below/servers/alpha/"
    assert made[addresses.SERVER_SCHEMA]["$id"] == "https://one.example/below/schemas/server.json"


def test_without_an_address_of_the_site_addresses_are_from_its_root(showcase: Showcase) -> None:
    showcase.server("alpha")
    (one,) = files(showcase.compose().catalogue, "")[addresses.SERVERS_JSON]["servers"]
    assert one["url"] == "servers/alpha/"


SCHEMA = schema(Entry, f"{SITE}schemas/server.json")
COMMUNITY_SCHEMA = schema(Community, f"{SITE}schemas/community.json")


def mistakes(document: Mapping[str, Any], of: Mapping[str, Any] = SCHEMA) -> list[str]:
    return [error.message for error in Draft202012Validator(of).iter_errors(document)]


@pytest.mark.parametrize("made", [SCHEMA, COMMUNITY_SCHEMA])
def test_the_schemas_are_schemas(made: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(made)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def _demo() -> Iterator[tuple[str, dict[str, Any], str]]:
    for kind in ("servers", "communities"):
        for path in sorted((world.CONTENT / kind).glob("*.yml")):
            # JSON has no dates, so editors take them for text.
            loader = {**yaml.SafeLoader.yaml_implicit_resolvers}
            text = path.read_text("utf-8")
            yield kind, yaml.load(text, _json_loader(loader)), path.stem


def _json_loader(resolvers: Mapping[str, Any]) -> type[yaml.SafeLoader]:
    class Loader(yaml.SafeLoader):
        """YAML as an editor reads it for a schema: numbers and booleans, no dates."""

    Loader.yaml_implicit_resolvers = {
        first: [one for one in found if one[0] != "tag:yaml.org,2002:timestamp"]
        for first, found in resolvers.items()
    }
    return Loader


def test_the_schemas_take_every_file_of_the_demo() -> None:
    wrong = {
        slug: found
        for kind, document, slug in _demo()
        if (found := mistakes(document, SCHEMA if kind == "servers" else COMMUNITY_SCHEMA))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"name": 2048},
        {"tags": [2048, "3d"], "region": 419},
        {"server_id": 100000000000000001},
        {"server_id": "100000000000000001"},
        {"official": True, "age_restricted": "no"},
        {"events": [{"title": "x", "start": "2026-12-04T19:00", "zone": "UTC"}]},
        {"events": [{"title": "x", "start": "2026-12-04 19:00:00+02:00", "zone": "UTC"}]},
        {"highlights": [{"kind": "initiative", "title": "x", "with": ["beta"]}]},
        {"run_by": {"name": "Somebody"}, "links": {"Website": "https://example.org/"}},
        {"added": "2026-01-02", "about": "# Text\n\nof *lines*"},
    ],
)
def test_the_schema_takes_what_people_may_write(more: dict[str, Any]) -> None:
    assert mistakes({**GOOD, **more}) == []
    assert _read({**GOOD, **more})


@pytest.mark.parametrize(
    "more",
    [
        {"nmae": "Alpha"},
        {"name": "x" * 101},
        {"name": ["Alpha"]},
        {"summary": "x" * 161},
        {"tags": None},
        {"tags": "linux"},
        {"communities": ["Not A Slug"]},
        {"server_id": "12"},
        {"links": {"Website": "http://example.org/"}},
        {"links": ["https://example.org/"]},
        {"added": ["2026"]},
        {"official": "perhaps"},
        {"region": None},
        {"run_by": "Somebody"},
        {"run_by": {"name": "Somebody", "mail": "x"}},
        {"channels": [{"text": ["general"]}]},
        {"highlights": [{"kind": "boast", "title": "x"}]},
        {"events": [{"title": "x"}]},
        {"events": [{"title": "x", "start": "tomorrow", "zone": "UTC"}]},
        {"about": "x" * 4001},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(more: dict[str, Any]) -> None:
    assert mistakes({**GOOD, **more})
    assert not _read({**GOOD, **more})


@pytest.mark.parametrize("key", ["name", "invite", "summary", "communities"])
def test_the_schema_asks_for_what_an_entry_must_have(key: str) -> None:
    assert mistakes({name: value for name, value in GOOD.items() if name != key})


def test_the_schemas_describe_themselves_and_what_must_be_written() -> None:
    for made in (SCHEMA, COMMUNITY_SCHEMA):
        assert made["title"]
        assert made["description"]
    assert all(SCHEMA["properties"][key]["description"] for key in SCHEMA["required"])


def _read(document: Mapping[str, Any]) -> bool:
    """Tell whether our own reader takes a document."""
    text = yaml.safe_dump(dict(document), allow_unicode=True)
    return parse(Entry, read(text.encode())) is not None


def test_the_day_of_an_entry_is_that_on_which_it_was_first_seen(showcase: Showcase) -> None:
    showcase.server("alpha").compose()
    showcase.clock.pass_hours(100)
    made = row(showcase.compose().catalogue)
    assert date.fromisoformat(made["added"]) == NOON.date()


def test_the_example_is_a_row_of_the_data(showcase: Showcase) -> None:
    showcase.server("beta").server("alpha", age_restricted=True, invite="a1").answers("a1")
    made = showcase.compose().catalogue
    assert json.loads(Feeds(made, SITE).example()) == row(made, "beta")


def test_without_a_listed_server_there_is_no_example(showcase: Showcase) -> None:
    assert Feeds(showcase.compose().catalogue, SITE).example() == ""


def test_every_file_is_made_under_its_own_address(showcase: Showcase) -> None:
    showcase.server("alpha")
    made = feed_files(showcase.compose().catalogue, words("en"), SITE, "A showcase")
    assert set(made) == {
        *("api/v1/servers.json", "api/v1/communities.json"),
        *("schemas/server.json", "schemas/community.json"),
        *("feed.xml", "communities/games/feed.xml", "events.ics", "badges/alpha.svg"),
    }


# On the built site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of one server that calls itself badly."""
    with standing(tmp_path_factory.mktemp("feeds")) as showcase:
        showcase.server("alpha", name="Al & </code></pre><script>x</script> ]]> # *b*")
        yield showcase.answers("alpha-code", name="Al").build()


def test_the_page_of_the_data_names_every_field_of_a_row(site: Site) -> None:
    said = {code.text_content() for code in site.article("api/").cssselect("td code")}
    (community,) = site.json("api/v1/communities.json")["communities"]
    assert {*site.server("alpha"), *community} <= said


def test_the_page_of_the_data_leads_to_every_file_of_its_kind(site: Site) -> None:
    files = ["feed.xml", "events.ics", "schemas/server.json", "schemas/community.json"]
    files += [f"api/v1/{name}.json" for name in ("servers", "communities", "records")]
    links = [link for link in site.links("api/") if not link.startswith("https://")]
    assert sorted(links) == sorted(files)
    assert set(files) <= set(site.files())


def test_the_page_of_the_data_shows_a_real_row(site: Site) -> None:
    (example,) = site.article("api/").cssselect("pre code")
    assert json.loads(example.text_content()) == site.server("alpha")


def test_the_page_of_the_data_is_found_but_the_example_on_it_is_not(site: Site) -> None:
    assert "api/" in site.sitemap()
    sections = [one for one in site.search() if one["location"].startswith("api/")]
    assert sections
    assert not [one for one in sections if "Al &" in one["text"] or "discord.gg" in one["text"]]


@pytest.mark.parametrize("address", ["", "servers/alpha/", "communities/games/", "404.html"])
def test_the_foot_of_every_page_links_feed_calendar_and_data(site: Site, address: str) -> None:
    links = site.page(address).cssselect(".md-copyright a")
    up = "/" if address == "404.html" else "../" * address.count("/")
    assert [(link.text, link.get("href")) for link in links][:3] == [
        ("Feed", f"{up}feed.xml"),
        ("Calendar", f"{up}events.ics"),
        ("Data", f"{up}api/"),
    ]


def test_a_communitys_page_says_where_its_feed_is(showcase: Showcase) -> None:
    book = Book(showcase.server("alpha").compose().catalogue, words("en"))
    feeds = {page.address: page.feed for page in book.pages() if page.feed}
    assert feeds == {"communities/games/": "communities/games/feed.xml"}
    (page,) = [page for page in book.pages() if page.feed]
    assert yaml.safe_load(page.source.split("---\n")[1])["feed"] == page.feed
