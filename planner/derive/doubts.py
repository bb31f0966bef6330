"""What the model leaves in doubt although each of its lines is clear: what the plan does meanwhile, and who must say."""

from __future__ import annotations

from collections.abc import Iterator

from planner.model.domain import Domain, DomainEntity
from planner.model.risks import OpenQuestion
from planner.naming import listing, snake


def doubts(domain: Domain) -> Iterator[OpenQuestion]:
    """The questions that the model raises by itself."""
    yield from _purged_though_fixed(domain)


def _purged_though_fixed(domain: Domain) -> Iterator[OpenQuestion]:
    """Rows that are never changed, and kept for a time: one question for all that are kept as long."""
    kept: dict[str, list[DomainEntity]] = {}
    for entity in domain.entities.values():
        if entity.added_only and entity.retention is not None:
            kept.setdefault(entity.retention.text, []).append(entity)
    for text, entities in kept.items():
        lines = (line for e in entities for line in (e.retention.path if e.retention else "", *e.added_only))
        names = listing([e.name for e in entities])
        yield OpenQuestion(
            f"question.{snake(entities[0].name)}.purge",
            entities[0].retention.path if entities[0].retention else entities[0].path,
            f"May rows of {names} be purged {text}, though nobody ever changes or deletes one?",
            "their purge alone may delete them, and none before its time; every other delete is refused",
            f"the triggers that refuse deletes of {names}, and their purge",
            tuple(dict.fromkeys(lines)),
        )
