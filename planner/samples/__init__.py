"""Example values: texts that fit a name, a length and, where there is one, a pattern. The same every time."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

_BY_NAME = {
    "email": "reader{n}@example.org",
    "phone": "+49301234{n}",
    "url": "https://example.org/{n}",
    "slug": "sample-{n}",
    "title": "Sample title {n}",
    "country": "DE",
    "currency": "EUR",
    "locale": "de-DE",
    "timezone": "Europe/Berlin",
    "description": "A sample for row {n}.",
    "checksum": "f3c9a7b15e0d264881aa7c3e5b9d0f2746c8e1a3b5d7f90826143c5e7a9bd1{n}",
    "upload-key": "uploads/sample-{n}.png",
    "upload-type": "image/png",
    "name": "Sample {n}",
}
_FILL = "abcdefghijklmnopqrstuvwxyz"
_FAMILIAR = ("sample-{n}", "SAMPLE-{n}", "SAMPLE{n}", "sample{n}", "+49301234{n}", "Sample {n}")


@lru_cache(maxsize=16384)
def sample_text(name: str, shortest: int, longest: int | None, index: int) -> str:
    """A readable text for a column or member of that name, within its length."""
    key = next((k for k in _BY_NAME if k in name), None)
    text = (_BY_NAME[key] if key else f"{name.replace('_', '-')}-{{n}}").replace("{n}", str(index + 1))
    if longest is not None and len(text) > longest:
        number = str(index + 1)
        text = f"{_FILL[: max(0, longest - len(number))]}{number}"[-longest:]
    return text.ljust(shortest, "x") if len(text) < shortest else text


@lru_cache(maxsize=4096)
def matching_text(pattern: str, shortest: int, longest: int | None, index: int, name: str = "") -> str | None:
    """A text that the pattern matches as a whole and that has the length asked for; `None` if none was found.

    A readable one where there is one, else one that is written from the pattern.
    """
    try:
        compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None
    from planner.samples.patterns import texts_of

    familiar = [f.replace("{n}", str(index + 1)) for f in _FAMILIAR]
    if name:
        familiar.insert(0, sample_text(name, shortest, longest, index))
    for text in chain(familiar, texts_of(pattern, shortest, longest, index)):
        if shortest <= len(text) and (longest is None or len(text) <= longest) and compiled.fullmatch(text):
            return text
    return None
