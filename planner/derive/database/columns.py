"""Fields -> columns and the checks on them. One table says how each type is stored."""

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
from planner.model.design import Field, TypeKind
from planner.model.domain import Domain
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
    TypeKind.DURATION: ColumnType(_K.TEXT, length=64),
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
_LONGEST_ENUM_VALUE = 100
FILE_PARTS = (
    ("key", ColumnType(_K.TEXT, length=512)),
    ("size", ColumnType(_K.BIGINT)),
    ("type", ColumnType(_K.TEXT, length=127)),
    ("checksum", ColumnType(_K.TEXT, length=128)),
)
POINT_PARTS = (("latitude", "-90", "90"), ("longitude", "-180", "180"))
_COORDINATE = ColumnType(_K.DECIMAL, precision=9, scale=6)


class StoredColumn(Struct, frozen=True):
    """A column as a field asks for it, with its checks."""

    name: str
    type: ColumnType
    predicates: tuple[Predicate, ...] = ()


def stored_columns(field: Field, domain: Domain) -> tuple[StoredColumn, ...]:
    """The columns of one field, in order."""
    name = column_name(field)
    if field.type.kind is TypeKind.POINT:
        return tuple(
            StoredColumn(fit(f"{name}_{part}"), _COORDINATE, (Between(fit(f"{name}_{part}"), low, high),))
            for part, low, high in POINT_PARTS
        )
    if field.type.kind in (TypeKind.FILE, TypeKind.IMAGE):
        return tuple(
            StoredColumn(fit(f"{name}_{part}"), kind, _file_predicates(fit(f"{name}_{part}"), kind))
            for part, kind in FILE_PARTS
        )
    kind = _column_type(field, domain)
    return (StoredColumn(name, kind, tuple(_predicates(field, name, kind, domain))),)


def _file_predicates(name: str, kind: ColumnType) -> tuple[Predicate, ...]:
    return (Between(name, "0", None),) if kind.kind is _K.BIGINT else ()


@lru_cache(maxsize=65536)
def _name(name: str, suffix: str) -> str:
    return fit(f"{snake(name)}{suffix}")


def column_name(field: Field) -> str:
    """`column:` if set; passwords are stored as a hash and say so."""
    if field.column is not None:
        return fit(snake(field.column))
    return _name(field.name, "_hash" if field.type.kind is TypeKind.PASSWORD else "")


def _column_type(field: Field, domain: Domain) -> ColumnType:
    kind = field.type.kind
    if kind is TypeKind.STRING or kind is TypeKind.TEXT:
        return ColumnType(_K.TEXT, length=field.type.high)
    if kind is TypeKind.DECIMAL:
        return ColumnType(_K.DECIMAL, precision=field.type.precision, scale=field.type.scale)
    if kind is TypeKind.ENUM:
        longest = max(map(len, domain.values(field)), default=1)
        return ColumnType(_K.TEXT, length=max(longest, 32))
    return _STORED[kind]


def _predicates(field: Field, name: str, kind: ColumnType, domain: Domain) -> list[Predicate]:
    found: list[Predicate] = []
    if field.type.kind is TypeKind.ENUM:
        return [InValues(name, domain.values(field))]
    if kind.kind is _K.TEXT and field.type.kind is not TypeKind.PASSWORD:
        low = field.type.low if field.type.low else None
        if low is not None or kind.length is not None:
            found.append(LengthBetween(name, low, kind.length))
    pattern = field.pattern or _PATTERNS.get(field.type.kind)
    if pattern is not None and kind.kind is _K.TEXT:
        found.append(Matches(name, pattern))
    if (field.min is not None or field.max is not None) and kind.kind is not _K.TEXT:
        found.append(Between(name, field.min, field.max))
    return found


_LITERAL_DEFAULTS = frozenset({"now", "today", "now()"})


def column_default(field: Field) -> Default | None:
    """The default a field states."""
    if field.default is None or field.computed is not None:
        return None
    if field.default in _LITERAL_DEFAULTS and field.type.kind in (TypeKind.TIMESTAMP, TypeKind.DATE):
        return Default("now")
    return Default("literal", field.default)
