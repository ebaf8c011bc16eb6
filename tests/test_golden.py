"""Pages as people read them: whoever changes a word or a template sees what becomes of it."""

from pathlib import Path

import golden


def test_pages_read_as_the_files_in_golden_say(tmp_path: Path) -> None:
    """`make golden` writes them anew; read what has changed before it is committed."""
    made = dict(golden.pages(tmp_path / "project"))
    kept = {path.relative_to(golden.FOLDER).as_posix() for path in golden.FOLDER.rglob("*.txt")}
    assert kept == made.keys()
    for name, text in made.items():
        assert text == (golden.FOLDER / name).read_text("utf-8"), name
