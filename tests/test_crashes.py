"""Whatever ends a run, and whoever runs beside it: the next one goes on, and nothing is corrupt.

Real processes, killed at random moments; real files that are damaged; a real lack of space and of
rights. The long forms run where the environment has FULL=1.
"""

import hashlib
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from forms import FULL
from making import HandClock, Showcase, banner, icon
from showcase.artwork import Gallery
from showcase.cache import writable
from showcase.clock import SystemClock
from showcase.standin import Reply, StandIn
from showcase.store import FILE, Store
from showcase.workspace import Scratch, Workspace, sweep
from waiting import until

pytestmark = pytest.mark.posix
KILLS = {"refresh": 40, "artwork": 30, "build": 30} if FULL else {"build": 4}
"""Of a refresh, of the making of pictures, and of a whole build, which does both."""
SERVERS = 12
ENDINGS = {".webp", ".jpg"}

_CHILD = """
import sys
from dataclasses import replace
from pathlib import Path
from showcase import edition
from showcase.artwork import Gallery
from showcase.clock import SystemClock
from showcase.content import load
from showcase.options import Options
from showcase.refresh import Outcome
from showcase.cache import writable
from showcase.store import Store

work, root, api, cdn = sys.argv[1:]
options = Options(root=Path(root), pace_seconds=0.003, api_url=api, cdn_url=cdn,
                  cache_dir=Path(root) / ".cache", content_dir=Path(root) / "content")
content = load(options.content_dir, options.root)
with Store(options.cache_dir, sys.exit) as store:
    gallery = Gallery(options.pictures_dir)
    if work == "refresh":
        edition.update(content, store, gallery, options, SystemClock())
    else:
        now = SystemClock().now()
        edition.compose(content, store, gallery, options, outcome=Outcome(), at=now)
    gallery.close()
"""


class RealShowcase(Showcase):
    """A showcase whose work is done by processes of its own, at the time of this machine."""

    def command(self, work: str, *more: str) -> list[str]:
        if work == "build":
            return [sys.executable, "-m", "mkdocs", "build", "-q", *more]
        if work == "cli":
            return [sys.executable, "-c", "from showcase.cli import main; main()", *more]
        places = [str(self.root), self.discord.api_url, self.discord.cdn_url]
        return [sys.executable, "-c", _CHILD, work, *places]

    def start(self, work: str, *more: str, **options: object) -> subprocess.Popen[str]:
        process: subprocess.Popen[str] = subprocess.Popen(
            self.command(work, *more), cwd=self.root, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, **options,  # type: ignore[call-overload]
        )  # fmt: skip
        return process

    def ends(self, work: str, *more: str) -> tuple[int, str]:
        """Let a process come to its end; return its status and what it printed."""
        process = self.start(work, *more)
        output, _ = process.communicate(timeout=120)
        return process.returncode, output

    def seconds(self, work: str) -> float:
        """How long the work takes, where nothing disturbs it and nothing is cached."""
        shutil.rmtree(self.root / ".cache", ignore_errors=True)
        if work == "artwork":
            assert self.ends("refresh") == (0, "")
        began = time.monotonic()
        assert self.ends(work) == (0, "")
        return time.monotonic() - began


def twelve(showcase: Showcase) -> RealShowcase:
    """Twelve servers, each with an icon and a banner of its own, beside another showcase."""
    made = RealShowcase(showcase.root.parent / "real", showcase.discord)
    made.clock = SystemClock()  # type: ignore[assignment]
    for number in range(SERVERS):
        slug, guild, name = f"s{number:02}", f"2000000000000{number:05}", f"{number:032x}"
        made.server(slug).answers(f"{slug}-code", guild_id=guild, name=slug, icon=name, banner=name)
        made.discord.pictures[f"icons/{guild}/{name}"] = icon((number * 9, 90, 160))
        made.discord.pictures[f"banners/{guild}/{name}"] = banner((number * 9, 40, 90))
    made.options["pace_seconds"] = 0.003
    made.mkdocs_yml()
    return made


@pytest.fixture
def real(showcase: Showcase) -> RealShowcase:
    return twelve(showcase)


def assert_pictures_are_whole(folder: Path) -> set[str]:
    """Every finished picture holds what its name says; return the names."""
    found = [path for path in folder.rglob("*") if path.suffix in ENDINGS]
    for path in found:
        data = path.read_bytes()
        assert hashlib.sha256(data).hexdigest().startswith(path.stem), path
    return {path.name for path in found}


def assert_nothing_is_corrupt(cache: Path) -> dict[str, object]:
    """Return the facts that are known."""
    # The site's assets of the theme are no pictures of ours; those in the cache all are.
    assert_pictures_are_whole(cache)
    for file in (cache / FILE, cache / "pictures/index.sqlite"):
        if file.exists():
            connection = sqlite3.connect(file)
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            connection.close()
    warnings: list[str] = []
    with Store(cache, warnings.append) as store:
        facts = {slug: record.facts for slug, record in store.records().items() if record.facts}
    assert warnings == []
    assert list(cache.rglob("*.aside")) == []
    return dict(facts)


def litter(cache: Path) -> list[str]:
    """What no finished run leaves behind."""
    left = (*cache.glob("builds/*"), *cache.glob("pictures/.*"), *cache.rglob("*.tmp"))
    return [path.name for path in left]


def killed(real: RealShowcase, work: str, kills: int, seed: int = 0) -> int:
    """Kill so many runs, each at a random moment; return how many had not ended before."""
    cache = real.root / ".cache"
    whole = real.seconds(work)
    chance, hits = random.Random(f"{work} {seed}"), 0
    known: dict[str, object] = {}
    for _ in range(kills):
        # Begin anew now and then: else the last runs would have little left to do.
        if chance.random() < 0.3:
            shutil.rmtree(cache / "pictures", ignore_errors=True)
        process = real.start(work)
        time.sleep(chance.random() * whole)
        process.kill()
        process.communicate()
        hits += process.returncode == -signal.SIGKILL
        facts = assert_nothing_is_corrupt(cache) if cache.exists() else {}
        assert facts.items() >= known.items(), "what was known is lost"
        known = facts
    return hits


def test_runs_killed_at_any_moment_are_taken_up_by_the_next(real: RealShowcase) -> None:
    cache, site = real.root / ".cache", real.root / "site/assets/showcase"
    hits = sum(killed(real, work, kills) for work, kills in KILLS.items())
    assert hits >= sum(KILLS.values()) // 3
    assert real.ends("build") == (0, "")
    assert len(assert_nothing_is_corrupt(cache)) == SERVERS
    assert litter(cache) == []
    assert {real.state(f"s{number:02}") for number in range(SERVERS)} == {"live"}
    pictures = [path for path in site.iterdir() if re.fullmatch(r"[0-9a-f]{20}\.\w+", path.name)]
    assert len(pictures) > SERVERS
    for path in pictures:
        assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(path.stem)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM][: 2 if FULL else 1])
def test_a_refresh_that_is_interrupted_keeps_what_it_learned(
    real: RealShowcase, how: signal.Signals
) -> None:
    # The signal finds it at work, however late it comes: it waits for an answer.
    answer = real.discord.invites["s06-code"]
    assert isinstance(answer, dict)
    real.answers("s06-code", [Reply(fault="hang"), answer])
    # Who starts the tests in the background may have the signal ignored, and children with them.
    before = signal.signal(how, signal.SIG_DFL)
    process = real.start("cli", "refresh")
    signal.signal(how, before)
    until(lambda: real.discord.asked("s06-code") or process.poll() is not None)
    assert process.poll() is None
    process.send_signal(how)
    output, _ = process.communicate(timeout=30)
    assert process.returncode != 0
    assert "Traceback" not in output
    known = assert_nothing_is_corrupt(real.root / ".cache")
    assert len(known) == 6
    assert real.ends("cli", "refresh")[0] == 0
    # What was under way may be asked twice; all else once.
    assert SERVERS <= real.discord.asked() <= SERVERS + 1


# Several at once


@pytest.mark.parametrize("store", ["damaged", "new"][: 2 if FULL else 1])
def test_two_builds_at_once_share_one_store_and_write_their_pages_apart(
    real: RealShowcase, store: str
) -> None:
    cache = real.root / ".cache"
    if store == "damaged":
        cache.mkdir()
        (cache / FILE).write_bytes(b"no store" * 999)
        (cache / "pictures").mkdir()
        (cache / "pictures/index.sqlite").write_bytes(b"no index" * 999)
    builds = [real.start("build", "-d", f"site-{name}") for name in "ab"]
    for build in builds:
        output, _ = build.communicate(timeout=120)
        assert (build.returncode, output) == (0, "")
    assert real.discord.asked() <= 2 * SERVERS
    for name in "ab":
        rows = (real.root / f"site-{name}/api/v1/servers.json").read_text("utf-8")
        assert rows.count('"state":"live"') + rows.count('"state": "live"') == SERVERS
    set_aside = [path.name for path in cache.rglob("*.aside")]
    assert set_aside == ([f"{FILE}.aside"] if store == "damaged" else [])
    (cache / f"{FILE}.aside").unlink(missing_ok=True)
    assert len(assert_nothing_is_corrupt(cache)) == SERVERS
    assert litter(cache) == []


def test_a_damaged_store_is_set_aside_once_by_many_who_open_it_at_once(tmp_path: Path) -> None:
    lines: list[str] = []
    everybody = threading.Barrier(6, timeout=60)
    for round_ in range(30 if FULL else 5):
        folder = tmp_path / str(round_)
        folder.mkdir()
        (folder / FILE).write_bytes(b"no store" * 999)
        lines.clear()

        def open_one(number: int, folder: Path = folder) -> None:
            everybody.wait()
            with Store(folder, lines.append) as store:
                store.block(f"api {number}", 1e9, "why")

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(open_one, range(6)))
        assert len(lines) == 1
        with Store(folder, lines.append) as store:
            blocked = [store.blocked(f"api {number}", 1e9 - 1) for number in range(6)]
        assert None not in blocked


# Files that are damaged


def mangled(data: bytes, chance: random.Random) -> bytes:
    """Flip, blank, cut or fill in some bytes."""
    spoilt = bytearray(data)
    at = chance.randrange(len(spoilt))
    match chance.choice(("flip", "blank", "cut", "head", "insert")):
        case "flip":
            for _ in range(chance.choice((1, 3, 50))):
                spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        case "blank":
            end = min(len(spoilt), at + chance.choice((1, 16, 512, 4096)))
            spoilt[at:end] = bytes(end - at)
        case "cut":
            del spoilt[at:]
        case "head":
            spoilt[chance.randrange(100)] = chance.randrange(256)
        case _:
            spoilt[at:at] = chance.randbytes(chance.choice((1, 100, 4096)))
    return bytes(spoilt)


def test_a_store_with_any_damage_is_read_or_set_aside(showcase: Showcase) -> None:
    for number in range(8):
        slug = f"s{number}"
        showcase.server(slug).answers(
            f"{slug}-code", guild_id=f"20000000000000000{number}", name=f"{slug} Ünï 🎉"
        )
    showcase.refresh()
    cache = showcase.settings().cache_dir
    data = (cache / FILE).read_bytes()
    chance = random.Random("store")
    for _ in range(3000 if FULL else 60):
        for path in cache.glob(f"{FILE}*"):
            path.unlink()
        (cache / FILE).write_bytes(mangled(data, chance))
        lines: list[str] = []
        with Store(cache, lines.append) as store:
            store.records()
            store.take_turn("api", 1e9, budget=5, pace=1)
            store.block("api", 1e9, "why")
            store.blocked("api", 1e9)
            store.update("s1", lambda record: record)
        assert (cache / f"{FILE}.aside").exists() == bool(lines)


def test_an_index_of_pictures_with_any_damage_is_read_or_made_anew(tmp_path: Path) -> None:
    sources = [f"icons/20000000000000000{number}/{number:032x}" for number in range(8)]
    gallery = Gallery(tmp_path)
    for source in sources:
        gallery.add(source, icon())
    gallery.close()
    data = (tmp_path / "index.sqlite").read_bytes()
    chance = random.Random("index")
    for _ in range(3000 if FULL else 40):
        for path in tmp_path.glob("index*"):
            path.unlink()
        (tmp_path / "index.sqlite").write_bytes(mangled(data, chance))
        gallery = Gallery(tmp_path)
        for source in sources:
            gallery.renditions(source)
            gallery.refused(source)
        gallery.add(sources[0], icon())
        assert gallery.renditions(sources[0])
        gallery.close()


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def foreign(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def rubbish(path: Path) -> None:
    path.write_bytes(b"rubbish" * 5000)


@pytest.mark.parametrize("spoil", [truncated, foreign, newer, rubbish])
def test_a_store_that_cannot_be_used_is_set_aside_by_name_and_the_mirror_used(
    showcase: Showcase, spoil: Callable[[Path], None]
) -> None:
    showcase.server("alpha").answers("alpha-code", members=700)
    made = showcase.compose()
    showcase.publish(made)
    path = showcase.settings().cache_dir / FILE
    spoil(path)
    lines: list[str] = []
    with Store(path.parent, lines.append):
        (line,) = lines
        assert line.endswith(f"it was set aside as {FILE}.aside")
    asked = showcase.discord.asked()
    assert showcase.compose().records == made.records
    assert showcase.discord.asked() == asked
    assert path.with_name(f"{FILE}.aside").exists()


def test_a_newer_store_goes_aside_with_what_it_had_not_yet_written_back(tmp_path: Path) -> None:
    """Of a program that was killed; it can be put back for the newer one."""
    script = f"""
        import os, sqlite3, signal
        one = sqlite3.connect({str(tmp_path / FILE)!r}, isolation_level=None)
        one.execute("PRAGMA journal_mode = WAL")
        one.execute("PRAGMA user_version = 99")
        one.execute("CREATE TABLE later (said TEXT)")
        one.execute("INSERT INTO later VALUES ('kept')")
        os.kill(os.getpid(), signal.SIGKILL)
    """
    subprocess.run(
        [sys.executable, "-c", "\n".join(map(str.strip, script.split("\n")))], check=False
    )
    Store(tmp_path, lambda _line: None).close()
    aside = sqlite3.connect(tmp_path / f"{FILE}.aside")
    assert aside.execute("SELECT said FROM later").fetchone() == ("kept",)
    aside.close()


# Space and rights


@dataclass(frozen=True)
class Limited:
    """Lets no process write a file larger than so many bytes: a disk that is full."""

    size: int

    def __call__(self) -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, self.size))


@pytest.mark.parametrize("work", ["cli", "build"])
@pytest.mark.parametrize("size", [0, 3000, 20_000, 40_000, 100_000] if FULL else [20_000])
@pytest.mark.untraced
def test_a_full_disk_ends_in_one_line_and_what_was_known_stays(
    real: RealShowcase, work: str, size: int
) -> None:
    assert real.ends("refresh") == (0, "")
    known = assert_nothing_is_corrupt(real.root / ".cache")
    more = ["refresh", "--all"] if work == "cli" else ["-d", "site-full"]
    (real.root / "site-full").mkdir()
    for number in range(SERVERS):
        slug, guild = f"s{number:02}", f"2000000000000{number:05}"
        real.answers(f"{slug}-code", guild_id=guild, name=slug, description="new " * 60)
    process = real.start(work, *more, preexec_fn=Limited(size))
    output, _ = process.communicate(timeout=120)
    lines = [line for line in output.splitlines() if line and not line.startswith("Aborted")]
    if process.returncode:
        assert len(lines) == 1, output
        assert "Traceback" not in output
    now = assert_nothing_is_corrupt(real.root / ".cache")
    assert now.keys() == known.keys()
    assert litter(real.root / ".cache") == []
    assert real.ends("cli", "refresh", "--all")[0] == 0


def bound() -> list[str]:
    """Return what takes from root the right to write where nobody may."""
    return ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []


def test_a_cache_that_may_not_be_written_is_said_and_another_stands_in(
    real: RealShowcase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    assert real.ends("refresh") == (0, "")
    cache = real.root / ".cache"
    folders = [cache, *(path for path in cache.rglob("*") if path.is_dir())]
    before = {path: path.stat().st_mtime_ns for path in cache.rglob("*")}
    for folder in folders:
        folder.chmod(0o555)
    asked = real.discord.asked()
    try:
        for _ in range(2):
            command = [*bound(), sys.executable, "-m", "mkdocs", "build"]
            done = subprocess.run(
                command, cwd=real.root, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            (line,) = [each for each in done.stderr.splitlines() if "cannot be written" in each]
            assert f"{cache} cannot be written (Permission denied)" in line
            assert "stands in for it" in line
    finally:
        for folder in folders:
            folder.chmod(0o755)
    # All that was known is known there: nothing was asked anew, and nothing is written here.
    assert real.discord.asked() == asked
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*")} == before
    (spare,) = temporary.iterdir()
    assert spare.stat().st_mode & 0o077 == 0
    assert len(assert_nothing_is_corrupt(spare)) == SERVERS


def unwritable(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")


def test_a_copy_of_the_cache_that_is_killed_does_not_stand_in(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for name in "ab":
        (cache / name).write_text("whole")
    script = """if True:
        import os, shutil, signal, sys, tempfile
        from pathlib import Path
        from test_crashes import unwritable
        from showcase.cache import writable

        cache, last = Path(sys.argv[1]), []
        tempfile.tempdir, tempfile.TemporaryFile = str(cache.parent), unwritable

        def copy(source, target):
            Path(target).write_text("half" if last else "whole")
            if last:
                os.kill(os.getpid(), signal.SIGKILL)
            last.append(source)

        if sys.argv[2:]:
            shutil.copyfile = copy
        print(writable(cache, str))
    """
    command = [sys.executable, "-c", script, str(cache)]
    killed = subprocess.run([*command, "killed"], cwd=Path(__file__).parent, check=False)
    assert killed.returncode == -signal.SIGKILL
    done = subprocess.run(
        command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True
    )
    spare = Path(done.stdout.strip())
    assert spare != cache
    assert [(spare / name).read_text() for name in "ab"] == ["whole", "whole"]


def test_of_two_that_copy_the_cache_at_once_both_use_the_first_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "a").write_text("known")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("tempfile.TemporaryFile", unwritable)
    lines: list[str] = []
    copy, spares = shutil.copytree, []

    def beaten(*arguments: Any, **options: Any) -> None:
        monkeypatch.setattr("shutil.copytree", copy)
        copy(*arguments, **options)
        spares.append(writable(cache, lines.append))
        (spares[0] / "a").write_text("learned")

    monkeypatch.setattr("shutil.copytree", beaten)
    spares.append(writable(cache, lines.append))
    assert spares == [spares[0]] * 2
    assert (spares[0] / "a").read_text() == "learned"
    assert sorted(tmp_path.iterdir()) == sorted([cache, spares[0]])


def test_a_folder_that_somebody_else_made_does_not_stand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("tempfile.TemporaryFile", unwritable)
    folder = tmp_path / "cache"
    spare = writable(folder, lines.append)
    assert spare.parent == tmp_path
    assert len(lines) == 1
    assert writable(folder, lines.append) == spare
    spare.chmod(0o777)
    assert writable(folder, lines.append) == folder
    spare.rmdir()
    spare.symlink_to(tmp_path)
    assert writable(folder, lines.append) == folder
    assert len(lines) == 2


# Litter


def test_a_folder_lasts_as_long_as_its_process(tmp_path: Path) -> None:
    script = """
        import os, signal, sys
        from pathlib import Path
        from showcase.workspace import Scratch
        print(Scratch(Path(sys.argv[1]), ".making-").path.name, flush=True)
        sys.stdin.read()
    """
    code = "\n".join(line.strip() for line in script.split("\n"))
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        sweep(tmp_path, ".making-")
        assert (tmp_path / name).is_dir()
        process.kill()
    other = Scratch(tmp_path, "other-")
    assert (tmp_path / name).is_dir()
    sweep(tmp_path, ".making-")
    assert list(tmp_path.iterdir()) == [other.path]
    other.remove()


def test_a_folder_whose_process_ended_before_it_was_locked_is_removed(tmp_path: Path) -> None:
    half = tmp_path / "builds/half/servers"
    half.mkdir(parents=True)
    space = Workspace(tmp_path)
    assert list((tmp_path / "builds").iterdir()) == [space.path]
    space.remove()


def test_makers_of_folders_killed_at_any_moment_leave_none_to_the_next(tmp_path: Path) -> None:
    script = """if True:
        import sys
        from pathlib import Path
        from showcase.workspace import Workspace
        print(flush=True)
        while True:
            space = Workspace(Path(sys.argv[1]))
            for number in range(8):
                space.write(f"servers/{number}.md", "text")
            space.remove()
    """
    chance = random.Random("makers")
    for _ in range(60 if FULL else 12):
        with subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.random() / 50)
            process.kill()
        space = Workspace(tmp_path)
        assert list((tmp_path / "builds").iterdir()) == [space.path]
        space.remove()
        assert list((tmp_path / "builds").iterdir()) == []


@pytest.mark.parametrize(("hours", "is_left"), [(1, False), (25, True)])
def test_where_locks_are_unknown_the_age_of_a_folder_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hours: int, is_left: bool
) -> None:
    def unknown(path: Path, *, wait: float = 0.0) -> sqlite3.Connection:
        raise sqlite3.OperationalError("locking protocol")

    monkeypatch.setattr("showcase.workspace.hold", unknown)
    folder = tmp_path / "builds/other"
    folder.mkdir(parents=True)
    then = time.time() - hours * 3600
    os.utime(folder, (then, then))
    space = Workspace(tmp_path)
    assert folder.exists() is not is_left
    assert space.path.is_dir()
    space.remove()


def test_two_builds_that_sweep_at_once_do_not_stumble(tmp_path: Path) -> None:
    for number in range(200):
        folder = tmp_path / "builds" / str(number)
        folder.mkdir(parents=True)
        os.utime(folder, (1, 1))
    with ThreadPoolExecutor(4) as pool:
        spaces = list(pool.map(Workspace, [tmp_path] * 4))
    assert len(list((tmp_path / "builds").iterdir())) == 4
    for space in spaces:
        space.remove()
    assert list((tmp_path / "builds").iterdir()) == []


def test_the_store_does_not_grow_from_run_to_run(showcase: Showcase, discord: StandIn) -> None:
    showcase.options |= {"refresh": "always", "max_age_hours": 0}
    for number in range(20):
        slug = f"s{number:02}"
        showcase.server(slug)
        showcase.answers(f"{slug}-code", guild_id=f"2000000000000000{number:02}", name=slug)
    sizes = []
    for day in range(40 if FULL else 12):
        showcase.clock = HandClock(showcase.clock.now())
        showcase.clock.pass_hours(1)
        showcase.refresh()
        if day % 4 == 3:
            sizes.append((showcase.settings().cache_dir / FILE).stat().st_size)
    assert max(sizes) <= 1.2 * sizes[0]
