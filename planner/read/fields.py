"""The shorthand of a field: `string(1..80) required pattern=/^[a-z]+$/ = x`."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from planner import codes
from planner.model.entities import Field
from planner.read.expressions import Slip, parse_expression
from planner.read.names import is_name
from planner.read.types import parse_type
from planner.read.words import CodedSlip, Word, cut, is_unclosed, put, split_words, unknown_word, unquoted

FIELD_FLAGS: Final = (
    "required",
    "unique",
    "index",
    "search",
    "pii",
    "sensitive",
    "secret",
    "readonly",
    "writeonly",
    "immutable",
    "private",
)
FIELD_KEYS: Final = ("min", "max", "pattern", "from", "unit", "currency", "computed", "example", "column", "was")
MAX_PATTERN: Final = 500
_ATTRIBUTES: Final = {"from": "source"}
_NULLS: Final = frozenset({"null", "Null", "NULL", "~"})
_NAMES: Final = frozenset({"from", "column", "was"})


@lru_cache(maxsize=65536)
def parse_field(text: str) -> tuple[Field | None, tuple[CodedSlip, ...]]:
    """A field without name and path."""
    words = split_words(text)
    if not words:
        return None, (CodedSlip(codes.DES_UNKNOWN_TYPE, 0, "a type is expected", "e.g. string(1..80) required"),)
    kind = parse_type(words[0].text)
    slips: list[CodedSlip] = []
    if isinstance(kind, CodedSlip):
        slips.append(kind.moved(words[0].offset))
    values: dict[str, object] = {}
    rest = iter(words[1:])
    for word in rest:
        if word.text == "=":
            _default(next(rest, None), word, values, slips)
        else:
            _field_word(word, values, slips)
    field = None if isinstance(kind, CodedSlip) else replace(Field(name="", path="", type=kind), **values)
    return field, tuple(slips)


def _default(value: Word | None, sign: Word, values: dict[str, object], slips: list[CodedSlip]) -> None:
    if value is None:
        slips.append(CodedSlip(codes.DES_UNKNOWN_FLAG, sign.offset, "a default is expected after `=`"))
    elif "default" in values:
        slips.append(CodedSlip(codes.DES_REPEATED, sign.offset, "there are two defaults"))
    elif value.text in _NULLS:
        slips.append(CodedSlip(codes.DES_NULL, value.offset, "a default of null says nothing", "leave it out"))
    elif is_unclosed(value.text, 0):
        slips.append(CodedSlip(codes.DES_UNKNOWN_FLAG, value.offset, "the quote is not closed"))
    else:
        values["default"] = unquoted(value.text)


def _field_word(word: Word, values: dict[str, object], slips: list[CodedSlip]) -> None:
    key, sign, value = word.text.partition("=")
    if key == "unique" and sign:
        _unique(value, word, values, slips)
    elif key in FIELD_FLAGS and not sign:
        put(key, True, word, values, slips)
    elif value and is_unclosed(value, 0):
        slips.append(CodedSlip(codes.DES_UNKNOWN_FLAG, word.offset + len(key) + 1, "the quote is not closed"))
    elif key in FIELD_KEYS and value:
        put(_ATTRIBUTES.get(key, key), _key_value(key, value, word, slips), word, values, slips)
    else:
        slips.append(unknown_word(word, key, FIELD_FLAGS, FIELD_KEYS))


def _unique(value: str, word: Word, values: dict[str, object], slips: list[CodedSlip]) -> None:
    if value == "forever":
        put("unique", True, word, values, slips)
        values["unique_forever"] = True
    else:
        message = f"unique={cut(value)} means nothing"
        slips.append(CodedSlip(codes.DES_BAD_WORD, word.offset, message, "write unique or unique=forever"))


def _key_value(key: str, value: str, word: Word, slips: list[CodedSlip]) -> object:
    offset = word.offset + len(key) + 1
    if key == "pattern":
        return _pattern(value, offset, slips)
    if key == "computed":
        return _computed(value, offset, slips)
    if key in ("min", "max"):
        return bound(key, value, offset, slips)
    plain = unquoted(value)
    if key in _NAMES and not is_name(plain):
        slips.append(CodedSlip(codes.DES_BAD_NAME, offset, f"'{cut(plain)}' cannot be a name"))
        return None
    return plain


def _pattern(value: str, offset: int, slips: list[CodedSlip]) -> str | None:
    pattern = value[1:-1] if len(value) > 1 and value[0] == value[-1] == "/" else unquoted(value)
    open_slash = value[0] == "/" and (len(value) == 1 or value[-1] != "/")
    wrong = "the pattern is not closed by a /" if open_slash else pattern_slip(pattern)
    if wrong:
        slips.append(CodedSlip(codes.DES_PATTERN, offset, wrong))
        return None
    return pattern


def _computed(value: str, offset: int, slips: list[CodedSlip]) -> object:
    plain = unquoted(value)
    parsed = parse_expression(plain)
    if not isinstance(parsed, Slip):
        return parsed
    at = offset + parsed.offset + (len(value) - len(plain)) // 2
    slips.append(CodedSlip(codes.DES_EXPRESSION, at, parsed.message, parsed.hint))
    return None


def bound(key: str, value: str, offset: int, slips: list[CodedSlip]) -> str | None:
    """A lower or upper bound as written: a number or a date."""
    text = unquoted(value)
    if is_number(text) or _is_date(text):
        return text
    slips.append(CodedSlip(codes.DES_BAD_FIGURE, offset, f"{key} is a number or a date, not '{cut(text)}'"))
    return None


def is_number(text: str) -> bool:
    """A decimal number in plain digits."""
    whole, dot, part = text.removeprefix("-").partition(".")
    return text.isascii() and whole.isdigit() and (part.isdigit() if dot else True) and len(text) <= 40


def _is_date(text: str) -> bool:
    parts = text.split("-")
    return text.isascii() and [len(p) for p in parts] == [4, 2, 2] and all(p.isdigit() for p in parts)


def pattern_slip(pattern: str) -> str:
    """What is wrong with a regular expression; empty if nothing is."""
    import re
    import warnings

    if len(pattern) > MAX_PATTERN:
        return f"the pattern is longer than {MAX_PATTERN} characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return f"the pattern is no regular expression: {error}"
    return ""
