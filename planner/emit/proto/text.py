"""Definitions as the text of a .proto file. A number once given is never given to another field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.emit.escape import one_line
from planner.emit.proto.definitions import Call, Definitions, ProtoEnum, ProtoMessage, Service
from planner.emit.proto.statuses import statuses
from planner.naming import Taken, constant

Numbers = dict[str, dict[str, int]]
_IMPLEMENTATION_RANGE: Final = range(19000, 20000)
_IMPORTS: Final = (("empty", "Empty"), ("field_mask", "FieldMask"), ("struct", "Struct"), ("timestamp", "Timestamp"))


def numbered(found: Definitions, known: Numbers) -> Numbers:
    """Numbers of every field and value: the known ones stay, new ones get the next that was never given."""
    numbers: Numbers = {name: dict(fields) for name, fields in known.items()}
    wanted = [(m.name, [f.name for f in m.fields]) for m in found.messages]
    wanted += [(e.name, list(e.values)) for e in found.enums]
    for name, fields in wanted:
        own = numbers.setdefault(name, {})
        for field in fields:
            if field not in own:
                own[field] = _next(own)
    return numbers


def _next(numbers: dict[str, int]) -> int:
    number = max(numbers.values(), default=0) + 1
    return _IMPLEMENTATION_RANGE.stop if number in _IMPLEMENTATION_RANGE else number


def proto_text(found: Definitions, package: str, numbers: Numbers) -> str:
    """The whole file."""
    body = "\n".join(_body(found, numbers))
    beside = [f"// Over HTTP beside it: {o.method} {one_line(o.path)}. {one_line(o.summary)}." for o in found.beside]
    beside += [f"// Of the callers {one_line(found.acting)}."] if found.acting else []
    imports = [
        f'import "google/protobuf/{file}.proto";' for file, name in _IMPORTS if f"google.protobuf.{name}" in body
    ]
    return "\n".join(['syntax = "proto3";', "", *beside, f"package {package};", "", *imports, "", body])


def _body(found: Definitions, numbers: Numbers) -> Iterator[str]:
    for service in found.services:
        yield from _service(service)
    for message in found.messages:
        yield from _message(message, numbers[message.name])
    values = Taken()
    for enum in found.enums:
        yield from _enum(enum, numbers[enum.name], values)


def _service(service: Service) -> Iterator[str]:
    yield f"// {one_line(service.says)}"
    yield f"service {service.name} {{"
    for call in service.calls:
        yield from _call(call)
    yield "}"
    yield ""


def _call(call: Call) -> Iterator[str]:
    yield f"  // {one_line(call.says)}"
    if call.callers:
        yield f"  // Callers: {one_line(', '.join(call.callers))}."
    refused = statuses(call.refusals)
    if refused:
        yield f"  // Refuses with {', '.join(refused)}."
    stream = "stream " if call.streams else ""
    yield f"  rpc {call.name}({call.request}) returns ({stream}{call.answer});"


def _message(message: ProtoMessage, numbers: dict[str, int]) -> Iterator[str]:
    present = {f.name for f in message.fields}
    gone = {name: number for name, number in numbers.items() if name not in present}
    yield f"// {one_line(message.says)}"
    yield f"message {message.name} {{"
    if gone:
        yield f"  reserved {', '.join(str(n) for n in sorted(gone.values()))};"
        yield "  reserved {};".format(", ".join(f'"{name}"' for name in sorted(gone)))
    for field in message.fields:
        label = f"{field.label} " if field.label else ""
        says = f"  // {one_line(field.says)}" if field.says else ""
        yield f"  {label}{field.kind} {field.name} = {numbers[field.name]};{says}"
    yield "}"
    yield ""


def _enum(enum: ProtoEnum, numbers: dict[str, int], values: Taken) -> Iterator[str]:
    """Values are names of the whole package, so that each begins with its enum."""
    prefix = constant(enum.name)
    gone = sorted(number for value, number in numbers.items() if value not in enum.values)
    yield f"enum {enum.name} {{"
    if gone:
        yield f"  reserved {', '.join(map(str, gone))};"
    yield f"  {values.claim(f'{prefix}_UNSPECIFIED', enum.name, 200)} = 0;"
    for value in enum.values:
        yield f"  {values.claim(f'{prefix}_{constant(value)}', f'{enum.name}.{value}', 200)} = {numbers[value]};"
    yield "}"
    yield ""
