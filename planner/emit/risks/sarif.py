"""Findings for code scanning: SARIF 2.1.0. Positions are lines of the design file; fingerprints outlive them."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

from planner.model.plan import Plan
from planner.model.risks import Finding
from planner.version import __version__

_LEVELS: Final = {"critical": "error", "high": "error", "elevated": "warning", "medium": "warning", "low": "note"}
_KINDS: Final = {"unknown": "open"}
_SUPPRESSED: Final = {"accepted": "accepted", "false_positive": "accepted", "mitigated": "accepted"}


def sarif(plan: Plan) -> dict[str, Any]:
    """The log: one run, each rule once, each finding that the design does not answer by itself a result."""
    told = [f for f in plan.findings if f.status != "mitigated_by_design"]
    rules: dict[str, dict[str, Any]] = {}
    for finding in told:
        rules.setdefault(finding.rule, _rule(finding))
    index = {name: place for place, name in enumerate(rules)}
    driver = {"name": "planner", "version": __version__, "rules": list(rules.values())}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(f, index[f.rule], plan) for f in told],
            }
        ],
    }


def _rule(finding: Finding) -> dict[str, Any]:
    words = finding.rule.replace("-", " ").capitalize()
    return {
        "id": finding.rule,
        "shortDescription": {"text": f"{words}."},
        "help": {"text": f"{finding.mitigation}. Shown by: {finding.verification}."},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"tags": [finding.category, *finding.refs] if finding.category else list(finding.refs)},
    }


def _result(finding: Finding, index: int, plan: Plan) -> dict[str, Any]:
    """A result. What nobody has answered is left open, which has no level."""
    kind = _KINDS.get(finding.status, "fail")
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "kind": kind,
        "level": _LEVELS[finding.severity] if kind == "fail" else "none",
        "message": {"text": f"{finding.title}. {finding.says}"},
        "partialFingerprints": {"finding/v1": sha256(finding.id.encode()).hexdigest()[:32]},
    }
    cited = next((plan.places[p] for p in finding.because if p in plan.places), None)
    if cited is not None:
        region = {"startLine": cited.line}
        result["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": cited.file}, "region": region}}]
    if finding.status in _SUPPRESSED:
        words = finding.note or finding.status.replace("_", " ")
        result["suppressions"] = [{"kind": "external", "status": _SUPPRESSED[finding.status], "justification": words}]
    return result
