"""A step before it has a place in the order, and the helpers that every family of steps shares."""

from __future__ import annotations

from msgspec import Struct

from planner.model.work import Criterion, Effort, Need, Verification

PHASES = ("foundation", "slice", "breadth", "surroundings", "hardening", "release")


class Draft(Struct, frozen=True):
    """What a step is, and what it waits for; waves and slack follow from all drafts together."""

    id: str
    title: str
    kind: str
    phase: str
    lane: str
    says: str
    effort: Effort
    because: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    before: tuple[Need, ...] = ()
    create: tuple[str, ...] = ()
    modify: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    acceptance: tuple[Criterion, ...] = ()
    verify: tuple[Verification, ...] = ()
    reads_only: bool = False


def effort(likely: float) -> Effort:
    """Three points around a likely figure: 60 % of it when all goes well, 2.2 times when not."""
    return Effort(round(likely * 0.6, 2), round(likely, 2), round(likely * 2.2, 2))


def critical(says: str) -> Criterion:
    """A criterion without which the step is not done."""
    return Criterion(says, "critical")


def expected(says: str) -> Criterion:
    """A criterion that should hold."""
    return Criterion(says, "expected")


def nice(says: str) -> Criterion:
    """A criterion worth having."""
    return Criterion(says, "nice_to_have")
