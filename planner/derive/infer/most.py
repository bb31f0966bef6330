"""Wholes that never have more than so many rows: what may be counted when a further one is made, by whoever makes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.model.domain import Collection, DomainEntity


def at_most(whole: DomainEntity, entities: Mapping[str, DomainEntity]) -> Iterator[Collection]:
    """The collections of which a stored row has so many at most; rows of another service are not counted here."""
    for collection in whole.collections:
        part = entities.get(collection.target)
        if collection.most is None or not collection.many or part is None or part is whole:
            continue
        if part.service == whole.service and len(_targets(part, collection)) == 1:
            yield collection


def at_most_above(part: DomainEntity, entities: Mapping[str, DomainEntity]) -> Iterator[Collection]:
    """The collections that a row stands in of which there are so many at most."""
    for reference in part.references:
        whole = entities.get(reference.targets[0]) if len(reference.targets) == 1 else None
        if whole is not None:
            yield from (c for c in at_most(whole, entities) if c.target == part.name and c.reference == reference.name)


def _targets(part: DomainEntity, collection: Collection) -> tuple[str, ...]:
    return next((r.targets for r in part.references if r.name == collection.reference), ())
