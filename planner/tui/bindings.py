"""The bindings of a view, read from the registry of actions."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from planner.tui.actions import ACTIONS, Place


def bindings_at(place: Place) -> list[BindingType]:
    """One binding per action that has keys; its id is the action's, so that a key map can change it."""
    return [
        Binding(a.keys, f"app.act('{a.id}')", a.title, show=False, id=a.id)
        for a in ACTIONS
        if place in a.where and a.keys
    ]
