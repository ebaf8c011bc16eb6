"""The check of the finished site: the third wall, behind escaping and the policy."""

from showcase.inspection.site import Grounds, inspect

__all__ = ["Grounds", "inspect"]
