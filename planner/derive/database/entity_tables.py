"""One table per entity: its columns, keys, checks and unique rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from planner.derive.database.building import ID, Building
from planner.derive.database.columns import column_default, stored_columns
from planner.derive.database.resolve import over_columns
from planner.model.database import (
    Check,
    Column,
    ColumnKind,
    ColumnType,
    Default,
    ForeignKey,
    Holds,
    OneOf,
    Predicate,
    Table,
    Unique,
)
from planner.model.design import Field, OnDelete, UniqueRule
from planner.model.domain import DomainEntity, Reference
from planner.model.expressions import Expression, IsNull, Logic, Name
from planner.naming import joined, listing, snake, title

TIMESTAMP = ColumnType(ColumnKind.TIMESTAMP)
ALIVE = IsNull(Name(("deleted_at",)))
_RETENTION_COLUMNS = {"last login": "last_login_at", "deleted": "deleted_at"}


def entity_table(entity: DomainEntity, building: Building) -> Table:
    """The table of one entity; indexes, triggers and policies come later."""
    name = building.tables[entity.name]
    id = f"table.{name}"
    tenant = building.tenant_column(entity)
    columns = _distinct(_columns(entity, building, id, tenant))
    present = {c.name for c in columns}
    return Table(
        id=id,
        name=name,
        kind="entity",
        entity=entity.name,
        columns=columns,
        primary_key=tuple(p.name for p in building.key(entity.name)),
        because=(entity.path,),
        comment=entity.says or _keeps(entity),
        uniques=tuple(_uniques(entity, building, id, name, tenant)),
        checks=tuple(_checks(entity, building, id, name)),
        foreign_keys=tuple(_foreign_keys(entity, building, id, name, tenant)),
        tenant_column=tenant if tenant in present else None,
        service=entity.service,
        was=entity.was,
    )


def _keeps(entity: DomainEntity) -> str:
    """What a table holds, where the architect did not say."""
    names = [title(f.name) for f in entity.fields] + [title(r.name) for r in entity.references]
    shown = [*names[:4], f"{len(names) - 4} more"] if len(names) > 5 else names
    return f"{title(entity.name).capitalize()}: {listing(shown)}." if names else f"{title(entity.name).capitalize()}."


def _distinct(columns: Iterator[Column]) -> tuple[Column, ...]:
    """The first column of each name: what the design declares wins over what is derived."""
    found: dict[str, Column] = {}
    for column in columns:
        found.setdefault(column.name, column)
    return tuple(found.values())


def _columns(entity: DomainEntity, building: Building, id: str, tenant: str | None) -> Iterator[Column]:
    if not entity.key:
        default = Default("new_uuid") if building.id_type.kind is ColumnKind.UUID else None
        kind = building.id_type if default else ColumnType(ColumnKind.IDENTITY)
        yield Column(f"{id}.{ID}", ID, kind, False, (entity.path,), "Identifier.", default)
    references = {r.name: r for r in entity.references}
    for name in entity.key:
        if name in references:
            yield from _reference_columns(references[name], building, id)
    for field in entity.fields:
        yield from _field_columns(field, entity, building, id)
    for reference in entity.references:
        yield from _reference_columns(reference, building, id)
    if tenant is not None and building.domain.tenant_root is not None:
        kind = building.key(building.domain.tenant_root)[0].type
        because = (building.design.tenancy.path if building.design.tenancy else entity.path, entity.path)
        yield Column(f"{id}.{tenant}", tenant, kind, False, because, "The tenant this row belongs to.")
    yield from _trait_columns(entity, id)


def _field_columns(field: Field, entity: DomainEntity, building: Building, id: str) -> Iterator[Column]:
    generated = over_columns(field.computed, entity, building) if field.computed is not None else None
    required = field.required or field.name in entity.key or _is_state(field, entity)
    default = column_default(field) or (_initial(field, entity) if required else None)
    stored = stored_columns(field, building.domain)
    for column in stored:
        yield Column(
            id=f"{id}.{column.name}",
            name=column.name,
            type=column.type,
            nullable=not required and not (default is not None and field.default is not None),
            because=(field.path,),
            comment=_comment(field),
            default=None if generated else default if len(stored) == 1 else None,
            field=field.name,
            pii=field.pii,
            generated=generated,
            was=field.was,
        )


def _is_state(field: Field, entity: DomainEntity) -> bool:
    return any(m.field == field.name for m in entity.machines)


def _initial(field: Field, entity: DomainEntity) -> Default | None:
    machine = next((m for m in entity.machines if m.field == field.name), None)
    return Default("literal", machine.initial) if machine else None


def _comment(field: Field) -> str:
    marks = [
        says
        for is_set, says in (
            (field.pii, "personal data"),
            (field.sensitive, "sensitive"),
            (field.readonly, "set by the server"),
            (field.computed is not None, "computed by the server"),
            (field.type.kind.value == "password", "a hash, never the password"),
        )
        if is_set
    ]
    said = field.says or title(field.name).capitalize()
    unit = f" in {field.unit}" if field.unit else ""
    return f"{said.rstrip('.')}{unit}{' (' + ', '.join(marks) + ')' if marks else ''}."


def _reference_columns(reference: Reference, building: Building, id: str) -> Iterator[Column]:
    many = len(reference.targets) > 1
    for stored in building.stored(reference):
        for name, part in zip(stored.columns, stored.parts, strict=True):
            kind = ColumnType(ColumnKind.BIGINT) if part.type.kind is ColumnKind.IDENTITY else part.type
            yield Column(
                f"{id}.{name}",
                name,
                kind,
                many or not reference.required,
                (reference.path,),
                f"{reference.says or 'Refers to ' + title(stored.target)}{' elsewhere' if reference.is_external else ''}.".replace(
                    "..", "."
                ),
                field=reference.name,
                was=reference.was,
            )


def _trait_columns(entity: DomainEntity, id: str) -> Iterator[Column]:
    yield Column(
        f"{id}.created_at", "created_at", TIMESTAMP, False, (entity.path,), "When the row was made.", Default("now")
    )
    yield Column(
        f"{id}.updated_at", "updated_at", TIMESTAMP, False, (entity.path,), "When the row last changed.", Default("now")
    )
    if entity.versioned:
        yield Column(
            f"{id}.version",
            "version",
            ColumnType(ColumnKind.BIGINT),
            False,
            (entity.path,),
            "Counts edits; If-Match compares with it.",
            Default("literal", "1"),
        )
    if entity.soft_delete:
        yield Column(
            f"{id}.deleted_at",
            "deleted_at",
            TIMESTAMP,
            True,
            (entity.path,),
            "When the row was deleted; NULL while it lives.",
        )
    if entity.retention is not None:
        column = _RETENTION_COLUMNS.get(entity.retention.after)
        if column is not None:
            yield Column(
                f"{id}.{column}",
                column,
                TIMESTAMP,
                True,
                (entity.retention.path,),
                "The retention period counts from here.",
            )


def _uniques(entity: DomainEntity, building: Building, id: str, table: str, tenant: str | None) -> Iterator[Unique]:
    seen: set[tuple[str, ...]] = {tuple(p.name for p in building.key(entity.name))}
    alive: Expression | None = ALIVE if entity.soft_delete else None
    for field in entity.fields:
        if field.unique:
            columns = tuple(c.name for c in stored_columns(field, building.domain)[:1])
            yield from _unique(id, table, columns, (field.path,), None if field.unique_forever else alive, seen)
    for reference in entity.references:
        if reference.unique and len(reference.targets) == 1:
            yield from _unique(id, table, building.stored(reference)[0].columns, (reference.path,), alive, seen)
    for rule in entity.unique:
        yield from _listed(rule, entity, building, id, table, tenant, alive, seen)
    for said in building.design.rules:
        if said.unique is not None and said.on[:1] == (entity.name,):
            yield from _listed(said.unique, entity, building, id, table, tenant, alive, seen)
    if tenant is not None and not entity.key and _is_referred_to(entity, building):
        yield from _unique(id, table, (tenant, ID), (entity.path,), None, seen)


def _listed(
    rule: UniqueRule,
    entity: DomainEntity,
    building: Building,
    id: str,
    table: str,
    tenant: str | None,
    alive: Expression | None,
    seen: set[tuple[str, ...]],
) -> Iterator[Unique]:
    """A list of names: per tenant, among living rows, among those its `where` names."""
    columns = tuple(c for name in rule.on for c in building.member_columns(entity, name))
    if tenant is not None and tenant not in columns:
        columns = (tenant, *columns)
    where = over_columns(rule.where, entity, building) if rule.where is not None else None
    both = tuple(e for e in (where, alive) if e is not None)
    yield from _unique(
        id, table, columns, (rule.path,), Logic("and", both) if len(both) > 1 else both[0] if both else None, seen
    )


def _unique(
    id: str,
    table: str,
    columns: tuple[str, ...],
    because: tuple[str, ...],
    where: Expression | None,
    seen: set[tuple[str, ...]],
) -> Iterator[Unique]:
    if columns and (columns not in seen or where is not None):
        if where is None:
            seen.add(columns)
        name = joined(table, *columns, "key")
        yield Unique(f"{id}.{name}", name, columns, because, where)


def _is_referred_to(entity: DomainEntity, building: Building) -> bool:
    return any(
        entity.name in r.targets
        for other in building.domain.entities.values()
        if other.tenant_scoped
        for r in other.references
    ) or bool(entity.pairings or entity.paired_by)


def _checks(entity: DomainEntity, building: Building, id: str, table: str) -> Iterator[Check]:
    for field in entity.fields:
        for column in stored_columns(field, building.domain):
            for predicate in column.predicates:
                name = joined(table, column.name, _SUFFIX[type(predicate).__name__])
                yield Check(f"{id}.{name}", name, predicate, _because(field, predicate, building))
    for reference in entity.references:
        if len(reference.targets) > 1:
            firsts = tuple(s.columns[0] for s in building.stored(reference))
            name = joined(table, snake(reference.name), "one_of")
            yield Check(f"{id}.{name}", name, OneOf(firsts, not reference.required), (reference.path,))
    for position, rule in enumerate(entity.checks):
        condition = over_columns(rule.condition, entity, building)
        if condition is not None:
            name = joined(table, snake(rule.name) if rule.name else f"check_{position + 1}")
            yield Check(f"{id}.{name}", name, Holds(condition), (rule.path,))


_SUFFIX = {"InValues": "values", "Between": "range", "LengthBetween": "length", "Matches": "pattern"}


def _because(field: Field, predicate: Predicate, building: Building) -> tuple[str, ...]:
    shared = building.domain.enums.get(field.type.name) if field.type.name else None
    return (field.path, shared.path) if shared is not None and type(predicate).__name__ == "InValues" else (field.path,)


def _foreign_keys(
    entity: DomainEntity, building: Building, id: str, table: str, tenant: str | None
) -> Iterator[ForeignKey]:
    for reference in entity.references:
        if reference.is_external:
            continue
        for stored in building.stored(reference):
            other = building.domain.entities.get(stored.target)
            if other is not None:
                yield _foreign_key(
                    reference, stored.columns, tuple(p.name for p in stored.parts), other, building, id, table, tenant
                )
    root = building.domain.tenant_root
    if (
        tenant is not None
        and root is not None
        and not any(building.stored(r)[0].columns == (tenant,) for r in entity.references)
    ):
        name = joined(table, tenant, "fkey")
        key = building.key(root)[0].name
        because = (building.design.tenancy.path,) if building.design.tenancy else (entity.path,)
        yield ForeignKey(f"{id}.{name}", name, (tenant,), building.tables[root], (key,), "restrict", because)


_ACTIONS: dict[OnDelete, Literal["cascade", "restrict", "set_null"]] = {
    OnDelete.CASCADE: "cascade",
    OnDelete.RESTRICT: "restrict",
    OnDelete.SET_NULL: "set_null",
}


def _foreign_key(
    reference: Reference,
    columns: tuple[str, ...],
    parts: tuple[str, ...],
    other: DomainEntity,
    building: Building,
    id: str,
    table: str,
    tenant: str | None,
) -> ForeignKey:
    name = joined(table, *columns, "fkey")
    their_tenant = building.tenant_column(other)
    scoped = tenant is not None and their_tenant is not None and not other.key and tenant not in columns
    own = (tenant, *columns) if scoped and tenant else columns
    theirs = (their_tenant, *parts) if scoped and their_tenant else parts
    action = _ACTIONS[reference.on_delete]
    return ForeignKey(
        f"{id}.{name}",
        name,
        own,
        building.tables[other.name],
        theirs,
        action,
        (reference.path,),
        null_columns=columns if scoped and action == "set_null" else (),
    )
