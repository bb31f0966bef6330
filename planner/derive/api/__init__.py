"""Domain -> Api: resources, operations, payloads and messages, before any style of contract."""

from __future__ import annotations

from planner.derive.api.accounts import (
    HOOKS,
    SYSTEM,
    account_operations,
    account_payloads,
    auth_resource,
    probe_payload,
    probes,
    webhooks,
)
from planner.derive.api.contract import Contract
from planner.derive.api.jobs import job_operation, job_payload
from planner.derive.api.messages import feeds, messages
from planner.derive.api.operations import actions, crud, links, queries
from planner.derive.api.payloads import entity_payloads
from planner.diagnostics import Diagnostic
from planner.model.api import Api, Enumeration, Operation, Payload, Resource
from planner.model.decisions import Settings
from planner.model.design import Design
from planner.model.domain import Domain
from planner.naming import kebab, plural_snake, snake


def derive_api(domain: Domain, design: Design, settings: Settings) -> tuple[Api, tuple[Diagnostic, ...]]:
    """The contract of a design."""
    contract = Contract(domain, design, settings)
    operations, payloads = _everything(contract)
    found, notes = messages(contract, operations)
    used = {o.resource for o in operations}
    return Api(
        title=design.name,
        version=settings.api_version,
        base_path=f"/{kebab(settings.api_version)}",
        resources=tuple(r for r in _resources(contract) if r.id in used),
        operations=tuple(operations),
        payloads=tuple(_reachable(operations, payloads)),
        enums=tuple(Enumeration(e.name, e.values, (e.path,)) for e in domain.enums.values()),
        messages=tuple(found),
        feeds=tuple(feeds(contract)),
    ), tuple(notes)


def _everything(contract: Contract) -> tuple[list[Operation], dict[str, Payload]]:
    operations: list[Operation] = list(account_operations(contract))
    payloads: dict[str, Payload] = {p.name: p for p in account_payloads(contract)}
    for entity in contract.domain.entities.values():
        payloads |= {p.name: p for p in entity_payloads(entity, contract)}
        operations += crud(entity, contract)
        operations += links(entity, contract)
        for operation, payload in actions(entity, contract):
            operations.append(operation)
            if payload is not None:
                payloads[payload.name] = payload
    for operation, payload in [*queries(contract), *webhooks(contract)]:
        operations.append(operation)
        if payload is not None:
            payloads[payload.name] = payload
    if any(o.is_async for o in operations):
        operations.append(job_operation(contract))
        payloads[job_payload().name] = job_payload()
    operations += probes(contract)
    payloads[probe_payload().name] = probe_payload()
    return operations, payloads


def _resources(contract: Contract) -> tuple[Resource, ...]:
    entities = tuple(
        Resource(
            f"resource.{snake(e.name)}",
            e.name,
            kebab(plural_snake(e.plural or e.name)),
            contract.paths[e.name],
            e.says or "",
            (e.path,),
            e.name,
            e.parent.targets[0] if e.parent else None,
        )
        for e in contract.domain.entities.values()
    )
    return (
        *auth_resource(contract),
        *entities,
        Resource("resource.queries", "Queries", "queries", "/queries", "Reads beyond the resources.", ("queries",)),
        Resource(HOOKS, "Webhooks", "webhooks", "/webhooks", "Signed notices of outside services.", ("integrations",)),
        Resource("resource.jobs", "Jobs", "jobs", "/jobs", "Work that takes longer than a request.", ("entities",)),
        Resource(SYSTEM, "System", "system", "/", "Probes for whoever runs it.", ("planner",)),
    )


def _reachable(operations: list[Operation], payloads: dict[str, Payload]) -> list[Payload]:
    """Payloads that some operation reads or answers, and those inside them; in their order."""
    pending = [name for o in operations for name in (o.request, o.response) if name is not None]
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        if name not in seen and name in payloads:
            seen.add(name)
            pending += [m.payload for m in payloads[name].members if m.payload is not None]
    return [p for name, p in payloads.items() if name in seen]
