"""Facts about what the schema holds of an entity: keys, checks, triggers, policies, indexes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.model.database import ColumnKind, ForeignKey, Table
from planner.model.design import Design
from planner.model.domain import DomainEntity, Reference
from planner.model.entities import Field, TypeKind
from planner.naming import snake
from planner.rules.facts.entities import has_word
from planner.rules.facts.registry import (
    NO,
    Known,
    Reply,
    Unknown,
    design_fact,
    entity_fact,
    field_fact,
    flag,
    relation_fact,
)
from planner.rules.world import World

LARGE: Final = 1_000_000
SMALL: Final = 1_000
HUGE: Final = 50_000_000
_THREE_YEARS: Final = 1095
_AMOUNTS: Final = (TypeKind.MONEY, TypeKind.FLOAT, TypeKind.DECIMAL)
_WHOLE: Final = (TypeKind.INT, TypeKind.BIGINT)
_MONEY_WORDS: Final = frozenset(
    ("price", "amount", "total", "cost", "fee", "balance", "salary", "tax", "discount", "budget", "payment")
)
_NATURAL: Final = frozenset(("code", "number", "sku", "slug", "isbn", "reference", "serial"))
_EXACT: Final = frozenset((ColumnKind.DECIMAL, ColumnKind.INT, ColumnKind.BIGINT))


@entity_fact("entity.tenant_kept_apart", "flag", "row security keeps its tenants apart", stage="plan")
def tenant_kept_apart(world: World, entity: DomainEntity) -> Reply:
    """Whether its table has the tenant's column and a policy on it, where the database has policies."""
    table = world.tables_of.get(entity.name)
    if table is None or table.tenant_column is None or world.parts.settings.dialect != "postgresql":
        return NO
    policy = next((p for p in table.policies if p.tenant_column), None)
    column = table.column(table.tenant_column)
    return Known(True, (entity.path,), (policy.id, column.id)) if policy and column else NO


@entity_fact(
    "entity.holds_tenant_rows", "flag", "its rows are a tenant's, kept in one table with those of others", stage="plan"
)
def holds_tenant_rows(world: World, entity: DomainEntity) -> Reply:
    """Whether tenants share the table, by the design's word or by what was decided."""
    if world.design.tenancy is None or not entity.tenant_scoped:
        return NO
    isolation = world.design.tenancy.isolation or world.options.get("tenancy-isolation", "row")
    return flag(isolation == "row", "tenancy", entity.path)


def _cleaned(world: World) -> list[Table]:
    """Supporting tables with an index that is there to remove what is past its use."""
    return [
        t
        for t in world.parts.database.tables
        if t.kind == "system" and any(s.startswith(("cleanup", "removal")) for i in t.indexes for s in i.serves)
    ]


@design_fact("design.leftover_tables", "words", "supporting tables with rows that pass out of use", stage="plan")
def leftover_tables(world: World, _design: Design) -> Reply:
    """The names of tables that somebody has to empty."""
    tables = _cleaned(world)
    return Known(tuple(t.name for t in tables), _calls_for(tables), tuple(t.id for t in tables))


@design_fact("design.leftovers", "flag", "some supporting table holds rows that pass out of use", stage="plan")
def leftovers(world: World, _design: Design) -> Reply:
    """Whether there is anything to empty."""
    tables = _cleaned(world)
    return Known(True, _calls_for(tables), tuple(t.id for t in tables)) if tables else NO


def _calls_for(tables: list[Table]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path for t in tables for path in t.because[:1]))


@entity_fact("entity.state_guarded", "flag", "a trigger refuses moves that no arrow allows", stage="plan")
def state_guarded(world: World, entity: DomainEntity) -> Reply:
    """Whether a trigger guards its state."""
    table = world.tables_of.get(entity.name)
    found = tuple(t.id for t in table.triggers if t.kind == "guard_state") if table else ()
    return Known(True, tuple(m.path for m in entity.machines), found) if found else NO


@entity_fact("entity.trailed", "flag", "a trail that is only added to records its changes", stage="plan")
def trailed(world: World, entity: DomainEntity) -> Reply:
    """Whether its trigger writes to an append-only log."""
    table, log = world.tables_of.get(entity.name), world.tables.get("audit_log")
    writes = next((t.id for t in table.triggers if t.kind == "audit"), None) if table else None
    only_added = next((t.id for t in log.triggers if t.kind == "append_only"), None) if log else None
    return Known(True, (entity.path,), (writes, only_added)) if writes and only_added else NO


@entity_fact("entity.version_checked", "flag", "its update needs the version that was read", stage="plan")
def version_checked(world: World, entity: DomainEntity) -> Reply:
    """Whether the update takes If-Match."""
    operation = world.operations_by_id.get(f"op.{snake(entity.name)}.update")
    return Known(True, operation.because, (operation.id,)) if operation and operation.if_match else NO


@entity_fact("entity.natural_keys", "words", "fields that people know a row by")
def natural_keys(_world: World, entity: DomainEntity) -> Reply:
    """Codes, numbers, slugs, addresses of mail."""
    found = list(_natural(entity))
    return Known(tuple(f.name for f in found), tuple(f.path for f in found))


@entity_fact("entity.has_natural_key", "flag", "people know its rows by a code, a number, a slug")
def has_natural_key(_world: World, entity: DomainEntity) -> Reply:
    """Whether there is such a field."""
    return flag(bool(found := list(_natural(entity))), *(f.path for f in found))


def _natural(entity: DomainEntity) -> Iterator[Field]:
    for field in entity.fields:
        kind = field.type.kind
        if (
            kind is TypeKind.SLUG
            or (kind is TypeKind.STRING and field.required and has_word(field.name, _NATURAL))
            or (kind is TypeKind.EMAIL and entity.account and field.required)
        ):
            yield field


@entity_fact("entity.natural_keys_unique", "flag", "no two rows share what people know them by", stage="plan")
def natural_keys_unique(world: World, entity: DomainEntity) -> Reply:
    """Whether a constraint covers each natural key."""
    table = world.tables_of.get(entity.name)
    held: list[str] = []
    for field in _natural(entity):
        by = _unique_over(table, snake(field.name)) if table else None
        if by is None:
            return NO
        held.append(by)
    return Known(True, (entity.path,), tuple(dict.fromkeys(held)))


def _unique_over(table: Table, field: str) -> str | None:
    names = {c.name for c in table.columns if c.field == field or c.name == field}
    if names & set(table.primary_key):
        return table.id
    return next((u.id for u in table.uniques if names & set(u.columns)), None)


@entity_fact("entity.large", "flag", "it is said to hold, or to reach in three years, a million rows")
def large(_world: World, entity: DomainEntity) -> Reply:
    """Whether its figures say so; what nobody gave a figure is taken as small."""
    coming = (entity.growth_per_day or 0) * _THREE_YEARS
    return flag((entity.rows or 0) + coming >= LARGE, f"{entity.path}.rows")


@entity_fact(
    "entity.rows_in_3_years", "number", "rows after three years of growth, as far as they are kept", unit="count"
)
def rows_in_3_years(_world: World, entity: DomainEntity) -> Reply:
    """The rows said and what comes; unknown where a large entity has no growth."""
    coming = coming_rows(entity)
    if coming is None:
        return Unknown((f"{entity.path}.growth",))
    return Known(coming, () if entity.growth_per_day is None else (f"{entity.path}.growth",))


def coming_rows(entity: DomainEntity) -> float | None:
    """The rows after three years; nothing for a large entity that is not said to grow."""
    rows = entity.rows or 0
    if entity.growth_per_day is None:
        return None if rows >= LARGE * 10 else rows
    return rows + entity.growth_per_day * _THREE_YEARS


@entity_fact(
    "entity.wide_key", "flag", "its key does not run out, and its times say of which zone they are", stage="plan"
)
def wide_key(world: World, entity: DomainEntity) -> Reply:
    """Whether key columns are uuid, bigint or text."""
    table = world.tables_of.get(entity.name)
    columns = [c for c in table.columns if c.name in table.primary_key] if table else []
    if not columns or any(c.type.kind is ColumnKind.INT for c in columns):
        return NO
    return Known(True, (entity.path,), tuple(c.id for c in columns))


@entity_fact("entity.has_paths", "flag", "rows are found by references and filters, and there are many of them")
def has_paths(_world: World, entity: DomainEntity) -> Reply:
    """Whether there is an access path beside the key; a small table is read whole."""
    if entity.rows is not None and entity.rows < SMALL:
        return NO
    filters = entity.listing.filter if entity.listing else ()
    paths = [r.path for r in entity.references] + ([entity.listing.path] if entity.listing and filters else [])
    return flag(bool(paths), *paths[:3])


@entity_fact("entity.paths_indexed", "flag", "an index leads by every reference", stage="plan")
def paths_indexed(world: World, entity: DomainEntity) -> Reply:
    """Whether each foreign key and each filter on it begins an index or key."""
    table = world.tables_of.get(entity.name)
    if table is None:
        return NO
    held: list[str] = []
    for key in table.foreign_keys:
        by = _leading(table, key)
        if by is None:
            return NO
        held.append(by)
    held += [i.id for i in table.indexes]
    return Known(True, (entity.path,), tuple(dict.fromkeys(held))) if held else NO


def _leading(table: Table, key: ForeignKey) -> str | None:
    """What serves a look-up by a key: an index, a constraint or the primary key that begins with its column."""
    own = [c for c in key.columns if c != table.tenant_column] or list(key.columns)
    for index in table.indexes:
        names = [c.name for c in index.columns]
        if own[0] in names[:2]:
            return index.id
    for unique in table.uniques:
        if own[0] in unique.columns[:2]:
            return unique.id
    return table.id if own[0] in table.primary_key[:2] else None


@entity_fact(
    "entity.references_kept", "flag", "a foreign key with a said action stands behind each relation", stage="plan"
)
def references_kept(world: World, entity: DomainEntity) -> Reply:
    """Whether each reference inside this backend has its foreign key."""
    table = world.tables_of.get(entity.name)
    if table is None:
        return NO
    held = [tuple(k.id for k in table.foreign_keys if r.path in k.because) for r in entity.references]
    if not all(held):
        return NO
    return Known(True, tuple(r.path for r in entity.references), tuple(i for ids in held for i in ids))


@relation_fact("relation.cascades_hidden", "flag", "its target is only marked as deleted, and it is not a part of it")
def cascades_hidden(world: World, reference: Reference) -> Reply:
    """Whether the target keeps deleted rows while rows here stand for themselves: no part of it, no row of its key."""
    entities = world.domain.entities
    if reference.is_parent or reference.name in entities[reference.entity].key:
        return NO
    hidden = [t for t in reference.targets if t in entities and entities[t].soft_delete]
    return flag(bool(hidden), reference.path, *(f"{entities[t].path}.soft_delete" for t in hidden))


@relation_fact("relation.refuses_delete", "flag", "its foreign key does not delete along", stage="plan")
def refuses_delete(world: World, reference: Reference) -> Reply:
    """Whether the key restricts or sets null."""
    table = world.tables_of.get(reference.entity)
    keys = [k for k in table.foreign_keys if reference.path in k.because] if table else []
    if not keys or any(k.on_delete == "cascade" for k in keys):
        return NO
    return Known(True, (reference.path,), tuple(k.id for k in keys))


@field_fact(
    "field.amount",
    "flag",
    "it is an amount of money, by its type or its name",
    only=lambda field: field.type.kind in _AMOUNTS,
)
def amount(_world: World, field: Field) -> Reply:
    """Whether it is money, or a number called like money."""
    return flag(field.type.kind is TypeKind.MONEY or has_word(field.name, _MONEY_WORDS), field.path)


@field_fact("field.exact", "flag", "its column keeps decimals as they are", stage="plan")
def exact(world: World, field: Field) -> Reply:
    """Whether the column is exact in this database."""
    if world.parts.settings.dialect == "sqlite":
        return NO
    column = world.columns_by_path.get(field.path)
    return Known(True, (field.path,), (column.id,)) if column and column.type.kind in _EXACT else NO


@field_fact(
    "field.counter",
    "flag",
    "many callers add to one value of it",
    only=lambda field: field.type.kind in _WHOLE and (field.readonly or field.computed is not None),
)
def counter(world: World, field: Field) -> Reply:
    """Whether it counts or sums rows that others make."""
    words = frozenset(("count", "views", "likes", "counter", "followers", "votes", "downloads", "plays"))
    return flag(has_word(field.name, words), field.path)
