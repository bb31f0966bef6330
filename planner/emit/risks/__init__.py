"""Findings as a checklist, as JSON, as a table, for code scanning (SARIF 2.1.0) and for threat models (OTM 0.2.0)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from planner.emit.base import Artifact, text_artifact
from planner.emit.canonical import json_rows, to_json
from planner.emit.options import EmitOptions
from planner.emit.risks.otm import otm
from planner.emit.risks.page import risks_page
from planner.emit.risks.sarif import sarif
from planner.emit.risks.table import table
from planner.model.plan import Plan

OWNER = "risks"


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """risks.json always; the others where there is anything to say."""
    if plan.findings or plan.questions or plan.contradictions:
        yield text_artifact("RISKS.md", risks_page(plan), OWNER)
    found = {
        "format": "1.0.0",
        "name": plan.design.name,
        "findings": plan.findings,
        "contradictions": plan.contradictions,
        "questions": plan.questions,
    }
    yield Artifact("risks.json", partial(json_rows, found), OWNER)
    if plan.findings:
        yield Artifact("risks.csv", partial(table, plan), OWNER)
        yield Artifact("risks.sarif", to_json(sarif(plan)), OWNER)
        yield Artifact("risks.otm.json", to_json(otm(plan)), OWNER)
