"""Remarks as lines: for a terminal, and as annotations of a workflow.

Source of the latter: docs.github.com, "Workflow commands for GitHub Actions".
"""

from collections.abc import Iterable, Iterator, Sequence

from showcase.review.values import Level, Remark, Review
from showcase.text import log_line


def sorted_remarks(reviews: Iterable[Review]) -> list[Remark]:
    """Return all remarks: a changed server first, then by weight and place."""
    return sorted(
        (remark for review in reviews for remark in review.remarks), key=lambda one: one.rank
    )


def as_text(reviews: Sequence[Review]) -> Iterator[str]:
    """Yield a line for each remark, and one for each server that Discord told of."""
    for remark in sorted_remarks(reviews):
        weight = "" if remark.level is Level.ERROR else f"{remark.level.value}: "
        place = f"{remark.path}:{remark.line}:{remark.column}"
        yield log_line(f"{place}: {weight}{remark.sentence}")
    for review in reviews:
        said = described(review)
        if said:
            yield log_line(f"{review.shown}: {said}")


def described(review: Review) -> str:
    """Return in a line what Discord says of a server; nothing where it said nothing."""
    facts = review.facts
    if facts is None:
        return ""
    parts = [f"Discord says: {facts.name}"]
    if facts.members is not None:
        parts.append(f"{facts.members:,} member{'s' if facts.members != 1 else ''}")
    if facts.online is not None:
        parts.append(f"{facts.online:,} online")
    if facts.boost_tier is not None:
        parts.append(f"boost level {facts.boost_tier}")
    return f"{', '.join(parts)} (id {facts.id})"


def as_annotations(reviews: Sequence[Review], notes: Iterable[str] = ()) -> Iterator[str]:
    """Yield a workflow command for each remark, page and note; none can hold another."""
    for remark in sorted_remarks(reviews):
        yield _annotation(remark)
    for review in reviews:
        if review.page and not review.has_errors:
            sentence = f"Once merged, its page is {review.page}"
            yield _annotation(Remark(Level.NOTICE, review.shown, 1, 1, "Page", sentence))
    for note in notes:
        yield f"::notice title=Note::{_escaped(note)}"


def _annotation(remark: Remark) -> str:
    names = ("file", "line", "col", "title")
    values = (remark.path, remark.line, remark.column, remark.title)
    places = (f"{name}={_escaped(str(v), ':,')}" for name, v in zip(names, values, strict=True))
    return f"::{remark.level.value} {','.join(places)}::{_escaped(remark.sentence)}"


def _escaped(value: str, more: str = "") -> str:
    value = log_line(value)
    for sign in "%" + more:
        value = value.replace(sign, f"%{ord(sign):02X}")
    return value
