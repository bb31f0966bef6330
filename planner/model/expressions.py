"""Expressions of the design language: checks, computed fields, row conditions. Data only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal as OneOf
from typing import TypeAlias

from msgspec import Struct

Comparison: TypeAlias = OneOf["=", "!=", "<", "<=", ">", ">="]
Function: TypeAlias = OneOf["sum", "count", "min", "max"]


class Name(Struct, frozen=True, omit_defaults=True, tag="name"):
    """A column, or a dotted walk over relations that ends at one (`items.quantity`)."""

    parts: tuple[str, ...]


class Constant(Struct, frozen=True, omit_defaults=True, tag="constant"):
    """A literal. Numbers keep the digits that were written; `word` is a value of an enum."""

    kind: OneOf["number", "text", "bool", "word"]
    text: str


class Compare(Struct, frozen=True, omit_defaults=True, tag="compare"):
    """`left operator right`."""

    left: Expression
    operator: Comparison
    right: Expression


class Among(Struct, frozen=True, omit_defaults=True, tag="among"):
    """`left in (a | b)`."""

    left: Expression
    values: tuple[Expression, ...]
    negated: bool = False


class IsNull(Struct, frozen=True, omit_defaults=True, tag="is_null"):
    """`left is null` or `left is not null`."""

    left: Expression
    negated: bool = False


class Logic(Struct, frozen=True, omit_defaults=True, tag="logic"):
    """`a and b`, `a or b`."""

    operator: OneOf["and", "or"]
    operands: tuple[Expression, ...]


class Not(Struct, frozen=True, omit_defaults=True, tag="not"):
    """`not a`."""

    operand: Expression


class Arithmetic(Struct, frozen=True, omit_defaults=True, tag="arithmetic"):
    """`a + b`, `a - b`, `a * b`."""

    operator: OneOf["+", "-", "*"]
    left: Expression
    right: Expression


class Aggregate(Struct, frozen=True, omit_defaults=True, tag="aggregate"):
    """`sum(items.quantity * items.unit_price where …)`, grouped `per` columns."""

    function: Function
    over: Expression
    where: Expression | None = None
    per: tuple[str, ...] = ()


Expression: TypeAlias = Name | Constant | Compare | Among | IsNull | Logic | Not | Arithmetic | Aggregate
Condition: TypeAlias = Compare | Among | IsNull | Logic | Not | Name | Constant | Arithmetic | Aggregate


def names_in(expression: Expression) -> tuple[Name, ...]:
    """Every name the expression reads, in order of appearance, duplicates kept."""
    return tuple([node for node in _walk(expression) if isinstance(node, Name)])


def aggregates_in(expression: Expression) -> tuple[Aggregate, ...]:
    """Every total the expression takes, in order of appearance."""
    return tuple([node for node in _walk(expression) if isinstance(node, Aggregate)])


def _walk(expression: Expression) -> Iterator[Expression]:
    pending: list[Expression] = [expression]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(_children(node)))


def _children(node: Expression) -> tuple[Expression, ...]:
    if isinstance(node, Compare | Arithmetic):
        return (node.left, node.right)
    if isinstance(node, Among):
        return (node.left, *node.values)
    if isinstance(node, IsNull):
        return (node.left,)
    if isinstance(node, Logic):
        return node.operands
    if isinstance(node, Not):
        return (node.operand,)
    if isinstance(node, Aggregate):
        return (node.over,) if node.where is None else (node.over, node.where)
    return ()
