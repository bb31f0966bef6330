"""Findings as an Open Threat Model 0.2.0: zones of trust, components, what flows between them, threats and answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from planner.model.design import Integration
from planner.model.domain import DomainEntity
from planner.model.entities import TypeKind
from planner.model.plan import Plan
from planner.model.risks import Finding
from planner.naming import snake

_ZONES: Final = (("callers", "Callers", 10), ("parties", "Outside parties", 30), ("backend", "Backend", 80))
_STATES: Final = {
    "open": "exposed",
    "in_progress": "partly-mitigated",
    "unknown": "exposed",
    "accepted": "accepted",
    "mitigated": "mitigated",
    "mitigated_by_design": "mitigated",
    "false_positive": "not-applicable",
}
_DONE: Final = {"mitigated": "implemented", "mitigated_by_design": "required", "false_positive": "rejected"}
_STORED: Final = frozenset(("entity", "field", "relation", "rule", "table"))
_FULL: Final = 100
_LEVELS: Final = 4


def otm(plan: Plan) -> dict[str, Any]:
    """The threat model of a plan."""
    by_rule: dict[str, Finding] = {}
    for finding in plan.findings:
        by_rule.setdefault(finding.rule, finding)
    return {
        "otmVersion": "0.2.0",
        "project": {
            "id": snake(plan.design.name) or "design",
            "name": plan.design.name,
            "description": plan.design.summary,
        },
        "trustZones": [{"id": i, "name": n, "risk": {"trustRating": r}} for i, n, r in _ZONES],
        "assets": [_asset(e) for e in plan.domain.entities.values()],
        "components": list(_components(plan)),
        "dataflows": list(_flows(plan)),
        "threats": [_threat(f) for f in by_rule.values()],
        "mitigations": [_mitigation(f) for f in by_rule.values()],
    }


def _asset(entity: DomainEntity) -> dict[str, Any]:
    personal = any(f.pii or f.sensitive for f in entity.fields)
    money = any(f.type.kind is TypeKind.MONEY for f in entity.fields)
    risk = {"confidentiality": 75 if personal else 25, "integrity": 75 if money or personal else 50, "availability": 50}
    return {"id": f"entity.{snake(entity.name)}", "name": entity.name, "risk": risk}


def _components(plan: Plan) -> Iterator[dict[str, Any]]:
    held = [f"entity.{snake(n)}" for n in plan.domain.entities]
    sorted_out: dict[str, list[Finding]] = {}
    for finding in plan.findings:
        sorted_out.setdefault(_component_of(finding), []).append(finding)
    yield _component("callers", "Callers", "client", "callers", sorted_out)
    yield {
        **_component("backend", plan.design.name, "web-service", "backend", sorted_out),
        "assets": {"processed": held, "stored": []},
    }
    yield {
        **_component("database", plan.settings.dialect, "database", "backend", sorted_out),
        "assets": {"processed": [], "stored": held},
    }
    for party in plan.design.integrations:
        yield _component(_party(party), party.name, "third-party-service", "parties", sorted_out)


def _component(name: str, title: str, kind: str, zone: str, found: dict[str, list[Finding]]) -> dict[str, Any]:
    threats: dict[str, Finding] = {}
    for finding in found.get(name, ()):
        threats.setdefault(finding.rule, finding)
    return {
        "id": name,
        "name": title,
        "type": kind,
        "parent": {"trustZone": zone},
        "threats": [
            {
                "threat": f.rule,
                "state": _STATES[f.status],
                "mitigations": [{"mitigation": f"answer.{f.rule}", "state": _DONE.get(f.status, "recommended")}],
            }
            for f in threats.values()
        ],
    }


def _component_of(finding: Finding) -> str:
    """Where a finding is at home: with an outside party, in the database, else in the backend."""
    kind = finding.element.partition(".")[0]
    return finding.element if kind == "integration" else "database" if kind in _STORED else "backend"


def _party(party: Integration) -> str:
    return f"integration.{snake(party.name)}"


def _flows(plan: Plan) -> Iterator[dict[str, Any]]:
    yield _flow("flow.callers", "Requests", "callers", "backend", True)
    yield _flow("flow.database", "Statements", "backend", "database", True)
    for party in plan.design.integrations:
        name = _party(party)
        if party.direction != "in":
            yield _flow(f"flow.{name}.out", f"Calls to {party.name}", "backend", name, False)
        if party.direction != "out":
            yield _flow(f"flow.{name}.in", f"Notices of {party.name}", name, "backend", False)


def _flow(name: str, title: str, source: str, destination: str, both: bool) -> dict[str, Any]:
    return {"id": name, "name": title, "source": source, "destination": destination, "bidirectional": both}


def _threat(finding: Finding) -> dict[str, Any]:
    weakness = [r for r in finding.refs if r.startswith("CWE-")]
    return {
        "id": finding.rule,
        "name": finding.rule.replace("-", " ").capitalize(),
        "description": finding.says,
        "categories": [finding.category] if finding.category else [],
        "cwes": weakness,
        "risk": {
            "likelihood": finding.likelihood * _FULL // _LEVELS,
            "likelihoodComment": finding.scoring,
            "impact": finding.impact * _FULL // _LEVELS,
            "impactComment": finding.scoring,
        },
    }


def _mitigation(finding: Finding) -> dict[str, Any]:
    """What an answer takes away: the likelihood falls to its floor."""
    reduction = _FULL - _FULL // max(1, finding.likelihood)
    return {
        "id": f"answer.{finding.rule}",
        "name": finding.rule.replace("-", " ").capitalize(),
        "description": f"{finding.mitigation}. Shown by: {finding.verification}.",
        "riskReduction": reduction,
    }
