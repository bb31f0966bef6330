"""Which conventions hold for a design: those whose condition is met, with the rows of what was decided on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from planner.model.catalog import StandardItem
from planner.rules.when import truth
from planner.rules.world import World

EVERY = "any"


class Standing(Struct, frozen=True):
    """One convention as it holds here."""

    id: str
    title: str
    why: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    refs: tuple[str, ...] = ()


def standing(items: Iterable[StandardItem], world: World, titles: dict[str, str]) -> Iterator[Standing]:
    """Every convention that holds; `titles` names the option of each decision as a reader does."""
    for item in items:
        if item.when is not None and truth(item.when, world, world.whole) is not True:
            continue
        if not item.per:
            yield Standing(item.id, item.title, item.why, item.columns, item.rows, item.refs)
            continue
        chosen = titles.get(item.per, "")
        rows = tuple(row[1:] for row in item.rows if row[0] == chosen or row[0].split()[0] == EVERY)
        if rows:
            yield Standing(item.id, item.title, item.why, item.columns[1:], rows, item.refs)
