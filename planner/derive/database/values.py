"""Typed examples for columns of development data: one per row, within the column's checks, the same every time."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from msgspec import Struct

from planner.model.database import ColumnKind, ColumnType, Default
from planner.samples import matching_text, sample_text

ROWS = 3
_Texts = tuple[str | None, ...]
_INTEGERS = frozenset({ColumnKind.INT, ColumnKind.BIGINT})
_NUMBERS = _INTEGERS | {ColumnKind.DECIMAL, ColumnKind.DOUBLE}


class Limits(Struct, frozen=True):
    """What the checks of a table say of one column."""

    values: tuple[str, ...] = ()
    low: str | None = None
    high: str | None = None
    shortest: int = 0
    longest: int | None = None
    pattern: str | None = None


_NO_LIMITS = Limits()
_PLAIN: dict[ColumnKind, Callable[[int], str]] = {
    ColumnKind.IDENTITY: lambda index: str(index + 1),
    ColumnKind.BOOL: lambda index: "true" if index % 2 == 0 else "false",
    ColumnKind.DATE: lambda index: f"2026-01-{index % 20 + 10:02}",
    ColumnKind.TIME: lambda index: f"{9 + index % 14:02}:30:00",
    ColumnKind.TIMESTAMP: lambda index: f"2026-01-{index % 20 + 10:02}T09:30:00Z",
    ColumnKind.JSON: lambda index: "[]",
    ColumnKind.INET: lambda index: f"192.0.2.{index % 250 + 1}",
    ColumnKind.BYTES: lambda index: f"{index % 250 + 1:02x}",
    ColumnKind.INTERVAL: lambda index: f"PT{index + 1}H",
}


@lru_cache(maxsize=16384)
def values_of(name: str, kind: ColumnType, limits: Limits | None, default: Default | None, rows: int = ROWS) -> _Texts:
    """A text per row; `None` where the column is better left to its default, or nothing fits."""
    limits = limits or _NO_LIMITS
    if limits.values:
        return tuple(limits.values[(index + 1) % len(limits.values)] for index in range(rows))
    if kind.kind is ColumnKind.TEXT:
        return _texts(name, kind, limits, rows)
    if kind.kind in _NUMBERS:
        return _numbers(kind, limits, rows)
    if default is not None or kind.kind not in _PLAIN:
        return (None,) * rows
    return _moments(tuple(map(_PLAIN[kind.kind], range(rows))), limits)


def _texts(name: str, kind: ColumnType, limits: Limits, rows: int) -> _Texts:
    longest = limits.longest if limits.longest is not None else kind.length
    if name.endswith("_hash"):
        return tuple(f"seeded-row-{index + 1}-cannot-sign-in"[:longest] for index in range(rows))
    if limits.pattern is None:
        return tuple(sample_text(name, limits.shortest, longest, index) for index in range(rows))
    return tuple(matching_text(limits.pattern, limits.shortest, longest, index, name) for index in range(rows))


def _moments(texts: tuple[str, ...], limits: Limits) -> _Texts:
    """Dates within bounds: the usual ones, else a bound itself."""
    if all((limits.low or "") <= t and (limits.high is None or t <= limits.high) for t in texts):
        return texts
    return ((limits.low or limits.high),) * len(texts)


def _decimal(text: str | None, otherwise: Decimal) -> Decimal:
    try:
        return Decimal(text) if text is not None else otherwise
    except InvalidOperation:
        return otherwise


def _numbers(kind: ColumnType, limits: Limits, rows: int) -> _Texts:
    """1, 2, 3 for counts and 10, 20, 30 for amounts, moved to where the bounds are."""
    scale = 0 if kind.kind in _INTEGERS else kind.scale if kind.scale is not None else 2
    whole = 9 if kind.precision is None else max(0, kind.precision - scale)
    unit = Decimal(1).scaleb(-min(scale, 2))
    low = _decimal(limits.low, Decimal(0))
    high = min(_decimal(limits.high, Decimal(10) ** 9), Decimal(10) ** whole - unit)
    if limits.low is None and high < 0:
        low = high - 2 * unit
    step = Decimal(10) if kind.kind not in _INTEGERS and high - low >= 40 else Decimal(1)
    if high - low < rows * step:
        step = unit if scale else Decimal(1)
    start = low if low > 0 or high <= 0 else min(step, max(low, high - (rows - 1) * step))
    return tuple(_plain(min(high, start + index * step), low) for index in range(rows))


def _plain(value: Decimal, low: Decimal) -> str | None:
    return None if value < low else format(value.normalize(), "f")
