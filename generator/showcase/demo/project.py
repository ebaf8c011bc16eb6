"""A whole made-up showcase on disk, ready to build."""

import shutil
from datetime import datetime
from pathlib import Path

from showcase.content import load
from showcase.demo import past, world
from showcase.records import dump_records


def write(folder: Path, now: datetime) -> Path:
    """Write the demo's project into `folder`, which is emptied; return its mkdocs.yml.

    Its `content/records.json` holds the past, so that a first build finds every state.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(world.CONTENT, folder / "content")
    config = folder / "mkdocs.yml"
    shutil.copyfile(world.FOLDER / "mkdocs.yml", config)
    entries = load(folder / "content", folder).servers
    seeded = past.records(entries, world.servers(), now)
    saved = dump_records(seeded, now)
    (folder / "content" / "records.json").write_text(saved, encoding="utf-8")
    return config
