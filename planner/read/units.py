"""Figures as people write them: `500k`, `99.9%`, `100ms`, `20:1`, `8k/day`, `3y after last login`."""

from __future__ import annotations

from functools import lru_cache

from planner.model.design import Quantity
from planner.model.entities import Rate, Retention

COUNTS = {"": 1.0, "k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "G": 1e9}
SECONDS = {
    "ms": 0.001,
    "s": 1.0,
    "m": 60.0,
    "min": 60.0,
    "h": 3600.0,
    "d": 86400.0,
    "w": 604800.0,
    "mo": 2629800.0,
    "y": 31557600.0,
}
BYTES = {"B": 1.0, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "PB": 1e15}
PER_DAY = {
    "s": 86400.0,
    "m": 1440.0,
    "min": 1440.0,
    "h": 24.0,
    "d": 1.0,
    "w": 1 / 7,
    "mo": 1 / 30.4375,
    "y": 1 / 365.25,
}
PERIODS = {"second": "s", "sec": "s", "minute": "m", "hour": "h", "day": "d", "week": "w", "month": "mo", "year": "y"}
PER_DAY |= {word: PER_DAY[unit] for word, unit in PERIODS.items()}
DAYS = {"h": 1 / 24, "d": 1, "w": 7, "mo": 30, "y": 365}
MAX_DIGITS = 24
MAX_VALUE = 1e18
MAX_DAYS = 365_000


def _split(text: str) -> tuple[float, str] | None:
    """The leading number and what follows it."""
    unit = text.lstrip("0123456789._")
    digits = text[: len(text) - len(unit)].replace("_", "")
    if len(digits) > MAX_DIGITS:
        return None
    try:
        return float(digits), unit.strip()
    except ValueError:
        return None


def _scaled(text: str, units: dict[str, float]) -> float | None:
    parts = _split(text.strip())
    if parts is None or parts[1] not in units:
        return None
    value = parts[0] * units[parts[1]]
    return value if value <= MAX_VALUE else None


@lru_cache(maxsize=1024)
def count(text: str) -> Quantity | None:
    """`500k`, `2M`, `1200`."""
    value = _scaled(text, COUNTS)
    return None if value is None else Quantity(value, text)


def duration(text: str) -> Quantity | None:
    """`100ms`, `3s`, `2h`: in seconds."""
    value = _scaled(text, SECONDS)
    return None if value is None else Quantity(value, text)


def size(text: str) -> Quantity | None:
    """`20GB`: in bytes."""
    value = _scaled(text, BYTES)
    return None if value is None else Quantity(value, text)


def percent(text: str) -> Quantity | None:
    """`99.9%`: as a share of one."""
    if not text.strip().endswith("%"):
        return None
    value = _scaled(text.strip()[:-1], {"": 0.01})
    return Quantity(round(value, 12), text) if value is not None and 0 < value <= 1 else None


def factor(text: str) -> Quantity | None:
    """`10x`, or a bare number."""
    value = _scaled(text.strip().removesuffix("x"), {"": 1.0})
    return None if value is None else Quantity(value, text)


def ratio(text: str) -> Quantity | None:
    """`20:1`: reads per write."""
    left, colon, right = text.partition(":")
    above, below = _scaled(left, COUNTS), _scaled(right, COUNTS)
    if not colon or above is None or not below:
        return None
    return Quantity(above / below, text)


def per_second(text: str) -> Quantity | None:
    """`300`, `300/s`, `5k/day`: a rate a second."""
    if "/" not in text:
        return count(text)
    found = rate(text)
    return Quantity(found.per_day / 86400, text) if found else None


def rate(text: str) -> Rate | None:
    """`8k/day`, `20/s`, `60k/month`."""
    amount, slash, period = text.partition("/")
    number = _scaled(amount, COUNTS)
    days = PER_DAY.get(period.strip())
    return Rate(number * days, text) if slash and number is not None and days is not None else None


def growth(text: str) -> Quantity | None:
    """`8k/day`, `10GB/mo` or `20%`: rows or bytes a day, or a share a year."""
    if text.endswith("%"):
        return percent(text)
    if "/" not in text:
        return None
    amount, _, period = text.partition("/")
    number = _scaled(amount, COUNTS)
    number = _scaled(amount, BYTES) if number is None else number
    days = PER_DAY.get(period.strip())
    return None if number is None or days is None else Quantity(number * days, text)


def day(text: str) -> str | None:
    """`2026-03-02`: a day of the calendar, as it was written."""
    year, month, number = text[:4], text[5:7], text[8:]
    if len(text) != 10 or text[4] + text[7] != "--" or not text.isascii() or not (year + month + number).isdigit():
        return None
    from calendar import monthrange

    return text if 1 <= int(month) <= 12 and 1 <= int(number) <= monthrange(max(1, int(year)), int(month))[1] else None


def currency(text: str) -> str | None:
    """`EUR`: three capitals."""
    return text if len(text) == 3 and text.isascii() and text.isalpha() and text.isupper() else None


def timespan(text: str) -> str | None:
    """`3s`, as it was written."""
    return text if duration(text) is not None else None


def retention(text: str, path: str) -> Retention | None:
    """`90d`, `3y after last login`."""
    amount, separator, event = text.partition(" after ")
    parts = _split(amount.strip())
    if parts is None or parts[1] not in DAYS or (separator and not event.strip()):
        return None
    days = parts[0] * DAYS[parts[1]]
    if not 0 < days <= MAX_DAYS:
        return None
    days = max(1, round(days))
    return Retention(path, days, text, event.strip() if separator else "created")
