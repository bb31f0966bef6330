"""Roles with everything they inherit, and the account each signs in with."""

from __future__ import annotations

from planner.model.design import Design, Role
from planner.model.domain import EffectiveRole
from planner.model.entities import Entity

ASSUMED_ROLE = "user"


def effective_roles(design: Design, entities: dict[str, Entity]) -> dict[str, EffectiveRole]:
    """Every role by name. A design without roles has one, `user`."""
    declared = {role.name: role for role in design.roles} or {ASSUMED_ROLE: Role(ASSUMED_ROLE, "", "Whoever signs in.")}
    accounts = {entity.account: entity.name for entity in entities.values() if entity.account}
    return {
        name: EffectiveRole(
            name=name,
            path=role.path,
            says=role.says,
            inherits=_closure(name, declared),
            account=accounts.get(name),
            cross_tenant=role.cross_tenant,
        )
        for name, role in declared.items()
    }


def _closure(name: str, roles: dict[str, Role]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    pending = [name]
    while pending:
        current = pending.pop(0)
        if current in roles and current not in found:
            found[current] = None
            pending.extend(roles[current].extends)
    return tuple(found)
