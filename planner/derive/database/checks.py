"""Checks of an entity's table: what fields, polymorphic and composite references, and the design's own checks ask."""

from __future__ import annotations

from collections.abc import Iterator

from planner.derive.database.building import Building
from planner.derive.database.layout import Layout
from planner.derive.database.resolve import over_columns
from planner.derive.database.rules import rules_of
from planner.model.database import (
    Between,
    Check,
    Holds,
    InValues,
    LengthBetween,
    Matches,
    OneOf,
    Predicate,
)
from planner.model.domain import DomainEntity
from planner.model.entities import Field
from planner.model.expressions import Compare, Constant, Expression, IsNull, Logic, Name, names_in
from planner.naming import joined, snake

_SUFFIX = {InValues: "values", Between: "range", LengthBetween: "length", Matches: "pattern"}


def checks_of(entity: DomainEntity, building: Building, table: str) -> tuple[Check, ...]:
    """Every check, one per condition; a bound that a rule repeats cites both lines."""
    found: dict[str, Check] = {}
    for name, predicate, because in _wanted(entity, building, table):
        same = _same(predicate, found)
        if same is not None:
            found[same.name] = Check(same.id, same.name, same.predicate, tuple(dict.fromkeys(same.because + because)))
            continue
        free = joined(name, str(len(found))) if name in found else name
        found[free] = Check(f"table.{table}.{free}", free, predicate, because)
    return tuple(found.values())


def _wanted(entity: DomainEntity, building: Building, table: str) -> Iterator[tuple[str, Predicate, tuple[str, ...]]]:
    layout = building.layout(entity)
    for field in entity.fields:
        stored = layout.fields[field.name]
        for column in stored:
            for predicate in column.predicates:
                name = joined(table, column.name, _SUFFIX[type(predicate)])
                yield name, predicate, _because(field, predicate, building)
        if len(stored) == 2 and not field.required:
            yield joined(table, snake(field.name), "whole"), _together([c.name for c in stored]), (field.path,)
    yield from _of_references(entity, layout, table)
    for position, rule in enumerate(entity.checks):
        condition = over_columns(rule.condition, entity, building)
        if condition is not None:
            name = snake(rule.name) if rule.name else f"check_{position + 1}"
            yield joined(table, name), Holds(condition), (rule.path,)
    yield from _of_ranges(entity, building, table)
    for business, condition in rules_of(entity, building):
        yield joined(table, snake(business.id)), Holds(condition), (business.path,)


def _of_ranges(
    entity: DomainEntity, building: Building, table: str
) -> Iterator[tuple[str, Predicate, tuple[str, ...]]]:
    """A range that ends before it begins holds nothing and overlaps nothing, unless the design says how the two stand."""
    said = [{n.parts[-1] for n in names_in(c.condition)} for c in entity.checks]
    for rule in building.exclusive.get(entity.name, ()):
        if rule.exclusive is None or any({rule.exclusive.start, rule.exclusive.end} <= names for names in said):
            continue
        ends = [building.member_columns(entity, n) for n in (rule.exclusive.start, rule.exclusive.end)]
        if all(ends):
            condition = Compare(Name(ends[0][:1]), "<", Name(ends[1][:1]))
            yield joined(table, snake(rule.id), "range"), Holds(condition), (rule.exclusive.path,)


def _because(field: Field, predicate: Predicate, building: Building) -> tuple[str, ...]:
    shared = building.domain.enums.get(field.type.name) if field.type.name else None
    return (field.path, shared.path) if shared is not None and isinstance(predicate, InValues) else (field.path,)


def _of_references(
    entity: DomainEntity, layout: Layout, table: str
) -> Iterator[tuple[str, Predicate, tuple[str, ...]]]:
    for reference in entity.references:
        stored = layout.references[reference.name]
        if len(stored) > 1:
            firsts = tuple(s.columns[0] for s in stored)
            arc = OneOf(firsts, not reference.required)
            yield joined(table, snake(reference.name), "one_of"), arc, (reference.path,)
        for each in stored:
            if len(each.columns) > 1 and (len(stored) > 1 or not reference.required):
                yield joined(table, *each.columns, "whole"), _together(list(each.columns)), (reference.path,)


def _together(columns: list[str]) -> Predicate:
    """All of them or none: a half of a place, or of a key, means nothing."""
    none = Logic("and", tuple(IsNull(Name((c,))) for c in columns))
    every = Logic("and", tuple(IsNull(Name((c,)), True) for c in columns))
    return Holds(Logic("or", (none, every)))


def _same(predicate: Predicate, found: dict[str, Check]) -> Check | None:
    """A check that says this already: the same condition, or `column >= number` beside a bound."""
    if not isinstance(predicate, Holds):
        return None
    for check in found.values():
        if check.predicate == predicate or _is_bound(predicate.expression, check.predicate):
            return check
    return None


def _is_bound(condition: Expression, known: Predicate) -> bool:
    if not (isinstance(known, Between) and isinstance(condition, Compare)):
        return False
    if not (isinstance(condition.left, Name) and isinstance(condition.right, Constant)):
        return False
    if condition.left.parts != (known.column,):
        return False
    bound = {">=": known.low, "<=": known.high}.get(condition.operator)
    return bound is not None and bound == condition.right.text
