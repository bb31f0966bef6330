"""Fields -> stored columns. One table says how each type is kept; names are handed out by the layout."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from planner.model.database import (
    Between,
    ColumnKind,
    ColumnType,
    Default,
    InValues,
    LengthBetween,
    Matches,
    Predicate,
)
from planner.model.domain import Domain
from planner.model.entities import Field, FieldType, TypeKind
from planner.naming import fit, snake

_K = ColumnKind
_STORED = {
    TypeKind.UUID: ColumnType(_K.UUID),
    TypeKind.SLUG: ColumnType(_K.TEXT, length=100),
    TypeKind.EMAIL: ColumnType(_K.TEXT, length=254),
    TypeKind.URL: ColumnType(_K.TEXT, length=2048),
    TypeKind.PHONE: ColumnType(_K.TEXT, length=32),
    TypeKind.PASSWORD: ColumnType(_K.TEXT, length=255),
    TypeKind.SECRET: ColumnType(_K.TEXT, length=2048),
    TypeKind.INT: ColumnType(_K.INT),
    TypeKind.BIGINT: ColumnType(_K.BIGINT),
    TypeKind.MONEY: ColumnType(_K.DECIMAL, precision=19, scale=4),
    TypeKind.FLOAT: ColumnType(_K.DOUBLE),
    TypeKind.BOOL: ColumnType(_K.BOOL),
    TypeKind.DATE: ColumnType(_K.DATE),
    TypeKind.TIME: ColumnType(_K.TIME),
    TypeKind.TIMESTAMP: ColumnType(_K.TIMESTAMP),
    TypeKind.DURATION: ColumnType(_K.INTERVAL),
    TypeKind.JSON: ColumnType(_K.JSON),
    TypeKind.BYTES: ColumnType(_K.BYTES),
    TypeKind.IP: ColumnType(_K.INET),
    TypeKind.COUNTRY: ColumnType(_K.TEXT, length=2),
    TypeKind.CURRENCY: ColumnType(_K.TEXT, length=3),
    TypeKind.LOCALE: ColumnType(_K.TEXT, length=35),
    TypeKind.TIMEZONE: ColumnType(_K.TEXT, length=64),
    TypeKind.LIST: ColumnType(_K.JSON),
}
_PATTERNS = {
    TypeKind.SLUG: "^[a-z0-9]+(-[a-z0-9]+)*$",
    TypeKind.COUNTRY: "^[A-Z]{2}$",
    TypeKind.CURRENCY: "^[A-Z]{3}$",
}
_UPLOADED = frozenset({TypeKind.FILE, TypeKind.IMAGE})
_DIVIDED = _UPLOADED | {TypeKind.POINT}
_FILE_PARTS = (
    ("key", ColumnType(_K.TEXT, length=512)),
    ("size", ColumnType(_K.BIGINT)),
    ("type", ColumnType(_K.TEXT, length=127)),
    ("checksum", ColumnType(_K.TEXT, length=128)),
)
_POINT_PARTS = (("latitude", "-90", "90"), ("longitude", "-180", "180"))
_COORDINATE = ColumnType(_K.DECIMAL, precision=9, scale=6)
_ORDERED = frozenset({_K.INT, _K.BIGINT, _K.DECIMAL, _K.DOUBLE, _K.DATE, _K.TIME, _K.TIMESTAMP})
_KEPT_OTHERWISE = frozenset({TypeKind.PASSWORD, TypeKind.SECRET})
_SHORTEST_ENUM = 32


class StoredColumn(Struct, frozen=True):
    """A column as a field asks for it, with its checks. `part` names it where a field has several."""

    name: str
    type: ColumnType
    predicates: tuple[Predicate, ...] = ()
    part: str = ""


@lru_cache(maxsize=65536)
def wanted_name(name: str, suffix: str) -> str:
    """The column name before anybody else claimed it."""
    return fit(f"{snake(name)}{suffix}")


def is_divided(field: Field) -> bool:
    """Whether a field is stored in several columns."""
    return field.type.kind in _DIVIDED


def parts_of(field: Field) -> tuple[str, ...]:
    """The parts a field is stored in: one without a name, but for points and files."""
    if field.type.kind is TypeKind.POINT:
        return tuple(part for part, _, _ in _POINT_PARTS)
    return tuple(part for part, _ in _FILE_PARTS) if field.type.kind in _UPLOADED else ("",)


def column_name(field: Field, part: str) -> str:
    """`column:` if set; passwords are stored as a hash and say so."""
    suffix = f"_{part}" if part else ""
    if field.column is not None:
        return wanted_name(field.column, suffix)
    return wanted_name(field.name, "_hash" if field.type.kind is TypeKind.PASSWORD else suffix)


def stored_columns(field: Field, names: tuple[str, ...], domain: Domain) -> tuple[StoredColumn, ...]:
    """The columns of one field under the names it was given, in the order of its parts."""
    if len(names) == 1:
        return single_column(field, names[0], domain)
    if field.type.kind is TypeKind.POINT:
        return tuple(
            StoredColumn(name, _COORDINATE, (Between(name, low, high),), part)
            for name, (part, low, high) in zip(names, _POINT_PARTS, strict=True)
        )
    return tuple(
        StoredColumn(name, kind, (_part_bound(name, kind),), part)
        for name, (part, kind) in zip(names, _FILE_PARTS, strict=True)
    )


def single_column(field: Field, name: str, domain: Domain) -> tuple[StoredColumn, ...]:
    """The one column of most fields."""
    if field.type.kind is TypeKind.ENUM:
        values = domain.values(field)
        kind = ColumnType(_K.TEXT, length=max(_SHORTEST_ENUM, *map(len, values), 0))
        return (StoredColumn(name, kind, (InValues(name, values),) if values else ()),)
    return _plain_column(name, field.type, field.min, field.max, field.pattern)


@lru_cache(maxsize=16384)
def _plain_column(
    name: str, type_: FieldType, low: str | None, high: str | None, pattern: str | None
) -> tuple[StoredColumn, ...]:
    kind = _STORED.get(type_.kind)
    if kind is None:
        kind = _sized(type_)
    if kind.kind is _K.TEXT:
        return (StoredColumn(name, kind, _text_predicates(type_, name, kind, pattern)),)
    bounded = (low is not None or high is not None) and kind.kind in _ORDERED
    return (StoredColumn(name, kind, (Between(name, low, high),) if bounded else ()),)


def _sized(type_: FieldType) -> ColumnType:
    if type_.kind is TypeKind.DECIMAL:
        return ColumnType(_K.DECIMAL, precision=type_.precision or 19, scale=type_.scale or 0)
    return ColumnType(_K.TEXT, length=type_.high)


def _part_bound(name: str, kind: ColumnType) -> Predicate:
    return LengthBetween(name, None, kind.length) if kind.length is not None else Between(name, "0", None)


def _text_predicates(type_: FieldType, name: str, kind: ColumnType, own: str | None) -> tuple[Predicate, ...]:
    found: list[Predicate] = []
    low = type_.low or None
    if type_.kind in _KEPT_OTHERWISE:
        return (LengthBetween(name, None, kind.length),)
    if low is not None or kind.length is not None:
        found.append(LengthBetween(name, low, kind.length))
    pattern = own or _PATTERNS.get(type_.kind)
    if pattern is not None:
        found.append(Matches(name, pattern))
    return tuple(found)


_NOW = frozenset({"now", "today", "now()"})
_MOMENTS = frozenset({TypeKind.TIMESTAMP, TypeKind.DATE, TypeKind.TIME})


def column_default(field: Field) -> Default | None:
    """The default a field states."""
    if field.default is None or field.computed is not None:
        return None
    if field.default in _NOW and field.type.kind in _MOMENTS:
        return Default("now")
    return Default("literal", field.default)
