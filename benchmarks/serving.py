"""How long `mkdocs serve` takes to show an edit."""

import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import crowd

_EDITS = 5


def latency(config: Path, count: int) -> Iterator[tuple[str, str, str]]:
    """Return the seconds from an edit to the page that shows it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = (sys.executable, "-m", "mkdocs", "serve", "-q", "-a", f"127.0.0.1:{port}")
    told = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    process = subprocess.Popen(command, cwd=config.parent, env=told)
    try:
        seconds = [_edit(config.parent, port, number) for number in range(_EDITS)]
    finally:
        process.terminate()
        process.wait()
    middle = statistics.median(seconds)
    yield f"`serve`: an edit of one of {count:,} on its page", f"{middle:.1f} s", "1 s"


def _edit(folder: Path, port: int, number: int) -> float:
    """Change a summary; return how long it took until a browser would have shown it."""
    page = f"/servers/{crowd.slug(1)}/"
    epoch = re.findall(r"livereload\((\d+),", _get(port, page))[0]
    path = folder / f"content/servers/{crowd.slug(1)}.yml"
    text = re.sub(r"(?m)^summary: .*$", f"summary: Edited {number}.", path.read_text())
    started = time.perf_counter()
    path.write_text(text)
    while f"Edited {number}" not in _get(port, page):
        epoch = _get(port, f"/livereload/{epoch}/1")
    return time.perf_counter() - started


def _get(port: int, path: str) -> str:
    deadline = time.monotonic() + 600
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=600)
        try:
            connection.request("GET", path)
            return connection.getresponse().read().decode()
        except ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        finally:
            connection.close()
