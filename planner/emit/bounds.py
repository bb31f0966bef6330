"""What a member may hold, in words, for contracts whose types cannot say it: lengths, ranges, forms, currencies.

Knows members, not which contract they stand in.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from planner.emit.escape import one_line
from planner.model.api import Member, Shape
from planner.model.entities import FieldType, TypeKind

_K = TypeKind
_FORMS: Final = {
    _K.EMAIL: "An e-mail address.",
    _K.URL: "A URL.",
    _K.SLUG: "Small letters, digits and hyphens, 100 characters at most.",
    _K.PHONE: "A telephone number, 32 characters at most.",
    _K.PASSWORD: "12 to 128 characters.",
    _K.TIME: "A time of day: 09:30.",
    _K.DURATION: "A duration, ISO 8601: PT15M.",
    _K.BYTES: "Base64, a megabyte at most.",
    _K.IP: "An IP address.",
    _K.COUNTRY: "A country in two letters, ISO 3166.",
    _K.CURRENCY: "A currency in three letters, ISO 4217.",
    _K.LOCALE: "A language tag, BCP 47.",
    _K.TIMEZONE: "A time zone by name: Europe/Paris.",
}
_BINARY: Final = _FORMS | {_K.BYTES: "A megabyte at most.", _K.DATE: "A day: 2026-01-31."}
_TEXTS: Final = frozenset((_K.STRING, _K.TEXT))
_NUMBERS: Final = frozenset((_K.INT, _K.BIGINT, _K.FLOAT, _K.DECIMAL, _K.MONEY))


def form(member: Member, *, binary: bool = False) -> str:
    """How a value is written, whoever sends it; a `binary` contract has types for bytes, and none for days."""
    kind = _inner(member.type)
    if kind is None:
        return ""
    if kind.kind in (_K.MONEY, _K.DECIMAL):
        return _amount(kind, member)
    forms = _BINARY if binary else _FORMS
    return forms.get(kind.kind, "")


def bounds(member: Member, *, binary: bool = False) -> str:
    """What a value that is sent must keep to: its form, its length, its range."""
    kind = _inner(member.type)
    said = [form(member, binary=binary)]
    if kind is not None and kind.kind in _TEXTS:
        said.append(_between(kind.low or None, kind.high, " characters"))
    elif (kind is not None and kind.kind in _NUMBERS) or member.shape is Shape.INTEGER:
        said.append(_between(member.min, member.max, f" {one_line(member.unit)}" if member.unit else ""))
    if member.pattern:
        said.append(f"It matches {one_line(member.pattern)}")
    if member.many and member.most is not None:
        said.append(_between(member.least or None, member.most, " of them"))
    return " ".join(part for part in said if part)


def _inner(kind: FieldType | None) -> FieldType | None:
    """The type itself, or that of the items of a list."""
    return kind.item if kind is not None and kind.kind is _K.LIST else kind


def _amount(kind: FieldType, member: Member) -> str:
    whole, scale = (15, 4) if kind.kind is _K.MONEY else ((kind.precision or 19) - (kind.scale or 0), kind.scale or 0)
    said = f"{whole} digits{f' and {scale} after the point' if scale else ''} at most."
    if member.currency_member:
        return f"In the currency that {member.currency_member} says; {said}"
    return f"In {member.currency}; {said}" if member.currency else said[0].upper() + said[1:]


@lru_cache(maxsize=1024)
def _between(low: str | int | None, high: str | int | None, of: str) -> str:
    if low is None:
        return "" if high is None else f"At most {high}{of}."
    if high is None:
        return f"At least {low}{of}."
    return f"Exactly {low}{of}." if str(low) == str(high) else f"{low} to {high}{of}."
