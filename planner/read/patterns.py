"""The shapes of texts as regular expressions, for the JSON Schema: what an editor can tell before anybody reads.

They allow a little more than the reader, never less. Any engine reads them, Python's or ECMA 262's, with the flag `u`
or without: so a letter is what is no ASCII sign, not a property of Unicode.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from planner.model.entities import OnDelete, RelationKind
from planner.read import units
from planner.read.fields import FIELD_FLAGS, FIELD_KEYS
from planner.read.relations import RELATION_FLAGS, RELATION_KEYS
from planner.read.types import TYPE_WORDS


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"


_SIGNS: Final = r":-@\[-^`{-\u00a9\u2000-\u203e"
_LETTER: Final = rf"[^\x00-9{_SIGNS}]"
WORD: Final = rf"{_LETTER}[^\x00-,./{_SIGNS}]*"
NAME: Final = f"^{WORD}$"
DOTTED: Final = rf"^{WORD}(?:\.{WORD})*$"
KEY: Final = rf"^(?:x-.*|{WORD})$"
EVENT: Final = rf"^(?:x-.*|{WORD}(?:\.{WORD})*)$"
CALLER: Final = rf"^(?:integration\.)?{WORD}$"
_VALUE_SIGNS: Final = r"!-*,;-@\[-^`{-\u00a9\u2000-\u203e"
ENUM_VALUE: Final = rf"^[^\x00- {_VALUE_SIGNS}](?:[^\x00-\x1f{_VALUE_SIGNS}]*[^\x00- {_VALUE_SIGNS}])?$"
ROWS: Final = rf"^(?:all|via {WORD}(?: where \S.*)?|(?!via\b).*\S.*)$"
_SEGMENT: Final = r"[^\x00-,/:-@\[-^`{-}\x7f-\u00a9\u2000-\u203e]+"
IDENTIFIER: Final = r"^\s*\S[^\x00-\x08\x0e-\x1f]*$"
PATH: Final = rf"^/*{_SEGMENT}(?:/{_SEGMENT})*/*$"
_ANY_SEGMENT: Final = rf"(?:{_SEGMENT}|\{{{WORD}(?: +{WORD})*\}})"
PATH_WITH_PARAMETERS: Final = rf"^/*{_ANY_SEGMENT}(?:/{_ANY_SEGMENT})*/*$"
DAY: Final = r"^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"
CURRENCY: Final = "^[A-Z]{3}$"

_NUMBER: Final = r"[0-9._]*[0-9][0-9._]*\s*"
_COUNT: Final = _NUMBER + _any(unit for unit in units.COUNTS if unit) + "?"
_PERIOD: Final = _any(units.PER_DAY)
COUNT: Final = rf"^\s*{_COUNT}\s*$"
DURATION: Final = rf"^\s*{_NUMBER}{_any(units.SECONDS)}\s*$"
SIZE: Final = rf"^\s*{_NUMBER}{_any(units.BYTES)}\s*$"
PERCENT: Final = rf"^\s*{_NUMBER}%\s*$"
FACTOR: Final = rf"^\s*{_NUMBER}x?\s*$"
RATIO: Final = rf"^\s*{_COUNT}\s*:\s*{_COUNT}\s*$"
PER_SECOND: Final = rf"^\s*{_COUNT}(?:\s*/\s*{_PERIOD})?\s*$"
RATE: Final = rf"^\s*{_COUNT}\s*/\s*{_PERIOD}\s*$"
GROWTH: Final = rf"^\s*(?:{_NUMBER}%|{_NUMBER}{_any((*units.COUNTS, *units.BYTES))}\s*/\s*{_PERIOD})\s*$"
RETENTION: Final = rf"^\s*{_NUMBER}{_any(units.DAYS)}(?: after \S.*)?\s*$"

_QUOTED: Final = """(?:'[^']*'|"[^"]*")"""
_VALUE: Final = rf"""(?:{_QUOTED}|/(?:[^/\\]|\\.)*/|[^\s'"/(][^\s(]*(?:\([^)]*\)\S*)?|\([^)]*\)\S*|/[^\s/]\S*)"""
_LENGTH: Final = r"(?:string|text)\((?:[0-9]+|[0-9]*\.\.[0-9]+)\)"
_DECIMAL: Final = r"decimal\(\s*[0-9]+\s*(?:[,|]\s*[0-9]+\s*)?\)"
_PLAIN: Final = _any((*TYPE_WORDS, _LENGTH, _DECIMAL, r"enum\([^)]+\)", WORD))
_TYPE: Final = rf"(?:{_PLAIN}|(?:list\()+{_PLAIN}\)+)"
_NAMING: Final = ("from", "column", "was")
_SAYING: Final = tuple(key for key in FIELD_KEYS if key not in _NAMING)
_FIELD_WORD: Final = _any(
    (*FIELD_FLAGS, "unique=forever", f"{_any(_SAYING)}={_VALUE}", f"{_any(_NAMING)}={WORD}", f"= +{_VALUE}")
)
FIELD: Final = rf"^\s*{_TYPE}(?:\s+{_FIELD_WORD})*\s*$"

_TARGET: Final = rf"(?:{WORD}|any_of\([^)|,]+(?:[|,][^)|,]+)+\))"
TARGET: Final = f"^{_TARGET}$"
COUNT_RANGE: Final = r"[0-9]*(?:\.\.)?[0-9]*"
_RELATION_VALUE: Final = _any(
    (
        *RELATION_FLAGS,
        f"on_delete={_any(o.value for o in OnDelete)}",
        f"count={COUNT_RANGE}",
        f"{_any(key for key in RELATION_KEYS if key not in ('on_delete', 'count'))}={WORD}",
    )
)
RELATION: Final = rf"^\s*{_any(k.value for k in RelationKind)}\s+{_TARGET}(?:\s+{_RELATION_VALUE})*\s*$"
