"""What code and answers look like here: the stack decided on, and the standards that hold under the decisions."""

from __future__ import annotations

from msgspec import Struct

from planner.model.catalog import StackItem


class Standard(Struct, frozen=True, omit_defaults=True):
    """One convention as it holds here: a small table. `topic` is the part of the catalog it stands in."""

    id: str
    topic: str
    title: str
    why: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    refs: tuple[str, ...] = ()


class Conventions(Struct, frozen=True, omit_defaults=True):
    """The stack as this backend uses it: what nothing here needs is empty. None where no catalog knows it.

    `follow` tells the standards that steps of a kind keep to, for each kind of this plan.
    """

    stack: StackItem | None = None
    standards: tuple[Standard, ...] = ()
    follow: dict[str, tuple[str, ...]] = {}
