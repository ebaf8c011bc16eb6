"""One small showcase, and its pages as people read them: python tests/golden.py writes them anew.

The files in `golden/` are what a change to words or templates is reviewed by.
"""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from making import GUILD, Showcase, quiet
from reading import read
from showcase.pages import Book, Site
from showcase.standin import UNKNOWN_INVITE, StandIn
from showcase.words import words

FOLDER: Final = Path(__file__).parent / "golden"
_DAYS: Final = 21
_PAGES: Final = (
    "servers/",
    "servers/lighthouse/",
    "servers/old-mill/",
    "servers/harbour/",
    "servers/quiet-shed/",
    "communities/",
    "communities/radio/",
    "languages/",
    "tags/",
    "tags/antennas/",
    "events/",
    "add/",
)
_SITE: Final = Site(
    name="Radio people",
    url="https://radio.example/",
    repo_url="https://github.com/example/radio",
    contact="people@radio.example",
    edit_url=lambda file: f"https://github.com/example/radio/edit/main/content/{file}",
)


def write_entries(showcase: Showcase) -> None:
    """Write a server with all that an entry may have, and three whose invites went wrong."""
    showcase.community(
        "radio",
        name="Radio",
        summary="Building, mending and listening.",
        about="Where to begin? *Ask.*\n\n- Bring a question.\n- Bring a soldering iron.",
        featured=["lighthouse"],
        resources=[{"title": "First steps", "url": "https://guide.example/", "text": "A guide."}],
    )
    showcase.server(
        "lighthouse",
        name="Lighthouse",
        invite="lighthouse1",
        server_id=GUILD,
        summary="We mend old radios, and listen to new ones.",
        communities=["radio"],
        tags=["antennas", "c++"],
        languages=["en", "pt-BR"],
        region="PT",
        official=True,
        run_by={"name": "The keepers", "url": "https://keepers.example/"},
        links={"Website": "https://lighthouse.example/"},
        verified="2026-11-01",
        about="A *workbench* for everybody.\n\n1. Look around.\n2. Say hello.",
        first_steps="Tell us what is on your bench.",
        guidelines="- Be kind.\n- Never work on live mains.",
        channels=[{"category": "Bench", "text": ["help", "finds"], "voice": ["evening"]}],
        highlights=[
            {
                "kind": "initiative",
                "title": "Repair day",
                "text": "Every month.",
                "date": "2026-12-05",
            }
        ],
        events=[
            {
                "title": "Bench evening",
                "start": "2026-12-01T19:00",
                "zone": "Europe/Lisbon",
                "end": "2026-12-01T20:30",
                "repeats": "weekly",
                "text": "Bring something broken.",
            }
        ],
        partners=["old-mill"],
    )
    showcase.server(
        "old-mill", name="Old Mill", summary="Valves alone.", communities=["radio"],
        tags=["antennas"], languages=["en"],
    )  # fmt: skip
    showcase.server(
        "harbour", name="Harbour", summary="Ships and shortwave.", communities=["radio"],
        server_id="200000000000000002", languages=["de"],
    )  # fmt: skip
    showcase.server("quiet-shed", name="Quiet Shed", summary="One bench.", communities=["radio"])


def let_three_weeks_pass(showcase: Showcase) -> None:
    """Let the first grow day by day, the second vanish and the third be taken over."""
    for day in range(_DAYS):
        showcase.answers(
            "lighthouse1",
            name="Lighthouse",
            description="Old radios.",
            members=1200 + 10 * day,
            online=240,
            boosts=14,
            tier=2,
            features=["COMMUNITY", "VERIFIED"],
        )
        taken = "200000000000000002" if day < _DAYS - 4 else "999999999999999999"
        showcase.answers("harbour-code", guild_id=taken, name="Harbour", members=300, online=40)
        if day < _DAYS - 6:
            mill = "300000000000000003"
            showcase.answers("old-mill-code", guild_id=mill, name="Old Mill", members=55, online=9)
        else:
            showcase.answers("old-mill-code", UNKNOWN_INVITE)
        showcase.refresh()
        showcase.clock.pass_hours(timedelta(days=1) / timedelta(hours=1))


def pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name of each golden file, and what it should hold."""
    with StandIn() as discord, pytest.MonkeyPatch.context() as patch:
        quiet(patch)
        showcase = Showcase(folder, discord)
        write_entries(showcase)
        assert not showcase.content().mistakes, showcase.content().mistakes
        let_three_weeks_pass(showcase)
        catalogue = showcase.compose().catalogue
    for language in ("en", "de", "ar"):
        book = Book(catalogue, words(language), _SITE, example='{"slug": "lighthouse"}')
        said = {page.address: page.body for page in book.pages()}
        said["home"] = book.home("", ["lighthouse"])
        chosen = ("home", *_PAGES) if language == "en" else ("home", "servers/lighthouse/")
        for address in chosen:
            name = address.strip("/").replace("/", "-")
            yield f"{language}/{name}.txt", read(said[address])


def main() -> None:
    """Write the files anew."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in pages(Path(folder)):
            path = FOLDER / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
