"""Who owns a row: the dotted path of references that ends at an account entity."""

from __future__ import annotations

from msgspec.structs import replace

from planner.model.domain import DomainEntity


def settle_owners(entities: dict[str, DomainEntity]) -> dict[str, DomainEntity]:
    """Entities with their owner path (parts take their whole's) and the account it ends at."""
    return {name: _settled(entity, entities) for name, entity in entities.items()}


def account_at(entity: DomainEntity, path: tuple[str, ...], entities: dict[str, DomainEntity]) -> str | None:
    """The account entity that a dotted path ends at; `None` if it leads elsewhere."""
    here = entity
    for name in path:
        reference = here.reference(name)
        if reference is None or reference.targets[0] not in entities:
            return None
        here = entities[reference.targets[0]]
    return here.name if here.account else None


def _settled(entity: DomainEntity, entities: dict[str, DomainEntity]) -> DomainEntity:
    if entity.account:
        return replace(entity, owner=(), owner_account=entity.name)
    owner = entity.owner or _owner_of_whole(entity, entities)
    account = account_at(entity, owner, entities) if owner else None
    return replace(entity, owner=owner, owner_account=account) if owner else entity


def _owner_of_whole(entity: DomainEntity, entities: dict[str, DomainEntity]) -> tuple[str, ...]:
    """A part is owned as its whole is; chains of parts are walked up, cycles end the walk."""
    path: list[str] = []
    seen: set[str] = set()
    here = entity
    while here.parent is not None and here.name not in seen:
        seen.add(here.name)
        path.append(here.parent.name)
        whole = entities.get(here.parent.targets[0])
        if whole is None:
            return ()
        if whole.account:
            return tuple(path)
        if whole.owner:
            return (*path, *whole.owner)
        here = whole
    return ()
