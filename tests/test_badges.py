"""SVG badges: valid, without a script, readable, and named for those who cannot see them."""

import time
from dataclasses import replace

import pytest
from lxml import etree

from making import NOON, Showcase
from showcase.artwork import lettering
from showcase.artwork.colour import contrast, parse
from showcase.catalogue import Listing
from showcase.feeds import badges
from showcase.feeds.badges import Badges
from showcase.words import words

ENGLISH = words("en")
SVG = "{http://www.w3.org/2000/svg}"
NAMES = [
    "Open Source Servers",
    "A & B <script>alert(1)</script> ]]> \"quoted\" 'x'",
    "خوادم عربية \u202eabc",
    "日本語のサーバー一覧",
    "x" * 300,
    "\x00\x07Bell\ufffe",
    "👩🏽‍🚀 Space",
]


@pytest.fixture
def listing(showcase: Showcase) -> Listing:
    showcase.options["refresh"] = "never"
    return showcase.server("alpha").compose().catalogue.listings["alpha"]


def drawn(listing: Listing, name: str = "A showcase") -> etree._Element:
    return etree.fromstring(Badges(ENGLISH, name).of(listing).encode())


@pytest.mark.parametrize("name", NAMES)
def test_a_badge_is_svg_without_anything_that_acts_or_loads(listing: Listing, name: str) -> None:
    svg = drawn(listing, name)
    assert [one.tag for one in svg.iter()] == [
        f"{SVG}{tag}" for tag in ("svg", "title", "rect", "circle", "text")
    ]
    names = {name for one in svg.iter() for name in one.attrib}
    assert not [one for one in names if one.startswith("on") or "href" in one or one == "style"]


@pytest.mark.parametrize("name", [NAMES[0], NAMES[1], NAMES[3], NAMES[6]])
def test_a_badge_says_what_the_server_is_part_of(listing: Listing, name: str) -> None:
    svg = drawn(listing, name)
    said = f"Part of {name}"
    assert (svg.get("role"), svg.get("aria-label")) == ("img", said)
    assert svg.findtext(f"{SVG}title") == said
    shown = svg.findtext(f"{SVG}text")
    assert shown == said or shown.endswith("…")


def test_a_long_name_is_cut_where_it_is_seen_and_whole_where_it_is_read(listing: Listing) -> None:
    svg = drawn(listing, "word " * 40 + "end")
    assert int(svg.get("width")) < 480
    assert svg.get("aria-label").endswith("word end")
    assert svg.findtext(f"{SVG}text").endswith("…")


def test_widths_that_stand_in_the_code_are_those_of_the_font() -> None:
    signs = [chr(number) for number in range(32, 127)]
    assert {sign: lettering.width(sign, 13) for sign in signs} == badges._WIDTHS
    # None of them is drawn nearer to another.
    text = "".join(one + other for one in signs for other in signs)
    assert lettering.width(text, 13) == sum(badges._WIDTHS[sign] for sign in text)


@pytest.mark.parametrize("name", NAMES)
def test_the_words_fit_onto_their_badge(listing: Listing, name: str) -> None:
    svg = drawn(listing, name)
    text = svg.find(f"{SVG}text")
    width, height = int(svg.get("width")), int(svg.get("height"))
    assert svg.get("viewBox") == f"0 0 {width} {height}"
    length = float(text.get("textLength", 0))
    assert float(text.get("x")) + length / 2 < width
    assert float(text.get("x")) - length / 2 > 27


def test_a_badge_has_the_servers_colour_and_brings_its_own_ground(listing: Listing) -> None:
    svg = drawn(listing)
    sheet, dot, text = (svg.find(f"{SVG}{tag}") for tag in ("rect", "circle", "text"))
    assert dot.get("fill") == sheet.get("stroke") == listing.artwork.color
    ink, paper = parse(text.get("fill")), parse(sheet.get("fill"))
    assert ink
    assert paper
    assert contrast(ink, paper) > 7


def test_a_server_that_is_not_listed_is_not_called_part_of_anything(showcase: Showcase) -> None:
    showcase.options["refresh"] = "never"
    showcase.server("alpha", invite="alpha1", age_restricted=True)
    found = showcase.compose().catalogue.listings["alpha"]
    hidden = replace(found, verdict=replace(found.verdict, state=type(found.state)("gone")))
    assert drawn(hidden).get("aria-label") == "Not listed on A showcase"
    assert drawn(hidden).find(f"{SVG}circle").get("fill") != found.artwork.color


def test_a_thousand_badges_take_no_time_to_speak_of(listing: Listing) -> None:
    badges = Badges(ENGLISH, "A showcase")
    started = time.perf_counter()
    for _ in range(1000):
        badges.of(listing)
    assert time.perf_counter() - started < 2


def test_a_badge_is_the_same_in_each_build(listing: Listing) -> None:
    one, other = (Badges(ENGLISH, "A showcase").of(listing) for _ in range(2))
    assert one == other
    assert NOON.isoformat() not in one


def test_a_label_runs_the_way_that_its_words_run(listing: Listing) -> None:
    """Else a full stop or a bracket at the end of an Arabic sentence stands at its beginning."""
    arabic = etree.fromstring(Badges(words("ar"), "خوادم (عربية)").of(listing).encode())
    (label,) = arabic.findall(f"{SVG}text")
    assert label.get("direction") == "rtl"
    (label,) = drawn(listing).findall(f"{SVG}text")
    assert label.get("direction") is None
