"""Examples that validate: one value for every member, the same every time."""

from __future__ import annotations

from collections.abc import Hashable
from hashlib import blake2b
from typing import Any

from planner.emit.canonical import Flow, flow_mapping, row
from planner.model.api import Member, Payload, Shape
from planner.model.entities import FieldType, TypeKind
from planner.samples import matching_text, sample_text

_K = TypeKind
_PLAIN: dict[TypeKind, Any] = {
    _K.SLUG: "sample-1",
    _K.EMAIL: "reader1@example.org",
    _K.URL: "https://example.org/1",
    _K.PHONE: "+49301234567",
    _K.PASSWORD: "correct horse battery",
    _K.SECRET: "only-sent-never-shown",
    _K.BOOL: True,
    _K.DATE: "2026-01-31",
    _K.TIME: "09:30:00",
    _K.TIMESTAMP: "2026-01-31T09:30:00Z",
    _K.DURATION: "PT30M",
    _K.JSON: {"key": "value"},
    _K.BYTES: "AQID",
    _K.IP: "192.0.2.1",
    _K.COUNTRY: "DE",
    _K.CURRENCY: "EUR",
    _K.LOCALE: "de-DE",
    _K.TIMEZONE: "Europe/Berlin",
    _K.POINT: {"latitude": 52.52, "longitude": 13.405},
}
_FILE = {"url": "https://files.example.org/1", "content_type": "image/png", "size": 48213}


def _aspects(m: Member) -> tuple[Hashable, ...]:
    """What of a member its example depends on."""
    return (
        m.name, m.type, m.shape, m.target, m.payload, m.many, m.least, m.min, m.max, m.pattern, m.default, m.example,
        m.values,
    )  # fmt: skip


def _shown(payload: Payload) -> tuple[Member, ...]:
    """An update changes a few members, the rest shows all."""
    if not payload.partial:
        return payload.members
    return tuple(m for m in payload.members if m.shape is not Shape.UPLOAD)[:3] or payload.members


class Examples:
    """Examples of payloads, each made once."""

    def __init__(self, payloads: tuple[Payload, ...], id_kind: str) -> None:
        self._payloads = {p.name: p for p in payloads}
        self._id_kind = id_kind
        self._made: dict[str, dict[str, Any]] = {}
        self._lines: dict[tuple[int, bool], Flow] = {}  # by identity, as the plan outlives them
        self._rows: dict[tuple[Hashable, ...], str] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all payloads."""
        return tuple(self._payloads)

    def payload(self, name: str) -> dict[str, Any]:
        """An example of a payload as data."""
        if name not in self._made:
            self._made[name] = {}
            self._made[name] = {m.name: self.member(m) for m in _shown(self._payloads[name])}
        return self._made[name]

    def line(self, name: str) -> Flow:
        """An example of a payload on one line; payloads of the same members share it."""
        payload = self._payloads[name]
        at = (id(payload.members), payload.partial)
        found = self._lines.get(at)
        if found is None:
            found = self._lines[at] = flow_mapping([self._row(m) for m in _shown(payload)])
        return found

    def _row(self, member: Member) -> str:
        """A member with its value; members share what decides their values."""
        aspects = _aspects(member)
        found = self._rows.get(aspects)
        if found is None:
            found = self._rows[aspects] = row(member.name, self.member(member))
        return found

    def member(self, member: Member) -> Any:
        """A value for one member."""
        one = self._one(member)
        return [one] * max(1, member.least or 1) if member.many else one

    def _one(self, member: Member) -> Any:
        if member.shape is Shape.PAYLOAD:
            return self.payload(member.payload or "")
        if member.type is None and member.shape in (Shape.ID, Shape.REFERENCE):
            return self.identifier(member.target or member.name)
        if member.shape is Shape.TIMESTAMP:
            return _PLAIN[_K.TIMESTAMP]
        if member.shape is Shape.INTEGER:
            return int(member.default or member.min or 1) or int(member.min or 1)
        if member.shape is Shape.TEXT:
            return "sample"
        if member.shape is Shape.FILE:
            return _FILE
        if member.shape is Shape.UPLOAD:
            return {"content_type": "image/png", "size": 48213}
        if member.type is None:
            return member.default or member.values[0]
        return self.typed(member.type, member)

    def identifier(self, name: str) -> str:
        """An identifier that stays the same for an entity."""
        if self._id_kind != "uuid":
            return str(1000 + int(blake2b(name.encode(), digest_size=2).hexdigest(), 16))
        return self.unique(name)

    def unique(self, name: str) -> str:
        """A UUID that stays the same for a name, however rows are numbered."""
        digest = blake2b(name.encode(), digest_size=10).hexdigest()
        return f"019b8f3c-0001-7{digest[:3]}-a{digest[3:6]}-{digest[6:18]}"

    def typed(self, kind: FieldType, member: Member) -> Any:
        """A value of a field's type within its bounds."""
        if kind.kind is _K.ENUM:
            return member.default or (member.values or kind.values)[0]
        if kind.kind is _K.UUID:
            return f"019b8f3c-0002-7{blake2b(member.name.encode(), digest_size=2).hexdigest()[:3]}-a000-000000000001"
        if kind.kind in (_K.INT, _K.BIGINT):
            return int(_bounded(member))
        if kind.kind is _K.FLOAT:
            return _bounded(member)
        if kind.kind in (_K.MONEY, _K.DECIMAL):
            return _decimal(kind, member)
        if kind.kind in (_K.STRING, _K.TEXT) or member.pattern is not None:
            return member.example or self._text(kind, member)
        if kind.kind is _K.LIST and kind.item is not None:
            return [self.typed(kind.item, Member(member.name, Shape.FIELD, (), values=kind.item.values))]
        return _PLAIN[kind.kind]

    def _text(self, kind: FieldType, member: Member) -> str:
        if member.pattern is not None:
            found = matching_text(member.pattern, kind.low or 0, kind.high, 0)
            if found is not None:
                return found
        return sample_text(member.name, kind.low or 0, kind.high, 0)


def _bounded(member: Member) -> float:
    low = float(member.min) if member.min is not None else None
    high = float(member.max) if member.max is not None else None
    value = float(member.default) if member.default else max(1.0, low) if low is not None else 1.0
    return min(value, high) if high is not None else value


def _decimal(kind: FieldType, member: Member) -> str:
    scale = 4 if kind.kind is _K.MONEY else kind.scale or 0
    whole = 15 if kind.kind is _K.MONEY else (kind.precision or 19) - scale
    value = (
        _bounded(member)
        if member.min or member.max or member.default
        else (19.0 if whole >= 2 else 1.0 if whole else 0.0)
    )
    return f"{value:.{min(2, scale)}f}"
