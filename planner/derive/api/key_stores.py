"""Keys of programs beside the sign-in of people: the entity that keeps them, told by what it keeps, and who acts with one."""

from __future__ import annotations

from typing import Final

from planner.derive.api.contract import Contract
from planner.model.domain import DomainEntity
from planner.model.entities import TypeKind

_PEOPLE: Final = frozenset({"jwt", "session", "oidc"})
_SENT_TO: Final = frozenset({TypeKind.URL, TypeKind.EMAIL, TypeKind.PHONE})


def key_holders(contract: Contract) -> tuple[str, ...]:
    """The callers whose programs may act with a key: its owner, or whoever belongs to the tenant that holds it."""
    keeper = next((e for e in contract.entities if _keeps_keys(e)), None)
    if keeper is None or contract.settings.auth not in _PEOPLE:
        return ()
    domain = contract.domain
    if keeper.owner_account is not None:
        return ("owner", domain.entities[keeper.owner_account].account or "owner")
    return ("owner", *(r.name for r in domain.roles.values() if not r.cross_tenant))


def _keeps_keys(entity: DomainEntity) -> bool:
    """A secret that the server makes for whoever owns the row, and that can end; one sent to an address is no key."""
    made = any(f.type.kind is TypeKind.SECRET and f.readonly and f.required for f in entity.fields)
    if not made or entity.account or any(f.type.kind in _SENT_TO for f in entity.fields):
        return False
    ends = bool(entity.machines) or "delete" in entity.operations or entity.field("expires_at") is not None
    return ends and (entity.owner_account is not None or entity.tenant_scoped)
