"""Indexes out of access paths: every foreign key, every offered filter and sort, full text, GIN.

Equality comes before range, the key comes last so that pages have one order; no left-prefix twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from planner import codes
from planner.derive.database.building import Building
from planner.derive.database.entity_tables import ALIVE
from planner.derive.database.resolve import over_columns
from planner.diagnostics import Diagnostic, Severity
from planner.model.database import ColumnKind, Index, IndexColumn, Table
from planner.model.design import Field, TypeKind
from planner.model.domain import DomainEntity
from planner.model.expressions import Expression
from planner.naming import joined, snake

MOST = 6
_FEW_VALUES = frozenset({TypeKind.ENUM, TypeKind.BOOL})
_RANK = {"declared": 0, "foreign": 1, "search": 2, "default": 3, "filter": 4, "sort": 5, "few": 6}


class _Wanted(Struct, frozen=True):
    """An access path that wants an index."""

    kind: str
    columns: tuple[IndexColumn, ...]
    serves: tuple[str, ...]
    because: tuple[str, ...]
    where: Expression | None = None
    method: str = "btree"


def with_indexes(table: Table, entity: DomainEntity, building: Building) -> tuple[Table, list[Diagnostic]]:
    """The table with its secondary indexes, and what was left out."""
    wanted = sorted(_wanted(table, entity, building), key=lambda w: _RANK[w.kind])
    kept: list[_Wanted] = []
    covered = _covered(table)
    for want in sorted(wanted, key=lambda w: -len(w.columns)):
        _take(want, kept, covered)
    kept.sort(key=lambda w: _RANK[w.kind])
    notes = [_dropped(w, table, entity) for w in kept[MOST:] if w.kind not in ("declared", "foreign")]
    final = kept[:MOST] + [w for w in kept[MOST:] if w.kind in ("declared", "foreign")]
    return replace(table, indexes=tuple(_index(w, table, building) for w in final)), notes


def _covered(table: Table) -> list[tuple[tuple[str, ...], bool]]:
    """Column lists that keys serve already, and whether for every row."""
    found = [(table.primary_key, True)]
    return found + [(u.columns, u.where is None) for u in table.uniques]


def _take(want: _Wanted, kept: list[_Wanted], covered: list[tuple[tuple[str, ...], bool]]) -> None:
    names = tuple(c.name for c in want.columns)
    is_plain = want.method == "btree" and want.kind != "declared" and not any(c.descending for c in want.columns)
    if is_plain and any(columns[: len(names)] == names and whole for columns, whole in covered):
        return
    for position, other in enumerate(kept):
        if (
            other.method == want.method
            and other.where == want.where
            and other.columns[: len(want.columns)] == want.columns
        ):
            kept[position] = replace(
                other,
                serves=tuple(dict.fromkeys(other.serves + want.serves)),
                because=tuple(dict.fromkeys(other.because + want.because)),
            )
            return
    kept.append(want)


def _dropped(want: _Wanted, table: Table, entity: DomainEntity) -> Diagnostic:
    names = ", ".join(c.name for c in want.columns)
    return Diagnostic(
        codes.DB_INDEX_LEFT_OUT,
        Severity.INFO,
        f"{table.name} would have more than {MOST} secondary indexes: none for ({names}), which serves {', '.join(want.serves)}",
        None,
        "offer fewer filters and sorts, or declare the index you need",
        entity.listing.path if entity.listing else entity.path,
    )


_METHODS: dict[str, Literal["btree", "gin", "fulltext"]] = {"btree": "btree", "gin": "gin", "fulltext": "fulltext"}


def _index(want: _Wanted, table: Table, building: Building) -> Index:
    suffix = "search" if want.method == "fulltext" else "idx"
    wanted = joined(table.name, *(c.name for c in want.columns), suffix)
    name = building.taken.claim(wanted, " ".join((table.id, want.kind, *want.serves)))
    return Index(f"{table.id}.{name}", name, want.columns, _METHODS[want.method], want.serves, want.because, want.where)


def _wanted(table: Table, entity: DomainEntity, building: Building) -> Iterator[_Wanted]:
    alive = ALIVE if entity.soft_delete else None
    for rule in entity.indexes:
        columns = tuple(_declared_column(text, entity, building) for text in rule.on)
        where = over_columns(rule.where, entity, building) if rule.where is not None else None
        if all(columns):
            yield _Wanted(
                "declared",
                tuple(c for c in columns if c),
                ("declared by the design",),
                (rule.path,),
                where,
                rule.method or "btree",
            )
    for key in table.foreign_keys:
        names = tuple(c for c in key.columns if c != table.tenant_column) or key.columns
        yield _Wanted("foreign", tuple(IndexColumn(c) for c in names), (f"foreign key {names[-1]}",), key.because)
    for field in entity.fields:
        if field.index:
            yield _Wanted(
                "filter",
                tuple(IndexColumn(c) for c in building.member_columns(entity, field.name)[:1]),
                ("declared by the design",),
                (field.path,),
                alive,
            )
    yield from _for_listing(table, entity, building, alive)


def _declared_column(text: str, entity: DomainEntity, building: Building) -> IndexColumn | None:
    name, _, direction = text.partition(" ")
    columns = building.member_columns(entity, name)
    return IndexColumn(columns[0], direction.strip().lower() == "desc") if columns else None


def _for_listing(table: Table, entity: DomainEntity, building: Building, alive: Expression | None) -> Iterator[_Wanted]:
    operation = f"op.{snake(entity.name)}.list"
    listing = entity.listing
    searched = listing.search if listing and listing.search else tuple(f.name for f in entity.fields if f.search)
    if searched:
        columns = tuple(IndexColumn(c) for name in searched for c in building.member_columns(entity, name)[:1])
        because = (listing.path,) if listing and listing.search else tuple(f.path for f in entity.fields if f.search)
        yield _Wanted("search", columns, (f"{operation} (search)",), because, None, "fulltext")
    if "list" not in entity.operations or entity.parent is not None or entity.rule("list") is None:
        return
    key = tuple(IndexColumn(c) for c in table.primary_key)
    newest = (IndexColumn("created_at", True), *(IndexColumn(c.name, True) for c in key))
    owner = _owner_column(entity, building)
    because = (listing.path,) if listing else (entity.path,)
    if owner is not None:
        yield _Wanted(
            "default",
            (IndexColumn(owner), *(c for c in newest if c.name != owner)),
            (f"{operation} (own rows)",),
            because,
            alive,
        )
    yield _Wanted("default", newest, (operation,), because, alive)
    if listing is None:
        return
    for name in listing.filter:
        yield from _filter(name, table, entity, building, newest, operation, alive)
    for name in listing.sort:
        column = building.member_columns(entity, name)
        if column and name != "created_at" and not _is_few(entity.field(name)):
            yield _Wanted(
                "sort", (IndexColumn(column[0]), *key), (f"{operation} (sort {name})",), (listing.path,), alive
            )


def _owner_column(entity: DomainEntity, building: Building) -> str | None:
    if len(entity.owner) != 1 or (reference := entity.reference(entity.owner[0])) is None:
        return None
    return building.stored(reference)[0].columns[0]


def _is_few(field: Field | None) -> bool:
    return field is not None and field.type.kind in _FEW_VALUES


def _filter(
    name: str,
    table: Table,
    entity: DomainEntity,
    building: Building,
    newest: tuple[IndexColumn, ...],
    operation: str,
    alive: Expression | None,
) -> Iterator[_Wanted]:
    columns = building.member_columns(entity, name)
    if not columns or entity.listing is None:
        return
    stored = table.column(columns[0])
    kind = "few" if _is_few(entity.field(name)) else "filter"
    if stored is not None and stored.type.kind is ColumnKind.JSON:
        yield _Wanted(
            kind, (IndexColumn(columns[0]),), (f"{operation} (filter {name})",), (entity.listing.path,), None, "gin"
        )
        return
    order = tuple(c for c in newest if c.name not in columns)
    is_range = stored is not None and stored.type.kind in (
        ColumnKind.TIMESTAMP,
        ColumnKind.DATE,
        ColumnKind.DECIMAL,
        ColumnKind.DOUBLE,
    )
    tail = tuple(IndexColumn(c) for c in table.primary_key) if is_range else order
    yield _Wanted(
        kind,
        (*(IndexColumn(c) for c in columns), *tail),
        (f"{operation} (filter {name})",),
        (entity.listing.path,),
        alive,
    )
