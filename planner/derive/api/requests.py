"""Requests: what a caller may say when a row is made or changed. What the server owns is in none of them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner.derive.api.contract import Contract
from planner.derive.api.members import UPLOADED, distinct
from planner.derive.api.resources import Place
from planner.derive.api.security import has_roles
from planner.derive.infer.makers import is_the_caller
from planner.model.api import Member, Payload, Shape
from planner.model.domain import Collection, DomainEntity, Pairing, Reference
from planner.model.entities import Field, TypeKind
from planner.naming import article, plural_snake, snake, title
from planner.plurals import singular

MOST_PARTS = 100


def create_payload(entity: DomainEntity, place: Place, contract: Contract) -> Payload:
    """The body of a create."""
    members = [*_sign_up_tenant(entity, contract), *_whole(entity, place, contract), *_rest(entity, contract)]
    name = contract.type_name(entity, "Create")
    rule = entity.rule("create")
    return Payload(
        f"payload.{snake(entity.name)}.create",
        name,
        "create",
        distinct(members),
        _because(entity, rule.path if rule else ""),
        entity.name,
        _create_says(entity),
    )


def update_payload(entity: DomainEntity, contract: Contract) -> Payload | None:
    """The body of a partial update: every member optional, at least one sent; `None` if nothing can change."""
    members = distinct([_left_out(m) for m in _written(entity, contract, creating=False)])
    if not members:
        return None
    rule = entity.rule("update")
    return Payload(
        f"payload.{snake(entity.name)}.update",
        contract.type_name(entity, "Update"),
        "update",
        members,
        _because(entity, rule.path if rule else ""),
        entity.name,
        f"What of {article(title(entity.name))} is to change.",
        partial=True,
    )


def _left_out(member: Member) -> Member:
    """The same member where it may be left out, and leaving it out means no change."""
    if not member.required and member.default is None:
        return member
    return replace(member, required=False, default=None)


def filled_by_server(entity: DomainEntity, contract: Contract) -> tuple[str, ...]:
    """Members that are taken from the caller: the owner where the account's role creates, who made it, and the tenant."""
    found: list[str] = []
    for reference in entity.references:
        if (
            _is_tenant(reference, entity, contract)
            or (_is_owner(reference, entity) and _owner_creates(entity, contract))
            or is_the_caller(entity, reference, contract.domain)
        ):
            found += [m.name for m in contract.members.reference(reference)]
    return tuple(found)


def _because(entity: DomainEntity, rule: str) -> tuple[str, ...]:
    return (entity.path, rule) if rule else (entity.path,)


def _rest(entity: DomainEntity, contract: Contract) -> Iterator[Member]:
    yield from _written(entity, contract, creating=True)
    yield from _links(entity, contract)
    yield from _parts(entity, contract)


def _whole(entity: DomainEntity, place: Place, contract: Contract) -> tuple[Member, ...]:
    """A part that is not nested under its whole names it."""
    if entity.parent is None or place.nested:
        return ()
    return contract.members.reference(entity.parent)


def _written(entity: DomainEntity, contract: Contract, *, creating: bool) -> Iterator[Member]:
    moved = {m.field for m in entity.machines}
    proven = not creating and contract.settings.auth in ("jwt", "session") and bool(entity.account)
    acted = {a.field for action in entity.actions for a in action.sets}
    for field in entity.fields:
        if field.readonly or field.computed is not None or field.name in moved:
            continue
        if field.name in acted and not (creating and field.required and field.default is None):
            continue
        if proven and contract.proven.get(entity.name) is field:
            continue  # it counts once its code came back, which an operation of its own asks for
        if proven and field.type.kind is TypeKind.PASSWORD:
            continue  # a borrowed sign-in must not be enough to lock its owner out: recovery sets a new one
        if creating or not (field.immutable or field.name in entity.key):
            yield _writable(field, contract)
    for reference in entity.references:
        if _is_writable(reference, entity, contract, creating=creating) and reference.name not in acted:
            yield from _pointers(reference, entity, contract)


def _writable(field: Field, contract: Contract) -> Member:
    found = contract.writable.get(id(field))
    if found is None:
        found = contract.writable[id(field)] = _sent(field, contract)
    return found


def _sent(field: Field, contract: Contract) -> Member:
    member = contract.members.field(field)
    free = field.default is not None or field.source is not None
    upload = field.type.kind in UPLOADED
    if not upload and not free and field.required:
        return member
    return replace(
        member,
        shape=Shape.UPLOAD if upload else member.shape,
        required=field.required and not free,
        nullable=not field.required and field.default is None,
    )


def _is_writable(reference: Reference, entity: DomainEntity, contract: Contract, *, creating: bool) -> bool:
    if reference.is_parent or reference.readonly or _is_tenant(reference, entity, contract):
        return False
    if not creating:
        return not reference.immutable and not _is_owner(reference, entity)
    return not _is_owner(reference, entity) or _others_create(entity, contract)


def _pointers(reference: Reference, entity: DomainEntity, contract: Contract) -> Iterator[Member]:
    for member in contract.members.reference(reference):
        if _is_owner(reference, entity) and _owner_creates(entity, contract):
            says = f"{member.says.rstrip('.')}; taken from the caller who owns it, sent by any other."
            yield replace(member, required=False, says=says)
        elif not member.required and not member.nullable:
            yield replace(member, nullable=True)
        else:
            yield member


def _is_owner(reference: Reference, entity: DomainEntity) -> bool:
    return entity.owner == (reference.name,)


def _is_tenant(reference: Reference, entity: DomainEntity, contract: Contract) -> bool:
    """The tenant comes from the credential, never from the body."""
    return entity.tenant_scoped and reference.targets == (contract.domain.tenant_root,)


def _creators(entity: DomainEntity) -> tuple[str, ...]:
    rule = entity.rule("create")
    return tuple(g.role for g in rule.grants if g.is_caller) if rule is not None else ()


def _owner_creates(entity: DomainEntity, contract: Contract) -> bool:
    """Whether holders of the account's role create rows of their own."""
    owners = contract.holders.of("owner", entity)
    if not has_roles(contract.domain):
        return bool(entity.owner_account)
    return any(role == "owner" or owners & contract.holders.of(role, entity) for role in _creators(entity))


def _others_create(entity: DomainEntity, contract: Contract) -> bool:
    """Whether somebody who is not the owner's kind of account creates rows."""
    owners = contract.holders.of("owner", entity)
    return any(
        role == "public" or contract.holders.of(role, entity) - owners for role in _creators(entity) if role != "owner"
    )


def _sign_up_tenant(entity: DomainEntity, contract: Contract) -> Iterator[Member]:
    """Whoever makes a row without a credential names the tenant, or makes the root in the same call."""
    root = contract.domain.entities.get(contract.domain.tenant_root or "")
    if root is None or not entity.tenant_scoped or "public" not in _creators(entity):
        return
    if entity.account and ("public" in _creators(root) or "create" not in root.operations):
        yield Member(
            snake(root.name),
            Shape.PAYLOAD,
            (root.path,),
            f"The {title(root.name)} that is made with it.",
            payload=_founded(root, contract),
            derived=True,
        )
        return
    reference = next((r for r in entity.references if r.targets == (root.name,)), None)
    says = f"Which {title(root.name)} it belongs to."
    if reference is not None:
        yield from (replace(m, required=True, nullable=False, says=says) for m in contract.members.reference(reference))
    else:
        yield Member(f"{snake(root.name)}_id", Shape.REFERENCE, (root.path,), says, target=root.name)


def _founded(root: DomainEntity, contract: Contract) -> str:
    """The body of the tenant inside a sign-up; made here where nobody makes tenants otherwise."""
    name = contract.type_name(root, "Create")
    if "create" in root.operations or name in contract.payloads:
        return name
    members = distinct(list(_rest(root, contract)))
    id = f"payload.{snake(root.name)}.create"
    return contract.add(Payload(id, name, "create", members, _because(root, ""), root.name, _create_says(root)))


def _links(entity: DomainEntity, contract: Contract) -> Iterator[Member]:
    """Links that a row may not be without are sent with it."""
    for pairing in entity.pairings:
        target = contract.domain.entities.get(pairing.target)
        if pairing.least and pairing.through is None and target is not None and not target.key:
            yield _link(pairing)


def _link(pairing: Pairing) -> Member:
    one = singular(snake(pairing.name))
    return Member(
        f"{one}_ids",
        Shape.REFERENCE,
        (pairing.path,),
        pairing.says or f"The {title(plural_snake(one))}.",
        target=pairing.target,
        many=True,
        least=pairing.least,
        most=pairing.most or MOST_PARTS,
    )


def inline_parts(entity: DomainEntity, contract: Contract) -> Iterator[tuple[Collection, DomainEntity]]:
    """The parts that are made with their whole, each with the name the whole gives them."""
    for collection in entity.collections:
        part = contract.domain.entities.get(collection.target)
        if part is None or part.parent is None or part.name == entity.name or "create" not in part.operations:
            continue
        mine = part.parent.name == collection.reference and part.parent.targets == (entity.name,)
        if mine and (collection.least or not (_said_no(part) or _added_by_others(part, entity, contract))):
            yield collection, part


def _added_by_others(part: DomainEntity, whole: DomainEntity, contract: Contract) -> bool:
    """Whether somebody adds it to a whole that is there: it has an author of its own, or other people make it."""
    through = part.parent.name if part.parent is not None else ""
    if part.owner and part.owner[0] != through:
        return True
    accounts = frozenset(contract.domain.accounts)
    if any(r.readonly and r.required and not accounts.isdisjoint(r.targets) for r in part.references):
        return True
    rule = part.rule("create")
    own = rule is not None and rule.path.startswith(f"{part.path}.")
    makers = set(_creators(whole))
    return own and bool(makers) and makers.isdisjoint(_creators(part))


def _said_no(part: DomainEntity) -> bool:
    """Whether the part's own line forbids making it; that its whole is never changed says nothing of the first time."""
    rule = part.rule("create")
    own = rule is not None and rule.path.startswith(f"{part.path}.")
    return own and rule is not None and not rule.is_called


def _parts(entity: DomainEntity, contract: Contract) -> Iterator[Member]:
    for collection, part in inline_parts(entity, contract):
        many = collection.many
        yield Member(
            snake(collection.name),
            Shape.PAYLOAD,
            (collection.path,),
            f"The {title(collection.name)} made with it.",
            payload=inline_payload(part, contract),
            required=bool(collection.least),
            many=many,
            least=(collection.least or 0) if many else None,
            most=(collection.most or MOST_PARTS) if many else None,
            derived=True,
        )


def inline_payload(part: DomainEntity, contract: Contract) -> str:
    """The body of a part inside its whole: as it is made alone, or without the whole where that names it."""
    nested = part.name in contract.nested
    name = contract.type_name(part, "Create" if nested else "Part")
    if name in contract.payloads:
        return name
    rule = part.rule("create")
    id = f"payload.{snake(part.name)}.{'create' if nested else 'part'}"
    because = _because(part, rule.path if rule else "")
    contract.add(Payload(id, name, "create", (), because, part.name))
    members = distinct(list(_rest(part, contract)))
    return contract.add(Payload(id, name, "create", members, because, part.name, _create_says(part)))


def _create_says(entity: DomainEntity) -> str:
    return f"What is needed to make {article(title(entity.name))}."
