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
