"""Members and payloads as JSON Schemas, in the two versions of OpenAPI: 3.1, and 3.0.3 as a true dialect."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, TypeAlias

from msgspec import Struct

from planner.emit.canonical import Flow, Rows, flow, flow_text, plain_text
from planner.model.api import Api, Member, Payload, Shape
from planner.model.entities import FieldType, TypeKind

Schema: TypeAlias = dict[str, Any]
_ANY_TEXT = "^[^\\x00]*$"
_UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
_INSTANT = "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?(Z|[+-]\\d{2}:\\d{2})$"
_INT32, _SAFE = 2_147_483_647, 9_007_199_254_740_991
_LONGEST_TEXT, _MOST_ITEMS = 100_000, 100

_K = TypeKind
_FORMATS: dict[TypeKind, Schema] = {
    _K.UUID: {"type": "string", "format": "uuid", "maxLength": 36},
    _K.SLUG: {"type": "string", "maxLength": 100, "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
    _K.EMAIL: {"type": "string", "format": "email", "minLength": 3, "maxLength": 254},
    _K.URL: {"type": "string", "format": "uri", "maxLength": 2048},
    _K.PHONE: {"type": "string", "maxLength": 32, "pattern": "^\\+?[0-9 ().-]{3,31}$"},
    _K.PASSWORD: {"type": "string", "format": "password", "minLength": 12, "maxLength": 128},
    _K.SECRET: {"type": "string", "format": "password", "minLength": 1, "maxLength": 2048},
    _K.BOOL: {"type": "boolean"},
    _K.DATE: {"type": "string", "format": "date", "maxLength": 10},
    _K.TIME: {"type": "string", "maxLength": 15, "pattern": "^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,6})?)?$"},
    _K.TIMESTAMP: {"type": "string", "format": "date-time", "maxLength": 40},
    _K.DURATION: {"type": "string", "maxLength": 64, "pattern": "^P[0-9YMWDTHS.]{2,63}$"},
    _K.BYTES: {"type": "string", "format": "byte", "maxLength": 1_000_000},
    _K.IP: {"type": "string", "maxLength": 45, "pattern": "^[0-9a-fA-F:.]{2,45}$"},
    _K.COUNTRY: {"type": "string", "maxLength": 2, "pattern": "^[A-Z]{2}$"},
    _K.CURRENCY: {"type": "string", "maxLength": 3, "pattern": "^[A-Z]{3}$"},
    _K.LOCALE: {"type": "string", "maxLength": 35, "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
    _K.TIMEZONE: {"type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9_+/-]{1,64}$"},
    _K.JSON: {"type": "object"},
}
_IN_PARAMETERS: dict[str, Schema] = {
    "uuid": {"type": "string", "maxLength": 36, "pattern": _UUID},
    "date": {"type": "string", "maxLength": 10, "pattern": "^\\d{4}-\\d{2}-\\d{2}$"},
    "date-time": {"type": "string", "maxLength": 40, "pattern": _INSTANT},
}


class Version(Struct, frozen=True):
    """Which OpenAPI is written, and how identifiers look."""

    is_31: bool
    id_kind: str

    def nullable(self, schema: Schema) -> Schema:
        """The schema, or null."""
        if "$ref" in schema:
            return (
                {"anyOf": [schema, {"type": "null"}]}
                if self.is_31
                else {"type": "object", "nullable": True, "allOf": [schema]}
            )
        values = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
        if self.is_31:
            return {**schema, "type": [schema["type"], "null"], **values}
        return {**schema, "nullable": True, **values}


def reference(kind: str, name: str) -> Flow:
    """`$ref` to a component; their names are letters, digits and underscores."""
    return Flow(f'{{$ref: "#/components/{kind}/{name}"}}')


def schema_reference(name: str) -> Schema:
    """`$ref` to a schema, as data: a member's own schema may go on from it."""
    return {"$ref": f"#/components/schemas/{name}"}


def member_schema(member: Member, version: Version) -> Schema:
    """One property of a payload, description included."""
    schema = _bare(member, version)
    if member.many:
        schema = {
            "type": "array",
            "minItems": member.least or 0,
            "maxItems": member.most or _MOST_ITEMS,
            "items": schema,
        }
    if member.nullable:
        schema = version.nullable(_inlined(schema, member))
    return _described(schema, member, version)


def _inlined(schema: Schema, member: Member) -> Schema:
    """A shared enum is written out where null joins it."""
    return {"type": "string", "enum": list(member.values)} if "$ref" in schema and member.values else schema


def _described(schema: Schema, member: Member, version: Version) -> Schema:
    if "$ref" in schema and not version.is_31:
        return schema
    extras: Schema = {}
    if member.default is not None and "$ref" not in schema and (value := typed_default(member)) is not None:
        extras["default"] = value
    if member.pii:
        extras["x-pii"] = True
    if member.visible_to:
        extras["x-visible-to"] = list(member.visible_to)
    if member.read_only and member.derived:
        extras["x-computed"] = True
    if member.says:
        extras["description"] = _said(member)
    return {**schema, **extras}


def _said(member: Member) -> str:
    """What a member is, and of what an amount or number is counted: no type of JSON says it."""
    of = (
        f"the currency that {member.currency_member} says" if member.currency_member else member.currency or member.unit
    )
    return f"{member.says} In {of}." if of else member.says


def typed_default(member: Member) -> str | int | float | bool | None:
    """The default as JSON; None for what only the server knows (`now`)."""
    text = member.default or ""
    if member.shape is Shape.INTEGER or (member.type is not None and member.type.kind in (_K.INT, _K.BIGINT)):
        return int(text) if text.lstrip("-").isdigit() else None
    if member.type is None:
        return text
    if member.type.kind is _K.BOOL:
        return text == "true"
    if member.type.kind is _K.FLOAT:
        return float(text)
    return None if member.type.kind in (_K.TIMESTAMP, _K.DATE, _K.JSON, _K.LIST, _K.POINT) else text


def _bare(member: Member, version: Version) -> Schema:
    if member.shape is Shape.PAYLOAD:
        return schema_reference(member.payload or "")
    if member.type is None and member.shape in (Shape.ID, Shape.REFERENCE):
        return identifier(version)
    if member.shape is Shape.TIMESTAMP:
        return dict(_FORMATS[_K.TIMESTAMP])
    if member.shape is Shape.INTEGER:
        return {
            "type": "integer",
            "format": "int64",
            "minimum": int(member.min or 0),
            "maximum": int(member.max or _SAFE),
        }
    if member.shape is Shape.FLAG:
        return {"type": "boolean"}
    if member.shape is Shape.TEXT:
        return {"type": "string", "minLength": 1, "maxLength": member.most or 255, "pattern": _ANY_TEXT}
    if member.shape in (Shape.FILE, Shape.UPLOAD):
        return schema_reference("StoredFile" if member.shape is Shape.FILE else "FileOffer")
    if member.type is None:
        return {"type": "string", "enum": list(member.values)}
    return type_schema(member.type, member)


def identifier(version: Version) -> Schema:
    """An identifier in a body: bigint ones are strings of digits."""
    if version.id_kind == "uuid":
        return dict(_FORMATS[_K.UUID])
    return {"type": "string", "maxLength": 19, "pattern": "^[1-9][0-9]{0,18}$"}


def type_schema(kind: FieldType, member: Member) -> Schema:
    """A field's type with the member's bounds."""
    if kind.kind is _K.ENUM:
        return (
            schema_reference(member.enum)
            if member.enum
            else {"type": "string", "enum": list(member.values or kind.values)}
        )
    if kind.kind in (_K.STRING, _K.TEXT):
        low = {"minLength": kind.low} if kind.low else {}
        return {
            "type": "string",
            **low,
            "maxLength": kind.high or _LONGEST_TEXT,
            "pattern": member.pattern or _ANY_TEXT,
        }
    if kind.kind in (_K.INT, _K.BIGINT):
        limit = _INT32 if kind.kind is _K.INT else _SAFE
        return {
            "type": "integer",
            "format": "int32" if kind.kind is _K.INT else "int64",
            "minimum": int(float(member.min)) if member.min else -limit,
            "maximum": int(float(member.max)) if member.max else limit,
        }
    if kind.kind is _K.FLOAT:
        bounds = {k: float(v) for k, v in (("minimum", member.min), ("maximum", member.max)) if v is not None}
        return {"type": "number", "format": "double", **bounds}
    if kind.kind in (_K.DECIMAL, _K.MONEY):
        return _decimal(kind, member)
    if kind.kind is _K.LIST and kind.item is not None:
        return {
            "type": "array",
            "maxItems": _MOST_ITEMS,
            "items": type_schema(
                kind.item, Member(member.name, Shape.FIELD, (), enum=member.enum, values=member.values)
            ),
        }
    if kind.kind is _K.POINT:
        return schema_reference("Point")
    schema = dict(_FORMATS[kind.kind])
    return {**schema, "pattern": member.pattern} if member.pattern else schema


def _decimal(kind: FieldType, member: Member) -> Schema:
    """Exact numbers travel as strings."""
    precision, scale = (19, 4) if kind.kind is _K.MONEY else (kind.precision or 19, kind.scale or 0)
    sign = "" if member.min is not None and float(member.min) >= 0 else "-?"
    fraction = f"(\\.[0-9]{{1,{scale}}})?" if scale else ""
    return {
        "type": "string",
        "maxLength": precision + 2,
        "pattern": f"^{sign}[0-9]{{1,{max(1, precision - scale)}}}{fraction}$",
    }


def parameter_schema(member: Member, version: Version) -> Schema:
    """A parameter: patterns instead of the formats that generated servers stumble over."""
    schema = _bare(member, version)
    schema = (
        _IN_PARAMETERS.get(schema.get("format", ""), schema)
        if "format" in schema and schema["type"] == "string"
        else schema
    )
    if schema.get("format") in ("email", "uri", "password"):
        schema = {k: v for k, v in schema.items() if k != "format"} | {"pattern": _ANY_TEXT}
    default = typed_default(member) if member.default is not None and "$ref" not in schema else None
    return {**schema, "default": default} if default is not None else dict(schema)


def _aspects(m: Member) -> tuple[Hashable, ...]:
    """What of a member its schema depends on, the description apart."""
    return (
        m.type, m.shape, m.enum, m.payload, m.nullable, m.many, m.least, m.most, m.min, m.max, m.pattern, m.default,
        m.values, m.pii, m.visible_to, m.read_only, m.derived,
    )  # fmt: skip


class Members:
    """Members as schemas on one line each; what many members share is written once.

    Lists of them are known by identity, as the plan outlives this: hashing one is dearer than writing it.
    """

    def __init__(self, version: Version) -> None:
        self.version = version
        self.used: set[str] = set()  # schemas that members refer to
        self._rows: dict[tuple[Hashable, ...], str] = {}
        self._parameters: dict[tuple[Hashable, ...], str] = {}
        self._properties: dict[int, tuple[list[str], str]] = {}
        self._known: dict[tuple[Hashable, ...], tuple[str, bool]] = {}

    def row(self, member: Member) -> str:
        """One property: its name, its schema, the description last."""
        aspects = _aspects(member)
        at = (member.name, _said(member), aspects)
        found = self._rows.get(at)
        if found is None:
            found = self._rows[at] = self._row(member, aspects)
        return found

    def properties(self, members: tuple[Member, ...]) -> tuple[list[str], str]:
        """The lines of properties, and the names of those that must be there; payloads may share both."""
        found = self._properties.get(id(members))
        if found is None:
            required = ", ".join([flow_text(m.name) for m in members if m.required])
            lines = ["properties:", *[f"  {row}" for row in map(self.row, members)]]
            found = self._properties[id(members)] = (lines, required)
        return found

    def _row(self, member: Member, aspects: tuple[Hashable, ...]) -> str:
        known = self._known.get(aspects)
        if known is None:
            known = self._known[aspects] = self._start(member)
        start, is_open = known
        if is_open and member.says:
            return f"{flow_text(member.name)}: {start}, description: {flow_text(_said(member))}}}"
        return f"{flow_text(member.name)}: {start}}}"

    def parameter(self, member: Member) -> str:
        """The schema of a parameter."""
        aspects = _aspects(member)
        found = self._parameters.get(aspects)
        if found is None:
            schema = parameter_schema(member, self.version)
            self._note(schema)
            found = self._parameters[aspects] = flow(schema)
        return found

    def _start(self, member: Member) -> tuple[str, bool]:
        """The line as far as the description; OpenAPI 3.0 allows none beside `$ref`."""
        schema = member_schema(member, self.version)
        self._note(schema)
        schema.pop("description", None)
        return flow(schema)[:-1], self.version.is_31 or "$ref" not in schema

    def _note(self, schema: Schema) -> None:
        for part in (schema, *schema.get("anyOf", ()), *schema.get("allOf", ()), schema.get("items", {})):
            if "$ref" in part:
                self.used.add(part["$ref"].rpartition("/")[2])


def payload_schema(payload: Payload, members: Members) -> Rows:
    """A payload: closed where callers send it, open where they read it."""
    properties, required = members.properties(payload.members)
    lines = Rows(("type: object", f"description: {plain_text(payload.says or f'{payload.name}.')}"))
    if required:
        lines.append(f"required: [{required}]")
    if payload.purpose in ("create", "update", "input"):
        lines.append("additionalProperties: false")
    if payload.partial:
        lines.append("minProperties: 1")
    lines += properties if payload.members else ("properties: {}",)
    return lines


def shared_schemas(api: Api) -> dict[str, Schema]:
    """Schemas that members may refer to: shared enums, places, files."""
    enums = {
        e.name: {
            "type": "string",
            "description": e.says or f"A value of {e.name}.",
            "enum": flow(e.values),
        }
        for e in api.enums
    }
    return enums | _SHARED


def _degrees(limit: int, says: str) -> Flow:
    return flow({"type": "number", "format": "double", "minimum": -limit, "maximum": limit, "description": says})


def _link(says: str) -> Flow:
    return flow({"type": "string", "format": "uri", "maxLength": 2048, "description": says})


_MEDIA_TYPE = flow(
    {"type": "string", "maxLength": 127, "pattern": "^[a-z]+/[A-Za-z0-9.+-]+$", "description": "Media type."}
)
_SIZE = flow(
    {"type": "integer", "format": "int64", "minimum": 1, "maximum": 5_368_709_120, "description": "Size in bytes."}
)
_SHARED: dict[str, Schema] = {
    "Point": {
        "type": "object",
        "description": "A place on earth.",
        "required": flow(["latitude", "longitude"]),
        "properties": {"latitude": _degrees(90, "Degrees north."), "longitude": _degrees(180, "Degrees east.")},
    },
    "StoredFile": {
        "type": "object",
        "description": "A stored file.",
        "required": flow(["url", "content_type", "size"]),
        "properties": {
            "url": _link("Where it is read from, for a while."),
            "content_type": _MEDIA_TYPE,
            "size": _SIZE,
            "upload_url": _link("Where its bytes are sent to, while they are missing."),
        },
    },
    "FileOffer": {
        "type": "object",
        "description": "A file that is about to be sent; the answer says where to.",
        "required": flow(["content_type", "size"]),
        "additionalProperties": False,
        "properties": {"content_type": _MEDIA_TYPE, "size": _SIZE},
    },
}
