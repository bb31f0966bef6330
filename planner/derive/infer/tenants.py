"""Which relation holds the tenant of a row: it always has a value, whoever declared it and from which side."""

from __future__ import annotations

from msgspec.structs import replace

from planner.derive.infer.relations import Ends
from planner.model.entities import OnDelete
from planner.naming import snake


def hold_tenant(ends: Ends, root: str) -> None:
    """Makes the reference to the root required: a row of no tenant would be a row of nobody."""
    to_root = [r for r in ends.references.values() if r.targets == (root,)]
    held = next((r for r in to_root if r.required or (r.name == snake(root) and r.column is None)), None)
    if held is not None and not held.required:
        action = OnDelete.RESTRICT if held.on_delete is OnDelete.SET_NULL else held.on_delete
        ends.references[held.name] = replace(held, required=True, on_delete=action)
