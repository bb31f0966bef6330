"""Facts about what can run out: which rules bound it, and whether people outside are who takes it."""

from __future__ import annotations

from planner.model.design import BusinessRule, Design
from planner.model.domain import DomainEntity, EffectiveRole
from planner.model.expressions import Expression, aggregates_in
from planner.rules.facts.registry import Reply, design_fact, flag
from planner.rules.world import World

_ANYBODY = ("owner", "public", "unknown")


@design_fact("design.scarce", "flag", "something is given out that can run out: stock, slots, seats, codes")
def scarce(_world: World, design: Design) -> Reply:
    """Whether a rule bounds what several want: a range, or a number that the rows of others use up."""
    found = [r.path for r in _bounding(design)]
    return flag(bool(found), *found)


@design_fact("design.scarce_outside", "flag", "callers who do not work here take what can run out")
def scarce_outside(world: World, design: Design) -> Reply:
    """Whether some of it is made or moved by others than those who work here; nobody said counts as anybody."""
    outside = [
        r.path for r in _bounding(design) if any(_is_taken_outside(world, e) for n in r.on if (e := world.entity(n)))
    ]
    return flag(bool(outside), *outside)


def _is_taken_outside(world: World, entity: DomainEntity) -> bool:
    """Whether callers who sign up by themselves, or anybody, may make a row or move one."""
    made = entity.rule("create")
    if made is None:
        return "create" in entity.operations
    grants = (*made.grants, *(g for a in entity.actions for g in a.by))
    return any(g.role in _ANYBODY or _has_account(world.domain.roles.get(g.role)) for g in grants)


def _has_account(role: EffectiveRole | None) -> bool:
    return role is not None and (role.account is not None or not role.path)


def _bounding(design: Design) -> list[BusinessRule]:
    return [r for r in design.rules if r.exclusive is not None or (len(r.on) > 1 and _bounds(r.check))]


def _bounds(check: Expression | None) -> bool:
    """Counting the parts of one whole limits that whole; nobody else waits for what is left of it."""
    return check is not None and not aggregates_in(check)
