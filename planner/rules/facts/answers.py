"""Facts about a design as a whole that questions need: what an answer could name, and whether there is anything to ask."""

from __future__ import annotations

from planner.model.design import Design
from planner.model.entities import Action, Field, TypeKind
from planner.rules.facts.entities import SPECIAL_WORDS, has_word
from planner.rules.facts.fields import fetched
from planner.rules.facts.integrations import abroad, sees_personal
from planner.rules.facts.registry import NO, Known, Reply, action_fact, design_fact, flag
from planner.rules.facts.roles import powerful
from planner.rules.facts.rules import exports
from planner.rules.facts.work import weighty
from planner.rules.world import World

_NAMED = 3
"""So many names are enough for an example."""


@action_fact("action.calls_out", "flag", "it starts something at an outside service")
def action_calls_out(_world: World, action: Action) -> Reply:
    """Whether it uses an integration."""
    return flag(bool(action.uses), f"{action.path}.uses")


@action_fact("action.run_by_people", "flag", "people run it, not a job and not an outside service")
def run_by_people(_world: World, action: Action) -> Reply:
    """Whether a role or an owner may."""
    return flag(action.is_called, action.path)


@design_fact("design.first_role", "word", "the role named first")
def first_role(_world: World, design: Design) -> Reply:
    """The first role."""
    return Known(design.roles[0].name, (design.roles[0].path,)) if design.roles else NO


@design_fact("design.integration_kinds", "words", "the kinds of outside services it talks to")
def integration_kinds(_world: World, design: Design) -> Reply:
    """Each kind once."""
    kinds = dict.fromkeys(i.kind for i in design.integrations if i.kind)
    return Known(tuple(k for k in kinds if k), tuple(i.path for i in design.integrations if i.kind))


@design_fact("design.fetches", "flag", "it keeps addresses that a server would fetch")
def fetches(world: World, _design: Design) -> Reply:
    """Whether a field is such an address."""
    found = [f.path for e in world.domain.entities.values() for f in e.fields if _holds(fetched(world, f))]
    return flag(bool(found), *found)


@design_fact("design.weighty_actions", "words", "actions that move money or grant something on one person's word")
def weighty_actions(world: World, _design: Design) -> Reply:
    """Their names, each with its entity."""
    return Known(tuple(_weighty(world)))


def _weighty(world: World) -> list[str]:
    return [
        f"{e.name}.{a.name}" for e in world.domain.entities.values() for a in e.actions if _holds(weighty(world, a))
    ]


@design_fact("design.has_weighty_action", "flag", "one person alone moves money or grants something")
def has_weighty_action(world: World, _design: Design) -> Reply:
    """Whether there is such an action."""
    return flag(bool(_weighty(world)))


@design_fact("design.powerful_roles", "words", "roles that administer")
def powerful_roles(world: World, _design: Design) -> Reply:
    """Their names."""
    return Known(tuple(_powerful(world)))


def _powerful(world: World) -> list[str]:
    return [r.name for r in world.domain.roles.values() if _holds(powerful(world, r))]


@design_fact("design.has_powerful_role", "flag", "a role administers")
def has_powerful_role(world: World, _design: Design) -> Reply:
    """Whether there is such a role."""
    return flag(bool(_powerful(world)))


@design_fact("design.exports", "flag", "rows are given out as files to take along")
def exporting(world: World, design: Design) -> Reply:
    """Whether a query is called like an export."""
    found = [q.path for q in design.queries if _holds(exports(world, q))]
    return flag(bool(found), *found)


@design_fact("design.personal_fields", "words", "its personal fields, each with its entity")
def personal_fields(world: World, _design: Design) -> Reply:
    """The fields marked as personal."""
    found = [(e, f) for e in world.domain.entities.values() for f in e.fields if f.pii]
    return Known(tuple(f"{e.name}.{f.name}" for e, f in found), tuple(f.path for _, f in found))


@design_fact("design.plain_fields", "words", "some of its fields that are neither personal nor secret")
def plain_fields(world: World, _design: Design) -> Reply:
    """One field of each entity that tells nothing about a person."""
    found = [next((f for f in e.fields if _is_plain(f)), None) for e in world.domain.entities.values()]
    names = [f"{e.name}.{f.name}" for e, f in zip(world.domain.entities.values(), found, strict=True) if f]
    return Known(tuple(names[:_NAMED]))


def _is_plain(field: Field) -> bool:
    hidden = (TypeKind.PASSWORD, TypeKind.SECRET, TypeKind.EMAIL)
    return not (field.pii or field.sensitive or field.secret or field.private) and field.type.kind not in hidden


@design_fact("design.sends_abroad", "flag", "an outside service in another region sees personal data")
def sends_abroad(world: World, design: Design) -> Reply:
    """Whether there is such a service."""
    found = [i.path for i in design.integrations if _holds(abroad(world, i)) and _holds(sees_personal(world, i))]
    return flag(bool(found), *found)


@design_fact("design.special_fields", "words", "its fields of a special category, each with its entity")
def special_fields(world: World, _design: Design) -> Reply:
    """Health, belief, origin and their like."""
    found = [(e, f) for e in world.domain.entities.values() for f in e.fields if f.pii or f.sensitive]
    special = [(e, f) for e, f in found if has_word(f.name, SPECIAL_WORDS)]
    return Known(tuple(f"{e.name}.{f.name}" for e, f in special), tuple(f.path for _, f in special))


def _holds(reply: Reply) -> bool:
    return isinstance(reply, Known) and reply.value is True
