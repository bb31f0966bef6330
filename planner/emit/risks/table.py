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
_AT_ONCE: Final = 500
"""So many rows are handed over together."""


def table(plan: Plan, sink: Sink) -> None:
    """One row a finding, worst first."""
    sink(f"{','.join(_COLUMNS)}\r\n".encode())
    cells = attrgetter(*_COLUMNS)
    for start in range(0, len(plan.findings), _AT_ONCE):
        found = plan.findings[start : start + _AT_ONCE]
        sink("".join([f"{','.join(map(csv_cell, cells(finding)))}\r\n" for finding in found]).encode())
