"""Rules of the business that one row can break: which entity each speaks of, and its condition over columns."""

from __future__ import annotations

from planner.derive.database.building import Building
from planner.derive.database.resolve import over_columns
from planner.model.design import BusinessRule
from planner.model.domain import DomainEntity
from planner.model.expressions import Expression


def rules_of(entity: DomainEntity, building: Building) -> tuple[tuple[BusinessRule, Expression], ...]:
    """The rules that hold for each row of an entity."""
    return tuple(
        (rule, condition)
        for rule in building.rules_by_subject.get(entity.name, ())
        if rule.check is not None and (condition := over_columns(rule.check, entity, building)) is not None
    )
