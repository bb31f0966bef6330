"""The registry of diagnostic codes: what each says, why it matters, how it is mended.

Families: SYN (YAML text), DES (the design language), REF (cross references), MOD (the model as
a whole), DB, API, WORK (derived parts: what a target cannot do is said here), IO (files, the bundle).
"""

from __future__ import annotations

from msgspec import Struct


class Code(Struct, frozen=True):
    """What a diagnostic code stands for."""

    code: str
    title: str
    why: str
    example: str = ""


_REGISTRY: dict[str, Code] = {}


def _code(code: str, title: str, why: str, example: str = "") -> str:
    _REGISTRY[code] = Code(code, title, why, example)
    return code


def all_codes() -> tuple[Code, ...]:
    """Every code, in order."""
    return tuple(_REGISTRY[key] for key in sorted(_REGISTRY))


SYN_INVALID = _code("SYN001", "not valid YAML", "The text cannot be read as YAML 1.2.", "a: [1")
SYN_DUPLICATE_KEY = _code("SYN002", "duplicate key", "The second value would silently win.", "a: 1\na: 2")
SYN_LIMIT = _code("SYN003", "too large", "Events, depth or nodes after aliases exceed the limits of the language.")
SYN_ENCODING = _code("SYN004", "not UTF-8 text", "A design is UTF-8; other bytes cannot be positioned or printed.")
SYN_KEY = _code("SYN005", "key is not a scalar", "Only plain words can be keys.", "? [a]\n: 1")
SYN_ALIAS = _code("SYN006", "bad alias", "An alias names an anchor that is not there, or contains itself.", "a: *b")
SYN_MERGE = _code("SYN007", "bad merge key", "`<<` takes a mapping or a list of mappings.", "<<: 3")
SYN_DOCUMENTS = _code("SYN008", "more than one document", "A design is one YAML document.", "a: 1\n---\nb: 2")
SYN_TAG = _code("SYN009", "tag not allowed", "Tags would hide what a value is.", "a: !!python/none x")
SYN_EMPTY = _code("SYN010", "empty file", "There is no design in it.")
