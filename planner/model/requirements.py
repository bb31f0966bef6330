"""What the backend shall do, one sentence each, and what of the plan answers to it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Trace(Struct, frozen=True, omit_defaults=True):
    """A requirement in EARS form, with the elements that serve it, down to the files of its tests."""

    id: str
    kind: Literal["stated", "access", "state", "rule", "work", "retention", "quality", "isolation"]
    says: str
    because: tuple[str, ...]
    entity: str = ""
    decisions: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


class Coverage(Struct, frozen=True, omit_defaults=True):
    """How many of some elements hold what is asked of all of them, and the ids of those that do not, where they are few."""

    says: str
    have: int
    of: int
    without: tuple[str, ...] = ()


class Requirements(Struct, frozen=True, omit_defaults=True):
    """Every requirement, and how much of the plan some requirement calls for."""

    traces: tuple[Trace, ...] = ()
    coverage: tuple[Coverage, ...] = ()
