"""Keys of programs beside the sign-in of people: which callers may come with one, where the design keeps them."""

from __future__ import annotations

from typing import Final

from planner.model.design import TypeKind
from planner.model.domain import DomainEntity
from planner.model.plan import Plan
from planner.naming import snake

_PEOPLE: Final = frozenset({"jwt", "session", "oidc"})
_KEYS: Final = frozenset({"api_key", "access_key"})


def key_callers(plan: Plan) -> frozenset[str]:
    """The callers whose programs may act with a key: its owner, or whoever belongs to the tenant that holds it."""
    keeper = next((e for e in plan.domain.entities.values() if _keeps_keys(e)), None)
    if keeper is None or plan.settings.auth not in _PEOPLE:
        return frozenset()
    if keeper.owner_account is not None:
        return frozenset({"owner", plan.domain.entities[keeper.owner_account].account or "owner"})
    return frozenset({"owner", *(r.name for r in plan.domain.roles.values() if not r.cross_tenant)})


def _keeps_keys(entity: DomainEntity) -> bool:
    return snake(entity.name) in _KEYS and any(f.type.kind is TypeKind.SECRET for f in entity.fields)
