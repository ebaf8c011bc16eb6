"""Whatever strangers write, wherever: pages show it as text, files parse, and logs stay whole.

The strings are in hostile.py; a browser meets them in site/test_hostile.py.
"""

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import icalendar
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from forms import FULL, some
from hostile import MARK, SHORT, STRINGS
from making import Showcase, share_pictures, standing
from showcase import directory, markup, text, words
from showcase.catalogue import Catalogue
from showcase.feeds import feed_files
from showcase.pages import Book, Page, Site
from showcase.records import dump_records
from showcase.standin import server_error

PLAIN = "Plain words"
NUMBER = "30000000000000"
HALVES = re.compile("[\ud800-\udfff]")
TOLD = STRINGS if FULL else SHORT
SEEN = tuple(one for one in TOLD if text.is_visible(text.one_line(one)) and not HALVES.search(one))
"""Those that an entry may hold; half a character is a mistake of its own in YAML."""
PROSE = frozenset(
    "p br hr ul ol li blockquote pre code em strong a h3 h4 h5 h6 table thead tbody tr th td".split()
)
SITE = Site("A showcase", "https://showcase.example/", "https://git.example/o/r")
LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]*")


@dataclass(frozen=True)
class Published:
    """What a build of the strings makes, before any frame.

    Attributes:
        said: Slug to what its server says.
    """

    catalogue: Catalogue
    pages: Mapping[str, Page]
    files: Mapping[str, str | bytes]
    said: Mapping[str, str]
    lines: tuple[str, ...]


def speak(showcase: Showcase, slug: str, said: str, number: int) -> None:
    """Write a server and a community that say one thing wherever something can be said."""
    event = {"title": said, "text": said, "start": "2026-12-01T19:00", "zone": "UTC",
             "url": "https://example.org/"}  # fmt: skip
    highlight = {"kind": "initiative", "title": said, "text": said}
    community = {
        "name": said, "summary": said, "events": [event], "highlights": [highlight],
        "resources": [{"title": said, "url": "https://example.org/", "text": said}],
    }  # fmt: skip
    server = {
        "name": said, "invite": f"{slug}-code", "summary": said, "communities": [f"c-{slug}"],
        "server_id": f"{NUMBER}{number:04}", "run_by": {"name": said},
        "links": {said: "https://example.org/"}, "events": [event], "highlights": [highlight],
        "channels": [{"category": said, "text": [said], "voice": [said]}],
    }  # fmt: skip
    # In ASCII, with escapes: so all of a string arrives, and not only what a file may show.
    showcase.write(f"content/communities/c-{slug}.yml", yaml.safe_dump(community))
    showcase.write(f"content/servers/{slug}.yml", yaml.safe_dump(server))
    guild = f"{NUMBER}{number:04}"
    showcase.answers(f"{slug}-code", guild_id=guild, name=f"Its {said}", description=said)


def publish(showcase: Showcase, said: Mapping[str, str]) -> Published:
    """Make pages and files as a build does."""
    showcase.options.update(requests_per_10_minutes=100_000)
    made = showcase.compose()
    spoken = words.words("en")
    pages = {page.address: page for page in Book(made.catalogue, spoken, SITE).pages()}
    files = feed_files(made.catalogue, spoken, "https://showcase.example/", "A showcase")
    files["records.json"] = dump_records(made.records.values(), made.catalogue.at)
    files["directory.json"] = directory.index(made.catalogue, spoken)
    return Published(made.catalogue, pages, files, said, made.lines)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """A server and a community for each string, and one of plain words to hold them against."""
    said = {"plain": PLAIN, **{f"s{number}": one for number, one in enumerate(SEEN)}}
    folder = tmp_path_factory.mktemp("hostile")
    with standing(folder) as showcase, pytest.MonkeyPatch.context() as patch:
        share_pictures(patch)
        for number, (slug, one) in enumerate(said.items()):
            speak(showcase, slug, one, number)
        left = {f"{slug}-left": {"on": "2026-01-01", "reason": one} for slug, one in said.items()}
        showcase.write("content/removed.yml", yaml.safe_dump({"servers": left}))
        assert showcase.content().mistakes == ()
        yield publish(showcase, said)


def outline(html: str) -> list[tuple[str, dict[str, str]]]:
    """Every element in order with its attributes."""
    root = LexborHTMLParser(html).root
    assert root is not None
    return [
        (node.tag or "", {name: value or "" for name, value in node.attributes.items()})
        for node in root.traverse()
    ]


def texts(html: str) -> list[str]:
    """Every run of text, on one line."""
    root = LexborHTMLParser(html).root
    assert root is not None
    runs = (node.text_content for node in root.traverse(include_text=True) if node.is_text_node)
    return [" ".join(run.split()) for run in runs if run and run.strip()]


def as_told(plain: str, slug: str, said: str) -> str:
    """What stands on the plain page, as another's page should have it."""
    return plain.replace(PLAIN, text.one_line(said)).replace("plain", slug)


@pytest.mark.parametrize("start", ["servers/{}/", "communities/c-{}/", "servers/{}-left/"])
def test_a_page_differs_from_that_of_plain_words_in_those_words_alone(
    published: Published, start: str
) -> None:
    plain = published.pages[start.format("plain")]
    elements, runs = outline(plain.body), texts(plain.body)
    for slug, said in published.said.items():
        page = published.pages[start.format(slug)]
        assert outline(page.body) == [
            (tag, {name: as_told(value, slug, said) for name, value in attributes.items()})
            for tag, attributes in elements
        ], said
        assert texts(page.body) == [as_told(run, slug, said) for run in runs], said


def test_nothing_of_markdown_or_html_is_left_in_a_body(published: Published) -> None:
    """Only our own tags hold punctuation; so no extension finds syntax, whichever is on."""
    tag = re.compile(r"</?[a-z][a-z0-9]*(?: [a-z-]+(?:=\"[^\"<>]*\")?)*>")
    for page in published.pages.values():
        rest = re.sub(r"&(?:#\d+|amp|lt|gt|quot);", "", tag.sub("", page.body))
        assert not re.search(r"[<>&`*_\[\]{}|\\]", rest), page.address


def test_what_stands_above_a_body_is_escaped_for_a_theme_that_does_not(
    published: Published,
) -> None:
    for page in published.pages.values():
        head = yaml.load(page.source.split("\n---\n", 1)[0].removeprefix("---\n"), yaml.CSafeLoader)
        for said in (head["title"], head["description"], *head.get("tags", ())):
            assert not re.search("[<>\"']", said), page.address
        assert not head.keys() & {"template", "status", "subtitle", "author", "icon"}


def test_other_pages_stay_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one entry says changes nothing on a page that does not name it."""
    share_pictures(monkeypatch)
    bodies = []
    for strings in (SHORT[::8], ("Nothing",) * len(SHORT[::8])):
        with standing(tmp_path_factory.mktemp("others")) as showcase:
            for number, said in enumerate(strings):
                if text.is_visible(text.one_line(said)):
                    speak(showcase, f"s{number}", said, number)
            showcase.server("lone", communities=["quiet"], tags=["chess"], languages=["de"])
            pages = publish(showcase, {}).pages
        bodies.append([pages[place].source for place in ("servers/lone/", "communities/quiet/")])
    assert bodies[0] == bodies[1]


def test_data_files_hold_the_text_itself(published: Published) -> None:
    rows = {
        row["slug"]: row for row in json.loads(published.files["api/v1/servers.json"])["servers"]
    }
    for slug, said in published.said.items():
        line, row = text.one_line(said), rows[slug]
        assert (row["name"], row["summary"], row["discord"]["description"]) == (line,) * 3
        assert row["discord"]["name"] == text.one_line(f"Its {said}")
    for file, content in published.files.items():
        if file.endswith(".json"):
            json.loads(content, parse_constant=pytest.fail)


def test_feeds_parse_and_hold_the_text_itself(published: Published) -> None:
    for slug, said in published.said.items():
        feed = ET.fromstring(published.files[f"communities/c-{slug}/feed.xml"])
        (entry,) = feed.findall("{*}entry")
        assert entry.findtext("{*}title") == f"New: {text.one_line(said)}"
        assert entry.findtext("{*}summary") == text.one_line(said)
        assert {one.tag.partition("}")[2] for one in entry} == {
            "id", "title", "updated", "link", "summary", "category",
        }  # fmt: skip
        assert ET.fromstring(published.files[f"badges/{slug}.svg"]).tag.endswith("svg")


def test_the_calendar_parses_and_holds_the_text_itself(published: Published) -> None:
    calendar = icalendar.Calendar.from_ical(published.files["events.ics"])
    events = [one for one in calendar.subcomponents if one.name == "VEVENT"]
    lines = {text.one_line(said) for said in published.said.values()}
    assert {str(one["summary"]) for one in events} == lines
    assert {str(one["location"]) for one in events} == lines
    assert {name for one in events for name in one} == {
        "DTSTART", "DTSTAMP", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "UID",
    }  # fmt: skip


def test_no_line_of_a_build_carries_what_terminals_or_runners_obey(published: Published) -> None:
    for line in published.lines:
        assert LINE.fullmatch(line)
        assert not line.lstrip().startswith("::")


@pytest.mark.parametrize("source", STRINGS, ids=range(len(STRINGS)))
def test_markdown_of_any_kind_leaves_only_what_prose_needs(source: str) -> None:
    html = str(markup.render(text.lines(f"{source}\n\n{source}")))
    for tag, attributes in outline(html):
        assert tag in PROSE | {"html", "head", "body"}
        assert attributes.keys() <= {"href", "rel"}
        if "href" in attributes:
            assert re.match(r"https://|mailto:", attributes["href"])
            assert attributes["rel"] == "nofollow ugc noopener noreferrer"
    assert not re.search(r"[*_\[\]{}|\\`]", re.sub(r"<[^>]*>|&[#\w]+;", "", html))


def test_a_mirror_is_believed_no_more_than_discord(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share_pictures(monkeypatch)
    with standing(tmp_path) as showcase:
        strings = dict(enumerate(some(SHORT, 3)))
        for number in strings:
            code, guild = f"s{number}-code", f"{NUMBER}{number:04}"
            showcase.server(f"s{number}", communities=["games"], server_id=guild)
            showcase.answers(code, guild_id=guild, name="Facts", description="Facts")
        showcase.options.update(requests_per_10_minutes=100_000)
        records = json.loads(dump_records(showcase.compose().records.values(), showcase.clock.at))
        for number, said in strings.items():
            facts = records["records"][f"s{number}"]["facts"]
            facts |= {"name": said, "description": said, "features": [said]}
        showcase.lose_cache()
        showcase.discord.invites = {f"s{number}-code": server_error() for number in strings}
        showcase.discord.pages["/api/v1/records.json"] = json.dumps(records).encode()
        showcase.options.update(mirror_url=showcase.discord.url)
        found = publish(showcase, {})
        for number, said in strings.items():
            line = text.one_line(json.loads(json.dumps(said)), 100)  # two halves make one
            facts_now = found.catalogue.listings[f"s{number}"].facts
            if facts_now is None:  # a name that nobody could see
                assert not text.is_visible(line)
                continue
            assert facts_now.name == line
            assert facts_now.features == ()
            body = found.pages[f"servers/s{number}/"].body
            assert any(line in run for run in texts(body)), said
            assert {tag for tag, _ in outline(body)}.isdisjoint({"script", "style", "iframe"})


def test_checking_hostile_files_prints_nothing_that_is_obeyed(showcase: Showcase) -> None:
    for number, said in enumerate(SHORT):
        fields = {"name": "x", "invite": said, "summary": "x", "communities": [said], said: said}
        showcase.write(f"content/servers/s{number}.yml", yaml.safe_dump(fields))
    for form in ("text", "markdown", "json", "github"):
        result = showcase.run("check", "--format", form)
        assert result.exit_code == 1
        for line in result.output.split("\n"):
            assert LINE.fullmatch(line.replace("\t", " ")), (form, line)
            if form == "github":
                assert re.match(r"(::(error|warning|notice) .*)?[^:]*$|[^:]", line), line
            else:
                assert not line.lstrip().startswith("::")
            if form != "json":
                assert "##[" not in line


anything = st.text(st.characters(codec=None), max_size=40) | st.lists(
    st.sampled_from(SHORT), min_size=1, max_size=3
).map("".join)


@settings(
    deadline=None,
    max_examples=60 if FULL else 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(anything, min_size=12, max_size=12))
def test_any_text_in_any_field_is_shown_as_text(
    tmp_path_factory: pytest.TempPathFactory, strings: list[str]
) -> None:
    with (
        pytest.MonkeyPatch.context() as patch,
        standing(tmp_path_factory.mktemp("any")) as showcase,
    ):
        share_pictures(patch)
        said = {"plain": PLAIN}
        for number, one in enumerate(strings):
            line = HALVES.sub("", one)[:80]
            if text.is_visible(text.one_line(line)):
                said[f"s{number}"] = line
        for number, (slug, one) in enumerate(said.items()):
            speak(showcase, slug, one, number)
        assert showcase.content().mistakes == ()
        found = publish(showcase, said)
    for start in ("servers/{}/", "communities/c-{}/"):
        plain = found.pages[start.format("plain")]
        for slug, one in said.items():
            page = found.pages[start.format(slug)]
            assert texts(page.body) == [as_told(run, slug, one) for run in texts(plain.body)]
            assert [tag for tag, _ in outline(page.body)] == [tag for tag, _ in outline(plain.body)]
            assert MARK not in "".join(
                value
                for _, attributes in outline(page.body)
                for name, value in attributes.items()
                if name in {"src", "href", "srcset", "action", "style"}
            )
    for file, content in found.files.items():
        data = content if isinstance(content, bytes) else content.encode()
        if file.endswith(".json"):
            json.loads(data)
        elif file.endswith((".xml", ".svg")):
            ET.parse(io.BytesIO(data))
        elif file.endswith(".ics"):
            icalendar.Calendar.from_ical(data)
