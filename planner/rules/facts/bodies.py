"""Facts about request and answer bodies: what the server owns is in no request, what is nobody's business in no answer."""

from __future__ import annotations

from typing import Final

from planner.model.api import Operation, Parameter, Payload
from planner.model.design import Integration
from planner.model.domain import DomainEntity
from planner.model.entities import Field, TypeKind
from planner.naming import snake
from planner.rules.facts.entities import has_word
from planner.rules.facts.registry import NO, Known, Reply, entity_fact, flag, integration_fact, operation_fact
from planner.rules.world import World

_PRIVILEGE: Final = frozenset(("role", "admin", "permission", "permissions", "verified", "approved", "privilege"))
_HIDDEN: Final = (TypeKind.PASSWORD, TypeKind.SECRET)
_CHOOSING: Final = frozenset(("filter", "from", "to", "sort", "search"))


def _is_privilege(entity: DomainEntity, world: World, field: Field) -> bool:
    """Whether a field that accounts write would give its writer a right."""
    if not has_word(field.name, _PRIVILEGE):
        return False
    rules = [r for r in (entity.rule("create"), entity.rule("update")) if r is not None]
    return any(g.role in ("owner", "public") or g.role in world.account_roles for r in rules for g in r.grants)


def _server_owned(world: World, entity: DomainEntity) -> list[Field]:
    moved = {m.field for m in entity.machines}
    return [
        f
        for f in entity.fields
        if f.readonly or f.computed is not None or f.name in moved or _is_privilege(entity, world, f)
    ]


@entity_fact("entity.server_owned", "words", "members that only the server may set")
def server_owned(world: World, entity: DomainEntity) -> Reply:
    """States, totals, numbers it gives, and what would be a right."""
    found = _server_owned(world, entity)
    return Known(tuple(f.name for f in found), tuple(f.path for f in found))


@entity_fact("entity.has_server_owned", "flag", "some of its members only the server may set")
def has_server_owned(world: World, entity: DomainEntity) -> Reply:
    """Whether there are such members, and callers write the entity."""
    found = _server_owned(world, entity) if any(_is_given(entity, n) for n in ("create", "update")) else []
    return flag(bool(found), *(f.path for f in found))


def _is_given(entity: DomainEntity, operation: str) -> bool:
    """Whether somebody may run an operation, or nobody says who."""
    rule = entity.rule(operation)
    if operation not in entity.operations or rule is None:
        return operation in entity.operations and not entity.access
    return rule.is_called


@entity_fact("entity.closed_requests", "flag", "its request bodies hold none of what the server sets", stage="plan")
def closed_requests(world: World, entity: DomainEntity) -> Reply:
    """Whether no create or update body has such a member."""
    bodies = _bodies(world, entity, ("create", "update"))
    forbidden = {snake(f.name) for f in _server_owned(world, entity)}
    if not bodies or any(m.name in forbidden for p in bodies for m in p.members):
        return NO
    return Known(True, (entity.path,), tuple(p.id for p in bodies))


def _bodies(world: World, entity: DomainEntity, purposes: tuple[str, ...]) -> list[Payload]:
    return [p for p in world.payloads_of.get(entity.name, ()) if p.purpose in purposes]


def _restricted(entity: DomainEntity) -> list[Field]:
    reading = [g.role for r in entity.access if r.operation in ("get", "list") for g in r.grants]
    public, others = "public" in reading, any(role != "owner" for role in reading)
    return [
        f
        for f in entity.fields
        if f.secret
        or f.writeonly
        or (f.private and others)
        or f.type.kind in _HIDDEN
        or (public and (f.pii or f.sensitive))
    ]


@entity_fact("entity.restricted_fields", "words", "members that not every reader may see")
def restricted_fields(_world: World, entity: DomainEntity) -> Reply:
    """Secrets, private members, and personal ones where the public reads."""
    found = _restricted(entity)
    return Known(tuple(f.name for f in found), tuple(f.path for f in found))


@entity_fact("entity.has_restricted", "flag", "some of its members not every reader may see")
def has_restricted(_world: World, entity: DomainEntity) -> Reply:
    """Whether there are such members."""
    return flag(bool(found := _restricted(entity)), *(f.path for f in found))


@entity_fact("entity.closed_answers", "flag", "its answers leave out or mark what not everybody may see", stage="plan")
def closed_answers(world: World, entity: DomainEntity) -> Reply:
    """Whether no answer shows a restricted member to everybody."""
    bodies = _bodies(world, entity, ("read", "item"))
    restricted = {snake(f.name) for f in _restricted(entity)}
    if not bodies or any(m.name in restricted and not m.visible_to for p in bodies for m in p.members):
        return NO
    return Known(True, (entity.path,), tuple(p.id for p in bodies))


def _chosen(operation: Operation) -> list[Parameter]:
    return [p for p in operation.parameters if p.purpose in _CHOOSING]


@operation_fact(
    "operation.chooses", "flag", "callers filter, sort or search with it", only=lambda operation: operation.many
)
def chooses(_world: World, operation: Operation) -> Reply:
    """Whether it has such parameters."""
    return flag(bool(_chosen(operation)), *operation.because)


@operation_fact("operation.parameters_bounded", "flag", "each parameter has a type, a list of values or a length")
def parameters_bounded(_world: World, operation: Operation) -> Reply:
    """Whether nothing a caller sends reaches a statement as free text without bound."""
    bounded = all(
        p.member.values or p.member.type or p.member.most or p.member.shape.value not in ("text", "field")
        for p in _chosen(operation)
    )
    return Known(True, operation.because, (operation.id,)) if bounded else NO


@operation_fact("operation.personal_parameter", "flag", "personal or sensitive values stand in its address")
def personal_parameter(world: World, operation: Operation) -> Reply:
    """Whether a filter or key is a personal field; search words are names often enough."""
    found = world.telling.get(operation.entity or "", {})
    for parameter in operation.parameters if found else ():
        name = parameter.name.removesuffix("_from").removesuffix("_to")
        if name in found:
            return Known(True, (found[name],))
    return NO


@operation_fact(
    "operation.staff_only", "flag", "only people of the house may call it, none who signed up by themselves"
)
def staff_only(world: World, operation: Operation) -> Reply:
    """Whether neither anonymous callers, nor owners, nor roles of accounts that anybody opens may."""
    roles = {s.role for s in operation.security.scopes}
    outside = {"public", "owner"} | world.roles_anybody_takes
    return flag(bool(roles) and not operation.security.assumed and roles.isdisjoint(outside))


@operation_fact("operation.answers_personal", "flag", "it reads personal or sensitive values")
def answers_personal(world: World, operation: Operation) -> Reply:
    """Whether a GET shows personal members."""
    entity = world.entity(operation.entity) if operation.entity and operation.method == "GET" else None
    found = [f.path for f in entity.fields if f.pii or f.sensitive] if entity else []
    return flag(bool(found), *found[:3])


@integration_fact("integration.sends", "flag", "it sends notices to this backend", stage="plan")
def sends(world: World, integration: Integration) -> Reply:
    """Whether there is a webhook for it."""
    return flag(f"op.webhook.{snake(integration.name)}" in world.operations_by_id, integration.path)


@integration_fact("integration.notices_declared", "flag", "a schema says what its notices hold", stage="plan")
def notices_declared(world: World, integration: Integration) -> Reply:
    """Whether the webhook's body is a payload of declared members."""
    operation = world.operations_by_id.get(f"op.webhook.{snake(integration.name)}")
    payload = world.payloads.get(operation.request or "") if operation else None
    return Known(True, (integration.path,), (payload.id,)) if payload and payload.members else NO
