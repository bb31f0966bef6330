"""Reads one catalog's folder: every YAML file in it holds one item or a list of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from planner import codes
from planner.diagnostics import Diagnostic, Severity, Span
from planner.model.catalog import CatalogName
from planner.model.tree import Mapping, Node, Sequence
from planner.read.catalog.items import ITEMS
from planner.read.reader import MISSING, Reader
from planner.read.source import Source
from planner.read.yaml import parse_yaml


class Shelf(Struct, frozen=True):
    """The items of one catalog in one folder, those it switches off, and where each stands."""

    items: tuple[Any, ...]
    off: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: dict[str, Source]

    def locate(self, path: str) -> Span | None:
        """Where `file.yaml:rest.of.path` stands; a file that is one item has nothing behind its name."""
        file, _, rest = path.partition(":")
        source = self.sources.get(file)
        if source is None or not rest:
            return Span(file, 1, 1) if source is not None else None
        return source.locate(rest.removeprefix("."))


def read_folder(folder: Path) -> dict[CatalogName, Shelf]:
    """Every catalog below a folder that has one of the known names."""
    return {name: read_catalog(folder / name, name) for name in ITEMS if (folder / name).is_dir()}


def read_catalog(folder: Path, name: CatalogName) -> Shelf:
    """The items of a catalog, in the order of file names and of lines."""
    items: list[Any] = []
    off: list[str] = []
    problems: list[Diagnostic] = []
    sources: dict[str, Source] = {}
    for file in sorted(folder.rglob("*.yaml")):
        label = f"{name}/{file.relative_to(folder).as_posix()}"
        try:
            text = file.read_bytes()
        except OSError:
            problems.append(Diagnostic(codes.IO_READ, Severity.ERROR, f"{label} cannot be read"))
            continue
        root, found = parse_yaml(text, label)
        problems += found
        if root is not None:
            sources[label] = Source((root,))
            read, switched = _items(root, label, name, problems)
            items += read
            off += switched
    return Shelf(tuple(items), tuple(off), tuple(problems), sources)


def _items(root: Node, label: str, name: CatalogName, problems: list[Diagnostic]) -> tuple[list[Any], list[str]]:
    reader = Reader()
    nodes = root.items if isinstance(root, Sequence) else (root,)
    found: list[Any] = []
    off: list[str] = []
    for index, node in enumerate(nodes):
        path = f"{label}:{index}" if isinstance(root, Sequence) else f"{label}:"
        if isinstance(node, Mapping) and set(node.entries) == {"id", "off"}:
            off.append(getattr(node.entries["id"][1], "text", ""))
            continue
        item = ITEMS[name].read(reader, node, path)
        if item is not MISSING:
            found.append(item)
    problems += reader.problems
    return found, off
