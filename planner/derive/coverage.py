"""How much of a plan some requirement calls for, and how many requirements are built and tested."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from planner.model.api import OperationKind
from planner.model.plan import Plan
from planner.model.requirements import Coverage, Trace


def coverage_of(plan: Plan, traces: Iterable[Trace]) -> Iterator[Coverage]:
    """What some requirement calls for, of all there is. Supporting plan are called for by the decisions."""
    found = tuple(traces)
    own = [o for o in plan.api.operations if o.entity and o.kind not in _SUPPORTING]
    yield _covered("operations on entities", (o.id for o in own), found, lambda t: t.operations)
    tables = (t.id for t in plan.database.tables if t.entity and t.kind == "entity")
    yield _covered("tables of entities", tables, found, lambda t: t.tables)
    yield _had("requirements with a step", found, _is_built)
    yield _had("requirements with a test file", found, lambda t: bool(t.tests))


def _had(says: str, traces: tuple[Trace, ...], has: Callable[[Trace], bool]) -> Coverage:
    without = tuple(t.id for t in traces if not has(t))
    return Coverage(says, len(traces) - len(without), len(traces), without)


def _is_built(trace: Trace) -> bool:
    """Whether a step does it: the table alone moves no state and answers nobody, a constraint of it holds a rule."""
    if trace.kind in ("state", "access", "work"):
        return any(not s.endswith(".migration") for s in trace.steps)
    return bool(trace.steps)


_SUPPORTING: Final = frozenset(
    (OperationKind.LINK_LIST, OperationKind.LINK_ADD, OperationKind.LINK_REMOVE, OperationKind.ME, OperationKind.QUERY)
)


def _covered(
    says: str, every: Iterable[str], traces: tuple[Trace, ...], ids: Callable[[Trace], tuple[str, ...]]
) -> Coverage:
    called = {i for t in traces for i in ids(t)}
    wanted = tuple(every)
    return Coverage(says, sum(i in called for i in wanted), len(wanted))
