"""Which jobs run what the system does by itself, as far as their names, events and sentences tell.

Knows the design's own words, not the steps that build the jobs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from planner.model.design import Design, Job
from planner.model.domain import DomainEntity
from planner.model.entities import Action
from planner.naming import plural_title, title, words
from planner.phrases import verb_forms


def told_events(entities: Iterable[DomainEntity], design: Design) -> frozenset[str]:
    """The events that something tells: an action, a job, or the life of their entity (`order.created`)."""
    told = {e for j in design.jobs for e in j.emits}
    for entity in entities:
        told |= {e for a in entity.actions for e in a.emits}
    lives = {e.name for e in design.events if e.of and e.name.rpartition(".")[2] in ("created", "updated", "deleted")}
    return frozenset(told | lives)


def is_by_clock(action: Action) -> bool:
    """Whether the system alone does it."""
    return bool(action.by) and all(g.role == "system" for g in action.by)


def runners(entity: str, action: Action, jobs: Iterable[Job]) -> tuple[Job, ...]:
    """The jobs that may do it: those of its rows that share its verb or its event, else all of its rows, else what speaks of it."""
    able = [j for j in jobs if not _follows(j, action) and not j.purges]
    own = [j for j in able if j.entity == entity]
    verbs = set(words(action.name))
    alike = [j for j in own if verbs & set(words(j.name)) or set(j.emits) & set(action.emits)]
    return tuple(alike or own or [j for j in able if _does(j, action)] or [j for j in able if _names(j, entity)])


def _follows(job: Job, action: Action) -> bool:
    """Whether a job begins with what the action tells, and so cannot be what does it."""
    return bool(job.on) and job.schedule is None and set(job.on) <= set(action.emits)


def _spoken(job: Job) -> str:
    text = f" {job.name} {job.does} {job.says} ".lower()
    return text.translate(_GAPS)


def _does(job: Job, action: Action) -> bool:
    """Whether its words name what is done."""
    return not set(_spoken(job).split()).isdisjoint(verb_forms(action.name))


def _names(job: Job, entity: str) -> bool:
    """Whether its words name the rows, where it says of no others that they are its own."""
    spoken = _spoken(job)
    return job.entity is None and any(f" {name} " in spoken for name in (title(entity), plural_title(entity)))


_GAPS: Final = str.maketrans(dict.fromkeys("_.,;:", " "))
