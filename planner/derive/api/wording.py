"""Sentences about rows and conditions, for descriptions of operations."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from planner.model.api import Scope, Security
from planner.model.domain import Domain, DomainEntity, Taking
from planner.model.expressions import (
    Aggregate,
    Among,
    Arithmetic,
    Compare,
    Constant,
    Expression,
    IsNull,
    Logic,
    Name,
    Not,
    names_in,
)
from planner.naming import article, listing, title


def condition_text(node: Expression) -> str:
    """An expression in the words it was written in."""
    if isinstance(node, Name):
        return ".".join(node.parts)
    if isinstance(node, Constant):
        return node.text
    if isinstance(node, Compare | Arithmetic):
        return f"{condition_text(node.left)} {node.operator} {condition_text(node.right)}"
    if isinstance(node, Among):
        values = " | ".join(condition_text(v) for v in node.values)
        return f"{condition_text(node.left)} {'not in' if node.negated else 'in'} ({values})"
    if isinstance(node, IsNull):
        return f"{condition_text(node.left)} is {'not null' if node.negated else 'null'}"
    if isinstance(node, Logic):
        return f" {node.operator} ".join(_bracketed(o) for o in node.operands)
    if isinstance(node, Not):
        return f"not {_bracketed(node.operand)}"
    return _aggregate(node)


def set_text(node: Expression) -> str:
    """What a member is set to, for those who read it: the caller, the time, what was sent."""
    if isinstance(node, Name):
        if node.parts[0] == "input":
            return f"{title(node.parts[-1])} as sent"
        return _SET.get(node.parts, condition_text(node))
    return condition_text(node)


_SET: Final[dict[tuple[str, ...], str]] = {
    ("now",): "the time",
    ("today",): "the day",
    ("caller",): "who calls",
    ("null",): "nothing",
}


def _bracketed(node: Expression) -> str:
    text = condition_text(node)
    return f"({text})" if isinstance(node, Logic) else text


def _aggregate(node: Aggregate) -> str:
    where = f" where {condition_text(node.where)}" if node.where is not None else ""
    return f"{node.function}({condition_text(node.over)}{where})"


def rows_reached(security: Security, entity: DomainEntity) -> str:
    """`The owner reaches own orders; staff reaches all orders.`"""
    many = entity.many_title
    whole = entity.parent.targets[0] if entity.parent is not None else ""
    if whole and any(s.where is not None and not _is_of(entity, s.where) for s in security.scopes):
        many = f"{many} of {article(title(whole))}"
    return _rows_reached(security.scopes, many, title(entity.name), entity.many_title)


def _is_of(entity: DomainEntity, where: Expression) -> bool:
    """Whether a condition speaks of the rows themselves, not of the whole they are read with."""
    return all(
        entity.field(n.parts[0]) is not None or entity.reference(n.parts[0]) is not None for n in names_in(where)
    )


@lru_cache(maxsize=16384)
def _rows_reached(scopes: tuple[Scope, ...], judged: str, one: str, many: str) -> str:
    said = "; ".join(f"{_caller(s)} reaches {_rows(s, judged if s.where is not None else many, one)}" for s in scopes)
    return f"{said[:1].upper()}{said[1:]}."


def _caller(scope: Scope) -> str:
    return {"public": "anybody", "owner": "the owner"}.get(scope.role, title(scope.role))


def _rows(scope: Scope, many: str, one: str) -> str:
    where = f" where {condition_text(scope.where)}" if scope.where is not None else ""
    if scope.rows == "via":
        return f"{many} through {title(scope.via or '')}{where}"
    said = {"all": f"all {many}", "own": f"own {many}", "where": many}.get(scope.rows, f"the own {one}")
    return said + where


def titles(names: tuple[str, ...] | list[str], last: str = "and") -> str:
    """Names as a phrase: `number, placed at and total`."""
    return listing([title(name) for name in names], last)


def takes(entity: DomainEntity, action: str, domain: Domain) -> list[str]:
    """`Takes the quantity of each of its items from on hand of stock.`; what gives back says so."""
    said: list[str] = []
    for taking in domain.takings:
        if taking.taker != entity.name:
            continue
        if taking.action == action:
            said.append(_taken(taking))
        elif action in taking.given_back_by:
            said.append(f"Gives back to {title(taking.entity)} what was taken.")
    return said


def _taken(taking: Taking) -> str:
    verb, way = ("Adds", "to") if taking.grows else ("Takes", "from")
    many, link = (f"the {title(taking.amount)}", "of") if taking.amount else ("one", "for")
    each = f" {link} each of its {title(taking.lines)}" if taking.lines else ""
    return f"{verb} {many}{each} {way} {title(taking.field)} of {title(taking.entity)}."


def holds(entity: DomainEntity, action: str, domain: Domain) -> list[str]:
    """What the making of an entity, or an action that ends it, does to a stretch that one row has alone."""
    said: list[str] = []
    for holding in domain.holdings:
        held = title(holding.entity)
        if action in holding.freed_by and holding.whole == entity.name:
            said.append(f"Deletes its {held}: what it held is free again.")
        elif action in holding.freed_by and holding.entity == entity.name and holding.freed:
            said.append("What it held is free again.")
        elif not action and holding.whole == entity.name:
            said.append(f"Makes its {held} in the same transaction; where that overlaps another, nothing is made.")
    return said


def held_with(entity: DomainEntity, domain: Domain, action: str = "") -> tuple[str, ...]:
    """The parts that come with a whole, or that go by an action which ends it."""
    mine = (h for h in domain.holdings if h.whole == entity.name)
    return tuple(h.entity for h in mine if not action or action in h.freed_by)


def sentence(text: str) -> str:
    """The text as a sentence: a capital first, a full stop last."""
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}" if text else ""


def uncapitalised(text: str) -> str:
    """A sentence as the tail of another."""
    return f"{text[:1].lower()}{text[1:]}"
