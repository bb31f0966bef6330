"""How each business rule ends: enforced by a constraint or trigger, or by a step of the work."""

from __future__ import annotations

from typing import TypeAlias

from planner.derive.database.added_only import held_by_triggers, speaks_of_it
from planner.derive.database.building import Building
from planner.model.database import Check, Database, Enforcement, Table, Trigger, Unique
from planner.model.design import BusinessRule
from planner.model.expressions import Aggregate, names_in
from planner.naming import listing, snake

_Element: TypeAlias = Check | Unique | Trigger
_TITLES = {"mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite"}


def enforcements(building: Building, database: Database) -> tuple[Enforcement, ...]:
    """One line per rule."""
    holding = _by_cause(building, database)
    adding = _adding(database)
    return tuple(_enforcement(rule, holding, building, adding) for rule in building.design.rules)


def _adding(database: Database) -> dict[str, Trigger]:
    """Entity -> the trigger by which its rows are only ever added."""
    return {t.entity: g for t in database.tables if t.entity for g in t.triggers if g.kind == "append_only"}


def _by_cause(building: Building, database: Database) -> dict[str, tuple[_Element, Table]]:
    """The path of a rule -> the element that states it, and its table."""
    wanted = {path for r in building.design.rules for path in (r.path, r.unique.path if r.unique else r.path)}
    found: dict[str, tuple[_Element, Table]] = {}
    for table in database.tables:
        elements: tuple[_Element, ...] = (*table.checks, *table.uniques, *table.triggers)
        for element in elements:
            for path in element.because:
                if path in wanted:
                    found.setdefault(path, (element, table))
    return found


def _how(element: _Element, table: Table) -> str:
    if isinstance(element, Unique):
        among = "" if element.where is None else " among those meant"
        return f"{table.name} refuses a second row{among} with the same {listing(list(element.columns))}"
    if isinstance(element, Trigger) and element.kind == "hold_rule":
        when = "no transaction that ends with it broken" if element.at_commit else "no write that breaks it"
        return f"{element.whole} and {element.parts} allow {when}"
    if isinstance(element, Trigger):
        among = "" if element.statement is None else " among those meant"
        return f"{table.name} refuses a row that overlaps another{among}"
    return f"{table.name} refuses a row that breaks it"


def _taken(rule: BusinessRule, building: Building) -> str:
    """Where the bound is held and something must still be taken: by which step."""
    taking = next((t for t in building.domain.takings if t.rule == rule.id), None)
    return f"; what takes from {taking.entity}.{taking.field} and gives back is a step" if taking is not None else ""


def _enforcement(
    rule: BusinessRule,
    holding: dict[str, tuple[_Element, Table]],
    building: Building,
    adding: dict[str, Trigger],
) -> Enforcement:
    step = f"step.rule.{snake(rule.id)}"
    if rule.append_only and not (rule.check or rule.unique or rule.exclusive):
        kept = held_by_triggers(rule, building, adding)
        how = f"rows of {listing(list(rule.on))} do change, so {step} holds and tests it"
        return Enforcement(rule.id, rule.path, rule.says, kept is not None, *(kept or (step, how)))
    if speaks_of_it(rule) and (kept := held_by_triggers(rule, building, adding)) is not None:
        return Enforcement(rule.id, rule.path, rule.says, True, *kept)
    held = holding.get(rule.path) or (holding.get(rule.unique.path) if rule.unique else None)
    if held is not None:
        element, table = held
        if not isinstance(element, Trigger) or not element.at_commit or building.settings.dialect == "postgresql":
            how = _how(element, table) + _taken(rule, building)
            return Enforcement(rule.id, rule.path, rule.says, True, element.id, how)
        how = (
            f"{_TITLES[building.settings.dialect]} judges each statement alone, so one posting function writes "
            f"a row of {element.whole} with its {element.parts}, and {step} holds and tests it"
        )
        return Enforcement(rule.id, rule.path, rule.says, False, step, how)
    how = f"{_why(rule, building)}, so {step} holds and tests it"
    return Enforcement(rule.id, rule.path, rule.says, False, step, how)


def _why(rule: BusinessRule, building: Building) -> str:
    """What keeps the schema from holding it."""
    if rule.check is None:
        said = rule.unique is not None or rule.exclusive is not None
        return "it names what the table does not hold" if said else "nothing states it as a condition"
    if isinstance(rule.check, Aggregate) or any(len(n.parts) > 2 for n in names_in(rule.check)):
        return "its condition counts over many rows"
    heads = {n.parts[0] for n in names_in(rule.check) if len(n.parts) > 1}
    known = [name for name in building.domain.entities if name in heads]
    if len(known) > 1:
        return f"its condition reads rows of {listing(known)}"
    return "its condition reaches beyond one row"
