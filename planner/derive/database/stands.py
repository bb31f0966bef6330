"""Rows of development data as the way to their state has left them: what its moves set is there, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from planner.derive.database.building import Building
from planner.derive.database.conditions import Row
from planner.derive.infer.standing import Standing, standings
from planner.model.domain import DomainEntity


class Stand(Struct, frozen=True):
    """The column of a state, and by state the columns that are filled in a row that stands there, and those that are not."""

    column: str
    initial: str
    filled: dict[str, frozenset[str]]
    empty: dict[str, frozenset[str]]
    constant: dict[str, str]


def stands_of(entity: DomainEntity | None, building: Building, left: frozenset[str]) -> tuple[Stand, ...]:
    """What the moves of an entity say of its rows; a column that is left to the server is never given by anybody else."""
    return tuple(_stand(entity, s, building, left) for s in standings(entity)) if entity is not None else ()


def _stand(entity: DomainEntity, standing: Standing, building: Building, left: frozenset[str]) -> Stand:
    machine = standing.machine
    moved = _columns(entity, standing.moved, building)
    always = standing.always
    filled = {s: _columns(entity, always.get(s, ()), building) for s in machine.states}
    free = {s: _columns(entity, standing.free[s], building) - left for s in machine.states}
    empty = {s: (moved if s in always else moved & left) - filled[s] - free[s] for s in machine.states}
    constant = {c: text for m, text in standing.constant.items() for c in building.member_columns(entity, m)}
    column = building.member_columns(entity, machine.field)[0]
    return Stand(column, machine.initial, filled, empty, constant)


def _columns(entity: DomainEntity, members: Iterable[str], building: Building) -> frozenset[str]:
    tenant = building.layout(entity).tenant
    return frozenset(c for m in members for c in building.member_columns(entity, m) if c != tenant)


def stood(row: Row, stands: tuple[Stand, ...], whole: Row) -> Row:
    """The row with what it holds in its states, of the values that it could hold."""
    filled: dict[str, str | None] = {}
    empty: set[str] = set()
    for stand in stands:
        state = row.get(stand.column) or stand.initial
        filled.update((c, stand.constant.get(c, whole.get(c))) for c in sorted(stand.filled.get(state, ())))
        empty |= stand.empty.get(state, frozenset())
    settled = {name: value for name, value in row.items() if name not in empty or name in filled}
    return settled | {name: value for name, value in filled.items() if value is not None}
