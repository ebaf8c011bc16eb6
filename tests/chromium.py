"""Finds a Chromium for the browser tests, or fetches Playwright's.

Run as a command it makes sure that there is one, and never fails: without one, the tests that
need it are skipped and say so.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

MISSING = (
    "no Chromium was found. Install your system's package `chromium`, or run "
    "`playwright install chromium`."
)
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def executable() -> str | None:
    """Return the path of a Chromium: $CHROMIUM, the system's, or Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in _NAMES:
        path = shutil.which(name)
        if path:
            return path
    return _playwrights()


def _playwrights() -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


def main() -> None:
    """Fetch Playwright's Chromium where there is none."""
    if executable() is not None:
        return
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if executable() is None:
        print(f"The browser tests will be skipped: {MISSING}")  # noqa: T201


if __name__ == "__main__":
    main()
