"""Where a path of the design stands in its files. Positions live here and nowhere else."""

from __future__ import annotations

from msgspec import Struct

from planner.diagnostics import Span
from planner.model.tree import Mapping, Node, Scalar, Sequence


def split_path(path: str) -> tuple[str, ...]:
    """The segments of a path; `\\.` stands for a dot inside one."""
    if "\\" not in path:
        return tuple(path.split("."))
    return tuple(part.replace("\0", ".") for part in path.replace("\\.", "\0").split("."))


class Source(Struct, frozen=True):
    """The trees of a design: the main file first, then those it includes."""

    roots: tuple[Node, ...] = ()

    def locate(self, path: str) -> Span | None:
        """The place of the key (or list item) that a path ends at."""
        segments = split_path(path)
        for root in self.roots:
            node = _walk(root, segments)
            if node is not None:
                return Span(node.file, node.line, node.column, node.end_line, node.end_column)
        return None


def _walk(root: Node, segments: tuple[str, ...]) -> Scalar | Mapping | Sequence | None:
    """The key's own node for a mapping entry, the item for a list."""
    here, found = root, root
    for segment in segments:
        if isinstance(here, Mapping):
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
