"""One domain entity out of its design entity and its relation ends."""

from __future__ import annotations

from msgspec.structs import replace

from planner.derive.infer.relations import Ends
from planner.derive.infer.stamps import stamped
from planner.derive.infer.states import machines_of, stays
from planner.model.domain import DomainEntity
from planner.model.entities import Entity, EnumType

CRUD = ("list", "get", "create", "update", "delete")


def build_entity(
    entity: Entity, ends: Ends, enums: dict[str, EnumType], *, tenant_scoped: bool, service: str | None
) -> DomainEntity:
    """The entity without what depends on other entities (owners)."""
    parent = next((r for r in ends.references.values() if r.is_parent), None)
    entity = replace(entity, actions=stamped(entity, tuple(stays(a) for a in entity.actions)))
    return DomainEntity(
        name=entity.name,
        path=entity.path,
        says=entity.says,
        fields=entity.fields,
        references=tuple(ends.references.values()),
        collections=tuple(ends.collections.values()),
        pairings=tuple(ends.pairings.values()),
        paired_by=tuple(ends.paired_by.values()),
        key=entity.key,
        path_key=entity.path_key,
        parent=parent,
        account=entity.account,
        owner=entity.owner,
        owner_account=None,
        tenant_scoped=tenant_scoped,
        soft_delete=entity.soft_delete,
        audit=entity.audit,
        versioned=entity.versioned,
        retention=entity.retention,
        rows=entity.rows,
        growth_per_day=entity.growth.per_day if entity.growth else None,
        machines=machines_of(entity, enums),
        operations=entity.operations if entity.operations is not None else CRUD,
        listing=entity.listing,
        access=entity.access,
        actions=entity.actions,
        unique=entity.unique,
        indexes=entity.indexes,
        checks=entity.checks,
        service=service,
        plural=entity.plural,
        table=entity.table,
        url=entity.url,
        was=entity.was,
    )
