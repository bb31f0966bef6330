"""Findings as a checklist, JSON, CSV, SARIF 2.1.0."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from msgspec import Struct

from planner.emit import pages
from planner.emit.base import Artifact, text_artifact
from planner.emit.canonical import to_json
from planner.emit.escape import csv_cell, markdown
from planner.emit.options import EmitOptions
from planner.model.plan import Plan
from planner.model.risks import Finding
from planner.naming import count_phrase
from planner.version import __version__

OWNER = "risks"
_LEVELS = {"critical": "error", "high": "error", "elevated": "warning", "medium": "warning", "low": "note"}
_SETTLED = frozenset({"accepted", "mitigated", "false_positive"})


class FindingView(Struct, frozen=True):
    """One finding as the page shows it."""

    title: str
    id: str
    severity: str
    says: str
    mitigation: str
    verification: str
    place: str
    step: str
    tracking: str


class GroupView(Struct, frozen=True):
    """Findings that stand alike."""

    title: str
    box: str
    findings: tuple[FindingView, ...]


class RisksView(Struct, frozen=True):
    """The whole page."""

    name: str
    summary: str
    groups: tuple[GroupView, ...]
    questions: tuple[str, ...]


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """risks.json always; RISKS.md, risks.csv and risks.sarif where there is anything to say."""
    if plan.findings or plan.questions:
        yield text_artifact("RISKS.md", pages.risks(risks_view(plan)), OWNER)
    found = {"format": "1.0.0", "name": plan.design.name, "findings": plan.findings, "questions": plan.questions}
    yield Artifact("risks.json", to_json(found), OWNER)
    if plan.findings:
        yield Artifact("risks.csv", _csv(plan).encode(), OWNER)
        yield Artifact("risks.sarif", to_json(_sarif(plan)), OWNER)


_GROUPS = (
    ("open", "Open", "[ ] "),
    ("in_progress", "In progress", "[ ] "),
    ("unknown", "Unknown until a question is answered", "[ ] "),
    ("accepted", "Accepted", "[x] "),
    ("mitigated", "Mitigated by the team", "[x] "),
    ("mitigated_by_design", "Mitigated by this design", "[x] "),
    ("false_positive", "Not a risk here", "[x] "),
)


def risks_view(plan: Plan) -> RisksView:
    """What the page says."""
    still = sum(f.status in ("open", "in_progress", "unknown") for f in plan.findings)
    groups = tuple(
        GroupView(title, box, found)
        for status, title, box in _GROUPS
        if (found := tuple(_view(f, plan) for f in plan.findings if f.status == status))
    )
    questions = tuple(
        f"{markdown(q.asks)} Meanwhile: {markdown(q.assumed)}. An answer changes {markdown(q.changes)} (`{plan.place(q.path) or q.path}`)."
        for q in plan.questions
    )
    return RisksView(
        markdown(plan.design.name),
        f"{count_phrase(len(plan.findings), 'finding')}, {still} of them to be worked on.",
        groups,
        questions,
    )


def _view(f: Finding, plan: Plan) -> FindingView:
    tracking = " · ".join(
        p for p in (markdown(f.note), f"until {f.until}" if f.until else "", markdown(f.owner), markdown(f.ticket)) if p
    )
    return FindingView(
        markdown(f.title),
        f.id,
        f.severity,
        markdown(f.says),
        markdown(f.mitigation),
        markdown(f.verification),
        next((p for p in map(plan.place, f.because) if p), ""),
        f.step or f.mitigated_by,
        tracking,
    )


_COLUMNS = (
    "id",
    "title",
    "severity",
    "status",
    "element",
    "mitigation",
    "verification",
    "step",
    "until",
    "owner",
    "ticket",
)


def _csv(plan: Plan) -> str:
    rows = [",".join(_COLUMNS)]
    rows += [",".join(csv_cell(str(getattr(f, c))) for c in _COLUMNS) for f in plan.findings]
    return "\r\n".join(rows) + "\r\n"


def _sarif(plan: Plan) -> dict[str, Any]:
    rules = {
        f.rule: {
            "id": f.rule,
            "shortDescription": {"text": f.rule.replace("-", " ").capitalize() + "."},
            "help": {"text": f"{f.mitigation}."},
        }
        for f in plan.findings
    }
    driver = {"name": "planner", "version": __version__, "rules": list(rules.values())}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(f, plan) for f in plan.findings],
            }
        ],
    }


def _result(f: Finding, plan: Plan) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": f.rule,
        "level": _LEVELS[f.severity],
        "kind": "pass" if f.status == "mitigated_by_design" else "fail",
        "message": {"text": f"{f.title}. {f.says}"},
        "partialFingerprints": {"finding/v1": sha256(f.id.encode()).hexdigest()[:32]},
    }
    if result["kind"] == "pass":
        result["level"] = "none"
    cited = next((plan.places[p] for p in f.because if p in plan.places), None)
    if cited is not None:
        result["locations"] = [
            {"physicalLocation": {"artifactLocation": {"uri": cited.file}, "region": {"startLine": cited.line}}}
        ]
    if f.status in _SETTLED:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": f.note or f.status.replace("_", " ")}
        ]
    return result
