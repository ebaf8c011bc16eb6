"""The head of every page, and what a server's page says beyond its entry."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from making import NOON, Showcase, Site, standing
from showcase import words
from showcase.models.record import Sample
from showcase.options import OptionError, Options, resolved
from showcase.pages import Book
from showcase.pages import Site as Around

BASE = "https://showcase.example/"
KINDS = (
    *("", "servers/", "servers/alpha/", "servers/beta/", "communities/", "communities/games/"),
    *("languages/", "languages/de/", "tags/", "tags/chess/", "events/", "about/", "404.html"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with standing(tmp_path_factory.mktemp("head")) as showcase:
        showcase.page("about.md", '# About "us" & them\n\n```\ncode\n```\n')
        showcase.config["site_description"] = 'Servers, "checked"'
        showcase.server(
            "alpha", invite="alpha1", name='Alpha "A" <b>', tags=["chess"], languages=["de"]
        ).answers("alpha1", name='Alpha "A" <b>')
        showcase.server("beta", age_restricted=True)
        yield showcase.build(strict=True)


def meta(site: Site, address: str, name: str) -> str | None:
    found = site.page(address).cssselect(f'meta[name="{name}"], meta[property="{name}"]')
    assert len(found) <= 1, name
    return found[0].get("content") if found else None


@pytest.mark.parametrize("address", KINDS)
def test_every_page_has_a_head_that_is_whole(site: Site, address: str) -> None:
    page = site.page(address)
    for name in ("description", "og:type", "og:title", "og:description", "og:site_name",
                 "twitter:card", "twitter:title", "twitter:description"):  # fmt: skip
        assert meta(site, address, name), name
    assert len(page.cssselect("title")) == 1
    (feed,) = page.cssselect('link[rel~="alternate"][title="A showcase"]')
    assert feed.get("type") == "application/atom+xml"
    assert feed.get("href").endswith("feed.xml")
    if address != "404.html":
        (canonical,) = page.cssselect('link[rel="canonical"]')
        assert canonical.get("href") == meta(site, address, "og:url") == f"{BASE}{address}"


@pytest.mark.parametrize("address", KINDS)
def test_the_policy_stands_before_all_that_it_rules(site: Site, address: str) -> None:
    head = site.page(address).cssselect("head > *")
    assert [dict(one.attrib) for one in head[:1]] == [{"charset": "utf-8"}]
    assert head[1].get("http-equiv") == "Content-Security-Policy"
    assert head[1].get("content").startswith("default-src 'none'; ")
    assert len(site.page(address).cssselect("meta[charset]")) == 1


def test_a_servers_card_stands_in_its_head_with_a_text(site: Site) -> None:
    address = "servers/alpha/"
    for name in ("og:image", "twitter:image"):
        picture = meta(site, address, name)
        assert picture is not None
        assert (site.path / picture.removeprefix(BASE)).is_file()
        assert meta(site, address, f"{name}:alt") == 'Alpha "A" <b>'
    assert meta(site, address, "twitter:card") == "summary_large_image"
    assert (meta(site, address, "og:image:width"), meta(site, address, "og:image:height")) == (
        "1200",
        "630",
    )


def test_names_and_descriptions_are_those_of_the_page(site: Site) -> None:
    assert meta(site, "servers/alpha/", "og:title") == 'Alpha "A" <b>'
    assert meta(site, "servers/alpha/", "og:description") == "All about alpha."
    assert meta(site, "", "og:title") == "A showcase"
    assert meta(site, "", "og:description") == 'Servers, "checked"'
    assert meta(site, "about/", "og:title") == 'About "us" & them'
    assert meta(site, "servers/", "twitter:card") == "summary"


def test_a_page_that_is_not_listed_asks_to_be_left_out(site: Site) -> None:
    assert meta(site, "servers/beta/", "robots") == "noindex"
    assert meta(site, "404.html", "robots") == "noindex"
    assert meta(site, "servers/alpha/", "robots") is None


def test_a_lost_visitor_finds_servers_and_a_search(site: Site) -> None:
    page = site.page("404.html")
    said = " ".join(page.cssselect("article")[0].text_content().split())
    assert "not on the wall" in said
    assert "not on the wall - A showcase" in page.cssselect("title")[0].text
    # Such a page stands at any address.
    links = [one.get("href") for one in page.cssselect("article h2 a")]
    assert links == ["/servers/alpha/"]
    (form,) = page.cssselect("article form")
    assert form.get("action") == "/servers/"
    assert [one.get("name") for one in form.cssselect("input")] == ["q"]


def test_a_lost_visitor_of_a_site_below_a_path_stays_on_it(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    showcase.config["site_url"] = "https://example.org/wall"
    site = showcase.build(strict=True)
    links = site.page("404.html").cssselect("article h2 a")
    assert [link.get("href") for link in links] == ["/wall/servers/alpha/"]
    assert site.server("alpha")["url"] == "https://example.org/wall/servers/alpha/"


def test_serve_has_no_policy_as_it_reloads_pages_by_an_inline_script(showcase: Showcase) -> None:
    showcase.server("alpha")
    with showcase.serving() as build:
        page = build().page("servers/alpha/")
    assert page.cssselect("meta[http-equiv]") == []


def test_allowed_hosts_are_in_the_policy(showcase: Showcase) -> None:
    showcase.server("alpha").options["allow_hosts"] = ["https://Media.example.org/"]
    page = showcase.build(strict=True).page("servers/alpha/")
    (policy,) = page.cssselect("meta[http-equiv]")
    assert "img-src 'self' media.example.org data:" in policy.get("content")


def test_a_partial_that_an_adopter_replaced_may_run(showcase: Showcase) -> None:
    """Its hash is that of what stands on the page."""
    showcase.write("ours/partials/javascripts/content.html", "<script>ours()</script>")
    showcase.server("alpha")
    showcase.config["theme"] = {"name": "material", "font": False, "custom_dir": "ours"}
    page = showcase.build(strict=True).page("servers/alpha/")
    (policy,) = page.cssselect("meta[http-equiv]")
    assert "ours()" in [one.text for one in page.cssselect("script")]
    assert hashed("ours()") in policy.get("content")


def hashed(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("allow_hosts", ("*",)),
        ("allow_hosts", ("one.example; script-src *",)),
        ("allow_hosts", ("'unsafe-inline'",)),
        ("allow_hosts", ("https://one.example/path",)),
        ("allow_hosts", ("",)),
        ("contact", "somebody"),
        ("contact", "javascript:alert(1)"),
        ("contact", "http://example.org/"),
        ("contact", "a@b.example?bcc=c@d.example"),
    ],
)
def test_a_host_or_a_contact_that_cannot_be_used_is_named(name: str, value: Any) -> None:
    options = Options(root=Path("/"))
    with pytest.raises(OptionError, match=name):
        resolved(replace(options, **{name: value}), {})


# What a server's page says beyond its entry


def body(showcase: Showcase, around: Around | None = None) -> Any:
    made = showcase.compose().catalogue
    book = Book(made, words.words("en"), around or Around("A showcase", BASE))
    return html.fromstring(book.server(made.listings["alpha"]).body)


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_members_over_time_are_a_picture_a_sentence_and_a_table(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1", members=13_400)
    showcase.compose()
    first = NOON.date() - timedelta(days=30)
    samples = tuple(Sample(first + timedelta(days=n), 12_000 + 40 * n, 900) for n in range(30))
    with showcase.opened() as store:
        store.update("alpha", lambda record: record and replace(record, history=samples))
    page = body(showcase)
    (figure,) = page.cssselect(".sc-chart")
    assert text(figure.cssselect(".sc-chart__says")[0]) == (
        "From 12,000 to 13,160 members since October 21, 2026."
    )
    (picture,) = figure.cssselect("svg")
    named = picture.get("aria-labelledby"), picture.get("aria-describedby")
    assert [text(page.get_element_by_id(one)) for one in named] == [
        "Members over time",
        text(figure.cssselect(".sc-chart__says")[0]),
    ]
    assert len(figure.cssselect("details tbody tr")) == 12


def test_a_server_known_for_a_day_has_no_chart(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    assert body(showcase).cssselect("svg") == []


def test_a_page_can_be_shared_and_its_badge_pasted(showcase: Showcase) -> None:
    showcase.server("alpha")
    page = body(showcase, Around("A [wall]", "https://example.org/wall"))
    fields = [one.get("value") for one in page.cssselect(".sc-share input[readonly]")]
    address = "https://example.org/wall/servers/alpha/"
    picture = "https://example.org/wall/badges/alpha.svg"
    assert fields == [
        address,
        f"[![Part of A \\[wall\\]]({picture})]({address})",
        f'<a href="{address}"><img src="{picture}" alt="Part of A [wall]"></a>',
    ]
    assert all(page.cssselect(f'label[for="{one.get("id")}"]') for one in
               page.cssselect(".sc-share input"))  # fmt: skip


def test_a_site_that_does_not_know_its_address_shares_none(showcase: Showcase) -> None:
    showcase.server("alpha")
    assert body(showcase, Around("A showcase")).cssselect(".sc-share") == []


def ways(showcase: Showcase, **around: Any) -> list[str]:
    showcase.server("alpha")
    page = body(showcase, Around("A showcase", BASE, **around))
    return [one.get("href") for one in page.cssselect(".sc-report a")]


@pytest.mark.parametrize(
    "repo_url", ["https://github.com/o/r", "https://github.com/o/r.git", "https://github.com/o/r/"]
)
def test_something_wrong_opens_an_issue_with_the_slug_filled_in(
    showcase: Showcase, repo_url: str
) -> None:
    (link,) = ways(showcase, repo_url=repo_url)
    parts = urlsplit(link)
    assert parts[:3] == ("https", "github.com", "/o/r/issues/new")
    assert parse_qs(parts.query) == {
        "template": ["report.yml"],
        "title": ["About alpha"],
        "server": ["alpha"],
    }


@pytest.mark.parametrize(
    "repo_url",
    ["", "https://gitlab.com/o/r", "https://github.com/o", "https://github.com.evil/o/r"],
)
def test_only_github_has_such_an_address(showcase: Showcase, repo_url: str) -> None:
    assert ways(showcase, repo_url=repo_url) == []


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("wall@example.org", "mailto:wall@example.org?subject=About%20alpha"),
        ("https://example.org/contact", "https://example.org/contact"),
    ],
)
def test_people_without_github_have_a_way_to_write(
    showcase: Showcase, contact: str, link: str
) -> None:
    assert ways(showcase, contact=contact) == [link]


def test_a_community_sets_its_featured_servers_apart(showcase: Showcase) -> None:
    showcase.community("games", featured=["beta"])
    for slug in ("alpha", "beta", "gamma"):
        showcase.server(slug)
    page = showcase.build(strict=True).article("communities/games/")
    found = {
        text(section.cssselect("h2")[0]): [text(one) for one in section.cssselect("h3")]
        for section in page.cssselect("section")
    }
    assert found["Featured"] == ["Beta"]
    assert set(found["All others"]) == {"Alpha", "Gamma"}


def test_a_community_of_featured_servers_alone_sets_none_apart(showcase: Showcase) -> None:
    showcase.community("games", featured=["beta"]).server("beta")
    page = showcase.build(strict=True).article("communities/games/")
    assert "Featured" not in [text(one) for one in page.cssselect("h2")]


def test_a_near_community_names_the_servers_in_both(showcase: Showcase) -> None:
    for number in range(5):
        showcase.server(f"s{number}", communities=["games", "music"])
    page = showcase.build(strict=True).article("communities/games/")
    said = text(page.cssselect('[aria-labelledby="sc-near"]')[0])
    assert "Both have" in said
    assert "and 2 more" in said
