"""Domain -> Api: resources, operations, payloads and messages, before any style of contract."""

from __future__ import annotations

from msgspec.structs import replace

from planner.derive.api.access_keys import key_operations, key_resource
from planner.derive.api.accounts import account_operations, auth_resource
from planner.derive.api.actions import JOB, actions
from planner.derive.api.contract import Contract
from planner.derive.api.crud import crud
from planner.derive.api.key_stores import key_holders
from planner.derive.api.links import links
from planner.derive.api.messages import feeds, messages
from planner.derive.api.payloads import add_answers
from planner.derive.api.queries import QUERIES, queries, query_paths
from planner.derive.api.resources import Place, places
from planner.derive.api.system import job_operation, probes, system_resources
from planner.derive.api.webhooks import hook_resource, webhooks
from planner.diagnostics import Diagnostic
from planner.model.api import Api, Enumeration, Message, Operation, Payload, Resource
from planner.model.decisions import Settings
from planner.model.design import Design
from planner.model.domain import Domain
from planner.naming import kebab, snake

__all__ = ["derive_api"]


def derive_api(domain: Domain, design: Design, settings: Settings) -> tuple[Api, tuple[Diagnostic, ...]]:
    """The contract of a design."""
    contract = Contract(domain, design, settings)
    where = places(contract)
    operations = _operations(contract, where)
    sent = tuple(messages(contract, operations))
    streams = tuple(feeds(contract, {name: place.collection for name, place in where.items()}))
    payloads = contract.members.payloads | contract.payloads
    asked = [name for o in operations for name in (o.request, o.response)] + [feed.payload for feed in streams]
    used = {operation.resource for operation in operations}
    return Api(
        title=design.name,
        version=settings.api_version,
        base_path=f"/{kebab(settings.api_version)}",
        resources=tuple(r for r in _resources(contract, where) if r.id in used),
        operations=tuple(operations),
        payloads=_reachable([*asked, *_in_messages(sent)], payloads),
        enums=tuple(Enumeration(contract.members.enums[e.name], e.values, (e.path,)) for e in domain.enums.values()),
        messages=sent,
        feeds=streams,
        unserved=tuple(contract.unserved),
        key_holders=key_holders(contract),
    ), tuple(contract.notes)


def _operations(contract: Contract, where: dict[str, Place]) -> list[Operation]:
    """Every operation: signing in first, then each entity's, then what stands beside them."""
    paths = query_paths(contract, where)
    for entity in contract.entities:
        add_answers(entity, contract)
    rows = {e.name: crud(e, where[e.name], contract) for e in contract.entities}
    job = contract.names.claim(JOB, "BackgroundJob")
    found: list[Operation] = []
    for entity in contract.entities:
        found += rows[entity.name]
        found += links(entity, where, contract)
        found += actions(entity, where[entity.name], contract, job)
    beside = [*queries(contract, paths), *webhooks(contract)]
    if any(o.is_async for o in (*found, *beside)):
        beside.append(job_operation(contract, job))
    before = [*account_operations(contract), *key_operations(contract)]
    beside += probes(contract)
    taken = {o.id for o in found}
    return [*_beside(before, taken), *found, *_beside(beside, taken)]


def _beside(operations: list[Operation], taken: set[str]) -> list[Operation]:
    """Operations of no entity; where an entity of that name has the id already, they say that they are the system's."""
    return [replace(o, id=o.id.replace("op.", "op.system.", 1)) if o.id in taken else o for o in operations]


def _resources(contract: Contract, where: dict[str, Place]) -> tuple[Resource, ...]:
    entities = tuple(
        Resource(
            f"resource.{snake(e.name)}",
            e.name,
            contract.tags.claim(kebab(e.many), kebab(e.name)),
            where[e.name].collection,
            e.says,
            (e.path,),
            e.name,
            e.parent.targets[0] if e.parent else None,
        )
        for e in contract.entities
    )
    before = tuple(r for r in (auth_resource(contract), key_resource(contract)) if r is not None)
    more = Resource(
        QUERIES,
        "Queries",
        contract.tags.claim("queries", "reads"),
        "/queries",
        "Reads beyond the resources.",
        tuple(q.path for q in contract.design.queries),
    )
    return (*before, *entities, more, hook_resource(contract), *system_resources(contract))


def _in_messages(sent: tuple[Message, ...]) -> list[str | None]:
    return [member.payload for message in sent for member in message.members]


def _reachable(asked: list[str | None], payloads: dict[str, Payload]) -> tuple[Payload, ...]:
    """Payloads that something reads or answers, and those inside them; in their order."""
    pending = [name for name in asked if name is not None]
    seen: set[str] = set()
    known: set[int] = set()  # lists of members, which payloads share
    while pending:
        name = pending.pop()
        if name not in seen and name in payloads:
            seen.add(name)
            members = payloads[name].members
            if id(members) not in known:
                known.add(id(members))
                pending += [m.payload for m in members if m.payload is not None]
    return tuple(payload for name, payload in payloads.items() if name in seen)
