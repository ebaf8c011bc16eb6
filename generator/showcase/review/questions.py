"""Asking Discord about the entries of a change, and what earlier runs know of them."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from showcase import discord, pictures
from showcase.artwork import Gallery
from showcase.asking import AskingEndedError, Inquiry
from showcase.clock import Clock
from showcase.fetch import Fetcher
from showcase.mirror import read_mirror
from showcase.models.record import Answer, Failed, Record
from showcase.options import Options
from showcase.progress import phase
from showcase.review import opinions
from showcase.review.values import Review
from showcase.store import Store


def ask(
    reviews: Sequence[Review],
    *,
    store: Store,
    options: Options,
    clock: Clock,
    gallery: Gallery | None = None,
) -> list[str]:
    """Ask about each entry, and remark on what is answered; return lines for a person.

    The requests count in the ledger of all runs; nothing else is written to the store.

    Args:
        reviews: Those of entries without a mistake.
        gallery: Takes the pictures of their servers; None where none are wanted.

    Raises:
        StoreError: the store cannot be written.
    """

    async def asked() -> list[str]:
        async with Fetcher(options.user_agent, connections=pictures.AT_ONCE) as fetcher:
            inquiry = Inquiry(fetcher, store, options, clock, wait=False)
            notes = await _ask(reviews, fetcher, inquiry, options, clock)
            if gallery is not None:
                is_open = inquiry.ended is None
                now = clock.now()
                run = pictures.PictureRun(fetcher, gallery, options, now, cdn=is_open, mirror=False)
                wanted = _wanted_pictures(reviews, gallery, now)
                await asyncio.gather(*(run.fetch_first(*each) for each in wanted))
                notes += run.notes
        return notes

    return asyncio.run(asked())


def ask_once(code: str, *, store: Store, options: Options, clock: Clock) -> Answer:
    """Ask about one invite of no entry yet; that it was not asked about counts as a failed check.

    Raises:
        StoreError: the store cannot be written.
    """

    async def asked() -> Answer:
        async with Fetcher(options.user_agent, connections=1) as fetcher:
            inquiry = Inquiry(fetcher, store, options, clock, wait=False)
            try:
                return await inquiry.ask(code, code)
            except AskingEndedError as error:
                return Failed(str(error))

    return asyncio.run(asked())


async def _ask(
    reviews: Sequence[Review], fetcher: Fetcher, inquiry: Inquiry, options: Options, clock: Clock
) -> list[str]:
    notes = await _learn_from_mirror(reviews, fetcher, options)
    with phase("Asking Discord", len(reviews)) as step:
        for review in reviews:
            await _ask_about(review, inquiry, clock)
            step()
    silences = Counter(review.silence for review in reviews if review.silence)
    for why, count in silences.items():
        entries = "one entry" if count == 1 else f"{count} entries"
        notes.append(f"Discord did not answer about {entries}, which fails nothing: {why}.")
    return notes


async def _ask_about(review: Review, inquiry: Inquiry, clock: Clock) -> None:
    entry = review.entry
    if entry is None:
        return
    try:
        answer = await inquiry.ask(review.slug, entry.invite)
        if isinstance(answer, Failed):
            review.silence = answer.why
            return
        opinions.note_answer(review, answer, clock.now())
    except AskingEndedError as error:
        review.silence = str(error)
        return
    if entry.backup_invite:
        try:
            opinions.note_backup(review, await inquiry.ask(review.slug, entry.backup_invite))
        except AskingEndedError:
            return


async def _learn_from_mirror(
    reviews: Iterable[Review], fetcher: Fetcher, options: Options
) -> list[str]:
    """Read what the published site knows, where an entry without a pin is older than the change."""
    wanting = [review for review in reviews if _wants_to_know(review)]
    if not wanting or options.mirror_url is None:
        return []
    names = [name for review in wanting for name in (review.slug, *review.former)]
    mirror = await read_mirror(fetcher, options.mirror_url, names)
    for review in wanting:
        review.learn(mirror.records)
    if mirror.problem:
        return [f"{mirror.problem}. So it was not compared which servers were published before."]
    return []


def _wants_to_know(review: Review) -> bool:
    is_new = review.change == "new" and not review.former
    if review.known is not None or is_new or review.entry is None:
        return False
    return review.before is None or review.before.server_id is None


def _wanted_pictures(
    reviews: Iterable[Review], gallery: Gallery, now: datetime
) -> Iterator[tuple[Record, tuple[str, ...]]]:
    for review in reviews:
        if review.facts is None or review.entry is None or review.has_errors:
            continue
        record = Record(slug=review.slug, code=review.entry.invite, facts=review.facts)
        for sources in discord.picture_sources(record):
            missing = gallery.missing(sources, now=now.timestamp())
            if missing:
                yield record, missing
