"""Two relations of one row that should meet: a return names an order, and an item that lies in some order too."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from planner.model.domain import Domain, DomainEntity, Reference


class Crossing(Struct, frozen=True):
    """`near` and `far` of a row: what `far` refers to lies, by `through`, in what should be the same as `near`."""

    near: Reference
    far: Reference
    through: Reference


def crossings(entity: DomainEntity, domain: Domain) -> Iterator[Crossing]:
    """Pairs of relations of one entity that lead to one kind of row, people and tenants excepted."""
    direct = {r.targets[0]: r for r in reversed(entity.references) if len(r.targets) == 1}
    for far in entity.references:
        target = domain.entities.get(far.targets[0]) if len(far.targets) == 1 else None
        for through in target.references if target is not None and target.name != entity.name else ():
            near = direct.get(through.targets[0]) if len(through.targets) == 1 and through.required else None
            if near is not None and near.name != far.name and _is_place(near, domain):
                yield Crossing(near, far, through)


def _is_place(reference: Reference, domain: Domain) -> bool:
    """Whether it leads to a thing: who somebody is, and whose tenant, is held elsewhere."""
    entity = domain.entities.get(reference.targets[0])
    return entity is not None and not entity.account and entity.name != domain.tenant_root
