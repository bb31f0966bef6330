"""Another answer to one question changes no element but those that may change with it."""

from __future__ import annotations

import pytest

from benchmarks.locality import changes


@pytest.mark.parametrize("archetype", ["shop", "banking-ledger", "notification-service"])
def test_an_answer_stays_where_it_belongs(archetype: str) -> None:
    found = list(changes(archetype, stride=7))
    assert len(found) > 10
    assert sum(len(c.changed) for c in found) > 50
    assert [(c.path, c.value, c.unexplained[:3]) for c in found if c.unexplained] == []
