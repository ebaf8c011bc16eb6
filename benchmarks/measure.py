"""What a command costs: CPU seconds of it and its children, seconds by the clock, peak memory.

python -S benchmarks/measure.py COMMAND...

Run so, it is a small process that runs a command and says what that cost: Linux counts the memory
of a process that starts another as the other's.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run cost.

    Attributes:
        cpu: Seconds, user and system, of the process and its children.
        wall: Seconds by the clock.
        memory: Bytes at the peak, of the largest process.
    """

    cpu: float
    wall: float
    memory: int


def cost(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    *,
    may_fail: bool = False,
) -> Cost:
    """Run a command to its end.

    Raises:
        RuntimeError: it failed; the message holds what it said.
    """
    told = {**os.environ, "NO_MKDOCS_2_WARNING": "1", **(environment or {})}
    # What runs again and again is compiled once, as where it is installed.
    told.pop("PYTHONDONTWRITEBYTECODE", None)
    said = folder / "said.txt"
    with said.open("w+") as file:
        done = subprocess.run(
            (sys.executable, "-S", __file__, *command),
            cwd=folder, env=told, stdout=subprocess.PIPE, stderr=file, text=True, check=True,
        )  # fmt: skip
    found = json.loads(done.stdout)
    if found["status"] and not may_fail:
        raise RuntimeError(f"{' '.join(command)}: {said.read_text()[-2000:]}")
    return Cost(found["cpu"], found["wall"], found["memory"])


def median(costs: Sequence[Cost]) -> Cost:
    """Return the medians of several runs."""
    return Cost(
        statistics.median(one.cpu for one in costs),
        statistics.median(one.wall for one in costs),
        max(one.memory for one in costs),
    )


def paired(
    one: Callable[[], Cost], other: Callable[[], Cost], rounds: int
) -> tuple[Cost, Cost, float]:
    """Run two in turns; return both medians, and the median of the ratios of CPU seconds."""
    pairs = [(one(), other()) for _ in range(rounds)]
    ratio = statistics.median(a.cpu / b.cpu for a, b in pairs)
    return median([a for a, _ in pairs]), median([b for _, b in pairs]), ratio


def emptied(folder: Path) -> None:
    """Remove what an earlier run wrote."""
    shutil.rmtree(folder, ignore_errors=True)


def _run(command: Sequence[str]) -> None:
    started = time.perf_counter()
    status = subprocess.run(command, stdout=sys.stderr, check=False).returncode
    wall = time.perf_counter() - started
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {
        "status": status,
        "cpu": usage.ru_utime + usage.ru_stime,
        "wall": wall,
        "memory": usage.ru_maxrss * 1024,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    _run(sys.argv[1:])
