"""Actions that move no state and may run in some states only: those they say, or those in which a notice starts.

A checkout starts a payment and moves no state; the payment's notice does. An action that says its states is taken at
its word, and one whose name does not tell which notice it waits for is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from planner.derive.infer.states import state_fields
from planner.model.deeds import UNDOES, speaks_of
from planner.model.domain import Arrow, Begun, DomainEntity, StateMachine, Taking
from planner.model.entities import Action, EnumType
from planner.naming import snake, words


def settle_begun(entities: dict[str, DomainEntity], enums: dict[str, EnumType]) -> dict[str, DomainEntity]:
    """The entities, each with the states in which its actions that move nothing may run."""
    found = ((name, entity, (*_stated(entity, enums), *_begun(entity))) for name, entity in entities.items())
    return {name: replace(entity, begun=begun) if begun else entity for name, entity, begun in found}


def hold_parts(entities: dict[str, DomainEntity], takings: tuple[Taking, ...]) -> dict[str, DomainEntity]:
    """The entities; parts of a whole that takes without a state that tells so stand still once it took, too."""
    held = dict(entities)
    marking = {t.taker: t for t in takings if t.marks and _has_room(entities[t.taker], t)}
    for name, entity in entities.items() if marking else ():
        taking = marking.get(entity.frozen.whole) if entity.frozen is not None else None
        if entity.frozen is not None and taking is not None:
            held[name] = replace(entity, frozen=replace(entity.frozen, begun_by=taking.action, mark=taking.mark))
    return held


def _has_room(entity: DomainEntity, taking: Taking) -> bool:
    """Whether the design leaves the name of the mark to the planner."""
    return taking.mark not in {snake(f.name) for f in entity.fields}


def _stated(entity: DomainEntity, enums: dict[str, EnumType]) -> Iterator[Begun]:
    """Actions that say where they start and not where they end: the row stays in its state."""
    for action in entity.actions:
        if action.from_states and action.to_state is None:
            for field in state_fields(entity.fields, action, enums)[:1]:
                yield Begun(action.name, field.name, action.from_states, "", (action.path,))


def _begun(entity: DomainEntity) -> Iterator[Begun]:
    for action in entity.actions if entity.machines else ():
        if action.uses and action.to_state is None and not action.from_states:
            found = next((b for m in entity.machines if (b := _by_notice(entity, action, m)) is not None), None)
            if found is not None:
                yield found


def _by_notice(entity: DomainEntity, action: Action, machine: StateMachine) -> Begun | None:
    """Where notices of the party that is asked start, less where other actions that ask it say they start or end."""
    actions = {a.name: a for a in entity.actions}
    notices = [a for a in machine.arrows if _tells(actions[a.action], action.uses)]
    asking = [a for a in entity.actions if a is not action and not set(a.uses).isdisjoint(action.uses)]
    claimed = {s for a in asking for s in (*a.from_states, a.to_state)}
    free = _meant(action, [a for a in notices if a.source not in claimed], machine)
    states = tuple(s for s in machine.states if any(a.source == s for a in free))
    if not states or len(states) == len(machine.states):
        return None
    return Begun(action.name, machine.field, states, free[0].action, (action.path, actions[free[0].action].path))


_BEGINS: Final = frozenset(("checkout", "pay", "buy", "purchase", "subscribe", "donate", "deposit", "book", "sign"))
_UNDONE: Final = UNDOES | {
    "refunded",
    "repaid",
    "returned",
    "reversed",
    "voided",
    "cancelled",
    "canceled",
    "end",
    "ended",
    "released",
}
"""Words of the notice that it was undone."""
_STEM: Final = 5


def _meant(action: Action, notices: list[Arrow], machine: StateMachine) -> list[Arrow]:
    """The notices that this action waits for, as far as its name tells: called alike, undoing, or on from the first state."""
    own = words(action.name)
    alike = [a for a in notices if _is_alike(own, words(a.action))]
    if alike:
        return alike
    undone = [a for a in notices if not _UNDONE.isdisjoint((*words(a.action), *words(a.target)))]
    if speaks_of(action.name, UNDOES):
        return undone
    if _BEGINS.isdisjoint(own):
        return []
    first = {a.action for a in notices if a.source == machine.initial and a not in undone}
    return [a for a in notices if a.action in first]


def _is_alike(own: tuple[str, ...] | list[str], other: tuple[str, ...] | list[str]) -> bool:
    """Whether two names say one thing in two forms: `capture`, `captured`."""
    return any(a[:_STEM] == b[:_STEM] for a in own for b in other if min(len(a), len(b)) >= _STEM)


def _tells(action: Action, parties: tuple[str, ...]) -> bool:
    return any(g.party in parties for g in action.by)
