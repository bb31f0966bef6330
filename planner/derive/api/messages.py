"""Events as messages: declared members only, versioned, nothing sensitive; and realtime feeds."""

from __future__ import annotations

from collections.abc import Iterator

from planner import codes
from planner.derive.api.contract import Contract, field_member, id_member
from planner.derive.api.security import assumed_security, security_of
from planner.diagnostics import Diagnostic, Severity
from planner.model.api import Feed, Member, Message, Operation, Shape
from planner.model.design import Event
from planner.model.domain import DomainEntity
from planner.naming import kebab, pascal, snake


def messages(contract: Contract, operations: list[Operation]) -> tuple[list[Message], list[Diagnostic]]:
    """Every event of the design."""
    notes: list[Diagnostic] = []
    found: list[Message] = []
    for event in contract.design.events:
        entity = contract.domain.entities.get(event.of) if event.of else None
        members = tuple(_members(event, entity, contract, notes))
        found.append(
            Message(
                id=f"message.{snake(event.name)}",
                name=pascal(event.name),
                event=event.name,
                version=event.version or 1,
                direction="consume" if event.from_service else "publish",
                members=members,
                because=(event.path,),
                says=event.says,
                entity=event.of,
                delivery=event.delivery or "at_least_once",
                emitted_by=tuple(o.id for o in operations if event.name in o.emits),
                consumed_by=tuple(j.name for j in contract.design.jobs if event.name in j.on),
                leaves=event.leaves,
            )
        )
    return found, notes


def _members(
    event: Event, entity: DomainEntity | None, contract: Contract, notes: list[Diagnostic]
) -> Iterator[Member]:
    for own in event.fields:
        yield field_member(own, contract.domain)
    if entity is None:
        return
    for name in event.names or ("id",):
        field, reference = entity.field(name), entity.reference(name)
        if field is not None and (field.sensitive or field.secret or field.pii):
            notes.append(
                Diagnostic(
                    codes.API_EVENT_PRIVATE,
                    Severity.WARNING,
                    f"{event.name} carries {name}, which is personal or sensitive",
                    None,
                    "send the id, and let the consumer ask",
                    event.path,
                )
            )
        if field is not None:
            yield field_member(field, contract.domain)
        elif reference is not None:
            yield from contract.reference_members(reference)
        elif name == "id" and entity.key:
            yield from contract.key_members(entity)
        elif name == "id":
            yield id_member(entity)
        elif name in ("created_at", "updated_at", "deleted_at"):
            yield Member(name, Shape.TIMESTAMP, (event.path,), "When it happened.")


def feeds(contract: Contract) -> Iterator[Feed]:
    """Realtime channels, one path each."""
    for channel in contract.design.realtime:
        entity = contract.domain.entities.get(channel.of)
        if entity is None:
            continue
        security = security_of(entity, channel.to, contract.domain) if channel.to else assumed_security(contract.domain)
        yield Feed(
            f"feed.{snake(channel.name)}",
            channel.name,
            channel.channel,
            entity.name,
            f"{contract.paths[entity.name]}/stream"
            if "{" not in contract.paths[entity.name]
            else f"/streams/{kebab(channel.name)}",
            pascal(entity.name),
            security,
            (channel.path,),
        )
