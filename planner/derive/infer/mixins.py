"""Entities with what their mixins bring: own members come first and win."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from planner.model.design import Design
from planner.model.entities import Entity, Field, Mixin, Relation

Named = TypeVar("Named", Field, Relation)


def merge_mixins(design: Design) -> dict[str, Entity]:
    """Every concrete entity by name, in the design's order, mixins merged."""
    mixins = {m.name: m for m in design.mixins}
    abstract = {e.name: _as_mixin(e) for e in design.entities if e.abstract}
    known = abstract | mixins
    return {e.name: _merged(e, known) for e in design.entities if not e.abstract}


def _as_mixin(entity: Entity) -> Mixin:
    return Mixin(
        name=entity.name,
        path=entity.path,
        says=entity.says,
        fields=entity.fields,
        relations=entity.relations,
        soft_delete=entity.soft_delete,
        audit=entity.audit,
        versioned=entity.versioned,
        retention=entity.retention,
        tenant=entity.tenant,
    )


def _merged(entity: Entity, mixins: dict[str, Mixin]) -> Entity:
    used = [mixins[name] for name in entity.mixins if name in mixins]
    if not used:
        return entity
    return replace(
        entity,
        fields=_own_first(entity.fields, (f for m in used for f in m.fields)),
        relations=_own_first(entity.relations, (r for m in used for r in m.relations)),
        soft_delete=entity.soft_delete or any(m.soft_delete for m in used),
        audit=entity.audit or next((m.audit for m in used if m.audit), None),
        versioned=entity.versioned or any(m.versioned for m in used),
        retention=entity.retention or next((m.retention for m in used if m.retention), None),
        tenant=entity.tenant
        if entity.tenant is not None
        else next((m.tenant for m in used if m.tenant is not None), None),
    )


def _own_first(own: tuple[Named, ...], inherited: Iterable[Named]) -> tuple[Named, ...]:
    merged = {member.name: member for member in own}
    for member in inherited:
        merged.setdefault(member.name, member)
    return tuple(merged.values())
