"""What keeps API keys: the table that the plan brings itself, or an entity of the design."""

from __future__ import annotations

from typing import Final

from planner.model.database import Table
from planner.model.domain import DomainEntity
from planner.model.entities import TypeKind

_KEYS: Final = "api_keys"
_HASH: Final = "key_hash"
_SENT_TO: Final = frozenset({TypeKind.URL, TypeKind.EMAIL, TypeKind.PHONE})


def is_key_store(table: Table) -> bool:
    """Whether it is the plan's own table of API keys."""
    return table.kind == "system" and table.name.startswith(_KEYS) and table.column(_HASH) is not None


def keeps_keys(entity: DomainEntity) -> bool:
    """A secret that the server makes for whoever owns the row, and that can end; one sent to an address is no key."""
    made = any(f.type.kind is TypeKind.SECRET and f.readonly and f.required for f in entity.fields)
    if not made or entity.account or any(f.type.kind in _SENT_TO for f in entity.fields):
        return False
    ends = bool(entity.machines) or "delete" in entity.operations or entity.field("expires_at") is not None
    return ends and (entity.owner_account is not None or entity.tenant_scoped)
