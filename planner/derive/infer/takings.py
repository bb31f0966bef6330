"""Numbers that a rule bounds and that nothing in the design takes from: who takes, along which relations, and when.

`Stock.on_hand >= 0` on an order and a stock: the order leads over its items and their books to the stock of each. Which
action takes is assumed: the one that hands over to an outside party, else the first step from the first state.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from planner.model.deeds import FREES, speaks_of
from planner.model.design import BusinessRule, Design
from planner.model.domain import DomainEntity, Reference, StateMachine, Taking
from planner.model.entities import Action, Field, TypeKind
from planner.model.expressions import Aggregate, Compare, Constant, Expression, Logic, Name, aggregates_in
from planner.naming import words

_NUMBERS: Final = frozenset({TypeKind.INT, TypeKind.BIGINT, TypeKind.DECIMAL})
_BOUNDED: Final = _NUMBERS | {TypeKind.MONEY}
_AMOUNTS: Final = frozenset(("quantity", "amount", "count", "copies", "pieces", "seats", "places", "units", "number"))
_ABOVE: Final = frozenset((">", ">="))


class _Bounded(Struct, frozen=True):
    """The number that is taken from, whether taking makes it grow, and what it may not pass."""

    entity: DomainEntity
    field: Field
    grows: bool
    bound: str


class _Way(Struct, frozen=True):
    """How a taker leads to what it takes: over its lines or by itself, along one relation, for so many."""

    taker: DomainEntity
    lines: str
    along: str
    amount: str


def takings(entities: dict[str, DomainEntity], design: Design) -> tuple[Taking, ...]:
    """Every bounded number of a rule over two entities that one of them must take from."""
    return tuple(t for rule in design.rules for t in _of_rule(rule, entities))


def _of_rule(rule: BusinessRule, entities: dict[str, DomainEntity]) -> Iterator[Taking]:
    if rule.check is None or len(rule.on) < 2 or aggregates_in(rule.check):
        return
    bounded = next((b for name in rule.on if (b := _bounded(rule.check, entities.get(name))) is not None), None)
    if bounded is None:
        return
    for name in rule.on:
        way = _way(name, bounded, entities)
        if way is not None and (way.amount or bounded.field.type.kind is not TypeKind.MONEY):
            yield _taking(rule, bounded, way)
            return


def _bounded(check: Expression, entity: DomainEntity | None) -> _Bounded | None:
    """The last comparison of the condition that bounds a number of the entity which no action sets."""
    found: _Bounded | None = None
    for compare in _comparisons(check) if entity is not None else ():
        left, right = compare.left, compare.right
        if entity is None or not isinstance(left, Name) or compare.operator not in ("<", "<=", ">", ">="):
            continue
        field = entity.field(left.parts[-1]) if left.parts[:-1] in ((), (entity.name,)) else None
        if field is not None and left.parts[:-1] and _is_free(field, entity) and not isinstance(right, Aggregate):
            bound = right.text if isinstance(right, Constant) else right.parts[-1] if isinstance(right, Name) else ""
            if bound:
                found = _Bounded(entity, field, compare.operator not in _ABOVE, bound)
    return found


def _comparisons(node: Expression) -> Iterator[Compare]:
    if isinstance(node, Compare):
        yield node
    elif isinstance(node, Logic):
        for operand in node.operands:
            yield from _comparisons(operand)


def _is_free(field: Field, entity: DomainEntity) -> bool:
    """Whether nothing in the design says how the number moves."""
    set_by = {s.field for a in entity.actions for s in a.sets}
    return field.type.kind in _BOUNDED and field.computed is None and not field.immutable and field.name not in set_by


def _way(name: str, bounded: _Bounded, entities: dict[str, DomainEntity]) -> _Way | None:
    """From an entity of the rule to the scarce one: by itself or over its parts; a part takes for its whole."""
    scarce, taker = bounded.entity, entities.get(name)
    if taker is None or taker.name == scarce.name or taker.account:
        return None
    whole = entities.get(taker.parent.targets[0]) if taker.parent is not None else None
    if whole is not None:
        lines = next((c.name for c in whole.collections if c.target == taker.name), taker.many)
        along = _along(taker, scarce)
        return _Way(whole, lines, along, _amount(taker, bounded)) if along else None
    if along := _along(taker, scarce):
        return _Way(taker, "", along, _amount(taker, bounded))
    for collection in taker.collections:
        part = entities.get(collection.target)
        if part is not None and (along := _along(part, scarce)):
            return _Way(taker, collection.name, along, _amount(part, bounded))
    return None


def _along(row: DomainEntity, scarce: DomainEntity) -> str:
    """The relation that leads to the scarce row: to itself, or to what it is kept for, one row each."""
    kept_for = {t for r in scarce.references if _is_one(r, scarce) for t in r.targets}
    for reference in row.references:
        if len(reference.targets) == 1 and reference.targets[0] in {scarce.name, *kept_for}:
            return reference.name
    return ""


def _is_one(reference: Reference, scarce: DomainEntity) -> bool:
    return reference.unique or scarce.key == (reference.name,)


def _amount(row: DomainEntity, bounded: _Bounded) -> str:
    """How many a row takes, empty for one; of money how much, which the server may have reckoned."""
    if bounded.field.type.kind is TypeKind.MONEY:
        money = [f for f in row.fields if f.type.kind is TypeKind.MONEY and f.computed is None]
        named = [f for f in money if not frozenset(words(bounded.entity.name)).isdisjoint(words(f.name))]
        return named[0].name if named else money[0].name if len(money) == 1 else ""
    numbers = [f for f in row.fields if f.type.kind in _NUMBERS and not f.readonly and f.computed is None]
    return next((f.name for f in numbers if not _AMOUNTS.isdisjoint(words(f.name))), "")


def _taking(rule: BusinessRule, bounded: _Bounded, way: _Way) -> Taking:
    machine = next(iter(way.taker.machines), None)
    action = _taken_by(way.taker, machine)
    ends = tuple(a for a in way.taker.actions if a is not action and _ends_unused(a, machine))
    back = tuple(a for a in ends if speaks_of(a.name, FREES)) or ends
    return Taking(
        rule=rule.id,
        path=rule.path,
        entity=bounded.entity.name,
        field=bounded.field.name,
        grows=bounded.grows,
        bound=bounded.bound,
        taker=way.taker.name,
        lines=way.lines,
        along=way.along,
        amount=way.amount,
        action=action.name if action is not None else "",
        candidates=("create", *(a.name for a in way.taker.actions)),
        given_back_by=tuple(a.name for a in back),
        expires=bounded.field.type.kind is TypeKind.MONEY or any(g.role == "system" for a in back for g in a.by),
        marks=action is not None and action.to_state is None,
    )


def _taken_by(taker: DomainEntity, machine: StateMachine | None) -> Action | None:
    """The action of a caller that hands over to an outside party, or makes the first step; `None` for its making."""
    called = [a for a in taker.actions if a.is_called]
    early = [a for a in called if machine is None or not a.from_states or machine.initial in a.from_states]
    handed = next((a for a in early if a.uses), None)
    if handed is not None or machine is None:
        return handed
    left = {a.source for a in machine.arrows}
    return next((a for a in early if a.to_state in left), None)


def _ends_unused(action: Action, machine: StateMachine | None) -> bool:
    """Whether it could end a row before it was used: from its first state to a last one, or by its name; where one
    of them is called so, the others are the use."""
    if speaks_of(action.name, FREES):
        return True
    if machine is None or action.to_state is None:
        return False
    ends = action.to_state not in {a.source for a in machine.arrows}
    return ends and machine.initial in action.from_states
