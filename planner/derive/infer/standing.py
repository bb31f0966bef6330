"""Which values a row must hold in a state: those that every way there sets; and which no way there does.

Knows members of the entity, not where they are stored.
"""

from __future__ import annotations

from msgspec import Struct

from planner.model.domain import DomainEntity, StateMachine
from planner.model.expressions import Constant


class Standing(Struct, frozen=True):
    """The members that moves of one machine set, those that are set by every way to a state, and those set in it.

    `constant` are the values of members that are never set to another.
    """

    machine: StateMachine
    moved: frozenset[str]
    always: dict[str, frozenset[str]]
    free: dict[str, frozenset[str]]
    constant: dict[str, str]


def standings(entity: DomainEntity) -> tuple[Standing, ...]:
    """One for each machine whose moves set something that a row may be without."""
    sets = {a.name: frozenset(s.field for s in a.sets) for a in entity.actions if a.sets}
    optional = _optional(entity) if sets and entity.machines else frozenset()
    found = (_standing(entity, machine, sets, optional) for machine in entity.machines if optional)
    return tuple(s for s in found if s.moved)


def _standing(
    entity: DomainEntity, machine: StateMachine, sets: dict[str, frozenset[str]], optional: frozenset[str]
) -> Standing:
    moving = {a.action for a in machine.arrows}
    moved = frozenset(n for name in moving for n in sets.get(name, ()) if n in optional)
    others = [a for a in entity.actions if a.name not in moving and a.name in sets]
    free = {
        state: frozenset(n for a in others if not a.from_states or state in a.from_states for n in sets[a.name])
        for state in machine.states
    }
    return Standing(machine, moved, _always(machine, sets, moved), free, _constants(entity, moved))


def _constants(entity: DomainEntity, moved: frozenset[str]) -> dict[str, str]:
    """Members that every action which sets them sets to one and the same value."""
    found: dict[str, set[str | None]] = {}
    for action in entity.actions:
        for s in action.sets:
            if s.field in moved:
                found.setdefault(s.field, set()).add(s.value.text if isinstance(s.value, Constant) else None)
    same = {name: values.pop() for name, values in found.items() if len(values) == 1}
    return {name: text for name, text in same.items() if text is not None}


def _optional(entity: DomainEntity) -> frozenset[str]:
    """What a row may be without when it is made."""
    fields = (f.name for f in entity.fields if not f.required or f.default is not None)
    return frozenset((*fields, *(r.name for r in entity.references if not r.required)))


def _always(machine: StateMachine, sets: dict[str, frozenset[str]], moved: frozenset[str]) -> dict[str, frozenset[str]]:
    """State -> what is set whichever way a row came there; a state that nothing reaches is left out."""
    found = {machine.initial: frozenset[str]()}
    pending = [machine.initial]
    while pending:
        source = pending.pop()
        for arrow in machine.arrows:
            if arrow.source == source:
                there = found[source] | (sets.get(arrow.action, frozenset()) & moved)
                known = found.get(arrow.target)
                if known is None or not known <= there:
                    found[arrow.target] = there if known is None else known & there
                    pending.append(arrow.target)
    return found
