"""A review as Markdown: what the page of a workflow's run shows.

Text of strangers stands in code spans alone: there GitHub reads no mention, link, picture, HTML
or reference. Files of one's own are the only names that it can make links of.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from showcase import text
from showcase.models.record import Facts
from showcase.review.lines import sorted_remarks
from showcase.review.values import Level, Remark, Review
from showcase.review.wording import VERIFICATION
from showcase.text import code_span as code

LIMIT: Final = 900_000
"""Bytes; GitHub drops a summary of more than a mebibyte."""
_SIGNS: Final = {Level.ERROR: "❌", Level.WARNING: "⚠️", Level.NOTICE: "📝"}
# GitHub makes links of these even where they are written as entities.
_REFERENCE: Final = re.compile(r"[@#$]|://|www\.|\bGH-\d|\b[0-9a-f]{7,}\b", re.IGNORECASE)
_WORD: Final = re.compile(r"(\s+)")
_CHANGES: Final = {"new": "new", "changed": "changed", "deleted": "taken out"}


def as_markdown(reviews: Sequence[Review], notes: Sequence[str] = ()) -> str:
    """Return the summary.

    Args:
        notes: Why Discord is silent, and the like.
    """
    parts = [_headline(reviews), *_alarms(reviews)]
    if notes:
        parts.append("\n".join(f"- {_inert(note)}" for note in notes))
    size = sum(len(part.encode()) + 2 for part in parts)
    for count, review in enumerate(_worst_first(reviews)):
        part = _section(review)
        size += len(part.encode()) + 2
        if size > LIMIT:
            parts.append(f"There is no room for {len(reviews) - count} more.")
            break
        parts.append(part)
    return "\n\n".join(parts) + "\n"


def _headline(reviews: Sequence[Review]) -> str:
    if not reviews:
        return "## Nothing to review\n\nNo entry and no community changed."
    errors = sum(remark.level is Level.ERROR for remark in sorted_remarks(reviews))
    files = "1 file" if len(reviews) == 1 else f"{len(reviews)} files"
    return f"## {files}: {f'{errors} to mend' if errors else 'nothing is wrong'}"


def _alarms(reviews: Sequence[Review]) -> Iterator[str]:
    """Yield, before all else, where another server may take an entry over."""
    for review in reviews:
        for remark in sorted(review.remarks, key=lambda one: one.rank):
            if remark.is_about_identity:
                yield (
                    f"> [!CAUTION]\n> **{remark.title}: {code(review.shown)}**\n>\n"
                    f"> {_inert(remark.sentence)}"
                )


def _worst_first(reviews: Sequence[Review]) -> list[Review]:
    def weight(review: Review) -> tuple[bool, bool, str]:
        is_alarming = any(remark.is_about_identity for remark in review.remarks)
        return not is_alarming, not review.has_errors, review.shown

    return sorted(reviews, key=weight)


def _section(review: Review) -> str:
    change = f" ({_CHANGES[review.change]})" if review.change else ""
    name = f"{code(review.entry.name)}: " if review.entry else ""
    lines = [f"### {name}{code(review.shown)}{change}", ""]
    remarks = sorted(review.remarks, key=lambda one: one.rank)
    lines += [_row(remark, review) for remark in remarks]
    if not remarks:
        lines.append("No mistake in the file.")
    facts = review.facts
    if facts is not None:
        lines += ["", *_table(review, facts)]
    if review.silence:
        lines += ["", f"Discord did not answer: {code(review.silence)}"]
    if review.page and not review.has_errors:
        lines += ["", f"Once merged, its page is {code(review.page)}"]
    if review.pictures:
        names = ", ".join(map(code, review.pictures))
        lines += ["", f"How it looks is in the run's artifact `pictures`: {names}"]
    return "\n".join(lines)


def _row(remark: Remark, review: Review) -> str:
    line = f" (line {remark.line})" if review.change != "deleted" else ""
    return f"- {_SIGNS[remark.level]} **{remark.title}**{line}: {_inert(remark.sentence)}"


def _table(review: Review, facts: Facts) -> Iterator[str]:
    entry = review.entry
    yield "| | Discord says |"
    yield "| --- | --- |"
    named = "" if entry and text.folded(entry.name) == text.folded(facts.name) else " ⚠️"
    yield f"| Name | {code(facts.name)}{named} |"
    if facts.description:
        yield f"| Description | {code(facts.description)} |"
    if facts.members is not None:
        online = f" ({facts.online:,} online)" if facts.online is not None else ""
        yield f"| Members | {facts.members:,}{online} |"
    if entry:
        yield f"| Invite | {code(entry.invite)}: {', '.join(_invite_words(entry.invite, facts))} |"
    if facts.boost_tier is not None:
        boosts = f" ({facts.boosts:,} boosts)" if facts.boosts is not None else ""
        yield f"| Boost level | {facts.boost_tier}{boosts} |"
    if facts.verification_level is not None:
        yield f"| To write there | {VERIFICATION[facts.verification_level]} |"
    yield f"| Age restricted | {'yes ❌' if facts.is_age_restricted else 'no'} |"
    yield f"| Server id | {code(facts.id)}, {_pin(review, facts)} |"
    marks = [mark.lower() for mark in ("PARTNERED", "VERIFIED") if mark in facts.features]
    if marks:
        yield f"| Badges | {', '.join(marks)} |"
    if review.state:
        yield f"| State | {review.state} |"


def _invite_words(invite: str, facts: Facts) -> Iterator[str]:
    if facts.expires_at is None:
        yield "permanent"
    else:
        yield f"expires {facts.expires_at:%Y-%m-%d} ❌"
    if facts.is_vanity(invite):
        yield f"vanity address{' at risk ⚠️' if facts.is_at_risk(invite) else ''}"
    if not any(sign.isupper() for sign in invite):
        yield "no capital letter"


def _pin(review: Review, facts: Facts) -> str:
    pinned = review.entry.server_id if review.entry else None
    if pinned is None:
        return "not pinned yet"
    return "as pinned" if pinned == facts.id else f"but pinned is {code(pinned)} ❌"


def _inert(sentence: str) -> str:
    """Keep code spans, and let nothing of the rest be read as Markdown or as a reference.

    What a mistake quotes from a file may hold backticks of its own, so any part can be a
    stranger's.
    """
    parts = text.one_line(sentence).split("`")
    if len(parts) % 2 == 0:  # a backtick that opens nothing
        return code(sentence)
    pieces: list[str] = []
    for at, part in enumerate(parts):
        if at % 2:
            pieces.append(code(part))
        else:
            words = _WORD.split(part)
            pieces += [code(one) if _REFERENCE.search(one) else text.markdown(one) for one in words]
    # Two code spans that touch would be read as one.
    return "".join(filter(None, pieces)).replace("``", "` `")
