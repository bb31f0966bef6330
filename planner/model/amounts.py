"""Figures as people read them: `1.2 GB`, `2.4M`, `30 ms`. Knows nothing of what they measure."""

from __future__ import annotations

_COUNTS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
_PLAIN = 1e4
_SIZES = ((1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
_TIMES = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))


def short(number: float) -> str:
    """Three significant digits at most, no trailing zeros: `0.46`, `12.5`, `1,143`."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}" if number >= 0.001 or number == 0 else f"{number:.1g}"


def count_text(number: float) -> str:
    """`950`, `9,500`, `12k`, `2.4M`."""
    if number >= _PLAIN:
        return _scaled(number, _COUNTS, "")
    return f"{number:,.0f}" if number >= 10 else short(number)


def size_text(size: float) -> str:
    """Bytes: `1.2 GB`."""
    return _scaled(size, _SIZES, " ") or f"{size:.0f} B"


def time_text(seconds: float) -> str:
    """`30 ms`, `1.5 h`."""
    return _scaled(seconds, _TIMES, " ") or f"{short(seconds * 1000)} ms"


def percent_text(share: float) -> str:
    """`75 %`, `47k %`."""
    return f"{count_text(round(share * 100))} %" if share >= 0.01 or share == 0 else "<1 %"


def factor_text(factor: float) -> str:
    """`2.3×`, `640×`."""
    return f"{factor:.2g}×" if factor < 100 else f"{factor:,.0f}×"


def _scaled(number: float, units: tuple[tuple[float, str], ...], gap: str) -> str:
    for worth, unit in units:
        if number >= worth * 0.9995:
            return f"{short(number / worth)}{gap}{unit}"
    return ""
