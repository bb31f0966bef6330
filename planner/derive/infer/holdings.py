"""Stretches of time or numbers that a rule gives to one row alone: who makes the rows, and what sets them free again.

A row that was cancelled holds nothing, unless the rule says itself (`where`) which rows hold. A part that nobody may
make, of which its whole has one, is made with it; what ends the whole takes it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.model.deeds import FREES, speaks_of
from planner.model.design import BusinessRule, Design, Job
from planner.model.domain import DomainEntity, Holding
from planner.model.entities import Action


def holdings(entities: dict[str, DomainEntity], design: Design) -> tuple[Holding, ...]:
    """Every rule that gives a stretch to one row alone, as far as its entity is known."""
    made_by_jobs = frozenset(_made_by(design.jobs))
    return tuple(h for rule in design.rules for h in _of_rule(rule, entities, made_by_jobs))


def _made_by(jobs: Iterable[Job]) -> Iterator[str]:
    yield from (job.entity for job in jobs if job.entity and not job.ends_rows)


def _of_rule(rule: BusinessRule, entities: dict[str, DomainEntity], made_by_jobs: frozenset[str]) -> Iterator[Holding]:
    entity = entities.get(rule.on[0]) if rule.exclusive is not None and rule.on else None
    if entity is None or rule.exclusive is None:
        return
    whole = None if entity.name in made_by_jobs else _made_with(entity, entities)
    ends = tuple(a for a in (whole or entity).actions if speaks_of(a.name, FREES))
    field, freed = _freed(entity, ends) if rule.exclusive.where is None and whole is None else ("", ())
    yield Holding(
        rule=rule.id,
        path=rule.path,
        entity=entity.name,
        whole=whole.name if whole is not None else "",
        field=field,
        freed=freed,
        freed_by=tuple(a.name for a in ends),
        because=tuple(a.path for a in ends if whole is not None or a.to_state in freed),
    )


def _made_with(part: DomainEntity, entities: dict[str, DomainEntity]) -> DomainEntity | None:
    """The whole whose making makes the part: callers make it, it has one such part, and nobody else makes that."""
    if part.parent is None or not part.parent.unique or part.actions or part.is_called("create"):
        return None
    whole = entities.get(part.parent.targets[0])
    return whole if whole is not None and whole.is_called("create") else None


def _freed(entity: DomainEntity, ends: tuple[Action, ...]) -> tuple[str, tuple[str, ...]]:
    """The field of a state machine, and its states in which a row was ended before its time."""
    for machine in entity.machines:
        names = frozenset(a.name for a in ends)
        left = {arrow.source for arrow in machine.arrows}
        reached = (arrow.target for arrow in machine.arrows if arrow.action in names and arrow.target not in left)
        freed = tuple(dict.fromkeys(reached))
        if freed:
            return machine.field, freed
    return "", ()
