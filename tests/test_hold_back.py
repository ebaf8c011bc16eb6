"""A mass loss is held back, and nothing else is: told as stories over days, by real refreshes."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import examples
from making import NOON, Showcase, share_pictures
from showcase.edition import accept
from showcase.liveness import begin, hold_back, judge, observe, stand
from showcase.models.entry import Entry
from showcase.models.record import Answer, Facts, Invite, Record, Unknown
from showcase.standin import (
    BLOCKED_HTML,
    INVITE_EXPIRED,
    Answers,
    Reply,
    guild_invite,
    server_error,
)

STRANGER = "900000000000000009"


@pytest.fixture
def town(showcase: Showcase, monkeypatch: pytest.MonkeyPatch) -> Showcase:
    """Twenty servers that were live this noon."""
    share_pictures(monkeypatch)
    for number in range(20):
        showcase.server(slug(number))
        well(showcase, number)
    showcase.compose()
    return showcase


def slug(number: int) -> str:
    return f"s{number:02}"


def well(town: Showcase, number: int, **facts: Any) -> None:
    """Let an invite lead to its own server."""
    guild = f"2000000000000000{number:02}"
    town.answers(f"{slug(number)}-code", guild_id=guild, **{"name": slug(number), **facts})


def lose(town: Showcase, numbers: range, answer: Answers = INVITE_EXPIRED) -> None:
    for number in numbers:
        town.answers(f"{slug(number)}-code", answer)


def links(town: Showcase) -> tuple[int, int]:
    """Wait for half a day and build; return how many links stand, and how many by holding back."""
    town.clock.pass_hours(12)
    made = town.compose()
    codes = [listing.verdict.code for listing in made.catalogue.listings.values()]
    return len([code for code in codes if code]), len(made.held_back)


@pytest.mark.parametrize(
    "answer",
    [INVITE_EXPIRED, guild_invite("x", guild_id=STRANGER, name="s", nsfw_level=3),
     {"code": "x", "type": 1}],
    ids=["expired", "age restricted", "a group"],
)  # fmt: skip
def test_a_mass_loss_is_held_back_and_ends_with_the_reason(town: Showcase, answer: Answers) -> None:
    if isinstance(answer, dict) and "guild" in answer:
        for number in range(5):
            well(town, number, nsfw_level=3)
    else:
        lose(town, range(5), answer)
    assert links(town) == (20, 5)
    for number in range(5):
        well(town, number)
    assert links(town) == (20, 0)


@pytest.mark.parametrize(("lost", "held"), [(4, 0), (5, 5), (20, 20)])
def test_five_and_more_than_a_fifth_are_a_mass(town: Showcase, lost: int, held: int) -> None:
    lose(town, range(lost))
    assert links(town) == (20 - (0 if held else lost), held)


def test_a_fifth_is_no_mass(showcase: Showcase, monkeypatch: pytest.MonkeyPatch) -> None:
    share_pictures(monkeypatch)
    for number in range(25):
        showcase.server(slug(number))
        well(showcase, number)
    showcase.compose()
    lose(showcase, range(5))
    assert links(showcase) == (20, 0)


def test_a_slow_decline_goes_through(town: Showcase) -> None:
    """Two a day, until five are left."""
    standing = []
    for day in range(8):
        lose(town, range(2 * day, 2 * day + 2))
        standing.append(links(town))
        links(town)
    assert standing == [(20 - 2 * day, 0) for day in range(1, 9)]


def test_an_imported_list_of_dead_codes_holds_nothing_back(town: Showcase) -> None:
    for number in range(20, 60):
        town.server(slug(number))
    lose(town, range(20, 60))
    assert links(town) == (20, 0)
    assert links(town) == (20, 0)


def test_a_mismatch_passes_whatever_is_held_back_beside_it(town: Showcase) -> None:
    lose(town, range(8))
    for number in range(8, 16):
        town.answers(f"{slug(number)}-code", guild_id=STRANGER, name=slug(number))
    assert links(town) == (12, 8)


@pytest.mark.parametrize(
    "fault", [server_error(), Reply(fault="reset"), BLOCKED_HTML, Reply(body=b"<html>")]
)
def test_checks_that_fail_lose_nothing_and_hold_nothing_back(town: Showcase, fault: Reply) -> None:
    lose(town, range(20), fault)
    assert links(town) == (20, 0)


def test_what_is_held_back_is_shown_until_30_days_after_its_last_good_answer(
    town: Showcase,
) -> None:
    lose(town, range(20))
    assert links(town) == (20, 20)
    while town.clock.now() < NOON + timedelta(days=26):
        town.clock.pass_hours(71)
        assert links(town)[0] == 20
        assert town.record("s00").absence is not None
    town.clock.at = NOON + timedelta(days=31)
    assert links(town)[0] == 0


def test_what_a_person_accepts_is_let_go_and_stays_so_from_the_mirror(town: Showcase) -> None:
    lose(town, range(10))
    assert links(town) == (20, 10)
    content, options = town.content(), town.settings()
    with town.opened() as store:
        assert len(accept(content.servers, store, options, town.clock.now())) == 10
    assert links(town) == (10, 0)
    town.publish(town.compose()).lose_cache()
    assert links(town) == (10, 0)


def test_a_build_that_starts_from_the_mirror_holds_back_as_well(town: Showcase) -> None:
    town.publish(town.compose()).lose_cache()
    lose(town, range(10))
    town.clock.pass_hours(1)
    town.options["refresh"] = "always"
    assert links(town) == (20, 10)


def test_the_command_says_why_and_ends_with_3(town: Showcase) -> None:
    """At the time of this machine, in whose past the town was last seen."""
    lose(town, range(20))
    result = town.run("refresh", "--all")
    assert result.exit_code == 3
    (line,) = [line for line in result.output.splitlines() if "at once" in line]
    assert line.startswith("20 servers would lose their link at once (s00, s01, s02, s03, s04 …)")
    assert "showcase refresh --accept" in line
    assert town.run("refresh", "--accept").exit_code == 0


# The rule itself


ENTRY = Entry.model_validate(
    {"name": "Harbour", "invite": "code", "summary": "All.", "communities": ["games"]}
)
GOOD = Invite(Facts(id="100000000000000001", name="Harbour"))


def seen(number: int, *answers: tuple[float, Answer]) -> Record:
    """What is known after answers so many hours after noon; a link that stood is noted."""
    record = begin(slug(number), ENTRY, None)
    for hours, answer in answers:
        at = NOON + timedelta(hours=hours)
        record = observe(ENTRY, record, answer, at)
        record = stand(record, judge(ENTRY, record, at), at)
    return record


@settings(max_examples=examples(300), deadline=None)
@given(live=st.integers(0, 60), lost=st.integers(0, 60), dead=st.integers(0, 60))
def test_more_than_a_fifth_and_at_least_five_of_those_that_stood(
    live: int, lost: int, dead: int
) -> None:
    """Those that never stood do not count, however many they are."""
    unknown = Unknown(10006)
    records = [
        *(seen(number, (0, GOOD), (12, GOOD)) for number in range(live)),
        *(seen(100 + number, (0, GOOD), (12, unknown)) for number in range(lost)),
        *(seen(200 + number, (0, unknown), (12, unknown)) for number in range(dead)),
    ]
    now = NOON + timedelta(hours=12)
    judged = {record.slug: (ENTRY, record, judge(ENTRY, record, now)) for record in records}
    held = hold_back(judged, now)
    is_mass = lost >= 5 and lost * 5 > live + lost
    assert sorted(held) == [slug(100 + number) for number in range(lost if is_mass else 0)]
    assert {verdict.code for verdict in held.values()} <= {"code"}
