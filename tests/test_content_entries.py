"""One entry or community: what its fields take, and what is said about the rest."""

import re
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import reset_tzpath

import pytest
import regex
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from forms import examples
from showcase.content import nearest
from showcase.content.mistakes import Mistake, parse
from showcase.content.reader import Document, read
from showcase.models import codes
from showcase.models.entry import Community, Entry
from showcase.models.fields import LIST_LIMIT, slug_problem
from showcase.models.removed import Removed

UNSEEN = regex.compile(r"[[\p{C}\p{Zl}\p{Zp}]--[\u200c\u200d]]", regex.VERSION1)
LEAST = "name: Alpha\ninvite: AbC123\nsummary: A place.\ncommunities: [games]\n"


def told(source: str, model: type[BaseModel] = Entry) -> list[str]:
    document = read(source.encode())
    parse(model, document)
    return said(document)


def said(document: Document) -> list[str]:
    return [f"{line}:{column}: {sentence}" for (line, column), sentence in _found(document)]


def _found(document: Document) -> list[tuple[tuple[int, int], str]]:
    return [(problem.place, problem.sentence) for problem in document.problems]


def entry(more: str = "") -> Entry:
    document = read((LEAST + more).encode())
    value = parse(Entry, document)
    assert document.problems == []
    assert value is not None
    return value


def value_of(key: str, written: str) -> Any:
    return getattr(entry(f"{key}: {written}\n"), key)


def test_an_entry_needs_four_fields_and_the_rest_is_empty() -> None:
    least = entry()
    assert (least.name, least.invite, least.summary, least.communities) == (
        "Alpha",
        "AbC123",
        "A place.",
        ("games",),
    )
    assert (least.server_id, least.about, least.lang, least.run_by, least.added) == (None,) * 5
    assert (least.tags, least.links, least.events, least.partners) == ((), {}, (), ())
    assert (least.official, least.age_restricted) == (False, False)


def test_an_entry_holds_all_that_the_contract_names() -> None:
    full = entry(
        """
server_id: 123456789012345678
tags: [Rust, c++, game dev]
languages: [en, pt-br, zh_hant]
region: '419'
lang: de
links:
  Website: https://example.org/
  Quellen: https://example.org/src
age_restricted: no
added: 2026-01-31
verified: '2026-02-28'
backup_invite: https://discord.com/invite/zyx987
run_by: {name: Ada, url: 'https://example.org/ada'}
official: yes
about: |
  # Hello

  A *list*:

  - one
guidelines: Be kind.
first_steps: Say hello.
channels:
  - category: Talk
    text: [general, '#help']
    voice: [Lounge]
highlights:
  - kind: collaboration
    title: Jam
    date: 2025-05-05
    with: [beta]
events:
  - title: Meeting
    start: 2026-12-04T19:00
    end: 2026-12-04T20:00
    zone: Europe/Berlin
    repeats: every 2 weeks
    url: https://example.org/meeting
partners: [beta, gamma, beta]
"""
    )
    assert full.server_id == "123456789012345678"
    assert full.tags == ("rust", "c++", "game dev")
    assert full.languages == ("en", "pt-BR", "zh-Hant")
    assert (full.region, full.lang, full.official, full.age_restricted) == (
        "419",
        "de",
        True,
        False,
    )
    assert list(full.links) == ["Website", "Quellen"]
    assert (full.added, full.verified) == (date(2026, 1, 31), date(2026, 2, 28))
    assert full.backup_invite == "zyx987"
    assert full.about == "# Hello\n\nA *list*:\n\n- one"
    assert full.channels[0].text == ("general", "#help")
    assert full.highlights[0].with_ == ("beta",)
    assert full.partners == ("beta", "gamma")
    schedule = full.events[0].schedule
    assert (schedule.rule, schedule.length) == ("FREQ=WEEKLY;INTERVAL=2", timedelta(hours=1))
    assert schedule.start.astimezone(UTC) == datetime(2026, 12, 4, 18, tzinfo=UTC)


def test_a_time_zone_that_the_system_alone_knows_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tz = files("tzdata").joinpath("zoneinfo", "Europe", "Berlin").read_bytes()
    (tmp_path / "Moon").mkdir()
    (tmp_path / "Moon" / "Sea").write_bytes(tz)
    monkeypatch.setattr(codes, "_zones", codes._zones.__wrapped__)
    reset_tzpath([tmp_path])
    try:
        event = entry("events: [{title: x, start: 2026-12-04 19:00, zone: Moon/Sea}]\n").events[0]
        assert event.schedule.start.astimezone(UTC) == datetime(2026, 12, 4, 18, tzinfo=UTC)
    finally:
        reset_tzpath()


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *((word, word) for word in ("No", "null", "~", "0123456", "1e10", "2024-02-30", "on")),
        ("'@here'", "@here"),
        ("'*x'", "*x"),
        ("'a: b: c'", "a: b: c"),
        ("  Two   words ", "Two words"),
        ('"Line\\nbreak\\u202e\\0"', "Line break"),
        ("Cafe\u0301", "Café"),
        ("👩‍👩‍👧 Family", "👩‍👩‍👧 Family"),
    ],
)
def test_any_name_survives(written: str, name: str) -> None:
    assert told(f"name: {written}\n" + LEAST.partition("\n")[2]) == []
    document = read((f"name: {written}\n" + LEAST.partition("\n")[2]).encode())
    value = parse(Entry, document)
    assert value is not None
    assert value.name == name


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("server_id", "012345678901234567", "012345678901234567"),
        ("languages", "[no]", ("no",)),
        ("languages", "[EN, en]", ("en",)),
        # Also countries, but these codes are languages' own: Kanuri, Northern Sami, Breton
        ("languages", "[kr, se, br, uk]", ("kr", "se", "br", "uk")),
        ("languages", "[bfi, gsg, ase, nan-Hant]", ("bfi", "gsg", "ase", "nan-Hant")),
        ("languages", "[es-419, sr-Latn-RS, fil]", ("es-419", "sr-Latn-RS", "fil")),
        ("region", "no", "NO"),
        ("official", "TRUE", True),
        ("official", "No", False),
        (
            "tags",
            "['0', 2024, c#, f#, 日本語, हिन्दी]",
            ("0", "2024", "c#", "f#", "日本語", "हिन्दी"),
        ),
        ("tags", "[A, a]", ("a",)),
        ("backup_invite", "0123456", "0123456"),
        ("added", "1999-12-31", date(1999, 12, 31)),
    ],
)
def test_fields_read_what_people_write(key: str, written: str, value: Any) -> None:
    assert value_of(key, written) == value


KNOWN = ", ".join(Entry.model_fields)
EVENT = "events:\n  - title: Meeting\n    "


@pytest.mark.parametrize(
    ("more", "mistake"),
    [
        # Keys
        ("tag: [a]", "5:1: `tag` is not a known key. Did you mean `tags`?"),
        ("Tags: [a]", "5:1: `Tags` is not a known key. Did you mean `tags`?"),
        ("offical: yes", "5:1: `offical` is not a known key. Did you mean `official`?"),
        ("server-id: 1", "5:1: `server-id` is not a known key. Did you mean `server_id`?"),
        ("xyz: 1", f"5:1: `xyz` is not a known key. Known are: {KNOWN}."),
        ("with_: 1", f"5:1: `with_` is not a known key. Known are: {KNOWN}."),
        ("'[key]': 1", f"5:1: `[key]` is not a known key. Known are: {KNOWN}."),
        ('"a\\n\\u202e": 1', f"5:1: `a\ufffd\ufffd` is not a known key. Known are: {KNOWN}."),
        ("<<: {a: b}", f"5:1: `<<` is not a known key. Known are: {KNOWN}."),
        ("name: Beta", "5:1: `name` stands here twice. Keep one."),
        # Shapes
        (
            "tags: a, b",
            "5:7: `tags` must be a list. Write each item on a line of its own, after a hyphen.",
        ),
        (
            "tags:\n  a: b",
            "6:3: `tags` must be a list. Write each item on a line of its own, after a hyphen.",
        ),
        (
            "tags: [[a]]",
            "5:8: `tags[1]` must be text. Write one value here, not a list or a mapping.",
        ),
        (
            "tags: [a, '']",
            "5:11: `tags[2]` is empty. Write something that can be read, or take the line out.",
        ),
        (
            "tags:\n  - a\n  -",
            "7:4: `tags[2]` is empty. Write something that can be read, or take the line out.",
        ),
        (
            "about: {a: b}",
            "5:8: `about` must be text. Write one value here, not a list or a mapping.",
        ),
        ("links: [a]", "5:8: `links` must be a mapping. Write `key: value` lines below it."),
        (
            "run_by: Bob",
            "5:9: `run_by` must be a mapping. Write `key: value` lines below it. Its keys are: name, url.",
        ),
        ("run_by: {nam: Bob}", "5:9: `run_by.name` is missing. Add it: what they are called."),
        (
            "run_by:\n  name:\n",
            "6:3: `run_by.name` has no value. Write one after the colon: what they are called.",
        ),
        (
            "events: [x]",
            "5:10: `events[1]` must be a mapping. Write `key: value` lines below it. Its keys are: title, start, end, zone, repeats, url, text.",
        ),
        (
            "channels: [{category: A, txt: [b]}]",
            "5:26: `channels[1].txt` is not a known key. Did you mean `text`?",
        ),
        # Values
        (
            "server_id: '1234'",
            "5:12: `server_id`: `1234` is not a server id. In Discord, turn on Developer Mode in the advanced settings, then right-click the server and take Copy Server ID.",
        ),
        ("server_id: ١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨", "is not a server id."),
        (
            "backup_invite: https://dsc.gg/a",
            "5:16: `backup_invite`: `https://dsc.gg/a` is not a Discord invite. Use the link that Discord gives (https://discord.gg/…), not one of another site.",
        ),
        (
            "lang: english",
            "5:7: `lang`: `english` is not a language tag (BCP 47). Did you mean `en`?",
        ),
        (
            "lang: deu",
            "5:7: `lang`: `deu` is not a language tag (BCP 47). Did you mean `de`?",
        ),
        (
            "lang: qaa",
            "5:7: `lang`: `qaa` is not a language tag (BCP 47). Use one like `en`, `pt-BR` or `zh-Hant`.",
        ),
        (
            "lang: klingonese",
            "5:7: `lang`: `klingonese` is not a language tag (BCP 47). Use one like `en`, `pt-BR` or `zh-Hant`.",
        ),
        (
            "region: Brazil",
            "5:9: `region`: `Brazil` is not the code of a region. Did you mean `BR`?",
        ),
        (
            "region: XX",
            "5:9: `region`: `XX` is not the code of a region. Use one like `DE`, `BR` or `419`.",
        ),
        # Countries for languages, and a country that has another code
        *(
            (
                f"lang: {said}",
                f"5:7: `lang`: `{said}` is not a language tag (BCP 47). Did you mean `{meant}`?",
            )
            for said, meant in (
                *(("jp", "ja"), ("cn", "zh"), ("cz", "cs"), ("dk", "da"), ("gr", "el")),
                *(("ua", "uk"), ("vn", "vi"), ("JP-jp", "ja"), ("EN-UK", "en-GB")),
                ("en_latn_uk", "en-Latn-GB"),
            )
        ),
        ("region: UK", "5:9: `region`: `UK` is not the code of a region. Did you mean `GB`?"),
        ("added: 2024-02-30", "5:8: `added`: `2024-02-30` is no day of the calendar. Mend it."),
        ("added: 12/31/2024", "5:8: `added`: `12/31/2024` is not a date. Write it as 2026-12-31."),
        (
            "added: 0001-01-01",
            "5:8: `added`: the year 1 is out of reach. Use one from 1900 to 2100.",
        ),
        ("added: ２０２４-01-01", "is not a date."),
        ("official: maybe", "5:11: `official` is neither true nor false. Write `true` or `false`."),
        (
            "tags: ['a/b']",
            "5:8: `tags[1]`: `a/b` is not a tag. Use up to 30 letters, digits, spaces and + # . - signs.",
        ),
        (
            "partners: [My Server]",
            "5:12: `partners[1]`: `My Server` is not a slug. Use lower-case letters, digits and single hyphens, like `my-server`.",
        ),
        (
            "partners: [con]",
            "5:12: `partners[1]`: `con` is a reserved name. Choose another, such as the name with a word added.",
        ),
        (
            "links: {Web: javascript:x}",
            "5:14: `links.Web`: `javascript:x` must begin with https://. Other kinds of links are not shown.",
        ),
        ("links: {'': https://example.org}", "5:13: `links.` is empty."),
        (
            'links:\n  Web: https://a.example\n  "Web\\u200b": https://b.example',
            "6:3: `links` has two labels that read `Web�`. Keep one.",
        ),
        (
            'links: {Our  site: https://a.example, " Our site": https://b.example}',
            "`links` has two labels that read `Our site`. Keep one.",
        ),
        ("links: {'[key]': x}", "5:18: `links.[key]`: `x` must begin with https://."),
        (
            "about: ' \u200b '",
            "5:8: `about` is empty. Write something that can be read, or take the line out.",
        ),
        (
            f"about: {'x' * 4001}",
            "5:8: `about` is 4001 characters long. Shorten it to at most 4000.",
        ),
        (
            "highlights: [{kind: win, title: x}]",
            "5:21: `highlights[1].kind` is `win`. Use `achievement`, `initiative` or `collaboration`.",
        ),
        # Events
        (
            EVENT + "zone: UTC",
            "6:5: `events[1].start` is missing. Add it: when it begins, as local time in `zone`.",
        ),
        (
            EVENT + "start: 2026-12-04",
            "7:12: `events[1].start`: `2026-12-04` is not a date and time. Write it as 2026-12-31T19:00.",
        ),
        (
            EVENT + "start: 2026-12-04T25:00",
            "7:12: `events[1].start`: `2026-12-04T25:00` is no day or no hour of the clock. Mend it.",
        ),
        (
            EVENT + "start: 1026-12-04T19:00",
            "7:12: `events[1].start`: the year 1026 is out of reach. Use one from 2000 to 2100.",
        ),
        (
            EVENT + "start: 2026-12-04T19:00",
            "6:5: `events[1]`: the event has no time zone. Add one, such as `zone: Europe/Berlin`.",
        ),
        (
            EVENT + "start: 2026-12-04T19:00Z\n    repeats: daily",
            "6:5: `events[1]`: the event has no time zone.",
        ),
        (
            EVENT + "start: 2026-12-04T19:00\n    zone: Europa/Berlin",
            "8:11: `events[1].zone`: `Europa/Berlin` is not a time zone. Did you mean `Europe/Berlin`?",
        ),
        # Mountain time resembles them, and is another.
        *(
            (
                EVENT + f"start: 2026-12-04T19:00\n    zone: {zone}",
                f"`{zone}` is not a time zone. Use a name like `Europe/Berlin` or `UTC`.",
            )
            for zone in ("PST", "CEST", "UTC+1", "GMT-5")
        ),
        (EVENT + "start: 2026-12-04T19:00\n    zone: utc", "Did you mean `UTC`?"),
        (
            EVENT + "start: 2026-12-04T19:00\n    zone: europe/berlin",
            "Did you mean `Europe/Berlin`?",
        ),
        # One machine alone knows what these are.
        (
            EVENT + "start: 2026-12-04T19:00\n    zone: localtime",
            "8:11: `events[1].zone`: `localtime` is not a time zone.",
        ),
        (
            EVENT + "start: 2026-12-04T19:00\n    zone: Factory",
            "8:11: `events[1].zone`: `Factory` is not a time zone.",
        ),
        (
            EVENT + "start: 2026-12-04T19:00\n    zone: '+01:00'",
            "is not a time zone. Use a name like `Europe/Berlin` or `UTC`.",
        ),
        (
            EVENT + "start: 2026-12-04T19:00\n    zone: UTC\n    end: 2026-12-04T19:00",
            "6:5: `events[1]`: the event ends before it begins. Mend `start` or `end`.",
        ),
        (
            EVENT + "start: 2026-12-04T19:00\n    zone: UTC\n    end: 2027-12-04T19:00",
            "the event lasts longer than a month. Use `repeats` instead.",
        ),
        (
            EVENT + "start: 2026-12-04T19:00\n    zone: UTC\n    end: 2026-12-04T20:00Z",
            "`start` and `end` differ in kind. Give both an offset, or neither.",
        ),
        (
            EVENT + "start: 2026-12-04T19:00\n    zone: UTC\n    repeats: hourly",
            "6:5: `events[1]`: `hourly` is not how an event repeats. Use daily, weekly,",
        ),
        (
            EVENT + "start: 2026-12-04T19:00\n    zone: UTC\n    repeats: [daily]",
            "9:14: `events[1].repeats` must be text. Write it like `weekly`, or as an RRULE.",
        ),
    ],
    ids=lambda value: ascii(value[:40]),
)
def test_each_mistake_is_told_with_its_place_and_what_to_do(more: str, mistake: str) -> None:
    first = told(LEAST + more + "\n")[0]
    assert mistake in first
    assert re.search(r"[.?] .*[.?]$", first)


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        (0, "1:1: `name` is missing. Add it: what the server is called."),
        (
            1,
            "1:1: `invite` is missing. Add it: a permanent invite: its code or any Discord invite link.",
        ),
        (2, "1:1: `summary` is missing. Add it: one line that says what the server is for."),
        (3, "1:1: `communities` is missing. Add it: slugs of the communities that it belongs to."),
    ],
)
def test_what_is_required_is_missed_with_a_hint(line: int, mistake: str) -> None:
    rows = LEAST.splitlines()
    del rows[line]
    assert told("\n".join(rows)) == [mistake]


@pytest.mark.parametrize(
    ("before", "after", "mistake"),
    [
        (
            "name: Alpha",
            "name:",
            "1:1: `name` has no value. Write one after the colon: what the server is called.",
        ),
        (
            "name: Alpha",
            "name: ''",
            "1:7: `name` is empty. Write something that can be read, or take the line out.",
        ),
        ("name: Alpha", "name: '\u3164'", "1:7: `name` is empty."),
        (
            "name: Alpha",
            f"name: {'x' * 101}",
            "1:7: `name` is 101 characters long. Shorten it to at most 100.",
        ),
        ("name: Alpha", "name: #general", "1:7: `#general` would be lost as a comment."),
        (
            "A place.",
            "'" + "é" * 161 + "'",
            "3:10: `summary` is 161 characters long. Shorten it to at most 160.",
        ),
        (
            "AbC123",
            "discord.me/alpha",
            "2:9: `invite`: `discord.me/alpha` is not a Discord invite.",
        ),
        ("[games]", "games", "4:14: `communities` must be a list."),
        ("[games]", "[]", "4:14: `communities` is empty. Name at least one."),
        ("[games]", "[Games]", "4:15: `communities[1]`: `Games` is not a slug."),
    ],
)
def test_a_mistake_in_what_is_required_is_told_alone(before: str, after: str, mistake: str) -> None:
    (only,) = told(LEAST.replace(before, after))
    assert only.startswith(mistake)


def test_five_mistakes_of_one_entry_are_all_named_with_their_lines() -> None:
    source = """name: Alpha
invite: not an invite
sumary: Typo.
communities: [games, My Games]
languages:
  - english
added: yesterday
links:
  Web: http://example.org
"""
    assert [sentence.split(" ", 2)[:2] for sentence in told(source)] == [
        ["2:9:", "`invite`:"],
        ["1:1:", "`summary`"],
        ["4:22:", "`communities[2]`:"],
        ["6:5:", "`languages[1]`:"],
        ["9:8:", "`links.Web`:"],
        ["7:8:", "`added`:"],
        ["3:1:", "`sumary`"],
    ]


@pytest.mark.parametrize("source", ["- name: Alpha\n", "Alpha\n", "'x'", "[]", "|\n  x"])
def test_a_file_that_is_no_mapping_is_told(source: str) -> None:
    (only,) = told(source)
    assert only.endswith("the file must hold `key: value` lines. Start with `name: …`.")


@pytest.mark.parametrize("source", ["", "# only a comment\n", "\n\n  \n", "---\n"])
def test_an_empty_file_is_told(source: str) -> None:
    assert told(source) == ["1:1: the file is empty. Fill in the fields."]


@pytest.mark.parametrize("key", ["tags", "partners", "channels", "events", "languages"])
def test_a_list_has_at_most_a_hundred_items(key: str) -> None:
    (only,) = told(f"{LEAST}{key}: [{'ab, ' * (LIST_LIMIT + 1)}]\n")
    assert only.endswith(f"`{key}` has 101 items. Keep at most 100.")


def test_links_are_at_most_a_hundred() -> None:
    links = ", ".join(f"a{number}: https://example.org" for number in range(101))
    assert told(f"{LEAST}links: {{{links}}}\n") == ["5:8: `links` has 101 items. Keep at most 100."]


@pytest.mark.parametrize(
    ("source", "mistakes"),
    [
        ("name: Games\nsummary: All of them.\n", []),
        ("summary: x\n", ["1:1: `name` is missing. Add it: what the community is called."]),
        ("name: x\nsummary: y\ncolor: '#36c'\n", ["3:8: `color`: `#36c` is not a colour. Use six hex digits, in quotes: '#3366cc'."]),
        ("name: x\nsummary: y\ncolor: #3366cc\n", ["3:8: `#3366cc` would be lost as a comment. Put the whole value in quotes: '…'. A comment has a space after its #."]),
        ("name: x\nsummary: y\nicon: gamepad\n", ["3:7: `icon`: `gamepad` is not the name of an icon. Use one of Material's: `material/gamepad`."]),
        ("name: x\nsummary: y\nicon: ../../etc/passwd\n", ["3:7: `icon`: `../../etc/passwd` is not the name of an icon. Use one of Material's: `material/gamepad`."]),
        ("name: x\nsummary: y\nresources: [{title: z}]\n", ["3:13: `resources[1].url` is missing. Add it: its address."]),
        ("name: x\nsummary: y\ninvite: abc\n", ["3:1: `invite` is not a known key. Known are: name, summary, about, icon, color, featured, resources, related, events, highlights, lang."]),
    ],
    ids=lambda value: ascii(value)[:40],
)  # fmt: skip
def test_a_community_is_checked_alike(source: str, mistakes: list[str]) -> None:
    assert told(source, Community) == mistakes


@pytest.mark.parametrize(
    ("source", "mistakes"),
    [
        ("servers:\n  old: {on: 2026-01-01, reason: Closed., to: new}\n", []),
        ("communities: {}\n", []),
        ("servers:\n  old: {on: 2026-01-01, reason: x, too: y}\n", ["2:36: `servers.old.too` is not a known key. Did you mean `to`?"]),
        ("servers:\n  old: {reason: x}\n", ["2:8: `servers.old.on` is missing. Add it: the day it was taken out."]),
        ("servers:\n  old: gone\n", ["2:8: `servers.old` must be a mapping. Write `key: value` lines below it. Its keys are: on, reason, to."]),
        ("servers:\n  Old One: {on: 2026-01-01, reason: x}\n", ["2:12: `servers.Old One`: `Old One` is not a slug. Use lower-case letters, digits and single hyphens, like `old-one`."]),
        ("servers: [old]\n", ["1:10: `servers` must be a mapping. Write `key: value` lines below it."]),
        ("server: {}\n", ["1:1: `server` is not a known key. Did you mean `servers`?"]),
    ],
    ids=lambda value: ascii(value)[:40],
)  # fmt: skip
def test_what_left_is_checked_alike(source: str, mistakes: list[str]) -> None:
    assert told(source, Removed) == mistakes


@pytest.mark.parametrize(
    "slug", ["a", "0", "a-b-c", "cs50", "3d-print", "x" * 60, "com10", "feeds"]
)
def test_slugs_that_can_be(slug: str) -> None:
    assert slug_problem(slug) is None


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        *(
            (slug, "is not a slug. Use lower-case letters, digits and single hyphens, like `a-b`.")
            for slug in ("A-B", "a_b", "a b", "-a-b", "a-b-", "a--b", "a.b", "a/b", "á b", "a-b\n")
        ),
        *((slug, "like `my-server`.") for slug in ("", "-", "日本", "..", "\x00", "٣")),
        ("x" * 61, "is 61 characters long. Use at most 60."),
        *(
            (slug, "is a reserved name. Choose another, such as the name with a word added.")
            for slug in (
                *("index", "404", "search", "assets", "api", "tags", "sitemap", "feed", "page"),
                *("readme", "con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt9"),
            )
        ),
    ],
)
def test_slugs_that_cannot_be(slug: str, said: str) -> None:
    assert (slug_problem(slug) or "").endswith(said)


@pytest.mark.parametrize(
    ("word", "guess"),
    [("gams", "games"), ("GAMES", "games"), ("game", "games"), ("muzik", "music"), ("zzz", None)],
)
def test_the_nearest_known_word_is_found(word: str, guess: str | None) -> None:
    assert nearest(word, ["games", "music"]) == guess


def test_a_mistake_is_one_line_for_people_and_tools() -> None:
    mistake = Mistake("content/servers/x.yml", 3, 13, "`name` is empty. Fill it in.")
    assert str(mistake) == "content/servers/x.yml:3:13: `name` is empty. Fill it in."
    hostile = str(Mistake("::error::\n", 1, 1, "a\x1b[31m\r\n##[error]b"))
    assert hostile.isprintable()
    assert not hostile.startswith("::")
    assert "##[" not in hostile


KEYS = [*Entry.model_fields, *Community.model_fields, "with", "[key]", "url", "start", "servers"]
leaves = st.text(max_size=8) | st.sampled_from(
    [
        "a",
        "No",
        "2026-01-01",
        "2026-01-01T10:00",
        "UTC",
        "daily",
        "https://example.org",
        "abc",
        "\x00",
    ]
)
structures = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=15,
)


@settings(deadline=None, max_examples=examples(200))
@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), structures, max_size=6))
def test_any_structure_is_read_or_told(data: dict[str, Any]) -> None:
    source = yaml.safe_dump(data, default_style='"').encode()
    models: list[type[BaseModel]] = [Entry, Community, Removed]
    for model in models:
        document = read(source)
        value = parse(model, document)
        assert (value is None) == bool(document.problems)
        for problem in document.problems:
            assert 1 <= problem.place[0] <= source.count(b"\n") + 1
            assert UNSEEN.findall(problem.sentence) == []
            assert len(problem.sentence) < 600
            assert re.search(r"[.?] .*[.?]$", problem.sentence)


WHOLE: dict[str, Any] = {
    "name": "Alpha",
    "invite": "AbC123",
    "summary": "A place.",
    "communities": ["games"],
    "links": {"Web": "https://example.org"},
    "run_by": {"name": "Ada"},
    "channels": [{"category": "Talk", "text": ["general"]}],
    "highlights": [{"kind": "initiative", "title": "Jam", "with": ["beta"]}],
    "events": [{"title": "x", "start": "2026-12-04T19:00", "zone": "UTC", "repeats": "daily"}],
}


@settings(deadline=None)
@given(st.sampled_from(sorted(Entry.model_fields)), st.sampled_from(KEYS), structures)
def test_a_structure_anywhere_in_an_entry_is_read_or_told(
    key: str, inner: str, structure: Any
) -> None:
    within = WHOLE.get(key)
    first = within[0] if isinstance(within, list) else within
    changed = [structure, [structure], {inner: structure}]
    if isinstance(first, dict):
        changed += [[{**first, inner: structure}], {**first, inner: structure}]
    for value in changed:
        document = read(yaml.safe_dump({**WHOLE, key: value}, default_style='"').encode())
        assert (parse(Entry, document) is None) == bool(document.problems)
        assert all(place != (1, 1) or key == "name" for place, _ in _found(document))
