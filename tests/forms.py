"""The two forms of the tests: the short one, and where the environment has FULL=1 the long one.

Both try the same in the same places. The long one tries it with more pages, texts and seeds.
"""

import os
from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")

# Two processes share the files. A long one that began last would be waited for, and each file of
# site/ that follows another finds the browser running; the second needs no demo, which takes a while.
LONGEST: Final = (
    "site/test_directory.py",
    "site/test_hostile.py",
    "site/test_add_form.py",
    "site/test_events.py",
    "site/test_head.py",
    "site/test_search.py",
    "site/test_accessibility.py",
    "site/test_existing_site.py",
    "site/test_colours.py",
    "site/test_privacy.py",
    "site/test_journey.py",
    "site/test_validity.py",
    "test_crashes.py",
    "test_plugin.py",
    "test_workflows.py",
    "test_faults.py",
    "test_exits.py",
    "test_quality.py",
    "test_wheel.py",
    "test_hostile_text.py",
    "test_removal.py",
    "test_fast.py",
    "test_hold_back.py",
    "test_right_server.py",
    "test_report.py",
    "test_refresh.py",
    "test_mutants.py",
)
"""Files that are begun first."""

FULL: Final = bool(os.environ.get("FULL"))


def some(every: Sequence[T], step: int) -> Sequence[T]:
    """Return all in the long form; in the short one the first and each so-many-th after it."""
    return every if FULL else every[::step]


def examples(most: int) -> int:
    """Return how many examples hypothesis tries: in the short form a fifth."""
    return most if FULL else max(most // 5, 25)
