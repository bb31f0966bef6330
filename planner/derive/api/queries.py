"""Reads beyond CRUD: the architect's path where it can stand, no more rows than the entity's own list gives."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner import codes
from planner.derive.api import errors
from planner.derive.api.actions import asked_member
from planner.derive.api.claims import plain_name
from planner.derive.api.contract import Contract
from planner.derive.api.members import TEXT, distinct
from planner.derive.api.parameters import LIMIT
from planner.derive.api.payloads import item_name
from planner.derive.api.resources import Place, clean_segment
from planner.derive.api.security import assumed_security, has_roles, narrowed, reaching
from planner.derive.api.shadows import note_shadows
from planner.derive.api.wording import rows_reached, sentence
from planner.model.api import Member, Operation, OperationKind, Parameter, Payload, Security, Shape
from planner.model.design import Query
from planner.model.domain import DomainEntity
from planner.naming import camel, kebab, pascal, snake, title

QUERIES = "resource.system.queries"
MOST_ROWS = 100


def query_paths(contract: Contract, places: dict[str, Place]) -> dict[str, str]:
    """A path for every query, claimed before derived ones, so that the architect's words stand."""
    found: dict[str, str] = {}
    for query in contract.design.queries:
        plain = f"/queries/{kebab(query.name)}"
        said = _clean(query.url) if query.url else ""
        path = found[query.name] = contract.paths.claim("GET", said or plain, plain)
        if said and path != said:
            contract.warn(
                codes.API_PATH,
                f"the path {said} of {query.name} could be mistaken for another; it is served at {path}",
                query.path,
                "give it a path whose fixed words come before its parameters",
            )
    note_shadows(contract, places, found)
    return found


def _clean(url: str) -> str:
    parts = [
        f"{{{plain_name(snake(p[1:-1]))}}}" if p.startswith("{") and p.endswith("}") else clean_segment(p)
        for p in url.strip("/").split("/")
    ]
    return "".join(f"/{part}" for part in parts if part)


def queries(contract: Contract, paths: dict[str, str]) -> Iterator[Operation]:
    """The queries somebody may run."""
    for query in contract.design.queries:
        security = _security(query, contract)
        if security is not None:
            yield _query(query, paths[query.name], security, contract)


def _entity(query: Query, contract: Contract) -> DomainEntity | None:
    return contract.domain.entities.get(query.returns[0]) if len(query.returns) == 1 else None


def _security(query: Query, contract: Contract) -> Security | None:
    entity = _entity(query, contract)
    if any(g.is_caller for g in query.access):
        security = reaching(entity, query.access, contract.domain)
        if entity is None or query.fields:
            return security
        return narrowed(security, entity.rule("list"), entity, contract.domain)
    if not query.access and not has_roles(contract.domain):
        return assumed_security(contract.domain, contract.settings)
    if not query.access or any(g.role == "unknown" for g in query.access):
        contract.deny(
            f"query.{snake(query.name)}",
            query.returns[0] if query.returns else "",
            query.name,
            f"{query.path}.access",
            (query.path,),
            f"run {title(query.name)}",
        )
    return None


def _query(query: Query, path: str, security: Security, contract: Contract) -> Operation:
    entity = _entity(query, contract)
    parameters = _parameters(query, path)
    asked = tuple(_parameter(query, name, place, contract) for name, place in parameters)
    limited = () if not query.many or any(p.name == "limit" for p in asked) else (LIMIT,)
    reasons = (
        errors.BAD_PAGE,
        *((errors.NOT_FOUND,) if entity is not None and (not query.many or "{" in path) else ()),
    )
    found = errors.refusals(security, contract, entity, reasons)
    name = contract.operations.claim(camel(query.name), f"query{pascal(query.name)}")
    says = sentence(query.says) or f"{title(query.name).capitalize()}."
    reach = f" {rows_reached(security, entity)}" if entity is not None and not query.fields else ""
    return Operation(
        id=f"op.query.{snake(query.name)}",
        kind=OperationKind.QUERY,
        name=name,
        resource=f"resource.{snake(entity.name)}" if entity is not None and entity.name in contract.owned else QUERIES,
        method="GET",
        path=path,
        summary=title(query.name).capitalize(),
        description=f"{says}{reach}",
        security=security,
        because=(query.path,),
        parameters=(*asked, *limited),
        response=_response(query, entity, contract),
        many=query.many and len(query.returns) < 2,
        errors=errors.statuses(found),
        reads=query.returns,
        refusals=found,
    )


def _parameters(query: Query, path: str) -> list[tuple[str, str]]:
    """Every parameter with its place; one the path names and `params` does not is a text."""
    inside = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    named = {plain_name(snake(f.name)) for f in query.params}
    return [(name, "path") for name in inside if name not in named] + [
        (f.name, "path" if plain_name(snake(f.name)) in inside else "query") for f in query.params
    ]


def _parameter(query: Query, name: str, place: str, contract: Contract) -> Parameter:
    field = next((f for f in query.params if f.name == name), None)
    plain = plain_name(snake(name))
    if field is None:
        return Parameter(
            plain, "path", "key", Member(plain, Shape.FIELD, (query.path,), f"Which {title(name)}.", TEXT), True
        )
    member = replace(asked_member(field, contract), name=plain)
    if place == "path":
        return Parameter(plain, "path", "key", replace(member, required=True), True)
    if plain == "limit":
        return Parameter(
            plain,
            "query",
            "limit",
            replace(member, min=member.min or "1", max=member.max or str(MOST_ROWS)),
            member.required,
        )
    return Parameter(plain, "query", "input", member, member.required)


def _response(query: Query, entity: DomainEntity | None, contract: Contract) -> str | None:
    stem, because = pascal(query.name), (query.path,)
    if query.fields:
        members = distinct([replace(contract.members.field(f), derived=True, column=None) for f in query.fields])
        return contract.add(
            Payload(
                f"payload.query.{snake(query.name)}",
                contract.names.claim(f"{stem}Row", f"{stem}QueryRow"),
                "result",
                members,
                because,
                None,
                sentence(query.says) or f"One row of {title(query.name)}.",
            )
        )
    if entity is not None:
        return item_name(entity, contract) if query.many else contract.reads[entity.name]
    returned = [contract.domain.entities[name] for name in query.returns if name in contract.domain.entities]
    if not returned:
        return None
    groups = tuple(
        Member(
            e.many,
            Shape.PAYLOAD,
            because,
            f"The {e.many_title} found.",
            payload=item_name(e, contract),
            many=True,
            least=0,
            most=MOST_ROWS,
            derived=True,
        )
        for e in returned
    )
    return contract.add(
        Payload(
            f"payload.query.{snake(query.name)}",
            contract.names.claim(f"{stem}Result", f"{stem}QueryResult"),
            "result",
            groups,
            because,
            None,
            sentence(query.says) or f"What {title(query.name)} finds.",
        )
    )
