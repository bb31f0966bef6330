"""Each standard holds for the designs it is for, and only for them; its rows fill its columns."""

from __future__ import annotations

import pytest

from planner.rules.library import Library
from planner.rules.when import truth
from tests.rules.harness import cases, world

STANDARDS = {s.id: s for s in Library().standards}
CASES = cases("standards")


def holds(item: str, design: str) -> bool:
    """Whether a standard applies to a design."""
    standard, judged = STANDARDS[item], world(design)
    return standard.when is None or truth(standard.when, judged, judged.whole) is True


@pytest.mark.parametrize(("item", "case"), CASES, ids=[name for name, _ in CASES])
def test_it_holds_where_it_is_meant_and_nowhere_else(item: str, case: dict[str, str]) -> None:
    assert holds(item, case["fires"])
    if STANDARDS[item].when is None:
        assert "silent" not in case, "it holds everywhere"
    else:
        assert not holds(item, case["silent"])


@pytest.mark.parametrize("item", STANDARDS)
def test_each_row_fills_the_columns(item: str) -> None:
    standard = STANDARDS[item]
    assert len(standard.rows) >= 2
    assert {len(row) for row in standard.rows} == {len(standard.columns)}
    assert all(cell.strip() for row in standard.rows for cell in row)
    assert len({row[0] for row in standard.rows}) == len(standard.rows), "a row is found by its first cell"
