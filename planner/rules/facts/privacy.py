"""Facts about what a person may ask of their data, and about where it goes."""

from __future__ import annotations

from typing import Final

from planner.model.api import OperationKind
from planner.model.design import Design, Integration
from planner.model.domain import DomainEntity
from planner.model.entities import OnDelete
from planner.naming import snake
from planner.rules.facts.entities import SPECIAL_WORDS, has_word
from planner.rules.facts.registry import NO, Known, Reply, Unknown, design_fact, entity_fact, flag, integration_fact
from planner.rules.world import World

_ERASING: Final = frozenset(("erase", "erasure", "anonymise", "anonymize", "forget", "delete"))
_EXPORTING: Final = frozenset(("export", "takeout", "copy", "download"))


@entity_fact("entity.data_subject", "flag", "it is a person with an account")
def data_subject(_world: World, entity: DomainEntity) -> Reply:
    """Whether people sign in as it and it keeps personal data."""
    personal = [f.path for f in entity.fields if f.pii]
    return flag(entity.account is not None and bool(personal), f"{entity.path}.account", *personal[:2])


@entity_fact("entity.erasable", "flag", "an operation removes the person's row, or makes it nobody's", stage="plan")
def erasable(world: World, entity: DomainEntity) -> Reply:
    """Whether a hard delete or an action called like one is served."""
    found = tuple(
        o.id
        for o in world.operations_of.get(entity.name, ())
        if (o.kind is OperationKind.DELETE and not entity.soft_delete) or has_word(o.action or "", _ERASING)
    )
    return Known(True, (entity.path,), found) if found else NO


def _holders(world: World, entity: DomainEntity) -> list[DomainEntity]:
    """The entities with a reference that keeps rows of it from being deleted."""
    return [
        e
        for e in world.domain.entities.values()
        if e.name != entity.name
        and any(r.on_delete is OnDelete.RESTRICT and entity.name in r.targets for r in e.references)
    ]


@entity_fact("entity.kept_back_by", "words", "what refers to it and keeps its rows from being deleted")
def kept_back_by(world: World, entity: DomainEntity) -> Reply:
    """The names of those entities."""
    found = _holders(world, entity)
    return Known(tuple(e.name for e in found), tuple(e.path for e in found))


@entity_fact("entity.delete_refused", "flag", "a person's delete is refused once a row refers to it", stage="plan")
def delete_refused(world: World, entity: DomainEntity) -> Reply:
    """Whether a hard delete is served, others hold its rows back, and no action makes them nobody's."""
    if entity.account is None or entity.soft_delete:
        return NO
    operations = world.operations_of.get(entity.name, ())
    deletes = [o for o in operations if o.kind is OperationKind.DELETE]
    if not deletes or any(has_word(o.action or "", _ERASING) for o in operations):
        return NO
    held = _holders(world, entity)
    return flag(bool(held), *deletes[0].because[:1], *(e.path for e in held[:2]))


@entity_fact(
    "entity.erased_in_place", "flag", "a step overwrites what names a person where the row stays", stage="plan"
)
def erased_in_place(world: World, _entity: DomainEntity) -> Reply:
    """Whether the design asks for erasure, and its step is there."""
    setting = world.controls.get("erasure")
    if setting is None or setting.value is not True or "step.erasure" not in world.steps:
        return NO
    return Known(True, (setting.path,), ("step.erasure",))


@entity_fact("entity.exportable", "flag", "an operation gives the person a copy", stage="plan")
def exportable(world: World, entity: DomainEntity) -> Reply:
    """Whether an action or query is called like an export."""
    own = [o.id for o in world.operations_of.get(entity.name, ()) if has_word(o.action or "", _EXPORTING)]
    own += [o.id for o in world.query_operations if entity.name in o.reads and has_word(o.name, _EXPORTING)]
    return Known(True, (entity.path,), tuple(own)) if own else NO


@entity_fact("entity.special_fields", "words", "its fields of a special category")
def special_fields(_world: World, entity: DomainEntity) -> Reply:
    """Health, belief, origin and their like."""
    found = [f for f in entity.fields if (f.pii or f.sensitive) and has_word(f.name, SPECIAL_WORDS)]
    return Known(tuple(f.name for f in found), tuple(f.path for f in found))


@entity_fact("entity.special_encrypted", "flag", "the application encrypts its fields of a special category")
def special_encrypted(world: World, entity: DomainEntity) -> Reply:
    """Whether `controls.encryption` names each of them, or the entity."""
    setting = world.controls.get("encryption")
    if setting is None:
        return Unknown(("controls.encryption",))
    said = {str(v) for v in (setting.value if isinstance(setting.value, tuple) else (setting.value,))}
    fields = [f.name for f in entity.fields if (f.pii or f.sensitive) and has_word(f.name, SPECIAL_WORDS)]
    held = entity.name in said or all(f"{entity.name}.{name}" in said for name in fields)
    return Known(held, (setting.path,), (setting.path,) if held else ())


@entity_fact("entity.personal_fields", "words", "its personal fields")
def personal_fields(_world: World, entity: DomainEntity) -> Reply:
    """The names of its personal fields."""
    found = [f for f in entity.fields if f.pii]
    return Known(tuple(f.name for f in found), tuple(f.path for f in found))


@design_fact("design.personal_entities", "words", "the entities with personal data")
def personal_entities(world: World, _design: Design) -> Reply:
    """Their names."""
    found = [e for e in world.domain.entities.values() if any(f.pii for f in e.fields)]
    return Known(tuple(e.name for e in found), tuple(e.path for e in found))


@design_fact("design.confidential", "flag", "it keeps personal, sensitive or secret values")
def confidential(world: World, _design: Design) -> Reply:
    """Whether a field is so marked."""
    found = [f.path for e in world.domain.entities.values() for f in e.fields if f.pii or f.sensitive or f.secret]
    return flag(bool(found), *found[:3])


@design_fact("design.personal_messages", "number", "how many events carry personal data", stage="plan", unit="count")
def personal_messages(world: World, _design: Design) -> Reply:
    """The events with a personal or sensitive member; one of another service by the name that a field here has."""
    known = {f.name for e in world.domain.entities.values() for f in e.fields if f.pii or f.sensitive}
    found = [
        m
        for m in world.parts.api.messages
        if any(x.pii or x.sensitive or (m.direction == "consume" and x.name in known) for x in m.members)
    ]
    return Known(len(found), tuple(p for m in found for p in m.because))


@integration_fact("integration.sees_said", "flag", "it is said which fields it sees")
def sees_said(_world: World, integration: Integration) -> Reply:
    """Whether `sees` is there."""
    return flag(bool(integration.sees), f"{integration.path}.sees")


@integration_fact("integration.agreed", "flag", "there is an agreement about the data it processes")
def agreed(world: World, integration: Integration) -> Reply:
    """Whether `controls.agreements` names it."""
    setting = world.controls.get("agreements")
    if setting is None:
        return Unknown(("controls.agreements",))
    said = setting.value if isinstance(setting.value, tuple) else (setting.value,)
    named = integration.name in said or integration.provider in said or "all" in said
    return Known(named, (setting.path,), (setting.path,) if named else ())


@design_fact("design.renames", "number", "how many elements had another name before", unit="count")
def renames(_world: World, design: Design) -> Reply:
    """The elements with `was`."""
    found = [e.path for e in design.entities if e.was]
    found += [f.path for e in design.entities for f in e.fields if f.was]
    found += [r.path for e in design.entities for r in e.relations if r.was]
    found += [e.path for e in design.enums if e.was]
    found += [e.path for e in design.events if e.was]
    return Known(len(found), tuple(found[:3]))


@entity_fact("entity.written_with", "words", "the bodies that callers send for it", stage="plan")
def written_with(world: World, entity: DomainEntity) -> Reply:
    """The names of its request bodies."""
    prefix = snake(entity.name)
    found = [p for p in world.payloads_of.get(entity.name, ()) if p.purpose in ("create", "update", "input", "notice")]
    return Known(tuple(p.name for p in found), (entity.path,)) if prefix else NO
