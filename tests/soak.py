"""Try the promises of docs/reliability.md for as long as one likes: `make soak`.

Each round is drawn by chance anew. Stops at the first promise that does not hold, with the seed
that leads there; else prints the figures that docs/reliability.md keeps.
"""

import contextlib
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from making import Showcase, standing
from showcase.standin import Reply, guild_invite
from showcase.store import FILE, Store
from test_crashes import (
    SERVERS,
    assert_nothing_is_corrupt,
    killed,
    litter,
    mangled,
    twelve,
)
from test_right_server import World

GUILD = "100000000000000001"


@contextlib.contextmanager
def place() -> Iterator[Showcase]:
    with tempfile.TemporaryDirectory() as folder, standing(Path(folder)) as showcase:
        yield showcase


def answers(chance: random.Random, done: Counter[str]) -> None:
    """Damaged answers: each is one failed check or one good one, and no other server gets in."""
    good = json.dumps(guild_invite("alpha-code", guild_id=GUILD, name="Alpha", members=700))
    with place() as showcase:
        showcase.options |= {"refresh": "always"}
        showcase.server("alpha", server_id=GUILD).answers("alpha-code").refresh()
        for _ in range(50):
            body = mangled(good.encode(), chance)
            status = chance.choice((200, 200, 200, 404, 429, 500))
            showcase.answers("alpha-code", Reply(status, body=body))
            # A block is remembered for a day at most.
            showcase.clock.pass_hours(25)
            outcome = showcase.refresh()
            assert (outcome.asked, outcome.servers) == (1, 1)
            record = showcase.record("alpha")
            assert record.facts is not None
            assert record.facts.id == GUILD
            done["damaged answers"] += 1


def kills(chance: random.Random, done: Counter[str]) -> None:
    """Killed runs, and one more that comes to its end."""
    with place() as showcase:
        real = twelve(showcase)
        for work in ("refresh", "artwork", "build"):
            done[f"kills, {work}"] += killed(real, work, 4, chance.randrange(2**32))
        assert real.ends("build") == (0, "")
        assert len(assert_nothing_is_corrupt(real.root / ".cache")) == SERVERS
        assert litter(real.root / ".cache") == []


def pairs(_: random.Random, done: Counter[str]) -> None:
    """Two builds at once."""
    with place() as showcase:
        real = twelve(showcase)
        for build in [real.start("build", "-d", f"site-{name}") for name in "ab"]:
            output = build.communicate(timeout=300)[0]
            assert (build.returncode, output) == (0, "")
        assert len(assert_nothing_is_corrupt(real.root / ".cache")) == SERVERS
        done["pairs of builds at once"] += 1


def stores(chance: random.Random, done: Counter[str]) -> None:
    """Damaged stores."""
    with place() as showcase:
        for number in range(8):
            showcase.server(f"s{number}")
            showcase.answers(f"s{number}-code", guild_id=f"20000000000000000{number}", name="s ü")
        showcase.refresh()
        cache = showcase.settings().cache_dir
        data = (cache / FILE).read_bytes()
        for _ in range(200):
            for path in cache.glob(f"{FILE}*"):
                path.unlink()
            (cache / FILE).write_bytes(mangled(data, chance))
            with Store(cache, lambda _line: None) as store:
                store.records()
                store.take_turn("api", 1e9, budget=5, pace=1)
                store.update("s1", lambda record: record)
            done["damaged stores"] += 1


def worlds(chance: random.Random, done: Counter[str]) -> None:
    """Simulated days with lost caches, hostile mirrors and invites that change hands."""

    class Counted(World):
        def learn_from(self, since: int) -> None:
            super().learn_from(since)
            done["builds in simulated worlds"] += 1

    seed(chance.randrange(2**32))(Counted)
    run_state_machine_as_test(
        Counted,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    done["simulated worlds"] += 10


ROUND: tuple[Callable[[random.Random, Counter[str]], None], ...] = (
    answers, kills, pairs, stores, worlds,
)  # fmt: skip


@click.command()
@click.option("--minutes", default=10.0, show_default=True, help="How long, about.")
@click.option("--seed", "first", default=None, type=int, help="Of the first round; else by chance.")
def main(minutes: float, first: int | None) -> None:
    """Soak for some minutes; print what was done."""
    began, done = time.monotonic(), Counter[str]()
    number = random.SystemRandom().randrange(2**32) if first is None else first
    while time.monotonic() - began < minutes * 60:
        for part in ROUND:
            if time.monotonic() - began >= minutes * 60:
                break
            try:
                part(random.Random(number), done)
            except BaseException:
                click.echo(f"{part.__name__} failed with --seed {number}", err=True)
                raise
            click.echo(".", nl=False)
            sys.stdout.flush()
        number += 1
    click.echo(f"\n{time.monotonic() - began:.0f} s, nothing failed:")
    for name, count in sorted(done.items()):
        click.echo(f"| {name} | {count:,} |")


if __name__ == "__main__":
    main()
