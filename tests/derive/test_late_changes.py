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
    fields: {{body: text{flag}, state: enum(open | handed_in | {end}) = open, mark: int readonly}}
    relations: {{pupil: belongs_to Pupil required}}
    access: {{list: [pupil, teacher], get: [pupil, teacher], create: pupil, update: {update}, delete: none}}
    actions:
      hand_in: {{by: pupil, from: open, to: handed_in}}
      grade: {{by: {by}, from: handed_in, to: {end}}}
"""
WORDS = {"flag": "", "end": "graded", "update": "pupil", "by": "teacher"}


def asks(**changed: str) -> str:
    """The question, or nothing."""
    plan = make_plan(read_design_text(ESSAY.format(**(WORDS | changed)))).plan
    assert plan is not None
    return next((q.asks for q in plan.questions if q.id == "question.essay.changed_late"), "")


def test_what_may_be_rewritten_after_its_grade_is_asked_about() -> None:
    assert asks() == "May pupil still change an essay that is graded (grade)?"


@pytest.mark.parametrize("changed", [
    {"update": "{pupil: state = open}"}, {"update": "none"}, {"by": "pupil"}, {"by": "system"}, {"flag": " immutable"},
    {"update": "[pupil, teacher]"},
])  # fmt: skip
def test_a_state_that_update_knows_or_nobody_else_brings_is_not(changed: dict[str, str]) -> None:
    assert asks(**changed) == ""


def test_a_state_that_judges_nothing_is_not() -> None:
    plan = make_plan(read_design_text(ESSAY.format(**(WORDS | {"end": "frozen"})).replace("grade:", "freeze:"))).plan
    assert plan is not None and not [q for q in plan.questions if q.id.endswith("changed_late")]


def test_what_owners_may_do_is_asked_elsewhere() -> None:
    owned = ESSAY.replace("    fields: {{body", "    owner: pupil\n    fields: {{body").replace(
        "update: {update}", "update: owner"
    )
    plan = make_plan(read_design_text(owned.format(**WORDS))).plan
    assert plan is not None and [q.id for q in plan.questions if "judged" in q.id or "changed_late" in q.id] == [
        "question.essay.judged"
    ]
