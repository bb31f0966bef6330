"""Wholes that are never without so many parts: where the same request makes both, the end of each transaction can tell.

Where a part has a time of its own to go, the whole may outlive it; where nobody makes it with its whole, or another
service does, the first transaction could not end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.model.domain import Collection, DomainEntity


def fewest(whole: DomainEntity, entities: Mapping[str, DomainEntity]) -> Iterator[Collection]:
    """The collections of which a stored whole always has at least so many."""
    for collection in whole.collections:
        part = entities.get(collection.target)
        if not collection.least or not collection.many or part is None or part is whole or part.parent is None:
            continue
        mine = part.parent.name == collection.reference and part.parent.targets == (whole.name,)
        if mine and part.service == whole.service and "create" in part.operations and part.retention is None:
            yield collection


def fewest_above(part: DomainEntity, entities: Mapping[str, DomainEntity]) -> Collection | None:
    """The collection of its whole that a part is needed in."""
    whole = entities.get(part.parent.targets[0]) if part.parent is not None else None
    if whole is None:
        return None
    return next((c for c in fewest(whole, entities) if c.target == part.name), None)
