"""Keys of programs beside the sign-in of people: the entity that keeps them, told by what it keeps, and who acts with one."""

from __future__ import annotations

from typing import Final

from planner.derive.api.contract import Contract
from planner.derive.key_store import keeps_keys

_PEOPLE: Final = frozenset({"jwt", "session", "oidc"})


def key_holders(contract: Contract) -> tuple[str, ...]:
    """The callers whose programs may act with a key: its owner, or whoever belongs to the tenant that holds it."""
    keeper = next((e for e in contract.entities if keeps_keys(e)), None)
    if keeper is None or contract.settings.auth not in _PEOPLE:
        return ()
    domain = contract.domain
    if keeper.owner_account is not None:
        return ("owner", domain.entities[keeper.owner_account].account or "owner")
    return ("owner", *(r.name for r in domain.roles.values() if not r.cross_tenant))
