"""The published site, and what else is handed over, as sources. Over real HTTP."""

import gzip
import json
import os
import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from making import NOON, Showcase, banner, icon
from showcase.refresh import MirrorRequiredError
from showcase.standin import Answers, Reply, StandIn, json_reply, redirect, server_error

RECORDS = "/api/v1/records.json"
ALPHA = "100000000000000001"
OTHER = "100000000000000002"
EARLIER = "2026-11-20T06:00:00Z"


def record(code: str = "alpha-code", server: str = ALPHA, **more: Any) -> dict[str, Any]:
    """Return the record of a server that answered well, as `records.json` has it."""
    return {
        "code": code,
        "first_seen": "2025-03-01",
        "first_server": {"id": server, "at": "2025-03-01T12:00:00Z"},
        "facts": {"id": server, "name": "Alpha", "members": 900, "online": 90},
        "checked_at": EARLIER,
        "confirmed_at": EARLIER,
        "answered_at": EARLIER,
        "tried_at": EARLIER,
        "last_check": "ok",
        "history": {"since": "2026-11-19", "days": [0, 1], "members": [800, 100], "online": [9, 0]},
        **more,
    }


def records(**of: dict[str, Any]) -> dict[str, Any]:
    """Return a `records.json` of these records by slug."""
    return {"version": 1, "generated_at": EARLIER, "records": of}


@pytest.fixture
def mirrored(showcase: Showcase, discord: StandIn) -> Showcase:
    """One server, never asked about here, and a mirror that knows it."""
    showcase.options["mirror_url"] = discord.url
    showcase.server("alpha").answers("alpha-code")
    discord.pages[RECORDS] = json_reply(200, records(alpha=record()))
    return showcase


class TestMerging:
    def test_what_the_site_knows_is_taken_over_and_not_asked_again(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        outcome = mirrored.refresh()
        assert [request.path for request in discord.requests] == [RECORDS]
        assert outcome.line == "1 servers: 1 known, 0 asked, 0 failed in 0.0 s"
        known = mirrored.record("alpha")
        assert known.facts is not None
        assert (mirrored.state("alpha"), known.facts.members) == ("live", 900)
        assert str(known.first_seen) == "2025-03-01"
        assert [sample.members for sample in known.history] == [800, 900]

    def test_what_is_old_on_the_site_is_asked_again(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        mirrored.clock.pass_hours(6)
        mirrored.refresh()
        assert discord.asked() == 1
        assert [sample.members for sample in mirrored.record("alpha").history] == [800, 1200]

    def test_the_newer_check_wins_and_histories_are_united(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        pages, discord.pages = discord.pages, {}
        mirrored.refresh()
        discord.pages = pages
        mirrored.refresh()
        known = mirrored.record("alpha")
        assert known.facts is not None
        assert (known.facts.members, known.checked_at) == (1200, NOON)
        assert str(known.first_seen) == "2025-03-01"
        assert [sample.members for sample in known.history] == [800, 1200]

    def test_the_earliest_server_accepted_wins(self, mirrored: Showcase, discord: StandIn) -> None:
        pages, discord.pages = discord.pages, {}
        mirrored.answers("alpha-code", guild_id=OTHER)
        mirrored.refresh()
        assert mirrored.state("alpha") == "live"
        discord.pages = pages
        mirrored.refresh()
        assert mirrored.state("alpha") == "mismatch"
        known = mirrored.record("alpha")
        assert (known.first_server and known.first_server.id) == ALPHA

    def test_a_site_without_records_is_a_first_publication(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        discord.pages[RECORDS] = Reply(404, body=b"<h1>404</h1>")
        outcome = mirrored.refresh(require_mirror=True)
        assert (outcome.notes, outcome.asked) == ([], 1)

    def test_a_record_of_another_invite_starts_anew(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        mirrored.server("alpha", invite="new").answers("new", guild_id=ALPHA)
        mirrored.refresh()
        assert (discord.asked("new"), discord.asked()) == (1, 1)

    def test_a_record_under_another_pin_is_not_believed(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        mirrored.server("alpha", server_id=OTHER)
        mirrored.refresh()
        assert (mirrored.state("alpha"), mirrored.record("alpha").facts) == ("mismatch", None)

    def test_a_time_ahead_of_now_loses_and_is_asked_first(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        ahead = "2026-11-21T12:00:00Z"
        future = record(checked_at=ahead, answered_at=ahead, confirmed_at=ahead, tried_at=ahead)
        discord.pages[RECORDS] = json_reply(200, records(alpha=future))
        mirrored.refresh()
        assert discord.asked() == 1
        assert mirrored.record("alpha").checked_at == NOON

    def test_an_older_file_without_what_came_later_is_read(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        plain = record()
        for name in ("history", "first_seen", "last_check"):
            del plain[name]
        discord.pages[RECORDS] = json_reply(200, records(alpha=plain))
        mirrored.refresh()
        assert (mirrored.state("alpha"), discord.asked()) == ("live", 0)

    def test_what_is_foreign_or_broken_is_left_out_record_by_record(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        broken: dict[str, Any] = {
            "alpha": record(facts={"id": ALPHA, "name": "Al\u202epha\u0000", "icon": "../../x"}),
            "beta": record(code="<script>"),
            "../../etc": record(),
            "gamma": [],
            "stranger": record(),
        }
        mirrored.server("beta").server("gamma")
        for slug, number in (("beta", 3), ("gamma", 4)):
            guild = f"10000000000000000{number}"
            mirrored.answers(f"{slug}-code", guild_id=guild, name=slug.title())
        discord.pages[RECORDS] = json_reply(200, records(**broken))
        mirrored.refresh()
        with mirrored.opened() as store:
            known = store.records()
        assert set(known) == {"alpha", "beta", "gamma"}
        assert discord.asked("alpha-code") == 1
        assert known["alpha"].facts is not None
        assert known["alpha"].facts.name == "Alpha"

    def test_hostile_text_of_a_site_passes_the_border(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        hostile = {"id": ALPHA, "name": "Al\u202epha\u0007", "description": "a\u2066b\nc"}
        discord.pages[RECORDS] = json_reply(200, records(alpha=record(facts=hostile)))
        mirrored.refresh()
        facts = mirrored.record("alpha").facts
        assert facts is not None
        assert (facts.name, facts.description) == ("Alpha", "ab c")


FAULTS: dict[str, tuple[Answers, str]] = {
    "another page": (Reply(200, body=b"<!doctype html>"), " is not a records.json"),
    "cut": (Reply(200, body=b'{"version": 1, "rec'), " is not a records.json"),
    "a list": (Reply(200, body=b"[]"), " is not a records.json"),
    "deep": (Reply(200, body=b"[" * 200_000), " is not a records.json"),
    "newer": (json_reply(200, {"version": 2, "records": {}}), " is of version 2; 1 can be read"),
    "an outage": (server_error(), " answers 503"),
    "forbidden": (Reply(403), " answers 403"),
    "reset": (Reply(fault="reset"), " could not be read: ReadError: "),
    "truncated": (Reply(body=b"{}", fault="truncate"), " could not be read: RemoteProtocolError: "),
    "huge": (
        Reply(200, {"Content-Length": "99999999999"}),
        " could not be read: the answer has 99,999,999,999 bytes, more than 67,108,864",
    ),
    "60 MB of lists": (
        Reply(body=b'{"version":1,"records":[' + b"[]," * 20_000_000),
        " is not a records.json",
    ),
    "a gzip bomb": (
        Reply(headers={"Content-Encoding": "gzip"}, body=gzip.compress(bytes(90_000_000), 1)),
        " could not be read: the answer has more than 67,108,864 bytes",
    ),
    "a loop": (redirect(RECORDS), " could not be read: redirected more than 3 times"),
    "led astray": (
        redirect("http://127.0.0.1:9/records.json"),
        " could not be read: redirected to an address that is not https",
    ),
}


class TestFaults:
    @pytest.mark.parametrize("fault", FAULTS)
    def test_a_site_that_cannot_be_read_is_named_and_left_out(
        self, mirrored: Showcase, discord: StandIn, fault: str
    ) -> None:
        discord.pages[RECORDS], words = FAULTS[fault]
        outcome = mirrored.refresh()
        (note,) = outcome.notes
        assert note.startswith(f"the mirror was left out: {discord.url}{RECORDS}{words}")
        assert (outcome.asked, mirrored.state("alpha")) == (1, "live")

    @pytest.mark.parametrize("fault", FAULTS)
    def test_a_required_mirror_that_fails_stops_all_before_anything_is_asked(
        self, mirrored: Showcase, discord: StandIn, fault: str
    ) -> None:
        discord.pages[RECORDS], words = FAULTS[fault]
        with pytest.raises(MirrorRequiredError) as caught:
            mirrored.refresh(require_mirror=True)
        assert str(caught.value).startswith(f"nothing is known here, and {discord.url}{RECORDS}")
        assert words in str(caught.value)
        assert str(caught.value).endswith("for a first publication use --first-run.")
        assert discord.asked() == 0
        with mirrored.opened() as store:
            assert store.records() == {}

    def test_a_standing_of_the_first_day_of_the_calendar_breaks_no_build(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        standing = {"at": "0001-01-01T00:00:00Z", "state": "live"}
        discord.pages[RECORDS] = json_reply(200, records(alpha=record(standing=standing)))
        for _ in range(2):
            made = mirrored.compose()
            assert (made.catalogue.listings["alpha"].state, made.held_back) == ("live", ())
            # What was taken over once stays in the store.
            mirrored.options["mirror_url"] = None

    def test_a_redirect_within_the_site_is_followed(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        discord.pages["/moved"] = discord.pages[RECORDS]
        discord.pages[RECORDS] = redirect("/moved")
        mirrored.refresh()
        assert (mirrored.state("alpha"), discord.asked()) == ("live", 0)

    def test_a_required_mirror_may_fail_where_something_is_known(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        mirrored.refresh()
        discord.pages[RECORDS] = server_error()
        assert "the mirror was left out" in mirrored.refresh(require_mirror=True).notes[0]

    def test_what_was_seen_but_never_answered_is_not_yet_something_known(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        discord.pages[RECORDS] = server_error()
        mirrored.answers("alpha-code", server_error())
        mirrored.refresh()
        with pytest.raises(MirrorRequiredError):
            mirrored.refresh(require_mirror=True)

    def test_a_required_mirror_may_fail_where_the_facts_are_kept_in_git(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        mirrored.write("content/records.json", json.dumps(records(alpha=record())))
        discord.pages[RECORDS] = server_error()
        assert "the mirror was left out" in mirrored.refresh(require_mirror=True).notes[0]
        assert (mirrored.state("alpha"), discord.asked()) == ("live", 0)


class TestSavedRecords:
    def test_they_are_merged_even_without_a_network(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.options["refresh"] = "never"
        showcase.server("alpha").write("content/records.json", json.dumps(records(alpha=record())))
        showcase.refresh()
        assert (showcase.state("alpha"), discord.requests) == ("live", [])

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("{", "is not a records.json. "),
            ("<<<<<<< ours", "is not a records.json. "),
            ('{"version": 3, "records": {}}', "is of version 3; 1 can be read. "),
        ],
    )
    def test_a_broken_file_is_named_with_a_remedy(
        self, showcase: Showcase, discord: StandIn, text: str, words: str
    ) -> None:
        showcase.server("alpha").write("content/records.json", text)
        with pytest.raises(ValueError, match=r"records\.json: ") as caught:
            showcase.refresh()
        assert str(caught.value) == (
            f"{showcase.root}/content/records.json: {words}"
            "Take it out; `showcase refresh --save` writes it anew."
        )
        assert discord.requests == []

    @pytest.mark.posix
    def test_a_pipe_is_not_waited_for(self, showcase: Showcase) -> None:
        pipe = showcase.server("alpha").root / "content/records.json"
        os.mkfifo(pipe)
        # A reader would have an answer, and no test would hang.
        writer = threading.Thread(target=lambda: pipe.open("wb").close(), daemon=True)
        writer.start()
        try:
            with pytest.raises(ValueError, match=r"records\.json: is not a regular file\. Put "):
                showcase.refresh()
        finally:
            reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
            writer.join(60)
            os.close(reader)

    def test_a_file_too_large_to_be_one_is_not_read(self, showcase: Showcase) -> None:
        showcase.server("alpha").write("content/records.json", "")
        with (showcase.root / "content/records.json").open("wb") as file:
            file.truncate(65 * 1024 * 1024)
        with pytest.raises(ValueError, match=r"records\.json: is too large to be a records\.json"):
            showcase.refresh()


class TestRenaming:
    def rename(self, showcase: Showcase, *slugs: str) -> None:
        """Rename the first, to each of the others in turn."""
        (showcase.root / f"content/servers/{slugs[0]}.yml").unlink(missing_ok=True)
        showcase.server(slugs[-1], invite="alpha-code")
        lines = [
            f"  {old}: {{on: 2026-11-20, reason: Renamed, to: {new}}}"
            for old, new in pairwise(slugs)
        ]
        showcase.write("content/removed.yml", "\n".join(["servers:", *lines, ""]))
        assert showcase.content().mistakes == ()

    def test_a_record_moves_along_with_its_slug(self, showcase: Showcase, discord: StandIn) -> None:
        showcase.server("alpha").answers("alpha-code")
        showcase.refresh()
        showcase.clock.pass_hours(11)
        self.rename(showcase, "alpha", "omega")
        showcase.refresh()
        assert (showcase.state("omega"), discord.asked()) == ("live", 1)
        assert showcase.record("omega").first_seen == NOON.date()
        assert len(showcase.record("omega").history) == 1

    def test_a_record_of_the_site_moves_along_too(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        self.rename(mirrored, "alpha", "omega")
        mirrored.refresh()
        assert (mirrored.state("omega"), discord.asked()) == ("live", 0)
        assert str(mirrored.record("omega").first_seen) == "2025-03-01"

    def test_a_record_moves_though_the_new_slug_was_seen_before_the_old_one_was_named(
        self, showcase: Showcase
    ) -> None:
        showcase.server("alpha").answers("alpha-code")
        showcase.refresh()
        showcase.clock.pass_hours(24)
        (showcase.root / "content/servers/alpha.yml").unlink()
        showcase.options["refresh"] = "never"
        showcase.server("omega", invite="alpha-code").refresh()
        assert showcase.state("omega") == "unchecked"
        self.rename(showcase, "alpha", "omega")
        showcase.refresh()
        assert showcase.state("omega") == "live"
        assert showcase.record("omega").first_seen == NOON.date()

    @pytest.mark.parametrize("where", ["store", "mirror"])
    def test_a_record_moves_through_two_renamings(
        self, mirrored: Showcase, discord: StandIn, where: str
    ) -> None:
        if where == "store":
            mirrored.refresh()
            discord.pages.clear()
        self.rename(mirrored, "alpha", "beta", "omega")
        mirrored.refresh()
        assert str(mirrored.record("omega").first_seen) == "2025-03-01"
        assert discord.asked() == 0

    def test_the_expected_server_stays_the_same_under_the_new_slug(
        self, mirrored: Showcase
    ) -> None:
        self.rename(mirrored, "alpha", "omega")
        mirrored.answers("alpha-code", guild_id=OTHER)
        mirrored.clock.pass_hours(12)
        mirrored.refresh()
        assert mirrored.state("omega") == "mismatch"


class TestLostCache:
    def test_records_history_and_pictures_come_back_from_the_site(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.server("alpha").server("beta").server("gamma", invite="gone")
        showcase.answers("alpha-code", icon="a" * 32, banner="b" * 32)
        showcase.answers("beta-code", guild_id=OTHER, name="Beta", splash="c" * 32)
        discord.pictures |= {
            f"icons/{ALPHA}/{'a' * 32}": icon(),
            f"banners/{ALPHA}/{'b' * 32}": banner(),
            f"splashes/{OTHER}/{'c' * 32}": banner((120, 20, 20)),
        }
        showcase.compose()
        showcase.clock.pass_hours(24)
        before = showcase.compose()
        showcase.publish(before).lose_cache()
        discord.pictures.clear()
        asked = discord.asked()
        after = showcase.compose()
        assert after.records == before.records
        assert [len(known.history) for known in after.records.values()] == [2, 2, 0]
        for slug, listing in before.catalogue.listings.items():
            assert after.catalogue.listings[slug].artwork == listing.artwork
            assert after.catalogue.listings[slug].verdict == listing.verdict
        assert discord.asked() == asked
        assert after.outcome.pictures == 3

    @pytest.mark.parametrize("trouble", ["blocked", "unreachable"])
    def test_pictures_come_back_though_discord_refuses_us(
        self, showcase: Showcase, discord: StandIn, trouble: str
    ) -> None:
        showcase.server("alpha").answers("alpha-code", icon="a" * 32)
        source = f"icons/{ALPHA}/{'a' * 32}"
        discord.pictures[source] = icon()
        showcase.publish(showcase.compose()).lose_cache()
        showcase.clock.pass_hours(12)
        troubles = {
            "blocked": Reply(429, body=b"<h1>1015</h1>"),
            "unreachable": Reply(fault="reset"),
        }
        showcase.answers("alpha-code", troubles[trouble])
        before = len(discord.requests)
        made = showcase.compose()
        assert made.catalogue.listings["alpha"].artwork.icon_source == source
        assert not [r.path for r in discord.requests[before:] if r.path.startswith("/cdn/")]

    def test_an_earlier_picture_comes_back_where_the_newer_one_cannot_be_had(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.server("alpha").answers("alpha-code", icon="a" * 32)
        discord.pictures[f"icons/{ALPHA}/{'a' * 32}"] = icon()
        showcase.publish(showcase.compose()).lose_cache()
        discord.pictures.clear()
        showcase.clock.pass_hours(12)
        showcase.answers("alpha-code", icon="b" * 32)
        made = showcase.compose()
        source = f"icons/{ALPHA}/{'a' * 32}"
        assert made.catalogue.listings["alpha"].artwork.icon_source == source
        assert [picture.source for picture in made.records["alpha"].pictures] == [source]

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda _: b"<!doctype html>",
            lambda data: data[:-10],
            lambda data: data + b"x",
            lambda _: icon(),
        ],
    )
    def test_a_picture_that_is_not_what_its_name_says_is_refused(
        self, showcase: Showcase, discord: StandIn, spoil: Callable[[bytes], bytes]
    ) -> None:
        showcase.server("alpha").answers("alpha-code", icon="a" * 32)
        discord.pictures[f"icons/{ALPHA}/{'a' * 32}"] = icon()
        showcase.publish(showcase.compose()).lose_cache()
        discord.pictures.clear()
        for path, data in discord.pages.items():
            if path.startswith("/assets/showcase/") and isinstance(data, bytes):
                discord.pages[path] = Reply(body=spoil(data))
        outcome = showcase.refresh()
        assert outcome.pictures == 0
        (note,) = outcome.notes
        assert note.startswith(f"the mirror's picture of icons/{ALPHA}/{'a' * 32} was refused: ")

    def test_a_picture_of_another_server_that_the_site_names_is_not_taken(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        foreign = [{"source": f"icons/{OTHER}/{'a' * 32}", "files": ["0" * 20 + ".webp"]}]
        plain = record(pictures=foreign, facts={"id": ALPHA, "name": "Alpha", "icon": "b" * 32})
        discord.pages[RECORDS] = json_reply(200, records(alpha=plain))
        mirrored.refresh()
        assert [request.path for request in discord.requests] == [
            RECORDS,
            f"/cdn/icons/{ALPHA}/{'b' * 32}.webp",
        ]

    def test_a_site_whose_pictures_do_not_answer_is_left_alone_after_a_few(
        self, mirrored: Showcase, discord: StandIn
    ) -> None:
        known = {}
        for number in range(8):
            slug, guild = f"s{number}", f"20000000000000000{number}"
            file = f"{number:020x}.webp"
            mirrored.server(slug)
            known[slug] = record(
                f"{slug}-code",
                guild,
                facts={"id": guild, "name": slug, "icon": f"{number:032x}"},
                pictures=[{"source": f"icons/{guild}/{number:032x}", "files": [file]}],
            )
            discord.pages[f"/assets/showcase/{file}"] = Reply(fault="reset")
        discord.pages[RECORDS] = json_reply(200, records(**known))
        outcome = mirrored.refresh()
        paths = [request.path for request in discord.requests]
        assert 4 <= len([path for path in paths if path.startswith("/assets/")]) <= 7
        assert any("the mirror's pictures cannot be had: " in note for note in outcome.notes)


def test_a_day_is_no_reason_to_ask_where_the_site_is_fresh(
    showcase: Showcase, discord: StandIn
) -> None:
    showcase.server("alpha").answers("alpha-code")
    for _ in range(4):
        showcase.publish(showcase.compose()).lose_cache()
        showcase.clock.at += timedelta(hours=6)
    assert discord.asked() == 2
