"""Events as messages: declared members only, versioned, nothing personal or secret in what leaves; realtime feeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from planner import codes
from planner.derive.api.contract import Contract
from planner.derive.api.members import HIDDEN, distinct, id_member
from planner.derive.api.security import assumed_security, has_roles, narrowed, security_of
from planner.derive.api.wording import rows_reached, sentence
from planner.model.api import Feed, Member, Message, Operation, Shape
from planner.model.design import Event
from planner.model.domain import DomainEntity
from planner.model.entities import Field
from planner.naming import kebab, pascal, snake, title

_TIMES = ("created_at", "updated_at", "deleted_at")


def messages(contract: Contract, operations: list[Operation]) -> Iterator[Message]:
    """Every event of the design."""
    emitted, consumed = _emitted(contract, operations), _consumed(contract)
    names = type(contract.names)()
    for event in contract.design.events:
        version = event.version or 1
        yield Message(
            id=f"message.{snake(event.name)}",
            name=names.claim(pascal(event.name), f"{pascal(event.name)}Event"),
            event=event.name,
            version=version,
            direction="consume" if event.from_service else "publish",
            members=distinct(list(_members(event, contract))),
            because=(event.path,),
            says=event.says,
            entity=event.of,
            delivery=event.delivery or ("at_most_once" if contract.settings.losable else "at_least_once"),
            emitted_by=tuple(emitted[event.name]),
            consumed_by=tuple(consumed[event.name]),
            leaves=event.leaves,
        )


def _emitted(contract: Contract, operations: list[Operation]) -> dict[str, list[str]]:
    """Event -> ids of the operations that publish it, and of the jobs."""
    found: dict[str, list[str]] = defaultdict(list)
    for operation in operations:
        for event in operation.emits:
            found[event].append(operation.id)
    for job in contract.design.jobs:
        for event in job.emits:
            found[event].append(f"job.{snake(job.name)}")
    return found


def _consumed(contract: Contract) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for job in contract.design.jobs:
        for event in job.on:
            found[event].append(job.name)
    return found


def _members(event: Event, contract: Contract) -> Iterator[Member]:
    for field in event.fields:
        if _may_travel(event, field, contract):
            yield contract.members.field(field)
    entity = contract.domain.entities.get(event.of) if event.of else None
    if entity is not None:
        for name in event.names or (("id",) if not event.fields else ()):
            yield from _named(event, name, entity, contract)


def _named(event: Event, name: str, entity: DomainEntity, contract: Contract) -> Iterator[Member]:
    field, reference = entity.field(name), entity.reference(name)
    if field is not None:
        if _may_travel(event, field, contract):
            yield contract.members.field(field)
    elif reference is not None:
        yield from contract.members.reference(reference)
    elif name == "id":
        yield from contract.members.key(entity) if entity.key else (id_member(entity),)
    elif name in _TIMES:
        yield Member(name, Shape.TIMESTAMP, (event.path,), "When it happened.", column=name)
    elif name == "version":
        yield Member(name, Shape.INTEGER, (event.path,), "Counts edits of the row.", min="1", column=name)


def _may_travel(event: Event, field: Field, contract: Contract) -> bool:
    """What this backend publishes holds nothing personal or secret; what others send is theirs to answer for."""
    if event.from_service is not None:
        return True
    kind = (
        "secret"
        if field.secret or field.writeonly or field.type.kind in HIDDEN
        else "sensitive"
        if field.sensitive
        else "personal"
        if field.pii
        else ""
    )
    if kind:
        contract.warn(
            codes.API_EVENT_PRIVATE,
            f"{event.name} does not carry {field.name}, which is {kind}",
            event.path,
            "send the id, and let the consumer ask for the rest",
        )
    return not kind


def feeds(contract: Contract, collections: dict[str, str]) -> Iterator[Feed]:
    """Realtime channels, one path each."""
    for channel in contract.design.realtime:
        entity = contract.domain.entities.get(channel.of)
        if entity is None or entity.name not in collections:
            continue
        if not any(g.is_caller for g in channel.to) and (channel.to or has_roles(contract.domain)):
            contract.deny(
                f"feed.{snake(channel.name)}",
                entity.name,
                channel.name,
                f"{channel.path}.to",
                (channel.path,),
                f"follow {title(channel.name)}",
            )
            continue
        security = (
            security_of(entity, channel.to) if channel.to else assumed_security(contract.domain, contract.settings)
        )
        security = narrowed(security, entity.rule("get") or entity.rule("list"), entity, contract.domain)
        base, plain = collections[entity.name], f"/streams/{kebab(channel.name)}"
        said = (sentence(channel.says),) if channel.says else ()
        path = contract.paths.claim("GET", *((f"{base}/stream", plain) if "{" not in base else (plain,)))
        yield Feed(
            f"feed.{snake(channel.name)}",
            channel.name,
            channel.channel,
            entity.name,
            path,
            contract.reads[entity.name],
            security,
            (channel.path,),
            " ".join(
                [*said, f"Every {title(entity.name)} that changes, as it happens.", rows_reached(security, entity)]
            ),
        )
