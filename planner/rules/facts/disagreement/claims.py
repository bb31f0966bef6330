"""What a role claims to see by its words, and what its rights show it of that."""

from __future__ import annotations

from typing import Final

from planner.model.api import Operation, OperationKind
from planner.model.domain import DomainEntity, EffectiveRole
from planner.naming import listing, snake
from planner.rules.facts.disagreement.deeds import sees_everything
from planner.rules.facts.registry import NO, Known, Reply, flag, role_fact
from planner.rules.world import World

_READS: Final = (OperationKind.LIST, OperationKind.GET)
_NAMED: Final = 3


@role_fact("role.sees_less", "flag", "its words claim to see everything, and it cannot read some of it", stage="plan")
def sees_less(world: World, role: EffectiveRole) -> Reply:
    """Whether others read entities of which it may neither list nor get a row that is not its own."""
    hidden = _hidden(world, role)
    return flag(bool(hidden), role.path, *(f"{e.path}.access" for e in hidden[:1]))


@role_fact("role.cannot_see", "word", "the entities that it claims to see and cannot read", stage="plan")
def cannot_see(world: World, role: EffectiveRole) -> Reply:
    """The first few, and how many more."""
    hidden = _hidden(world, role)
    names = [e.name for e in hidden[:_NAMED]]
    more = len(hidden) - len(names)
    said = listing([*names, f"{more} more"] if more else names)
    return Known(said, tuple(f"{e.path}.access" for e in hidden)) if hidden else NO


def _hidden(world: World, role: EffectiveRole) -> list[DomainEntity]:
    if not sees_everything(role.says):
        return []
    shown = _shown_within(world, role)
    return [e for e in world.domain.entities.values() if e.access and e.name not in shown and _is_kept(world, e, role)]


def _shown_within(world: World, role: EffectiveRole) -> frozenset[str]:
    """The entities whose rows come inside of others that it reads."""
    return frozenset(
        c.target
        for e in world.domain.entities.values()
        for c in e.collections
        for o in world.operations_of.get(e.name, ())
        if snake(c.name) in o.include and _reads(o, e, role)
    )


def _is_kept(world: World, entity: DomainEntity, role: EffectiveRole) -> bool:
    """Whether it is read by others, and not by this role."""
    reads = [o for o in world.operations_of.get(entity.name, ()) if o.kind in _READS]
    return bool(reads) and not any(_reads(o, entity, role) for o in reads)


def _reads(operation: Operation, entity: DomainEntity, role: EffectiveRole) -> bool:
    """Whether it may call a read, and for more rows than its own; an account may be itself."""
    callers = {s.role for s in operation.security.scopes}
    own = "owner" in callers and role.account == entity.name
    return operation.security.public or own or not callers.isdisjoint((*role.inherits, "authenticated"))
