"""Messages, enums and services out of the neutral contract. A number once given is never given to another field."""

from __future__ import annotations

from collections.abc import Iterator

from planner.emit.escape import one_line
from planner.model.api import Member, Operation, OperationKind, Payload, Shape
from planner.model.design import FieldType, TypeKind
from planner.model.plan import Plan
from planner.naming import Taken, constant, pascal, snake

Numbers = dict[str, dict[str, int]]
_K = TypeKind
_TYPES = {
    _K.INT: "int32",
    _K.BIGINT: "int64",
    _K.FLOAT: "double",
    _K.BOOL: "bool",
    _K.TIMESTAMP: "google.protobuf.Timestamp",
    _K.JSON: "google.protobuf.Struct",
    _K.POINT: "google.type.LatLng",
    _K.BYTES: "bytes",
}
_SKIPPED = frozenset({OperationKind.WEBHOOK, OperationKind.HEALTH, OperationKind.READY, OperationKind.STREAM})
_IMPLEMENTATION_RANGE = range(19000, 20000)


def field_numbers(plan: Plan, known: Numbers) -> Numbers:
    """Numbers of every field: the known ones stay, new fields get the next free one."""
    found: Numbers = {name: dict(fields) for name, fields in known.items()}
    for message, fields in _fields(plan):
        numbers = found.setdefault(message, {})
        for field in fields:
            if field not in numbers:
                numbers[field] = _next(numbers)
    return found


def _next(numbers: dict[str, int]) -> int:
    number = max(numbers.values(), default=0) + 1
    return _IMPLEMENTATION_RANGE.stop if number in _IMPLEMENTATION_RANGE else number


def _fields(plan: Plan) -> Iterator[tuple[str, list[str]]]:
    for payload in plan.api.payloads:
        yield payload.name, [m.name for m in payload.members]
    for operation in _served(plan):
        yield _request_name(operation), [name for name, _ in _request_fields(operation)]
    for name, values in _enums(plan).items():
        yield name, list(values)


def _served(plan: Plan) -> list[Operation]:
    return [o for o in plan.api.operations if o.kind not in _SKIPPED]


def _request_name(o: Operation) -> str:
    return f"{pascal(o.name)}Request"


def _request_fields(o: Operation) -> list[tuple[str, str]]:
    found = {p.name: _kind(p.member) for p in o.parameters if p.purpose not in ("cursor", "limit", "offset")}
    if o.request is not None:
        found["body"] = o.request
    if o.many and o.page is not None:
        found |= {"page_size": "int32", "page_token": "string"}
    if o.if_match:
        found["version"] = "int64"
    if o.idempotency_key:
        found["idempotency_key"] = "string"
    return list(found.items())


def _enums(plan: Plan) -> dict[str, tuple[str, ...]]:
    return {pascal(e.name): e.values for e in plan.api.enums}


def _kind(m: Member) -> str:
    if m.shape is Shape.PAYLOAD:
        return m.payload or "google.protobuf.Struct"
    if m.shape is Shape.TIMESTAMP:
        return "google.protobuf.Timestamp"
    if m.shape is Shape.INTEGER:
        return "int64"
    if m.shape is Shape.FLAG:
        return "bool"
    if m.shape in (Shape.FILE, Shape.UPLOAD):
        return "StoredFile"
    return _field_kind(m.type) if m.type is not None else "string"


def _field_kind(kind: FieldType) -> str:
    if kind.kind is _K.ENUM:
        return pascal(kind.name) if kind.name else "string"
    if kind.kind is _K.LIST and kind.item is not None:
        return _field_kind(kind.item)
    return "LatLng" if kind.kind is _K.POINT else _TYPES.get(kind.kind, "string")


def proto(plan: Plan, numbers: Numbers) -> str:
    """The whole file."""
    package = f"{snake(plan.design.name or 'api')}.{plan.api.version}".replace("-", "_")
    lines = ['syntax = "proto3";', "", f"package {package};", ""]
    body = _body(plan, numbers)
    text = "\n".join(body)
    lines += [f'import "google/protobuf/{file}.proto";' for file, name in _IMPORTS if f"google.protobuf.{name}" in text]
    return "\n".join([*lines, "", *body])


_IMPORTS = (("empty", "Empty"), ("struct", "Struct"), ("timestamp", "Timestamp"))


def _body(plan: Plan, numbers: Numbers) -> list[str]:
    lines: list[str] = []
    for resource in plan.api.resources:
        mine = [o for o in _served(plan) if o.resource == resource.id]
        if mine:
            lines += [
                f"// {one_line(resource.says) or resource.name}",
                f"service {pascal(resource.name)}Service {{",
                *(line for o in mine for line in _rpc(o)),
                "}",
                "",
            ]
    for o in _served(plan):
        lines += _message(
            _request_name(o), f"What {o.name} needs.", [(n, k, False) for n, k in _request_fields(o)], numbers
        )
        if o.many:
            row = o.response or "google.protobuf.Struct"
            lines += _fixed(f"{pascal(o.name)}Response", [(f"repeated {row}", "items"), ("string", "next_page_token")])
    for payload in plan.api.payloads:
        if payload.name != "Health":
            lines += _payload(payload, numbers)
    for name, values in _enums(plan).items():
        lines += _enum(name, values, numbers)
    return lines + _extras(plan)


def _rpc(o: Operation) -> Iterator[str]:
    answer = f"{pascal(o.name)}Response" if o.many else o.response or "google.protobuf.Empty"
    yield f"  // {one_line(o.summary)}. {one_line(o.description)}".rstrip()
    yield f"  rpc {pascal(o.name)}({_request_name(o)}) returns ({answer});"


def _payload(p: Payload, numbers: Numbers) -> list[str]:
    return _message(
        p.name,
        p.says,
        [(m.name, _kind(m), m.many or (m.type is not None and m.type.kind is _K.LIST)) for m in p.members],
        numbers,
    )


def _message(name: str, says: str, fields: list[tuple[str, str, bool]], numbers: Numbers) -> list[str]:
    known = numbers.get(name, {})
    present = {f for f, _, _ in fields}
    gone = sorted(n for f, n in known.items() if f not in present)
    lines = [f"// {one_line(says)}", f"message {name} {{"]
    lines += [f"  reserved {', '.join(map(str, gone))};"] if gone else []
    lines += [f"  {'repeated ' if many else ''}{kind} {field} = {known[field]};" for field, kind, many in fields]
    return [*lines, "}", ""]


def _fixed(name: str, fields: list[tuple[str, str]]) -> list[str]:
    return [f"message {name} {{", *(f"  {kind} {field} = {n};" for n, (kind, field) in enumerate(fields, 1)), "}", ""]


def _enum(name: str, values: tuple[str, ...], numbers: Numbers) -> list[str]:
    taken, prefix, known = Taken(), constant(name), numbers.get(name, {})
    rows = [f"  {taken.claim(f'{prefix}_{constant(v)}', v, 200)} = {known[v]};" for v in values]
    return [f"enum {name} {{", f"  {prefix}_UNSPECIFIED = 0;", *rows, "}", ""]


def _extras(plan: Plan) -> list[str]:
    members = [m for p in plan.api.payloads for m in p.members]
    lines: list[str] = []
    if any(m.shape in (Shape.FILE, Shape.UPLOAD) for m in members):
        lines += _fixed(
            "StoredFile", [("string", "url"), ("string", "content_type"), ("int64", "size"), ("string", "upload_url")]
        )
    if any(m.type is not None and m.type.kind is _K.POINT for m in members):
        lines += _fixed("LatLng", [("double", "latitude"), ("double", "longitude")])
    return lines
