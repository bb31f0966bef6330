"""Plays an interview with the answers of somebody who knows: how many questions until every decision is as it will be."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from msgspec import Struct

from planner.derive.decisions import decide
from planner.derive.infer import infer
from planner.derive.pipeline import derive
from planner.interview.answering import answered
from planner.interview.asking import held
from planner.interview.draft import draft
from planner.interview.questions import Asked, open_questions
from planner.interview.ranking import rank
from planner.interview.sentence import understand
from planner.interview.standing import is_said
from planner.model.design import Design
from planner.model.plan import Plan
from planner.read.design import Reading, read_design_text
from planner.read.layout import Value
from planner.read.printing import flow_text
from planner.rules.library import Library
from planner.rules.world import World, world_of
from tests.archetypes.archetypes import complete

LIBRARY = Library()


class Interview(Struct):
    """A design under discovery: what is known of the product, what was asked, and the design so far."""

    reading: Reading
    design: Design
    known: dict[str, object]
    asked: set[str]


class Course(Struct, frozen=True):
    """How an interview went: the questions until the decisions stood, all there were, and what was decided."""

    needed: int
    total: int
    decisions: tuple[tuple[str, str], ...]

    @property
    def share(self) -> float:
        """The part of the questions that it took."""
        return self.needed / self.total


Order = Callable[[Interview, World], "Asked | None"]


def begin(said: dict[str, Any]) -> Interview:
    """The first draft, as `planner new` makes it out of a starting model."""
    text = draft("", understand("", LIBRARY.archetypes, said["archetype"])).text
    reading = read_design_text(text)
    assert reading.design is not None
    return Interview(reading, reading.design, complete(said), set())


def plan_of(design: Design) -> Plan:
    """The plan of a design that stands in no file."""
    plan = derive(design, lambda _path: None, library=LIBRARY).plan
    assert plan is not None
    return plan


def in_fixed_order(interview: Interview, world: World) -> Asked | None:
    """The first open question of the catalog."""
    return next(open_questions(LIBRARY.questions, world, _is_said(interview)), None)


def in_ranked_order(interview: Interview, world: World) -> Asked | None:
    """The open question with the most at stake; then, where nothing is, the first one."""
    plan = plan_of(interview.design)
    ranked = rank(world_of(plan), LIBRARY, _is_said(interview), lambda path: held(interview.reading, path))
    return ranked[0].asked if ranked else in_fixed_order(interview, world)


def _is_said(interview: Interview) -> Callable[[str], bool]:
    stood = is_said(interview.reading)
    return lambda path: path in interview.asked or stood(path)


def played(said: dict[str, Any], order: Order) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The decisions after each question, those before the first one included."""
    interview = begin(said)
    courses = []
    while True:
        world = World(interview.design, infer(interview.design))
        courses.append(tuple((d.topic, d.option) for d in decide(LIBRARY.decisions, world)))
        asked = order(interview, world)
        if asked is None:
            return tuple(courses)
        interview.asked.add(asked.path)
        value = value_at(interview.known, asked.path)
        found = answered(interview.design, asked.path, value).design if value else None
        interview.design = found or interview.design


def value_at(known: dict[str, object], path: str) -> str:
    """What somebody who knows says at a path, as it would be written; nothing where the question does not matter."""
    if path in known:
        return flow_text(cast(Value, known[path]))
    below = {key[len(path) + 1 :]: value for key, value in known.items() if key.startswith(f"{path}.")}
    return flow_text(cast(Value, below)) if below and not any("." in key for key in below) else ""


@cache
def course(archetype_set: int, order: Order) -> Course:
    """How one of the answer sets is asked through."""
    from tests.archetypes.archetypes import answer_sets

    steps = played(answer_sets()[archetype_set], order)
    apart = [i for i, decisions in enumerate(steps) if decisions != steps[-1]]
    return Course(apart[-1] + 1 if apart else 0, len(steps) - 1, steps[-1])
