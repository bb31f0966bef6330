"""Facts about who acts."""

from __future__ import annotations

from planner.model.domain import EffectiveRole
from planner.rules.facts.registry import Reply, flag, role_fact
from planner.rules.world import World

_POWER = frozenset(("admin", "administrator", "superuser", "operator", "root", "owner_admin"))


@role_fact(
    "role.powerful", "flag", "it administers: by its name, by crossing tenants, or by inheriting from other roles"
)
def powerful(_world: World, role: EffectiveRole) -> Reply:
    """Whether it reads like an administrator."""
    return flag(role.name.lower() in _POWER or role.cross_tenant, role.path)


@role_fact("role.account", "flag", "an account of the design carries it")
def account(_world: World, role: EffectiveRole) -> Reply:
    """Whether an account entity signs in as it."""
    return flag(role.account is not None, role.path)
