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


class Runners:
    """The jobs of a design by their rows and by their words: read once, asked by every action."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self.of_rows: dict[str, list[Job]] = {}
        self.by_word: dict[str, list[Job]] = {}
        self.loose: list[tuple[str, Job]] = []
        self.spoken: dict[str, str] = {}
        for job in jobs:
            if not job.purges:
                self._take(job)
        self.all_loose = " ".join(text for text, _ in self.loose)

    def _take(self, job: Job) -> None:
        spoken = f" {job.name} {job.does} {job.says} ".lower().translate(_GAPS)
        self.spoken[job.name] = spoken
        for word in dict.fromkeys(spoken.split()):
            self.by_word.setdefault(word, []).append(job)
        if job.entity is not None:
            self.of_rows.setdefault(job.entity, []).append(job)
        else:
            self.loose.append((spoken, job))

    def of(self, entity: str, action: Action) -> tuple[Job, ...]:
        """What may do it: jobs of its rows that share its verb or its event, else all of its rows, else what speaks of it."""
        own = _able(self.of_rows.get(entity, ()), action)
        verbs = set(words(action.name))
        alike = [j for j in own if verbs & set(words(j.name)) or set(j.emits) & set(action.emits)]
        return tuple(alike or own or self._doing(entity, action) or self._naming(entity, action))

    def _doing(self, entity: str, action: Action) -> list[Job]:
        """Those whose words name what is done; one of other rows has to name these as well."""
        names = [f" {name} " for name in (title(entity), plural_title(entity))]
        found = {
            j.name: j
            for form in verb_forms(action.name)
            for j in self.by_word.get(form, ())
            if j.entity in (None, entity) or any(name in self.spoken[j.name] for name in names)
        }
        return _able(found.values(), action)

    def _naming(self, entity: str, action: Action) -> list[Job]:
        """Those whose words name the rows, where they say of no others that they are their own."""
        names = [f" {name} " for name in (title(entity), plural_title(entity))]
        if not any(name in self.all_loose for name in names):
            return []
        return _able((j for text, j in self.loose if any(name in text for name in names)), action)


def _able(jobs: Iterable[Job], action: Action) -> list[Job]:
    """Those that do not begin with what the action tells, and so can be what does it."""
    told = set(action.emits)
    return [j for j in jobs if not (j.on and j.schedule is None and set(j.on) <= told)]


_GAPS: Final = str.maketrans(dict.fromkeys("_.,;:", " "))
