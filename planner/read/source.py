"""Where a path of the design stands in its files. Positions live here and nowhere else."""

from __future__ import annotations

from msgspec import Struct

from planner.diagnostics import Span
from planner.model.tree import Mapping, Node, Scalar, Sequence
from planner.read.names import split_path


class Source(Struct, frozen=True):
    """The trees of a design: the main file first, then those it includes."""

    roots: tuple[Node, ...] = ()
    bases: tuple[dict[str, int], ...] = ()
    """At which index the lists of each file go on those of the files before it."""

    def locate(self, path: str) -> Span | None:
        """The place of the key (or list item) that a path ends at."""
        segments = split_path(path)
        if len(self.roots) == 1 and not any(self.bases):
            return _span(_walk(self.roots[0], segments))
        for number, root in enumerate(self.roots):
            base = self.bases[number].get(segments[0], 0) if number < len(self.bases) else 0
            node = _walk(root, _shifted(segments, base) if base else segments)
            if node is not None:
                return _span(node)
        return None

    def names(self) -> frozenset[str]:
        """Every key, below lists as well: what the text gives a name to, whether it could be read or not."""
        found: set[str] = set()
        ahead: list[Node] = list(self.roots)
        while ahead:
            node = ahead.pop()
            if isinstance(node, Mapping):
                found.update(node.entries)
                ahead += [value for _, value in node.entries.values()]
            elif isinstance(node, Sequence):
                ahead += node.items
        return frozenset(found)


def _span(node: Node | None) -> Span | None:
    return None if node is None else Span(node.file, node.line, node.column, node.end_line, node.end_column)


def _shifted(segments: tuple[str, ...], base: int) -> tuple[str, ...]:
    """The path within a file whose lists go on at an index."""
    if len(segments) < 2 or not segments[1].isdecimal():
        return segments
    index = int(segments[1]) - base
    return (segments[0], str(index) if index >= 0 else "-", *segments[2:])


def _walk(root: Node, segments: tuple[str, ...]) -> Scalar | Mapping | Sequence | None:
    """The key's own node for a mapping entry, the item for a list."""
    here, found = root, root
    for segment in segments:
        if here.__class__ is Mapping:
            entry = here.entries.get(segment)
            if entry is None:
                return None
            found, here = entry
        elif isinstance(here, Sequence):
            if not segment.isdigit() or int(segment) >= len(here.items):
                return None
            found = here = here.items[int(segment)]
        elif segment != "0":
            return None
    return found
