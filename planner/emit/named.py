"""Values that many elements refer to by name, so that a document says each once. Knows nothing of what they mean."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value", bound=Hashable)


class Named(Generic[Value]):
    """Hands out names: `limit`, and `limit.2` for the next that is called so and says something else.

    Values and lists of them are known by identity while they live: many elements share one.
    """

    def __init__(self, name: Callable[[Value], str], said: Callable[[Value], Hashable] = lambda value: value) -> None:
        self.values: dict[str, Value] = {}
        self._name = name
        self._said = said
        self._names: dict[Hashable, str] = {}
        self._counts: dict[str, int] = {}
        self._known: dict[int, str] = {}
        self._lists: dict[int, tuple[str, ...]] = {}

    def one(self, value: Value) -> str:
        """The name of a value."""
        found = self._known.get(id(value))
        if found is None:
            found = self._known[id(value)] = self._named(value)
        return found

    def each(self, values: tuple[Value, ...]) -> tuple[str, ...]:
        """The names of several."""
        found = self._lists.get(id(values))
        if found is None:
            found = self._lists[id(values)] = tuple(map(self.one, values))
        return found

    def _named(self, value: Value) -> str:
        name = self._name(value)
        said = (name, self._said(value))
        found = self._names.get(said)
        if found is None:
            number = self._counts[name] = self._counts.get(name, 0) + 1
            found = self._names[said] = name if number == 1 else f"{name}.{number}"
            self.values[found] = value
        return found
