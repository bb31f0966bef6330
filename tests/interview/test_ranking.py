"""What is asked first changes the most; what changes nothing is not asked."""

from __future__ import annotations

from pathlib import Path

from planner.derive.pipeline import derive
from planner.interview.asking import ranked_questions
from planner.interview.ranking import rank
from planner.interview.standing import is_said
from planner.read.design import read_design, read_design_text
from planner.rules.library import Library
from planner.rules.world import world_of

ROOT = Path(__file__).parents[2]
BARE = """planner: 1
name: Notes
summary: Notes of a team.
entities:
  Note:
    fields: {body: text required}
"""


def test_the_order_is_by_score_and_every_question_is_open() -> None:
    ranked = ranked_questions(read_design_text(BARE), Library())
    assert ranked
    assert [r.score for r in ranked] == sorted((r.score for r in ranked), reverse=True)
    assert all(any(t.changes for t in r.trials) for r in ranked)


def test_an_answered_question_is_not_asked_again() -> None:
    before = ranked_questions(read_design_text(BARE), Library())
    assert before is not None
    assert "context.consumers" in {r.asked.path for r in before}
    after = ranked_questions(read_design_text(BARE + "context: {consumers: [web]}\n"), Library())
    assert after is not None
    assert "context.consumers" not in {r.asked.path for r in after}


def test_what_is_not_applicable_stays_closed_and_what_is_unsure_stays_open() -> None:
    closed = BARE + "interview: {context.consumers: {state: not_applicable}}\n"
    found = ranked_questions(read_design_text(closed), Library())
    assert found is not None
    assert "context.consumers" not in {r.asked.path for r in found}
    unsure = BARE + "context: {consumers: [web]}\ninterview: {context.consumers: {state: unsure}}\n"
    found = ranked_questions(read_design_text(unsure), Library())
    assert found is not None
    assert "context.consumers" in {r.asked.path for r in found}


def test_what_is_tried_first_is_what_is_worth_asking_first() -> None:
    for file in sorted((ROOT / "examples").glob("*.yaml")):
        reading = read_design(file)
        assert reading.design is not None
        plan = derive(reading.design, reading.source.locate).plan
        assert plan is not None
        every, few = (rank(world_of(plan), Library(), is_said(reading), most=most) for most in (None, 100))
        assert [r.asked.id for r in few[:5]] == [r.asked.id for r in every[:5]], file.name


def test_the_examples_can_be_ranked() -> None:
    for file in sorted((ROOT / "examples").glob("*.yaml")):
        assert ranked_questions(read_design(file), Library()) is not None
