"""What a reviewer wants to see of changed entries."""

from showcase.review.values import Level, Remark, Review

__all__ = ["Level", "Remark", "Review"]
