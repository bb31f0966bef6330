"""How each business rule ends: enforced by a constraint or trigger, or by a step of the work."""

from __future__ import annotations

from planner.derive.database.building import Building
from planner.derive.database.resolve import over_columns
from planner.model.database import Between, Check, Database, Enforcement, Holds, Table, Trigger, Unique
from planner.model.design import BusinessRule
from planner.model.domain import DomainEntity
from planner.model.expressions import Compare, Constant, Expression, Name, names_in
from planner.naming import joined, snake


def rule_checks(entity: DomainEntity, table: Table, building: Building) -> tuple[Check, ...]:
    """Checks of the design's rules that speak of one row of this entity, unless a bound says the same."""
    found: list[Check] = []
    for rule in building.design.rules:
        condition = rule_condition(rule, entity, building)
        if condition is not None and _same_bound(condition, table) is None:
            name = joined(table.name, snake(rule.id))
            found.append(Check(f"{table.id}.{name}", name, Holds(condition), (rule.path,)))
    return tuple(found)


def rule_condition(rule: BusinessRule, entity: DomainEntity, building: Building) -> Expression | None:
    """The rule's condition over the columns of an entity; `None` if it is about something else."""
    if rule.check is None or entity.name != _subject(rule, building):
        return None
    return over_columns(rule.check, entity, building)


def _subject(rule: BusinessRule, building: Building) -> str | None:
    """The one entity whose columns the condition reads."""
    heads = {n.parts[0] for n in names_in(rule.check) if len(n.parts) > 1} if rule.check is not None else set()
    entities = {h for h in heads if h in building.domain.entities}
    if len(entities) == 1 and entities == heads:
        return next(iter(entities))
    return rule.on[0] if not heads and rule.on and rule.on[0] in building.domain.entities else None


def _same_bound(condition: Expression, table: Table) -> str | None:
    """The name of a check that states `column >= number` already."""
    if not (
        isinstance(condition, Compare) and isinstance(condition.left, Name) and isinstance(condition.right, Constant)
    ):
        return None
    column, bound = condition.left.parts[0], condition.right.text
    for check in table.checks:
        p = check.predicate
        if (
            isinstance(p, Between)
            and p.column == column
            and (condition.operator, bound) in ((">=", p.low), ("<=", p.high))
        ):
            return check.name
    return None


def enforcements(building: Building, database: Database) -> tuple[Enforcement, ...]:
    """One line per rule."""
    return tuple(_enforcement(rule, building, database) for rule in building.design.rules)


def _enforcement(rule: BusinessRule, building: Building, database: Database) -> Enforcement:
    for table in database.tables:
        constraints: tuple[Check | Unique | Trigger, ...] = (*table.checks, *table.uniques, *table.triggers)
        for element in constraints:
            if rule.path in element.because or (rule.unique is not None and rule.unique.path in element.because):
                return Enforcement(
                    rule.id, rule.path, rule.says, True, element.id, f"{table.name} refuses rows that break it"
                )
        entity = building.domain.entities.get(table.entity or "") if table.kind == "entity" else None
        if entity is not None and (condition := rule_condition(rule, entity, building)) is not None:
            name = _same_bound(condition, table)
            if name is not None:
                return Enforcement(
                    rule.id,
                    rule.path,
                    rule.says,
                    True,
                    f"{table.id}.{name}",
                    f"{table.name} refuses rows that break it",
                )
    step = f"step.rule.{snake(rule.id)}"
    why = "no condition is given" if rule.check is None else "its condition reaches beyond one row"
    return Enforcement(rule.id, rule.path, rule.says, False, step, f"{why}, so {step} holds and tests it")
