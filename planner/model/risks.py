"""Findings: what may go wrong with this design, what the plan already does about it, what is open."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Finding(Struct, frozen=True, omit_defaults=True):
    """One risk at one element; `id` is `rule@element`."""

    id: str
    rule: str
    element: str
    title: str
    says: str
    severity: Literal["low", "medium", "elevated", "high", "critical"]
    status: Literal["open", "mitigated_by_design", "unknown", "accepted", "mitigated", "false_positive", "in_progress"]
    mitigation: str
    verification: str
    because: tuple[str, ...]
    mitigated_by: str = ""
    step: str = ""
    note: str = ""
    until: str = ""
    owner: str = ""
    ticket: str = ""
    impact: int = 0
    likelihood: int = 0
    scoring: str = ""
    category: str = ""
    refs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        """Impact times likelihood."""
        return self.impact * self.likelihood


class Contradiction(Struct, frozen=True, omit_defaults=True):
    """Two places of the design that cannot both hold. `places` are their paths; `id` is `item@element`."""

    id: str
    code: str
    title: str
    says: str
    way_out: str
    places: tuple[str, ...]
    severity: Literal["warning", "info"]
    because: tuple[str, ...]


class OpenQuestion(Struct, frozen=True, omit_defaults=True):
    """Something only a person can answer, what was assumed meanwhile, and what an answer changes.

    `settled_by` are the places elsewhere in the design that would settle it, were something said there.
    """

    id: str
    path: str
    asks: str
    assumed: str
    changes: str
    because: tuple[str, ...] = ()
    settled_by: tuple[str, ...] = ()
