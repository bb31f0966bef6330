"""Another answer to one question changes no element but those that may change with it."""

from __future__ import annotations

import pytest

from benchmarks.locality import changes
from planner.rules.library import Library

ARCHETYPES = [a.id for a in Library().archetypes]


@pytest.mark.parametrize("archetype", ARCHETYPES)
def test_an_answer_stays_where_it_belongs(archetype: str) -> None:
    """Each archetype is asked other questions; together they are asked all."""
    found = list(changes(archetype, stride=len(ARCHETYPES), first=ARCHETYPES.index(archetype)))
    assert found and any(c.changed for c in found)
    assert [(c.path, c.value, c.unexplained[:3]) for c in found if c.unexplained] == []
