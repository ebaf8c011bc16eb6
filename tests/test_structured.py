"""What pages say for machines: right, in full, and only what they show."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from making import Showcase, Site, standing

BASE = "https://showcase.example/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with standing(tmp_path_factory.mktemp("structured")) as showcase:
        showcase.community("games", name="Games & more")
        showcase.server(
            "alpha",
            invite="alpha1",
            name="Alpha </script>",
            tags=["chess"],
            languages=["de", "pt-BR"],
            links={"Website": "https://example.org/"},
            events=[
                {"title": "Open evening", "start": "2026-12-04T19:00", "zone": "Europe/Berlin",
                 "end": "2026-12-04T21:00", "repeats": "weekly", "text": "Come by."},
            ],
        ).answers("alpha1", name="Alpha </script>", members=1234)  # fmt: skip
        showcase.server("beta", invite="beta1", age_restricted=True)
        for number in range(50):
            showcase.server(f"s{number}", name=f"Server {number}")
        yield showcase.build(strict=True)


def things(site: Site, address: str) -> list[dict[str, Any]]:
    scripts = site.page(address).cssselect('script[type="application/ld+json"]')
    (script,) = scripts
    assert not re.search("[<>&]", script.text)
    content = json.loads(script.text)
    assert content["@context"] == "https://schema.org"
    return list(content.get("@graph", [content]))


def thing(site: Site, address: str, kind: str) -> dict[str, Any]:
    (found,) = [one for one in things(site, address) if one["@type"] == kind]
    return found


def steps(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    places = [one["position"] for one in found["itemListElement"]]
    assert places == list(range(1, len(places) + 1))
    return [(one["name"], one["item"]) for one in found["itemListElement"]]


def test_a_server_is_an_organisation(site: Site) -> None:
    found = thing(site, "servers/alpha/", "Organization")
    assert found["name"] == "Alpha </script>"
    assert found["description"] == "All about alpha."
    assert found["url"] == f"{BASE}servers/alpha/"
    assert found["sameAs"] == ["https://discord.gg/alpha1", "https://example.org/"]
    assert found["knowsLanguage"] == ["de", "pt-BR"]
    assert found["keywords"] == ["chess"]
    assert found["interactionStatistic"]["userInteractionCount"] == 1234
    for name in ("logo", "image"):
        assert (site.path / found[name].removeprefix(BASE)).is_file()


@pytest.mark.parametrize("address", ["servers/alpha/", "communities/games/", "events/"])
def test_an_event_says_when_where_and_who(site: Site, address: str) -> None:
    found = thing(site, address, "Event")
    assert found["name"] == "Open evening"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT19:00:00\+0[12]:00", found["startDate"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT21:00:00\+0[12]:00", found["endDate"])
    assert found["organizer"]["url"] == f"{BASE}servers/alpha/"
    assert found["location"]["url"] == f"{BASE}servers/alpha/"


@pytest.mark.parametrize("start", ["servers/", "communities/games/"])
def test_a_list_counts_on_over_its_parts(site: Site, start: str) -> None:
    lists = [thing(site, address, "ItemList") for address in (start, f"{start}page/2/")]
    items = [item for one in lists for item in one["itemListElement"]]
    assert [item["position"] for item in items] == list(range(1, 52))
    assert len({item["url"] for item in items}) == 51
    assert all(site.exists(item["url"].removeprefix(BASE)) for item in items)
    assert [one["numberOfItems"] for one in lists] == [48, 3]


def test_communities_are_a_list(site: Site) -> None:
    found = thing(site, "communities/", "ItemList")
    assert [(one["name"], one["url"]) for one in found["itemListElement"]] == [
        ("Games & more", f"{BASE}communities/games/")
    ]


@pytest.mark.parametrize(
    ("address", "trail"),
    [
        ("servers/", [("All servers", "servers/")]),
        ("servers/alpha/", [("All servers", "servers/"), ("Alpha </script>", "servers/alpha/")]),
        (
            "communities/games/page/2/",
            [
                ("Communities", "communities/"),
                ("Games & more", "communities/games/"),
                ("Games & more, page 2", "communities/games/page/2/"),
            ],
        ),
        ("languages/de/", [("Languages", "languages/"), ("Deutsch", "languages/de/")]),
        (
            "tags/chess/",
            [
                ("All servers", "servers/"),
                ("Tags", "tags/"),
                ("Tagged chess", "tags/chess/"),
            ],
        ),
    ],
)
def test_a_trail_leads_from_home_to_the_page(
    site: Site, address: str, trail: list[tuple[str, str]]
) -> None:
    found = steps(thing(site, address, "BreadcrumbList"))
    assert found == [
        ("A showcase", BASE),
        *((name, f"{BASE}{step}") for name, step in trail),
    ]


def test_a_hidden_server_is_told_to_no_machine(site: Site) -> None:
    assert [one["@type"] for one in things(site, "servers/beta/")] == ["BreadcrumbList"]


def test_home_is_the_site_itself(site: Site) -> None:
    (found,) = things(site, "")
    assert (found["@type"], found["name"], found["url"]) == ("WebSite", "A showcase", BASE)


def test_a_site_that_does_not_know_its_address_tells_machines_nothing(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1").config["site_url"] = ""
    site = showcase.build(strict=True)
    for address in ("", "servers/", "servers/alpha/"):
        assert site.page(address).cssselect('script[type="application/ld+json"]') == []
