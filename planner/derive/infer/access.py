"""Access of parts: read like the whole's `get`, written like its `update`, unless they say otherwise."""

from __future__ import annotations

from msgspec.structs import replace

from planner.model.domain import DomainEntity
from planner.model.entities import AccessRule

_LIKE = {"list": "get", "get": "get", "create": "update", "update": "update", "delete": "update"}


def inherit_parts(entities: dict[str, DomainEntity]) -> dict[str, DomainEntity]:
    """Entities whose access says everything that follows from their whole."""
    done: dict[str, DomainEntity] = {}
    for name in entities:
        _settle(name, entities, done)
    return {name: done[name] for name in entities}


def _settle(name: str, entities: dict[str, DomainEntity], done: dict[str, DomainEntity]) -> None:
    """Settles the chain of wholes above a part first, top down, without recursion."""
    chain: list[str] = []
    here: str | None = name
    while here is not None and here not in done and here not in chain:
        chain.append(here)
        parent = entities[here].parent
        here = parent.targets[0] if parent and parent.targets[0] in entities else None
    for link in reversed(chain):
        entity = entities[link]
        whole = done.get(entity.parent.targets[0]) if entity.parent else None
        done[link] = _inherited(entity, whole) if whole else entity


def _inherited(entity: DomainEntity, whole: DomainEntity) -> DomainEntity:
    own = {rule.operation: rule for rule in entity.access}
    rules = list(entity.access)
    for operation, like in _LIKE.items():
        source = whole.rule(like)
        if operation not in own and source is not None:
            rules.append(AccessRule(operation, source.path, source.grants))
    return replace(entity, access=tuple(rules))
