"""The contract as OpenAPI 3.1, or 3.0.3 as a true dialect; and the ruleset it is judged by."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from planner.emit.base import Artifact, Sink, text_artifact
from planner.emit.canonical import YamlText, to_yaml
from planner.emit.openapi.components import ELSEWHERE, ERRORS, error_headers, error_response, header, problem_schema
from planner.emit.openapi.examples import Examples
from planner.emit.openapi.operations import Writer
from planner.emit.openapi.ruleset import ruleset
from planner.emit.openapi.schemas import Members, Schema, Version, payload_schema, shared_schemas
from planner.emit.openapi.webhooks import webhooks
from planner.emit.openapi.wording import Wording
from planner.emit.options import EmitOptions
from planner.model.api import Feed, Operation
from planner.model.domain import Domain
from planner.model.plan import Plan
from planner.naming import kebab, pascal

OWNER = "openapi"


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """`openapi.yaml`, and `.spectral.yaml` where a name of the design would raise a false alarm."""
    yield Artifact("openapi.yaml", partial(document, plan, options), OWNER)
    rules = ruleset(plan)
    if rules is not None:
        yield text_artifact(".spectral.yaml", to_yaml(rules), OWNER)


def document(plan: Plan, options: EmitOptions, sink: Sink) -> None:
    """The document, in specification order; each part is data until it is written."""
    members = Members(Version(options.openapi == "3.1", plan.settings.id_kind))
    examples = Examples(plan.api.payloads, plan.settings.id_kind)
    tags = {r.id: r.tag for r in plan.api.resources}
    writer = Writer(plan.settings, members, examples, tags, Wording(plan), frozenset(plan.api.key_holders))
    text = YamlText(sink)
    text.entries(_head(plan, members.version))
    _paths(plan, writer, text)
    leaving = webhooks(plan.api.messages, plan.api.resources, writer)
    if leaving:
        text.entries({"webhooks" if members.version.is_31 else "x-webhooks": leaving})
    _components(plan, writer, members, text)
    text.entries(_streams(plan.api.feeds))
    text.entries(_roles(plan.domain))


def _head(plan: Plan, version: Version) -> Schema:
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
    }


def _paths(plan: Plan, writer: Writer, text: YamlText) -> None:
    by_path: dict[str, list[Operation]] = {}
    for operation in plan.api.operations:
        by_path.setdefault(operation.path, []).append(operation)
    text.open("paths")
    for path, operations in by_path.items():
        text.open(path, 1)
        text.write("".join(map(writer.operation, operations)))


def _info(plan: Plan) -> Schema:
    slug = kebab(plan.design.name or "api")
    return {
        "title": f"{plan.design.name} API",
        "version": f"{_major(plan.api.version)}.0.0",
        "description": plan.design.summary or f"The contract of {plan.design.name}.",
        "contact": {
            "name": f"{plan.design.name} team",
            "url": f"https://example.org/{slug}",
            "email": "api@example.org",
        },
        "license": {"name": "Proprietary", "url": f"https://example.org/{slug}/license"},
    }


def _major(version: str) -> str:
    """`2` of `v2`; the first where versions have no numbers."""
    number = version.lstrip("v")
    return number if number[:1].isdigit() else "1"


def _tags(plan: Plan) -> list[Schema]:
    found = {r.tag: r.says or f"Everything about {r.tag.replace('-', ' ')}." for r in plan.api.resources}
    return [{"name": tag, "description": found[tag]} for tag in sorted(found)]


def _components(plan: Plan, writer: Writer, members: Members, text: YamlText) -> None:
    style, profile = plan.settings.errors, plan.settings.profile
    text.open("components")
    text.open("schemas", 1)
    for payload in plan.api.payloads:
        text.rows(payload.name, payload_schema(payload, members), 2)
    text.entries(writer.schemas, 2)
    text.entries({"Problem": problem_schema(style)}, 2)
    text.entries({name: found for name, found in shared_schemas(plan.api).items() if name in members.used}, 2)
    text.open("responses", 1)
    text.write("".join(writer.responses.values()))
    text.entries({ERRORS[s][0]: error_response(s, style, profile) for s in sorted(writer.statuses)}, 2)
    text.entries(
        {ELSEWHERE[s][0]: error_response(s, style, profile, ELSEWHERE[s][1]) for s in sorted(writer.elsewhere)}, 2
    )
    names = writer.headers.union(*(error_headers(s, profile) for s in (*writer.statuses, *writer.elsewhere)))
    named = {
        "parameters": writer.parameters,
        "headers": {name: header(name) for name in sorted(names)},
        "securitySchemes": writer.schemes,
    }
    text.entries({kind: found for kind, found in named.items() if found}, 1)


def _roles(domain: Domain) -> Schema:
    """The callers that `x-access` names; one that acts as others may do what they may."""
    found = [
        {"name": r.name}
        | ({"description": r.says} if r.says else {})
        | ({"actsAs": list(r.acts_as)} if r.acts_as else {})
        for r in domain.roles.values()
    ]
    return {"x-roles": found} if found else {}


def _streams(feeds: tuple[Feed, ...]) -> Schema:
    """Realtime channels are described in asyncapi.yaml; the contract says where they are."""
    if not feeds:
        return {}
    return {
        "x-streams": [
            {"name": pascal(f.name), "path": f.path, "transport": f.transport, "rows": f.payload} for f in feeds
        ]
    }
