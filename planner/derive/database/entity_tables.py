"""One table per entity: its columns, with the keys and checks that stand on it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from planner.derive.database.building import ID, Building
from planner.derive.database.checks import checks_of
from planner.derive.database.columns import column_default
from planner.derive.database.computed import is_count, kept_by
from planner.derive.database.keys import foreign_keys_of, uniques_of
from planner.derive.database.layout import Layout
from planner.derive.database.resolve import over_columns
from planner.derive.key_store import keeps_keys
from planner.model.database import Column, ColumnKind, ColumnType, Default, Table
from planner.model.domain import DomainEntity, Reference
from planner.model.entities import Field, TypeKind
from planner.model.expressions import Aggregate, Expression
from planner.naming import listing, title

TIMESTAMP = ColumnType(ColumnKind.TIMESTAMP)
_BIGINT = ColumnType(ColumnKind.BIGINT)
_IDENTITY = ColumnType(ColumnKind.IDENTITY)
_NOW = Default("now")
_RETENTION = {"last login": "last_login_at", "deleted": "deleted_at"}
_COUNTED = {
    "last_login_at": "The last sign-in: the retention period counts from here, before the first one from created_at."
}


def entity_table(entity: DomainEntity, building: Building) -> Table:
    """The table of one entity; indexes, triggers and policies come later."""
    name = building.tables[entity.name]
    id = f"table.{name}"
    layout = building.layout(entity)
    columns = tuple(_columns(entity, building, layout, id))
    return Table(
        id=id,
        name=name,
        kind="entity",
        entity=entity.name,
        columns=columns,
        primary_key=tuple(p.name for p in layout.key),
        because=(entity.path, f"{entity.path}.table") if entity.table else (entity.path,),
        comment=entity.says or _keeps(entity),
        uniques=uniques_of(entity, building, name),
        checks=checks_of(entity, building, name),
        foreign_keys=foreign_keys_of(entity, building, name),
        tenant_column=layout.tenant,
        service=entity.service,
        was=entity.was,
    )


def _keeps(entity: DomainEntity) -> str:
    """What a table holds, where the architect did not say."""
    names = [title(f.name) for f in entity.fields] + [title(r.name) for r in entity.references]
    shown = [*names[:4], f"{len(names) - 4} more"] if len(names) > 5 else names
    return f"{title(entity.name).capitalize()}: {listing(shown)}." if names else f"{title(entity.name).capitalize()}."


def _columns(entity: DomainEntity, building: Building, layout: Layout, id: str) -> Iterator[Column]:
    if not entity.key:
        yield _id_column(entity, building, id)
    keyed = {name for name in entity.key if name in layout.references}
    references = {r.name: r for r in entity.references}
    for name in entity.key:
        if name in keyed:
            yield from _reference_columns(references[name], building, layout, id)
    machines = {m.field: m.initial for m in entity.machines}
    for field in entity.fields:
        if not machines and _is_plain(field, layout):
            yield _plain_column(field, entity, layout, id)
        else:
            yield from _field_columns(field, entity, building, layout, id, machines.get(field.name))
    for reference in entity.references:
        if reference.name not in keyed:
            yield from _reference_columns(reference, building, layout, id)
    if layout.owns_tenant and layout.tenant is not None and building.domain.tenant_root is not None:
        kind = building.key(building.domain.tenant_root)[0].type
        because = building.tenancy_path(entity)
        yield Column(f"{id}.{layout.tenant}", layout.tenant, kind, False, because, "The tenant this row belongs to.")
    yield from _trait_columns(entity, building, layout, id)


def _id_column(entity: DomainEntity, building: Building, id: str) -> Column:
    if building.id_type.kind is ColumnKind.UUID:
        return Column(f"{id}.{ID}", ID, building.id_type, False, (entity.path,), "Identifier.", Default("new_uuid"))
    return Column(f"{id}.{ID}", ID, _IDENTITY, False, (entity.path,), "Identifier.")


def _is_plain(field: Field, layout: Layout) -> bool:
    """Whether a field is one column that nothing but its writer fills: nearly all are."""
    stored = layout.fields[field.name]
    return len(stored) == 1 and not (field.computed or field.default is not None or stored[0].name == layout.version)


def _plain_column(field: Field, entity: DomainEntity, layout: Layout, id: str) -> Column:
    column = layout.fields[field.name][0]
    return Column(
        f"{id}.{column.name}",
        column.name,
        column.type,
        not (field.required or field.name in entity.key),
        (field.path,),
        _comment(field, entity),
        field=field.name,
        pii=field.pii,
        was=field.was,
    )


def _field_columns(
    field: Field, entity: DomainEntity, building: Building, layout: Layout, id: str, initial: str | None
) -> Iterator[Column]:
    generated = _generated(field, entity, building)
    stored = layout.fields[field.name]
    default = None if generated is not None or len(stored) > 1 else _default(field, entity, building, initial)
    required = field.required or initial is not None or default is not None or field.name in entity.key
    comment = _comment(field, entity)
    counts = len(stored) == 1 and stored[0].name == layout.version
    for column in stored:
        yield Column(
            id=f"{id}.{column.name}",
            name=column.name,
            type=column.type,
            nullable=generated is not None or not (required or counts),
            because=(field.path,),
            comment=f"{comment[:-1]}: {column.part}." if column.part else comment,
            default=Default("literal", "1") if counts and default is None else default,
            field=field.name,
            pii=field.pii,
            generated=generated,
            was=field.was,
        )


def _generated(field: Field, entity: DomainEntity, building: Building) -> Expression | None:
    """What the database computes of the row alone."""
    if field.computed is None or isinstance(field.computed, Aggregate):
        return None
    return over_columns(field.computed, entity, building)


def _default(field: Field, entity: DomainEntity, building: Building, initial: str | None) -> Default | None:
    """What the design states; else a state machine starts at its first state, and a total at nothing."""
    stated = column_default(field)
    if stated is None and initial is not None:
        return Default("literal", initial)
    if stated is None and is_count(field) and kept_by(field, entity, building) is not None:
        return Default("literal", "0")
    return stated


_HIDDEN = frozenset({TypeKind.PASSWORD, TypeKind.SECRET})
_MARKS = (
    ("pii", "personal data"),
    ("sensitive", "sensitive"),
    ("readonly", "set by the server"),
)


@lru_cache(maxsize=16384)
def _named(name: str) -> str:
    return title(name).capitalize()


_SECRET = {True: "a hash, by which callers are known", False: "encrypted by the application before it is stored"}


def _comment(field: Field, entity: DomainEntity) -> str:
    if not (field.pii or field.sensitive or field.readonly or field.unit or field.computed) and (
        field.type.kind not in _HIDDEN
    ):
        return f"{(field.says or _named(field.name)).rstrip('.')}."
    marks = [says for flag, says in _MARKS if getattr(field, flag)]
    if field.computed is not None:
        marks.append("computed by the server")
    if field.type.kind is TypeKind.PASSWORD:
        marks.append("a hash, never the password")
    elif field.type.kind is TypeKind.SECRET:
        marks.append(_SECRET[field.readonly and field.required and keeps_keys(entity)])
    said = (field.says or _named(field.name)).rstrip(".")
    unit = f" in {field.unit}" if field.unit else ""
    return f"{said}{unit} ({', '.join(marks)})." if marks else f"{said}{unit}."


def _reference_columns(reference: Reference, building: Building, layout: Layout, id: str) -> Iterator[Column]:
    several = len(reference.targets) > 1
    for stored in layout.references[reference.name]:
        for name, part in zip(stored.columns, stored.parts, strict=True):
            yield Column(
                id=f"{id}.{name}",
                name=name,
                type=_BIGINT if part.type.kind is ColumnKind.IDENTITY else part.type,
                nullable=several or not (reference.required or name == layout.tenant),
                because=(reference.path,),
                comment=_reference_comment(reference, stored.target),
                field=reference.name,
                was=reference.was,
            )


def _reference_comment(reference: Reference, target: str) -> str:
    said = (reference.says or f"The {title(target)} it refers to").rstrip(".")
    return f"{said}, kept by another service." if reference.is_external else f"{said}."


def _trait_columns(entity: DomainEntity, building: Building, layout: Layout, id: str) -> Iterator[Column]:
    own = (entity.path,)
    yield Column(f"{id}.created_at", "created_at", TIMESTAMP, False, own, "When the row was made.", _NOW)
    if entity.keeps_change_time:
        yield Column(f"{id}.updated_at", "updated_at", TIMESTAMP, False, own, "When the row last changed.", _NOW)
    if layout.version in layout.derived and layout.version is not None:
        because = (building.trait_path(entity, "versioned"),)
        yield Column(
            f"{id}.{layout.version}",
            layout.version,
            _BIGINT,
            False,
            because,
            "Counts edits; If-Match compares with it.",
            Default("literal", "1"),
        )
    if layout.deleted in layout.derived and layout.deleted is not None:
        because = (building.trait_path(entity, "soft_delete"),)
        yield Column(
            f"{id}.{layout.deleted}",
            layout.deleted,
            TIMESTAMP,
            True,
            because,
            "When the row was deleted; NULL while it lives.",
        )
    for taking in building.marks.get(entity.name, ()):
        says = f"When it took from {title(taking.entity)}; NULL before, and once that was given back."
        yield Column(f"{id}.{taking.mark}", taking.mark, TIMESTAMP, True, (taking.path,), says)
    counted = retention_column(entity, building)
    if counted is not None and not building.member_columns(entity, counted):
        because = (building.trait_path(entity, "retention"),)
        yield Column(
            f"{id}.{counted}",
            counted,
            TIMESTAMP,
            True,
            because,
            _COUNTED.get(counted, "The retention period counts from here."),
        )


def retention_column(entity: DomainEntity, building: Building) -> str | None:
    """The column the retention period counts from; `None` where it is the last row of another entity."""
    if entity.retention is None:
        return None
    after = entity.retention.after
    if after in ("created", "updated"):
        return f"{after}_at"
    if after in _RETENTION:
        return _RETENTION[after] if after != "deleted" else building.layout(entity).deleted or "deleted_at"
    columns = building.member_columns(entity, after)
    return columns[0] if columns else None
