"""Schedules as cron writes them: five fields within their ranges, `@daily` and its like, `every 15m`."""

from __future__ import annotations

from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_WORDS: Final = frozenset({"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly", "@reboot"})
_UNITS: Final = frozenset({"s", "m", "min", "h", "d", "w", "mo"})
_FIELDS: Final[tuple[tuple[int, int, tuple[str, ...]], ...]] = (
    (0, 59, ()),
    (0, 23, ()),
    (1, 31, ()),
    (1, 12, _MONTHS),
    (0, 7, _DAYS),
)


def is_schedule(text: str) -> bool:
    """Whether a scheduler would take it."""
    if text.startswith("@"):
        return text.lower() in _WORDS
    if text.startswith("every "):
        return _is_interval(text[6:].strip())
    parts = text.split()
    if len(parts) == 6:
        return _is_field(parts[0], *_FIELDS[0]) and _are_fields(parts[1:])
    return len(parts) == 5 and _are_fields(parts)


def _are_fields(parts: list[str]) -> bool:
    return all(_is_field(part, *field) for part, field in zip(parts, _FIELDS, strict=True))


def _is_interval(text: str) -> bool:
    unit = text.lstrip("0123456789")
    digits = text[: len(text) - len(unit)]
    return 0 < len(digits) <= 6 and int(digits) > 0 and unit.strip() in _UNITS


def _is_field(text: str, low: int, high: int, names: tuple[str, ...]) -> bool:
    return all(_is_range(part, low, high, names) for part in text.split(","))


def _is_range(text: str, low: int, high: int, names: tuple[str, ...]) -> bool:
    span, slash, step = text.partition("/")
    if slash and not (step.isascii() and step.isdigit() and 0 < len(step) <= 3 and int(step) > 0):
        return False
    if span in ("*", "?"):
        return True
    first, dash, last = span.partition("-")
    start = _number(first, low, names)
    end = _number(last, low, names) if dash else start
    return start is not None and end is not None and low <= start <= end <= high


def _number(text: str, low: int, names: tuple[str, ...]) -> int | None:
    word = text.lower()[:3]
    if word in names and len(text) == 3:
        return names.index(word) + low
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None
