"""The domain of a design in which one entity says something else about itself: nothing around it is settled anew."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from planner.derive.infer import infer
from planner.derive.infer.added_only import settle_added_only
from planner.model.design import Design
from planner.model.domain import Domain
from planner.model.entities import Entity

_ITS_OWN: Final = ("soft_delete", "audit", "versioned", "retention", "rows", "listing", "unique", "path_key")
"""What an entity says of itself alone."""


def infer_again(design: Design, before: Design, domain: Domain, name: str | None) -> Domain:
    """The domain of a design that differs from another one, whose domain is known, in one entity."""
    old, new = _entity(before, name), _entity(design, name)
    if name is None or old is None or new is None or name not in domain.entities:
        return infer(design)
    said = {key: getattr(new, key) for key in _ITS_OWN if getattr(new, key) != getattr(old, key)}
    more = new.fields[len(old.fields) :]
    settles = any(f.computed is not None or f.readonly for f in more)
    if settles or replace(old, **said, growth=new.growth, fields=(*old.fields, *more)) != new:
        return infer(design)
    settled = dict(said)
    if more:
        settled["fields"] = (*domain.entities[name].fields, *more)
    if new.growth != old.growth:
        settled["growth_per_day"] = new.growth.per_day if new.growth else None
    entity = replace(domain.entities[name], **settled, added_only=(), keeps_change_time=True)
    return replace(domain, entities={**domain.entities, **settle_added_only({name: entity}, design)})


def _entity(design: Design, name: str | None) -> Entity | None:
    return next((e for e in design.entities if e.name == name), None)
