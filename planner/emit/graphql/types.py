"""GraphQL types of members: scalars, objects and inputs by name, enums each once."""

from __future__ import annotations

import json
from typing import Final

from planner.model.api import Member, Parameter, Payload, Shape
from planner.model.entities import FieldType, TypeKind
from planner.naming import Taken, constant, pascal

_K = TypeKind
SCALARS: Final = {
    "DateTime": "An instant, ISO 8601 in UTC.",
    "Date": "A calendar day.",
    "Decimal": "An exact number as a string of digits.",
    "JSON": "Any JSON object.",
    "BigInt": "A whole number beyond 32 bits, as a string of digits.",
}
_TYPES: Final = {
    _K.UUID: "ID",
    _K.INT: "Int",
    _K.BIGINT: "BigInt",
    _K.DECIMAL: "Decimal",
    _K.MONEY: "Decimal",
    _K.FLOAT: "Float",
    _K.BOOL: "Boolean",
    _K.DATE: "Date",
    _K.TIMESTAMP: "DateTime",
    _K.JSON: "JSON",
}
_SHAPES: Final = {
    Shape.ID: "ID",
    Shape.REFERENCE: "ID",
    Shape.TIMESTAMP: "DateTime",
    Shape.INTEGER: "Int",
    Shape.FLAG: "Boolean",
    Shape.FILE: "StoredFile",
    Shape.UPLOAD: "FileOffer",
}
RESERVED: Final = (
    *("Query", "Mutation", "Subscription", "Int", "Float", "String", "Boolean", "ID"),
    *("PageInfo", "UserError", "ErrorCode", "ChangeKind", "StoredFile", "FileOffer", "Point", "PointInput", *SCALARS),
)
_TEXTS: Final = frozenset({"String", "Decimal", "BigInt"})
_INPUTS: Final = frozenset({"create", "update", "input"})
_PROBE: Final = "payload.system.health"


class Types:
    """The names of all types, and the enums that came to be needed."""

    def __init__(self, payloads: tuple[Payload, ...]) -> None:
        self.taken = Taken(RESERVED)
        self.payloads = {p.name: p for p in payloads}
        shown = {p.entity: p for p in payloads if p.purpose == "item"} | {
            p.entity: p for p in payloads if p.purpose == "read"
        }
        self._same = {
            p.name: shown[p.entity].name
            for p in payloads
            if p.entity in shown and p.id.endswith((".item", ".embedded")) and p is not shown[p.entity]
        }
        self._outputs = {p.name: self.taken.claim(p.name, p.id) for p in self.objects()}
        self.rows = {entity: self._outputs[p.name] for entity, p in shown.items() if entity is not None}
        self._inputs: dict[str, str] = {}
        self._enums: dict[tuple[str, tuple[str, ...]], str] = {}
        self.used: set[str] = set()

    def objects(self) -> list[Payload]:
        """What answers are made of: graphs have one type per row, whichever way leads to it."""
        return [
            p
            for p in self.payloads.values()
            if p.purpose not in _INPUTS and p.name not in self._same and p.id != _PROBE
        ]

    def sent(self) -> tuple[str, ...]:
        """The payloads that are sent, as far as they were asked for."""
        return tuple(self._inputs)

    def output(self, payload: str) -> str:
        """The object type of a payload."""
        return self._outputs[self._same.get(payload, payload)]

    def input(self, payload: str) -> str:
        """The input type of a payload."""
        name = self._inputs.get(payload)
        if name is None:
            name = self._inputs[payload] = self.taken.claim(f"{payload}Input", self.payloads[payload].id)
        return name

    def enums(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every enum that was needed: its name and values."""
        return [(name, values) for (_, values), name in self._enums.items()]

    def of(self, m: Member, owner: str, *, sent: bool) -> str:
        """The type of a member, without `!` of its own; `owner` begins the names of inline enums."""
        one = self._one(m, owner, sent)
        return f"[{one}!]" if m.many else one

    def _one(self, m: Member, owner: str, sent: bool) -> str:
        if m.shape is Shape.PAYLOAD and m.payload in self.payloads:
            return self.input(m.payload) if sent else self.output(m.payload)
        if m.type is not None and m.shape not in (Shape.FILE, Shape.UPLOAD):
            return self._typed(m.type, m, owner, sent)
        if m.shape in _SHAPES:
            self.used.add(_SHAPES[m.shape])
            return _SHAPES[m.shape]
        return self.enum(f"{owner}{pascal(m.name)}", m.values) if m.values else "String"

    def _typed(self, kind: FieldType, m: Member, owner: str, sent: bool) -> str:
        if kind.kind is _K.ENUM:
            return self.enum(m.enum or f"{owner}{pascal(m.name)}", m.values or kind.values)
        if kind.kind is _K.LIST and kind.item is not None:
            return f"[{self._typed(kind.item, m, owner, sent)}!]"
        if kind.kind is _K.POINT:
            self.used.add("Point")
            return "PointInput" if sent else "Point"
        return _TYPES.get(kind.kind, "String")

    def enum(self, name: str, values: tuple[str, ...]) -> str:
        """The enum of that name; one name with other values gets a name of its own."""
        known = self._enums.get((name, values))
        if known is None:
            known = self._enums[name, values] = self.taken.claim(name, f"enum.{name}.{'.'.join(values)}")
        return known

    def order(self, p: Parameter, owner: str) -> str:
        """The enum of a sort and what it is by default: a direction in words for each member."""
        values = tuple(_direction(v) for v in p.member.values)
        name = self.enum(f"{owner}Order", values)
        return f"{name} = {_constants(values)[_direction(p.member.default)]}" if p.member.default else name

    def default(self, m: Member, kind: str) -> str:
        """` = value`, where a value that is left out has one that callers can know."""
        text = m.default
        if text is None or m.many:
            return ""
        if kind == "Boolean":
            return f" = {text}" if text in ("true", "false") else ""
        if kind in ("Int", "Float"):
            return f" = {text}" if _is_number(text, kind) else ""
        values = m.values or (m.type.values if m.type is not None else ())
        if text in values and kind not in _TEXTS:
            return f" = {_constants(values)[text]}"
        return f" = {json.dumps(text, ensure_ascii=False)}" if kind in _TEXTS else ""


def _direction(value: str) -> str:
    return f"{value[1:]}_desc" if value.startswith("-") else f"{value}_asc"


def _is_number(text: str, kind: str) -> bool:
    plain = text.removeprefix("-")
    return plain.isdigit() or (kind == "Float" and plain.replace(".", "", 1).isdigit() and plain[:1].isdigit())


def _constants(values: tuple[str, ...]) -> dict[str, str]:
    """The values of an enum as its constants."""
    taken = Taken(("TRUE", "FALSE", "NULL"))
    return {v: taken.claim(constant(v), v) for v in values}


def enum_text(name: str, values: tuple[str, ...]) -> str:
    """An enum with its values as constants."""
    rows = "\n".join(f"  {word}" for word in _constants(values).values())
    return f"enum {name} {{\n{rows}\n}}"


def described(text: str, indent: str = "") -> str:
    """A description line; JSON string rules are GraphQL's."""
    return f"{indent}{json.dumps(' '.join(text.split()), ensure_ascii=False)}\n" if text.strip() else ""
