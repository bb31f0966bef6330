"""Findings as CSV; no cell is taken for a formula."""

from __future__ import annotations

from operator import attrgetter
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
    cells = attrgetter(*_COLUMNS)
    rows += [",".join(map(csv_cell, cells(f))) for f in plan.findings]
    return "\r\n".join(rows) + "\r\n"
