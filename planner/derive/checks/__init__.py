"""What is wrong with a design as a whole: references that lead nowhere, contradictions, dead ends."""

from __future__ import annotations

from planner.derive.checks.behaviour import check_behaviour
from planner.derive.checks.context import Checking
from planner.derive.checks.domain import check_domain
from planner.derive.checks.names import check_names
from planner.derive.checks.references import check_references
from planner.diagnostics import Diagnostic
from planner.model.design import Design

__all__ = ["check_design", "check_domain"]


def check_design(design: Design) -> tuple[Diagnostic, ...]:
    """Every broken reference and every name that cannot stand."""
    checking = Checking(design)
    check_names(checking)
    check_references(checking)
    check_behaviour(checking)
    return tuple(checking.problems)
