"""The work: steps, why one waits for another, and when each can start."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Need(Struct, frozen=True, omit_defaults=True):
    """One step waits for another, for a reason an architect can check."""

    step: str
    because: str


class Effort(Struct, frozen=True, omit_defaults=True):
    """Three-point estimate in ideal hours."""

    optimistic: float
    likely: float
    pessimistic: float

    @property
    def expected(self) -> float:
        """PERT mean."""
        return (self.optimistic + 4 * self.likely + self.pessimistic) / 6


class Verification(Struct, frozen=True, omit_defaults=True):
    """A command that shows the step is done, and what it must print."""

    command: str
    expect: str


class Criterion(Struct, frozen=True, omit_defaults=True):
    """Something that must, should or may hold when the step is done."""

    says: str
    weight: Literal["critical", "expected", "nice_to_have"]


class Step(Struct, frozen=True, omit_defaults=True):
    """One piece of work a person or an agent can take and finish."""

    id: str
    title: str
    kind: str
    phase: str
    lane: str
    says: str
    depends_on: tuple[Need, ...]
    wave: int
    effort: Effort
    slack: float
    critical: bool
    size: Literal["S", "M", "L"]
    create: tuple[str, ...]
    modify: tuple[str, ...]
    requires: tuple[str, ...]
    makes: tuple[str, ...]
    acceptance: tuple[Criterion, ...]
    verify: tuple[Verification, ...]
    because: tuple[str, ...]
    risks: tuple[str, ...] = ()
    hash: str = ""


class CutEdge(Struct, frozen=True, omit_defaults=True):
    """A dependency that closed a cycle and was dropped, with the cycle and what replaces it."""

    step: str
    needs: str
    cycle: tuple[str, ...]
    instead: str


class Assignment(Struct, frozen=True, omit_defaults=True):
    """Who-when of one step for a team of `planner plan --team N`: worker number and hours from start."""

    step: str
    worker: int
    start: float
    end: float


class Work(Struct, frozen=True, omit_defaults=True):
    """The build order."""

    steps: tuple[Step, ...] = ()
    waves: tuple[tuple[str, ...], ...] = ()
    critical_path: tuple[str, ...] = ()
    total_hours: float = 0.0
    critical_hours: float = 0.0
    cuts: tuple[CutEdge, ...] = ()
    team: int = 1
    schedule: tuple[Assignment, ...] = ()
