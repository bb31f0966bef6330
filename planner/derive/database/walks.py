"""Walks over foreign keys from a row to the caller: the dotted path of an owner, or a membership that links both."""

from __future__ import annotations

from msgspec import Struct

from planner.derive.database.building import Building
from planner.derive.database.layout import StoredReference
from planner.derive.database.resolve import over_columns
from planner.model.database import Hop, Link
from planner.model.design import Grant
from planner.model.domain import DomainEntity

_LONGEST = 3


class OwnerWalk(Struct, frozen=True):
    """The way to the owner: a column of the row itself, or a walk; and the account it ends at."""

    account: str
    way: str | Link
    because: tuple[str, ...]


def owner_walk(entity: DomainEntity, building: Building) -> OwnerWalk | None:
    """How the database finds the owner of a row; `None` where it cannot."""
    if entity.account is not None:
        key = building.key(entity.name)
        return OwnerWalk(entity.name, key[0].name, (entity.path,)) if len(key) == 1 else None
    here = entity
    hops: list[Hop] = []
    because: list[str] = []
    for position, name in enumerate(entity.owner):
        stored = building.layout(here).references.get(name, ())
        reference = here.reference(name)
        if len(stored) != 1 or reference is None or stored[0].target not in building.domain.entities:
            return None
        because.append(reference.path)
        if position == len(entity.owner) - 1:
            if len(stored[0].columns) != 1:
                return None
            column = stored[0].columns[0]
            return OwnerWalk(stored[0].target, Link(tuple(hops), column) if hops else column, tuple(because))
        hops.append(_hop(stored[0], building))
        here = building.domain.entities[stored[0].target]
    return None


def _hop(stored: StoredReference, building: Building) -> Hop:
    return Hop(building.tables[stored.target], stored.columns, tuple(p.name for p in stored.parts))


def membership(grant: Grant, entity: DomainEntity, building: Building) -> Link | None:
    """`via Membership where …`: the rows of an entity that link the caller to the row, or to what it belongs to."""
    linking = building.domain.entities.get(grant.via or "")
    if linking is None:
        return None
    account = _account_column(grant.role, linking, building)
    where = over_columns(grant.where, linking, building) if grant.where is not None else None
    if account is None or (grant.where is not None and where is None):
        return None
    hops = _to_shared(entity, linking, building)
    return None if hops is None else Link(hops, account, where)


def _account_column(role: str, linking: DomainEntity, building: Building) -> str | None:
    """The column of the link that holds the caller: the account of the role before any other."""
    found: dict[str, str] = {}
    for reference in linking.references:
        stored = building.stored(reference)
        target = building.domain.entities.get(stored[0].target) if len(stored) == 1 else None
        if target is not None and target.account is not None and len(stored[0].columns) == 1:
            found.setdefault(target.name, stored[0].columns[0])
    effective = building.domain.roles.get(role)
    named = effective.account if effective is not None else None
    return found.get(named or "") or next(iter(found.values()), None)


def _to_shared(entity: DomainEntity, linking: DomainEntity, building: Building) -> tuple[Hop, ...] | None:
    """The shortest walk from the row to something the link also refers to, then to the link."""
    shared = {building.stored(r)[0].target: building.stored(r)[0] for r in linking.references if len(r.targets) == 1}
    table = building.tables[linking.name]
    key = tuple(p.name for p in building.key(entity.name))
    if entity.name in shared:
        return (Hop(table, key, shared[entity.name].columns),)
    walks: list[tuple[DomainEntity, tuple[Hop, ...]]] = [(entity, ())]
    seen = {entity.name}
    for here, hops in walks:
        for reference in here.references:
            stored = building.stored(reference)
            target = stored[0].target
            if len(stored) != 1 or target in seen or target not in building.domain.entities:
                continue
            if target in shared and building.domain.entities[target].account is None:
                return (*hops, Hop(table, stored[0].columns, shared[target].columns))
            seen.add(target)
            if len(hops) < _LONGEST:
                walks.append((building.domain.entities[target], (*hops, _hop(stored[0], building))))
    return None


