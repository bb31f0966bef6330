"""Figures as people write them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model.design import Quantity
from planner.read import units


@pytest.mark.parametrize(("read", "text", "value"), [
    (units.count, "1200", 1200), (units.count, "500k", 500_000), (units.count, "1.5M", 1_500_000),
    (units.count, "2B", 2e9),
    (units.count, "1_000", 1000),
    (units.duration, "100ms", 0.1), (units.duration, "3s", 3), (units.duration, "5m", 300),
    (units.duration, "2h", 7200),
    (units.duration, "1d", 86400), (units.duration, "1w", 604800),
    (units.size, "20GB", 20e9), (units.size, "1.5 TB", 1.5e12),
    (units.percent, "99.9%", 0.999), (units.percent, "100%", 1),
    (units.factor, "10x", 10), (units.factor, "3", 3),
    (units.ratio, "20:1", 20), (units.ratio, "1:4", 0.25), (units.ratio, "1k:1", 1000),
    (units.per_second, "300", 300), (units.per_second, "300/s", 300), (units.per_second, "86.4k/day", 1),
    (units.growth, "20%", 0.2), (units.growth, "8k/day", 8000), (units.growth, "10GB/w", 10e9 / 7),
])  # fmt: skip
def test_figures(read: Callable[[str], Quantity | None], text: str, value: float) -> None:
    found = read(text)
    assert found is not None and found.text == text
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize(("read", "text"), [
    (units.count, "many"), (units.count, ""), (units.count, "5 kilo"), (units.count, "-3"), (units.count, "1.2.3"),
    (units.count, "k"),
    (units.duration, "5"), (units.duration, "5 parsecs"), (units.size, "20"), (units.size, "20 gb"),
    (units.percent, "99.9"), (units.percent, "101%"), (units.percent, "%"), (units.factor, "x"),
    (units.ratio, "20"), (units.ratio, "20:0"), (units.ratio, ":1"), (units.rate, "8k"), (units.rate, "8k/moon"),
    (units.rate, "/day"),
    (units.growth, "8k"), (units.growth, "8k/moon"), (units.per_second, "3/moon"),
])  # fmt: skip
def test_no_figures(read: Callable[[str], object], text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "per_day"),
    [
        ("8k/day", 8000),
        ("20/s", 1_728_000),
        ("2/h", 48),
        ("7/w", 1),
        ("365.25/y", 1),
        ("168/week", 24),
        ("60.875k/month", 2000),
        ("2/hour", 48),
        ("1461/year", 4),
        ("1/second", 86_400),
        ("1/minute", 1440),
    ],
)
def test_rates(text: str, per_day: float) -> None:
    found = units.rate(text)
    assert found is not None and found.per_day == pytest.approx(per_day)


@pytest.mark.parametrize(("text", "days", "after"), [
    ("90d", 90, "created"), ("3y after last login", 1095, "last login"), ("6mo after ended_at", 180, "ended_at"),
    ("12h", 1, "created"), ("2w after deleted", 14, "deleted"),
])  # fmt: skip
def test_retention(text: str, days: int, after: str) -> None:
    found = units.retention(text, "entities.A.retention")
    assert found is not None and (found.days, found.after, found.text) == (days, after, text)


@pytest.mark.parametrize("text", ["", "long", "3", "3 moons", "after login", "3y after "])
def test_no_retention(text: str) -> None:
    assert units.retention(text, "p") is None


READERS = (
    units.count,
    units.duration,
    units.size,
    units.percent,
    units.factor,
    units.ratio,
    units.per_second,
    units.rate,
    units.growth,
)


@given(st.text(max_size=12) | st.text("0123456789.:/%kMdsxGBy _", max_size=12))
def test_no_text_raises(text: str) -> None:
    for read in READERS:
        found = read(text)
        assert found is None or found.text == text
    assert units.retention(text, "p") is None or text


@given(st.integers(0, 10**9), st.sampled_from(sorted(units.COUNTS)))
def test_units_multiply(number: int, unit: str) -> None:
    found = units.count(f"{number}{unit}")
    assert found is not None and found.value == pytest.approx(number * units.COUNTS[unit])
