"""Bounds, defaults and patterns of fields: each must be a value its type can hold.

Knows types alone; what a database makes of them is told elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

from planner import codes
from planner.derive.checks.context import Checking
from planner.model.entities import Field, FieldType, TypeKind

Fits: TypeAlias = "Callable[[str, FieldType], bool]"

_NUMBERS: Final = frozenset({TypeKind.INT, TypeKind.BIGINT, TypeKind.DECIMAL, TypeKind.MONEY, TypeKind.FLOAT})
_WHOLE: Final = {TypeKind.INT: 2**31, TypeKind.BIGINT: 2**63}
_DATES: Final = frozenset({TypeKind.DATE, TypeKind.TIMESTAMP})
_PATTERNED: Final = frozenset({TypeKind.STRING, TypeKind.TEXT, TypeKind.SLUG, TypeKind.PHONE})
_NOW: Final = frozenset({"now", "today", "now()"})


def check_values(checking: Checking, field: Field) -> None:
    """What a field says of its values."""
    if field.min is not None or field.max is not None:
        _bounds(checking, field)
    if field.default is not None:
        _default(checking, field, field.default)
    if field.example is not None:
        _example(checking, field, field.example)
    if field.pattern is not None and field.type.kind not in _PATTERNED:
        checking.error(codes.MOD_BOUNDS, f"{field.type.kind.value} has no pattern", field.path)


def _bounds(checking: Checking, field: Field) -> None:
    kind = field.type.kind
    said = [text for text in (field.min, field.max) if text is not None]
    if kind not in _NUMBERS and kind not in _DATES:
        hint = "a length is written string(1..80)"
        checking.error(codes.MOD_BOUNDS, f"{kind.value} has no min and max", field.path, hint)
        return
    wrong = next((text for text in said if not (is_day(text) if kind in _DATES else is_number(text))), None)
    if wrong is not None:
        wanted = "a date" if kind in _DATES else "a number"
        checking.error(codes.MOD_BOUNDS, f"the bounds of a {kind.value} are {wanted}, not '{wrong}'", field.path)
        return
    if kind in _WHOLE and not all(_is_whole(text, _WHOLE[kind]) for text in said):
        _too_large(checking, field)
    elif not _in_order(field):
        checking.error(codes.MOD_BOUNDS, f"min, default and max of {field.name} are not in order", field.path)


def _in_order(field: Field) -> bool:
    if field.type.kind in _DATES:
        days = [text for text in (field.min, field.default, field.max) if text is not None and is_day(text[:10])]
        return days == sorted(days)
    numbers = [Decimal(text) for text in (field.min, field.default, field.max) if text is not None and is_number(text)]
    return numbers == sorted(numbers)


def _default(checking: Checking, field: Field, text: str) -> None:
    kind = field.type.kind
    if kind in _WHOLE and is_number(text) and not _is_whole(text, _WHOLE[kind]):
        _too_large(checking, field)
        return
    fits = _DEFAULTS.get(kind)
    if fits is not None and not fits(text, field.type):
        shown = text if len(text) <= 60 else f"{text[:57]}..."
        checking.error(codes.MOD_DEFAULT, f"'{shown}' is no {_SAID.get(kind, kind.value)}", field.path)


def _example(checking: Checking, field: Field, text: str) -> None:
    kind = field.type.kind
    fits = _DEFAULTS.get(kind)
    is_wrong = kind not in _UNSAID and fits is not None and not fits(text, field.type)
    if is_wrong or (text in _NOW and kind in _DATES):
        checking.error(codes.MOD_DEFAULT, f"the example '{text[:60]}' is no {_SAID.get(kind, kind.value)}", field.path)


def _too_large(checking: Checking, field: Field) -> None:
    kind = field.type.kind
    message = (
        f"{field.name} is a{'n' if kind is TypeKind.INT else ''} {kind.value}: whole numbers below {_WHOLE[kind]:,}"
    )
    checking.error(codes.MOD_BOUNDS, message, field.path, "use bigint or decimal" if kind is TypeKind.INT else "")


def is_number(text: str) -> bool:
    """Plain digits, perhaps a sign and a fraction."""
    whole, dot, part = text.removeprefix("-").partition(".")
    return text.isascii() and len(text) <= 40 and whole.isdigit() and (part.isdigit() if dot else True)


def is_day(text: str) -> bool:
    """A day of the calendar: `2026-03-02`."""
    parts = text.split("-")
    if not text.isascii() or [len(p) for p in parts] != [4, 2, 2] or not all(p.isdigit() for p in parts):
        return False
    from calendar import monthrange

    year, month, day = (int(p) for p in parts)
    return year >= 1 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _is_time(text: str) -> bool:
    parts = text.removesuffix("Z").split(":")
    whole = [p.partition(".")[0] for p in parts[2:]]
    digits = [*parts[:2], *whole]
    if len(parts) not in (2, 3) or not all(p.isascii() and p.isdigit() and len(p) == 2 for p in digits):
        return False
    return int(parts[0]) < 24 and all(int(p) < 60 for p in digits[1:])


def _is_moment(text: str) -> bool:
    day, _, time = text.replace("T", " ").partition(" ")
    return is_day(day) and (not time or _is_time(time))


def _is_whole(text: str, limit: int) -> bool:
    number = Decimal(text)
    return number == number.to_integral_value() and -limit <= number < limit


def _is_decimal(text: str, kind: FieldType) -> bool:
    if not is_number(text):
        return False
    precision, scale = kind.precision or 19, 4 if kind.scale is None else kind.scale
    try:
        number = Decimal(text).normalize()
    except InvalidOperation:
        return False
    exponent = number.as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return places <= scale and abs(number) < Decimal(10) ** (precision - scale)


def _is_text(text: str, kind: FieldType) -> bool:
    return (kind.low or 0) <= len(text) and (kind.high is None or len(text) <= kind.high)


def _is_json(text: str, _kind: FieldType) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_uuid(text: str, _kind: FieldType) -> bool:
    sizes = [len(part) for part in text.split("-")]
    return sizes == [8, 4, 4, 4, 12] and all(c in "0123456789abcdefABCDEF-" for c in text)


def _never(_text: str, _kind: FieldType) -> bool:
    return False


_SAID: Final = {
    TypeKind.INT: "number",
    TypeKind.BIGINT: "number",
    TypeKind.FLOAT: "number",
    TypeKind.DECIMAL: "number with so many digits",
    TypeKind.MONEY: "amount",
    TypeKind.BOOL: "boolean: true or false",
    TypeKind.STRING: "text of that length",
    TypeKind.TEXT: "text of that length",
    TypeKind.DATE: "date, e.g. 2026-03-02 or today",
    TypeKind.TIMESTAMP: "time stamp, e.g. 2026-03-02T12:00:00Z or now",
    TypeKind.TIME: "time, e.g. 12:30",
    **dict.fromkeys(
        (
            TypeKind.FILE,
            TypeKind.IMAGE,
            TypeKind.BYTES,
            TypeKind.POINT,
            TypeKind.PASSWORD,
            TypeKind.SECRET,
            TypeKind.LIST,
        ),
        "default a column can have",
    ),
}
_UNSAID: Final = frozenset(
    {
        TypeKind.FILE, TypeKind.IMAGE, TypeKind.BYTES, TypeKind.POINT, TypeKind.PASSWORD, TypeKind.SECRET,
        TypeKind.LIST,
    }
)  # fmt: skip
"""Types no default is possible for; an example of theirs is only words."""
_DEFAULTS: Final[dict[TypeKind, Fits]] = {
    TypeKind.INT: lambda text, kind: is_number(text),
    TypeKind.BIGINT: lambda text, kind: is_number(text),
    TypeKind.FLOAT: lambda text, kind: is_number(text),
    TypeKind.DECIMAL: _is_decimal,
    TypeKind.MONEY: _is_decimal,
    TypeKind.BOOL: lambda text, kind: text in ("true", "false"),
    TypeKind.STRING: _is_text,
    TypeKind.TEXT: _is_text,
    TypeKind.UUID: _is_uuid,
    TypeKind.JSON: _is_json,
    TypeKind.DATE: lambda text, kind: text in _NOW or is_day(text),
    TypeKind.TIMESTAMP: lambda text, kind: text in _NOW or _is_moment(text),
    TypeKind.TIME: lambda text, kind: _is_time(text),
    TypeKind.FILE: _never,
    TypeKind.IMAGE: _never,
    TypeKind.BYTES: _never,
    TypeKind.POINT: _never,
    TypeKind.PASSWORD: _never,
    TypeKind.SECRET: _never,
    TypeKind.LIST: _never,
}
