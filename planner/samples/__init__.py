"""Example values: texts that fit a name, a length and, where there is one, a pattern. The same every time."""

from __future__ import annotations

import re
from functools import lru_cache

_BY_NAME = {
    "email": "reader{n}@example.org", "name": "Sample {n}", "title": "Sample title {n}", "phone": "+49301234{n}", "url": "https://example.org/{n}",
    "slug": "sample-{n}", "country": "DE", "currency": "EUR", "locale": "de-DE", "timezone": "Europe/Berlin", "description": "A sample for row {n}.",
}
_FILL = "abcdefghijklmnopqrstuvwxyz"


def sample_text(name: str, shortest: int, longest: int | None, index: int) -> str:
    """A readable text for a column or member of that name, within its length."""
    key = next((k for k in _BY_NAME if k in name), None)
    text = (_BY_NAME[key] if key else f"{name.replace('_', '-')}-{{n}}").replace("{n}", str(index + 1))
    if longest is not None and len(text) > longest:
        text = f"{index + 1}" if longest < 3 else f"{_FILL[: max(0, longest - 1)]}{index + 1}"[:longest]
        text = text[-longest:]
    return text.ljust(shortest, "x") if len(text) < shortest else text


@lru_cache(maxsize=4096)
def matching_text(pattern: str, shortest: int, longest: int | None, index: int) -> str | None:
    """A text that the pattern matches as a whole and that has the length asked for; `None` if none was found."""
    try:
        compiled = re.compile(pattern)
    except re.error:
        return None
    from planner.samples.patterns import texts_of

    for text in texts_of(pattern, shortest, longest, index):
        if compiled.fullmatch(text) and len(text) >= shortest and (longest is None or len(text) <= longest):
            return text
    return None
