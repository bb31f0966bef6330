"""Each standard holds for the designs it is for, and only for them; its rows fill its columns."""

from __future__ import annotations

import pytest

from planner.rules.library import Library
from planner.rules.standards import standing
from planner.rules.when import truth
from tests.rules.harness import cases, decisions_of, world

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
    width = 2 if standard.per else 1
    assert len({row[:width] for row in standard.rows}) == len(standard.rows), "a row is found by its first cells"


@pytest.mark.parametrize("item", [s.id for s in STANDARDS.values() if s.per])
def test_rows_name_options_of_the_decision_and_each_option_has_one(item: str) -> None:
    standard = STANDARDS[item]
    decision = next(d for d in Library().decisions if d.id == standard.per)
    assert {row[0] for row in standard.rows} - {"any language"} == {o.title for o in decision.options}


def test_only_the_rows_of_what_was_decided_on_stand() -> None:
    design = "stack: {language: go}\nentities: {Note: {fields: {body: text}}}\n"
    titles = {d.topic: d.option_title for d in decisions_of(design).values()}
    held = {s.id: s for s in standing(Library().standards, world(design), titles)}
    assert held["code-naming"].columns[0] == "files"
    assert len(held["code-naming"].rows) == 1
    assert [row[0] for row in held["orm-guide"].rows] == ["GORM", "sqlc"]
    assert "token-settings" in held
    assert "cache-layers" not in held
