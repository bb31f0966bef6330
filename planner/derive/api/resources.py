"""Where each entity is reached: its collection, its rows, its parts one level below, its key parameters."""

from __future__ import annotations

from msgspec.structs import replace

from planner.derive.api.claims import plain_name
from planner.derive.api.contract import Contract
from planner.model.api import Member, Parameter
from planner.model.domain import DomainEntity, Reference
from planner.naming import ascii_fold, kebab, snake, title


class Place:
    """The paths of one entity, with the parameters that stand in them."""

    __slots__ = ("above", "collection", "item", "item_parameters", "nested", "single")

    def __init__(
        self,
        collection: str,
        item: str,
        above: tuple[Parameter, ...],
        own: tuple[Parameter, ...],
        *,
        nested: bool,
        single: bool,
    ) -> None:
        self.collection = collection
        self.item = item
        self.above = above
        self.item_parameters = above + own
        self.nested = nested
        self.single = single


def places(contract: Contract) -> dict[str, Place]:
    """Every entity's place, wholes before their parts; what is taken gets the next best path."""
    wholes = {e.name: _whole(e, contract) for e in contract.entities}
    found = {e.name: _flat(e, contract) for e in contract.entities if wholes[e.name] is None}
    for entity in contract.entities:
        link = wholes[entity.name]
        if link is not None:
            parent, whole = link
            contract.nested.add(entity.name)
            found[entity.name] = _nested(entity, parent, whole, contract, found[whole.name])
    return found


def _whole(entity: DomainEntity, contract: Contract) -> tuple[Reference, DomainEntity] | None:
    """What an entity is nested under: a whole that is no part itself. An explicit path stands as it is."""
    if entity.parent is None or entity.url is not None or len(entity.parent.targets) > 1:
        return None
    whole = contract.domain.entities.get(entity.parent.targets[0])
    if whole is None or whole.parent is not None or whole.name not in contract.owned:
        return None
    return entity.parent, whole


def _flat(entity: DomainEntity, contract: Contract) -> Place:
    parameters = _key_parameters(entity, contract, ())
    said = _clean(entity.url) if entity.url is not None else ""
    plain = f"/{kebab(entity.many)}"
    key = _path_of(parameters)
    collection = contract.paths.claim_collection(key, said or plain, plain, f"/{kebab(entity.name)}-rows")
    return Place(collection, collection + key, (), parameters, nested=False, single=False)


def _nested(entity: DomainEntity, parent: Reference, whole: DomainEntity, contract: Contract, above: Place) -> Place:
    known = tuple(m.name for m in contract.members.reference(parent)) if entity.key else ()
    own = () if parent.unique else _key_parameters(entity, contract, known)
    taken = {p.name for p in above.item_parameters}
    own = tuple(replace(p, name=f"own_{p.name}") if p.name in taken else p for p in own)
    base = above.item + "/"
    plain = kebab(entity.many) if own else kebab(entity.name)
    key = _path_of(own)
    wanted = (base + _name_at(entity, parent, whole, plain), base + plain, f"{base}{kebab(entity.name)}-rows")
    collection = contract.paths.claim_collection(key, *wanted)
    return Place(collection, collection + key, above.item_parameters, own, nested=True, single=not own)


def _name_at(entity: DomainEntity, parent: Reference, whole: DomainEntity, otherwise: str) -> str:
    """A part is reached under the name its whole gives it: `/orders/{order_id}/items`."""
    for collection in whole.collections:
        if collection.target == entity.name and collection.reference == parent.name and collection.declared:
            return kebab(collection.name)
    return otherwise


def _key_parameters(entity: DomainEntity, contract: Contract, known: tuple[str, ...]) -> tuple[Parameter, ...]:
    """What identifies a row within its collection; the whole's key is in the path already."""
    stem = snake(entity.name)
    field = entity.field(entity.path_key) if entity.path_key is not None else None
    if field is not None:
        return (key_parameter(f"{stem}_{snake(field.name)}", contract.members.field(field), entity),)
    parts = contract.members.key(entity)
    return tuple(key_parameter(f"{stem}_{part.name}", part, entity) for part in parts if part.name not in known)


def key_parameter(name: str, part: Member, entity: DomainEntity) -> Parameter:
    """One part of a key, as it stands in a path."""
    name = plain_name(name)
    return Parameter(
        name,
        "path",
        "key",
        Member(
            name,
            part.shape,
            part.because,
            f"Which {title(entity.name)}.",
            part.type,
            part.enum,
            part.values,
            target=part.target,
            min=part.min,
            max=part.max,
            pattern=part.pattern,
            example=part.example,
        ),
        True,
    )


def _path_of(parameters: tuple[Parameter, ...]) -> str:
    return "".join(f"/{{{p.name}}}" for p in parameters)


def _clean(url: str) -> str:
    """The architect's path with nothing in it that a path cannot hold."""
    kept = [clean_segment(part.strip("{}")) for part in url.strip("/").split("/")]
    return "".join(f"/{part}" for part in kept if part)


def clean_segment(text: str) -> str:
    """One segment of a path: letters, digits, and what RFC 3986 leaves alone."""
    plain = "".join(c if c.isalnum() or c in "-._~" else "-" for c in ascii_fold(text.replace(" ", "-")) if c.isascii())
    return plain.strip("-.")
