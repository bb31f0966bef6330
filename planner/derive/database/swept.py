"""Rows that a job looks for by the clock: those in a state that the clock ends, whose time has come.

Only what the names say is taken: a job that expires finds rows by `expires_at`, any other by a day that is due.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from planner.derive.database.building import Building
from planner.model.design import Job
from planner.model.domain import DomainEntity
from planner.model.entities import Action, Field, TypeKind
from planner.model.expressions import Among, Compare, Constant, Expression, Name
from planner.naming import snake

_TIMES = frozenset({TypeKind.TIMESTAMP, TypeKind.DATE})
_DUE = frozenset({"due", "deadline", "next"})
_STEM = 4


class Sweep(Struct, frozen=True):
    """What a job reads: a column of time, the column of the state, and the states it looks in."""

    job: Job
    time: str
    state: str
    states: tuple[str, ...]

    @property
    def where(self) -> Expression:
        """The condition that a row is in such a state."""
        column, values = Name((self.state,)), tuple(Constant("word", s) for s in self.states)
        return Compare(column, "=", values[0]) if len(values) == 1 else Among(column, values)


def sweeps(entity: DomainEntity, building: Building) -> Iterator[Sweep]:
    """What the scheduled jobs of an entity look for."""
    for job in building.swept_by.get(entity.name, ()):
        action = _moves(job, entity)
        field = _told_by(action, entity) if action is not None else None
        if action is None or field is None:
            continue
        for machine in entity.machines:
            states = tuple(dict.fromkeys(a.source for a in machine.arrows if a.action == action.name))
            columns = (building.member_columns(entity, n) for n in (field.name, machine.field))
            (time, *_), (state, *_) = columns
            if states:
                yield Sweep(job, time, state, states)


def _moves(job: Job, entity: DomainEntity) -> Action | None:
    """The action by which the clock moves its rows: the one that the job is named after."""
    words = snake(job.name).split("_")
    named = (a for a in entity.actions if snake(a.name) in words and any(g.role == "system" for g in a.by))
    return next(named, None)


def _told_by(action: Action, entity: DomainEntity) -> Field | None:
    """The field that tells when a row's time has come; `None` where no name says so, or two do."""
    times = [f for f in entity.fields if f.type.kind in _TIMES]
    stem = snake(action.name)
    for found in (
        [f for f in times if len(stem) >= _STEM and any(_is_to_come(w, stem) for w in snake(f.name).split("_"))],
        [f for f in times if not _DUE.isdisjoint(snake(f.name).split("_"))],
    ):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _is_to_come(word: str, stem: str) -> bool:
    """`expires`, not `expired`."""
    return word.startswith(stem) and not word.endswith("ed")
