"""List, get, create, update and delete of each entity, as far as somebody may."""

from __future__ import annotations

from msgspec import Struct

from planner.derive.api import conflicts, errors
from planner.derive.api.contract import Contract
from planner.derive.api.parameters import (
    embedded_entities,
    include_parameter,
    included,
    list_parameters,
    page_of,
    tenant_parameter,
)
from planner.derive.api.payloads import answer_name, item_name, made_answer
from planner.derive.api.requests import create_payload, filled_by_server, inline_parts, update_payload
from planner.derive.api.resources import Place
from planner.derive.api.security import assumed_security, reaching, security_of
from planner.derive.api.wording import held_with, holds, rows_reached, takes, titles
from planner.derive.repeating import would_repeat
from planner.model.api import Operation, OperationKind, Payload, Refusal, Security
from planner.model.domain import DomainEntity
from planner.model.entities import AccessRule
from planner.naming import article, listing, pascal, snake, title


class Served(Struct, frozen=True):
    """One operation of an entity that somebody may run."""

    entity: DomainEntity
    place: Place
    contract: Contract
    security: Security
    because: tuple[str, ...]

    def id(self, name: str) -> str:
        """`op.order.create`."""
        return f"op.{snake(self.entity.name)}.{name}"

    def refusals(self, *reasons: Refusal) -> tuple[Refusal, ...]:
        """How it refuses, for these reasons and the usual ones."""
        return errors.refusals(self.security, self.contract, self.entity, reasons)

    def name(self, verb: str, noun: str = "") -> str:
        """The operation's name for code: `getOrder`."""
        name = f"{verb}{noun or pascal(self.entity.name)}"
        return self.contract.operations.claim(name, f"{name}Row")

    @property
    def resource(self) -> str:
        """The resource it belongs to."""
        return f"resource.{snake(self.entity.name)}"


def crud(entity: DomainEntity, place: Place, contract: Contract) -> list[Operation]:
    """The CRUD operations of one entity."""
    found: list[Operation] = []
    for name, derive in _CRUD.items():
        if name not in entity.operations or (name == "list" and place.single):
            continue
        rule = entity.rule(name)
        if not contract.admits(entity, name, rule):
            continue
        security = (
            _security(name, entity, rule, contract)
            if rule is not None
            else assumed_security(contract.domain, contract.settings)
        )
        served = Served(entity, place, contract, security, (rule.path,) if rule is not None else (entity.path,))
        operation = derive(served)
        if operation is not None:
            found.append(operation)
    return found


def _security(name: str, entity: DomainEntity, rule: AccessRule, contract: Contract) -> Security:
    """Who may call; a row that is made is nobody's yet."""
    if name == "create":
        return security_of(entity, rule.grants)
    return reaching(entity, rule.grants, contract.domain)


def _list(served: Served) -> Operation:
    entity, contract, security = served.entity, served.contract, served.security
    listing = entity.listing
    asked = list_parameters(entity, security, contract, is_below=bool(served.place.above))
    found = served.refusals(errors.BAD_PAGE, *((errors.NOT_FOUND,) if served.place.above else ()))
    return Operation(
        id=served.id("list"),
        kind=OperationKind.LIST,
        name=served.name("list", pascal(entity.many)),
        resource=served.resource,
        method="GET",
        path=served.place.collection,
        summary=f"List {entity.many_title}",
        description=rows_reached(security, entity),
        security=security,
        because=(*served.because, listing.path) if listing is not None else served.because,
        entity=entity.name,
        parameters=(*served.place.above, *asked),
        response=item_name(entity, contract),
        many=True,
        page=page_of(entity, contract),
        sort=next(p.member.values[::2] for p in asked if p.purpose == "sort"),
        include=included(entity, contract),
        errors=errors.statuses(found),
        reads=(entity.name, *embedded_entities(entity, contract)),
        refusals=found,
    )


def _get(served: Served) -> Operation:
    entity, contract = served.entity, served.contract
    found = served.refusals(errors.BAD_REQUEST, errors.NOT_FOUND)
    return Operation(
        id=served.id("get"),
        kind=OperationKind.GET,
        name=served.name("get"),
        resource=served.resource,
        method="GET",
        path=served.place.item,
        summary=f"Get {article(title(entity.name))}",
        description=_get_says(served),
        security=served.security,
        because=served.because,
        entity=entity.name,
        parameters=(
            *served.place.item_parameters,
            *tenant_parameter(entity, served.security, contract),
            *include_parameter(entity, contract),
        ),
        response=contract.reads[entity.name],
        include=included(entity, contract),
        errors=errors.statuses(found),
        etag=entity.versioned,
        reads=(entity.name, *embedded_entities(entity, contract)),
        refusals=found,
    )


def _get_says(served: Served) -> str:
    said = rows_reached(served.security, served.entity)
    limited = any(scope.rows != "all" for scope in served.security.scopes)
    return f"{said} Any other row answers 404." if limited else said


def _create(served: Served) -> Operation:
    entity, contract, security = served.entity, served.contract, served.security
    request = contract.add(create_payload(entity, served.place, contract))
    sign_up = bool(entity.account) and security.public
    repeatable = would_repeat(entity)
    clashes = conflicts.of_create(entity, contract)
    fills = filled_by_server(entity, contract)
    found = served.refusals(
        errors.BAD_REQUEST,
        errors.INVALID,
        *clashes,
        *errors.frozen(entity, "create"),
        *errors.too_many_parts(entity, contract),
        *errors.taken(entity, "", contract),
        *errors.overlapping(entity, contract),
        *(errors.KEYED if repeatable else ()),
        *((errors.NOT_FOUND,) if served.place.above else ()),
    )
    return Operation(
        id=served.id("create"),
        kind=OperationKind.SIGN_UP if sign_up else OperationKind.CREATE,
        name=served.name("create"),
        resource=served.resource,
        method="POST",
        path=served.place.collection,
        summary=f"{'Sign up as' if sign_up else 'Create'} {article(title(entity.name))}",
        description=_create_says(served, fills),
        security=security,
        because=served.because,
        entity=entity.name,
        parameters=served.place.above,
        request=request,
        response=made_answer(entity, security, contract),
        success=201,
        errors=errors.statuses(found),
        refusals=found,
        idempotency_key=repeatable,
        etag=entity.versioned,
        writes=(entity.name, *(p.name for _, p in inline_parts(entity, contract)), *held_with(entity, contract.domain)),
        fills=fills,
    )


def _create_says(served: Served, taken: tuple[str, ...]) -> str:
    entity, contract = served.entity, served.contract
    parts = [title(c.name) for c, _ in inline_parts(entity, contract)]
    kept = [f.name for f in entity.fields if f.readonly or f.computed is not None] + [m.field for m in entity.machines]
    kept += [r.name for r in entity.references if r.readonly and not r.is_parent and f"{snake(r.name)}_id" not in taken]
    said = [f"Makes {article(title(entity.name))}{f' with its {titles(parts)}' if parts else ''}."]
    if kept:
        said.append(f"The server sets {titles(kept)}.")
    if taken:
        said.append(
            f"{titles([name.removesuffix('_id') for name in taken]).capitalize()} "
            f"{'come' if len(taken) > 1 else 'comes'} from the credential."
        )
    said += _while_open(entity, "create")
    said += takes(entity, "", contract.domain)
    said += holds(entity, "", contract.domain)
    if entity.added_only:
        said.append("It is never changed afterwards.")
    return " ".join(said)


def _update(served: Served) -> Operation | None:
    entity, contract = served.entity, served.contract
    payload = update_payload(entity, contract)
    if payload is None:
        return None
    found = served.refusals(
        errors.BAD_REQUEST,
        errors.INVALID,
        errors.NOT_FOUND,
        *conflicts.of_update(entity, payload, contract),
        *(errors.frozen(entity, "update") if _reaches_total(entity, payload) else ()),
        *errors.too_many_parts(entity, contract, _sent_relations(entity, payload)),
        *errors.guarded(entity),
    )
    return Operation(
        id=served.id("update"),
        kind=OperationKind.UPDATE,
        name=served.name("update"),
        resource=served.resource,
        method="PATCH",
        path=served.place.item,
        summary=f"Change {article(title(entity.name))}",
        description=_update_says(served, payload),
        security=served.security,
        because=served.because,
        entity=entity.name,
        parameters=served.place.item_parameters,
        request=contract.add(payload),
        response=answer_name(entity, served.security, contract),
        errors=errors.statuses(found),
        etag=entity.versioned,
        if_match=entity.versioned,
        writes=(entity.name,),
        refusals=found,
    )


def _sent_relations(entity: DomainEntity, payload: Payload) -> frozenset[str]:
    """The relations that a change may turn to another row."""
    lines = {line for member in payload.members for line in member.because}
    return frozenset(r.name for r in entity.references if r.path in lines)


def _reaches_total(entity: DomainEntity, payload: Payload) -> bool:
    """Whether a change can reach what the total of the whole rests on."""
    inputs = entity.frozen.inputs if entity.frozen is not None else ()
    if not inputs:
        return False
    paths = {f.path for f in entity.fields if f.name in inputs} | {
        r.path for r in entity.references if r.name in inputs
    }
    return any(not paths.isdisjoint(m.because) for m in payload.members)


def _update_says(served: Served, payload: Payload) -> str:
    entity = served.entity
    said = [rows_reached(served.security, entity), "Members that are left out stay as they are."]
    said += [
        f"{title(r.name).capitalize()} stays: {title(r.copied)} was copied from it."
        for r in entity.references
        if r.copied
    ]
    if _reaches_total(entity, payload):
        said += _while_open(entity, "update")
    return " ".join(said)


def _while_open(entity: DomainEntity, operation: str) -> list[str]:
    """`Only while the order is pending, and before its checkout.`"""
    freeze = entity.frozen
    if freeze is None or operation not in freeze.operations:
        return []
    begun = f", and before its {title(freeze.begun_by)}" if freeze.begun_by else ""
    return [f"Only while the {title(freeze.whole)} is {listing(list(freeze.states), 'or')}{begun}."]


def _delete(served: Served) -> Operation:
    entity, contract = served.entity, served.contract
    held = entity.name in contract.held and not entity.soft_delete
    found = served.refusals(
        errors.BAD_REQUEST,
        errors.NOT_FOUND,
        *((errors.IN_USE,) if held else ()),
        *errors.too_few(entity, contract),
        *errors.frozen(entity, "delete"),
        *errors.guarded(entity),
    )
    return Operation(
        id=served.id("delete"),
        kind=OperationKind.DELETE,
        name=served.name("delete"),
        resource=served.resource,
        method="DELETE",
        path=served.place.item,
        summary=f"Delete {article(title(entity.name))}",
        description=_delete_says(served, held),
        security=served.security,
        because=served.because,
        entity=entity.name,
        parameters=served.place.item_parameters,
        success=204,
        errors=errors.statuses(found),
        if_match=entity.versioned,
        writes=(entity.name,),
        refusals=found,
    )


def _delete_says(served: Served, held: bool) -> str:
    said = " ".join([rows_reached(served.security, served.entity), *_while_open(served.entity, "delete")])
    if served.entity.soft_delete:
        return (
            f"{said} The row is marked as deleted; rows that refer to it still show it, and asking again answers 404."
        )
    return f"{said} {'A row that others refer to answers 409.' if held else 'The row is gone afterwards.'}"


_CRUD = {"list": _list, "get": _get, "create": _create, "update": _update, "delete": _delete}
