"""Shorthand strings: `string(1..80) required pii`, `belongs_to Book required on_delete=restrict`.

Splits a text into words that keep their offsets; parentheses, quotes and /patterns/ hold together.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from planner.model.design import Field, FieldType, OnDelete, Relation, RelationKind, TypeKind
from planner.naming import suggest
from planner.read.expressions import Slip, parse_expression

TYPE_WORDS = frozenset(k.value for k in TypeKind if k is not TypeKind.ENUM and k is not TypeKind.LIST)
FIELD_FLAGS = (
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
FIELD_KEYS = ("min", "max", "pattern", "from", "unit", "currency", "computed", "example", "column", "was", "unique")
RELATION_FLAGS = ("required", "unique", "immutable", "readonly", "private")
RELATION_KEYS = ("on_delete", "inverse", "through", "count", "column", "was")
MAX_ENUM = 500
MAX_LENGTH = 10_485_760
_ATTRIBUTES = {"from": "source"}


class Word(Struct, frozen=True):
    """One word of a shorthand, and where it began."""

    text: str
    offset: int


class CodedSlip(Struct, frozen=True):
    """What is wrong with a shorthand: which code, where, what."""

    code: str
    offset: int
    message: str
    hint: str = ""


def split_words(text: str) -> tuple[Word, ...]:
    """Words separated by spaces outside of parentheses, quotes and patterns."""
    found: list[Word] = []
    at, length = 0, len(text)
    while at < length:
        if text[at].isspace():
            at += 1
            continue
        end = _word_end(text, at)
        found.append(Word(text[at:end], at))
        at = end
    return tuple(found)


def _word_end(text: str, start: int) -> int:
    depth, at = 0, start
    while at < len(text):
        letter = text[at]
        if letter == "(":
            depth += 1
        elif letter == ")":
            depth -= 1
        elif letter in "\"'" and (at == start or text[at - 1] in "=(|,"):
            at = _closing(text, at, letter)
        elif letter == "/" and text[at - 1] == "=" and text[start:at] == "pattern=":
            at = _closing(text, at, "/")
        elif letter.isspace() and depth <= 0:
            break
        at += 1
    return at


def _closing(text: str, start: int, mark: str) -> int:
    """The position of the closing mark (or the last one), escapes skipped."""
    at = start + 1
    while at < len(text) and text[at] != mark:
        at += 2 if text[at] == "\\" else 1
    return min(at, len(text) - 1)


@lru_cache(maxsize=65536)
def parse_field(text: str) -> tuple[Field | None, tuple[CodedSlip, ...]]:
    """A field without name and path."""
    words = split_words(text)
    if not words:
        return None, (CodedSlip("DES105", 0, "a type is expected", "e.g. string(1..80) required"),)
    kind = parse_type(words[0].text)
    slips: list[CodedSlip] = []
    if isinstance(kind, CodedSlip):
        return None, (CodedSlip(kind.code, kind.offset + words[0].offset, kind.message, kind.hint),)
    values: dict[str, object] = {}
    rest = list(words[1:])
    while rest:
        word = rest.pop(0)
        if word.text == "=":
            _default(rest, word, values, slips)
        else:
            _field_word(word, values, slips)
    return replace(Field(name="", path="", type=kind), **values), tuple(slips)


def _default(rest: list[Word], sign: Word, values: dict[str, object], slips: list[CodedSlip]) -> None:
    if not rest:
        slips.append(CodedSlip("DES104", sign.offset, "a default is expected after `=`"))
    elif "default" in values:
        slips.append(CodedSlip("DES119", sign.offset, "there are two defaults"))
        rest.pop(0)
    else:
        values["default"] = unquoted(rest.pop(0).text)


def _field_word(word: Word, values: dict[str, object], slips: list[CodedSlip]) -> None:
    key, sign, value = word.text.partition("=")
    if not sign and key in FIELD_FLAGS:
        _put(key, True, word, values, slips)
    elif sign and key == "unique":
        values["unique"] = True
        values["unique_forever"] = value == "forever"
        if value != "forever":
            slips.append(
                CodedSlip("DES107", word.offset, f"unique={value} means nothing", "write unique or unique=forever")
            )
    elif sign and key in FIELD_KEYS and value:
        _put(_ATTRIBUTES.get(key, key), _key_value(key, value, word, slips), word, values, slips)
    elif sign and key in FIELD_KEYS:
        slips.append(CodedSlip("DES104", word.offset, f"{key}= has no value"))
    else:
        slips.append(_unknown(word, key, (*FIELD_FLAGS, *FIELD_KEYS)))


def _put(key: str, value: object, word: Word, values: dict[str, object], slips: list[CodedSlip]) -> None:
    if key in values:
        slips.append(CodedSlip("DES119", word.offset, f"'{word.text.partition('=')[0]}' stands here twice"))
    elif value is not None:
        values[key] = value


def _unknown(word: Word, key: str, known: tuple[str, ...]) -> CodedSlip:
    near = suggest(key, known)
    hint = f"did you mean '{near}'?" if near else f"known are {', '.join(dict.fromkeys(known))}"
    return CodedSlip("DES104", word.offset, f"unknown word '{_cut(word.text)}'", hint)


def _key_value(key: str, value: str, word: Word, slips: list[CodedSlip]) -> object:
    if key == "pattern":
        pattern = value[1:-1] if len(value) > 1 and value[0] == "/" and value[-1] == "/" else unquoted(value)
        slip = pattern_slip(pattern)
        if slip:
            slips.append(CodedSlip("DES118", word.offset + len("pattern="), slip))
            return None
        return pattern
    if key == "computed":
        parsed = parse_expression(unquoted(value))
        if isinstance(parsed, Slip):
            slips.append(
                CodedSlip("DES110", word.offset + len("computed=") + parsed.offset, parsed.message, parsed.hint)
            )
            return None
        return parsed
    if key in ("min", "max"):
        return bound(key, value, word.offset + len(key) + 1, slips)
    return unquoted(value)


def bound(key: str, value: str, offset: int, slips: list[CodedSlip]) -> str | None:
    """A lower or upper bound as written: a number or a date."""
    text = unquoted(value)
    if is_number(text) or _is_date(text):
        return text
    slips.append(CodedSlip("DES109", offset, f"{key} is a number or a date, not '{_cut(text)}'"))
    return None


def is_number(text: str) -> bool:
    """A decimal number in plain digits."""
    body = text.removeprefix("-")
    whole, _, part = body.partition(".")
    return (
        whole.isascii()
        and whole.isdigit()
        and (not part or (part.isascii() and part.isdigit()))
        and len(text) <= 40
        and not body.endswith(".")
    )


def _is_date(text: str) -> bool:
    parts = text.split("-")
    return len(parts) == 3 and all(p.isdigit() for p in parts) and [len(p) for p in parts] == [4, 2, 2]


def pattern_slip(pattern: str) -> str:
    """What is wrong with a regular expression; empty if nothing is."""
    import re
    import warnings

    if len(pattern) > 500:
        return "the pattern is longer than 500 characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        return f"the pattern is no regular expression: {error}"
    return ""


def unquoted(text: str) -> str:
    """A text without its own quotes."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


@lru_cache(maxsize=65536)
def parse_type(text: str, depth: int = 0) -> FieldType | CodedSlip:
    """The type a word states."""
    name, bracket, rest = text.partition("(")
    if bracket and not rest.endswith(")"):
        return CodedSlip("DES106", len(name), "the bracket is not closed", "inside { } quote the shorthand")
    arguments = rest[:-1].strip() if bracket else ""
    if name == "enum":
        return _enum(arguments)
    if name == "list":
        return _list(arguments, depth)
    if name in TYPE_WORDS:
        return _known_type(TypeKind(name), arguments, bool(bracket), len(name))
    near = suggest(name, (*TYPE_WORDS, "enum", "list"))
    if (
        bracket
        or not name[:1].isalpha()
        or not name.replace("_", "").replace("-", "").isalnum()
        or (near and not name[:1].isupper())
    ):
        hint = f"did you mean '{near}'?" if near else "a type of the language, or the name of an enum"
        return CodedSlip("DES105", 0, f"there is no type '{_cut(name)}'", hint)
    return FieldType(TypeKind.ENUM, name=name)


def _enum(arguments: str) -> FieldType | CodedSlip:
    separator = "|" if "|" in arguments else ","
    values = tuple(unquoted(v.strip()) for v in arguments.split(separator)) if arguments else ()
    if not values or not all(values):
        return CodedSlip("DES106", 4, "an enum lists its values", "e.g. enum(draft | live)")
    if len(set(values)) < len(values) or len(values) > MAX_ENUM:
        return CodedSlip("DES106", 4, f"an enum has different values, at most {MAX_ENUM}")
    wrong = next((v for v in values if not is_enum_value(v)), None)
    if wrong is not None:
        return CodedSlip(
            "DES106", 4, f"'{_cut(wrong)}' cannot be a value", "letters, digits and _ - . : / +, at most 100"
        )
    return FieldType(TypeKind.ENUM, values=values)


def is_enum_value(text: str) -> bool:
    """What every target can hold as a value of an enum."""
    plain = text
    for mark in "_-.:/+ ":
        plain = plain.replace(mark, "")
    return bool(plain) and plain.isalnum() and len(text) <= 100 and text == text.strip()


def _list(arguments: str, depth: int) -> FieldType | CodedSlip:
    if depth > 3:
        return CodedSlip("DES106", 4, "lists of lists end here", "use json")
    item = (
        parse_type(arguments.strip(), depth + 1)
        if arguments
        else CodedSlip("DES106", 4, "a list says of what", "e.g. list(string(1..40))")
    )
    return item if isinstance(item, CodedSlip) else FieldType(TypeKind.LIST, item=item)


def _known_type(kind: TypeKind, arguments: str, has_bracket: bool, offset: int) -> FieldType | CodedSlip:
    if kind in (TypeKind.STRING, TypeKind.TEXT) and has_bracket:
        return _length(kind, arguments, offset)
    if kind is TypeKind.DECIMAL:
        return _decimal(arguments, has_bracket, offset)
    if has_bracket:
        return CodedSlip("DES106", offset, f"{kind.value} takes no arguments")
    return FieldType(kind, high=255) if kind is TypeKind.STRING else FieldType(kind)


def _length(kind: TypeKind, arguments: str, offset: int) -> FieldType | CodedSlip:
    low_text, dots, high_text = arguments.partition("..")
    if not dots:
        low_text, high_text = "", low_text
    low = _digits(low_text) if low_text.strip() else None
    high = _digits(high_text)
    if (low_text.strip() and low is None) or high is None or not 1 <= high <= MAX_LENGTH or (low or 0) > high:
        return CodedSlip(
            "DES106", offset, f"'{_cut(arguments)}' is no length", "e.g. string(80), string(1..80), string(12..12)"
        )
    return FieldType(kind, low=low, high=high)


def _decimal(arguments: str, has_bracket: bool, offset: int) -> FieldType | CodedSlip:
    if not has_bracket:
        return FieldType(TypeKind.DECIMAL, precision=19, scale=4)
    parts = [_digits(p) for p in arguments.replace("|", ",").split(",")]
    precision, scale = (parts[0], parts[1]) if len(parts) == 2 else (parts[0] if len(parts) == 1 else None, 0)
    if precision is None or scale is None or not 1 <= precision <= 38 or scale > min(precision, 30):
        return CodedSlip(
            "DES106",
            offset,
            f"decimal({_cut(arguments)}) has no such precision",
            "e.g. decimal(8,3); at most 38 digits",
        )
    return FieldType(TypeKind.DECIMAL, precision=precision, scale=scale)


def _digits(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


_KINDS = {k.value: k for k in RelationKind}
_ON_DELETE = {k.value: k for k in OnDelete}


@lru_cache(maxsize=65536)
def parse_relation(text: str) -> tuple[Relation | None, tuple[CodedSlip, ...]]:
    """A relation without name and path."""
    words = split_words(text)
    if not words or words[0].text not in _KINDS:
        first = words[0].text if words else ""
        near = suggest(first, _KINDS)
        return None, (
            CodedSlip(
                "DES116",
                0,
                f"'{_cut(first)}' is no kind of relation",
                f"did you mean '{near}'?" if near else f"known are {', '.join(_KINDS)}",
            ),
        )
    if len(words) < 2:
        return None, (CodedSlip("DES116", len(text), f"{words[0].text} needs a target", "e.g. belongs_to Customer"),)
    targets = parse_targets(words[1].text)
    if isinstance(targets, CodedSlip):
        return None, (CodedSlip(targets.code, words[1].offset, targets.message, targets.hint),)
    values: dict[str, object] = {}
    slips: list[CodedSlip] = []
    for word in words[2:]:
        _relation_word(word, values, slips)
    return replace(Relation(name="", path="", kind=_KINDS[words[0].text], targets=targets), **values), tuple(slips)


def parse_targets(text: str) -> tuple[str, ...] | CodedSlip:
    """`Book`, or `any_of(Book | Author)`."""
    if text.startswith("any_of("):
        names = tuple(n.strip() for n in text[7:].removesuffix(")").replace(",", "|").split("|"))
        if not text.endswith(")") or len(names) < 2 or not all(names) or len(set(names)) < len(names):
            return CodedSlip("DES116", 0, "any_of lists two entities or more", "e.g. any_of(Book | Author)")
        return names
    if not text.replace("_", "").replace("-", "").isalnum():
        return CodedSlip("DES116", 0, f"'{_cut(text)}' is no entity's name")
    return (text,)


def _relation_word(word: Word, values: dict[str, object], slips: list[CodedSlip]) -> None:
    key, sign, value = word.text.partition("=")
    if not sign and key in RELATION_FLAGS:
        _put(key, True, word, values, slips)
    elif sign and key == "on_delete":
        near = suggest(value, _ON_DELETE)
        if value in _ON_DELETE:
            _put(key, _ON_DELETE[value], word, values, slips)
        else:
            slips.append(
                CodedSlip(
                    "DES107",
                    word.offset,
                    f"on_delete={_cut(value)} is not known",
                    f"did you mean '{near}'?" if near else f"known are {', '.join(_ON_DELETE)}",
                )
            )
    elif sign and key == "count":
        _count(value, word, values, slips)
    elif sign and key in RELATION_KEYS and value:
        _put(key, value, word, values, slips)
    else:
        slips.append(_unknown(word, key, (*RELATION_FLAGS, *RELATION_KEYS)))


def _count(value: str, word: Word, values: dict[str, object], slips: list[CodedSlip]) -> None:
    low_text, dots, high_text = value.partition("..")
    low = _digits(low_text) if low_text else 0
    high = _digits(high_text) if dots and high_text else (None if dots else low)
    if low is None or (high_text and high is None) or (high is not None and high < low):
        slips.append(CodedSlip("DES109", word.offset, f"count={_cut(value)} is no range", "e.g. count=1..5"))
        return
    values["least"], values["most"] = low or None, high


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
