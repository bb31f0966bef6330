"""Rows that go with others, whatever time of their own they are kept: the reference takes them along, or a job does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.model.design import Job
from planner.model.domain import Domain, DomainEntity, Reference
from planner.model.entities import OnDelete


def going_along(whole: DomainEntity, domain: Domain, jobs: Iterable[Job]) -> Iterator[DomainEntity]:
    """What is kept for a time of its own and goes with the row it refers to, when the time of that is over."""
    ending = tuple(j for j in jobs if j.ends(whole.name))
    if whole.retention is None and not ending:
        return
    for part in domain.entities.values():
        if part.retention is None or part is whole:
            continue
        if any(_takes(r, part, whole, ending) for r in part.references):
            yield part


def _takes(reference: Reference, part: DomainEntity, whole: DomainEntity, ending: tuple[Job, ...]) -> bool:
    """Whether the end of the whole is the end of the part."""
    if whole.name not in reference.targets:
        return False
    if reference.on_delete is OnDelete.CASCADE:
        return True
    called = [c.name for c in whole.collections if c.target == part.name and c.reference == reference.name]
    return any(j.takes_along(part.name, *called) for j in ending)
