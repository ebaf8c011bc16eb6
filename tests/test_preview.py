"""What `serve` shows of an edited entry, at once and after a while."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from making import Showcase
from showcase.plugin.preview import Edits

# Looked at after a stall of some seconds, a page still is what was shown at once. And who starts the
# tests in the background may have Ctrl-C ignored, and children with them.
_SERVE = """
import signal
from mkdocs.__main__ import cli
from showcase.plugin.preview import Edits
signal.signal(signal.SIGINT, signal.default_int_handler)
Edits.__init__.__defaults__ = (6.0,)
cli()
"""


class Served:
    """A showcase under `mkdocs serve`, and a browser that looks at it."""

    def __init__(self, showcase: Showcase) -> None:
        showcase.write("content/removed.yml", "")
        showcase.options["refresh"] = "never"
        showcase.mkdocs_yml()
        # MkDocs takes its port after the first build: another process may have it by then.
        said = ""
        for _ in range(3):
            said = self._serve(showcase.root)
            if "Serving on" in said:
                break
            self.close()
        assert "Serving on" in said, said
        self.watched = next(line for line in said.splitlines() if "Watching paths" in line)
        self._epoch = 0

    def _serve(self, root: Path) -> str:
        """Begin to serve; return what was said until it does, or until it ended."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            address = f"127.0.0.1:{free.getsockname()[1]}"
        self._browser = httpx.Client(base_url=f"http://{address}", timeout=60, trust_env=False)
        command = [sys.executable, "-c", _SERVE, "serve", "-a", address]
        self.process = subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        end = threading.Timer(120, self.process.kill)
        end.start()
        said = ""
        try:
            for line in self.process.stderr:
                said += line
                if "Serving on" in line:
                    break
        except BaseException:
            self.close()
            raise
        finally:
            end.cancel()
        return said

    def page(self, address: str) -> str:
        """A page, without the script that reloads it."""
        text, epoch, _ = re.split(r"livereload\((\d+), \d+\)", self._browser.get(address).text)
        self._epoch = int(epoch)
        return text

    def reloaded(self) -> None:
        """Wait until browsers would reload what was looked at last."""
        assert int(self._browser.get(f"/livereload/{self._epoch}/1").text) > self._epoch

    def close(self) -> None:
        """End it as a person does: MkDocs then removes the site that it made."""
        self._browser.close()
        if os.name == "nt":
            self.process.terminate()
        else:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise


@pytest.fixture
def served(showcase: Showcase) -> Iterator[Served]:
    showcase.server("alpha", summary="The first words.").server("beta")
    with closing(Served(showcase)) as served:
        yield served


def test_serve_watches_all_that_people_write(served: Served) -> None:
    assert all(name in served.watched for name in ("servers", "communities", "removed.yml"))


def test_serve_shows_an_edited_entry_at_once_and_then_all_that_names_it(
    showcase: Showcase, served: Served
) -> None:
    assert "The first words" in served.page("/servers/alpha/")
    before = served.page("/servers/")
    showcase.server("alpha", summary="Other words.")
    served.reloaded()
    at_once = served.page("/servers/alpha/")
    assert "Other words" in at_once
    assert served.page("/servers/") == before
    served.reloaded()
    assert served.page("/servers/alpha/") == at_once
    assert "Other words" in served.page("/servers/")


def test_serve_builds_all_for_a_new_entry_and_for_one_that_went(
    showcase: Showcase, served: Served
) -> None:
    served.page("/servers/")
    showcase.server("gamma", summary="A new one.")
    served.reloaded()
    assert "A new one" in served.page("/servers/")
    assert "A new one" in served.page("/servers/gamma/")
    (showcase.root / "content/servers/gamma.yml").unlink()
    served.reloaded()
    assert "A new one" not in served.page("/servers/")


def test_serve_builds_all_where_another_plugin_has_its_say(showcase: Showcase) -> None:
    showcase.server("alpha", summary="The first words.")
    showcase.write("louder.py", "def on_post_page(output, **_):\n    return output.upper()\n")
    showcase.config["hooks"] = ["louder.py"]
    with closing(Served(showcase)) as served:
        served.page("/servers/alpha/")
        showcase.server("alpha", summary="Other words.")
        served.reloaded()
        assert "OTHER WORDS" in served.page("/servers/alpha/")
        assert "OTHER WORDS" in served.page("/servers/")


class Calls:
    """Edits of a folder, and what they led to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "servers"
        self.folder.mkdir()
        self.write("alpha", "beta")
        self.mark = folder / "edited"
        self.made: list[Sequence[str] | None] = []
        self.can_show = True
        self.edits = Edits(self.folder, self.mark, self._show, self._build, calm=0)

    def _show(self, slugs: Sequence[str]) -> bool:
        self.made.append(sorted(slugs))
        return self.can_show

    def _build(self) -> None:
        self.made.append(None)

    def write(self, *slugs: str, text: str = "x") -> None:
        for slug in slugs:
            (self.folder / f"{slug}.yml").write_text(text)


@pytest.fixture
def calls(tmp_path: Path) -> Calls:
    return Calls(tmp_path)


def test_where_no_entry_was_edited_all_is_built(calls: Calls) -> None:
    calls.edits()
    assert calls.made == [None]


def test_what_was_edited_is_shown_and_the_whole_is_due(calls: Calls) -> None:
    calls.write("alpha", text="longer")
    calls.edits()
    calls.write("gamma", "beta", text="longer")
    calls.edits()
    assert calls.made == [["alpha"], ["beta", "gamma"]]
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join(60)
    assert calls.mark.exists()
    calls.edits()
    assert calls.made[2:] == [None]


def test_what_cannot_be_shown_is_built(calls: Calls) -> None:
    calls.can_show = False
    calls.write("alpha", text="longer")
    calls.edits()
    assert calls.made == [["alpha"], None]
    assert not calls.mark.exists()


def test_where_an_entry_went_all_is_built(calls: Calls) -> None:
    calls.write("alpha", text="longer")
    (calls.folder / "beta.yml").unlink()
    calls.edits()
    assert calls.made == [None]


def test_a_folder_that_is_not_there_is_built(calls: Calls) -> None:
    for file in calls.folder.iterdir():
        file.unlink()
    calls.folder.rmdir()
    calls.edits()
    assert calls.made == [None]
