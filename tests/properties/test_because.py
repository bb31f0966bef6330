"""`because` tells the truth: without the line that an element cites, the element is another one or is not there.

Lines are taken out one at a time, and the design is planned again. A quarter of them by default, all of them with
`make because`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from planner import make_plan
from planner.model.plan import Plan
from planner.model.tree import Mapping, Node, Sequence
from planner.read.design import read_design_text
from planner.read.document import Document, open_document, remove
from planner.read.source import split_path
from tests.cases.cases import DESIGNS, LARGE, name_of

SETTLED = ("assumption.", "decision.")
EVERY = os.environ.get("BECAUSE") == "all"
WHOLES = frozenset({"planner", "stack", "entities", "roles", "scale", "context", "tenancy", "controls", "enums"})
each_design = pytest.mark.parametrize("design", DESIGNS, ids=name_of)


class Found(NamedTuple):
    """An element of a plan: what names it, what it is, the paths it cites."""

    says: object
    because: tuple[str, ...]


def caused(thing: object, home: str = "") -> Iterator[tuple[str, Found]]:
    """Everything with a `because`, however deep; what has no id of its own is named by its place in what has one."""
    if isinstance(thing, msgspec.Struct):
        name = getattr(thing, "id", "") or f"{home}/{getattr(thing, 'name', '')}"
        because = getattr(thing, "because", None)
        if isinstance(because, tuple):
            yield name, Found(msgspec.to_builtins(thing), because)
        for field in thing.__struct_fields__:
            yield from caused(getattr(thing, field), name)
    elif isinstance(thing, tuple):
        for item in thing:
            yield from caused(item, home)


def asks(element: Found) -> bool:
    """A finding about what nobody said leads to the questions instead."""
    return isinstance(element.says, dict) and bool(element.says.get("asks"))


def elements_of(plan: Plan) -> dict[str, Found]:
    """What the plan derives, by name; the design in it is what was said, not what follows."""
    parts = (
        plan.database, plan.api, plan.capacity, plan.work, plan.decisions, plan.findings, plan.contradictions,
        plan.questions, plan.assumptions, plan.requirements, plan.conventions,
    )  # fmt: skip
    return dict(found for part in parts for found in caused(part))


@cache
def planned(text: str) -> dict[str, Found] | None:
    """The elements, or None where the design is refused."""
    plan = make_plan(read_design_text(text.encode(), "design.yaml")).plan
    return elements_of(plan) if plan is not None else None


def steps_to(root: Node | None, path: str) -> tuple[str | int, ...]:
    """A cited path as keys and indexes; it ends where the text has no finer place (`status: enum(…)`)."""
    steps: list[str | int] = []
    for segment in split_path(path):
        if isinstance(root, Mapping) and segment in root.entries:
            steps.append(segment)
            root = root.entries[segment][1]
        elif isinstance(root, Sequence) and segment.isdigit() and int(segment) < len(root.items):
            steps.append(int(segment))
            root = root.items[int(segment)]
        else:
            break
    return tuple(steps)


def without(document: Document, path: str) -> str:
    """The design without the line of a path."""
    return remove(document, steps_to(document.root, path))


def cited(found: dict[str, Found]) -> tuple[str, ...]:
    """Every path once; assumptions and decisions are cited by id and are no lines."""
    paths = dict.fromkeys(path for element in found.values() for path in element.because)
    lines = [path for path in paths if not path.startswith(SETTLED)]
    return tuple(lines if EVERY else lines[::4])


@each_design
def test_without_its_line_an_element_is_another_or_gone(design: Path) -> None:
    text = design.read_text(encoding="utf-8")
    document, before = open_document(text), planned(text)
    assert before
    same: list[str] = []
    for path in cited(before):
        after = planned(without(document, path)) or {}
        same += [f"{name} cites {path}" for name, e in before.items() if path in e.because and after.get(name) == e]
    assert same == []


@pytest.mark.parametrize("design", LARGE, ids=name_of)
def test_most_lines_can_go_without_breaking_the_design(design: Path) -> None:
    """An element that vanishes with the whole design proves little: that must be the lesser part."""
    text = design.read_text(encoding="utf-8")
    document, before = open_document(text), planned(text)
    assert before
    refused = sum(planned(without(document, path)) is None for path in cited(before))
    assert refused <= len(cited(before)) / 2


@each_design
def test_nobody_cites_a_whole_part_or_a_line_that_is_not_there(design: Path) -> None:
    text = design.read_text(encoding="utf-8")
    document, found = open_document(text), planned(text)
    assert found
    for name, element in found.items():
        for path in element.because:
            if path.startswith(SETTLED):
                assert path in found, name
                continue
            assert path not in WHOLES, name
            assert steps_to(document.root, path), f"{name} cites {path}"
        assert len(element.because) == len(set(element.because)), f"{name} cites a line twice"


@each_design
def test_only_what_every_plan_has_cites_nothing(design: Path) -> None:
    found = planned(design.read_text(encoding="utf-8"))
    assert found
    free = {name for name, element in found.items() if not element.because and not asks(element)}
    kinds = ("assumption.", "input.", "decision.", "op.system.", "resource.system", "payload.system.", "step.release")
    pages = ("/cursor", "/offset", "/limit")
    assert {name for name in free if not name.startswith(kinds) and not name.endswith(pages)} == set()
