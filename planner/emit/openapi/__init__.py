"""The contract as OpenAPI 3.1, or 3.0.3 as a true dialect; and the ruleset it is judged by."""

from __future__ import annotations

from collections.abc import Iterator

from planner.emit.base import Artifact, text_artifact
from planner.emit.canonical import to_yaml
from planner.emit.openapi.components import ERRORS, error_response, header, problem_schema
from planner.emit.openapi.examples import Examples
from planner.emit.openapi.operations import Writer
from planner.emit.openapi.ruleset import ruleset
from planner.emit.openapi.schemas import Schema, Version, parameter_schema, payload_schema, shared_schemas
from planner.emit.openapi.webhooks import webhooks
from planner.emit.options import EmitOptions
from planner.model.api import Feed
from planner.model.plan import Plan
from planner.naming import kebab, pascal

OWNER = "openapi"


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """`openapi.yaml`, and `.spectral.yaml` where a name of the design would raise a false alarm."""
    yield text_artifact("openapi.yaml", to_yaml(document(plan, options)), OWNER)
    rules = ruleset(plan)
    if rules is not None:
        yield text_artifact(".spectral.yaml", to_yaml(rules), OWNER)


def document(plan: Plan, options: EmitOptions) -> Schema:
    """The document as data, in specification order."""
    version = Version(options.openapi == "3.1", plan.settings.id_kind)
    examples = Examples(plan.api.payloads, plan.settings.id_kind)
    writer = Writer(plan.settings, version, examples, {r.id: r.tag for r in plan.api.resources})
    paths: dict[str, Schema] = {}
    for operation in plan.api.operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = writer.operation(operation)
    leaving = webhooks(plan.api.messages, plan.api.resources, writer)
    return {
        "openapi": "3.1.0" if version.is_31 else "3.0.3",
        "info": _info(plan),
        "servers": [
            {
                "url": plan.api.base_path,
                "description": "Production, staging and test alike, below the host that serves it.",
                "x-internal": plan.settings.profile == "lean",
            }
        ],
        "tags": _tags(plan),
        "paths": paths,
        **({"webhooks" if version.is_31 else "x-webhooks": leaving} if leaving else {}),
        "components": _components(plan, writer, version),
        **_streams(plan.api.feeds),
    }


def _info(plan: Plan) -> Schema:
    slug = kebab(plan.design.name or "api")
    return {
        "title": f"{plan.design.name} API",
        "version": f"{plan.api.version.lstrip('v') or '1'}.0.0",
        "description": plan.design.summary or f"The contract of {plan.design.name}.",
        "contact": {
            "name": f"{plan.design.name} team",
            "url": f"https://example.org/{slug}",
            "email": "api@example.org",
        },
        "license": {"name": "Proprietary", "url": f"https://example.org/{slug}/license"},
    }


def _tags(plan: Plan) -> list[Schema]:
    found = {r.tag: r.says or f"Everything about {r.tag.replace('-', ' ')}." for r in plan.api.resources}
    return [{"name": tag, "description": found[tag]} for tag in sorted(found)]


def _components(plan: Plan, writer: Writer, version: Version) -> Schema:
    schemas = {p.name: payload_schema(p, version) for p in plan.api.payloads}
    schemas |= writer.schemas
    schemas["Problem"] = problem_schema(plan.settings.errors)
    text = {**schemas, "": writer.parameters}
    used = _references(text) | _references({str(i): o for i, o in enumerate(_parameter_schemas(plan, writer))})
    schemas |= {name: s for name, s in shared_schemas(plan.api, version).items() if name in used}
    responses = dict(writer.responses)
    for status in sorted(writer.statuses):
        responses[ERRORS[status][0]] = error_response(status, plan.settings.errors, plan.settings.profile)
    names = {name for r in responses.values() for name in r.get("headers", {})}
    found: Schema = {"schemas": schemas, "responses": responses}
    if writer.parameters:
        found["parameters"] = writer.parameters
    if names:
        found["headers"] = {name: header(name) for name in sorted(names)}
    if writer.schemes:
        found["securitySchemes"] = writer.schemes
    return found


def _parameter_schemas(plan: Plan, writer: Writer) -> list[Schema]:
    """Schemas of parameters that are written inline."""
    return [
        parameter_schema(p.member, writer.version) for o in plan.api.operations for p in o.parameters if p.member.enum
    ]


def _references(value: object) -> set[str]:
    """Names of the schemas that a tree refers to."""
    found: set[str] = set()
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            target = node.get("$ref")
            if isinstance(target, str) and target.startswith("#/components/schemas/"):
                found.add(target.rpartition("/")[2])
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return found


def _streams(feeds: tuple[Feed, ...]) -> Schema:
    """Realtime channels are described in asyncapi.yaml; the contract says where they are."""
    if not feeds:
        return {}
    return {
        "x-streams": [
            {"name": pascal(f.name), "path": f.path, "transport": f.transport, "rows": f.payload} for f in feeds
        ]
    }
