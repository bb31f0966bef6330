"""The review panel and the tensions as PLAN.md shows them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.emit.escape import code_span, markdown
from planner.emit.risks.grouped import headline, one_text
from planner.emit.risks.page import contradiction_line
from planner.model.plan import Plan
from planner.model.review import Verdict
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
        cure = one_text(found, _mitigation) or f"{found[0].mitigation}; the others stand in RISKS.md"
        yield f"{markdown(headline(found))} ({found[0].severity}, {code_span(rule)}): {markdown(cure)}."


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
