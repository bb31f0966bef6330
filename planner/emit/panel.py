"""The review panel and the tensions as PLAN.md shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.emit.escape import code_span, markdown, marked
from planner.emit.risks.grouped import headline, held_by_all, one_text
from planner.emit.risks.page import contradiction_line
from planner.model.plan import Plan
from planner.model.review import Conflict, Verdict
from planner.model.risks import Finding

_MOST, _ASKED = 10, 3
_WORDS = {"block": "**blocks**", "concern": "concern", "unknown": "unknown", "pass": "passes"}


def verdict_rows(plan: Plan) -> tuple[str, ...]:
    """One row a perspective."""
    return tuple(_row(v) for v in plan.review.verdicts)


def _row(verdict: Verdict) -> str:
    counted = "; ".join(f"{c.have} of {c.of} {markdown(c.says)}" for c in verdict.coverage)
    reasons = ", ".join(map(code_span, verdict.reasons[:3]))
    why = f"{markdown(verdict.says)}: {reasons}" if reasons else markdown(verdict.says)
    return f"| {verdict.perspective} | {_WORDS[verdict.verdict]} | {why} | {counted} |"


def tension_lines(plan: Plan) -> tuple[str, ...]:
    """What pulls against what, and where that is settled."""
    return tuple(_tension(found) for found in _alike(plan.review.conflicts))


def _alike(conflicts: Iterable[Conflict]) -> Iterator[tuple[Conflict, ...]]:
    """Those of one kind together, where one sentence holds for all of them."""
    by_title: dict[str, list[Conflict]] = {}
    for conflict in conflicts:
        by_title.setdefault(conflict.title, []).append(conflict)
    for found in by_title.values():
        yield from [tuple(found)] if held_by_all([c.says for c in found]) else [(c,) for c in found]


def _tension(found: tuple[Conflict, ...]) -> str:
    says = held_by_all([c.says for c in found])
    return f"**{markdown(found[0].title)}**: {markdown(says)} Settled by {code_span(found[0].decides)}."


def attention(plan: Plan) -> tuple[str, ...]:
    """What needs a person first: what contradicts itself, then risks, one line a rule."""
    return (*(contradiction_line(c, plan) for c in plan.contradictions), *_standing(plan))[:_MOST]


def _standing(plan: Plan) -> Iterator[str]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in plan.findings:
        if finding.status in ("open", "in_progress"):
            by_rule.setdefault(finding.rule, []).append(finding)
    for rule, found in by_rule.items():
        cure = one_text(found, _mitigation) or f"{found[0].mitigation}; the others stand in RISKS.md"
        yield f"{markdown(headline(found))} ({found[0].severity}, {code_span(rule)}): {marked(cure)}."


def _mitigation(finding: Finding) -> str:
    return finding.mitigation


def waiting(plan: Plan) -> str:
    """How many findings wait for an answer, and for which answers."""
    found = [f for f in plan.findings if f.status == "unknown"]
    if not found:
        return ""
    asks = tuple(dict.fromkeys(path for f in found for path in f.asks))
    shown = ", ".join(code_span(path) for path in asks[:_ASKED])
    more = f" and {len(asks) - _ASKED} more" if len(asks) > _ASKED else ""
    return f"{len(found)} more wait for an answer at {shown}{more}: `planner questions {plan.file}` asks for what matters most."
