"""Join tables of many-to-many relations that no entity carries."""

from __future__ import annotations

from planner.derive.database.building import Building, KeyPart
from planner.model.database import Column, ColumnKind, ColumnType, ForeignKey, Index, IndexColumn, Table
from planner.model.domain import DomainEntity, Pairing
from planner.naming import fit, joined, snake, title
from planner.plurals import singular

_End = tuple[tuple[str, KeyPart], ...]


def join_tables(building: Building) -> list[Table]:
    """One table per pairing, in the design's order; names are handed out by path, whatever the order."""
    wanted = [
        (entity, pairing)
        for entity in building.domain.entities.values()
        for pairing in entity.pairings
        if pairing.through is None and pairing.target in building.domain.entities
    ]
    names = {
        pairing.path: building.taken.claim(joined(building.tables[entity.name], snake(pairing.name)), pairing.path)
        for entity, pairing in sorted(wanted, key=lambda each: each[1].path)
    }
    return [_join_table(names[pairing.path], entity, pairing, building) for entity, pairing in wanted]


def _join_table(name: str, entity: DomainEntity, pairing: Pairing, building: Building) -> Table:
    id, because = f"table.{name}", (pairing.path,)
    left = _end(snake(entity.name), building.key(entity.name))
    right = _end(_far_stem(entity, pairing), building.key(pairing.target))
    if {c for c, _ in left} & {c for c, _ in right}:
        right = _end(f"other_{_far_stem(entity, pairing)}", building.key(pairing.target))
    target = building.domain.entities[pairing.target]
    tenant = _tenant(entity, target, building)
    left_names, right_names = tuple(c for c, _ in left), tuple(c for c, _ in right)
    return Table(
        id=id,
        name=name,
        kind="join",
        entity=entity.name,
        columns=(
            *_tenant_column(id, tenant, entity, building),
            *_columns(id, left, f"The {title(entity.name)}.", because),
            *_columns(id, right, f"The {title(pairing.target)}.", because),
        ),
        primary_key=left_names + right_names,
        because=because,
        comment=pairing.says or f"Which {title(pairing.name)} belong to which {title(entity.name)}.",
        foreign_keys=(
            _key(name, left, entity, tenant, building, because),
            _key(name, right, target, tenant, building, because),
        ),
        indexes=_indexes(id, name, left_names, right_names, tenant, because),
        tenant_column=tenant,
        service=entity.service,
    )


def _tenant(entity: DomainEntity, target: DomainEntity, building: Building) -> str | None:
    """The tenant's column where both ends have one: a link never crosses tenants."""
    own, theirs = building.layout(entity).tenant, building.layout(target).tenant
    keyed = {p.name for e in (entity, target) for p in building.key(e.name)}
    root = building.domain.tenant_root
    if own is None or theirs is None or root is None or keyed & {own, theirs}:
        return None
    return f"{snake(root)}_id"


def _tenant_column(id: str, tenant: str | None, entity: DomainEntity, building: Building) -> tuple[Column, ...]:
    root = building.domain.tenant_root
    if tenant is None or root is None:
        return ()
    kind = building.key(root)[0].type
    because = building.tenancy_path(entity)[:1]
    return (Column(f"{id}.{tenant}", tenant, kind, False, because, "The tenant both belong to."),)


def _far_stem(entity: DomainEntity, pairing: Pairing) -> str:
    """The far column is called after its entity, or after the relation where both ends are the same entity."""
    if pairing.target != entity.name:
        return snake(pairing.target)
    head, separator, last = snake(pairing.name).rpartition("_")
    stem = f"{head}{separator}{singular(last)}"
    return stem if stem != snake(entity.name) else f"other_{stem}"


def _end(stem: str, parts: tuple[KeyPart, ...]) -> _End:
    return tuple((fit(f"{stem}_{part.name}"), part) for part in parts)


def _columns(id: str, end: _End, says: str, because: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(Column(f"{id}.{name}", name, _plain(part.type), False, because, says) for name, part in end)


def _plain(kind: ColumnType) -> ColumnType:
    return ColumnType(ColumnKind.BIGINT) if kind.kind is ColumnKind.IDENTITY else kind


def _key(
    table: str, end: _End, target: DomainEntity, tenant: str | None, building: Building, because: tuple[str, ...]
) -> ForeignKey:
    columns, parts = tuple(c for c, _ in end), tuple(p.name for _, p in end)
    theirs = building.layout(target).tenant
    name = joined(table, *columns, "fkey")
    if tenant is not None and theirs is not None:
        columns, parts = (tenant, *columns), (theirs, *parts)
    return ForeignKey(f"table.{table}.{name}", name, columns, building.tables[target.name], parts, "cascade", because)


def _indexes(
    id: str, table: str, left: tuple[str, ...], right: tuple[str, ...], tenant: str | None, because: tuple[str, ...]
) -> tuple[Index, ...]:
    """The primary key serves the near end; the far end, and keys that begin with the tenant, need their own."""
    wanted = [right] if tenant is None else [(tenant, *left), (tenant, *right)]
    found: list[Index] = []
    for columns in wanted:
        name = joined(table, *columns, "idx")
        serves = (f"foreign key {', '.join(columns)}",)
        parts = tuple(IndexColumn(c) for c in columns)
        found.append(Index(f"{id}.{name}", name, parts, "btree", serves, because))
    return tuple(found)
