"""Every question changes the plan, is asked where its answer means something, and not where it means nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from planner.derive.pipeline import check
from planner.diagnostics import has_errors
from planner.interview import answering
from planner.interview.questions import applying, open_questions
from planner.model import catalog
from planner.read.design import read_design_text
from planner.rules.check import staged_conditions
from planner.rules.facts.controls import CONTROLS
from planner.rules.library import Library
from tests.archetypes.archetypes import NAMES, design_text
from tests.rules.asking import ROOT, answered, asked_of, asked_world, differences, is_open, is_read, whole
from tests.rules.harness import cases, plan_of

QUESTIONS = {q.id: q for q in Library().questions}
CASES = cases("questions")
IDS = [name for name, _ in CASES]
PLAIN = "entities: {Note: {fields: {body: text}}}\n"
SHOP = """roles: {customer: Buys.}
entities:
  Customer: {account: customer, fields: {email: email required unique pii, password: password required}, access: {create: public, get: owner}}
  Order: {fields: {total: money}}
"""


MOST_ELEMENTS = 3
"""A question about each entity is tried on so many of them."""
SHIPPED = {
    **{file.stem: file.read_text(encoding="utf-8") for file in sorted((ROOT / "examples").glob("*.yaml"))},
    "kitchen-sink": (ROOT / "tests" / "cases" / "kitchen-sink" / "design.yaml").read_text(encoding="utf-8"),
    **{name: design_text(name) for name in NAMES},
}


def design_of(item: str, case: dict[str, Any]) -> str:
    """The design a case names; else the smallest of two that the question is asked in."""
    if "design" in case:
        return str(case["design"])
    return PLAIN if any(asked_of(QUESTIONS[item], PLAIN)) else SHOP


@pytest.mark.parametrize(("item", "case"), CASES, ids=IDS)
def test_two_answers_make_two_plans_that_differ_in_more_than_prose(item: str, case: dict[str, Any]) -> None:
    question, design = QUESTIONS[item], design_of(item, case)
    element = next(asked_of(question, design))
    one, other = (answered(question, design, element, value) for value in case["differ"])
    assert is_read(one) + is_read(other) == []
    assert differences(plan_of(one), plan_of(other)), f"{case['differ']} give one plan"


@pytest.mark.parametrize(("item", "case"), CASES, ids=IDS)
def test_each_answer_can_be_given_and_ends_the_question(item: str, case: dict[str, Any]) -> None:
    question, design = QUESTIONS[item], design_of(item, case)
    element = next(asked_of(question, design))
    for answer in question.answers:
        text = answered(question, design, element, answer.value)
        assert is_read(text) == [], answer.value
        assert plan_of(text)
    given = answered(question, design, element, next(v for v in case["differ"] if v))
    assert element.id not in {e.id for e in asked_of(question, given)} or not is_open(question, given)


@pytest.mark.parametrize(("item", "case"), CASES, ids=IDS)
def test_it_is_not_asked_where_it_means_nothing(item: str, case: dict[str, Any]) -> None:
    question, design = QUESTIONS[item], design_of(item, case)
    assert is_open(question, design)
    if question.applies is None and question.each == "design":
        design = answered(question, design, next(asked_of(question, design)), case["differ"][0])
        assert not is_open(question, design), "answered, it is not asked again"
    else:
        assert not is_open(question, case["silent"])


@pytest.mark.parametrize("item", [q.id for q in QUESTIONS.values() if q.default])
def test_the_default_is_what_the_plan_takes_for_want_of_an_answer(item: str) -> None:
    question, design = QUESTIONS[item], design_of(item, dict(CASES)[item])
    element = next(asked_of(question, design))
    taken = answered(question, design, element, question.default)
    assert differences(plan_of(whole(design)), plan_of(taken)) <= {"risks", "capacity"}


def test_the_catalog_covers_the_four_groups_of_discovery() -> None:
    groups = Counter(q.group for q in QUESTIONS.values())
    assert set(groups) == {"product", "resources", "operations", "constraints"}
    assert len(QUESTIONS) >= 100
    assert min(groups.values()) >= 20


def test_each_path_is_asked_for_once() -> None:
    twice = {path: n for path, n in Counter(q.writes for q in QUESTIONS.values()).items() if n > 1}
    assert twice == {}


def test_an_answer_is_offered_once_and_the_likely_ones_are_weighed() -> None:
    for question in QUESTIONS.values():
        values = [a.value for a in question.answers]
        assert len(values) == len(set(values)), question.id
        assert all(a.prior > 0 for a in question.answers), question.id


def test_each_control_that_a_policy_reads_has_a_question_that_writes_it() -> None:
    library = Library()
    items = (*library.decisions, *library.risks, *library.steps)
    read = {t.fact for i in items for c, _ in staged_conditions(i) for t in catalog.tests_in(c)}
    read |= {d.said for d in library.decisions}
    wanted = {f"controls.{name}" for name in CONTROLS} & read
    assert wanted - {q.writes for q in QUESTIONS.values()} - MITIGATED_BY_THE_PLAN == set()


MITIGATED_BY_THE_PLAN = {"controls.sign_in_limit"}
"""The plan counts attempts to sign in whatever is said, so an answer would change nothing."""


@pytest.mark.parametrize(("item", "case"), CASES, ids=IDS)
def test_the_interview_lays_an_answer_as_a_person_would_write_it(item: str, case: dict[str, Any]) -> None:
    question, design = QUESTIONS[item], design_of(item, case)
    element = next(asked_of(question, design))
    asked = next(a for a in open_questions((question,), asked_world(design), lambda _: False) if a.element == element)
    for offered, answer in zip(question.answers, asked.answers, strict=True):
        if answer.value:
            tried = answering.answered(asked_world(design).design, asked.path, answer.value)
            assert tried.design == read_design_text(answered(question, design, element, offered.value)).design


@pytest.mark.parametrize("name", SHIPPED)
def test_every_answer_that_a_shipped_design_is_offered_can_stand_in_it(name: str) -> None:
    world = asked_world(SHIPPED[name])
    times = Counter[str]()
    for asked in applying(tuple(QUESTIONS.values()), world):
        times[asked.item.id] += 1
        for answer in asked.answers if times[asked.item.id] <= MOST_ELEMENTS else ():
            if answer.value:
                tried = answering.answered(world.design, asked.path, answer.value).design
                assert tried is not None, (asked.id, answer.value)
                assert not has_errors(check(tried)), (asked.id, answer.value)
