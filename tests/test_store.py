"""The store keeps what it was given, whoever else writes and however a process ends."""

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from showcase.models.record import Absence, Record, Sighting
from showcase.store import FILE, WINDOW, Store, StoreError

API = "https://discord.com/api/v10"
NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
T = NOW.timestamp()
SNAKES = Record(slug="snakes", code="charm", first_server=Sighting("100000000000000001", NOW))


def no_warning(line: str) -> None:
    pytest.fail(f"an unexpected warning: {line}")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "cache", no_warning) as store:
        yield store


def again(tmp_path: Path) -> Store:
    """Open the same store as another process would."""
    return Store(tmp_path / "cache", no_warning)


def counted(record: Record | None) -> Record:
    runs = record.absence.runs + 1 if record and record.absence else 1
    return replace(SNAKES, absence=Absence(NOW, NOW, runs))


def count(record: Record | None) -> int:
    assert record is not None
    assert record.absence is not None
    return record.absence.runs


def run(script: str, *arguments: object) -> list[str]:
    """Run a script in a process of its own and return the lines it printed."""
    ran = subprocess.run(
        [sys.executable, "-c", dedent(script), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout.splitlines()


# Records


def test_a_new_store_is_empty_and_its_folder_is_made(tmp_path: Path) -> None:
    with Store(tmp_path / "a" / "b" / "c", no_warning) as store:
        assert store.records() == {}
    assert (tmp_path / "a" / "b" / "c" / FILE).is_file()


def test_what_was_saved_is_there_in_the_next_run(store: Store, tmp_path: Path) -> None:
    adders = replace(SNAKES, slug="adders")
    store.save([SNAKES, adders])
    store.close()
    with again(tmp_path) as later:
        assert later.records() == {"snakes": SNAKES, "adders": adders}


def test_an_update_sees_the_present_record_and_returns_the_new_one(store: Store) -> None:
    assert store.update("snakes", lambda record: record) is None
    assert store.records() == {}
    assert count(store.update("snakes", counted)) == 1
    assert count(store.update("snakes", counted)) == 2
    assert count(store.records()["snakes"]) == 2


def test_an_update_that_fails_changes_nothing(store: Store) -> None:
    store.save([SNAKES])

    def fail(record: Record | None) -> Record:
        raise ZeroDivisionError(record)

    with pytest.raises(ZeroDivisionError):
        store.update("snakes", fail)
    assert store.records() == {"snakes": SNAKES}
    assert count(store.update("snakes", counted)) == 1


def test_several_updates_are_one_of_which_all_or_none_are_made(store: Store) -> None:
    store.update("a", counted)
    made = store.update_each(["a", "b"], lambda _, record: counted(record))
    assert [count(made[slug]) for slug in ("a", "b")] == [2, 1]

    def failing(slug: str, record: Record | None) -> Record:
        if slug == "b":
            raise RuntimeError
        return counted(record)

    with pytest.raises(RuntimeError):
        store.update_each(["a", "b"], failing)
    assert [count(one) for one in store.records().values()] == [2, 1]


def test_records_are_read_anew_where_anybody_wrote(store: Store, tmp_path: Path) -> None:
    seen = []
    with again(tmp_path) as other:
        for writer in (store, other, other, store, other):
            writer.update("snakes", counted)
            seen.append([count(one.records()["snakes"]) for one in (store, other)])
    assert seen == [[number, number] for number in range(1, 6)]
    first = store.records()
    first.clear()
    assert list(store.records()) == ["snakes"]


def test_a_save_that_fails_half_way_changes_nothing(store: Store) -> None:
    def some() -> Iterator[Record]:
        yield SNAKES
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.save(some())
    assert store.records() == {}


def test_a_record_moves_along_with_its_slug(store: Store) -> None:
    store.save([SNAKES])
    store.rename({"snakes": "serpents", "unknown": "new"})
    assert store.records() == {"serpents": replace(SNAKES, slug="serpents")}


def test_what_stands_at_the_new_slug_stays(store: Store) -> None:
    serpents = replace(SNAKES, slug="serpents", code="other")
    store.save([SNAKES, serpents])
    store.rename({"snakes": "serpents"})
    assert store.records() == {"snakes": SNAKES, "serpents": serpents}


@pytest.mark.parametrize("row", ["", "null", "{", "[" * 9999, 7, b"\x00\xff", '{"code": "a b"}'])
def test_a_row_that_is_not_in_order_is_left_out_and_written_anew(
    store: Store, tmp_path: Path, row: object
) -> None:
    with sqlite3.connect(tmp_path / "cache" / FILE) as other:
        other.execute("INSERT INTO records VALUES ('snakes', ?)", (row,))
    other.close()
    store.save([replace(SNAKES, slug="adders")])
    assert list(store.records()) == ["adders"]
    assert count(store.update("snakes", counted)) == 1
    assert sorted(store.records()) == ["adders", "snakes"]


# Several at once


def test_two_processes_lose_no_update(tmp_path: Path) -> None:
    script = """
        import sys
        from pathlib import Path
        from test_store import counted, no_warning
        from showcase.store import Store
        with Store(Path(sys.argv[1]), no_warning) as store:
            for _ in range(200):
                store.update("snakes", counted)
    """
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, [script] * 2, [tmp_path / "cache"] * 2))
    with again(tmp_path) as store:
        assert count(store.records()["snakes"]) == 400


@pytest.mark.parametrize("is_shared", [True, False])
def test_threads_lose_no_update(store: Store, tmp_path: Path, is_shared: bool) -> None:
    def work(_: int) -> None:
        mine = store if is_shared else again(tmp_path)
        for _ in range(25):
            mine.update("snakes", counted)
            mine.records()
        if not is_shared:
            mine.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert count(store.records()["snakes"]) == 100


def test_many_may_open_a_new_store_at_once(tmp_path: Path) -> None:
    everybody = threading.Barrier(6, timeout=60)

    def open_one(round_: int) -> None:
        everybody.wait()
        with Store(tmp_path / str(round_), no_warning) as store:
            store.update("snakes", counted)

    with ThreadPoolExecutor(6) as pool:
        for round_ in range(5):
            list(pool.map(open_one, [round_] * 6))
            with Store(tmp_path / str(round_), no_warning) as store:
                assert count(store.records()["snakes"]) == 6


def test_a_store_that_another_process_is_making_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    other = sqlite3.connect(tmp_path / "cache" / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(again, tmp_path)
        with pytest.raises(TimeoutError):
            opening.result(0.2)
        other.execute("COMMIT")
        opening.result(10).close()
    other.close()


@pytest.mark.posix
def test_killing_a_writer_leaves_a_whole_store(tmp_path: Path) -> None:
    """Ten times; the two records of each transaction always agree."""
    script = """
        import os, signal, sys
        from dataclasses import replace
        from pathlib import Path
        from test_store import SNAKES, count, counted
        from showcase.store import Store

        def write_on(folder, told):
            store = Store(folder, print)
            one = store.records().get("snakes")
            while True:
                one = counted(one)
                store.save([one, replace(one, slug="adders")])
                os.write(told, b".")

        folder = Path(sys.argv[1])
        for kill in range(10):
            hears, told = os.pipe()
            writer = os.fork()
            if writer == 0:
                write_on(folder, told)
            for _ in range(1 + kill * 7):
                os.read(hears, 1)
            os.kill(writer, signal.SIGKILL)
            os.waitpid(writer, 0)
            with Store(folder, print) as store:
                counts = [count(record) for record in store.records().values()]
            print(len(counts), counts[0] == counts[1], counts[0] > kill)
    """
    assert run(script, tmp_path / "cache") == ["2 True True"] * 10


# Files that are no store


def good_store(path: Path) -> bytes:
    with Store(path.parent, no_warning) as store:
        store.save(replace(SNAKES, slug=f"snakes-{number}") for number in range(200))
    return path.read_bytes()


def foreign(path: Path, version: int, *statements: str) -> bytes:
    path.parent.mkdir()
    other = sqlite3.connect(path)
    for statement in (*statements, f"PRAGMA user_version = {version}"):
        other.execute(statement)
    other.commit()
    other.close()
    return path.read_bytes()


def truncated(path: Path) -> bytes:
    return good_store(path)[:-9000]


def overwritten(path: Path) -> bytes:
    data = good_store(path)
    return data[:8192] + bytes(4096) + data[12288:]


def beheaded(path: Path) -> bytes:
    return b"x" * 100 + good_store(path)[100:]


def text(path: Path) -> bytes:
    path.parent.mkdir()
    return b'{"version": 1, "records": {}}\n' * 500


def of_another_program(path: Path) -> bytes:
    return foreign(path, 0, "CREATE TABLE songs (title TEXT)")


def of_another_program_in_version_1(path: Path) -> bytes:
    return foreign(path, 1, "CREATE TABLE songs (title TEXT)")


def with_other_columns(path: Path) -> bytes:
    return foreign(path, 1, "CREATE TABLE records (slug TEXT)", "CREATE TABLE requests (api TEXT)")


def without_a_table(path: Path) -> bytes:
    good_store(path)
    with sqlite3.connect(path) as other:
        other.execute("DROP TABLE blocks")
    other.close()
    return path.read_bytes()


def newer(path: Path) -> bytes:
    return foreign(path, 2, "CREATE TABLE records (slug TEXT, record TEXT, more TEXT)")


@pytest.mark.parametrize(
    "make",
    [
        truncated,
        overwritten,
        beheaded,
        text,
        of_another_program,
        of_another_program_in_version_1,
        with_other_columns,
        without_a_table,
        newer,
    ],
)
def test_a_file_that_is_no_store_of_ours_is_set_aside_with_a_line(
    tmp_path: Path, make: Callable[[Path], bytes]
) -> None:
    path = tmp_path / "cache" / FILE
    data = make(path)
    path.write_bytes(data)
    lines: list[str] = []
    with Store(tmp_path / "cache", lines.append) as store:
        assert store.records() == {}
        store.save([SNAKES])
    (line,) = lines
    assert str(path) in line
    assert f"set aside as {FILE}.aside" in line
    assert "\n" not in line
    assert len(path.with_name(FILE + ".aside").read_bytes()) == len(data)
    with again(tmp_path) as store:
        assert store.records() == {"snakes": SNAKES}


def test_an_empty_file_is_a_new_store(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / FILE).touch()
    with again(tmp_path) as store:
        assert store.records() == {}


@pytest.mark.parametrize("ending", ["-wal", "-shm"])
def test_rubbish_beside_the_store_does_no_harm(store: Store, tmp_path: Path, ending: str) -> None:
    store.save([SNAKES])
    store.close()
    (tmp_path / "cache" / (FILE + ending)).write_bytes(b"rubbish" * 9999)
    with again(tmp_path) as later:
        assert later.records() == {"snakes": SNAKES}


def test_an_older_file_set_aside_gives_way(tmp_path: Path) -> None:
    path = tmp_path / "cache" / FILE
    path.parent.mkdir()
    for content in (b"first rubbish", b"second rubbish"):
        path.write_bytes(content)
        Store(tmp_path / "cache", lambda line: None).close()
    assert path.with_name(FILE + ".aside").read_bytes() == b"second rubbish"


# Places that cannot be written


def test_a_folder_that_is_a_file_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("not a folder")
    for folder in (tmp_path / "cache", tmp_path / "cache" / "below"):
        with pytest.raises(StoreError, match=r"cannot be used: .*\. Free some space, mend its"):
            Store(folder, no_warning)


def test_a_folder_where_the_file_belongs_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "cache" / FILE).mkdir(parents=True)
    with pytest.raises(StoreError, match="unable to open database file"):
        again(tmp_path)


FULL_DISK = """
    import resource, sys
    from pathlib import Path
    from test_store import SNAKES, no_warning
    from dataclasses import replace
    from showcase.store import Store, StoreError

    def fill(size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    folder = Path(sys.argv[1])
"""


@pytest.mark.posix
@pytest.mark.untraced
def test_a_full_disk_is_a_store_error_and_what_was_known_is_still_there(tmp_path: Path) -> None:
    script = (
        FULL_DISK
        + """
    store = Store(folder, no_warning)
    store.save([SNAKES])
    fill(100_000)
    many = [replace(SNAKES, slug=f"snakes-{n}", code="x" * 100) for n in range(2000)]
    for _ in range(2):
        try:
            store.save(many)
        except StoreError as error:
            print(str(error).replace(str(folder), ""))
    print(store.records() == {"snakes": SNAKES})
    fill(resource.RLIM_INFINITY)
    store.save(many)
    print(len(store.records()))
    """
    )
    sentence, same, *rest = run(script, tmp_path / "cache")
    assert sentence == same
    assert sentence.startswith(f"the store /{FILE} cannot be written: ")
    assert sentence.endswith("mend its rights; what was known before is still there.")
    assert "rollback" not in sentence
    assert rest == ["True", "2001"]


@pytest.mark.posix
@pytest.mark.untraced
def test_a_new_store_on_a_full_disk_is_a_store_error(tmp_path: Path) -> None:
    script = (
        FULL_DISK
        + """
    fill(0)
    try:
        Store(folder, no_warning)
    except StoreError as error:
        print(str(error).replace(str(folder), "here"))
    """
    )
    (sentence,) = run(script, tmp_path / "cache")
    assert sentence.startswith("the cache here cannot be used: ")


def test_a_store_that_breaks_under_way_is_a_store_error(store: Store, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "cache" / FILE) as other:
        other.execute("DROP TABLE records")
        other.execute("DROP TABLE blocks")
    other.close()
    with pytest.raises(StoreError, match="cannot be read"):
        store.records()
    with pytest.raises(StoreError, match="cannot be read"):
        store.blocked(API, T)
    with pytest.raises(StoreError, match="cannot be written"):
        store.save([SNAKES])


# The ledger


def turns(store: Store, now: float, count: int, *, budget: int = 5) -> list[float | None]:
    return [store.take_turn(API, now, budget=budget, pace=0.5) for _ in range(count)]


def test_turns_are_a_pace_apart(store: Store) -> None:
    assert turns(store, T, 3) == [0, 0.5, 1.0]
    assert turns(store, T + 1.25, 1) == [0.25]
    assert turns(store, T + 60, 1) == [0]


def test_a_pace_of_0_waits_for_nothing(store: Store) -> None:
    waits = [store.take_turn(API, T, budget=9, pace=0) for _ in range(5)]
    assert waits == [0] * 5


def test_the_budget_holds_in_any_ten_minutes(store: Store) -> None:
    assert None not in turns(store, T, 2)
    assert None not in turns(store, T + 300, 3)
    assert turns(store, T + 599, 1) == [None]
    assert turns(store, T + WINDOW + 1, 3) == [0, 0.5, None]
    assert turns(store, T + 300 + WINDOW, 1) == [0]


def test_a_turn_that_was_not_taken_is_not_counted(store: Store) -> None:
    assert turns(store, T, 9)[5:] == [None] * 4
    assert turns(store, T + WINDOW + 2, 5) == [0, 0.5, 1.0, 1.5, 2.0]


def test_a_budget_of_0_allows_nothing(store: Store) -> None:
    assert turns(store, T, 1, budget=0) == [None]


def test_budget_and_pace_hold_over_all_runs_and_processes(store: Store, tmp_path: Path) -> None:
    with again(tmp_path) as other:
        taken = [turns(each, T, 1)[0] for each in (store, other, store, other, store, other)]
    assert taken == [0, 0.5, 1.0, 1.5, 2.0, None]
    store.close()
    with again(tmp_path) as later:
        assert turns(later, T + 10, 1) == [None]


def test_threads_never_exceed_the_budget(tmp_path: Path) -> None:
    def take(_: int) -> list[float | None]:
        with again(tmp_path) as mine:
            return turns(mine, T, 10, budget=15)

    with ThreadPoolExecutor(4) as pool:
        taken = [wait for waits in pool.map(take, range(4)) for wait in waits]
    given = sorted(wait for wait in taken if wait is not None)
    assert given == [number * 0.5 for number in range(15)]


def test_each_api_has_a_budget_of_its_own(store: Store) -> None:
    assert turns(store, T, 6)[-1] is None
    assert store.take_turn("http://127.0.0.1:1/api/v10", T, budget=5, pace=0.5) == 0


def test_the_next_turn_is_when_the_oldest_leaves_the_window(store: Store) -> None:
    assert store.next_turn(API, T) == 0
    turns(store, T, 1)
    turns(store, T + 100, 4)
    assert store.next_turn(API, T + 150) == WINDOW - 150
    assert store.next_turn(API, T + WINDOW + 5) == 0


@pytest.mark.parametrize("hours", [0.05, 0.1, 1, 24 * 400])
def test_a_clock_that_was_set_back_waits_for_no_future(store: Store, hours: float) -> None:
    turns(store, T, 3)
    back = T - hours * 3600
    assert turns(store, back, 3) == [0.5, 1.0, None]
    assert store.next_turn(API, back) <= WINDOW
    assert turns(store, back + WINDOW + 2, 1) == [0]


# Blocks


def test_a_block_is_remembered_until_it_ends(store: Store, tmp_path: Path) -> None:
    assert store.blocked(API, T) is None
    store.block(API, T + 3600, "Discord answers 403")
    store.close()
    with again(tmp_path) as later:
        assert later.blocked(API, T) == (T + 3600, "Discord answers 403")
        assert later.blocked(API, T + 3599) is not None
        assert later.blocked(API, T + 3600) is None
        assert later.blocked("http://127.0.0.1:1/api/v10", T) is None


def test_the_longer_of_two_blocks_counts(store: Store) -> None:
    store.block(API, T + 86400, "a day")
    store.block(API, T + 3600, "an hour")
    assert store.blocked(API, T) == (T + 86400, "a day")
    store.block(API, T + 86401, "a day more")
    assert store.blocked(API, T) == (T + 86401, "a day more")


def test_a_clock_that_was_set_back_does_not_lengthen_a_block(store: Store) -> None:
    store.block(API, T + 86400, "from the future")
    back = T - 400 * 86400
    assert store.blocked(API, back) is None
    store.block(API, back + 3600, "an hour")
    assert store.blocked(API, back) == (back + 3600, "an hour")
