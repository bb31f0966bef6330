"""Events that leave the system: the envelope they travel in, and the webhooks that carry it to whoever listens."""

from __future__ import annotations

from typing import Any

from planner.emit.canonical import Rows, flow, row
from planner.emit.openapi.components import SIGNATURE
from planner.emit.openapi.examples import Examples
from planner.emit.openapi.operations import Writer
from planner.emit.openapi.schemas import Members, Schema, reference
from planner.model.api import Message, Resource
from planner.naming import Taken, pascal

_ANSWERS = (400, 401, 429, 500)


def envelope(m: Message, members: Members) -> Schema:
    """What every message travels in, around its declared payload."""
    data: Schema = {"type": "object", "description": f"What {m.event} says.", "additionalProperties": False}
    required = [x.name for x in m.members if x.required]
    if required:
        data["required"] = flow(required)
    data["properties"] = Rows(map(members.row, m.members))
    number: Schema = {"type": "integer", "format": "int32", "minimum": m.version, "maximum": m.version}
    return {
        "type": "object",
        "description": m.says or f"Tells that {m.event} has happened.",
        "required": flow(["id", "type", "version", "occurred_at", "data"]),
        "properties": {
            "id": {
                "type": "string",
                "format": "uuid",
                "maxLength": 36,
                "description": "Unique; consumers have an effect once per id.",
            },
            "type": {"type": "string", "enum": flow([m.event]), "description": "What has happened."},
            "version": {**number, "description": "Version of the payload."},
            "occurred_at": {
                "type": "string",
                "format": "date-time",
                "maxLength": 40,
                "description": "When it happened.",
            },
            "data": data,
        },
    }


def envelope_example(m: Message, examples: Examples) -> Any:
    """A message as it may look."""
    return {
        "id": examples.unique(m.event),
        "type": m.event,
        "version": m.version,
        "occurred_at": "2026-01-31T09:30:00Z",
        "data": {x.name: examples.member(x) for x in m.members},
    }


def webhooks(messages: tuple[Message, ...], resources: tuple[Resource, ...], writer: Writer) -> dict[str, Schema]:
    """One signed POST for each event that leaves, to the address a consumer gave."""
    taken = Taken(writer.examples.names)
    tags = {r.entity: r.tag for r in resources if r.entity is not None}
    otherwise = resources[-1].tag if resources else ""
    return {
        f"{m.event}.v{m.version}": {"post": _webhook(m, tags.get(m.entity or "", otherwise), taken, writer)}
        for m in messages
        if m.leaves and m.direction == "publish"
    }


def _webhook(m: Message, tag: str, taken: Taken, writer: Writer) -> Schema:
    name = taken.claim(f"{m.name}Event", m.id)
    writer.schemas[name] = envelope(m, writer.members)
    writer.schemes[SIGNATURE[0]] = SIGNATURE[1]
    example = flow(envelope_example(m, writer.examples))
    return {
        "operationId": f"on{pascal(m.name)}",
        "summary": f"Tell that {m.event} has happened",
        "description": "Sent after the change is kept, until 2XX is answered or the last retry is spent; "
        "the same id may come twice, and messages may come in another order.",
        "tags": [tag],
        "security": [{SIGNATURE[0]: []}],
        "requestBody": {
            "required": True,
            "description": f"{name} as it is sent.",
            "content": {"application/json": {"schema": reference("schemas", name), "example": example}},
        },
        "responses": Rows(
            [row("204", writer.empty(204)), *(f"{status}: {answer}" for status, answer in writer.refusals(_ANSWERS))]
        ),
    }
