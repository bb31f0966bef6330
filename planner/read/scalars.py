"""YAML 1.2 core scalars: what an unquoted word means. Only `true` and `false` are booleans; dates are not guessed."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, TypeAlias

Value: TypeAlias = str | int | float | bool | None

_WORDS: Final[dict[str, Value]] = (
    dict.fromkeys(("", "~", "null", "Null", "NULL"))
    | dict.fromkeys(("true", "True", "TRUE"), True)
    | dict.fromkeys(("false", "False", "FALSE"), False)
    | {sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")}
    | dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan"))
)
_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_NUMBER_LETTERS: Final = frozenset("0123456789.eE+-")
_LONGEST_NUMBER: Final = 400
CORE: Final = "tag:yaml.org,2002:"
"""What `!!` stands for."""
_TAGGED: Final[dict[str, tuple[type, ...]]] = {
    CORE + "str": (str,),
    CORE + "int": (int,),
    CORE + "float": (float, int),
    CORE + "bool": (bool,),
    CORE + "null": (type(None),),
}
MAYBE_NOT_TEXT: Final = frozenset("+-.0123456789~nNtTfF") | {""}
"""What an unquoted scalar that is not text can begin with."""
TAGS: Final = frozenset({*_TAGGED, CORE + "map", CORE + "seq"})
"""The tags that say no more than the plain value says."""


@lru_cache(maxsize=4096)
def plain_value(text: str) -> Value:
    """The value of a plain (unquoted) scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS or len(text) > _LONGEST_NUMBER:
        return text
    return _number(text)


def tagged_value(text: str, tag: str) -> tuple[Value, bool]:
    """The value of a scalar behind a core tag, and whether the tag fits it."""
    if tag == CORE + "str":
        return text, True
    value = plain_value(text)
    types = _TAGGED.get(tag, ())
    fits = isinstance(value, types) and (bool in types or not isinstance(value, bool))
    if fits and tag == CORE + "float" and isinstance(value, int):
        return _float(text), True
    return (value, True) if fits else (text, False)


def _number(text: str) -> str | int | float:
    digits = text[1:] if text[0] in "+-" else text
    if digits.isascii() and digits.isdigit():
        return int(text)
    if text.startswith(("0o", "0x")):
        return _based(text)
    if not _NUMBER_LETTERS.issuperset(digits) or not any(c.isdigit() for c in digits):
        return text
    return _float(text)


def _float(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _based(text: str) -> str | int:
    allowed = "01234567" if text[1] == "o" else "0123456789abcdefABCDEF"
    body = text[2:]
    if not body or any(c not in allowed for c in body):
        return text
    return int(body, 8 if text[1] == "o" else 16)
