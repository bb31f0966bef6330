"""The order within columns: barycentre sweeps, a fixed number of them, so that few lines cross.

A line over several columns holds a lane in each of them: a place without a box.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final, TypeAlias

from msgspec import Struct

SWEEPS: Final = 6


class Lane(Struct, frozen=True):
    """A place in a column that the lines of `left` run through, all together, on their way to the right."""

    left: str
    column: int


Place: TypeAlias = str | Lane
"""A node by its name, or a lane."""


class Ordered(Struct, frozen=True):
    """Columns from left to right, and what is joined between neighbours, by pair."""

    columns: tuple[tuple[Place, ...], ...]
    chains: dict[tuple[str, str], tuple[Place, ...]]


def ordered(names: list[str], column: dict[str, int], pairs: list[tuple[str, str]]) -> Ordered:
    """Every column in an order that keeps lines short."""
    table: list[list[Place]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for name in names:
        table[column[name]].append(name)
    chains: dict[tuple[str, str], tuple[Place, ...]] = {}
    seen: set[Lane] = set()
    for left, right in pairs:
        lanes = [Lane(left, c) for c in range(column[left] + 1, column[right])]
        for lane in lanes:
            if lane not in seen:
                seen.add(lane)
                table[lane.column].append(lane)
        chains[(left, right)] = (left, *lanes, right)
    _sweep(table, chains)
    return Ordered(tuple(map(tuple, table)), chains)


def neighbours(chains: Iterable[tuple[Place, ...]]) -> tuple[dict[Place, list[Place]], dict[Place, list[Place]]]:
    """What stands left and what stands right of each place, in the columns beside it."""
    joints = dict.fromkeys(joint for chain in chains for joint in pairwise(chain))
    lefts: dict[Place, list[Place]] = {}
    rights: dict[Place, list[Place]] = {}
    for one, two in joints:
        lefts.setdefault(two, []).append(one)
        rights.setdefault(one, []).append(two)
    return lefts, rights


def _sweep(table: list[list[Place]], chains: dict[tuple[str, str], tuple[Place, ...]]) -> None:
    lefts, rights = neighbours(chains.values())
    at: dict[Place, float] = {}
    for members in table:
        _note(members, at)
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        for members in table if forth else reversed(table):
            _sort(members, lefts if forth else rights, at)
            _note(members, at)


def _note(members: list[Place], at: dict[Place, float]) -> None:
    """Where each place of a column stands, from 0 at the top to 1."""
    size = len(members) or 1
    for place, name in enumerate(members):
        at[name] = place / size


def _sort(members: list[Place], near: dict[Place, list[Place]], at: dict[Place, float]) -> None:
    """A column by the mean place of its neighbours; what has none keeps its own."""
    weights = {
        place: sum(at[n] for n in near[place]) / len(near[place]) if place in near else at[place] for place in members
    }
    members.sort(key=lambda place: weights[place])
