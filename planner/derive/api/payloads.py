"""Answers: the row as it is read, as it is listed, as it is embedded, and what an anonymous maker gets back."""

from __future__ import annotations

from msgspec.structs import replace

from planner import codes
from planner.derive.api.contract import Contract
from planner.derive.api.members import distinct, id_member, timestamps
from planner.derive.api.visibility import readers, seen, seen_field, who_also_reads
from planner.model.api import Member, Payload, Security, Shape
from planner.model.domain import DomainEntity
from planner.model.entities import Field, TypeKind
from planner.naming import snake, title
from planner.plurals import one_of

MOST_EMBEDDED = 100
ITEM, EMBEDDED, CREATED = "ListItem", "Embedded", "Created"


def add_answers(entity: DomainEntity, contract: Contract) -> None:
    """The answers of one entity; what no operation gives is dropped at the end."""
    who = readers(entity, contract)
    row = _row(entity, contract)
    embeds = _embeds(entity, contract, who)
    stem, kind = snake(entity.name), title(entity.name)
    says = entity.says or f"One {one_of(kind)}."
    contract.add(
        Payload(
            f"payload.{stem}.read",
            contract.reads[entity.name],
            "read",
            (distinct([*row, *embeds]) if embeds else row),
            (entity.path,),
            entity.name,
            says,
        )
    )
    contract.add(
        Payload(
            f"payload.{stem}.item",
            contract.type_name(entity, ITEM),
            "item",
            (distinct([*_listed(row), *embeds]) if embeds else _listed(row)),
            (entity.path,),
            entity.name,
            f"One of several {entity.many_title}." if one_of(kind) == kind else f"One {one_of(kind)} among several.",
        )
    )


def item_name(entity: DomainEntity, contract: Contract) -> str:
    """The name of the payload a list of this entity answers with."""
    return contract.type_name(entity, ITEM)


def answer_name(entity: DomainEntity, security: Security, contract: Contract) -> str:
    """What a caller who changed a row gets back: the row, or for anonymous callers what is not personal in it."""
    row = contract.payloads[contract.reads[entity.name]]
    open_to_all = "public" in readers(entity, contract)
    if not security.public or (open_to_all and all(not m.pii or m.visible_to for m in row.members)):
        return row.name
    kept = tuple(m for m in row.members if not m.pii and not m.visible_to and not m.embedded)
    name = contract.type_name(entity, CREATED)
    return contract.add(
        Payload(
            f"payload.{snake(entity.name)}.created",
            name,
            "result",
            kept,
            (entity.path,),
            entity.name,
            f"The {title(entity.name)} without personal data, for whoever is not signed in.",
        )
    )


def made_answer(entity: DomainEntity, security: Security, contract: Contract) -> str:
    """What a caller who made a row gets back: with it, this once, a secret that only the server knows.

    Tokens are left out: they reach whom they are for by another way.
    """
    name = answer_name(entity, security, contract)
    told = [f for f in entity.fields if _is_made_secret(f)]
    if security.public or not told:
        return name
    shown = tuple(
        replace(m, write_only=False, sensitive=True, says=f"{m.says} Shown this once.", visible_to=())
        for m in map(contract.members.field, told)
    )
    return contract.add(
        Payload(
            f"payload.{snake(entity.name)}.created",
            contract.type_name(entity, CREATED),
            "result",
            (*contract.payloads[name].members, *shown),
            (entity.path,),
            entity.name,
            f"A new {title(entity.name)}, with what is never shown again.",
        )
    )


def _is_made_secret(field: Field) -> bool:
    return field.type.kind is TypeKind.SECRET and field.readonly and not snake(field.name).endswith("token")


def _row(entity: DomainEntity, contract: Contract) -> tuple[Member, ...]:
    """The row as its readers see it; made once, shared by every answer that shows it."""
    found = contract.rows.get(entity.name)
    if found is None:
        found = contract.rows[entity.name] = distinct(_columns(entity, contract, readers(entity, contract)))
    return found


def _columns(entity: DomainEntity, contract: Contract, who: tuple[str, ...]) -> list[Member]:
    found: list[Member | None] = [] if entity.key else [id_member(entity)]
    found += [seen_field(f, contract.members.field(f), who) for f in entity.fields]
    for reference in entity.references:
        for member in contract.members.reference(reference):
            shown = member if member.required else replace(member, required=True)
            found.append(seen(shown, who, private=reference.private, pii=False))
    found += timestamps(entity)
    return [member for member in found if member is not None]


def _listed(row: tuple[Member, ...]) -> tuple[Member, ...]:
    """A page of rows carries no binary values."""
    if not any(m.type is not None and m.type.kind is TypeKind.BYTES for m in row):
        return row
    return tuple(m for m in row if m.type is None or m.type.kind is not TypeKind.BYTES)


def _embeds(entity: DomainEntity, contract: Contract, who: tuple[str, ...]) -> list[Member]:
    """What `include` can ask for, each for those readers who may read it on its own."""
    listing = entity.listing
    found: list[Member] = []
    for name in listing.include if listing is not None else ():
        target, many = embedded_target(entity, name, contract)
        if target is None or listing is None:
            continue
        also = who_also_reads(who, entity, target, contract)
        if also is None:
            contract.warn(
                codes.API_INCLUDE,
                f"nobody who lists {entity.name} may read its {name}",
                listing.path,
                f"give {target.name} a reader, or drop '{name}' from include",
            )
            continue
        found.append(
            Member(
                snake(name),
                Shape.PAYLOAD,
                (listing.path,),
                f"The {title(name)}, if `include` names it.",
                payload=_embedded(target, contract),
                required=False,
                many=many,
                least=0 if many else None,
                most=MOST_EMBEDDED if many else None,
                visible_to=also,
                embedded=True,
                derived=True,
            )
        )
    return found


def embedded_target(entity: DomainEntity, name: str, contract: Contract) -> tuple[DomainEntity | None, bool]:
    """The entity behind a relation or inverse, and whether it is many rows."""
    entities = contract.domain.entities
    reference, collection = entity.reference(name), entity.collection(name)
    if reference is not None:
        return (entities.get(reference.targets[0]) if len(reference.targets) == 1 else None), False
    if collection is not None:
        return entities.get(collection.target), collection.many
    for pairing in entity.pairings:
        if pairing.name == name:
            return entities.get(pairing.target), True
    for pairing in entity.paired_by:
        if pairing.inverse == name:
            return entities.get(pairing.entity), True
    return None, False


def _embedded(target: DomainEntity, contract: Contract) -> str:
    name = contract.type_name(target, EMBEDDED)
    if name not in contract.payloads:
        row = _listed(_row(target, contract))
        contract.add(
            Payload(
                f"payload.{snake(target.name)}.embedded",
                name,
                "embedded",
                row,
                (target.path,),
                target.name,
                f"A {title(target.name)} inside another row.",
            )
        )
    return name
