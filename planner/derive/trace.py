"""Which paths of the design the plan cites: the ends of every `because`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

from planner.model.capacity import Capacity
from planner.model.plan import Plan


class Caused(Protocol):
    """Anything that says which lines of the design caused it."""

    @property
    def id(self) -> str: ...

    @property
    def because(self) -> tuple[str, ...]: ...


class Stated(Protocol):
    """A part of the design."""

    @property
    def path(self) -> str: ...


def elements(plan: Plan) -> Iterator[Caused]:
    """Every element of the plan that has an id, in plan order."""
    for table in plan.database.tables:
        yield table
        yield from chain(
            table.columns,
            table.uniques,
            table.checks,
            table.foreign_keys,
            table.indexes,
            table.triggers,
            table.policies,
        )
    yield from chain(
        plan.api.resources,
        plan.api.operations,
        plan.api.payloads,
        plan.api.messages,
        plan.api.feeds,
        _capacity(plan.capacity),
        plan.work.steps,
        plan.decisions,
        plan.findings,
        plan.requirements.traces,
        plan.assumptions,
        plan.questions,
    )


def _capacity(capacity: Capacity) -> Iterator[Caused]:
    parts = (capacity.load, capacity.workers, capacity.pools, capacity.storage)
    yield from (part for part in parts if part is not None)
    yield from chain(capacity.inputs, capacity.messages, capacity.tables, capacity.limits)


def cited_paths(plan: Plan) -> Iterable[str]:
    """Each cited path once, in order of first citation, and every path of a diagnostic or part of the design."""
    found: dict[str, None] = dict.fromkeys([path for element in elements(plan) for path in element.because])
    for assumption in plan.assumptions:
        found[assumption.path] = None
    parts: Iterable[Stated] = chain(
        plan.design.roles,
        plan.design.rules,
        plan.design.requirements,
        plan.design.constraints,
        plan.design.choices,
        plan.design.integrations,
        plan.design.events,
        plan.design.jobs,
        plan.design.entities,
        plan.design.queries,
        plan.design.risks,
    )
    for part in parts:
        found[part.path] = None
    return found
