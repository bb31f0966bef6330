"""Who holds a name or a path: names stay unique, and no request could mean two paths.

Knows nothing of entities; callers offer candidates in the order they like them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_ANY: Final = "{}"
_FURTHER: Final = "/more"  # no stored path is deeper than one with enough of it
_CREDENTIAL_WORDS: Final = ("token", "password", "secret", "apikey", "api-key")


class Names:
    """Hands out names: the first to ask keeps it, whatever its case; later ones get their next candidate."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def claim(self, *wanted: str) -> str:
        """The first candidate that is free, else the last with the lowest free number."""
        for name in wanted:
            if self._take(name):
                return name
        number = 2
        while not self._take(f"{wanted[-1]}{number}"):
            number += 1
        return f"{wanted[-1]}{number}"

    def _take(self, name: str) -> bool:
        key = name.lower()
        if key in self._taken:
            return False
        self._taken.add(key)
        return True


class _Node:
    """One place in the tree of paths; `path` where one ends."""

    __slots__ = ("below", "path")

    def __init__(self) -> None:
        self.below: dict[str, _Node] = {}
        self.path = ""


class Paths:
    """Hands out paths that no other path can be mistaken for, at a cost that does not grow with their number.

    Two paths are ambiguous when one request fits both and neither is the more literal one
    (`/a/{x}/c` and `/a/b/{y}`, or the same path with other parameter names).
    """

    def __init__(self) -> None:
        self._root = _Node()
        self._served: set[tuple[str, str]] = set()
        self._known: set[str] = set()

    def claim(self, method: str, *wanted: str) -> str:
        """The first candidate that is free for the method, else the last one further down."""
        for path in wanted:
            if self._take(method, path):
                return path
        path = f"{_FURTHER}{wanted[-1]}"
        while not self._take(method, path):
            path = _FURTHER + path
        return path

    def claim_collection(self, key: str, *wanted: str) -> str:
        """The same for a collection and, below it, the path of its rows."""
        found = next((path for path in wanted if self._holds(path, key)), None)
        path = found if found is not None else _FURTHER + wanted[-1]
        while not self._holds(path, key):
            path = _FURTHER + path
        for taken in (path, path + key) if key else (path,):
            self._keep(taken)
            self._served.update([(method, taken) for method in ("GET", "POST", "PATCH", "DELETE")])
        return path

    def _holds(self, path: str, key: str) -> bool:
        return self.is_free(path) and (not key or self.is_free(path + key))

    def is_free(self, path: str) -> bool:
        """Whether nothing is served there and nothing could be mistaken for it."""
        return path not in self._known and self._rival(path) is None

    def _rival(self, path: str) -> str | None:
        """A path already given that a request could mean as well."""
        segments = _segments(path)
        if segments[0] not in self._root.below and segments[0] != _ANY and _ANY not in self._root.below:
            return None
        variables = path.count("{")
        fitting = _fitting(self._root, segments)
        return next((other for other in fitting if other != path and other.count("{") == variables), None)

    def _take(self, method: str, path: str) -> bool:
        if (method, path) in self._served or (path not in self._known and self._rival(path) is not None):
            return False
        self._served.add((method, path))
        self._keep(path)
        return True

    def _keep(self, path: str) -> None:
        if path in self._known:
            return
        self._known.add(path)
        node = self._root
        for segment in _segments(path):
            below = node.below.get(segment)
            if below is None:
                below = node.below[segment] = _Node()
            node = below
        node.path = path


def _segments(path: str) -> tuple[str, ...]:
    if "{" not in path:
        return tuple(path.strip("/").split("/"))
    return tuple([_ANY if part.startswith("{") else part for part in path.strip("/").split("/")])


def _fitting(root: _Node, segments: tuple[str, ...]) -> tuple[str, ...]:
    """The stored paths that share a request with these segments."""
    level = [root]
    for segment in segments:
        level = [below for node in level for below in _below(node, segment)]
    return tuple(node.path for node in level if node.path)


def _below(node: _Node, segment: str) -> Iterable[_Node]:
    if segment == _ANY:
        return node.below.values()
    return [node.below[key] for key in (segment, _ANY) if key in node.below]


def plain_name(name: str) -> str:
    """A name fit for paths and queries, which end up in logs: no word in it that reads like a credential."""
    if not any(word in name for word in _CREDENTIAL_WORDS):
        return name
    for word in _CREDENTIAL_WORDS:
        name = name.replace(word, "")
    return "_".join(part for part in name.split("_") if part) or "id"
