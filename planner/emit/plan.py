"""`plan.json`: the whole plan, for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planner.emit.base import Artifact
from planner.emit.canonical import to_json_rows
from planner.emit.options import EmitOptions
from planner.model.plan import Plan
from planner.version import __version__

FORMAT = "1.0.0"
PARTS = (
    "settings",
    "decisions",
    "assumptions",
    "questions",
    "domain",
    "database",
    "enforcements",
    "api",
    "capacity",
    "work",
    "findings",
    "places",
)


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """One file."""
    yield Artifact("plan.json", to_json_rows(plan_data(plan)), "plan")


def plan_data(plan: Plan) -> dict[str, Any]:
    """The parts of a plan under their names, with the format they are in."""
    head: dict[str, Any] = {
        "format": FORMAT,
        "planner": __version__,
        "name": plan.design.name,
        "summary": plan.design.summary,
    }
    return head | {part: getattr(plan, part) for part in PARTS}
