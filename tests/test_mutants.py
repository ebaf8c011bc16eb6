"""Break each rule of the policy and of merging, one at a time, and see an example fail."""

from types import ModuleType
from typing import Final

import pytest

import test_liveness
import test_records
import test_states
from forms import some
from mutants import examples, mutants
from showcase import liveness
from showcase.records import merging

pytestmark = [pytest.mark.slow, pytest.mark.untraced]

ALIKE: Final = {
    "_seen_under: led_to_known and known is not None and (record.answered_at is n"
    " -> led_to_known and True and (record.answered_at is n": "only mypy needs to hear of it",
    "_seen_under: Record(slug=record.slug, code=record.code, server_id=record.server_id,"
    " first_seen=record.first_seen, "
    " -> Record(slug=record.slug, code=record.code, first_seen=record.first_seen, ": "where first servers differ no id is set",
    "_believable: first.at > limit -> first.at >= limit": "at the limit it becomes the limit",
}
"""Changes after which all is as it was, and why."""


@pytest.mark.parametrize(
    ("module", "tests"),
    [
        (liveness, (test_liveness, test_states)),
        (merging, (test_records, test_liveness, test_states)),
    ],
)
def test_whatever_is_broken_an_example_notices(
    module: ModuleType, tests: tuple[ModuleType, ...]
) -> None:
    calls = examples(*tests)
    made = list(mutants(module))
    assert len(made) > 150
    tried = some(made, 6)
    unnoticed = [mutant.name for mutant in tried if not mutant.is_noticed(calls)]
    assert unnoticed == [mutant.name for mutant in tried if mutant.name in ALIKE]
    if tried is made:
        homes = tuple(f"{name}:" for name in vars(module))
        assert [name for name in ALIKE if name.startswith(homes)] == unnoticed
    for call in calls[:200]:
        call()  # and all is whole again
