"""Members of a shared thing who may change what stands there of another member."""

from __future__ import annotations

from collections.abc import Iterator

from planner.model.domain import DomainEntity
from planner.model.entities import Grant
from planner.naming import listing
from planner.rules.facts.registry import NO, Known, Reply, entity_fact
from planner.rules.world import World

_CHANGES = ("update", "delete")


@entity_fact("entity.changed_by_members", "flag", "whoever is a member may change what stands there of another member")
def changed_by_members(_world: World, entity: DomainEntity) -> Reply:
    """Whether rows that make people members are changed by right of being one, whosever they are."""
    found = [grant.path for _, grant in _wide(entity)]
    return Known(True, (*found, entity.path)[:2]) if found else NO


@entity_fact("entity.changes_of_members", "words", "what any member may do to what stands there of another one")
def changes_of_members(_world: World, entity: DomainEntity) -> Reply:
    """Those operations by name."""
    found = list(_wide(entity))
    return Known(listing(list(dict.fromkeys(name for name, _ in found))), tuple(g.path for _, g in found))


def _wide(entity: DomainEntity) -> Iterator[tuple[str, Grant]]:
    """Changes by way of the entity itself, of any of its rows; a condition on who the member is narrows on purpose."""
    rights = [(o, rule.grants) for o in _CHANGES if (rule := entity.rule(o)) is not None]
    for name, grants in (*rights, *((a.name, a.by) for a in entity.actions)):
        yield from ((name, g) for g in grants if g.via == entity.name and g.where is None)
