"""What six reviewers make of a plan, and aims of it that pull against each other."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from planner.model.requirements import Coverage

Perspective: TypeAlias = Literal["security", "data", "performance", "operations", "cost", "delivery"]


class Verdict(Struct, frozen=True, omit_defaults=True):
    """One perspective: `reasons` are findings and contradictions, worst first."""

    perspective: Perspective
    verdict: Literal["block", "concern", "unknown", "pass"]
    says: str
    reasons: tuple[str, ...] = ()
    coverage: tuple[Coverage, ...] = ()


class Conflict(Struct, frozen=True, omit_defaults=True):
    """Two aims that hinder each other here, and the decision that settles it."""

    id: str
    title: str
    says: str
    decides: str
    because: tuple[str, ...]


class Review(Struct, frozen=True, omit_defaults=True):
    """The panel's verdicts and the table of conflicts."""

    verdicts: tuple[Verdict, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
