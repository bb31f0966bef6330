"""The gate of pipelines: risks that stand open, and acceptances that have run out, as diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from planner import codes
from planner.derive.risks import expired
from planner.diagnostics import Diagnostic, Severity, Span
from planner.model.plan import Plan
from planner.model.risks import Finding

LEVELS: Final = ("low", "medium", "elevated", "high", "critical")
_STANDING: Final = frozenset(("open", "in_progress"))


def gated(plan: Plan, locate: Callable[[str], Span | None], level: str, today: str) -> tuple[Diagnostic, ...]:
    """What stops a pipeline. Without a level only what has run out is told."""
    return tuple(_found(plan, locate, level, today))


def _found(plan: Plan, locate: Callable[[str], Span | None], level: str, today: str) -> Iterator[Diagnostic]:
    late = {f.id for f in expired(plan.findings, today)} if today else set()
    for finding in plan.findings:
        place = next((p for p in finding.because if locate(p) is not None), "")
        if finding.id in late:
            said = f"{finding.id} was accepted until {finding.until}"
            hint = "accept it anew, or mitigate it"
            yield Diagnostic(codes.TRACK_EXPIRED, Severity.WARNING, said, locate(place), hint, place)
        if level and (finding.status in _STANDING or finding.id in late) and _reaches(finding, level):
            said = f"{finding.title} ({finding.severity}, {finding.id})"
            yield Diagnostic(codes.RISK_OPEN, Severity.ERROR, said, locate(place), finding.mitigation, place)


def _reaches(finding: Finding, level: str) -> bool:
    return LEVELS.index(finding.severity) >= LEVELS.index(level)
