"""What is to be said of an entry by what people wrote and by what Discord answered. Pure."""

from datetime import datetime
from typing import Final

from showcase import liveness, menus, text
from showcase.models.entry import Entry
from showcase.models.record import (
    VANITY_TIER,
    Answer,
    Facts,
    Failed,
    Invite,
    NoServer,
    Unknown,
)
from showcase.names import shares_word
from showcase.review import wording
from showcase.review.values import Level, Remark, Review, Said
from showcase.text import code_span as code


def note_identity(review: Review, said: Said) -> None:
    """Remark on what a file says of its server, against what it said before."""
    before = review.before
    if before is None:
        return
    old, new = before.server_id, said.server_id
    if old and new and old != new:
        sentence = (
            f"`server_id` changes from {code(old)} to {code(new)}: another server takes this "
            "entry over. Make sure that the people of the old one want it."
        )
        _loudly(review, Level.WARNING, "server_id", "Another server", sentence)
    elif old and not new:
        sentence = (
            f"`server_id` {code(old)} is taken out: nothing pins this entry to its server any "
            "more. Put it back."
        )
        _loudly(review, Level.WARNING, "invite", "No longer pinned", sentence)
    elif before.invite and said.invite and before.invite.lower() != said.invite.lower():
        sentence = f"The invite changes from {code(before.invite)} to {code(said.invite)}."
        review.remark(Level.NOTICE, "invite", "Another invite", sentence)


def note_again(review: Review, earlier: Review, now: datetime) -> None:
    """Take over what was answered to the same entry before its file was put in order."""
    review.known, review.silence = earlier.known, earlier.silence
    review.is_fixed = earlier.is_fixed
    if earlier.answer:
        note_answer(review, earlier.answer, now)
    if earlier.backup_answer:
        note_backup(review, earlier.backup_answer)


def note_answer(review: Review, answer: Answer, now: datetime) -> None:
    """Remark on what Discord answered to an entry's invite, and set its state.

    A check that failed says nothing about the entry.
    """
    entry = review.entry
    if entry is None or isinstance(answer, Failed):
        return
    review.answer = answer
    begun = liveness.begin(review.slug, entry, review.known)
    observed = liveness.observe(entry, begun, answer, now)
    review.state = liveness.judge(entry, observed, now).state.value
    match answer:
        case Unknown():
            review.remark(Level.ERROR, "invite", *wording.unknown(answer))
        case NoServer():
            review.remark(Level.ERROR, "invite", *wording.no_server(answer))
        case Invite(facts):
            if _note_server(review, entry, facts):
                for title, sentence in wording.unfit(facts):
                    review.remark(Level.ERROR, "invite", title, sentence)
                _note_facts(review, entry, facts)


def note_age(review: Review) -> None:
    """Remark on an entry that says itself that it cannot be listed."""
    if review.entry and review.entry.age_restricted:
        sentence = (
            "The entry says that the server is for adults. Such servers are not listed for now. "
            "Take the line out if that is a mistake, else the entry."
        )
        review.remark(Level.ERROR, "age_restricted", "Age restricted", sentence)


def note_backup(review: Review, answer: Answer) -> None:
    """Remark on what Discord answered to an entry's backup invite; never an error."""
    entry = review.entry
    if entry is None or isinstance(answer, Failed):
        return
    review.backup_answer = answer
    expected = entry.server_id or (review.facts.id if review.facts else None)
    match answer:
        case Unknown():
            title, sentence = wording.unknown(answer)
        case NoServer():
            title, sentence = wording.no_server(answer)
        case Invite(facts) if expected and facts.id != expected:
            title, sentence = "Another server", _OTHER_BACKUP
        case Invite(facts) if problems := wording.unfit(facts):
            title, sentence = problems[0]
        case _:
            return
    review.remark(Level.WARNING, "backup_invite", f"Backup: {title}", sentence)


_OTHER_BACKUP: Final = (
    "The backup invite leads to another server than the entry's, so it is never linked. Give one "
    "of the same server, or take it out."
)


def _note_server(review: Review, entry: Entry, facts: Facts) -> bool:
    """Remark on which server it is; return whether it is the one that the entry means."""
    named = f"{code(facts.name)} (id {code(facts.id)})"
    accepted = review.known.first_server if review.known else None
    if entry.server_id:
        if facts.id == entry.server_id:
            _note_moved(review, facts)
            return True
        sentence = (
            f"The invite leads to {named}, and `server_id` names {code(entry.server_id)}. One of "
            f"the two is wrong. {menus.COPY_ID}."
        )
        _loudly(review, Level.ERROR, "invite", "Another server", sentence)
    elif accepted and accepted.id and accepted.id != facts.id:
        sentence = (
            f"The invite leads to {named}; until now this entry led to the server "
            f"{code(accepted.id)}. If the new one is meant, say so: add "
            f'`server_id: "{facts.id}"`.'
        )
        _loudly(review, Level.ERROR, "invite", "Another server", sentence)
    elif not accepted and not shares_word(entry.name, facts.name):
        sentence = (
            f"The invite leads to {named}, a name that shares no word with `name`. If it is the "
            f'right server, say so: add `server_id: "{facts.id}"`.'
        )
        review.remark(Level.ERROR, "invite", "Is it this server", sentence)
    else:
        return True
    return False


def _note_moved(review: Review, facts: Facts) -> None:
    """Remark on a pin that names another server than the one accepted without a pin."""
    accepted = review.known.first_server if review.known else None
    was_pinned = review.before is not None and review.before.server_id is not None
    if accepted and accepted.id and accepted.id != facts.id and not was_pinned:
        sentence = (
            f"`server_id` names {code(facts.id)}; until now this entry led to the server "
            f"{code(accepted.id)}. Make sure that the people of the old one want it."
        )
        _loudly(review, Level.WARNING, "server_id", "Another server", sentence)


def _note_facts(review: Review, entry: Entry, facts: Facts) -> None:
    if entry.server_id is None:
        review.remarks.append(missing_id(review, facts))
    if facts.is_at_risk(entry.invite):
        sentence = (
            f"The invite is the server's vanity address, and its boost level is "
            f"{facts.boost_tier}. Below {VANITY_TIER} it can be lost, and taken by anybody. "
            f"{wording.PERMANENT}"
        )
        review.remark(Level.WARNING, "invite", "Vanity address at risk", sentence)
    elif not any(sign.isupper() for sign in entry.invite):
        sentence = _lower_case(is_vanity=facts.is_vanity(entry.invite))
        review.remark(Level.NOTICE, "invite", "No capital letter", sentence)
    if text.folded(facts.name) != text.folded(entry.name):
        sentence = f"Discord calls it {code(facts.name)}, the entry {code(entry.name)}."
        review.remark(Level.NOTICE, "name", "Another name", sentence)
    if "INVITES_DISABLED" in facts.features:
        sentence = "The server has paused its invites: nobody can join at the moment."
        review.remark(Level.WARNING, "invite", "Invites paused", sentence)


def _lower_case(*, is_vanity: bool) -> str:
    if is_vanity:
        return (
            "The invite is the server's vanity address. Should the server lose it, anybody can "
            "take it; an ordinary invite with a capital letter cannot be taken."
        )
    return (
        "The invite has no capital letter. Should it ever be deleted, another server could take "
        "the same letters as its vanity address; one with a capital letter cannot be taken."
    )


def missing_id(review: Review, facts: Facts) -> Remark:
    """Return the remark with the line to paste, at the line below which it belongs."""
    keys = [keys for keys in review.document.places if keys[:1] == ("communities",)]
    line = max((review.document.places[each][0] for each in keys), default=1)
    sentence = f'Add this line below, which pins the entry to the server: `server_id: "{facts.id}"`'
    return Remark(Level.NOTICE, review.shown, line, 1, "Add the server's id", sentence)


def _loudly(review: Review, level: Level, key: str, title: str, sentence: str) -> None:
    review.remark(level, key, title, sentence, is_about_identity=True)
