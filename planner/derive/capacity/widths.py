"""What one column takes in a PostgreSQL row: average bytes and alignment, by storage type and field type."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from msgspec import Struct

from planner.model.database import ColumnKind, ColumnType
from planner.model.entities import TypeKind

_K, _T = ColumnKind, TypeKind
LONGEST_SHORT = 126


class Width(Struct, frozen=True, gc=False):
    """Bytes of data, the boundary they start at, whether a length stands in front, and differs from row to row."""

    size: int
    align: int
    is_varying: bool = False
    differs: bool = False


_FIXED = {
    _K.UUID: Width(16, 1),
    _K.INT: Width(8, 8),
    _K.BIGINT: Width(8, 8),
    _K.IDENTITY: Width(8, 8),
    _K.DOUBLE: Width(8, 8),
    _K.BOOL: Width(1, 1),
    _K.DATE: Width(4, 4),
    _K.TIME: Width(8, 8),
    _K.TIMESTAMP: Width(8, 8),
    _K.INTERVAL: Width(16, 8),
}
LETTERS = {
    _T.TEXT: 400,
    _T.SLUG: 24,
    _T.EMAIL: 24,
    _T.URL: 60,
    _T.PHONE: 13,
    _T.PASSWORD: 97,
    _T.SECRET: 64,
    _T.DURATION: 5,
    _T.COUNTRY: 2,
    _T.CURRENCY: 3,
    _T.LOCALE: 5,
    _T.TIMEZONE: 16,
    _T.ENUM: 9,
}
_NAMED = {
    "actor": 36,
    "account_id": 36,
    "row_key": 36,
    "aggregate_id": 36,
    "account_kind": 8,
    "table_name": 10,
    "action": 6,
}
_FILE_LETTERS = {512: 60, 127: 10, 128: 64}
_EXACT = frozenset({_T.PASSWORD, _T.COUNTRY, _T.CURRENCY})
_JSON = {_T.LIST: 60}
_JSON_BYTES, _BYTES, _INET, _HASH = 200, 1000, 5, 64
_DIGITS = 10
_BOUND_SHARE, _LONGEST = 0.3, 400


def letters_named(column: str) -> int:
    """What the columns of supporting tables hold, by their name; 0 for unknown."""
    return _HASH if column.endswith("_hash") else _NAMED.get(column, 0)


@lru_cache(maxsize=4096)
def width_of(stored: ColumnType, kind: TypeKind | None, low: int, letters: int) -> Width:
    """The average of one column; `letters` is what is known of a text (the values of an enum), 0 for unknown."""
    fixed = _FIXED.get(stored.kind)
    if fixed is not None:
        return fixed
    is_exact = kind in _EXACT or (bool(low) and low == stored.length) or (kind is None and letters == _HASH)
    return varying(_data(stored, kind, low, letters), not is_exact)


def varying(data: int, differs: bool = True) -> Width:
    """A value with its length in front: one byte and no alignment while it is short."""
    return Width(data + 1, 1, True, differs) if data <= LONGEST_SHORT else Width(data + 4, 4, True, differs)


def _data(stored: ColumnType, kind: TypeKind | None, low: int, letters: int) -> int:
    if stored.kind is _K.DECIMAL:
        return _numeric(stored.precision or _DIGITS, stored.scale or 0)
    if stored.kind is _K.JSON:
        return _JSON.get(kind, _JSON_BYTES) if kind is not None else _JSON_BYTES
    if stored.kind is _K.BYTES:
        return _BYTES
    if stored.kind is _K.INET:
        return _INET + 1
    return letters or _letters(stored.length, kind, low)


def _letters(length: int | None, kind: TypeKind | None, low: int) -> int:
    if kind in (_T.FILE, _T.IMAGE) and length is not None:
        return _FILE_LETTERS.get(length, 60)
    usual = LETTERS.get(kind) if kind is not None else None
    if usual is not None and kind is not _T.TEXT:
        return usual
    if length is None:
        return usual or 80
    return round(min(low + max(1, (length - low) * _BOUND_SHARE) if length > low else length, max(_LONGEST, low)))


def _numeric(precision: int, scale: int) -> int:
    """Two bytes of header and two for every four digits; half of the places before the point are used."""
    whole = min(8, max(1, (precision - scale + 1) // 2))
    return 2 + 2 * (ceil(whole / 4) + ceil(scale / 4))
