"""The types of fields as a shorthand writes them: `string(1..80)`, `decimal(8,3)`, `enum(a | b)`, `list(T)`."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from planner import codes
from planner.model.entities import FieldType, TypeKind
from planner.naming import suggest
from planner.read.words import CodedSlip, cut, unquoted, whole_number

TYPE_WORDS: Final = frozenset(k.value for k in TypeKind if k is not TypeKind.ENUM and k is not TypeKind.LIST)
MAX_ENUM: Final = 500
MAX_LENGTH: Final = 10_485_760
_ALL_WORDS: Final = tuple(k.value for k in TypeKind)
_ENUM_MARKS: Final = str.maketrans("", "", "_-.:/+ ")


@lru_cache(maxsize=65536)
def parse_type(text: str, depth: int = 0) -> FieldType | CodedSlip:
    """The type a word states."""
    name, bracket, rest = text.partition("(")
    if bracket and not rest.endswith(")"):
        end = text.rfind(")")
        if end > 0:
            return _wrong(end + 1, f"'{cut(text[end + 1 :])}' follows the bracket", "put a space after the type")
        return _wrong(len(name), "the bracket is not closed", "inside { } quote the shorthand")
    arguments = rest[:-1].strip() if bracket else ""
    if name == "enum":
        return _enum(arguments)
    if name == "list":
        return _list(arguments, depth)
    if name in TYPE_WORDS:
        return _known_type(TypeKind(name), arguments, bool(bracket), len(name))
    return _enum_name(name, bool(bracket))


def _wrong(offset: int, message: str, hint: str = "") -> CodedSlip:
    return CodedSlip(codes.DES_TYPE_ARGUMENTS, offset, message, hint)


def _enum_name(name: str, has_bracket: bool) -> FieldType | CodedSlip:
    """A name that is no type is that of an enum, unless it is a type misspelt."""
    near = suggest(name, _ALL_WORDS)
    is_word = name[:1].isalpha() and name.replace("_", "").replace("-", "").isalnum()
    if is_word and not has_bracket and (not near or name[:1].isupper()):
        return FieldType(TypeKind.ENUM, name=name)
    hint = f"did you mean '{near}'?" if near else "a type of the language, or the name of an enum"
    return CodedSlip(codes.DES_UNKNOWN_TYPE, 0, f"there is no type '{cut(name)}'", hint)


def _enum(arguments: str) -> FieldType | CodedSlip:
    separator = "|" if "|" in arguments else ","
    values = tuple(unquoted(v.strip()) for v in arguments.split(separator)) if arguments else ()
    if not values or not all(values):
        return _wrong(4, "an enum lists its values", "e.g. enum(draft | live)")
    if len(set(values)) < len(values) or len(values) > MAX_ENUM:
        return _wrong(4, f"an enum has different values, at most {MAX_ENUM}")
    wrong = next((v for v in values if not is_enum_value(v)), None)
    if wrong is not None:
        return _wrong(4, f"'{cut(wrong)}' cannot be a value", "letters, digits and _ - . : / +, at most 100")
    return FieldType(TypeKind.ENUM, values=values)


def is_enum_value(text: str) -> bool:
    """What every target can hold as a value of an enum."""
    plain = text.translate(_ENUM_MARKS)
    return plain.isalnum() and len(text) <= 100 and text == text.strip()


def _list(arguments: str, depth: int) -> FieldType | CodedSlip:
    if depth > 3:
        return _wrong(4, "lists of lists end here", "use json")
    if not arguments:
        return _wrong(4, "a list says of what", "e.g. list(string(1..40))")
    item = parse_type(arguments, depth + 1)
    return item.moved(len("list(")) if isinstance(item, CodedSlip) else FieldType(TypeKind.LIST, item=item)


def _known_type(kind: TypeKind, arguments: str, has_bracket: bool, offset: int) -> FieldType | CodedSlip:
    if kind in (TypeKind.STRING, TypeKind.TEXT) and has_bracket:
        return _length(kind, arguments, offset)
    if kind is TypeKind.DECIMAL:
        return _decimal(arguments, has_bracket, offset)
    if has_bracket:
        return _wrong(offset, f"{kind.value} takes no arguments")
    return FieldType(kind, high=255) if kind is TypeKind.STRING else FieldType(kind)


def _length(kind: TypeKind, arguments: str, offset: int) -> FieldType | CodedSlip:
    low_text, dots, high_text = arguments.partition("..")
    if not dots:
        low_text, high_text = "", low_text
    low = whole_number(low_text)
    high = whole_number(high_text)
    if (low_text.strip() and low is None) or high is None or not 1 <= high <= MAX_LENGTH or (low or 0) > high:
        return _wrong(offset, f"'{cut(arguments)}' is no length", "e.g. string(80), string(1..80), string(12..12)")
    return FieldType(kind, low=low, high=high)


def _decimal(arguments: str, has_bracket: bool, offset: int) -> FieldType | CodedSlip:
    if not has_bracket:
        return FieldType(TypeKind.DECIMAL, precision=19, scale=4)
    parts = [whole_number(p) for p in arguments.replace("|", ",").split(",")]
    precision, scale = (parts[0], parts[1]) if len(parts) == 2 else (parts[0] if len(parts) == 1 else None, 0)
    if precision is None or scale is None or not 1 <= precision <= 38 or scale > min(precision, 30):
        message = f"decimal({cut(arguments)}) has no such precision"
        return _wrong(offset, message, "e.g. decimal(8,3); at most 38 digits")
    return FieldType(TypeKind.DECIMAL, precision=precision, scale=scale)
