"""Rules that no constraint holds: a step each, which waits for the operations that change what the rule reads, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from planner.derive.infer.read_by import Reads, read_by
from planner.derive.work.drafts import Draft, critical, effort
from planner.derive.work.features import actions_of, endpoints_of
from planner.derive.work.foundation import DATABASE, migration_of
from planner.derive.work.integrations import webhook_of
from planner.derive.work.layout import Layout, fill
from planner.model.api import Api, Operation, OperationKind, Payload
from planner.model.database import Enforcement
from planner.model.design import BusinessRule, Design
from planner.model.domain import Domain, DomainEntity
from planner.model.entities import Action
from planner.model.work import Need, Verification
from planner.naming import snake


def rule_steps(
    enforcements: Iterable[Enforcement], design: Design, domain: Domain, api: Api, layout: Layout
) -> Iterator[Draft]:
    """The steps that hold and test the rules which nothing else holds."""
    rules = {r.id: r for r in design.rules}
    left = [rules[e.rule] for e in enforcements if not e.enforced]
    writing = [o for o in api.operations if o.writes] if left else []
    sent = {p.name: p for p in api.payloads} if left else {}
    yield from (_step(rule, domain, _Writes(writing, sent, domain), layout) for rule in left)


class _Writes(Struct, frozen=True):
    """Operations that write, and what they are sent."""

    operations: list[Operation]
    sent: dict[str, Payload]
    domain: Domain


def _step(rule: BusinessRule, domain: Domain, writes: _Writes, layout: Layout) -> Draft:
    reads = read_by(rule, domain)
    needs = [Need(migration_of(name), f"the rule speaks of {name}") for name in rule.on if name in domain.entities]
    needs += _breakers(reads, writes)
    module = f"rule_{snake(rule.id)}"
    return Draft(
        id=f"step.rule.{snake(rule.id)}",
        title=f"Hold the rule {rule.id}",
        kind="rule",
        phase="surroundings",
        lane="data",
        says=rule.says,
        effort=effort(4),
        because=(rule.path,),
        needs=tuple(needs) or (Need(DATABASE, "it is about stored rows"),),
        create=(fill(layout.test, module),),
        acceptance=(
            critical(f"A request that would break it is refused with 409 and changes nothing: {rule.says}"),
            critical("Two requests at once that break it only together: at most one succeeds."),
        ),
        verify=(Verification(fill(layout.test_one, module), layout.passes),),
    )


def _breakers(reads: Reads, writes: _Writes) -> Iterator[Need]:
    """The steps that build what could break the rule."""
    concerned = {*reads.members, *reads.counted}
    for operation in writes.operations:
        if not concerned.isdisjoint(operation.writes) and _could_break(operation, reads, writes):
            yield from (Need(step, f"{operation.name} could break it") for step in _built_by(operation))


def _could_break(operation: Operation, reads: Reads, writes: _Writes) -> bool:
    domain = writes.domain
    own = domain.entities.get(operation.entity or "")
    if any(reads.is_changed_by_rows(name) for name in operation.writes if name != operation.entity):
        return operation.kind is not OperationKind.WEBHOOK or _told(operation, reads, domain)
    if own is None or own.name not in operation.writes:
        return False
    match operation.kind:
        case OperationKind.UPDATE:
            return reads.is_changed_by(own.name, _sent(operation, own, writes))
        case OperationKind.DELETE:
            return reads.is_changed_by_loss(own.name)
        case OperationKind.ACTION:
            return _done(own, (a for a in own.actions if a.name == operation.action), reads)
        case OperationKind.LINK_ADD | OperationKind.LINK_REMOVE:
            return reads.is_changed_by(own.name, frozenset(p.name for p in own.pairings))
    return reads.is_changed_by_rows(own.name)


def _told(operation: Operation, reads: Reads, domain: Domain) -> bool:
    """Whether anything that an outside party tells changes what is read."""
    entities = (domain.entities[name] for name in operation.writes if name in domain.entities)
    return any(
        _done(e, (a for a in e.actions if any(g.party in operation.uses for g in a.by)), reads) for e in entities
    )


def _done(entity: DomainEntity, actions: Iterable[Action], reads: Reads) -> bool:
    """Whether one of the actions writes what is read."""
    moved = {arrow.action: machine.field for machine in entity.machines for arrow in machine.arrows}
    return any(
        reads.is_changed_by(
            entity.name, frozenset((*(s.field for s in a.sets), *((moved[a.name],) if a.name in moved else ())))
        )
        for a in actions
    )


def _sent(operation: Operation, entity: DomainEntity, writes: _Writes) -> frozenset[str]:
    """The members that a request may change."""
    payload = writes.sent.get(operation.request or "")
    lines = {line for m in payload.members for line in m.because} if payload is not None else set()
    fields = (f.name for f in entity.fields if f.path in lines)
    return frozenset((*fields, *(r.name for r in entity.references if r.path in lines)))


def _built_by(operation: Operation) -> tuple[str, ...]:
    """The step that builds an operation on rows."""
    if operation.kind is OperationKind.WEBHOOK:
        return tuple(webhook_of(name) for name in operation.uses)
    if operation.entity is None:
        return ()
    return ((actions_of if operation.kind is OperationKind.ACTION else endpoints_of)(operation.entity),)
