"""The access paths of an entity's table: what each foreign key, list, filter, sort, search and purge reads by.

Equality comes before range; the key comes last, so that pages have one order; rows of a tenant are found by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Final, Literal

from msgspec import Struct

from planner.derive.database.building import Building
from planner.derive.database.entity_tables import retention_column
from planner.derive.database.resolve import over_columns
from planner.derive.database.swept import sweeps
from planner.model.database import ColumnKind, IndexColumn, Table
from planner.model.domain import DomainEntity
from planner.model.entities import Field, TypeKind
from planner.model.expressions import Expression
from planner.naming import snake

DECLARED: Final = "what the design declares it for"
_FEW_VALUES = frozenset({TypeKind.ENUM, TypeKind.BOOL})
_RANGES = frozenset({ColumnKind.TIMESTAMP, ColumnKind.DATE, ColumnKind.TIME, ColumnKind.DECIMAL, ColumnKind.DOUBLE})
_NUMBERS = frozenset({ColumnKind.INT, ColumnKind.BIGINT})
_PARTIAL = frozenset({"postgresql", "sqlite"})
_UNSORTABLE = frozenset({ColumnKind.JSON, ColumnKind.BYTES})


class Rank(IntEnum):
    """How much an access path needs its index; the first two are never left out."""

    DECLARED = 0
    FOREIGN = 1
    SEARCH = 2
    DEFAULT = 3
    PURGE = 4
    FILTER = 5
    SORT = 6
    FEW = 7


class AccessPath(Struct, frozen=True):
    """Columns that some reader looks rows up by."""

    rank: Rank
    columns: tuple[IndexColumn, ...]
    serves: tuple[str, ...]
    because: tuple[str, ...]
    where: Expression | None = None
    method: Literal["btree", "gin", "fulltext"] = "btree"


class _Reader:
    """One table while its access paths are listed."""

    def __init__(self, table: Table, entity: DomainEntity, building: Building) -> None:
        self.table = table
        self.entity = entity
        self.building = building
        self.alive = building.alive(entity)
        self.kinds = {c.name: c.type.kind for c in table.columns}
        self.operation = f"op.{snake(entity.name)}.list"
        key = tuple(c for c in table.primary_key if c != table.tenant_column)
        self.key = tuple(IndexColumn(c) for c in key)
        self.newest = (IndexColumn("created_at", True), *(IndexColumn(c, True) for c in key))
        self.tenant = (IndexColumn(table.tenant_column),) if table.tenant_column else ()
        self.order = self._order()
        self.keyed = {c for k in table.foreign_keys for c in k.columns if c != table.tenant_column}

    def _order(self) -> tuple[IndexColumn, ...]:
        """The order a list has where its caller asks for none: by the first sort it offers, else the newest first."""
        for name in self.entity.listing.sort if self.entity.listing is not None else ():
            columns = self.building.member_columns(self.entity, name)
            if columns and self.kinds[columns[0]] not in _UNSORTABLE and columns[0] != self.table.tenant_column:
                if columns[0] == "created_at":
                    return self.newest
                return (IndexColumn(columns[0]), *(c for c in self.key if c.name != columns[0]))
        return self.newest

    def path(self, rank: Rank, columns: tuple[IndexColumn, ...], serves: str, because: tuple[str, ...]) -> AccessPath:
        """A path for lists. Led by a foreign key it holds every row, so that it serves the key as well."""
        leads = bool(columns) and columns[0].name in self.keyed
        once = {c.name: c for c in reversed(columns)}  # a key that leads ends no order: its rows are all alike
        whole = (*(c for c in self.tenant if c.name not in once), *(c for c in columns if once.pop(c.name, None) is c))
        return AccessPath(rank, whole, (serves,), because, None if leads else self.alive)


def access_paths(table: Table, entity: DomainEntity, building: Building) -> Iterator[AccessPath]:
    """Every access path of one table."""
    reader = _Reader(table, entity, building)
    yield from _declared(reader)
    for key in table.foreign_keys:
        name = ", ".join(c for c in key.columns if c != table.tenant_column) or key.columns[0]
        columns = tuple(IndexColumn(c) for c in key.columns)
        yield AccessPath(Rank.FOREIGN, columns, (f"foreign key {name}",), key.because)
    yield from _purged(reader)
    yield from _swept(reader)
    yield from _searched(reader)
    rule = entity.rule("list")
    if "list" in entity.operations and _is_served(reader):
        because = (rule.path if rule is not None else entity.path,)
        yield from _listed(reader, because)


def _is_served(reader: _Reader) -> bool:
    """Whether anybody lists rows over the API: absent access is denied where roles exist."""
    rule = reader.entity.rule("list")
    if rule is None:
        return not any(r.path for r in reader.building.domain.roles.values())
    return rule.is_called


def _declared(reader: _Reader) -> Iterator[AccessPath]:
    entity, building = reader.entity, reader.building
    for rule in entity.indexes:
        columns = tuple(_ordered(text, reader) for text in rule.on)
        where = over_columns(rule.where, entity, building) if rule.where is not None else None
        if all(columns) and (rule.where is None or where is not None):
            method: Literal["btree", "gin", "fulltext"] = "btree"
            if rule.method in ("gin", "fulltext"):
                method = "gin" if rule.method == "gin" else "fulltext"
            kept = tuple(c for c in columns if c)
            yield AccessPath(Rank.DECLARED, kept, (DECLARED,), (rule.path,), where, method)
    for field in entity.fields:
        if field.index:
            name = building.member_columns(entity, field.name)[0]
            if reader.kinds[name] not in _UNSORTABLE:
                yield AccessPath(Rank.DECLARED, (IndexColumn(name),), (DECLARED,), (field.path,))


def _ordered(text: str, reader: _Reader) -> IndexColumn | None:
    name, _, direction = text.partition(" ")
    columns = reader.building.member_columns(reader.entity, name)
    return IndexColumn(columns[0], direction.strip().lower() == "desc") if columns else None


def _purged(reader: _Reader) -> Iterator[AccessPath]:
    column = retention_column(reader.entity, reader.building)
    if column in reader.kinds and column is not None:
        because = (reader.building.trait_path(reader.entity, "retention"),)
        yield AccessPath(Rank.PURGE, (IndexColumn(column),), ("purge after retention",), because)


def _swept(reader: _Reader) -> Iterator[AccessPath]:
    """What a job looks for by the clock: few rows are in a state that it ends, where an index may hold those alone."""
    partial = reader.building.settings.dialect in _PARTIAL
    for sweep in sweeps(reader.entity, reader.building):
        lead = () if partial else (IndexColumn(sweep.state),)
        serves = (f"job.{snake(sweep.job.name)}",)
        because, where = (sweep.job.path,), sweep.where if partial else None
        yield AccessPath(Rank.PURGE, (*lead, IndexColumn(sweep.time)), serves, because, where)


def _searched(reader: _Reader) -> Iterator[AccessPath]:
    """The full-text index, where the database is what searches."""
    if reader.building.settings.search != "database":
        return
    entity = reader.entity
    said = entity.listing.search if entity.listing is not None else ()
    names = said or tuple(f.name for f in entity.fields if f.search)
    columns = tuple(
        IndexColumn(c)
        for name in names
        for c in reader.building.member_columns(entity, name)[:1]
        if reader.kinds[c] is ColumnKind.TEXT
    )
    if columns:
        flagged = tuple(f.path for f in entity.fields if f.search)
        because = (f"{entity.listing.path}.search",) if said and entity.listing is not None else flagged
        yield AccessPath(Rank.SEARCH, columns, (f"{reader.operation} (search)",), because, None, "fulltext")


def _listed(reader: _Reader, because: tuple[str, ...]) -> Iterator[AccessPath]:
    """In the order nobody asked for: of the whole for parts, of the caller where callers own rows, of everybody."""
    entity = reader.entity
    if entity.parent is not None:
        whole = tuple(IndexColumn(c) for c in reader.building.member_columns(entity, entity.parent.name))
        serves = f"{reader.operation} (of one {entity.parent.name})"
        yield reader.path(Rank.DEFAULT, (*whole, *reader.order), serves, because)
        return
    owner = _owner(reader)
    if owner is not None:
        yield reader.path(Rank.DEFAULT, (IndexColumn(owner), *reader.order), f"{reader.operation} (own rows)", because)
    yield reader.path(Rank.DEFAULT, reader.order, reader.operation, because)
    if entity.listing is None:
        return
    for name in entity.listing.filter:
        yield from _filtered(name, reader, f"{entity.listing.path}.filter")
    for name in entity.listing.sort:
        yield from _sorted(name, reader, f"{entity.listing.path}.sort")


def _owner(reader: _Reader) -> str | None:
    rule = reader.entity.rule("list")
    owned = rule is not None and any(g.role == "owner" for g in rule.grants)
    if not owned or len(reader.entity.owner) != 1:
        return None
    columns = reader.building.member_columns(reader.entity, reader.entity.owner[0])
    return columns[0] if columns else None


def _is_few(field: Field | None) -> bool:
    return field is not None and field.type.kind in _FEW_VALUES


def _filtered(name: str, reader: _Reader, because: str) -> Iterator[AccessPath]:
    columns = reader.building.member_columns(reader.entity, name)
    if not columns or columns == (reader.table.tenant_column,):
        return
    serves = f"{reader.operation} (filter {name})"
    rank = Rank.FEW if _is_few(reader.entity.field(name)) else Rank.FILTER
    kind = reader.kinds[columns[0]]
    if kind in _UNSORTABLE:
        if kind is ColumnKind.JSON:
            yield AccessPath(rank, (IndexColumn(columns[0]),), (serves,), (because,), None, "gin")
        return
    ranged = kind in _RANGES or (kind in _NUMBERS and name in (f.name for f in reader.entity.fields))
    tail = reader.key if ranged else tuple(c for c in reader.order if c.name not in columns)
    lead = tuple(IndexColumn(c) for c in columns)
    yield reader.path(rank, (*lead, *(c for c in tail if c.name not in columns)), serves, (because,))


def _sorted(name: str, reader: _Reader, because: str) -> Iterator[AccessPath]:
    columns = reader.building.member_columns(reader.entity, name)
    if not columns or reader.kinds[columns[0]] in _UNSORTABLE:
        return
    tail = tuple(c for c in reader.key if c.name != columns[0])
    rank = Rank.FEW if _is_few(reader.entity.field(name)) else Rank.SORT
    if columns[0] == "created_at":
        yield reader.path(Rank.DEFAULT, reader.newest, f"{reader.operation} (sort {name})", (because,))
        return
    yield reader.path(rank, (IndexColumn(columns[0]), *tail), f"{reader.operation} (sort {name})", (because,))
