"""How Discord is asked: pace, budget, retries, and when to stop. Over real HTTP."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from making import NOON, HandClock, Showcase
from showcase import asking
from showcase.refresh import Outcome
from showcase.standin import (
    BAD_USER_AGENT,
    BLOCKED_HTML,
    BLOCKED_JSON,
    INVITE_EXPIRED,
    NOT_FOUND,
    UNKNOWN_INVITE,
    Answers,
    Fault,
    Reply,
    StandIn,
    guild_invite,
    json_reply,
    rate_limited,
    server_error,
)

RESET = Reply(fault="reset")
FORBIDDEN_HTML = Reply(403, {"Content-Type": "text/html"}, b"<h1>Access denied</h1>")


def alpha(**facts: Any) -> dict[str, Any]:
    return guild_invite("alpha-code", guild_id="100000000000000001", name="Alpha", **facts)


def several(showcase: Showcase, *slugs: str, answer: Answers | None = None) -> None:
    """Make entries that all lead to servers of their own, or all answer the same."""
    for number, slug in enumerate(slugs):
        showcase.server(slug)
        facts = {"guild_id": str(200000000000000000 + number), "name": slug.title()}
        showcase.answers(f"{slug}-code", answer, **({} if answer is not None else facts))


def asked(discord: StandIn, since: int = 0) -> list[str]:
    """Return the slugs asked about, in order."""
    paths = [request.path for request in discord.requests[since:]]
    return [path.split("/")[-1].removesuffix("-code") for path in paths if "/invites/" in path]


def only(showcase: Showcase, *answers: Answers) -> Outcome:
    """Refresh a showcase of one server, whose invite gives these answers in turn."""
    showcase.server("alpha").answers("alpha-code", list(answers))  # type: ignore[arg-type]
    return showcase.refresh()


class TestPaceAndBudget:
    def test_requests_keep_their_distance(self, showcase: Showcase) -> None:
        showcase.options["pace_seconds"] = 0.5
        several(showcase, "a", "b", "c", "d")
        showcase.refresh()
        assert showcase.clock.waits == [0.5, 0.5, 0.5]

    def test_a_run_keeps_its_distance_from_the_one_before(self, showcase: Showcase) -> None:
        showcase.options |= {"pace_seconds": 5.0, "refresh": "always"}
        several(showcase, "a")
        showcase.refresh()
        showcase.clock.pass_hours(1 / 3600)
        showcase.refresh()
        assert showcase.clock.waits == [4.0]

    def test_a_build_stops_where_the_budget_is_used_up_and_says_so(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.options["requests_per_10_minutes"] = 2
        several(showcase, "a", "b", "c")
        outcome = showcase.refresh()
        assert asked(discord) == ["a", "b"]
        assert outcome.ended == (
            "2 requests in ten minutes are used up; the next run goes on from here"
        )
        assert showcase.clock.waits == []

    def test_the_budget_counts_over_all_runs(self, showcase: Showcase, discord: StandIn) -> None:
        showcase.options["requests_per_10_minutes"] = 2
        several(showcase, "a", "b", "c", "d", "e")
        done = []
        for _ in range(7):
            before = len(discord.requests)
            showcase.refresh()
            done.append(asked(discord, before))
            showcase.clock.pass_hours(4 / 60)
        assert done == [["a", "b"], [], [], ["c", "d"], [], [], ["e"]]

    def test_what_was_not_reached_keeps_what_was_known(self, showcase: Showcase) -> None:
        several(showcase, "a", "b")
        showcase.refresh()
        showcase.clock.pass_hours(12)
        showcase.options["requests_per_10_minutes"] = 1
        outcome = showcase.refresh()
        assert (showcase.state("b"), showcase.record("b").checked_at) == ("live", NOON)
        assert outcome.line == "2 servers: 1 known, 1 asked, 0 failed in 0.0 s"

    def test_what_was_never_reached_does_not_count_as_known(self, showcase: Showcase) -> None:
        showcase.options["requests_per_10_minutes"] = 1
        several(showcase, "a", "b", "c")
        assert showcase.refresh().line == "3 servers: 0 known, 1 asked, 0 failed in 0.0 s"

    def test_waiting_takes_as_long_as_the_budget_asks(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.options["requests_per_10_minutes"] = 2
        several(showcase, "a", "b", "c", "d", "e")
        outcome = showcase.refresh(wait=True)
        assert asked(discord) == ["a", "b", "c", "d", "e"]
        assert (outcome.ended, outcome.seconds) == (None, 1200)

    def test_waiting_for_a_budget_of_nothing_would_never_end(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.options["requests_per_10_minutes"] = 0
        several(showcase, "a")
        assert showcase.refresh(wait=True).asked == 0
        assert discord.requests == []

    def test_two_builds_at_once_share_one_budget(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.options |= {"requests_per_10_minutes": 7, "pace_seconds": 0.01}
        several(showcase, *"abcdefghij")
        with ThreadPoolExecutor(2) as pool:
            runs = [pool.submit(showcase.refresh) for _ in range(2)]
        assert [run.result().ended is not None for run in runs] == [True, True]
        assert discord.asked() == 7

    def test_each_address_of_the_api_has_a_budget_of_its_own(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.options["requests_per_10_minutes"] = 1
        several(showcase, "a", "b")
        showcase.refresh()
        with StandIn() as another:
            another.invites = discord.invites
            showcase.options["api_url"] = another.api_url
            showcase.refresh()
            assert (discord.asked(), another.asked()) == (1, 1)

    def test_every_request_says_who_asks_and_wants_counts(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        several(showcase, "a")
        showcase.refresh()
        (request,) = discord.requests
        assert request.headers["user-agent"].startswith("DiscordBot (https://showcase.example/, ")
        assert request.query == {"with_counts": "true"}


class TestNothingStarves:
    def test_an_entry_that_uses_up_the_budget_goes_to_the_back(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.options["requests_per_10_minutes"] = 2
        several(showcase, "a", "b")
        showcase.answers("a-code", server_error())
        showcase.refresh()
        assert asked(discord) == ["a", "a"]
        assert showcase.record("a").last_check == "failed"
        showcase.clock.pass_hours(2)
        showcase.refresh()
        assert asked(discord)[2:] == ["b", "a"]
        assert showcase.state("b") == "live"

    def test_an_unknown_invite_without_the_budget_to_make_sure_goes_to_the_back(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.options["requests_per_10_minutes"] = 2
        several(showcase, "a", "b")
        showcase.answers("a-code", UNKNOWN_INVITE)
        showcase.refresh()
        assert (showcase.state("a"), showcase.record("a").absence) == ("unchecked", None)
        showcase.clock.pass_hours(2)
        showcase.refresh()
        assert asked(discord)[2:] == ["b", "a"]

    def test_an_entry_that_always_gets_us_blocked_goes_to_the_back(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        several(showcase, "a", "b", "c")
        showcase.answers("a-code", FORBIDDEN_HTML)
        assert showcase.refresh().failed == 1
        showcase.clock.pass_hours(25)
        showcase.refresh()
        assert asked(discord) == ["a", "b", "c", "a"]

    def test_servers_that_never_answer_go_to_the_back(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        several(showcase, "a", "b", "c", answer=RESET)
        several(showcase, "d", "e")
        showcase.refresh()
        assert set(asked(discord)) == {"a", "b", "c"}
        before = len(discord.requests)
        showcase.clock.pass_hours(2)
        showcase.refresh()
        assert asked(discord, before)[:2] == ["d", "e"]


class TestTooFast:
    @pytest.mark.parametrize(
        ("reply", "seconds"),
        [
            (json_reply(429, {"retry_after": 2.5}), 2.5),
            (json_reply(429, {"retry_after": 2.5}, {"Retry-After": "7"}), 7.0),
            (json_reply(429, {"retry_after": 9.25}, {"Retry-After": "7"}), 9.25),
            (json_reply(429, {"retry_after": "3"}), 3.0),
            (json_reply(429, {"message": "slow down"}, {"Retry-After": "4"}), 4.0),
            (
                json_reply(
                    429,
                    {"message": "slow down"},
                    {"Retry-After": format_datetime(NOON + timedelta(seconds=30), usegmt=True)},
                ),
                30.0,
            ),
            (json_reply(429, {"retry_after": None}), 5.0),
            (json_reply(429, {"retry_after": -3}), 5.0),
            (json_reply(429, {"retry_after": True}), 5.0),
            (json_reply(429, {}, {"Retry-After": "nan"}), 5.0),
            (json_reply(429, {"retry_after": 1, "global": True}), 1.0),
            (json_reply(429, {"retry_after": 0}), 1.0),
            (json_reply(429, {"retry_after": 60}), 60.0),
        ],
    )
    def test_a_short_wait_is_honoured_and_is_no_fault_of_the_server(
        self, showcase: Showcase, reply: Reply, seconds: float
    ) -> None:
        outcome = only(showcase, reply, alpha())
        assert showcase.clock.waits == [seconds]
        assert (outcome.failed, outcome.ended, showcase.state("alpha")) == (0, None, "live")

    @pytest.mark.parametrize(
        ("reply", "hours"),
        [
            (json_reply(429, {"retry_after": 61}), 61 / 3600),
            (rate_limited(7200), 2),
            (json_reply(429, {"retry_after": 1e9}), 24),
            (
                json_reply(
                    429,
                    {"message": "slow down"},
                    {"Retry-After": format_datetime(NOON + timedelta(hours=3), usegmt=True)},
                ),
                3,
            ),
        ],
    )
    def test_a_long_wait_ends_the_run_and_is_remembered(
        self, showcase: Showcase, discord: StandIn, reply: Reply, hours: float
    ) -> None:
        outcome = only(showcase, reply)
        until = NOON + timedelta(hours=hours)
        assert outcome.ended == (
            f"Discord asks to wait; not asked again before {until:%Y-%m-%d %H:%M} UTC"
        )
        assert showcase.clock.waits == []
        self.assert_asked_again_only_after(showcase, discord, hours)

    def assert_asked_again_only_after(
        self, showcase: Showcase, discord: StandIn, hours: float
    ) -> None:
        showcase.options["refresh"] = "always"
        before = discord.asked()
        showcase.clock.pass_hours(hours - 0.01)
        assert showcase.refresh().ended is not None
        assert discord.asked() == before
        showcase.answers("alpha-code")
        showcase.clock.pass_hours(0.02)
        assert showcase.refresh().ended is None
        assert discord.asked() == before + 1

    def test_waits_that_add_up_end_the_run(self, showcase: Showcase) -> None:
        waits = [rate_limited(50)] * 3
        several(showcase, "b", "c")
        outcome = only(showcase, *waits, alpha())
        assert outcome.ended is None
        showcase.clock.pass_hours(13)
        showcase.options["refresh"] = "always"
        for slug in ("alpha", "b", "c"):
            showcase.answers(f"{slug}-code", [rate_limited(50)] * 9)
        outcome = showcase.refresh()
        assert "Discord asks to wait" in (outcome.ended or "")

    def test_an_invite_that_is_always_limited_ends_the_run(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        several(showcase, "a", "b")
        showcase.answers("a-code", json_reply(429, {"retry_after": 0}))
        outcome = showcase.refresh(wait=True)
        assert asked(discord) == ["a"] * 6
        assert outcome.ended is not None
        assert showcase.record("a").last_check == "failed"

    def test_a_refresh_that_waits_has_more_patience(self, showcase: Showcase) -> None:
        showcase.server("alpha").answers(
            "alpha-code", [rate_limited(120), rate_limited(150), alpha()]
        )
        assert showcase.refresh(wait=True).ended is None
        assert showcase.clock.waits == [120, 150]
        assert showcase.state("alpha") == "live"


class TestBlocked:
    @pytest.mark.parametrize(
        ("reply", "hours"),
        [
            (BLOCKED_HTML, 24),
            (FORBIDDEN_HTML, 24),
            (BAD_USER_AGENT, 24),
            (json_reply(400, {"code": 40333, "message": "internal network error"}), 24),
            (BLOCKED_JSON, 1),
            (json_reply(403, {"code": 0, "message": "403: Forbidden"}), 1),
            (json_reply(401, {"code": 0, "message": "401: Unauthorized"}), 1),
        ],
    )
    def test_a_block_ends_the_run_at_once_and_is_remembered_over_runs(
        self, showcase: Showcase, discord: StandIn, reply: Reply, hours: float
    ) -> None:
        several(showcase, "b", "c", answer=reply)
        outcome = only(showcase, reply)
        assert (discord.asked(), outcome.asked, outcome.failed) == (1, 1, 1)
        until = NOON + timedelta(hours=hours)
        assert (outcome.ended or "").endswith(
            f"; not asked again before {until:%Y-%m-%d %H:%M} UTC"
        )
        showcase.clock.pass_hours(hours - 0.1)
        assert showcase.refresh().ended == outcome.ended
        assert discord.asked() == 1
        showcase.clock.pass_hours(0.2)
        for slug in ("alpha", "b", "c"):
            showcase.answers(f"{slug}-code")
        assert (showcase.refresh().ended, discord.asked()) == (None, 4)

    def test_a_block_leaves_every_state_as_it_was(self, showcase: Showcase) -> None:
        several(showcase, "a", "b")
        showcase.refresh()
        showcase.clock.pass_hours(12)
        showcase.answers("a-code", BLOCKED_HTML)
        showcase.refresh()
        assert [showcase.state(slug) for slug in "ab"] == ["live", "live"]
        assert [showcase.record(slug).last_check for slug in "ab"] == ["failed", "ok"]

    def test_a_block_holds_for_one_address_of_the_api(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        only(showcase, BLOCKED_HTML)
        with StandIn() as another:
            another.invites["alpha-code"] = alpha()
            showcase.options |= {"api_url": another.api_url, "refresh": "always"}
            assert showcase.refresh().ended is None
            assert another.asked() == 1

    def test_a_block_that_another_build_met_meanwhile_ends_this_one(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        several(showcase, "a", "b", "c")
        showcase.options["pace_seconds"] = 1.0

        class Interrupted(HandClock):
            async def sleep(self, seconds: float) -> None:
                with showcase.opened() as store:
                    store.block(discord.api_url, self.at.timestamp() + 3600, "Blocked elsewhere")
                await super().sleep(seconds)

        showcase.clock = Interrupted()
        outcome = showcase.refresh()
        assert asked(discord) == ["a", "b"]
        assert (outcome.ended or "").startswith("Blocked elsewhere; not asked again before")


class TestFaults:
    @pytest.mark.parametrize("fault", ["reset", "close", "garbage", "truncate"])
    def test_a_fault_of_transport_is_tried_three_times(
        self, showcase: Showcase, discord: StandIn, fault: Fault
    ) -> None:
        showcase.options["pace_seconds"] = 0.5
        faulty = Reply(body=b"\xff not HTTP\r\n\r\n", fault=fault)
        outcome = only(showcase, faulty, faulty, alpha())
        assert (discord.asked(), outcome.failed, showcase.state("alpha")) == (3, 0, "live")
        assert showcase.clock.waits == [1.0, 2.0]

    @pytest.mark.parametrize("fault", ["hang", "drip", "drip-headers", "endless-headers"])
    def test_what_never_ends_is_cut_off(
        self, showcase: Showcase, monkeypatch: pytest.MonkeyPatch, fault: Fault
    ) -> None:
        monkeypatch.setattr(asking, "DEADLINE", 0.2)
        outcome = only(showcase, Reply(body=b"{}" * 50, fault=fault, delay=0.05), alpha())
        assert (outcome.failed, showcase.state("alpha")) == (0, "live")

    def test_an_endless_answer_is_cut_off_by_its_size(self, showcase: Showcase) -> None:
        outcome = only(showcase, Reply(fault="endless-body"))
        assert outcome.ended == (
            "Discord could not be reached (the answer has more than 262,144 bytes)"
        )

    @pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 527])
    def test_an_outage_is_tried_three_times(
        self, showcase: Showcase, discord: StandIn, status: int
    ) -> None:
        outcome = only(showcase, server_error(status))
        assert (discord.asked(), outcome.failed) == (3, 1)
        assert (showcase.state("alpha"), showcase.record("alpha").last_check) == (
            "unchecked",
            "failed",
        )

    @pytest.mark.parametrize(
        "reply",
        [
            NOT_FOUND,
            Reply(404, {"Content-Type": "text/html"}, b"<h1>404</h1>"),
            Reply(204),
            Reply(200, body=b"<html>"),
            Reply(200, body=b'{"guild": {"id": "1000'),
            Reply(200, body=b"[" * 100_000),
            Reply(200, body=b"null"),
            Reply(302, {"Location": "/elsewhere"}),
            json_reply(400, {"code": 0}),
            guild_invite("alpha-code", guild_id="1", name="Too short an id"),
        ],
    )
    def test_another_odd_answer_is_a_failed_check_and_not_repeated(
        self, showcase: Showcase, discord: StandIn, reply: Answers
    ) -> None:
        outcome = only(showcase, alpha(), reply)
        showcase.clock.pass_hours(12)
        outcome = showcase.refresh()
        assert (len(discord.requests), outcome.failed, outcome.ended) == (2, 1, None)
        assert (showcase.state("alpha"), showcase.record("alpha").last_check) == ("live", "failed")

    def test_three_servers_in_a_row_that_do_not_answer_end_the_asking(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        several(showcase, *"abcdef", answer=RESET)
        outcome = showcase.refresh()
        assert asked(discord) == ["a"] * 3 + ["b"] * 3 + ["c"] * 3
        assert (outcome.asked, outcome.failed, outcome.unreachable) == (3, 3, True)
        assert (outcome.ended or "").startswith("Discord could not be reached (")
        assert "\n" not in (outcome.ended or "")

    def test_nothing_is_lost_and_all_is_said_where_nothing_listens(
        self, showcase: Showcase
    ) -> None:
        several(showcase, "a")
        showcase.refresh()
        showcase.clock.pass_hours(24)
        showcase.options["api_url"] = "http://127.0.0.1:9/api/v10"
        outcome = showcase.refresh()
        assert outcome.line == "1 servers: 0 known, 1 asked, 1 failed in 0.0 s"
        assert (outcome.ended or "").startswith("Discord could not be reached (ConnectError")
        assert showcase.state("a") == "live"

    def test_servers_in_between_that_answer_keep_the_asking_up(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        several(showcase, *"abcdef", answer=RESET)
        showcase.answers("c-code", UNKNOWN_INVITE).answers("f-code", server_error())
        outcome = showcase.refresh()
        assert (outcome.asked, outcome.ended, outcome.unreachable) == (6, None, False)

    def test_an_outage_does_not_end_the_asking(self, showcase: Showcase, discord: StandIn) -> None:
        several(showcase, *"abcde", answer=server_error())
        outcome = showcase.refresh()
        assert (discord.asked(), outcome.failed) == (15, 5)
        assert (outcome.ended, outcome.unreachable) == (None, False)

    def test_two_invites_of_one_server_count_as_one(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        for slug in "abc":
            showcase.server(slug, backup_invite=f"{slug}-backup")
            showcase.answers(f"{slug}-code", INVITE_EXPIRED).answers(f"{slug}-backup", RESET)
        showcase.refresh()
        showcase.clock.pass_hours(12)
        for slug in "abc":
            showcase.answers(f"{slug}-code", RESET)
        before = len(discord.requests)
        outcome = showcase.refresh()
        assert (outcome.asked, outcome.unreachable) == (3, True)
        times = Counter(asked(discord, before))
        assert times == {"a": 3, "a-backup": 3, "b": 3, "b-backup": 3, "c": 3}


def twice(reply: Reply) -> Reply:
    """Return an answer with a copy right behind it, as something on the way may send it."""
    headers = {**reply.headers, "Content-Length": str(len(reply.body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    copy = f"HTTP/1.1 {reply.status} \r\n{head}\r\n".encode() + reply.body
    return replace(reply, headers=headers, body=reply.body + copy)


class TestCopies:
    """Each answer comes twice, both in one packet, on a connection that stays open."""

    def town(self, showcase: Showcase, *, is_pinned: bool = False) -> None:
        for number, slug in enumerate(("alpha", "beta", "gamma")):
            guild = f"20000000000000000{number}"
            showcase.server(
                slug, name=f"{slug.title()} Games", server_id=guild if is_pinned else None
            )
            self.answers(showcase, slug, guild)

    def answers(
        self, showcase: Showcase, slug: str, guild: str, code: str | None = None, **headers: str
    ) -> None:
        said = guild_invite(code or f"{slug}-code", guild_id=guild, name=f"{slug.title()} Games")
        showcase.answers(f"{slug}-code", twice(json_reply(200, said, headers)))

    def known(self, showcase: Showcase) -> list[tuple[str, str | None]]:
        """Return each server's state, and the name that Discord says it has."""
        found = {slug: showcase.record(slug).facts for slug in ("alpha", "beta", "gamma")}
        return [
            (showcase.state(slug), facts.name if facts else None) for slug, facts in found.items()
        ]

    @pytest.mark.parametrize("is_pinned", [True, False])
    def test_an_answer_that_comes_twice_is_never_taken_for_that_of_the_next_invite(
        self, showcase: Showcase, discord: StandIn, *, is_pinned: bool
    ) -> None:
        self.town(showcase, is_pinned=is_pinned)
        outcome = showcase.refresh()
        assert self.known(showcase) == [
            ("live", "Alpha Games"),
            ("live", "Beta Games"),
            ("live", "Gamma Games"),
        ]
        assert outcome.failed == 0
        assert asked(discord) == ["alpha", "beta", "beta", "gamma", "gamma"]

    def test_neither_is_one_that_spells_its_invite_otherwise(self, showcase: Showcase) -> None:
        self.town(showcase)
        self.answers(showcase, "alpha", "200000000000000000", code="Alpha-Code")
        assert showcase.refresh().failed == 0
        assert [name for _, name in self.known(showcase)] == [
            "Alpha Games",
            "Beta Games",
            "Gamma Games",
        ]

    @pytest.mark.parametrize("answer", [INVITE_EXPIRED, server_error(), Reply(200, body=b"<p>")])
    def test_neither_is_one_that_names_no_invite(self, showcase: Showcase, answer: Reply) -> None:
        self.town(showcase)
        showcase.answers("alpha-code", twice(answer))
        showcase.refresh()
        assert self.known(showcase)[1:] == [("live", "Beta Games"), ("live", "Gamma Games")]

    @pytest.mark.parametrize(
        ("headers", "requests"),
        [({"Connection": "close"}, ["alpha", "beta", "gamma"]),
         ({}, ["alpha", "beta", "beta", "gamma", "gamma"])],
    )  # fmt: skip
    def test_where_each_answer_closes_its_connection_none_is_suspected(
        self, showcase: Showcase, discord: StandIn, headers: dict[str, str], requests: list[str]
    ) -> None:
        """Several invites may answer under one name, and once more asked they are believed."""
        self.town(showcase)
        for number, slug in enumerate(("alpha", "beta", "gamma")):
            self.answers(showcase, slug, f"20000000000000000{number}", "alpha-code", **headers)
        assert showcase.refresh().failed == 0
        assert asked(discord) == requests
        assert [state for state, _ in self.known(showcase)] == ["live"] * 3


class TestUnknownInvites:
    def test_one_404_in_a_burst_is_asked_again_and_does_not_count(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.options["pace_seconds"] = 0.5
        only(showcase, UNKNOWN_INVITE, alpha())
        assert discord.asked() == 2
        assert showcase.clock.waits == [2.0]
        assert (showcase.state("alpha"), showcase.record("alpha").absence) == ("live", None)

    def test_an_unknown_invite_is_missing_when_confirmed_slowly_and_again(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.options["pace_seconds"] = 0.5
        only(showcase, UNKNOWN_INVITE)
        assert (discord.asked(), showcase.state("alpha")) == (3, "missing")
        assert showcase.clock.waits == [2.0, 4.0]

    def test_an_unknown_invite_that_cannot_be_confirmed_is_a_failed_check(
        self, showcase: Showcase
    ) -> None:
        only(showcase, UNKNOWN_INVITE, server_error())
        record = showcase.record("alpha")
        assert (record.absence, record.last_check) == (None, "failed")

    def test_an_expired_invite_needs_no_second_question(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        only(showcase, INVITE_EXPIRED)
        assert (discord.asked(), showcase.state("alpha")) == (1, "missing")


class TestBackupInvites:
    def listed(self, showcase: Showcase, answer: Answers) -> Showcase:
        showcase.server(
            "alpha", server_id="100000000000000001", backup_invite="spare", name="Alpha"
        )
        return showcase.answers("alpha-code", answer).answers("spare")

    @pytest.mark.parametrize(
        "answer",
        [alpha(), alpha(features=["INVITES_DISABLED"]), alpha(nsfw_level=1), server_error()],
    )
    def test_a_backup_is_not_asked_while_it_is_not_needed(
        self, showcase: Showcase, discord: StandIn, answer: Answers
    ) -> None:
        self.listed(showcase, answer).refresh()
        assert discord.asked("spare") == 0

    @pytest.mark.parametrize(
        ("answer", "state"),
        [
            (UNKNOWN_INVITE, "missing"),
            (INVITE_EXPIRED, "missing"),
            (guild_invite("alpha-code", guild_id="100000000000000002", name="Alpha"), "mismatch"),
        ],
    )
    def test_a_backup_is_asked_and_linked_where_the_invite_is_lost(
        self, showcase: Showcase, discord: StandIn, answer: Answers, state: str
    ) -> None:
        listing = self.listed(showcase, answer).compose().catalogue.listings["alpha"]
        assert discord.asked("spare") == 1
        assert (listing.state, listing.verdict.code) == (state, "spare")

    def test_a_backup_of_another_server_is_never_linked(self, showcase: Showcase) -> None:
        self.listed(showcase, UNKNOWN_INVITE).answers("spare", guild_id="100000000000000002")
        listing = showcase.compose().catalogue.listings["alpha"]
        assert (listing.state, listing.verdict.code) == ("missing", None)
        assert listing.facts is None
