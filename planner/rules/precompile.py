"""`python -m planner.rules.precompile`: the YAML of catalogs/ -> planner/precompiled/, so that a plan reads no YAML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import msgspec

from planner.assets import folder
from planner.diagnostics import Diagnostic, has_errors
from planner.model.catalog import CatalogName, DecisionItem, QuestionItem
from planner.read.catalog import read_catalog
from planner.rules.library import NOUNS, check_catalog, in_order

GROUPS: Final = ("product", "resources", "operations", "constraints")
"""The order in which discovery goes through its groups, where nothing ranks the questions."""
TARGET: Final = Path(__file__).parent.parent / "precompiled"


def compiled() -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """The bytes of every precompiled file, and what is wrong with the catalogs."""
    shelves = {name: read_catalog(folder("catalogs") / name, name) for name in NOUNS}
    decisions = shelves["decisions"].items
    problems: list[Diagnostic] = []
    files: dict[str, bytes] = {}
    for name, shelf in shelves.items():
        found = check_catalog(name, shelf.items, decisions)
        problems += shelf.diagnostics
        problems += [msgspec.structs.replace(d, span=shelf.locate(d.path)) if d.span is None else d for d in found]
        files[f"{name}.json"] = _encoded(name, shelf.items, problems)
    return files, tuple(problems)


def _encoded(name: CatalogName, items: tuple[object, ...], problems: list[Diagnostic]) -> bytes:
    if name == "decisions" and not has_errors(problems):
        items = in_order(tuple(i for i in items if isinstance(i, DecisionItem)))
    if name == "questions":
        items = _by_group([i for i in items if isinstance(i, QuestionItem)])
    return b"[" + b",\n".join(msgspec.json.encode(item) for item in items) + b"]\n"


def _by_group(questions: list[QuestionItem]) -> tuple[QuestionItem, ...]:
    return tuple(q for group in GROUPS for q in questions if q.group == group)


def main() -> int:
    """Writes the files; says what is wrong and writes nothing if anything is."""
    files, problems = compiled()
    for problem in problems:
        print(problem, file=sys.stderr)
    if has_errors(problems):
        return 1
    TARGET.mkdir(exist_ok=True)
    for name, content in files.items():
        (TARGET / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
