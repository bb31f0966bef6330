"""Lays the answers of questions into designs, and says what of the plan is another one then."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from planner.model.catalog import QuestionItem
from planner.model.plan import Plan
from planner.read.design import read_design_text
from planner.read.document import open_document, set_value
from planner.read.layout import Value, plain
from planner.read.names import split_path
from planner.rules.evaluate import find_risks
from planner.rules.library import Library
from planner.rules.when import truth
from planner.rules.wording import fill_value
from planner.rules.world import Element, World, world_of
from tests.rules.harness import BASE, plan_of

ROOT = Path(__file__).parents[2]
PROSE = frozenset(("because", "says", "comment", "summary", "description", "title", "example", "serves", "cure"))
"""What a reader reads; a difference in it alone does not count."""


def whole(text: str) -> str:
    """A case as a design of its own."""
    return text[text.index("planner:") :] if "planner:" in text else BASE + text


@cache
def asked_world(text: str) -> World:
    """The world questions are asked in: everything decided."""
    return world_of(plan_of(whole(text)))


def asked_of(item: QuestionItem, text: str) -> Iterator[Element]:
    """The elements that a question is asked of."""
    world = asked_world(text)
    for element in world.elements(item.each):
        if item.applies is None or truth(item.applies, world, element) is True:
            yield element


def path_of(item: QuestionItem, text: str, element: Element) -> str:
    """Where the answer about one element is written."""
    return fill_value(item.writes, asked_world(text), element)


def answered(item: QuestionItem, text: str, element: Element, value: str) -> str:
    """The design with the answer in it; an empty one says that there is nothing to write."""
    if not value:
        return whole(text)
    world = asked_world(text)
    path = split_path(fill_value(item.writes, world, element))
    return set_value(open_document(whole(text)), path, parsed(fill_value(value, world, element)))


def parsed(text: str) -> Value:
    """A value as YAML reads it."""
    found = plain(open_document(f"value: {text}\n").root)
    assert isinstance(found, dict), text
    return found["value"]


def is_read(text: str) -> list[str]:
    """What is wrong with a design."""
    reading = read_design_text(text)
    return [str(d) for d in reading.diagnostics if d.severity.value == "error"]


def differences(one: Plan, other: Plan) -> set[str]:
    """The kinds of things in which two plans differ, prose aside."""
    before, after = _structure(one), _structure(other)
    return {kind for kind in before if before[kind] != after[kind]}


def _structure(plan: Plan) -> dict[str, Any]:
    world = world_of(plan)
    return {
        "decisions": {d.topic: d.option for d in plan.decisions},
        "settings": _bare(plan.settings),
        "tables": {t.id: _bare(t) for t in plan.database.tables},
        "operations": {o.id: _bare(o) for o in plan.api.operations},
        "bodies": {p.id: _bare(p) for p in plan.api.payloads},
        "messages": {m.id: _bare(m) for m in plan.api.messages},
        "feeds": {f.id: _bare(f) for f in plan.api.feeds},
        "steps": sorted(s.id for s in plan.work.steps),
        "rules": [(e.rule, e.by, e.enforced) for e in plan.enforcements],
        "risks": {f.id: (f.status, f.severity) for f in find_risks(Library().risks, world)},
        "capacity": _bare(plan.capacity),
        "version": (plan.api.version, plan.api.base_path),
    }


def _bare(value: Any) -> Any:
    """Plain data without its prose."""
    return _without(msgspec.to_builtins(value))


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without(v) for k, v in value.items() if k not in PROSE}
    return [_without(v) for v in value] if isinstance(value, list) else value


def is_open(item: QuestionItem, text: str) -> bool:
    """Whether a question is asked of some element of a design: it applies there, and nobody has answered it."""
    reading = read_design_text(whole(text))
    return any(reading.source.locate(path_of(item, text, e)) is None for e in asked_of(item, text))
