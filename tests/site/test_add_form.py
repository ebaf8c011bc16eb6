"""The form for a new entry, as people and strangers use it, in a real browser."""

import itertools
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, quote, urlsplit

import jsonschema
import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

import test_schema
from browsing import IDLE, Visitor
from forms import FULL, some
from making import Showcase, Site
from showcase import text
from showcase.cli import main
from showcase.content.mistakes import parse
from showcase.content.reader import read
from showcase.content.writing import MARKDOWN, canonical
from showcase.models.entry import Entry
from showcase.suggestions import slug_for

pytestmark = pytest.mark.browser

NEW = "https://github.com/example/made-up-servers/new/main"
# What nobody should be able to do anything with.
HOSTILE = (
    "\"double\" 'single' `back` \\slash",
    "$(touch /tmp/owned) ${HOME} ${{ github.token }} {{ 7*7 }}",
    "::set-output name=x::y",
    "##[error]mine",
    "one\ntwo\r\nthree\u2028four",
    "\u202egnp.exe\u202c \u2066x\u2069 \U000e0041\ufeff\x00\x1b[31m",
    "</textarea></script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "*alias", "&anchor", "!!python/object:os.system", "%TAG", "@everyone", "`tick`", "---", "...",
    "- item", "? key", "key: value", "a # comment", "a: b: c", "{a: b}", "[a, b]", "| block",
    "> folded", "null", "~", "true", "No", "0123456", "1e10", "12:30:45", "0x1f", "1_000", "=",
    "<<", ".inf", ".5", "2026-11-20", "ends with:", " #", "'", '"', "\\", ",", "it's", 'say "hi"',
    "both ' and \"", "\tTab\there", "  lead and trail  ", "👩‍👩‍👧‍👦 🏳️‍🌈", "عربي مع English", "नमस्ते",
    "e\u0301\u0323", "\ud83d", "x" * 60_000, "漢" * 170, "\u3164", "__proto__", "constructor",
)  # fmt: skip
LINES = (
    "First.\n\nSecond.", "  led by spaces\nthen not", "---\n...\n%YAML", "```\ncode: |\n```",
    "# Heading\n\n\n\n* a\n*\tb   \n", "a\tb\n\tc", "| a | b |\n|---|---|\n| 1 | 2 |", "\n\n\nlate",
    "key: value\nother: 'x", *HOSTILE,
)  # fmt: skip
WRITTEN = json.dumps({"schemaUrl": "https://x.example/s.json", "markdown": MARKDOWN})
# Joiners, selectors, marks and spaces, and what they stand beside.
ODD = (
    "ab1#*\u00a9 \t\n\r\x0b\x1c\x1f\u0085\u00a0\u3000\u2028\u200b\u200c\u200c\u200d\u200d\u200d\u202e"
    "\u2060\ufeff\u00ad\u034f\u061c\ufe00\ufe0e\ufe0f\ufe0f\u180b\u180e\U000e0041\U000e0100"
    "\u6f22\u845b\u1820\U0001f469\u2764\U0001f3fd\U0001f3f3\U0001f308\u0645\u0643\u0915\u092d"
    "\u094d\u0937\u0d30\u0d4d\u0d32\U0001e900\u3164\u2800\u115f\u1100\u1161\u11a8\ufb01"
    "\u0301\u0301\u0301\u0323\u0323\u0345\u0308\u0344\u1dc4\u05b0\u0f39\u0f71\u1cf2\u212b\u0600\u06dd"
)


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """The form, with what it fetches once somebody begins."""
    return begun(visitor.open("add/"))


def begun(page: Page) -> Page:
    with page.expect_response("**/schemas/server.json"), page.expect_response("**/servers.json"):
        page.locator("#sc-add-name").focus()
    expect(page.locator(".sc-entry__count")).not_to_be_empty()
    return page


def fill_in(page: Page, **values: str) -> None:
    """Fill in what every entry must have; `None` would be left out."""
    least = {
        "name": "Rainy Day Kites",
        "invite": "https://discord.gg/KiteClub9",
        "summary": "Kites from paper and old umbrellas.",
        **values,
    }
    for key, value in least.items():
        page.locator(f"#sc-add-{key}").fill(value)
    box = page.locator('input[name="communities"][value="astronomy"]')
    if not box.is_checked():
        box.check()


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('.sc-fold').forEach((one) => { one.open = true; })")


def way_on(page: Page) -> str | None:
    """Where the link leads, if there is one."""
    link = page.locator("a.sc-entry__go")
    return link.get_attribute("href") if link.is_visible() else None


def taken_apart(href: str) -> tuple[str, str]:
    """The path of the file that a link to GitHub makes, and what stands in it."""
    assert href.startswith(f"{NEW}?")
    query = parse_qs(urlsplit(href).query, keep_blank_values=True, strict_parsing=True)
    assert set(query) <= {"filename", "value"}
    return query["filename"][0], query.get("value", [""])[0]


def entry_of(source: str) -> Entry:
    document = read(source.encode())
    entry = parse(Entry, document)
    assert document.problems == []
    assert entry is not None
    return entry


def typed(page: Page, values: dict[str, str]) -> tuple[str | None, str]:
    """Let these stand in the fields at once; return the link that comes of it, and the file."""
    href, source = page.evaluate(
        """(values) => {
          const form = document.querySelector("#sc-entry");
          for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
          form.elements.summary.dispatchEvent(new Event("input", { bubbles: true }));
          const link = form.querySelector("a.sc-entry__go");
          const code = form.querySelector(".sc-entry__yaml code");
          return [link.hidden ? null : link.href, code.textContent];
        }""",
        values,
    )
    return href, source


def wrongs(page: Page) -> dict[str, str]:
    """What is said to be wrong, by field."""
    fields = page.locator(".sc-entry__field:has(> .sc-wrong:not([hidden]))").all()
    return {
        str(field.get_attribute("data-key")): field.locator("> .sc-wrong").inner_text()
        for field in fields
    }


def test_what_is_typed_becomes_a_file_that_github_opens_with(page: Page) -> None:
    fill_in(page)
    href = way_on(page)
    assert href is not None
    path, source = taken_apart(href)
    assert path == "content/servers/rainy-day-kites.yml"
    assert source == (
        "# yaml-language-server: $schema=http://127.0.0.1:8000/schemas/server.json\n"
        "name: Rainy Day Kites\n"
        "invite: KiteClub9\n"
        "summary: Kites from paper and old umbrellas.\n"
        "communities: [astronomy]\n"
    )
    link = page.locator("a.sc-entry__go")
    assert link.get_attribute("target") == "_blank"
    assert "noopener" in str(link.get_attribute("rel"))


def test_every_field_comes_into_the_file(page: Page) -> None:
    fill_in(page)
    unfold(page)
    page.locator("#sc-add-languages-find").fill("basq")
    page.get_by_label("Basque").check()
    page.locator("#sc-add-languages-find").fill("deut")
    page.keyboard.press("Enter")
    for key, value in {
        "tags": "Paper,  WIND power , c++,wind power",
        "server_id": "123456789012345678",
        "backup_invite": "discord.com/invite/KiteTwo22",
        "about": "Paper.\n\nAnd *bamboo*.",
        "first_steps": "Say hello.",
        "guidelines": "- Be kind",
        "run_by": "The Umbrella: Works",
        "run_by_url": "https://umbrella.example.org/",
    }.items():
        page.locator(f"#sc-add-{key}").fill(value)
    page.locator("#sc-add-region").select_option(label="Germany")
    page.locator("#sc-add-lang").select_option("de")
    page.get_by_label("It is the official server").check()
    page.get_by_label("I am one of its people").check()
    pairs = page.locator(".sc-entry__pair")
    pairs.nth(0).locator("input").nth(0).fill("Website")
    pairs.nth(0).locator("input").nth(1).fill("https://kites.example.org/?a=b#c")
    page.get_by_role("button", name="Another link").click()
    pairs.nth(1).locator("input").nth(0).fill("Source: code")
    pairs.nth(1).locator("input").nth(1).fill("https://code.example.org/kites")
    href = way_on(page)
    assert href is not None
    source = taken_apart(href)[1]
    assert canonical(source, Entry) == source
    entry = entry_of(source)
    assert entry.tags == ("paper", "wind power", "c++")
    assert set(entry.languages) == {"eu", "de"}
    assert (entry.region, entry.lang, entry.official) == ("DE", "de", True)
    assert (entry.server_id, entry.backup_invite) == ("123456789012345678", "KiteTwo22")
    assert entry.about == "Paper.\n\nAnd *bamboo*."
    assert entry.run_by is not None
    assert entry.run_by.name == "The Umbrella: Works"
    assert list(entry.links) == ["Website", "Source: code"]
    assert str(entry.verified) == page.evaluate("new Date().toLocaleDateString('sv')")


def test_the_poster_follows_what_is_typed(page: Page) -> None:
    card = page.locator(".sc-entry__card .sc-card")
    before = card.locator(".sc-banner").get_attribute("src")
    fill_in(page)
    unfold(page)
    page.get_by_label("It is the official server").check()
    page.get_by_label("Arabic").check()
    assert card.locator("bdi").inner_text() == "Rainy Day Kites"
    assert card.locator(".sc-card__summary").inner_text() == "Kites from paper and old umbrellas."
    assert card.locator(".sc-card__row span").all_inner_texts() == ["Arabic", "Official server"]
    assert card.locator(".sc-banner").get_attribute("src") != before
    assert card.locator("a[href]").count() == 0


def test_an_address_is_suggested_for_a_name(page: Page) -> None:
    wanted = {
        "Café Ünïcode": "cafe-unicode",
        "Bob's Straße & Søn": "bobs-strasse-and-son",
        "C++ Help": "c-plus-plus-help",
        "C# Corner": "c-sharp-corner",
        "r/Python #1": "r-python-1",
        "Łódź -- Kluby!": "lodz-kluby",
        "Index": "index-server",
        "NUL": "nul-server",
        "日本語": "",
        "a" * 70: "a" * 60,
        "The quick brown foxes jump over every lazy dog in the whole neighbourhood today": (
            "the-quick-brown-foxes-jump-over-every-lazy-dog-in-the-whole"
        ),
    }
    suggested = {}
    for name in wanted:
        page.locator("#sc-add-name").fill(name)
        suggested[name] = page.locator("#sc-add-slug").input_value()
    assert suggested == wanted
    # `showcase add` says the same.
    assert {name: slug_for(name, set()) for name, slug in wanted.items() if slug} == {
        name: slug for name, slug in wanted.items() if slug
    }


def test_an_address_of_ones_own_stays_when_the_name_changes(page: Page) -> None:
    fill_in(page, slug="kites")
    page.locator("#sc-add-name").fill("Something Else")
    assert page.locator("#sc-add-slug").input_value() == "kites"


def test_the_page_asks_for_nothing_until_somebody_begins(visitor: Visitor) -> None:
    page = visitor.open("add/")
    page.evaluate(IDLE)
    names = {address.rpartition("/")[2] for address in visitor.asked}
    assert "add.js" in names
    assert names & {"servers.json", "server.json"} == set()
    begun(page)
    assert [urlsplit(one).path for one in visitor.asked].count("/schemas/server.json") == 1


def test_nothing_leaves_the_page_and_nothing_is_complained_of(visitor: Visitor) -> None:
    page = begun(visitor.open("add/"))
    fill_in(page)
    page.locator("#sc-add-summary").press("Enter")
    expect(page.locator("a.sc-entry__go")).to_be_focused()
    assert page.url.endswith("/add/")
    assert (visitor.foreign, visitor.errors) == ([], [])


def test_what_is_missing_is_said_when_one_wants_to_go_on(page: Page) -> None:
    assert wrongs(page) == {}
    page.get_by_role("button", name="Continue on GitHub").click()
    expect(page.locator("#sc-add-name")).to_be_focused()
    assert list(wrongs(page)) == ["name", "invite", "summary", "communities", "slug"]
    alert = page.get_by_role("alert").inner_text()
    assert alert == (
        "Not ready yet. Look at: Name, Invite link, One line about it, Communities, Address of its "
        "page."
    )
    assert page.locator("#sc-add-name").get_attribute("aria-invalid") == "true"
    assert way_on(page) is None
    fill_in(page)
    assert wrongs(page) == {}
    expect(page.get_by_role("alert")).to_be_hidden()
    assert way_on(page) is not None


def test_what_cannot_be_used_is_said_beside_its_field(page: Page) -> None:
    fill_in(page)
    unfold(page)
    bad = (
        ("name", "x" * 101),
        ("invite", "https://discord.me/kites"),
        ("invite", "not an invite"),
        ("summary", "😀" * 161),
        ("slug", "Not A Slug"),
        ("slug", "index"),
        ("slug", "x" * 61),
        ("server_id", "12"),
        ("tags", "fine, a_b"),
        ("tags", ",".join(map(str, range(101)))),
        ("backup_invite", "https://discord.gg/kiteclub9"),
        ("run_by_url", "http://umbrella.example.org/"),
        ("about", "x" * 4001),
    )
    page.get_by_label("It is the official server").focus()
    said = []
    for key, value in bad:
        field = page.locator(f"#sc-add-{key}")
        before = field.input_value()
        field.fill(value)
        field.blur()
        said.append((key, *wrongs(page), way_on(page)))
        field.fill(before)
    assert said == [(key, key, None) for key, _ in bad]
    assert way_on(page) is not None


def test_whoever_has_a_website_has_a_name(page: Page) -> None:
    fill_in(page)
    unfold(page)
    page.locator("#sc-add-run_by_url").fill("https://umbrella.example.org/")
    page.get_by_role("button", name="Continue on GitHub").click()
    assert wrongs(page) == {"run_by": "Say who it is, too."}


def test_an_address_that_is_not_of_the_public_web_is_refused(page: Page) -> None:
    fill_in(page)
    unfold(page)
    page.locator('input[name="link_label"]').fill("Website")
    taken = []
    for link in (
        "http://example.org/", "javascript:alert(1)", "https://localhost/", "https://127.0.0.1/x",
        "https://a@example.org/", "https://printer.local/", "https://[::1]/", "example.org",
        'https://example.org/"><b>', "https://exa mple.org/", "https://", "//example.org/",
    ):  # fmt: skip
        page.locator('input[name="link_url"]').fill(link)
        page.locator('input[name="link_url"]').blur()
        if way_on(page) or list(wrongs(page)) != ["links"]:
            taken.append(link)
    assert taken == []


def test_a_link_needs_a_name_and_two_need_different_ones(page: Page) -> None:
    fill_in(page)
    unfold(page)
    pairs = page.locator(".sc-entry__pair")
    pairs.nth(0).locator("input").nth(1).fill("https://example.org/")
    page.get_by_role("button", name="Continue on GitHub").click()
    assert wrongs(page) == {"links": "A link needs both a name and an address."}
    pairs.nth(0).locator("input").nth(0).fill("Website")
    assert wrongs(page) == {}
    page.get_by_role("button", name="Another link").click()
    pairs.nth(1).locator("input").nth(0).fill("Website")
    pairs.nth(1).locator("input").nth(1).fill("https://example.com/")
    assert wrongs(page) == {
        "links": "Website stands there twice. Give each link a name of its own."
    }


def test_what_is_listed_already_is_said_with_its_page(page: Page, demo_site: Path) -> None:
    rows = json.loads((demo_site / "api/v1/servers.json").read_text("utf-8"))["servers"]
    row = next(row for row in rows if row["invite_url"] and row["discord"])
    code = row["invite_url"].rpartition("/")[2]
    fill_in(page, slug=row["slug"], invite=f"HTTPS://discord.com/invite/{code.swapcase()}?a=1")
    unfold(page)
    page.locator("#sc-add-server_id").fill(row["discord"]["id"])
    page.get_by_role("button", name="Continue on GitHub").click()
    said = wrongs(page)
    assert list(said) == ["invite", "slug", "server_id"]
    assert all(text.startswith(f"{row['name']} is listed already.") for text in said.values())
    link = page.locator("#sc-add-slug-wrong a")
    assert link.get_attribute("href") == f"../servers/{row['slug']}/"
    assert way_on(page) is None


def test_the_same_name_is_said_and_stops_nobody(page: Page, demo_site: Path) -> None:
    rows = json.loads((demo_site / "api/v1/servers.json").read_text("utf-8"))["servers"]
    fill_in(page, name=rows[0]["name"].upper(), slug="another-one")
    assert wrongs(page)["name"].startswith(f"A server called {rows[0]['name']} is listed already.")
    assert way_on(page) is not None


def test_a_long_entry_is_copied_and_a_link_leads_to_an_empty_file(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    fill_in(page)
    unfold(page)
    page.locator("#sc-add-about").fill("Kites, kites. " * 250)
    page.locator("#sc-add-guidelines").fill("لا إعلانات. " * 100)
    href = way_on(page)
    assert href is not None
    assert taken_apart(href) == ("content/servers/rainy-day-kites.yml", "")
    expect(page.locator(".sc-entry__long")).to_be_visible()
    page.get_by_role("button", name="Copy the entry").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    source = page.evaluate("navigator.clipboard.readText()")
    assert source == canonical(source, Entry)
    assert len(entry_of(source).about or "") > 3000


def test_no_link_is_longer_than_github_takes_even_of_somebody_who_signs_in_first(
    page: Page,
) -> None:
    fill_in(page)
    unfold(page)
    kinds = set()
    for count in range(100, 2200, 300):
        page.locator("#sc-add-about").fill("ы " * count)
        href = way_on(page)
        assert href is not None
        kinds.add("value=" in href)
        signing_in = f"https://github.com/login?return_to={quote(href, safe='')}"
        assert len(signing_in) < 8191
    assert kinds == {True, False}


def test_what_comes_next_is_said_where_one_left_off(visitor: Visitor, page: Page) -> None:
    fill_in(page)
    with page.expect_popup() as popup:
        page.locator("a.sc-entry__go").click()
    popup.value.close()
    expect(page.locator(".sc-entry__opened")).to_be_focused()
    steps = page.locator(".sc-steps > li").all_inner_texts()
    assert len(steps) == 6
    assert "Propose changes" in steps[2]
    assert [url.partition("?")[0] for url in visitor.foreign] == [NEW]


def test_what_was_typed_is_there_again_after_a_reload(page: Page) -> None:
    fill_in(page, slug="kites")
    unfold(page)
    page.locator("#sc-add-languages-find").fill("Basque")
    page.keyboard.press("Enter")
    page.locator("#sc-add-region").select_option("DE")
    page.locator('input[name="link_label"]').fill("Website")
    page.locator('input[name="link_url"]').fill("https://example.org/")
    before = way_on(page)
    page.reload()
    expect(page.locator("a.sc-entry__go")).to_be_visible()
    assert way_on(page) == before
    unfold(page)
    region = page.locator("#sc-add-region")
    expect(region.locator("option:checked")).to_have_text("Germany")
    expect(region.locator('option[value="DE"]')).to_have_count(1)
    assert way_on(page) == before
    page.get_by_role("button", name="Start over").click()
    expect(page.locator("a.sc-entry__go")).to_be_hidden()
    page.reload()
    assert page.locator("#sc-add-name").input_value() == ""


def test_the_form_can_be_filled_in_by_the_keyboard_alone(visitor: Visitor) -> None:
    page = visitor.open("add/")
    page.locator("#sc-add-name").focus()
    page.keyboard.type("Rainy Day Kites")
    page.keyboard.press("Tab")
    page.keyboard.type("KiteClub9")
    page.keyboard.press("Tab")
    page.keyboard.type("Kites from paper.")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "sc-add-slug":
            break
    page.keyboard.press("Enter")
    expect(page.locator("a.sc-entry__go")).to_be_focused()
    assert "name: Rainy Day Kites" in taken_apart(way_on(page) or "")[1]


def test_where_the_site_cannot_be_reached_one_is_told(visitor: Visitor) -> None:
    page = visitor.open("add/")
    page.route("**/schemas/server.json", lambda route: route.abort())
    page.locator("#sc-add-name").fill("Kites")
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    page.unroute("**/schemas/server.json")
    fill_in(page)
    expect(page.locator("a.sc-entry__go")).to_be_visible()


def test_without_a_script_the_form_is_away_and_the_file_is_there(
    browser: Browser, address: str
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}add/")
        expect(page.locator("#sc-entry")).to_be_hidden()
        expect(page.locator(".sc-hand pre")).to_contain_text("communities: [")
        href = page.get_by_role("link", name="Open it as a new file on GitHub").get_attribute(
            "href"
        )
    assert entry_of(taken_apart(str(href))[1]).name == "Example Makers"


def test_the_form_does_not_move_while_it_loads(newcomer: Visitor) -> None:
    newcomer.page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => { for (const one of list.getEntries())"
        " window.moved += one.value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    page = begun(newcomer.open("add/"))
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.moved") < 0.01


@pytest.mark.parametrize(
    ("width", "scheme"),
    list(itertools.product((360, 768, 1280), ("light", "dark")))
    if FULL
    else [(360, "light"), (1280, "dark")],
)
def test_axe_finds_nothing_in_any_state_of_the_form(
    visitor: Visitor, width: int, scheme: Literal["light", "dark"]
) -> None:
    visitor.look(width, scheme)
    page = begun(visitor.open("add/"))
    found = [("fresh", _violations(page))]
    unfold(page)
    page.get_by_role("button", name="Continue on GitHub").click()
    page.locator("#sc-add-languages-find").fill("span")
    found.append(("wrong", _violations(page)))
    fill_in(page)
    found.append(("ready", _violations(page)))
    overflow = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert [one for one in found if one[1]] == []
    assert overflow is False


def _violations(page: Page) -> list[str]:
    results = Axe().run(page).response
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in results["violations"]]


# Text of strangers


def imported(page: Page, module: str, call: str, values: Any) -> Any:
    """Call a function of one of the page's modules on each value."""
    script = (
        f"async (values) => {{ const it = await import('/assets/showcase/add/{module}.js');"
        f" return values.map((value) => {call}); }}"
    )
    return page.evaluate(script, values)


def test_text_passes_the_same_border_as_in_the_program(page: Page) -> None:
    lot = random.Random(7)
    odd = ["".join(lot.choices(ODD, k=lot.randrange(1, 30))) for _ in range(3000)]
    said = [one for one in LINES if not any(0xD800 <= ord(sign) < 0xE000 for sign in one)] + odd
    assert imported(page, "text", "it.oneLine(value)", said) == [text.one_line(one) for one in said]
    assert imported(page, "text", "it.lines(value)", said) == [text.lines(one) for one in said]
    assert imported(page, "text", "it.isVisible(value)", said) == [
        text.is_visible(one) for one in said
    ]


def test_whatever_stands_in_it_the_file_is_canonical_and_means_what_was_said(page: Page) -> None:
    lot = random.Random(7)
    short = [one for one in map(text.one_line, HOSTILE) if text.is_visible(one) and len(one) <= 100]
    # What hands the values over loses a key of this name; typed into the form it stays.
    labels = [one for one in short if one != "__proto__"]
    long = [one for one in map(text.lines, LINES) if text.is_visible(one) and len(one) <= 4000]
    tags = ["c++", "no", "1e3", "0x1f", "null", "a.b", "3d", "12", "日本", "co-op"]
    entries = [
        {
            "name": name,
            "invite": lot.choice(["KiteClub9", "0123456", "no", "1e5", "12-30"]),
            "summary": lot.choice(short),
            "communities": lot.sample(["games", "no", "2048", "null", "a-b"], 3),
            "server_id": "123456789012345678",
            "tags": lot.sample(tags, lot.randrange(1, len(tags))),
            "languages": ["no", "en", "pt-BR"],
            "region": "419",
            "links": dict.fromkeys(lot.sample(labels, 3), "https://example.org/?a=b&c=%20#d"),
            "run_by": {"name": lot.choice(short)},
            "official": True,
            "about": about,
        }
        for about in long
        for name in lot.sample(short, 3)
    ]
    written = imported(page, "yaml", f"it.entryYaml(value, {WRITTEN})", entries)
    for entry, source in zip(entries, written, strict=True):
        assert entry_of(source) == Entry.model_validate({**entry, "official": "true"}), source
        assert canonical(source, Entry) == source


def test_a_long_list_stands_on_lines_of_its_own(page: Page) -> None:
    tags = [f"topic {number} one" for number in range(12)]
    entry = {"name": "x", "invite": "x1", "summary": "x", "communities": ["games"], "tags": tags}
    (source,) = imported(page, "yaml", f"it.entryYaml(value, {WRITTEN})", [entry])
    assert canonical(source, Entry) == source
    assert "\ntags:\n  - topic 0 one\n" in source


def test_the_page_takes_and_refuses_by_the_schema_as_every_validator(
    page: Page, demo_site: Path
) -> None:
    schema = json.loads((demo_site / "schemas/server.json").read_text("utf-8"))
    documents = [{**test_schema.LEAST, **more} for more in (*test_schema.BAD, *test_schema.GOOD)]
    # What says when an event takes place is not in the form.
    documents = [one for one in documents if "events" not in one]
    # As a whole number, JavaScript has no such one.
    documents = [one for one in documents if one.get("server_id") != 10**21]
    plain = jsonschema.Draft202012Validator(schema)
    found = page.evaluate(
        "async ([schema, documents]) => { const { problems } = await"
        " import('/assets/showcase/add/schema.js');"
        " return documents.map((one) => problems(schema, schema, one).length === 0); }",
        [schema, documents],
    )
    assert len(found) > 90
    assert [
        one for one, takes in zip(documents, found, strict=True) if takes != plain.is_valid(one)
    ] == []


def test_hostile_text_becomes_a_refused_form_or_a_harmless_entry(
    page: Page, showcase: Showcase
) -> None:
    """What is typed into each field is refused, or passes the check and builds."""
    showcase.options = {"refresh": "never"}
    showcase.community("astronomy")
    fill_in(page)
    keys = ("name", "summary", "tags", "about", "run_by", "link_label")
    calm = {"name": "Kites", "summary": "Kites.", "tags": "", "about": "", "run_by": ""}
    sources: dict[str, str] = {}
    refused = 0
    tried = some(HOSTILE, 3)
    for number, said in enumerate(tried):
        least = {
            **calm,
            "link_label": "",
            "link_url": "",
            "slug": f"x-{number}",
            "invite": f"K{number}",
        }
        taken = dict(least)
        for key in keys:
            url = {"link_url": "https://example.org/"} if key == "link_label" else {}
            href, source = typed(page, {**least, key: said, **url})
            if href is None:
                refused += 1
                continue
            path, sent = taken_apart(href)
            assert path == f"content/servers/x-{number}.yml"
            assert sent in {source, ""}
            entry_of(source)
            taken |= {key: said, **url}
        href, sources[f"x-{number}"] = typed(page, taken)
        assert href is not None
    assert len(tried) // 12 <= refused <= len(tried)
    for slug, source in sources.items():
        showcase.write(f"content/servers/{slug}.yml", source)
    done = CliRunner().invoke(main, ["check", "-f", str(showcase.mkdocs_yml())])
    assert (done.exit_code, done.output.count("\n")) == (0, 1), done.output[:2000]
    # Apart, as the browser's loop runs in this thread.
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(showcase.mkdocs_yml())]
    built = subprocess.run(build, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    site = Site(showcase.root / "site", [])
    for slug in sources:
        article = site.article(f"servers/{slug}/")
        assert article.cssselect("script, img[onerror]") == []
    assert not Path("/tmp/owned").exists()
