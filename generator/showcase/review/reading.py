"""The files of a change, read and held against the state before."""

import os
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, cast

from showcase import addresses, layout
from showcase.content import Content, Mistake, load
from showcase.content.changes import Change
from showcase.content.collection import naming
from showcase.content.departures import renamings
from showcase.content.reader import read
from showcase.links import invite_code
from showcase.options import Options
from showcase.review import opinions
from showcase.review.values import Kind, Level, Remark, Review, Said
from showcase.text import log_line

_PAGES: Final = {
    layout.SERVERS: addresses.server,
    layout.COMMUNITIES: addresses.community,
}


def read_reviews(
    options: Options,
    judged: Collection[Path] | None,
    changes: Sequence[Change],
    today: date,
) -> tuple[Content, list[Review]]:
    """Read the files to judge, and remark on what is wrong with them.

    Args:
        judged: Paths below the content folder; None for all that is there.
        changes: Against the state before; empty where none was given.

    Returns:
        The content of these files alone, and a review of each, sorted by path.
    """
    content = load(options.content_dir, options.root, judged)
    former = _former(content)
    changed = {change.path: change for change in changes}
    paths = _all_files(options.content_dir) if judged is None else judged
    reviews = [
        _review(options, path, changed.get(path), content, former, is_named=judged is not None)
        for path in sorted(paths)
    ]
    for review in reviews:
        if review.before is None:
            review.before = _former_before(review, changed)
    _take_mistakes(content.mistakes, reviews, options.root)
    for review in reviews:
        if review.change == "deleted":
            _note_deleted(review, content, reviews, today)
        elif review.before is not None:
            opinions.note_identity(review, _said(review.document.data))
    _note_broken(options, content, reviews, changed)
    return content, reviews


def _all_files(content_dir: Path) -> list[Path]:
    removed = content_dir / layout.REMOVED
    found = [removed] if removed.exists() else []
    for folder in layout.FOLDERS:
        if (content_dir / folder).is_dir():
            found += [p for p in (content_dir / folder).iterdir() if not p.name.startswith(".")]
    return found


def _review(
    options: Options,
    path: Path,
    change: Change | None,
    content: Content,
    former: Mapping[str, tuple[str, ...]],
    *,
    is_named: bool,
) -> Review:
    kind = path.parent.name if path.parent != options.content_dir else "removed"
    review = Review(path, _shown(path, options.root), cast("Kind", kind))
    review.change = change.kind if change else None
    review.before = (
        _said(read(change.before).data) if change and change.before is not None else None
    )
    if review.change == "deleted" or not os.path.lexists(path):
        review.change = "deleted"
        return review
    if kind == layout.SERVERS:
        review.former = former.get(review.slug, ())
        review.entry = content.servers.get(review.slug) if path.suffix == ".yml" else None
    if kind in _PAGES and is_named:
        review.page = options.published(_PAGES[kind](review.slug))
    return review


def _said(data: Any) -> Said:
    fields = data if isinstance(data, dict) else {}
    invite, server_id = fields.get("invite"), fields.get("server_id")
    try:
        code = invite_code(invite) if isinstance(invite, str) else None
    except ValueError:
        code = None
    return Said(code, server_id if isinstance(server_id, str) else None)


def _former(content: Content) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for old, new in renamings(content).items():
        found[new] = (*found.get(new, ()), old)
    return found


def _former_before(review: Review, changed: Mapping[Path, Change]) -> Said | None:
    """Return what the file said under the slug that it had."""
    for slug in review.former:
        change = changed.get(review.path.with_name(f"{slug}.yml"))
        if change and change.before is not None:
            return _said(read(change.before).data)
    return None


def _take_mistakes(mistakes: Sequence[Mistake], reviews: list[Review], root: Path) -> None:
    by_name = {review.shown: review for review in reviews}
    for mistake in mistakes:
        place = (mistake.path, mistake.line, mistake.column)
        remark = Remark(Level.ERROR, *place, "Mistake", mistake.sentence)
        review = by_name.get(mistake.path)
        if review is None:  # the folder itself is missing
            review = by_name[mistake.path] = Review(root / mistake.path, mistake.path, "removed")
            reviews.append(review)
        review.remarks.append(remark)


def _note_deleted(review: Review, content: Content, reviews: Sequence[Review], today: date) -> None:
    if review.kind == "removed":
        sentence = "Without it, the pages of all that was removed are gone. Put it back."
        review.remark(Level.WARNING, "", "removed.yml is deleted", sentence)
        return
    departed = content.removed.servers if review.kind == "servers" else content.removed.communities
    if review.slug in departed or review.path.suffix != ".yml":
        return
    heir = _heir(review, reviews)
    reason = f"reason: Renamed, to: {heir.slug}" if heir else "reason: …"
    sentence = (
        f"removed.yml does not name `{review.slug}`, so its page just ends. Add below "
        f"`{review.kind}:`, indented by two spaces: `{review.slug}: {{on: {today}, {reason}}}`"
    )
    review.remark(Level.WARNING, "", "Say why it left", sentence)


def _heir(review: Review, reviews: Sequence[Review]) -> Review | None:
    """Return the new entry of the same server, which the file was probably renamed to."""
    was = review.before
    for other in reviews:
        if was and other.entry and other.change == "new" and other.kind == review.kind:
            is_same = was.invite and was.invite.lower() == other.entry.invite.lower()
            if is_same or (was.server_id and was.server_id == other.entry.server_id):
                return other
    return None


def _note_broken(
    options: Options, content: Content, reviews: Sequence[Review], changed: Mapping[Path, Change]
) -> None:
    """Remark on slugs that left while files that did not change still name them."""
    judged = {review.path for review in reviews}
    for kind in layout.FOLDERS:
        gone = _gone(kind, content, reviews, changed)
        for slug, paths in naming(options.content_dir, kind, [*gone], judged).items():
            names = ", ".join(f"`{path.parent.name}/{path.name}`" for path in sorted(paths)[:5])
            more = f" and {len(paths) - 5} more" if len(paths) > 5 else ""
            sentence = (
                f"`{slug}` is still named in {names}{more}, which its leaving would break. Take "
                "it out there as well, or name it in removed.yml."
            )
            gone[slug].remark(Level.ERROR, "", "Still named", sentence)


def _gone(
    kind: str, content: Content, reviews: Sequence[Review], changed: Mapping[Path, Change]
) -> dict[str, Review]:
    """Return the slugs that no file and no line of removed.yml has any more."""
    departed = content.removed.servers if kind == "servers" else content.removed.communities
    gone = {}
    for review in reviews:
        change = changed.get(review.path)
        if review.kind == kind and review.change == "deleted" and review.path.suffix == ".yml":
            gone[review.slug] = review
        elif review.kind == "removed" and change and change.before is not None:
            data = read(change.before).data
            was = data.get(kind) if isinstance(data, dict) else None
            folder = review.path.parent / kind
            slugs = was if isinstance(was, dict) else {}
            gone |= {slug: review for slug in slugs if not (folder / f"{slug}.yml").exists()}
    return {slug: review for slug, review in gone.items() if slug not in departed}


def _shown(path: Path, root: Path) -> str:
    try:
        return log_line(path.relative_to(root).as_posix())
    except ValueError:
        return log_line(path.as_posix())
