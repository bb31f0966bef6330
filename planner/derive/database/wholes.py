"""Rules that compare a row with its parts (`sum(postings.amount) = 0`, `count=2..`): triggers on both tables hold them;
a number that parts may not exceed (`count=..5`) is held where they are written.

Only a bound from above can be judged statement by statement; the rest is true when the transaction ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from planner.derive.database.building import Building
from planner.derive.database.resolve import Scope, resolved
from planner.derive.infer.most import at_most
from planner.model.database import Trigger, Verb
from planner.model.design import BusinessRule
from planner.model.domain import Collection, DomainEntity
from planner.model.expressions import (
    Aggregate,
    Compare,
    Constant,
    Expression,
    Logic,
    Name,
    Not,
    aggregates_in,
    names_in,
)
from planner.naming import joined, snake
from planner.rules.fewest import fewest

_ADDING: Final[tuple[Verb, ...]] = ("INSERT", "UPDATE")
_ABOVE = {"<": True, "<=": True, ">": False, ">=": False}  # whether the bound stands on the right


class _Ruled(Struct, frozen=True):
    """The line of a rule, the whole whose parts it counts, and what must hold of each whole.

    One with `verbs` can be broken by these on the parts alone.
    """

    name: str
    path: str
    whole: DomainEntity
    collection: Collection
    condition: Expression
    at_commit: bool
    verbs: tuple[Verb, ...] = ()


def rules_of_wholes(building: Building) -> dict[str, list[Trigger]]:
    """Table -> the triggers that hold rules over parts there."""
    found: dict[str, list[Trigger]] = {}
    said = (_ruled(rule, building) for rule in building.design.rules)
    for ruled in (*(r for r in said if r is not None), *_numbered(building), *_limited(building)):
        for table, trigger in _triggers(ruled, building):
            found.setdefault(table, []).append(trigger)
    return found


def _ruled(rule: BusinessRule, building: Building) -> _Ruled | None:
    """The rule over the parts of one entity it speaks of; `None` for every other."""
    counted = aggregates_in(rule.check) if rule.check is not None else ()
    heads = {n.parts[0] for a in counted for n in names_in(a.over)}
    if rule.check is None or len(heads) != 1 or any(a.per for a in counted):
        return None
    for name in rule.on:
        whole = building.domain.entities.get(name)
        collection = whole.collection(next(iter(heads))) if whole is not None else None
        if whole is not None and collection is not None:
            condition = _condition(rule.check, whole, collection, building)
            late = not _is_bound_from_above(rule.check)
            named = snake(rule.id)
            return _Ruled(named, rule.path, whole, collection, condition, late) if condition is not None else None
    return None


def _numbered(building: Building) -> Iterator[_Ruled]:
    """Collections that say of how many parts a whole has at least: no first part would fit before the last is there."""
    for whole in building.domain.entities.values():
        for collection in fewest(whole, building.domain.entities):
            condition = _condition(_number(collection), whole, collection, building)
            if condition is not None:
                named = f"{snake(whole.name)}_{snake(collection.name)}_count"
                yield _Ruled(named, collection.path, whole, collection, condition, True)


def _limited(building: Building) -> Iterator[_Ruled]:
    """Collections that say of how many parts a whole has at most, where no end of a transaction judges both bounds."""
    for whole in building.domain.entities.values():
        late = set(fewest(whole, building.domain.entities)) if building.settings.dialect == "postgresql" else set()
        for collection in at_most(whole, building.domain.entities):
            condition = _of_parts(_upper(collection), whole, collection, building)
            if condition is not None and collection not in late:
                named = f"{snake(whole.name)}_{snake(collection.name)}_most"
                yield _Ruled(named, collection.path, whole, collection, condition, False, _ADDING)


def _upper(collection: Collection) -> Expression:
    """`count(postings) <= 5`."""
    counted = Aggregate("count", Name((collection.name,)))
    return Compare(counted, "<=", Constant("number", str(collection.most)))


def _number(collection: Collection) -> Expression:
    """`count(postings) >= 2`, and the other bound where there is one."""
    counted = Aggregate("count", Name((collection.name,)))
    least = Compare(counted, ">=", Constant("number", str(collection.least)))
    return least if collection.most is None else Logic("and", (least, _upper(collection)))


def _condition(check: Expression, whole: DomainEntity, collection: Collection, building: Building) -> Expression | None:
    """What must hold of a whole that is not deleted."""
    condition = _of_parts(check, whole, collection, building)
    alive = building.alive(whole)
    return condition if condition is None or alive is None else Logic("or", (Not(alive), condition))


def _of_parts(check: Expression, whole: DomainEntity, collection: Collection, building: Building) -> Expression | None:
    """The condition over columns, where one column of the parts leads to the whole."""
    part = building.domain.entities.get(collection.target)
    if part is None or part is whole or len(building.key(whole.name)) != 1:
        return None
    if len(building.layout(part).references.get(collection.reference, ())) != 1:
        return None
    inner = Scope(part, building, collection.name)
    return resolved(check, Scope(whole, building, parts=inner))


def _triggers(ruled: _Ruled, building: Building) -> Iterator[tuple[str, Trigger]]:
    part = building.domain.entities[ruled.collection.target]
    whole, parts = building.tables[ruled.whole.name], building.tables[part.name]
    for table in (parts,) if ruled.verbs else (whole, parts):
        name = joined(table, ruled.name, "hold_rule")
        yield (
            table,
            Trigger(
                id=f"table.{table}.{name}",
                name=name,
                kind="hold_rule",
                because=(ruled.path,),
                statement=ruled.condition,
                whole=whole,
                whole_key=building.key(ruled.whole.name)[0].name,
                part_key=building.layout(part).references[ruled.collection.reference][0].columns[0],
                parts=parts,
                at_commit=ruled.at_commit,
                verbs=ruled.verbs,
            ),
        )


def _is_bound_from_above(check: Expression) -> bool:
    """Whether no write that makes it false can be made good by a later one that only adds."""
    if isinstance(check, Logic) and check.operator == "and":
        return all(_is_bound_from_above(o) or not aggregates_in(o) for o in check.operands)
    if not isinstance(check, Compare) or check.operator not in _ABOVE:
        return False
    counted, bound = (check.left, check.right) if _ABOVE[check.operator] else (check.right, check.left)
    return isinstance(counted, Aggregate) and counted.function != "min" and not aggregates_in(bound)
