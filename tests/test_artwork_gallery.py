"""The folder of pictures: kept by source, safe to share, asked once."""

import hashlib
import io
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from showcase.artwork import Artwork, Gallery, PictureError, Rendition, Stock, Subject
from showcase.artwork.index import Index, Row

GUILD = "123456789012345678"
BANNER = f"banners/{GUILD}/{'a' * 32}"
SPLASH = f"discovery-splashes/{GUILD}/{'b' * 32}"
ICON = f"icons/{GUILD}/{'c' * 32}"
OTHER = f"banners/{GUILD}/{'d' * 32}"


def picture(size: tuple[int, int], color: tuple[int, int, int], form: str = "PNG") -> bytes:
    image = Image.new("RGB", size, color)
    ImageDraw.Draw(image).ellipse((0, 0, size[0] // 2, size[1] - 1), (240, 240, 230))
    buffer = io.BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()


WIDE = picture((1024, 576), (30, 70, 200))
SQUARE = picture((256, 256), (200, 60, 30))


def subject(
    slug: str = "night-owls", *, banners: tuple[str, ...] = (), icons: tuple[str, ...] = ()
) -> Subject:
    return Subject(slug, "Night Owls", None, banners, icons)


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    opened = Gallery(tmp_path / "pictures")
    yield opened
    opened.close()


def content(gallery: Gallery, source: str) -> dict[str, bytes]:
    return {
        one.file: gallery.path(one.file).read_bytes() for one in gallery.renditions(source) or ()
    }


def all_files(artwork: Artwork) -> list[Rendition]:
    return [*artwork.banner, *artwork.icon, artwork.card]


def test_a_banner_becomes_two_widths_named_by_their_content(gallery: Gallery) -> None:
    gallery.add(BANNER, WIDE)
    renditions = gallery.renditions(BANNER)
    assert renditions is not None
    assert [(one.width, one.height) for one in renditions] == [(480, 270), (960, 540)]
    for one in renditions:
        data = gallery.path(one.file).read_bytes()
        assert one.file == f"{hashlib.sha256(data).hexdigest()[:20]}.webp"
        with Image.open(io.BytesIO(data)) as image:
            assert (image.format, image.size) == ("WEBP", (one.width, one.height))


def test_an_icon_becomes_two_squares(gallery: Gallery) -> None:
    gallery.add(ICON, SQUARE)
    assert [(one.width, one.height) for one in gallery.renditions(ICON) or ()] == [
        (96, 96),
        (192, 192),
    ]


def test_a_small_source_has_one_width_alone_and_says_so(gallery: Gallery) -> None:
    gallery.add(BANNER, picture((300, 200), (9, 90, 90)))
    assert [(one.width, one.height) for one in gallery.renditions(BANNER) or ()] == [(480, 270)]


def test_files_can_be_read_by_a_web_server(gallery: Gallery) -> None:
    gallery.add(BANNER, WIDE)
    plain = gallery.path("plain.txt")
    plain.write_text("as any other file")
    modes = {gallery.path(file).stat().st_mode for file in content(gallery, BANNER)}
    assert modes == {plain.stat().st_mode}


def test_what_was_never_added_is_not_known(gallery: Gallery) -> None:
    assert (gallery.knows(BANNER), gallery.refused(BANNER), gallery.renditions(BANNER)) == (
        False,
        None,
        None,
    )


def test_a_refusal_is_remembered_with_its_reason(gallery: Gallery, tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="not a PNG, JPEG, WebP or GIF"):
        gallery.add(BANNER, b"<html>")
    again = Gallery(tmp_path / "pictures")
    assert again.knows(BANNER)
    assert again.refused(BANNER) == "The picture is not a PNG, JPEG, WebP or GIF that can be read."
    assert again.renditions(BANNER) is None
    again.close()


def test_a_later_renderer_asks_anew(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PictureError):
        gallery.add(BANNER, b"<html>")
    gallery.add(ICON, SQUARE)
    monkeypatch.setattr("showcase.artwork.gallery._DECODER", 1_000)
    assert (gallery.knows(BANNER), gallery.knows(ICON)) == (False, False)


def test_nothing_is_written_for_a_refused_picture(gallery: Gallery, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    with pytest.raises(PictureError):
        gallery.add(BANNER, WIDE[:2000])
    assert set(tmp_path.rglob("*")) == before


def test_a_source_of_no_known_folder_is_a_mistake_of_the_caller(gallery: Gallery) -> None:
    with pytest.raises(ValueError, match="avatars/1/2"):
        gallery.add("avatars/1/2", WIDE)


def test_artwork_shows_the_first_candidate_that_is_here(gallery: Gallery) -> None:
    gallery.add(SPLASH, WIDE)
    gallery.add(ICON, SQUARE)
    artwork = gallery.artwork(subject(banners=(BANNER, SPLASH), icons=(ICON,)))
    assert (artwork.banner_source, artwork.icon_source) == (SPLASH, ICON)
    assert artwork.banner == gallery.renditions(SPLASH)
    assert artwork.icon == gallery.renditions(ICON)
    assert (artwork.card.width, artwork.card.height) == (1200, 630)


def test_artwork_is_drawn_where_there_is_nothing(gallery: Gallery) -> None:
    artwork = gallery.artwork(subject(banners=(BANNER,), icons=(ICON,)))
    assert (artwork.banner_source, artwork.icon_source) == (None, None)
    assert [one.width for one in artwork.banner] == [480, 960]
    assert [one.width for one in artwork.icon] == [96, 192]
    for one in all_files(artwork):
        with Image.open(gallery.path(one.file)) as image:
            assert image.size == (one.width, one.height)


def test_the_colour_is_the_servers_own_then_that_of_its_icon(gallery: Gallery) -> None:
    gallery.add(BANNER, WIDE)
    gallery.add(ICON, SQUARE)
    said = Subject("a", "A", "#c04060", (BANNER,), (ICON,))
    shown = Subject("a", "A", None, (BANNER,), (ICON,))
    banner_alone = Subject("a", "A", "no colour", (BANNER,), ())
    colors = [gallery.artwork(one).color for one in (said, shown, banner_alone)]
    assert colors[0] == "#c04060"
    of_icon, of_banner = (bytes.fromhex(color[1:]) for color in colors[1:])
    assert (max(of_icon), max(of_banner)) == (of_icon[0], of_banner[2])


def test_a_second_build_decodes_and_draws_nothing(tmp_path: Path) -> None:
    first = Gallery(tmp_path)
    first.add(BANNER, WIDE)
    subjects = [
        subject(banners=(BANNER,)),
        subject("cosy-corner", icons=(ICON,)),
        Subject("x", "", None, (), ()),
    ]
    made = [first.artwork(one) for one in subjects]
    assert first.decoded == 1 + 2 + 3 + 3
    first.close()
    second = Gallery(tmp_path)
    assert [second.artwork(one) for one in subjects] == made
    assert (second.knows(BANNER), second.decoded) == (True, 0)
    second.close()


def test_the_artwork_of_many_is_that_of_each(gallery: Gallery) -> None:
    gallery.add(BANNER, WIDE)
    gallery.add(ICON, SQUARE)
    with pytest.raises(PictureError):
        gallery.add(OTHER, b"no picture")
    subjects = [
        subject("a", banners=(OTHER, BANNER), icons=(ICON,)),
        subject("b"),
        subject("c", banners=(BANNER,)),
    ]
    made = gallery.artworks(subjects)
    assert made == [gallery.artwork(one) for one in subjects]
    known = gallery.decoded
    gallery.path(made[1].icon[0].file).write_bytes(b"RIFF")
    gallery.path(made[2].card.file).unlink()
    assert gallery.artworks(subjects) == made
    assert gallery.decoded == known + 2


def test_a_stock_tells_what_was_here_when_it_was_read(gallery: Gallery) -> None:
    gallery.add(BANNER, WIDE)
    gallery.add(ICON, SQUARE)
    with pytest.raises(PictureError):
        gallery.add(OTHER, b"no picture")
    asked = (BANNER, ICON, OTHER, "icons/1/2")

    def told(stock: Stock | None) -> list[tuple[object, ...]]:
        return [
            (gallery.knows(one, stock), gallery.refused(one, stock), gallery.renditions(one, stock))
            for one in asked
        ]

    assert told(gallery.stock()) == told(None)
    gallery.path((gallery.renditions(BANNER) or ())[0].file).unlink()
    gallery.path((gallery.renditions(ICON) or ())[1].file).write_bytes(b"RIFF")
    assert told(gallery.stock()) == told(None)
    assert [knows for knows, *_ in told(None)] == [False, False, True, False]


def test_what_left_after_the_stock_was_read_is_made_again(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    gallery.add(BANNER, WIDE)
    made = gallery.artworks([subject(banners=(BANNER,))])
    stock = gallery.stock()
    monkeypatch.setattr(gallery, "stock", lambda: stock)
    gallery.path(made[0].card.file).unlink()
    assert gallery.artworks([subject(banners=(BANNER,))]) == made
    assert gallery.path(made[0].card.file).is_file()


def test_the_stock_that_was_read_last_is_not_read_again_unless_something_was_made(
    gallery: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Index] = []
    rows = Index.rows

    def reading(index: Index) -> dict[tuple[str, int], Row]:
        read.append(index)
        return rows(index)

    monkeypatch.setattr(Index, "rows", reading)
    wanted = [subject(banners=(BANNER,), icons=(ICON,))]
    gallery.artworks(wanted)
    read.clear()
    gallery.stock()
    assert gallery.artworks(wanted)[0].banner_source is None
    assert len(read) == 1
    gallery.stock()
    gallery.add(BANNER, WIDE)
    assert gallery.artworks(wanted)[0].banner_source == BANNER
    assert len(read) == 3
    gallery.stock()
    other = Gallery(tmp_path / "pictures")
    other.add(ICON, SQUARE)
    other.close()
    assert gallery.artworks(wanted)[0].icon_source == ICON
    assert len(read) == 5


def test_pictures_that_are_shown_count_as_used_once_a_day(gallery: Gallery) -> None:
    gallery.add(BANNER, WIDE)
    files = all_files(gallery.artworks([subject(banners=(BANNER,))])[0])
    for hours, is_touched in ((23, False), (25, True)):
        at = time.time() - hours * 3600
        for one in files:
            os.utime(gallery.path(one.file), (at, at))
        gallery.artworks([subject(banners=(BANNER,))])
        dates = [gallery.path(one.file).stat().st_mtime for one in files]
        assert [date > at + 3600 for date in dates] == [is_touched] * len(files)


def test_two_folders_get_the_same_files(tmp_path: Path) -> None:
    made = []
    for name in ("one", "other"):
        gallery = Gallery(tmp_path / name)
        gallery.add(BANNER, WIDE)
        made.append(gallery.artwork(subject(banners=(BANNER,))))
        gallery.close()
    assert made[0] == made[1]


def test_a_vanished_or_cut_file_makes_its_source_unknown(gallery: Gallery) -> None:
    gallery.add(BANNER, WIDE)
    gallery.add(ICON, SQUARE)
    wanted = subject(banners=(BANNER,), icons=(ICON,))
    gallery.artwork(wanted)
    gallery.path((gallery.renditions(BANNER) or ())[0].file).unlink()
    gallery.path((gallery.renditions(ICON) or ())[1].file).write_bytes(b"RIFF")
    assert (gallery.knows(BANNER), gallery.knows(ICON)) == (False, False)
    artwork = gallery.artwork(wanted)
    assert (artwork.banner_source, artwork.icon_source) == (None, None)
    gallery.add(BANNER, WIDE)
    assert gallery.artwork(wanted).banner_source == BANNER


def test_a_drawing_that_vanished_is_drawn_again(gallery: Gallery) -> None:
    artwork = gallery.artwork(subject())
    gallery.path(artwork.card.file).unlink()
    assert gallery.artwork(subject()) == artwork
    assert gallery.path(artwork.card.file).is_file()


def test_a_rotten_file_is_thrown_away_when_a_card_needs_it(gallery: Gallery) -> None:
    gallery.add(BANNER, WIDE)
    large = gallery.path((gallery.renditions(BANNER) or ())[1].file)
    large.write_bytes(bytes(large.stat().st_size))
    assert gallery.artwork(subject(banners=(BANNER,))).banner_source is None
    assert not large.exists()


@pytest.mark.parametrize(
    "rubbish", [b"", b"not a database at all" * 100, b"SQLite format 3\0" + bytes(range(256)) * 30]
)
def test_a_corrupt_index_is_set_aside_and_made_anew(tmp_path: Path, rubbish: bytes) -> None:
    first = Gallery(tmp_path)
    first.add(BANNER, WIDE)
    first.close()
    (tmp_path / "index.sqlite").write_bytes(rubbish)
    second = Gallery(tmp_path)
    assert not second.knows(BANNER)
    second.add(BANNER, WIDE)
    assert second.knows(BANNER)
    second.close()
    if rubbish:
        assert (tmp_path / "index.broken").read_bytes() == rubbish


def test_a_damaged_page_in_the_index_is_noticed(tmp_path: Path) -> None:
    first = Gallery(tmp_path)
    for number in range(200):
        with pytest.raises(PictureError):
            first.add(f"icons/{GUILD}/{number:032x}", b"?")
    first.close()
    path = tmp_path / "index.sqlite"
    data = bytearray(path.read_bytes())
    data[4096:12288] = b"\xa5" * 8192
    path.write_bytes(data)
    second = Gallery(tmp_path)
    second.add(BANNER, WIDE)
    assert second.knows(BANNER)
    second.close()


def test_the_index_of_another_version_is_made_anew(tmp_path: Path) -> None:
    Gallery(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "index.sqlite")
    connection.executescript(
        "DROP TABLE picture; CREATE TABLE picture (a); PRAGMA user_version = 99"
    )
    connection.close()
    gallery = Gallery(tmp_path)
    gallery.add(ICON, SQUARE)
    assert gallery.knows(ICON)
    gallery.close()


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OSError, match="file"):
        Gallery(tmp_path / "file" / "pictures")


def test_an_index_that_cannot_be_opened_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite").mkdir()
    with pytest.raises(OSError, match="index of pictures cannot be used"):
        Gallery(tmp_path)


def test_a_full_disk_leaves_nothing_half_written(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        gallery.add(BANNER, WIDE)
    assert not gallery.knows(BANNER)
    assert {path.suffix for path in gallery.path("").rglob("*.*")} & {
        ".webp",
        ".jpg",
        ".tmp",
    } == set()


def test_what_an_earlier_site_published_is_taken_as_it_is(gallery: Gallery, tmp_path: Path) -> None:
    gallery.add(BANNER, WIDE)
    gallery.add(ICON, SQUARE)
    wanted = subject(banners=(BANNER,), icons=(ICON,))
    other = Gallery(tmp_path / "other")
    for source in (BANNER, ICON):
        other.adopt(source, content(gallery, source))
    assert other.artwork(wanted) == gallery.artwork(wanted)
    other.close()


def test_adopting_settles_an_earlier_refusal(gallery: Gallery, tmp_path: Path) -> None:
    other = Gallery(tmp_path / "other")
    with pytest.raises(PictureError):
        other.add(ICON, b"?")
    gallery.add(ICON, SQUARE)
    other.adopt(ICON, content(gallery, ICON))
    assert other.refused(ICON) is None
    assert other.renditions(ICON) == gallery.renditions(ICON)
    other.close()


def named(data: bytes, suffix: str = "webp") -> dict[str, bytes]:
    return {f"{hashlib.sha256(data).hexdigest()[:20]}.{suffix}": data}


def webp(size: tuple[int, int], mode: str = "RGB", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, (10, 90, 160, 90)[: len(mode)]).save(buffer, "WEBP", **options)
    return buffer.getvalue()


SMALL = webp((480, 270))
FRAMES = [Image.new("RGB", (480, 270), (shade, 0, 0)) for shade in (0, 200)]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"0" * 20 + ".webp": SMALL},
        {"../../" + next(iter(named(SMALL))): SMALL},
        named(SMALL, "png"),
        named(WIDE),
        named(b""),
        named(SMALL[:-10]),
        named(SMALL + b"<script>alert(1)</script>"),
        named(SMALL[:30] + bytes(len(SMALL) - 30)),
        named(webp((480, 270), exif=b"Exif\0\0" + bytes(40))),
        named(webp((480, 270), icc_profile=bytes(200))),
        named(webp((480, 270), xmp=b"<x/>")),
        named(webp((480, 270), "RGBA")),
        named(webp((480, 270), lossless=True)),
        named(webp((480, 270), save_all=True, append_images=FRAMES)),
        named(webp((481, 270))),
        named(webp((4000, 4000))),
        named(webp((960, 540))),
        named(webp((96, 96))) | named(webp((192, 192))),
        named(SMALL) | named(webp((960, 540))) | named(webp((96, 96))),
        named(SMALL) | named(webp((480, 270), quality=20)),
    ],
)
def test_only_true_renditions_are_adopted(gallery: Gallery, files: dict[str, bytes]) -> None:
    with pytest.raises(PictureError):
        gallery.adopt(BANNER, files)
    assert not gallery.knows(BANNER)
    assert list(gallery.path("").glob("*.webp")) == []


def test_sweeping_removes_what_nobody_needed_for_long(gallery: Gallery) -> None:
    gallery.add(BANNER, WIDE)
    gallery.add(ICON, SQUARE)
    artwork = gallery.artwork(subject(icons=(ICON,)))
    temporary = gallery.path(".0123456789abcdef.tmp")
    temporary.write_bytes(b"half")
    for entry in gallery.path("").iterdir():
        os.utime(entry, (1000, 1000))
    kept = {artwork.card.file}
    gallery.artwork(subject(icons=(ICON,)))
    assert gallery.sweep(kept, before=2000) == 3
    assert not temporary.exists()
    assert (gallery.knows(BANNER), gallery.knows(ICON)) == (False, True)
    assert gallery.artwork(subject(icons=(ICON,))) == artwork
    assert gallery.sweep({artwork.card.file}, before=2000) == 0


def test_sweeping_keeps_what_it_is_told_to_keep(gallery: Gallery) -> None:
    gallery.add(BANNER, WIDE)
    files = content(gallery, BANNER)
    for file in files:
        os.utime(gallery.path(file), (1000, 1000))
    assert gallery.sweep(set(files), before=2000) == 0
    assert gallery.knows(BANNER)


def test_many_threads_share_a_gallery(gallery: Gallery) -> None:
    sources = [f"icons/{GUILD}/{number % 6:032x}" for number in range(24)]
    start = threading.Barrier(4, timeout=60)

    def work(part: int) -> list[Artwork]:
        start.wait()
        made = []
        for source in sources[part::4]:
            gallery.add(source, picture((200, 200), (int(source[-1], 16) * 30, 90, 150)))
            made.append(gallery.artwork(Subject(source[-3:], source, None, (), (source,))))
        return made

    with ThreadPoolExecutor(4) as pool:
        made = [one for part in pool.map(work, range(4)) for one in part]
    assert {one.icon_source for one in made} == set(sources)
    for one in made:
        for rendition in all_files(one):
            data = gallery.path(rendition.file).read_bytes()
            assert rendition.file.startswith(hashlib.sha256(data).hexdigest()[:20])
    assert list(gallery.path("").glob(".*.tmp")) == []


SCRIPT = """
import io, pathlib, sys
from PIL import Image
from showcase.artwork import Gallery, Subject
gallery = Gallery(pathlib.Path(sys.argv[1]))
for step in range(12):
    number = (step + int(sys.argv[2])) % 12
    source = f"icons/123456789012345678/{number:032x}"
    buffer = io.BytesIO()
    Image.new("RGB", (200, 200), (number * 20, 90, 150)).save(buffer, "PNG")
    gallery.add(source, buffer.getvalue())
    gallery.artwork(Subject(f"s{number}", "Same", None, (), (source,)))
gallery.close()
"""


def test_two_processes_share_a_folder(tmp_path: Path) -> None:
    processes = [
        subprocess.Popen([sys.executable, "-c", SCRIPT, tmp_path, str(shift)]) for shift in (0, 5)
    ]
    assert [process.wait(60) for process in processes] == [0, 0]
    gallery = Gallery(tmp_path)
    assert all(gallery.knows(f"icons/{GUILD}/{number:032x}") for number in range(12))
    gallery.close()
