"""Accounts that an outside identity brings in: no caller makes them, so they have what a token tells and nothing else."""

from __future__ import annotations

from typing import Final

from planner.model.domain import Collection, DomainEntity
from planner.naming import listing, title
from planner.rules.facts.registry import NO, Known, Reply, entity_fact, flag
from planner.rules.fewest import fewest
from planner.rules.world import World

_OUTSIDE: Final = frozenset(("oidc", "oauth2"))
_NOBODY: Final = frozenset(("none", "system"))


def is_brought_in(world: World) -> bool:
    """Whether people are known elsewhere, and arrive with their first sign-in."""
    return world.design.stack.auth in _OUTSIDE or any(i.kind == "identity" for i in world.design.integrations)


@entity_fact(
    "entity.arrives_incomplete", "flag", "its rows are made at a first sign-in, without the parts they must have"
)
def arrives_incomplete(world: World, entity: DomainEntity) -> Reply:
    """Whether nobody creates the account, an outside identity brings it in, and it may not be without parts."""
    rule, needed = entity.rule("create"), _needed(world, entity)
    left_out = "create" not in entity.operations
    if not needed or not is_brought_in(world) or (rule is None and not left_out):
        return NO
    made = {g.role for g in rule.grants} - _NOBODY if rule is not None and not left_out else set()
    said = rule.path if rule is not None else f"{entity.path}.operations"
    return flag(not made, needed[0].path, said)


@entity_fact("entity.parts_it_needs", "word", "the parts without which it cannot be stored")
def parts_it_needs(world: World, entity: DomainEntity) -> Reply:
    """The collections of which each row has at least so many."""
    needed = _needed(world, entity)
    return Known(listing([title(c.name) for c in needed]), tuple(c.path for c in needed)) if needed else NO


def _needed(world: World, entity: DomainEntity) -> tuple[Collection, ...]:
    return tuple(fewest(entity, world.domain.entities)) if entity.account is not None else ()
