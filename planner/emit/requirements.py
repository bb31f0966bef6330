"""Requirements, the matrix that traces them, and what a plan changed, as PLAN.md shows them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.emit.escape import code_span, markdown
from planner.model.design import Event
from planner.model.domain import DomainEntity
from planner.model.plan import Plan
from planner.model.requirements import Coverage, Trace
from planner.naming import article, count_phrase, listing, title

_MOST = 3


def requirement_lines(plan: Plan) -> tuple[str, ...]:
    """One sentence each, with its id and where it comes from."""
    return tuple(_line(t, plan) for t in plan.requirements.traces)


def _line(trace: Trace, plan: Plan) -> str:
    place = next((p for p in map(plan.place, trace.because) if p), "")
    return f"{code_span(trace.id)} {markdown(trace.says)}{f' ({place})' if place else ''}"


def matrix_rows(plan: Plan) -> tuple[str, ...]:
    """One row a requirement: decision, operation, table, step, test."""
    return tuple(
        f"| {code_span(t.id)} | {_few(t.decisions)} | {_few(t.operations)} | {_few(t.tables)} | {_few(t.steps)} | {_few(t.tests)} |"
        for t in plan.requirements.traces
    )


def _few(ids: tuple[str, ...]) -> str:
    """A few ids, and how many more."""
    shown = ", ".join(map(code_span, ids[:_MOST]))
    return f"{shown} and {len(ids) - _MOST} more" if len(ids) > _MOST else shown


def coverage_line(plan: Plan) -> str:
    """How much of the plan some requirement calls for."""
    return "; ".join(f"{c.have} of {c.of} {c.says}{_without(c)}" for c in plan.requirements.coverage) + "."


def _without(coverage: Coverage) -> str:
    return f" (not {_few(coverage.without)})" if coverage.without else ""


def glossary_rows(plan: Plan) -> Iterator[str]:
    """Words of this design that no other section explains: lists of values, events, feeds and outside parties."""
    for enum in plan.design.enums:
        yield f"| {markdown(enum.name)} | one of {markdown(', '.join(enum.values))} |"
    told = _tellers(plan)
    for event in plan.design.events:
        says = event.says or _told(event, told.get(event.name, ()))
        yield f"| {markdown(event.name)} | {markdown(says)} |"
    for job in plan.design.jobs:
        yield f"| {markdown(job.name)} | {markdown(job.does or job.says) or 'work behind the requests'} |"


def _tellers(plan: Plan) -> dict[str, tuple[str, ...]]:
    """What tells each event: rows that come to a state, actions and jobs that ran."""
    found: dict[str, dict[str, None]] = {}
    for entity in plan.domain.entities.values():
        for event in dict.fromkeys(name for a in entity.actions for name in a.emits):
            found.setdefault(event, {}).update(dict.fromkeys(_once(event, entity)))
    for job in plan.design.jobs:
        for event in job.emits:
            found.setdefault(event, {})[f"{job.name} has run"] = None
    return {event: tuple(by) for event, by in found.items()}


def _told(event: Event, by: tuple[str, ...]) -> str:
    """When an event is told, where it does not say so itself."""
    return f"told once {listing(by, 'or')}" if by else _elsewhere(event)


def _elsewhere(event: Event) -> str:
    if event.from_service is not None:
        return f"told by {event.from_service}"
    verb = event.name.rpartition(".")[2]
    if event.of and verb in ("created", "updated", "deleted"):
        return f"told once {article(title(event.of))} is {verb}"
    return "told by nothing that the design names"


def _once(event: str, entity: DomainEntity) -> Iterator[str]:
    """`an order is paid or shipped`; actions that move nothing are named."""
    one, telling = article(title(entity.name)), [a for a in entity.actions if event in a.emits]
    states = list(dict.fromkeys(title(a.to_state) for a in telling if a.to_state))
    others = [a.name for a in telling if not a.to_state]
    if states:
        yield f"{one} is {listing(states, 'or')}"
    if others:
        yield f"{one} went through {listing(others, 'or')}"


def scope_line(plan: Plan) -> str:
    """What is in, in one sentence."""
    parts = [count_phrase(len(plan.domain.entities), "entity")]
    for many, noun in (
        (plan.design.integrations, "outside party"),
        (plan.design.jobs, "background job"),
        (plan.design.events, "event"),
        (plan.design.realtime, "live feed"),
        (plan.design.queries, "query"),
    ):
        if many:
            parts.append(count_phrase(len(many), noun))
    return ", ".join(parts)
