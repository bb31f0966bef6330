"""Times that are named like a move: `returned_at` is when a row became `returned`, or when `return` was done.

Knows names alone: what the design sets itself, computes or explains in words is left to it.
"""

from __future__ import annotations

from msgspec.structs import replace

from planner.model.entities import Action, Assignment, Entity, Field, TypeKind
from planner.model.expressions import Name
from planner.naming import snake
from planner.phrases import verb_forms

_NOW = {TypeKind.TIMESTAMP: Name(("now",)), TypeKind.DATE: Name(("today",))}


def stamped(entity: Entity, actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """The actions of an entity, each with the times it sets by its name or the state it leads to."""
    set_by = {s.field for a in actions for s in a.sets}
    times = {_event(f): f for f in entity.fields if f.name not in set_by and _is_open(f)} if actions else {}
    led_to = frozenset(snake(a.to_state) for a in actions if a.to_state is not None)
    return tuple(_with_times(a, times, led_to) for a in actions) if times else actions


def _is_open(field: Field) -> bool:
    """Whether the server alone sets a time, and nothing says when."""
    given = field.default is not None or field.computed is not None or bool(field.says)
    return field.readonly and field.type.kind in _NOW and not given and bool(_event(field))


def _event(field: Field) -> str:
    """`returned` of `returned_at`; empty where it is no such name."""
    head, mark, tail = snake(field.name).rpartition("_")
    return head if mark and tail in ("at", "on") else ""


def _with_times(action: Action, times: dict[str, Field], led_to: frozenset[str]) -> Action:
    """A time that is named like a state is that of reaching it, whatever the action is called."""
    reached = [snake(action.to_state)] if action.to_state is not None else []
    events = [e for e in (*reached, *(f for f in verb_forms(action.name) if f not in led_to)) if e in times]
    added = (Assignment(f.name, _NOW[f.type.kind], f.path) for f in (times[e] for e in events))
    return replace(action, sets=(*action.sets, *added)) if events else action
