"""Bodies of requests and answers: one of its own for create, update, read; the server's members in no request."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner.derive.api.contract import HIDDEN, UPLOADED, Contract, field_member, id_member, reads_public, timestamps
from planner.model.api import Member, Payload, Shape
from planner.model.design import Field
from planner.model.domain import DomainEntity, Reference
from planner.naming import pascal, snake, title

MOST_PARTS = 100


def entity_payloads(entity: DomainEntity, contract: Contract) -> Iterator[Payload]:
    """Read, create and update of one entity, as far as its operations need them."""
    yield read_payload(entity, contract)
    if "create" in entity.operations:
        yield create_payload(entity, contract)
    update = update_payload(entity, contract)
    if "update" in entity.operations and update.members:
        yield update


def read_payload(entity: DomainEntity, contract: Contract) -> Payload:
    """What callers see: nothing that is never returned, and marked where not everybody sees it."""
    public = reads_public(entity)
    members: list[Member] = [] if entity.key else [id_member(entity)]
    members += [
        _seen(f, field_member(f, contract.domain), entity, public)
        for f in entity.fields
        if f.type.kind not in HIDDEN and not f.writeonly and not f.secret
    ]
    for reference in entity.references:
        seen = contract.reference_members(reference)
        members += [
            replace(m, required=True, visible_to=("owner",)) if reference.private else replace(m, required=True)
            for m in seen
        ]
    members += timestamps(entity)
    name = pascal(entity.name)
    return Payload(
        f"payload.{snake(entity.name)}.read",
        name,
        "read",
        _distinct(members),
        (entity.path,),
        entity.name,
        entity.says or f"One {title(entity.name)}.",
    )


def _distinct(members: list[Member]) -> tuple[Member, ...]:
    found: dict[str, Member] = {}
    for member in members:
        found.setdefault(member.name, member)
    return tuple(found.values())


def _seen(field: Field, member: Member, entity: DomainEntity, public: bool) -> Member:
    """Personal data is hidden from anonymous callers, private data from all but the owner."""
    if field.private:
        return replace(member, required=False, visible_to=("owner",))
    if field.pii and public:
        return replace(member, required=False, visible_to=("signed_in",))
    return replace(member, required=True)


def create_payload(entity: DomainEntity, contract: Contract) -> Payload:
    """What a caller may say when a row is made."""
    members = list(_written(entity, contract, creating=True))
    members += _inline_parts(entity, contract)
    name = f"{pascal(entity.name)}Create"
    return Payload(
        f"payload.{snake(entity.name)}.create",
        name,
        "create",
        _distinct(members),
        (entity.path,),
        entity.name,
        f"What is needed to create {title(entity.name)}.",
    )


def update_payload(entity: DomainEntity, contract: Contract) -> Payload:
    """What a caller may change later; at least one member is sent."""
    members = [replace(m, required=False, default=None) for m in _written(entity, contract, creating=False)]
    name = f"{pascal(entity.name)}Update"
    return Payload(
        f"payload.{snake(entity.name)}.update",
        name,
        "update",
        _distinct(members),
        (entity.path,),
        entity.name,
        f"What of {title(entity.name)} is to change.",
        partial=True,
    )


def _written(entity: DomainEntity, contract: Contract, *, creating: bool) -> Iterator[Member]:
    states = {m.field for m in entity.machines}
    for field in entity.fields:
        if field.readonly or field.computed is not None or field.name in states:
            continue
        if not creating and (field.immutable or field.name in entity.key):
            continue
        yield _writable(field, contract)
    parent = entity.parent.name if entity.parent else None
    for reference in entity.references:
        if reference.name == parent or reference.readonly or (not creating and reference.immutable):
            continue
        owned = entity.owner[:1] == (reference.name,) and len(entity.owner) == 1
        if owned and (not creating or not _others_create(entity, contract)):
            continue
        for member in contract.reference_members(reference):
            if member.name in _tenant_members(contract, reference):
                continue
            yield replace(member, required=member.required and not owned, says=_owner_says(member, owned))


def _tenant_members(contract: Contract, reference: Reference) -> tuple[str, ...]:
    """The tenant comes from the credential, never from the body."""
    root = contract.domain.tenant_root
    scoped = contract.domain.entities[reference.entity].tenant_scoped
    return (
        tuple(m.name for m in contract.reference_members(reference)) if scoped and reference.targets == (root,) else ()
    )


def _owner_says(member: Member, owned: bool) -> str:
    return f"{member.says.rstrip('.')}; callers who own it leave it out." if owned else member.says


def _others_create(entity: DomainEntity, contract: Contract) -> bool:
    """Whether somebody else than the account itself creates rows."""
    rule = entity.rule("create")
    account = contract.domain.entities[entity.owner_account].account if entity.owner_account else None
    return rule is not None and any(g.role not in (account, "owner", "none", "system") for g in rule.grants)


def _writable(field: Field, contract: Contract) -> Member:
    member = field_member(field, contract.domain)
    required = field.required and field.default is None and field.source is None
    shape = Shape.UPLOAD if field.type.kind in UPLOADED else member.shape
    return replace(
        member, shape=shape, required=required, nullable=not field.required and field.default is None, visible_to=()
    )


def _inline_parts(entity: DomainEntity, contract: Contract) -> Iterator[Member]:
    """Parts are created with their whole."""
    for collection in entity.collections:
        part = contract.domain.entities.get(collection.target)
        if (
            part is None
            or part.parent is None
            or part.parent.name != collection.reference
            or part.parent.targets != (entity.name,)
        ):
            continue
        if "create" not in part.operations or part.name == entity.name:
            continue
        yield Member(
            snake(collection.name),
            Shape.PAYLOAD,
            (collection.path,),
            f"The {title(collection.name)} created with it.",
            payload=f"{pascal(part.name)}Create",
            required=bool(collection.least),
            many=collection.many,
            least=collection.least or 0,
            most=collection.most or MOST_PARTS,
            derived=True,
        )
