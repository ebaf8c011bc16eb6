"""Pages: what strangers wrote comes out as text, and pages say what is known."""

import html as html_escapes
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
import yaml
from lxml import html

from making import NOON, Showcase, Site, share_pictures, standing
from showcase import text, words
from showcase.catalogue import Listing, Occasion
from showcase.models.entry import Event
from showcase.models.record import Facts, Record
from showcase.pages import Book, Page, remarks
from showcase.pages.calendar import Calendar, agenda, soonest
from showcase.pages.page import Paging, paged
from showcase.standin import UNKNOWN_INVITE, server_error

# What runs, breaks out, loads or hides where it is taken for syntax.
HOSTILE = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<img src=https://evil.example/x.png>",
    "<svg/onload=alert(1)>",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "</article></main></body>",
    "<div markdown=1>",
    "<b>Bold</b> and <i",
    "<base href=//evil.example/>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "AT&T &amp; &amp;lt; &#60;b&#62; &nbsp;",
    "[a link](javascript:alert(1))",
    "[a link](https://evil.example/ 'title')",
    "![a picture](https://evil.example/x.png)",
    "[reference]: https://evil.example/",
    "*[HTML]: Hyper Text",
    "[^1]: a footnote",
    "Text[^1] and [TOC] and [[wiki link]]",
    "# A heading",
    "## __config",
    "- a point",
    "1. a step",
    "> quoted",
    "**bold** _italic_ ~~struck~~ ==marked== ^^up^^ ~down~ ++keys++",
    "`code` and ``more``",
    "```python onclick=alert(1)",
    "~~~ mermaid",
    "    four spaces and code",
    "| a | table |",
    ":--- | ---:",
    "Term : a definition",
    "{: onclick=alert(1) }",
    "A name {: #__config .md-nav onclick='alert(1)' }",
    "{ .annotate }",
    '!!! danger "Title"',
    "??? note",
    '=== "A tab"',
    "/// html | script",
    "/// admonition | Title",
    '--8<-- "mkdocs.yml"',
    "--8<--",
    ":smile: :material-account: :octicons-x-16:",
    "{++added++}{--gone--}{>>comment<<}",
    "{{ config.site_url }} {% raw %} {# gone #}",
    "{{ cycler.__init__.__globals__.os }}",
    "${name} %(name)s {name} {n!r} %s",
    "https://evil.example/ and www.evil.example and a@evil.example",
    "<https://evil.example/> <javascript:alert(1)>",
    "(c) (tm) --> <-- +/- 1/2 ... -- \"quotes\" 'single'",
    "\\*escaped\\* \\<b\\> \\",
    "null", "~", "No", "true", "0x10", "1e3", "2026-01-01", "12:30:45", "---", "...",
    "key: value", "- item", "@everyone", "%tag", "&anchor *alias !tag", "'\"", "#5865F2 # comment",
    "title: x\ntags: y",
    "Zeile\r\neins\u2028zwei\x0b drei",
    "\u202egpj.exe\u202c \u2067right\u2069 to left",
    "مرحبا بالعالم", "שלום \u2066x\u2069",
    "👩‍👩‍👧‍👦 family 🏴󠁧󠁢󠁥󠁮󠁧󠁿 flag ❤️",
    "Z\u0300\u0301\u0302\u0303\u0304a\u0300\u0301\u0302lgo",
    "full＜script＞width", "zero\u200bwidth\ufeff and \u00adsoft",
    "💥\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "a" * 90,
    "*" * 90,
    "&" * 40,
)  # fmt: skip
PLAIN = "Plain words"
NUMBER = "300000000000000"
EXTENSIONS = [
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "meta"),
    *("nl2br", "sane_lists", "smarty", "tables", "wikilinks"),
    *(f"pymdownx.{name}" for name in (
        "arithmatex", "betterem", "caret", "critic", "details", "emoji", "escapeall",
        "fancylists", "highlight", "inlinehilite", "keys", "magiclink", "mark", "progressbar",
        "quotes", "saneheaders", "smartsymbols", "snippets", "superfences", "tabbed",
        "tasklist", "tilde",
    )),
    *(f"pymdownx.blocks.{name}" for name in (
        "admonition", "caption", "definition", "details", "html", "tab",
    )),
]  # fmt: skip


PROSE = {
    *("div", "p", "br", "hr", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "a"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
STRUCTURED = 'script[type="application/ld+json"]'
SEARCHED = {"div", "p", "ul", "ol", "li", "code", "pre"}


def normal(said: str) -> str:
    """What the border makes of a line."""
    return text.one_line(said)


class Stranger(NamedTuple):
    """A server and a community that say one thing wherever something can be said."""

    slug: str
    said: str


STRANGERS = [Stranger("plain", PLAIN)] + [
    Stranger(f"s{number}", said) for number, said in enumerate(HOSTILE)
]
"""The first is what the others are held against."""
LEFT = STRANGERS[::4]
"""Those that left a page behind."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("strangers")
    with standing(folder) as showcase, pytest.MonkeyPatch.context() as patch:
        share_pictures(patch)
        showcase.config = {
            "theme": {
                "name": "material",
                "font": False,
                "features": ["navigation.path", "navigation.tabs", "navigation.footer", "search"],
            },
            "markdown_extensions": EXTENSIONS,
            "plugins": ["search", {"showcase": _options(showcase)}],
            "repo_url": "https://git.example/o/r",
            "edit_uri": "edit/main/content/pages/",
        }
        for number, stranger in enumerate(STRANGERS):
            _speak(showcase, stranger, number)
        removed = {
            stranger.slug + "-left": {"on": "2026-01-01", "reason": stranger.said}
            for stranger in LEFT
        }
        showcase.write("content/removed.yml", yaml.safe_dump({"servers": removed}))
        yield showcase.build(strict=True)


def _options(showcase: Showcase) -> dict[str, Any]:
    return {
        "pace_seconds": 0,
        "mirror_url": "none",
        "cache_dir": ".cache",
        "api_url": showcase.discord.api_url,
        "cdn_url": showcase.discord.cdn_url,
    }


def _speak(showcase: Showcase, stranger: Stranger, number: int) -> None:
    slug, said = stranger
    event = {"title": said, "text": said, "start": "2026-12-01T19:00", "zone": "UTC",
             "repeats": "yearly", "url": "https://example.org/"}  # fmt: skip
    highlight = {"kind": "initiative", "title": said, "text": said}
    showcase.community(
        f"c-{slug}",
        name=said,
        summary=said,
        resources=[{"title": said, "url": "https://example.org/", "text": said}],
        events=[event],
        highlights=[highlight],
    )
    showcase.server(
        slug,
        name=said,
        summary=said,
        server_id=f"{NUMBER}{number:03}",
        communities=[f"c-{slug}"],
        run_by={"name": said},
        links={said: "https://example.org/"},
        channels=[{"category": said, "text": [said], "voice": [said]}],
        events=[event],
        highlights=[highlight],
        about=said,
        guidelines=said,
        first_steps=said,
    )
    showcase.answers(
        f"{slug}-code", guild_id=f"{NUMBER}{number:03}", name=f"Its {said}", description=said
    )


def outline(page: Any) -> list[tuple[str, dict[str, str]]]:
    """Every element of a page in order, with its attributes."""
    return [(str(one.tag), dict(one.attrib)) for one in page.iter(html.etree.Element)]


def texts(page: Any) -> list[str]:
    """Every run of text of a page, on one line."""
    return [" ".join(one.split()) for one in page.itertext() if one.strip()]


def without_prose(page: Any) -> Any:
    """Empty what was written in Markdown, where markup is wanted, and what machines read."""
    for script in page.cssselect(STRUCTURED):
        script.text = None
    for name in ("about", "first-steps", "guidelines"):
        for section in page.cssselect(f'[aria-labelledby="sc-{name}"]'):
            for prose in section.cssselect("div"):
                assert {str(one.tag) for one in prose.iter()} <= PROSE
                prose.clear()
    return page


def told_by(stranger: Stranger, said: str) -> str:
    """What stands on the plain page, as this stranger's page should have it."""
    plain = STRANGERS[0]
    return said.replace(plain.said, normal(stranger.said)).replace(plain.slug, stranger.slug)


def test_the_corpus_is_what_people_may_write(site: Site) -> None:
    assert site.lines("WARNING") == []
    rows = site.json("api/v1/servers.json")["servers"]
    assert len(rows) == len(STRANGERS)
    assert {row["state"] for row in rows} == {"live"}


@pytest.mark.parametrize(
    ("address", "stranger"),
    [
        *(("servers/{}/", stranger) for stranger in STRANGERS[1:]),
        *(("communities/c-{}/", stranger) for stranger in STRANGERS[1:]),
        *(("servers/{}-left/", stranger) for stranger in LEFT[1:]),
    ],
    ids=repr,
)
def test_text_comes_out_as_it_was_meant_and_makes_no_markup(
    site: Site, address: str, stranger: Stranger
) -> None:
    """A page differs from that of plain words in those words alone."""
    plain = without_prose(site.page(address.format(STRANGERS[0].slug)))
    page = without_prose(site.page(address.format(stranger.slug)))
    assert texts(page) == [told_by(stranger, said) for said in texts(plain)]
    assert outline(page) == [
        (tag, {name: told_by(stranger, value) for name, value in attributes.items()})
        for tag, attributes in outline(plain)
    ]


@pytest.mark.parametrize("stranger", STRANGERS, ids=repr)
def test_machines_read_what_strangers_wrote_and_nothing_ends_their_script(
    site: Site, stranger: Stranger
) -> None:
    (script,) = site.page(f"servers/{stranger.slug}/").cssselect(STRUCTURED)
    assert not re.search("[<>&]", script.text)
    server, event, trail = json.loads(script.text)["@graph"]
    said = normal(stranger.said)
    assert (server["name"], server["description"], event["name"]) == (said, said, said)
    assert trail["itemListElement"][-1]["name"] == said


def test_lists_name_each_server_as_it_wants_to_be_named(site: Site) -> None:
    for start, folder in (("servers/", "servers/"), ("communities/", "communities/c-")):
        named = {}
        for address in (start, f"{start}page/2/", f"{start}page/3/"):
            if site.exists(address):
                for link in site.article(address).cssselect("h2 a, h3 a"):
                    slug = link.get("href").split(folder)[-1].strip("/")
                    named[slug] = " ".join(link.text_content().split())
        assert named == {stranger.slug: normal(stranger.said) for stranger in STRANGERS}


def test_no_page_runs_or_loads_what_a_plain_one_does_not(site: Site) -> None:
    known = set()
    for path in ("servers/plain/", "", "404.html"):
        known |= _active(site.page(path))
    for path in site.files():
        if path.endswith(".html"):
            page = site.page(path)
            assert _active(page) <= known, path
            names = {name for one in page.iter(html.etree.Element) for name in one.attrib}
            assert {name for name in names if name.startswith("on")} == set(), path


def _active(page: Any) -> set[tuple[str, str, str]]:
    """What runs, loads, or leads away: the element, the scheme of its address, its text."""
    found = set()
    for one in page.cssselect("script, style, iframe, object, embed, form, base, link, img, a"):
        address = str(one.get("src") or one.get("href") or one.get("action") or "")
        scheme = address.partition(":")[0] if re.match(r"[a-z]+:", address) else address[:2]
        if one.get("type") == "application/ld+json":
            continue
        # How deep a page lies stands in its scripts.
        script = re.sub(r'"[./]+', '"', one.text or "") if one.tag in {"script", "style"} else ""
        found.add((str(one.tag), scheme if ":" in address or scheme == "//" else "", script))
    return found


def test_data_files_hold_the_text_itself(site: Site) -> None:
    rows = {row["slug"]: row for row in site.json("api/v1/servers.json")["servers"]}
    for stranger in STRANGERS:
        said, row = normal(stranger.said), rows[stranger.slug]
        assert (row["name"], row["summary"]) == (said, said)
        assert row["discord"]["name"] == normal(f"Its {stranger.said}")
        assert row["discord"]["description"] == said
    communities = site.json("api/v1/communities.json")["communities"]
    assert {one["slug"]: one["name"] for one in communities} == {
        f"c-{stranger.slug}": normal(stranger.said) for stranger in STRANGERS
    }
    assert site.json("api/v1/records.json")["records"].keys() == rows.keys()


def test_the_search_index_holds_no_markup_of_strangers(site: Site) -> None:
    for section in site.search():
        for field in ("title", "text"):
            made = html.fragment_fromstring(section[field], create_parent="div")
            assert [one for one in made.iter() if one.attrib] == []
            assert {str(one.tag) for one in made.iter()} <= SEARCHED


@pytest.mark.parametrize("stranger", STRANGERS, ids=repr)
def test_the_search_finds_what_strangers_wrote(site: Site, stranger: Stranger) -> None:
    found = [
        section
        for section in site.search()
        if section["location"].startswith(f"servers/{stranger.slug}/")
    ]
    said = {" ".join(html_escapes.unescape(section["title"]).split()) for section in found}
    assert normal(stranger.said) in said


# One page


def page(**over: Any) -> Page:
    given = {"address": "servers/alpha/", "title": "Alpha", "description": "About.", "body": "<p>"}
    return Page(**{**given, **over})


def front(made: Page) -> Any:
    """The front matter, read as MkDocs reads it."""
    start, matter, _ = made.source.split("---\n", 2)
    assert start == ""
    return yaml.safe_load(matter)


def test_titles_are_escaped_for_templates_that_escape_nothing() -> None:
    made = front(page(title="<b>A & B</b>", description="\"quoted\" 'so'", tags=("r&b",)))
    assert made["title"] == "&lt;b&gt;A &amp; B&lt;/b&gt;"
    assert made["description"] == "&quot;quoted&quot; &#x27;so&#x27;"
    assert made["tags"] == ["r&amp;b"]


@pytest.mark.parametrize("said", [*map(normal, HOSTILE), "", "\\", "---", "a: b"])
def test_front_matter_is_read_as_it_was_meant(said: str) -> None:
    made = front(page(title=said, description=said))
    assert html_escapes.unescape(made["title"]) == said
    assert html_escapes.unescape(made["description"]) == said
    assert page(title=said).source.count("\n---\n") == 1


def test_front_matter_holds_nothing_that_a_theme_might_act_on() -> None:
    known = {"title", "description", "hide", "tags", "image", "search", "robots", "structured"}
    assert set(front(page())) <= known
    assert set(front(page(tags=("a",), card="x.jpg", is_listed=False))) <= known


def test_a_hidden_page_asks_to_be_left_out_of_searches() -> None:
    hidden = front(page(is_listed=False))
    assert hidden["search"] == {"exclude": True}
    assert "noindex" in hidden["robots"]
    assert "search" not in front(page())
    assert "robots" not in front(page())


def test_a_list_is_cut_into_parts_and_has_at_least_one() -> None:
    assert paged([], "servers/", 3) == [Paging("servers/", 1, 1, [])]
    parts = paged(list("abcdefg"), "servers/", 3)
    assert [(part.number, part.count, list(part.items)) for part in parts] == [
        (1, 3, list("abc")),
        (2, 3, list("def")),
        (3, 3, list("g")),
    ]
    assert [part.address(part.number) for part in parts] == [
        "servers/",
        "servers/page/2/",
        "servers/page/3/",
    ]


def test_a_part_links_the_first_the_last_and_those_near() -> None:
    parts = paged(list(range(100)), "servers/", 1)
    assert parts[0].shown == [1, 2, 3, 4, 100]
    assert parts[49].shown == [1, 47, 48, 49, 50, 51, 52, 53, 100]
    assert parts[99].shown == [1, 97, 98, 99, 100]
    assert max(len(part.shown) for part in parts) == 9


# What is said of a server


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, 0),
        (7, 7),
        (42, 42),
        (99, 99),
        (149, 150),
        (1237, 1200),
        (98_765, 99_000),
        (999, 1000),
        (125, 130),
        (135, 140),
        (1250, 1300),
        (10_500, 11_000),
    ],
)
def test_a_number_of_people_is_told_in_two_digits(number: int, said: int) -> None:
    assert remarks.roughly(number) == said


def listing(showcase: Showcase) -> Listing:
    return showcase.compose().catalogue.listings["alpha"]


def body(showcase: Showcase) -> str:
    """What the page of `alpha` says."""
    made = showcase.compose().catalogue
    page = Book(made, words.words("en")).server(made.listings["alpha"])
    return " ".join(html.fromstring(page.body).text_content().split())


def test_badges_are_those_that_discord_gave_and_one_that_the_entry_claims(
    showcase: Showcase,
) -> None:
    showcase.server("alpha", invite="alpha1", official=True)
    showcase.answers("alpha1", features=["PARTNERED", "VERIFIED", "NEWS"])
    assert remarks.badges(listing(showcase)) == ["official", "partnered", "discord_verified"]


def test_partners_that_work_together_get_no_badge_of_discords(showcase: Showcase) -> None:
    showcase.server("alpha", partners=["beta"]).server("beta", partners=["alpha"])
    assert remarks.badges(listing(showcase)) == []
    assert "Discord Partner" not in body(showcase)


def test_a_server_for_adults_shows_no_badge_of_discords(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1", age_restricted=True)
    showcase.answers("alpha1", features=["PARTNERED"])
    assert remarks.badges(listing(showcase)) == []


def notice(showcase: Showcase) -> str | None:
    made = remarks.notice(listing(showcase), words.words("en"))
    return made.kind if made else None


def test_a_live_server_needs_no_notice(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    assert notice(showcase) is None


def test_a_link_that_nobody_confirmed_for_a_month_is_withheld_and_the_page_says_so(
    showcase: Showcase,
) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    assert notice(showcase) is None
    showcase.answers("alpha1", server_error())
    showcase.clock.pass_hours(24 * 31)
    assert notice(showcase) == "stale"
    assert "discord.gg" not in body(showcase)


def test_a_temporary_invite_says_until_when_it_works(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1")
    showcase.answers("alpha1", expires_at="2026-12-04T12:00:00+00:00")
    assert notice(showcase) == "temporary"
    assert "December 4, 2026" in body(showcase)


def test_a_failed_check_is_said_with_the_age_of_the_facts(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    showcase.compose()
    showcase.clock.pass_hours(30)
    showcase.answers("alpha1", server_error())
    said = remarks.check_failed(listing(showcase), words.words("en"))
    assert said is not None
    assert "November 20, 2026" in said
    assert said in body(showcase)


def test_figures_are_shown_with_their_age(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1", members=1234)
    assert "1,234" in body(showcase)
    assert "November 20, 2026" in body(showcase)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"verification_level": 4}, "phone"),
        ({"boosts": 14, "tier": 3}, "14 boosts"),
        ({"tier": 2}, "50 MB"),
        ({"features": ["GUILD_ONBOARDING"]}, "questions"),
        ({"features": ["MEMBER_VERIFICATION_MANUAL_APPROVAL"]}, "ask to join"),
        ({"name": "Alpha Renamed"}, "Alpha Renamed"),
        ({"description": "We say so."}, "We say so."),
        ({"vanity": "alpha1", "features": ["VANITY_URL"]}, "discord.gg/alpha1"),
    ],
)
def test_a_page_says_what_discord_says(
    showcase: Showcase, facts: Mapping[str, Any], said: str
) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1", **facts)
    assert said in body(showcase)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"run_by": {"name": "Somebody"}}, "Somebody"),
        ({"region": "BR"}, "Brazil"),
        ({"languages": ["pt-BR"]}, "Portuguese"),
        ({"tags": ["chess"]}, "chess"),
        ({"links": {"Website": "https://example.org/"}}, "Website"),
        ({"verified": "2026-03-02"}, "March 2, 2026"),
        ({"first_steps": "Say *hello*."}, "Say hello."),
        ({"guidelines": "Be kind."}, "Be kind."),
        ({"channels": [{"category": "Lobby", "voice": ["Parlour"]}]}, "Parlour"),
        ({"highlights": [{"kind": "initiative", "title": "A cup"}]}, "A cup"),
        ({"backup_invite": "alpha2"}, "Alpha"),
    ],
)
def test_a_page_says_what_the_entry_says(
    showcase: Showcase, fields: dict[str, Any], said: str
) -> None:
    showcase.server("alpha", **fields)
    assert said in body(showcase)


def test_a_page_says_nothing_of_what_nobody_said(showcase: Showcase) -> None:
    """No heading stands over nothing."""
    showcase.server("alpha").options["refresh"] = "never"
    made = showcase.compose().catalogue
    page = html.fromstring(Book(made, words.words("en")).server(made.listings["alpha"]).body)
    for section in page.cssselect("section, aside"):
        (heading,) = section.cssselect("h2")
        said = section.text_content().replace(heading.text_content(), "")
        assert said.strip(), heading.text_content()


def test_the_backup_invite_is_told_apart(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1", backup_invite="alpha2").answers("alpha1")
    showcase.answers("alpha2").compose()
    showcase.clock.pass_hours(13)
    showcase.answers("alpha1", UNKNOWN_INVITE)
    assert "other invite" in body(showcase)


def page_of(showcase: Showcase, address: str = "servers/alpha/") -> Any:
    made = showcase.compose().catalogue
    pages = Book(made, words.words("en")).pages()
    return html.fromstring(next(page.body for page in pages if page.address == address))


def test_an_invite_that_did_not_answer_gets_no_tick_for_its_check(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    (checked, *_) = page_of(showcase).cssselect(".sc-trust li")
    assert checked.get("class") is None
    showcase.clock.pass_hours(13)
    showcase.answers("alpha1", UNKNOWN_INVITE)
    (checked, *_) = page_of(showcase).cssselect(".sc-trust li")
    assert "was checked" in checked.text_content()
    assert checked.get("class") == "sc-trust__not"


def test_neighbours_stand_beside_the_facts_where_the_entry_tells_nothing(
    showcase: Showcase,
) -> None:
    showcase.server("alpha", tags=["tea"]).server("beta", tags=["tea"])
    showcase.options["refresh"] = "never"
    assert page_of(showcase).cssselect(".sc-columns .sc-near")
    showcase.server("alpha", tags=["tea"], about="Games for slow evenings.")
    page = page_of(showcase)
    assert page.cssselect(".sc-near")
    assert not page.cssselect(".sc-columns .sc-near")


def test_no_column_stands_empty_beside_the_facts(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    page = page_of(showcase)
    assert page.cssselect(".sc-facts")
    assert not page.cssselect(".sc-prose")


def test_an_order_is_explained_where_there_are_two(showcase: Showcase) -> None:
    showcase.server("alpha")
    assert "shuffled" not in page_of(showcase, "servers/").text_content()
    showcase.server("beta")
    assert "shuffled" in page_of(showcase, "servers/").text_content()


def test_every_verification_level_and_boost_tier_has_its_words(showcase: Showcase) -> None:
    showcase.server("alpha", invite="alpha1").answers("alpha1")
    made = showcase.compose().catalogue
    one = made.listings["alpha"]
    book = Book(made, words.words("en"))
    for level in range(5):
        for tier in range(4):
            facts = Facts(
                id="100000000000000001", name="Alpha", verification_level=level,
                boost_tier=tier, boosts=tier,
            )  # fmt: skip
            record = Record(slug="alpha", code="alpha1", facts=facts)
            assert book.server(replace(one, record=record)).body


# Events


def occasions(server: str = "alpha", **event: Any) -> list[Occasion]:
    given = {"title": "Evening", "start": "2026-12-04T19:00", "zone": "Europe/Berlin", **event}
    made = Event.model_validate(given)
    until = NOON + timedelta(days=92)
    return [Occasion(start, made, server, None) for start in made.schedule.between(NOON, until)]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Sao_Paulo", "UTC"])
def test_a_time_stands_in_the_events_own_zone(zone: str) -> None:
    leaf = Calendar("en").leaf(occasions(zone=zone)[0])
    assert (leaf.weekday, leaf.day, leaf.month) == ("Fri", "4", "Dec")
    assert leaf.date == "Friday, December 4, 2026"
    assert leaf.hours.startswith("19:00")


def test_an_event_that_ends_says_when() -> None:
    leaf = Calendar("en").leaf(occasions(end="2026-12-04T21:30")[0])
    assert leaf.hours.startswith("19:00\u201321:30")


def test_a_leaf_speaks_the_sites_language() -> None:
    leaf = Calendar("de").leaf(occasions()[0])
    assert (leaf.weekday, leaf.date) == ("Fr", "Freitag, 4. Dezember 2026")


def test_a_weekly_event_stays_at_its_hour_when_the_clocks_change() -> None:
    given = {"start": "2026-10-01T19:00", "repeats": "weekly"}
    hours = {Calendar("en").leaf(one).hours[:5] for one in occasions(**given)}
    assert hours == {"19:00"}


@pytest.mark.parametrize(
    ("repeats", "rhythm"),
    [("weekly", "weekly"), ("every 2 weeks", "repeats"), ("FREQ=MONTHLY;BYDAY=1FR", "repeats")],
)
def test_a_rhythm_is_named_where_there_is_a_word_for_it(repeats: str, rhythm: str) -> None:
    assert Calendar("en").leaf(occasions(repeats=repeats)[0]).rhythm == rhythm


def test_the_agenda_names_what_is_held_daily_once_and_the_rest_each_time() -> None:
    daily = occasions(repeats="daily")
    weekly = occasions(title="Cup", repeats="weekly")
    ordered = sorted([*daily, *weekly], key=lambda one: one.start)
    made = [one.event.title for one in agenda(ordered)]
    assert made.count("Evening") == 1
    assert made.count("Cup") == len(weekly) > 10


def test_soonest_names_each_event_once_and_only_so_many() -> None:
    first = occasions(repeats="weekly")
    other = occasions("beta", repeats="weekly")
    later = occasions(start="2026-12-04T21:00", repeats="weekly")
    ordered = sorted([*first, *other, *later], key=lambda one: one.start)
    assert [(one.server, one.start.hour) for one in soonest(ordered, 6)] == [
        ("alpha", 19), ("beta", 19), ("alpha", 21),
    ]  # fmt: skip
    assert len(soonest(ordered, 2)) == 2


def test_days_stand_under_their_months() -> None:
    ordered = occasions(repeats="every 2 weeks")
    months = Calendar("en").months(ordered)
    assert [(name, len(days)) for name, days in months] == [
        ("December 2026", 2),
        ("January 2027", 3),
        ("February 2027", 1),
    ]
    assert [one for _, days in months for day in days for one in day] == ordered


def test_neighbours_are_told_with_their_reasons(showcase: Showcase) -> None:
    showcase.server("alpha", tags=["tea"], partners=["gamma"])
    showcase.server("beta", tags=["tea"]).server("gamma", communities=["music"]).server("delta")
    showcase.community("games", name="Boards")
    showcase.options["refresh"] = "never"
    made = showcase.compose().catalogue
    said = {
        near.slug: remarks.nearness(near, made, words.words("en"))
        for near in made.listings["alpha"].near
    }
    assert said == {
        "beta": "also about tea",
        "gamma": "works together with it",
        "delta": "also in Boards",
    }
    assert "also about tea" in body(showcase)


def addresses_of(book: Book) -> list[str]:
    return [page.address for page in book.pages()]


def test_no_two_pages_share_an_address(showcase: Showcase) -> None:
    for number, tags in enumerate([["c++", "co op"], ["c plus plus", "co-op"], ["c-plus-plus"]]):
        showcase.server(f"s{number}", tags=tags, languages=["de", "pt-BR", "pt"])
    made = addresses_of(Book(showcase.compose().catalogue, words.words("en")))
    assert len(made) == len({address.lower() for address in made})


def test_every_parent_is_a_page(showcase: Showcase) -> None:
    for number in range(50):
        showcase.server(f"s{number}", tags=["a"], languages=["de"])
    showcase.options["refresh"] = "never"
    pages = {page.address: page for page in Book(_many(showcase), words.words("en")).pages()}
    assert {page.parent for page in pages.values() if page.parent} <= pages.keys()
    assert all("page/" not in (page.parent or "") for page in pages.values())


def _many(showcase: Showcase) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        share_pictures(patch)
        return showcase.compose().catalogue


def test_a_book_in_a_language_without_words_is_in_english(showcase: Showcase) -> None:
    showcase.server("alpha")
    made = showcase.compose().catalogue
    english = [page.source for page in Book(made, words.words("en")).pages()]
    assert [page.source for page in Book(made, words.words("tlh")).pages()] == english
