"""The ranking asks first what decides: the decisions stand long before the last question, and are the same in the end."""

from __future__ import annotations

import pytest

from planner.interview.answering import answered
from tests.interview.discovery import course, in_fixed_order, in_ranked_order
from tests.rules.harness import plan_of

MOST = 0.4
"""The part of the questions after which every decision is as it will be."""
SETS = (6, 9)
"""A few of the answer sets; `python benchmarks/interview.py` plays all of them."""


@pytest.mark.parametrize("number", SETS)
def test_the_decisions_stand_after_a_part_of_the_questions(number: int) -> None:
    ranked, fixed = course(number, in_ranked_order), course(number, in_fixed_order)
    assert ranked.share <= MOST
    assert ranked.share < fixed.share
    assert ranked.decisions == fixed.decisions, "whatever the order, the same is decided"


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("entities.Note.soft_delete", "entities: {Note: {soft_delete: true, fields: {body: text}}}\n", False),
        ("entities.Note.audit", "entities: {Note: {audit: reads, fields: {body: text}}}\n", None),
    ],
)
def test_a_flag_can_be_taken_back(path: str, before: str, after: object) -> None:
    design = answered(plan_of(before).design, path, "false").design
    assert design is not None
    assert getattr(design.entities[0], path.rpartition(".")[2]) == after


def test_an_answer_takes_the_place_of_the_one_before() -> None:
    design = plan_of("controls: {backup: {every: 1d}}\nentities: {Note: {fields: {body: text}}}\n").design
    found = answered(design, "controls.backup.every", "5m").design
    assert found is not None
    assert [s.value for s in found.controls] == ["5m"]
