"""Notices of outside parties that a rule of the design could refuse: the value came from outside, and is true there.

A sender who is refused sends again, for days; what it tells has happened all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from planner.model.design import Design
from planner.model.domain import Domain, DomainEntity
from planner.model.entities import Action
from planner.model.expressions import Constant, Expression, names_in
from planner.model.risks import OpenQuestion
from planner.naming import snake, title


class RefusedNotice(Struct, frozen=True):
    """What a party tells, the value it sets, and the rule that may not allow it."""

    entity: DomainEntity
    action: Action
    field: str
    party: str
    rule: str
    path: str


def refused_notices(domain: Domain, design: Design) -> Iterator[RefusedNotice]:
    """Every value that a notice sets and a rule bounds; one for each action."""
    for entity in domain.entities.values():
        for action in entity.actions:
            party = next((g.party for g in action.by if g.party), "")
            found = next(_bounding(entity, action, design), None) if party else None
            if party and found is not None:
                field, rule, path = found
                yield RefusedNotice(entity, action, field, party, rule, path)


def _bounding(entity: DomainEntity, action: Action, design: Design) -> Iterator[tuple[str, str, str]]:
    told = [s.field for s in action.sets if not isinstance(s.value, Constant)]
    for field in told:
        for check in entity.checks:
            if field in _read(check.condition, entity):
                yield field, check.name or f"the check of {entity.name}", check.path
        for rule in design.rules:
            if rule.check is not None and entity.name in rule.on and field in _read(rule.check, entity):
                yield field, rule.id, rule.path


def _read(condition: Expression, entity: DomainEntity) -> set[str]:
    """The fields of the entity that a condition reads."""
    found = (n.parts for n in names_in(condition))
    return {parts[-1] for parts in found if len(parts) == 1 or parts[:-1] == (entity.name,)}


def notice_questions(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    """What becomes of what is true and may not stand."""
    for refused in refused_notices(domain, design):
        entity, action, party = refused.entity, refused.action, title(refused.party)
        yield OpenQuestion(
            f"question.{snake(entity.name)}.{snake(action.name)}.refused",
            action.path,
            f"What becomes of {title(action.name)} from {party} whose {refused.field} breaks {refused.rule}?",
            "it changes no row, is kept and answered so that it is not sent for ever, and waits for somebody",
            f"who works off what {party} told and {entity.name} may not hold: another field for what is too much, or a job",
            (action.path, refused.path),
        )
