"""Facts that compare two figures of a design: what cannot both be true."""

from __future__ import annotations

from planner.model.design import Design
from planner.rules.facts.registry import Reply, Unknown, design_fact, flag
from planner.rules.world import World


@design_fact("design.daily_users_above_users", "flag", "more people use it on a day than there are")
def daily_users_above_users(_world: World, design: Design) -> Reply:
    """Whether the daily users outnumber the users."""
    scale = design.scale
    if scale.users is None or scale.daily_users is None:
        return Unknown(("scale.users",) if scale.users is None else ("scale.daily_users",))
    return flag(scale.daily_users.value > scale.users.value, "scale.daily_users", "scale.users")
