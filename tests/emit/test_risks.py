"""Findings in four forms: each is what its readers take it for, whatever a design calls its things."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from planner.derive.pipeline import derive
from planner.emit.options import EmitOptions
from planner.emit.risks import emit
from planner.model.plan import Plan
from planner.read.design import read_design, read_design_text

ROOT = Path(__file__).parents[2]
HOSTILE = """planner: 1
name: "=cmd|' /C calc'!A0"
summary: A name that a spreadsheet would run.
roles: {"staff": "+1+1"}
integrations: {pay: {kind: payment, says: "@SUM(1+1)"}}
entities:
  Person: {account: staff, fields: {email: email required unique pii, note: text pii}, access: {get: owner}}
  Invoice:
    owner: person
    fields: {total: float, status: enum(open | paid) = open}
    relations: {person: belongs_to Person required}
    access: {get: owner, update: [owner, staff]}
"""


def plan_of(source: str) -> Plan:
    """The plan of an example, or of a text."""
    reading = read_design(ROOT / source) if source.endswith(".yaml") else read_design_text(source)
    assert reading.design is not None, [str(d) for d in reading.diagnostics]
    plan = derive(reading.design, reading.source.locate).plan
    assert plan is not None
    return plan


def files(plan: Plan) -> dict[str, bytes]:
    """What is printed, by path."""
    return {a.path: a.content for a in emit(plan, EmitOptions())}


SOURCES = ("examples/bookshop.yaml", "examples/catalogue-graphql.yaml", "examples/notifications.yaml", HOSTILE)
OTM: dict[str, Any] = {
    "type": "object",
    "required": ["otmVersion", "project", "trustZones", "components", "dataflows", "threats", "mitigations", "assets"],
    "additionalProperties": False,
    "properties": {
        "otmVersion": {"const": "0.2.0"},
        "project": {"type": "object", "required": ["name", "id"]},
        "assets": {"type": "array", "items": {"required": ["name", "id", "risk"]}},
        "trustZones": {
            "type": "array",
            "items": {
                "required": ["id", "name", "risk"],
                "properties": {
                    "risk": {"required": ["trustRating"], "properties": {"trustRating": {"type": "number"}}}
                },
            },
        },
        "components": {
            "type": "array",
            "items": {
                "required": ["id", "name", "type", "parent"],
                "properties": {
                    "parent": {"oneOf": [{"required": ["trustZone"]}, {"required": ["component"]}]},
                    "threats": {"type": "array", "items": {"required": ["threat", "state"]}},
                },
            },
        },
        "dataflows": {"type": "array", "items": {"required": ["id", "name", "source", "destination"]}},
        "threats": {
            "type": "array",
            "items": {
                "required": ["id", "name", "risk"],
                "properties": {
                    "risk": {
                        "required": ["likelihood", "impact"],
                        "properties": {"likelihood": {"type": "number"}, "impact": {"type": "number"}},
                    }
                },
            },
        },
        "mitigations": {"type": "array", "items": {"required": ["id", "name", "riskReduction"]}},
    },
}
"""What Open Threat Model 0.2.0 asks of the parts that are printed."""


@pytest.mark.parametrize("source", SOURCES)
def test_a_threat_model_is_whole(source: str) -> None:
    model = json.loads(files(plan_of(source))["risks.otm.json"])
    assert [e.message for e in Draft7Validator(OTM).iter_errors(model)] == []
    zones = {z["id"] for z in model["trustZones"]}
    parts = {c["id"] for c in model["components"]}
    threats = {t["id"] for t in model["threats"]}
    answers = {m["id"] for m in model["mitigations"]}
    assert all(c["parent"]["trustZone"] in zones for c in model["components"])
    assert all(f["source"] in parts and f["destination"] in parts for f in model["dataflows"])
    for component in model["components"]:
        for threat in component["threats"]:
            assert threat["threat"] in threats
            assert {m["mitigation"] for m in threat["mitigations"]} <= answers


@pytest.mark.parametrize("source", SOURCES)
def test_code_scanning_can_read_it(source: str) -> None:
    plan = plan_of(source)
    run = json.loads(files(plan)["risks.sarif"])["runs"][0]
    rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    assert len(run["results"]) == sum(f.status != "mitigated_by_design" for f in plan.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert (result["level"] == "none") is (result["kind"] != "fail")
        for location in result.get("locations", ()):
            place = location["physicalLocation"]
            assert place["region"]["startLine"] >= 1
            assert "/" not in place["artifactLocation"]["uri"]
    prints = [r["partialFingerprints"]["finding/v1"] for r in run["results"]]
    assert len(prints) == len(set(prints))


def test_a_fingerprint_outlives_its_line() -> None:
    moved = HOSTILE.replace("roles:", "# one line more\nroles:")
    first, second = (json.loads(files(plan_of(text))["risks.sarif"])["runs"][0]["results"] for text in (HOSTILE, moved))
    assert [r["partialFingerprints"] for r in first] == [r["partialFingerprints"] for r in second]
    assert first != second


def test_what_is_accepted_is_suppressed_with_its_reason() -> None:
    results = json.loads(files(plan_of("examples/bookshop.yaml"))["risks.sarif"])["runs"][0]["results"]
    suppressed = [r for r in results if "suppressions" in r]
    assert [r["ruleId"] for r in suppressed] == ["stock-race"]
    assert "Pre-orders" in suppressed[0]["suppressions"][0]["justification"]


@pytest.mark.parametrize("source", SOURCES)
def test_no_cell_is_a_formula(source: str) -> None:
    plan = plan_of(source)
    rows = list(csv.reader(io.StringIO(files(plan)["risks.csv"].decode())))
    assert len(rows) == len(plan.findings) + 1
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]


def test_the_page_has_each_finding_to_be_worked_on_and_each_rule_once() -> None:
    plan = plan_of("examples/bookshop.yaml")
    page = files(plan)["RISKS.md"].decode()
    for finding in plan.findings:
        if finding.status != "mitigated_by_design":
            assert f"`{finding.id}`" in page
    headings = [line for line in page.splitlines() if line.startswith("### ")]
    assert len(headings) == len(set(headings))
