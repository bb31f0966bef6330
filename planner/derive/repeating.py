"""Which creates make two rows when they are sent twice: nothing that the caller has to send must be unique."""

from __future__ import annotations

from planner.model.domain import DomainEntity


def would_repeat(entity: DomainEntity) -> bool:
    """Whether the same request twice would make two rows. What the server derives (`from=`) it derives anew."""
    if entity.key or any(f.unique and f.required and not (f.readonly or f.source or f.default) for f in entity.fields):
        return False
    return not any(r.unique and r.required and not r.readonly for r in entity.references)
