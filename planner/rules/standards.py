"""Which conventions hold for a design: those whose condition is met, with the rows of what was decided on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from planner.model.catalog import StandardItem
from planner.model.conventions import Standard
from planner.rules.when import truth
from planner.rules.world import World

EVERY = "any"


def standing(items: Iterable[StandardItem], world: World, titles: dict[str, str]) -> Iterator[Standard]:
    """Every convention that holds; `titles` names the option of each decision as a reader does."""
    for item in items:
        if item.when is not None and truth(item.when, world, world.whole) is not True:
            continue
        topic = _topic(item.path)
        if not item.per:
            yield Standard(item.id, topic, item.title, item.why, item.columns, item.rows, item.refs)
            continue
        chosen = titles.get(item.per, "")
        rows = tuple(row[1:] for row in item.rows if row[0] == chosen or row[0].split()[0] == EVERY)
        if rows:
            yield Standard(item.id, topic, item.title, item.why, item.columns[1:], rows, item.refs)


def _topic(path: str) -> str:
    """`contract` for an item of standards/contract.yaml."""
    return PurePosixPath(path.partition(":")[0]).stem
