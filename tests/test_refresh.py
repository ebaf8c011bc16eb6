"""Which invites are due, in which order, and what a refresh leaves behind. Over real HTTP."""

import hashlib
import math
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from forms import FULL
from making import NOON, Showcase, banner, icon
from showcase import edition
from showcase.artwork import Artwork, Subject
from showcase.models.record import Record
from showcase.refresh import Outcome
from showcase.standin import UNKNOWN_INVITE, Reply, Request, StandIn, server_error
from showcase.store import Store

ALPHA = "100000000000000001"
OTHER = "100000000000000002"


def several(showcase: Showcase, *slugs: str) -> None:
    """Make entries that lead to servers of their own."""
    for number, slug in enumerate(slugs):
        showcase.server(slug)
        showcase.answers(f"{slug}-code", guild_id=f"20000000000000{number:04}", name=slug.title())


def asked(showcase: Showcase) -> list[str]:
    """Refresh; return the slugs asked about in this run, in order."""
    before = len(showcase.discord.requests)
    showcase.refresh()
    paths = [request.path for request in showcase.discord.requests[before:]]
    return [path.split("/")[-1].removesuffix("-code") for path in paths if "/invites/" in path]


class TestWhatIsDue:
    def test_all_is_asked_once_and_again_when_it_is_old(self, showcase: Showcase) -> None:
        several(showcase, "a", "b")
        assert asked(showcase) == ["a", "b"]
        assert asked(showcase) == []
        showcase.clock.pass_hours(11.9)
        assert asked(showcase) == []
        showcase.clock.pass_hours(0.1)
        assert asked(showcase) == ["a", "b"]

    def test_the_age_is_an_option(self, showcase: Showcase) -> None:
        showcase.options["max_age_hours"] = 0.5
        several(showcase, "a")
        assert asked(showcase) == ["a"]
        showcase.clock.pass_hours(0.5)
        assert asked(showcase) == ["a"]

    def test_what_was_never_tried_goes_first_then_the_oldest_try(self, showcase: Showcase) -> None:
        several(showcase, "b")
        showcase.refresh()
        showcase.clock.pass_hours(1)
        several(showcase, "a", "b")
        showcase.refresh()
        showcase.clock.pass_hours(12)
        several(showcase, "a", "b", "c", "d")
        assert asked(showcase) == ["c", "d", "b", "a"]

    def test_a_changed_invite_goes_first_though_its_facts_are_fresh(
        self, showcase: Showcase
    ) -> None:
        several(showcase, "a", "b")
        showcase.refresh()
        showcase.server("b", invite="new").answers("new", guild_id="200000000000000001", name="B")
        assert showcase.state("b") == "unchecked"
        assert asked(showcase) == ["new"]
        showcase.clock.pass_hours(12)
        showcase.server("b", server_id="200000000000000001")
        assert asked(showcase) == ["b", "a"]

    def test_a_changed_pin_goes_first(self, showcase: Showcase) -> None:
        several(showcase, "a", "b")
        showcase.refresh()
        showcase.server("b", server_id=OTHER)
        assert showcase.state("b") == "unchecked"
        assert asked(showcase) == ["b"]
        assert (showcase.state("b"), showcase.record("b").facts) == ("mismatch", None)

    def test_a_failed_check_is_repeated_after_an_hour_at_the_earliest(
        self, showcase: Showcase
    ) -> None:
        several(showcase, "a")
        showcase.answers("a-code", server_error())
        assert asked(showcase) == ["a"] * 3
        showcase.clock.pass_hours(0.9)
        assert asked(showcase) == []
        showcase.clock.pass_hours(0.1)
        assert asked(showcase) == ["a"] * 3

    def test_what_is_gone_is_asked_once_a_week(self, showcase: Showcase) -> None:
        several(showcase, "a")
        showcase.answers("a-code", UNKNOWN_INVITE)
        for _ in range(3):
            assert asked(showcase) == ["a"] * 3
            showcase.clock.pass_hours(12)
        assert showcase.state("a") == "gone"
        showcase.clock.pass_hours(6 * 24)
        assert asked(showcase) == []
        showcase.clock.pass_hours(12)
        showcase.answers("a-code", guild_id="200000000000000000", name="A")
        assert asked(showcase) == ["a"]
        assert showcase.state("a") == "live"

    def test_a_clock_that_was_set_back_asks_anew_and_only_once(self, showcase: Showcase) -> None:
        several(showcase, "a", "b")
        showcase.refresh()
        showcase.clock.pass_hours(-48)
        assert asked(showcase) == ["a", "b"]
        assert showcase.record("a").tried_at == NOON - timedelta(days=2)
        assert asked(showcase) == []

    def test_minutes_of_skew_between_machines_do_not_matter(self, showcase: Showcase) -> None:
        several(showcase, "a")
        showcase.refresh()
        showcase.clock.pass_hours(-4 / 60)
        assert asked(showcase) == []

    def test_always_asks_about_every_entry(self, showcase: Showcase) -> None:
        several(showcase, "a", "b")
        showcase.refresh()
        showcase.options["refresh"] = "always"
        assert asked(showcase) == ["a", "b"]

    def test_never_makes_no_request_at_all(self, showcase: Showcase, discord: StandIn) -> None:
        showcase.options |= {"refresh": "never", "mirror_url": discord.url}
        several(showcase, "a")
        outcome = showcase.refresh(require_mirror=True)
        assert discord.requests == []
        assert (outcome.line, outcome.ended, outcome.notes) == (
            "1 servers: 0 known, 0 asked, 0 failed in 0.0 s", None, [],
        )  # fmt: skip
        assert showcase.state("a") == "unchecked"

    def test_an_entry_that_left_is_not_asked_about(self, showcase: Showcase) -> None:
        several(showcase, "a", "b")
        showcase.refresh()
        (showcase.root / "content/servers/a.yml").unlink()
        showcase.clock.pass_hours(12)
        assert asked(showcase) == ["b"]

    def test_nothing_to_do_is_no_fault(self, showcase: Showcase) -> None:
        outcome = showcase.refresh()
        assert (outcome.asked, outcome.ended, outcome.unreachable) == (0, None, False)


class TestWhatStays:
    def test_a_second_refresh_asks_nothing_and_decodes_no_picture(
        self, showcase: Showcase, discord: StandIn
    ) -> None:
        showcase.server("alpha").answers("alpha-code", icon="a" * 32, banner="b" * 32)
        discord.pictures[f"icons/{ALPHA}/{'a' * 32}"] = icon()
        discord.pictures[f"banners/{ALPHA}/{'b' * 32}"] = banner()
        showcase.compose()
        assert (len(discord.requests), showcase.decoded) == (3, 3)
        showcase.compose()
        assert (len(discord.requests), showcase.decoded) == (3, 0)

    def test_a_failed_check_keeps_the_last_good_facts_and_their_age(
        self, showcase: Showcase
    ) -> None:
        several(showcase, "a")
        showcase.refresh()
        good = showcase.record("a")
        showcase.clock.pass_hours(12)
        showcase.answers("a-code", server_error())
        assert showcase.refresh().line == "1 servers: 0 known, 1 asked, 1 failed in 0.0 s"
        after = showcase.record("a")
        assert (after.facts, after.checked_at, after.last_check) == (good.facts, NOON, "failed")
        assert after.tried_at == NOON + timedelta(hours=12)

    def test_the_first_day_is_noted_once(self, showcase: Showcase) -> None:
        showcase.options["refresh"] = "never"
        several(showcase, "a")
        showcase.refresh()
        showcase.clock.pass_hours(48)
        several(showcase, "a", "b")
        showcase.refresh()
        assert showcase.record("a").first_seen == NOON.date()
        assert showcase.record("b").first_seen == NOON.date() + timedelta(days=2)

    def test_nothing_of_the_inviter_or_the_channel_is_kept(self, showcase: Showcase) -> None:
        several(showcase, "a")
        showcase.compose()
        stored = b"".join(
            path.read_bytes() for path in showcase.settings().cache_dir.rglob("*") if path.is_file()
        )
        assert b"200000000000000000" in stored
        for private in (b"privateperson", b"private-channel", b"100000000000000002"):
            assert private not in stored

    def test_the_line_for_a_log_counts_what_was_known_asked_and_failed(
        self, showcase: Showcase
    ) -> None:
        several(showcase, "a", "b")
        showcase.refresh()
        several(showcase, "a", "b", "c", "d")
        showcase.answers("d-code", server_error())
        showcase.options["pace_seconds"] = 0.5
        assert showcase.refresh().line == "4 servers: 2 known, 2 asked, 1 failed in 4.0 s"


class _Executioner(StandIn):
    """Kills a process some moments after it has asked for something so often."""

    def __init__(self) -> None:
        super().__init__()
        self.victim: subprocess.Popen[bytes] | None = None
        self.after = 0
        self.delay = 0.0
        self.due = math.inf

    def reply(self, request: Request) -> Reply:
        self.after -= 1
        if self.victim is not None:
            if self.after == 0:
                self.due = time.monotonic() + self.delay
                threading.Timer(self.delay, self.victim.kill).start()
            elif time.monotonic() > self.due:
                # The timer may be late: what is asked then gets no answer before.
                self.victim.wait(60)
        return super().reply(request)


_CHILD = """
import sys
from pathlib import Path
from showcase import edition
from showcase.artwork import Gallery
from showcase.clock import SystemClock
from showcase.content import load
from showcase.options import Options
from showcase.store import Store

root, api, cdn = sys.argv[1:]
options = Options(root=Path(root), pace_seconds=0.005, api_url=api, cdn_url=cdn,
                  cache_dir=Path(root) / ".cache", content_dir=Path(root) / "content")
content = load(options.content_dir, options.root)
with Store(options.cache_dir, sys.exit) as store:
    gallery = Gallery(options.pictures_dir)
    edition.update(content, store, gallery, options, SystemClock())
"""


class TestKilled:
    SERVERS = 14

    @pytest.mark.parametrize("seed", range(20 if FULL else 1))
    @pytest.mark.posix
    def test_a_refresh_killed_at_any_moment_is_taken_up_by_the_next(
        self, tmp_path: Path, seed: int
    ) -> None:
        chance = random.Random(seed)
        with _Executioner() as discord:
            showcase = Showcase(tmp_path / "project", discord)
            several(showcase, *(f"s{number:02}" for number in range(self.SERVERS)))
            for number in range(self.SERVERS):
                guild, name = f"20000000000000{number:04}", f"{number:032x}"
                code = f"s{number:02}-code"
                showcase.answers(code, guild_id=guild, name=f"S{number:02}", icon=name, banner=name)
                discord.pictures[f"icons/{guild}/{name}"] = icon((number * 9, 90, 160))
                discord.pictures[f"banners/{guild}/{name}"] = banner((number * 9, 40, 90))
            kills = 0
            for _ in range(5):
                discord.after, discord.delay = chance.randint(1, 8), chance.random() * 0.03
                kills += self.run(showcase, discord) == -signal.SIGKILL
                self.assert_nothing_is_corrupt(showcase.settings().cache_dir)
            discord.after = 0
            assert self.run(showcase, discord) == 0
            assert self.run(showcase, discord) == 0
            self.assert_nothing_is_corrupt(showcase.settings().cache_dir)
            states = {showcase.state(f"s{number:02}") for number in range(self.SERVERS)}
        assert states == {"live"}
        assert kills >= 4  # a run may end before its time has come
        # Only what was under way when a run was killed was asked about twice.
        assert self.SERVERS <= discord.asked() <= self.SERVERS + kills
        pictures = [r.path for r in discord.requests if r.path.startswith("/cdn/")]
        assert 2 * self.SERVERS <= len(pictures) <= 2 * self.SERVERS + 4 * kills
        assert len(set(pictures)) == 2 * self.SERVERS

    def run(self, showcase: Showcase, discord: _Executioner) -> int:
        places = [str(showcase.root), discord.api_url, discord.cdn_url]
        process = subprocess.Popen([sys.executable, "-c", _CHILD, *places], env=dict(os.environ))
        discord.victim, discord.due = process, math.inf
        return process.wait(60)

    def assert_nothing_is_corrupt(self, cache: Path) -> None:
        for file in cache.rglob("*.webp"):
            assert hashlib.sha256(file.read_bytes()).hexdigest().startswith(file.stem)
        for file in (cache / "showcase.sqlite3", cache / "pictures/index.sqlite"):
            if file.exists():
                connection = sqlite3.connect(file)
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                connection.close()
        warnings: list[str] = []
        with Store(cache, warnings.append) as store:
            assert all(isinstance(record, Record) for record in store.records().values())
        assert warnings == []


class TestSharing:
    @pytest.mark.parametrize("meanwhile", ["mismatch", "live"])
    def test_what_another_build_observed_meanwhile_is_not_overwritten(
        self, showcase: Showcase, meanwhile: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        several(showcase, "a")
        showcase.refresh()
        showcase.clock.pass_hours(12)
        guild = {"live": "200000000000000000", "mismatch": OTHER}[meanwhile]
        showcase.answers("a-code", guild_id=guild, name="A")
        content, options, gallery = showcase.content(), showcase.settings(), showcase.gallery()
        make = gallery.artwork

        def slow(subject: Subject) -> Artwork:
            showcase.refresh()
            return make(subject)

        monkeypatch.setattr(gallery, "artwork", slow)
        with showcase.opened() as store:
            edition.compose(
                content, store, gallery, options, outcome=Outcome(), at=showcase.clock.now()
            )
        gallery.close()
        assert showcase.record("a").answered_at == showcase.clock.now()
        assert showcase.state("a") == meanwhile
