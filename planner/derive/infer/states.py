"""State machines: the enum fields that actions move, and the arrows they may take."""

from __future__ import annotations

from msgspec.structs import replace

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
    return next(iter(state_fields(entity.fields, action, enums)), None) if action.to_state is not None else None


def state_fields(fields: tuple[Field, ...], action: Action, enums: dict[str, EnumType]) -> list[Field]:
    """The enum fields that have every state an action names; the one it names, where it does."""
    wanted = {*action.from_states, *((action.to_state,) if action.to_state is not None else ())}
    named = (f for f in fields if action.field is None or f.name == action.field)
    return [f for f in named if wanted and wanted <= set(enum_values(f, enums))]


def stays(action: Action) -> Action:
    """The action; one that ends where it starts moves nothing, and says where it may run."""
    return replace(action, to_state=None) if action.from_states == (action.to_state,) else action


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
