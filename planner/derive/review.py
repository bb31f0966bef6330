"""The review panel: six perspectives over the same findings, each with its own count of what holds.

Open findings block or concern; what nobody has answered leaves a perspective unknown; the rest passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from planner.model.api import OperationKind
from planner.model.plan import Plan
from planner.model.requirements import Coverage
from planner.model.review import Conflict, Perspective, Review, Verdict
from planner.model.risks import Finding
from planner.naming import count_phrase
from planner.rules.facts.disagreement.promises import HOURS_A_WEEK

_OF: Final[dict[str, Perspective]] = {
    "security": "security",
    "privacy": "data",
    "integrity": "data",
    "performance": "performance",
    "operability": "operations",
    "delivery": "delivery",
}
_PERSPECTIVES: Final[tuple[Perspective, ...]] = (
    "security",
    "data",
    "performance",
    "operations",
    "cost",
    "delivery",
)
_BLOCKING: Final = frozenset(("critical", "high"))
_MOST: Final = 5


def derive_review(plan: Plan, conflicts: Iterable[Conflict]) -> Review:
    """The verdicts, and the conflicts that wait for a decision."""
    by_view: dict[Perspective, list[Finding]] = {name: [] for name in _PERSPECTIVES}
    for finding in plan.findings:
        by_view[_OF.get(finding.category, "data")].append(finding)
    return Review(tuple(_verdict(name, by_view[name], plan) for name in _PERSPECTIVES), tuple(conflicts))


def _verdict(name: Perspective, findings: list[Finding], plan: Plan) -> Verdict:
    standing = [f for f in findings if f.status in ("open", "in_progress")]
    blocking = [f for f in standing if f.severity in _BLOCKING]
    unknown = [f for f in findings if f.status == "unknown" and f.severity in _BLOCKING]
    coverage = tuple(_COVERAGE[name](plan))
    gaps = [c for c in coverage if c.have < c.of]
    against = [c.id for c in plan.contradictions] if name == "delivery" else []
    reasons = (*(f.id for f in (blocking or standing or (() if gaps else unknown))[:_MOST]), *against[:_MOST])
    if blocking:
        return Verdict(name, "block", _phrase(len(blocking), "open finding", "high or worse"), reasons, coverage)
    if name == "cost" and gaps:
        return Verdict(name, "unknown", f"{gaps[0].of - gaps[0].have} figures are assumed", reasons, coverage)
    if standing or gaps or against:
        return Verdict(name, "concern", _concern(standing, gaps, against), reasons, coverage)
    if unknown:
        return Verdict(name, "unknown", _phrase(len(unknown), "finding", "waiting for an answer"), reasons, coverage)
    held = sum(f.status == "mitigated_by_design" for f in findings)
    says = (
        f"{count_phrase(held, 'hazard')} answered by the design" if held else "nothing in the figures speaks against it"
    )
    waiting = sum(f.status == "unknown" for f in findings)
    waits = f"; {_phrase(waiting, 'finding', 'waiting for an answer')}" if waiting else ""
    return Verdict(name, "pass", says + waits, (), coverage)


def _phrase(count: int, noun: str, which: str) -> str:
    return f"{count_phrase(count, noun)} {which}"


def _concern(standing: list[Finding], gaps: list[Coverage], against: list[str]) -> str:
    """What stands open; what is counted stands beside it, and speaks where nothing else does."""
    said = [count_phrase(len(standing), "open finding")] if standing else []
    said += [count_phrase(len(against), "contradiction")] if against else []
    return ", ".join(said or [f"{c.have} of {c.of} {c.says}" for c in gaps])


def _security(plan: Plan) -> Iterator[Coverage]:
    asked = [o for o in plan.api.operations if o.kind not in (OperationKind.HEALTH, OperationKind.READY)]
    ruled = sum(o.security.public or bool(o.security.scopes) or o.security.scheme == "signature" for o in asked)
    yield Coverage("operations with a rule about who may call them", ruled, len(asked))
    hooks = [o for o in asked if o.kind is OperationKind.WEBHOOK]
    if hooks:
        yield Coverage(
            "notices taken in by signature", sum(o.security.scheme == "signature" for o in hooks), len(hooks)
        )


def _data(plan: Plan) -> Iterator[Coverage]:
    relations = sum(len(e.references) for e in plan.domain.entities.values())
    keys = sum(len(t.foreign_keys) for t in plan.database.tables if t.entity and t.kind == "entity")
    yield Coverage("relations with a foreign key", min(keys, relations), relations)
    if plan.enforcements:
        held = sum(e.enforced for e in plan.enforcements)
        yield Coverage("rules held by the schema", held, len(plan.enforcements))


def _performance(plan: Plan) -> Iterator[Coverage]:
    lists = [o for o in plan.api.operations if o.many and o.kind is not OperationKind.STREAM]
    unbounded = sum(f.rule == "unbounded-list" and f.status != "mitigated_by_design" for f in plan.findings)
    yield Coverage("lists with a largest page", len(lists) - unbounded, len(lists))
    if plan.capacity.limits:
        room = sum(not limit.is_reached for limit in plan.capacity.limits)
        yield Coverage("limits with room at the stated load", room, len(plan.capacity.limits))


def _operations(plan: Plan) -> Iterator[Coverage]:
    parties = [i for i in plan.design.integrations if i.direction != "in"]
    if parties:
        yield Coverage(
            "outside parties with a stated time-out", sum(i.timeout is not None for i in parties), len(parties)
        )
    if plan.design.jobs:
        yield Coverage(
            "jobs with stated retries", sum(j.retries is not None for j in plan.design.jobs), len(plan.design.jobs)
        )


def _cost(plan: Plan) -> Iterator[Coverage]:
    inputs = plan.capacity.inputs
    if inputs:
        yield Coverage("figures of the load that are stated", sum(i.source != "assumed" for i in inputs), len(inputs))


def _delivery(plan: Plan) -> Iterator[Coverage]:
    steps = plan.work.steps
    yield Coverage("steps with a command that shows they are done", sum(bool(s.verify) for s in steps), len(steps))
    size, weeks = plan.design.context.team_size, plan.design.context.team_weeks
    if size and weeks:
        longest = max(plan.work.total_hours / size, plan.work.critical_hours)
        fits = min(1.0, weeks * HOURS_A_WEEK / longest) if longest else 1.0
        yield Coverage(
            f"steps within {weeks} weeks of {count_phrase(size, 'person')}", int(len(steps) * fits), len(steps)
        )


_COVERAGE: Final[dict[Perspective, Callable[[Plan], Iterator[Coverage]]]] = {
    "security": _security,
    "data": _data,
    "performance": _performance,
    "operations": _operations,
    "cost": _cost,
    "delivery": _delivery,
}
