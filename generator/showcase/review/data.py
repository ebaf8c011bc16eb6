"""A review for other programs."""

from collections.abc import Sequence
from typing import Any

from showcase.models.record import Facts
from showcase.review.lines import sorted_remarks
from showcase.review.values import Level, Review

VERSION = 1


def as_data(reviews: Sequence[Review], notes: Sequence[str] = ()) -> dict[str, Any]:
    """Return all that is known, as JSON takes it. Nothing is escaped: texts are texts."""
    remarks = sorted_remarks(reviews)
    return {
        "version": VERSION,
        "ok": all(remark.level is not Level.ERROR for remark in remarks),
        "remarks": [
            {
                "level": remark.level.value,
                "path": remark.path,
                "line": remark.line,
                "column": remark.column,
                "title": remark.title,
                "text": remark.sentence,
                "identity": remark.is_about_identity,
            }
            for remark in remarks
        ],
        "files": [_file(review) for review in reviews],
        "notes": list(notes),
    }


def _file(review: Review) -> dict[str, Any]:
    entry, before = review.entry, review.before
    return {
        "path": review.shown,
        "kind": review.kind,
        "slug": review.slug,
        "change": review.change,
        "ok": not review.has_errors,
        "fixed": review.is_fixed,
        "page": review.page,
        "invite": entry.invite if entry else None,
        "server_id": entry.server_id if entry else None,
        "before": {"invite": before.invite, "server_id": before.server_id} if before else None,
        "check": "ok" if review.answer else "failed" if review.silence else None,
        "silence": review.silence,
        "state": review.state,
        "discord": _facts(review.facts) if review.facts else None,
        "pictures": list(review.pictures),
    }


def _facts(facts: Facts) -> dict[str, Any]:
    return {
        "id": facts.id,
        "name": facts.name,
        "description": facts.description,
        "members": facts.members,
        "online": facts.online,
        "features": list(facts.features),
        "verification_level": facts.verification_level,
        "vanity": facts.vanity,
        "boosts": facts.boosts,
        "boost_tier": facts.boost_tier,
        "age_restricted": facts.is_age_restricted,
        "expires_at": facts.expires_at.isoformat() if facts.expires_at else None,
        "guest": facts.guest,
        "targeted": facts.targeted,
    }
