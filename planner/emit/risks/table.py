"""Findings as CSV; no cell is taken for a formula."""

from __future__ import annotations

from operator import attrgetter
from typing import Final

from planner.emit.base import Sink
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


def table(plan: Plan, sink: Sink) -> None:
    """One row a finding, worst first."""
    sink(f"{','.join(_COLUMNS)}\r\n".encode())
    cells = attrgetter(*_COLUMNS)
    for finding in plan.findings:
        sink(f"{','.join(map(csv_cell, cells(finding)))}\r\n".encode())
