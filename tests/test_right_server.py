"""Whatever happens, a page links and speaks of the expected server alone.

Days pass, invites change hands, caches are lost, mirrors are older, newer or hostile, and people
edit entries. Each step ends in a real build: a store on disk, real HTTP, a mirror, pictures.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import certifi
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from forms import FULL
from making import HandClock, Showcase, icon, quiet, share_pictures
from showcase.feeds import feed_files
from showcase.liveness import judge
from showcase.models.record import Record
from showcase.records import dump_records
from showcase.standin import (
    BLOCKED_HTML,
    UNKNOWN_INVITE,
    Reply,
    StandIn,
    guild_invite,
    server_error,
)
from showcase.words import words

RECORDS = "/api/v1/records.json"
ADDRESS = "https://showcase.example/"
PINNED, PINNED_TOO, FREE, STRANGER, NITRO = (f"{number}00000000000000001" for number in range(1, 6))
SERVERS = {
    PINNED: "Harbour Lights",
    PINNED_TOO: "Harbour Nights",
    FREE: "Harbour Free",
    STRANGER: "Harbour Stranger",
    NITRO: "Harbour Nitro",
}
FAULTS = {
    "outage": server_error(),
    "reset": Reply(fault="reset"),
    "page": Reply(body=b"<html>"),
    "block": BLOCKED_HTML,
    "limit": Reply(429, {"Retry-After": "7200"}, b"{}"),
}
CODES = ("one", "two", "spare")


def marker(server: str) -> str:
    """A word that stands in every text of a server and nowhere else."""
    return f"marker{server[0]}word"


def picture(server: str) -> str:
    return server[0] * 32


@dataclass
class Knowledge:
    """What one place has learned, as far as this test could follow it.

    Attributes:
        answers: By code and pin: when it was last answered, and the server it led to, or None.
        first: The first server accepted for the entry without a pin, and when.
    """

    answers: dict[tuple[str, str | None], tuple[datetime, str | None]] = field(default_factory=dict)
    first: tuple[datetime, str] | None = None

    def learn(self, other: "Knowledge") -> None:
        for key, answer in other.answers.items():
            if key not in self.answers or self.answers[key][0] < answer[0]:
                self.answers[key] = answer
        if other.first:
            self.first = min(self.first or other.first, other.first)


class World(RuleBasedStateMachine):
    """One showcase with an entry that has a pin and one that has none."""

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(TemporaryDirectory()))
        self.discord = self._stack.enter_context(StandIn())
        patch = self._stack.enter_context(pytest.MonkeyPatch.context())
        quiet(patch)
        patch.setenv("SSL_CERT_FILE", _one_certificate(folder))
        share_pictures(patch)
        self.showcase = Showcase(folder / "project", self.discord, clock=HandClock())
        self.showcase.options |= {"max_age_hours": 6, "mirror_url": self.discord.url}
        self.knows = Knowledge()
        self.published: list[tuple[bytes, Knowledge]] = []
        self.serves: Knowledge | None = None
        self.leads: dict[str, str | None] = {}
        self.faults: dict[str, str] = {}
        self.slugs = {"pinned": "pinned", "free": "free"}
        self.moved: list[tuple[str, str]] = []
        self.pin = PINNED
        self.codes = {"pinned": "one", "free": "one"}
        self.had_facts = False
        self.is_begun = False
        self.waits: list[float] = []
        for server in SERVERS:
            self.discord.pictures[f"icons/{server}/{picture(server)}"] = icon()

    def teardown(self) -> None:
        self._stack.close()

    # What happens in the world

    @initialize()
    def begin(self) -> None:
        for entry, server in (("pinned", PINNED), ("free", FREE)):
            for code in CODES:
                self._lead(f"{entry}-{code}", server)
        self._write()
        self.is_begun = True

    @rule(hours=st.sampled_from([1 / 60, 1, 25, 24 * 8, 24 * 31]))
    def time_passes(self, hours: float) -> None:
        self.waits = [hours]

    @rule(
        entry=st.sampled_from(["pinned", "free"]),
        code=st.sampled_from(["one", *CODES]),
        server=st.sampled_from([None, STRANGER, NITRO, *SERVERS]),
    )
    def an_invite_changes_hands(self, entry: str, code: str, server: str | None) -> None:
        self._lead(f"{entry}-{code}", server)

    @rule(
        entry=st.sampled_from(["pinned", "free"]),
        code=st.sampled_from(["one", *CODES]),
        fault=st.sampled_from(sorted(FAULTS)),
    )
    def an_invite_fails(self, entry: str, code: str, fault: str) -> None:
        self.faults[f"{entry}-{code}"] = fault
        self._answer(f"{entry}-{code}")

    @rule()
    def all_works_again(self) -> None:
        for code in list(self.faults):
            del self.faults[code]
            self._answer(code)

    # What happens here

    @precondition(lambda self: self.showcase.settings().cache_dir.exists())
    @rule()
    def the_cache_is_lost(self) -> None:
        self.showcase.lose_cache()
        self.knows = Knowledge()
        self.had_facts = False

    @precondition(lambda self: self.published)
    @rule(age=st.integers(0, 4))
    def the_mirror_is(self, age: int) -> None:
        """What was published `age` builds ago."""
        body, knowledge = self.published[-1 - age % len(self.published)]
        self.discord.pages[RECORDS] = Reply(body=body)
        self.serves = knowledge

    @rule(answer=st.sampled_from([Reply(404), server_error(), Reply(body=b"<html>"), BLOCKED_HTML]))
    def the_mirror_cannot_be_read(self, answer: Reply) -> None:
        self.discord.pages[RECORDS] = answer
        self.serves = None

    @rule(data=st.data())
    def the_mirror_lies(self, data: st.DataObject) -> None:
        """It names strangers, dates from the future, and what is no record."""
        lies = {
            slug: data.draw(st.sampled_from(list(_lies(self.showcase.clock.now(), code))))
            for slug, code in (
                (self.slugs["pinned"], f"pinned-{self.codes['pinned']}"), ("nobody", "x1"),
            )
        }  # fmt: skip
        self.discord.pages[RECORDS] = Reply(
            body=json.dumps({"version": 1, "records": lies}).encode()
        )
        self.serves = None

    @rule(entry=st.sampled_from(["pinned", "free"]), code=st.sampled_from(["one", "two"]))
    def somebody_changes_an_invite(self, entry: str, code: str) -> None:
        self.codes[entry] = code
        self._write()

    @rule(pin=st.sampled_from([PINNED, PINNED_TOO]))
    def somebody_changes_a_pin(self, pin: str) -> None:
        self.had_facts = self.had_facts and pin == self.pin
        self.pin = pin
        self._write()

    @precondition(lambda self: len(self.moved) < 3)
    @rule(entry=st.sampled_from(["pinned", "free"]))
    def somebody_renames_an_entry(self, entry: str) -> None:
        old = self.slugs[entry]
        new = f"{entry}-{len(self.moved)}"
        self.moved.append((old, new))
        self.slugs[entry] = new
        (self.showcase.root / f"content/servers/{old}.yml").unlink()
        self._write()

    @invariant()
    def builds(self) -> None:
        """Every step is followed by a build, some time later."""
        if self.is_begun:
            self.build(self.waits.pop() if self.waits else 7)

    def build(self, hours: float = 1 / 60) -> None:
        """Publish, and look at all that is published."""
        self.showcase.clock.pass_hours(hours)
        before = self._records()
        if self.serves:
            self.knows.learn(self.serves)
        since = len(self.discord.requests)
        made = self.showcase.compose()
        self.learn_from(since)
        for entry, slug in self.slugs.items():
            listing = made.catalogue.listings[slug]
            record = made.records[slug]
            self._assert_right(entry, slug, record, listing.verdict.code)
            self._assert_no_failure_changed(entry, slug, before.get(slug), record)
            artwork = listing.artwork
            if artwork.icon_source:
                assert artwork.icon_source.split("/")[1] == self._expected(entry)
        self._assert_no_strange_word(made)
        body = dump_records(made.records.values(), self.showcase.clock.now()).encode()
        self.published.append((body, deepcopy(self.knows)))

    # Looking at it

    def _assert_right(self, entry: str, slug: str, record: Record, code: str | None) -> None:
        expected = self._expected(entry)
        if record.facts is not None:
            assert record.facts.id == expected
            assert record.facts.name == SERVERS[record.facts.id]
        if code is not None:
            pin = self.pin if entry == "pinned" else None
            at, server = self.knows.answers[code, pin]
            assert server == expected, f"{slug} links {code}, which led to {server} at {at}"
            assert self.showcase.clock.now() - at <= timedelta(days=30)
        if entry == "pinned":
            assert record.facts is not None or not self.had_facts, "the last good facts are lost"
            self.had_facts = record.facts is not None

    def _assert_no_failure_changed(
        self, entry: str, slug: str, before: Record | None, after: Record
    ) -> None:
        """A check that failed leaves the state as it was; a mirror may know more."""
        if before is None or self.serves or after.last_check != "failed":
            return
        now = self.showcase.clock.now()
        content = self.showcase.content().servers[slug]
        asked_well = {key for key, (at, _) in self.knows.answers.items() if at == now}
        if after.tried_at and now - after.tried_at < timedelta(minutes=5) and not asked_well:
            assert judge(content, after, now).state == judge(content, before, now).state

    def _assert_no_strange_word(self, made: Any) -> None:
        files = feed_files(made.catalogue, words("en"), ADDRESS, "A showcase")
        records = dump_records(made.records.values(), self.showcase.clock.now())
        published = records + "".join(
            text if isinstance(text, str) else text.decode("utf-8", "replace")
            for text in files.values()
        )
        expected = {self._expected(entry) for entry in self.slugs}
        for server in SERVERS.keys() - expected:
            assert marker(server) not in published
            assert picture(server) not in published
            assert server not in published

    def _expected(self, entry: str) -> str | None:
        if entry == "pinned":
            return self.pin
        return self.knows.first[1] if self.knows.first else None

    def learn_from(self, since: int) -> None:
        """Follow what was asked, and what it was answered."""
        now = self.showcase.clock.now()
        for request in self.discord.requests[since:]:
            code = request.path.rpartition("/")[2]
            if "/invites/" not in request.path or code in self.faults:
                continue
            entry = code.partition("-")[0]
            pin = self.pin if entry == "pinned" else None
            server = self.leads[code]
            self.knows.answers[code, pin] = (now, server)
            is_main = code == f"{entry}-{self.codes[entry]}"
            if entry == "free" and server and is_main and not self.knows.first:
                self.knows.first = (now, server)

    def _records(self) -> dict[str, Record]:
        with self.showcase.opened() as store:
            return store.records()

    # Making it so

    def _write(self) -> None:
        for entry, slug in self.slugs.items():
            self.showcase.server(
                slug,
                name="Harbour",
                invite=f"{entry}-{self.codes[entry]}",
                server_id=self.pin if entry == "pinned" else None,
                backup_invite=f"{entry}-spare",
            )
        lines = [
            f"  {old}: {{on: 2026-11-20, reason: Moved, to: {new}}}" for old, new in self.moved
        ]
        if lines:
            self.showcase.write("content/removed.yml", "\n".join(["servers:", *lines, ""]))
        assert self.showcase.content().mistakes == ()

    def _lead(self, code: str, server: str | None) -> None:
        self.leads[code] = server
        self._answer(code)

    def _answer(self, code: str) -> None:
        server = self.leads[code]
        if code in self.faults:
            self.discord.invites[code] = FAULTS[self.faults[code]]
        elif server is None:
            self.discord.invites[code] = UNKNOWN_INVITE
        else:
            self.discord.invites[code] = guild_invite(
                code, guild_id=server, name=SERVERS[server], icon=picture(server),
                description=f"The words of {marker(server)}.",
            )  # fmt: skip


def _lies(now: datetime, code: str) -> Iterator[object]:
    """What a hostile mirror may say of an entry with a pin."""
    at, early, ahead = (
        f"{time:%Y-%m-%dT%H:%M:%SZ}"
        for time in (now, now - timedelta(days=4000), now + timedelta(days=3))
    )
    words = {"description": f"The words of {marker(STRANGER)}.", "icon": picture(STRANGER)}
    stranger = {"id": STRANGER, "name": SERVERS[STRANGER], **words}
    base: dict[str, object] = {
        "code": code, "first_server": {"id": STRANGER, "at": early}, "facts": stranger,
        "checked_at": at, "confirmed_at": at, "answered_at": at, "tried_at": at, "last_check": "ok",
        "pictures": [{"source": f"icons/{STRANGER}/{picture(STRANGER)}", "files": ["0" * 20 + ".webp"]}],
    }  # fmt: skip
    yield base
    for pin in (PINNED, PINNED_TOO):
        yield {**base, "server_id": pin}
        yield {**base, "server_id": pin, "first_server": {"id": pin, "at": early}}
        own = {"id": pin, "name": SERVERS[pin]}
        yield {**base, "server_id": pin, "facts": own, "checked_at": ahead, "pictures": []}
        yield {**base, "server_id": pin, "other": {"id": STRANGER, "at": ahead}, "facts": None}
    yield {**base, "code": "another-code"}
    yield {**base, "facts": {**stranger, "id": "../../x"}}
    yield {"code": code, "absence": {"first": ahead, "last": ahead, "runs": 9}}
    yield from ([], None, 7, "x", {}, {"code": "<script>"})


def _one_certificate(folder: Path) -> str:
    text, end, _ = Path(certifi.where()).read_text("utf-8").partition("-----END CERTIFICATE-----")
    file = folder / "one.pem"
    file.write_text(f"{text}{end}\n", "utf-8")
    return str(file)


def test_no_sequence_shows_a_link_or_a_word_of_another_server() -> None:
    """Or loses a server to a failed request, or the last good facts."""
    run_state_machine_as_test(
        World,
        settings=settings(
            max_examples=25 if FULL else 6,
            stateful_step_count=30 if FULL else 12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
