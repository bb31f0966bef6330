"""AsyncAPI 3: events, the jobs that consume them, realtime channels; payloads as JSON Schemas."""

from __future__ import annotations

from collections.abc import Iterator

from planner.emit.base import Artifact, text_artifact
from planner.emit.canonical import to_yaml
from planner.emit.openapi.examples import Examples
from planner.emit.openapi.schemas import Members, Schema, Version, payload_schema, shared_schemas
from planner.emit.openapi.webhooks import envelope, envelope_example
from planner.emit.options import EmitOptions
from planner.model.api import Feed, Message
from planner.model.plan import Plan
from planner.naming import camel, kebab, pascal


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """`asyncapi.yaml`."""
    yield text_artifact("asyncapi.yaml", to_yaml(document(plan)), "asyncapi")


def document(plan: Plan) -> Schema:
    """The document as data."""
    members = Members(Version(True, plan.settings.id_kind))
    examples = Examples(plan.api.payloads, plan.settings.id_kind)
    messages = plan.api.messages
    feeds = plan.api.feeds if plan.settings.api_style == "rest" else ()  # else the contract itself streams
    found: Schema = {
        "asyncapi": "3.0.0",
        "info": {
            "title": f"{plan.design.name} messages",
            "version": "1.0.0",
            "description": plan.design.summary or f"Messages of {plan.design.name}.",
            "contact": {"name": f"{plan.design.name} team", "email": "api@example.org"},
            "license": {"name": "Proprietary"},
        },
        "defaultContentType": "application/json",
        "channels": {camel(m.name): _channel(m) for m in messages}
        | {f"{camel(f.name)}Feed": _feed_channel(f) for f in feeds},
        "operations": {_operation_name(m): _operation(m) for m in messages}
        | {
            f"stream{pascal(f.name)}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{camel(f.name)}Feed"},
                "summary": f"Tells changes of {f.entity}.",
            }
            for f in feeds
        },
        "components": {
            "messages": {m.name: _message(m, members, examples) for m in messages}
            | {f"{pascal(f.name)}Change": _change(f) for f in feeds},
            "schemas": _schemas(plan, members),
        },
    }
    return found


def _channel(m: Message) -> Schema:
    return {
        "address": f"{m.event}.v{m.version}",
        "description": m.says or f"Carries {m.event}.",
        "messages": {m.name: {"$ref": f"#/components/messages/{m.name}"}},
    }


def _feed_channel(f: Feed) -> Schema:
    name = f"{pascal(f.name)}Change"
    return {
        "address": f.path,
        "description": f"{f.transport} stream of {f.entity}. {f.says}".rstrip(),
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }


def _operation_name(m: Message) -> str:
    return f"{'publish' if m.direction == 'publish' else 'consume'}{m.name}"


def _operation(m: Message) -> Schema:
    found: Schema = {
        "action": "send" if m.direction == "publish" else "receive",
        "channel": {"$ref": f"#/channels/{camel(m.name)}"},
        "summary": f"{'Publishes' if m.direction == 'publish' else 'Consumes'} {m.event}.",
        "x-delivery": m.delivery,
    }
    if m.emitted_by:
        found["x-emitted-by"] = list(m.emitted_by)
    if m.consumed_by:
        found["x-consumed-by"] = list(m.consumed_by)
    return found


def _message(m: Message, members: Members, examples: Examples) -> Schema:
    """A message: its envelope around the declared payload, and an example."""
    return {
        "name": m.name,
        "title": m.event,
        "summary": m.says or f"{m.event} has happened.",
        "contentType": "application/json",
        "payload": envelope(m, members),
        "examples": [{"name": kebab(m.name), "payload": envelope_example(m, examples)}],
    }


def _change(f: Feed) -> Schema:
    return {
        "name": f"{pascal(f.name)}Change",
        "title": f"Change of {f.entity}",
        "summary": f"A {f.entity} was created, updated or deleted.",
        "contentType": "application/json",
        "payload": {
            "type": "object",
            "required": ["id", "change", "key"],
            "properties": {
                "id": {
                    "type": "string",
                    "maxLength": 64,
                    "description": "Sent back as Last-Event-ID to go on from here.",
                },
                "change": {"type": "string", "enum": ["created", "updated", "deleted"]},
                "key": {"type": "string", "maxLength": 255, "description": "Which row; read it over the API."},
            },
        },
    }


def _schemas(plan: Plan, members: Members) -> Schema:
    """What payloads refer to: shared enums, points, files, and payloads within payloads."""
    inner = {p.name: payload_schema(p, members) for p in plan.api.payloads if p.name in members.used}
    return inner | {name: schema for name, schema in shared_schemas(plan.api).items() if name in members.used}
