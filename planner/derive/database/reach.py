"""Which rows a grant reaches, as row security can say it: by a column, by a condition, by a walk to another row.

Knows nothing of commands and policies; `None` is a reach that no policy can say.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from planner.derive.database.building import Building
from planner.derive.database.resolve import over_columns
from planner.model.database import Hop, Link
from planner.model.domain import DomainEntity, Reference
from planner.model.entities import Grant
from planner.model.expressions import Expression, Logic

_FURTHEST = 6
_Walk = tuple[tuple[Hop, ...], DomainEntity]


class Reach(Struct, frozen=True):
    """Rows of the caller's account, rows linked to others, rows that meet a condition; all rows where none is said."""

    owner_column: str | None = None
    link: Link | None = None
    using: Expression | None = None


ALL = Reach()


def is_limited(grant: Grant) -> bool:
    """Whether a grant reaches some rows only."""
    return grant.role == "owner" or grant.via is not None or grant.where is not None


def reach_of(grant: Grant, entity: DomainEntity, building: Building) -> Reach | None:
    """The rows of one grant."""
    if grant.via is not None:
        return _via(grant, entity, building)
    if grant.role == "owner":
        return owned(entity, building) if grant.where is None else _owned_some(grant, entity, building)
    return ALL if grant.where is None else _some(grant.where, grant, entity, building)


def owned(entity: DomainEntity, building: Building) -> Reach | None:
    """The caller's own rows: an account is its own, everything else is owned by a path of references."""
    if entity.account is not None:
        key = building.key(entity.name)
        return Reach(key[0].name) if len(key) == 1 else None
    walked = _walked(entity, entity.owner[:-1], building) if entity.owner else None
    if walked is None:
        return None
    hops, last = walked
    columns = _columns(last.reference(entity.owner[-1]), building)
    if columns is None or len(columns) != 1:
        return None
    return Reach(link=Link(hops, columns[0])) if hops else Reach(columns[0])


def _owned_some(grant: Grant, entity: DomainEntity, building: Building) -> Reach | None:
    own = owned(entity, building)
    some = _some(grant.where, grant, entity, building) if grant.where is not None else ALL
    if own is None or some is None:
        return None
    if some.link is None:
        return Reach(own.owner_column, own.link, some.using)
    if own.link is None or own.link.hops != some.link.hops or own.link.where is not None:
        return None
    return Reach(link=Link(own.link.hops, own.link.account_column, some.link.where))


def _some(where: Expression, grant: Grant, entity: DomainEntity, building: Building) -> Reach | None:
    """Rows that meet a condition; what a part inherits speaks of the columns of its whole."""
    chain = tuple(wholes(entity, building))
    said = [walk for walk in chain if grant.path.startswith(f"{walk[1].path}.")]
    for hops, subject in said or chain:
        condition = over_columns(where, subject, building)
        if condition is not None:
            return Reach(link=Link(hops, None, condition)) if hops else Reach(using=condition)
    return None


def wholes(entity: DomainEntity, building: Building) -> Iterator[_Walk]:
    """The entity, the whole it is a part of, and so on up, with the way there."""
    hops: tuple[Hop, ...] = ()
    seen: set[str] = set()
    while entity.name not in seen:
        yield hops, entity
        seen.add(entity.name)
        step = _step(entity, entity.parent, building) if entity.parent is not None else None
        if step is None:
            return
        hops, entity = (*hops, step[0]), step[1]


def _columns(reference: Reference | None, building: Building) -> tuple[str, ...] | None:
    """The columns of a reference to one entity of this database."""
    if reference is None or reference.is_external or len(reference.targets) != 1:
        return None
    return building.stored(reference)[0].columns


def _step(entity: DomainEntity, reference: Reference | None, building: Building) -> tuple[Hop, DomainEntity] | None:
    """Along one reference, to the row it refers to."""
    columns = _columns(reference, building)
    if reference is None or columns is None:
        return None
    target = building.domain.entities.get(reference.targets[0])
    if target is None:
        return None
    key = tuple(p.name for p in building.key(target.name))
    return Hop(building.tables[target.name], columns, key), target


def _walked(entity: DomainEntity, path: tuple[str, ...], building: Building) -> _Walk | None:
    hops: list[Hop] = []
    for name in path:
        step = _step(entity, entity.reference(name), building)
        if step is None:
            return None
        hops.append(step[0])
        entity = step[1]
    return tuple(hops), entity


def _via(grant: Grant, entity: DomainEntity, building: Building) -> Reach | None:
    """Rows that an entity links to the caller, or to something the rows belong to."""
    linking = building.domain.entities.get(grant.via or "")
    account = _account_column(grant, linking, building) if linking is not None else None
    if linking is None or account is None:
        return None
    column, reference = account
    hops = _to_link(entity, linking, reference, building)
    where = over_columns(grant.where, linking, building) if grant.where is not None else None
    if hops is None or (grant.where is not None and where is None):
        return None
    conditions = tuple(c for c in (where, building.alive(linking)) if c is not None)
    both = Logic("and", conditions) if len(conditions) > 1 else conditions[0] if conditions else None
    return Reach(link=Link(hops, column, both)) if hops else Reach(column, using=both)


def _account_column(grant: Grant, linking: DomainEntity, building: Building) -> tuple[str, str] | None:
    """The column by which the linking entity names the account, and its reference."""
    role = building.domain.roles.get(grant.role)
    wanted = (role.account,) if role is not None and role.account is not None else building.domain.accounts
    for reference in linking.references:
        columns = _columns(reference, building)
        if columns is not None and len(columns) == 1 and reference.targets[0] in wanted:
            return columns[0], reference.name
    return None


def _to_link(entity: DomainEntity, linking: DomainEntity, account: str, building: Building) -> tuple[Hop, ...] | None:
    """The shortest way from the row to the entity that links: up its references, then across."""
    ends = {r.targets[0]: c for r in linking.references if r.name != account and (c := _columns(r, building))}
    pending: list[_Walk] = [((), entity)]
    seen = {entity.name}
    while pending:
        hops, here = pending.pop(0)
        across = None if hops and here.name == linking.name else _across(here, ends, linking, building)
        if across is not None:
            return (*hops, across)
        if here.name == linking.name:
            return hops
        for reference in here.references if len(hops) < _FURTHEST else ():
            step = _step(here, reference, building)
            if step is not None and step[1].name not in seen:
                seen.add(step[1].name)
                pending.append(((*hops, step[0]), step[1]))
    return None


def _across(
    here: DomainEntity, ends: dict[str, tuple[str, ...]], linking: DomainEntity, building: Building
) -> Hop | None:
    """From a row to the links that name it, or that name what it refers to."""
    table = building.tables[linking.name]
    if here.name in ends:
        return Hop(table, tuple(p.name for p in building.key(here.name)), ends[here.name])
    for reference in here.references:
        columns = _columns(reference, building)
        if columns is not None and reference.targets[0] in ends:
            return Hop(table, columns, ends[reference.targets[0]])
    root, tenant = building.domain.tenant_root, building.layout(here).tenant
    return Hop(table, (tenant,), ends[root]) if root in ends and tenant is not None and root is not None else None
