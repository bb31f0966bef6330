"""Why an element of the plan is there: the lines that caused it, and what would change it. The trip backwards."""

from __future__ import annotations

from collections.abc import Iterator

from planner.derive.trace import Caused, elements
from planner.model.decisions import Assumption, Decision
from planner.model.plan import Plan
from planner.model.risks import Finding, OpenQuestion
from planner.session.thoughts import Reason

_WORDS = ("option_title", "title", "summary", "comment", "says", "reason", "asks")


def reasons_of(plan: Plan, path: str) -> tuple[Reason, ...]:
    """The elements that a path of the design caused; every element where the path is empty."""
    makers = _makers(plan) if path else {}
    return tuple(_reason(e, plan, makers) for e in elements(plan) if not path or _is_behind(path, e))


def _is_behind(path: str, element: Caused) -> bool:
    return any(p == path or p.startswith(path + ".") for p in element.because) or element.id == path


def _makers(plan: Plan) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for step in plan.work.steps:
        for made in step.makes:
            found.setdefault(made, []).append(step.id)
    return found


def _reason(element: Caused, plan: Plan, makers: dict[str, list[str]]) -> Reason:
    because = tuple(f"{p}  {plan.place(p)}" if plan.place(p) else p for p in element.because)
    made = tuple(f"made by {step}" for step in makers.get(element.id, ()))
    return Reason(element.id, _says(element), because + made, tuple(_changes(element)))


def _says(element: Caused) -> str:
    for attribute in _WORDS:
        text = getattr(element, attribute, "")
        if text:
            return str(text)
    return ""


def _changes(element: Caused) -> Iterator[str]:
    if isinstance(element, Decision):
        yield element.reason
        yield from (f"{'if' if flip.kind == 'answer' else 'at'} {flip.what}: {flip.to}" for flip in element.flips)
        if element.revisit:
            yield element.revisit
    elif isinstance(element, Assumption):
        yield element.would_change
    elif isinstance(element, OpenQuestion):
        yield f"an answer changes {element.changes}"
    elif isinstance(element, Finding):
        yield element.mitigation
