"""State machines: the enum fields that actions move, and the arrows they may take."""

from __future__ import annotations

from planner.model.domain import Arrow, StateMachine
from planner.model.entities import Action, Entity, EnumType, Field, TypeKind


def machines_of(entity: Entity, enums: dict[str, EnumType]) -> tuple[StateMachine, ...]:
    """One machine per enum field that an action with `to` moves."""
    moving: dict[str, list[Action]] = {}
    for action in entity.actions:
        field = moved_field(entity, action, enums)
        if field is not None:
            moving.setdefault(field.name, []).append(action)
    fields = {f.name: f for f in entity.fields}
    return tuple(_machine(entity, fields[name], actions, enums) for name, actions in moving.items())


def moved_field(entity: Entity, action: Action, enums: dict[str, EnumType]) -> Field | None:
    """The enum field an action moves; `None` for an action that changes no state."""
    if action.to_state is None:
        return None
    wanted = {action.to_state, *action.from_states}
    candidates = [f for f in entity.fields if wanted <= set(enum_values(f, enums))]
    if action.field is not None:
        return next((f for f in candidates if f.name == action.field), None)
    return candidates[0] if candidates else None


def enum_values(field: Field, enums: dict[str, EnumType]) -> tuple[str, ...]:
    """The values of an enum field, shared or inline."""
    if field.type.kind is not TypeKind.ENUM:
        return ()
    if field.type.name is not None:
        shared = enums.get(field.type.name)
        return shared.values if shared else ()
    return field.type.values


def _machine(entity: Entity, field: Field, actions: list[Action], enums: dict[str, EnumType]) -> StateMachine:
    states = enum_values(field, enums)
    return StateMachine(
        entity=entity.name,
        field=field.name,
        states=states,
        initial=field.default if field.default in states else states[0],
        arrows=tuple(
            Arrow(action.name, source, action.to_state)
            for action in actions
            if action.to_state is not None
            for source in (action.from_states or tuple(s for s in states if s != action.to_state))
        ),
        path=field.path,
    )
