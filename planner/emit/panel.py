"""The review panel and the tensions as PLAN.md shows them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.emit.escape import code_span, markdown
from planner.emit.risks.page import contradiction_line
from planner.model.plan import Plan
from planner.model.review import Verdict
from planner.model.risks import Finding
from planner.naming import listing

_MOST = 10
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
    return tuple(
        f"**{markdown(c.title)}**: {markdown(c.says)} Settled by {code_span(c.decides)}." for c in plan.review.conflicts
    )


def attention(plan: Plan) -> tuple[str, ...]:
    """What needs a person first: what contradicts itself, then risks, one line a rule."""
    return (*(contradiction_line(c, plan) for c in plan.contradictions), *_standing(plan))[:_MOST]


def _standing(plan: Plan) -> Iterator[str]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in plan.findings:
        if finding.status in ("open", "in_progress"):
            by_rule.setdefault(finding.rule, []).append(finding)
    for rule, found in by_rule.items():
        first = found[0]
        more = f", and {len(found) - 1} more of this kind" if len(found) > 1 else ""
        yield f"{markdown(first.title)}{more} ({first.severity}, {code_span(rule)}): {markdown(first.mitigation)}."


def waiting(plan: Plan) -> str:
    """How many findings wait for an answer, and for which answers."""
    found = [f for f in plan.findings if f.status == "unknown"]
    if not found:
        return ""
    asks = tuple(dict.fromkeys(path for f in found for path in f.asks))
    shown = [code_span(path) for path in asks[:_MOST]]
    shown += [f"{len(asks) - _MOST} more"] if len(asks) > _MOST else []
    return f"{len(found)} more wait for an answer at {listing(shown)}; `planner questions` asks for what matters most."
