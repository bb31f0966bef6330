"""Findings as CSV; no cell is taken for a formula."""

from __future__ import annotations

from typing import Final

from planner.emit.escape import csv_cell
from planner.model.plan import Plan

_COLUMNS: Final = (
    "id",
    "title",
    "category",
    "severity",
    "status",
    "scoring",
    "element",
    "mitigation",
    "verification",
    "mitigated_by",
    "step",
    "until",
    "owner",
    "ticket",
)


def table(plan: Plan) -> str:
    """One row a finding, worst first."""
    rows = [",".join(_COLUMNS)]
    rows += [",".join([csv_cell(str(getattr(f, c))) for c in _COLUMNS]) for f in plan.findings]
    return "\r\n".join(rows) + "\r\n"
