"""What somebody else judged, and who may still change it: asked about where update knows no state."""

from __future__ import annotations

import pytest

from planner import make_plan
from planner.read.design import read_design_text

ESSAY = """
planner: 1
name: Essays
roles: {{pupil: Writes., teacher: Grades.}}
entities:
  Pupil: {{account: pupil, fields: {{email: email required unique pii, password: password required}}, access: {{create: public, get: owner}}}}
  Essay:
    owner: pupil
    fields: {{body: text{flag}, state: enum(open | handed_in | {end}) = open, mark: int readonly}}
    relations: {{pupil: belongs_to Pupil required}}
    access: {{list: [owner, teacher], get: [owner, teacher], create: pupil, update: {update}, delete: none}}
    actions:
      hand_in: {{by: owner, from: open, to: handed_in}}
      grade: {{by: {by}, from: handed_in, to: {end}}}
"""
WORDS = {"flag": "", "end": "graded", "update": "owner", "by": "teacher"}


def asks(**changed: str) -> str:
    """The question, or nothing."""
    plan = make_plan(read_design_text(ESSAY.format(**(WORDS | changed)))).plan
    assert plan is not None
    return next((q.asks for q in plan.questions if q.id == "question.essay.changed_late"), "")


def test_what_may_be_rewritten_after_its_grade_is_asked_about() -> None:
    assert asks() == "May its owner still change an essay that is graded (grade)?"


@pytest.mark.parametrize("changed", [
    {"update": "{owner: state = open}"}, {"update": "none"}, {"by": "owner"}, {"by": "system"}, {"flag": " immutable"},
    {"update": "[owner, teacher]"},
])  # fmt: skip
def test_a_state_that_update_knows_or_nobody_else_brings_is_not(changed: dict[str, str]) -> None:
    assert asks(**changed) == ""


def test_a_state_that_judges_nothing_is_not() -> None:
    plan = make_plan(read_design_text(ESSAY.format(**(WORDS | {"end": "frozen"})).replace("grade:", "freeze:"))).plan
    assert plan is not None and not [q for q in plan.questions if q.id.endswith("changed_late")]
