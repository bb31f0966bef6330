"""What is wrong with a design as a whole: references that lead nowhere, contradictions, dead ends."""

from __future__ import annotations

from planner.derive.checks.behaviour import check_behaviour
from planner.derive.checks.circles import check_circles
from planner.derive.checks.context import Checking
from planner.derive.checks.domain import check_domain
from planner.derive.checks.links import check_links
from planner.derive.checks.names import check_names
from planner.derive.checks.options import check_options
from planner.derive.checks.references import check_references
from planner.derive.checks.rights import check_rights
from planner.diagnostics import Diagnostic
from planner.model.design import Design
from planner.rules.library import Library

__all__ = ["check_design", "check_domain"]


def check_design(design: Design, library: Library) -> tuple[Diagnostic, ...]:
    """Every broken reference and every name that cannot stand."""
    checking = Checking(design)
    check_names(checking)
    check_references(checking)
    check_behaviour(checking)
    check_circles(checking)
    check_rights(checking)
    check_links(checking)
    check_options(checking, library.decisions)
    return tuple(dict.fromkeys(checking.problems))
