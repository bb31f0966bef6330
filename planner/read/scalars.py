"""YAML 1.2 core scalars: what an unquoted word means. Only `true` and `false` are booleans; dates are not guessed."""

from __future__ import annotations

from functools import lru_cache

_WORDS: dict[str, str | int | float | bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".inf": float("inf"), ".Inf": float("inf"), ".INF": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"),
    "-.Inf": float("-inf"), "-.INF": float("-inf"), ".nan": float("nan"), ".NaN": float("nan"), ".NAN": float("nan"),
}
_NUMBER_STARTS = frozenset("+-.0123456789")
_LONGEST_NUMBER = 400


@lru_cache(maxsize=65536)
def plain_value(text: str) -> str | int | float | bool | None:
    """The value of a plain (unquoted) scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS or len(text) > _LONGEST_NUMBER:
        return text
    return _number(text)


def _number(text: str) -> str | int | float:
    digits = text[1:] if text[0] in "+-" else text
    if digits.isascii() and digits.isdigit():
        return int(text)
    if text.startswith(("0o", "0x")):
        return _based(text)
    if not all(c in "0123456789.eE+-" for c in digits) or not any(c.isdigit() for c in digits):
        return text
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
