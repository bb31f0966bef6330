"""planner: one design file in; contract, schema, order and risks out.

As a library: `read_design` reads YAML, `make_plan` derives the Plan, `make_bundle` prints it.
"""

from __future__ import annotations

from planner.version import __version__

TYPE_CHECKING = False  # importing typing for it would cost half of `planner --version`
if TYPE_CHECKING:
    from pathlib import Path

    from planner.derive.pipeline import Derived
    from planner.emit.base import Artifact
    from planner.emit.options import EmitOptions
    from planner.model.plan import Plan
    from planner.read.design import Reading


__all__ = ["__version__", "make_bundle", "make_plan", "read_design"]


def read_design(path: Path) -> Reading:
    """The design in a file, with its source and every diagnostic of reading it."""
    from planner.read.design import read_design as read

    return read(path)


def make_plan(reading: Reading, *, team: int = 1) -> Derived:
    """The plan of a design that was read without errors."""
    from planner.derive.pipeline import Derived, derive

    if reading.design is None:
        return Derived(None, reading.diagnostics)
    return derive(reading.design, reading.source.locate, team=team)


def make_bundle(plan: Plan, options: EmitOptions | None = None) -> tuple[Artifact, ...]:
    """Every artifact of a plan."""
    from planner.emit.base import Artifact
    from planner.emit.options import EmitOptions
    from planner.emit.registry import bundle

    return tuple(made.whole() for made in bundle(plan, options or EmitOptions()) if isinstance(made, Artifact))
