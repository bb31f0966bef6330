"""Expressions of the design as SQL. Constants are printed as the column they meet stores them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from planner.model.database import Column, ColumnKind, Table
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
)

_KINDS = {"number": ColumnKind.DECIMAL, "bool": ColumnKind.BOOL}


class Words(Protocol):
    """What conditions ask of a dialect."""

    @property
    def name(self) -> Callable[[str], str]:
        """Writes an identifier, quoted where needed."""

    def value(self, text: str, kind: ColumnKind) -> str:
        """A literal of a kind."""


class Conditions:
    """Prints the expressions of one table; `prefix` qualifies its columns (`NEW.`)."""

    def __init__(self, words: Words, table: Table, prefix: str = "") -> None:
        self._words = words
        self._prefix = prefix
        self._open: tuple[str, ...] = ()
        self._columns = {c.name: c for c in table.columns}

    def sql(self, node: Expression) -> str:
        """The expression, fit to stand after WHERE or CHECK."""
        match node:
            case Name():
                return self.named(node)
            case Constant():
                return self.constant(node)
            case Compare():
                return _compare(self, node)
            case Among():
                return _among(self, node)
            case IsNull():
                return f"{self.operand(node.left)} IS {'NOT NULL' if node.negated else 'NULL'}"
            case Logic():
                return f" {node.operator.upper()} ".join(self.operand(o) for o in node.operands)
            case Not():
                return f"NOT ({self.sql(node.operand)})"
            case Arithmetic():
                return f"{self.operand(node.left)} {node.operator} {self.operand(node.right)}"
            case Aggregate():
                return f"{node.function}({self.sql(node.over)})"

    def operand(self, node: Expression) -> str:
        """The expression, bracketed unless it is a word."""
        text = self.sql(node)
        return text if isinstance(node, Name | Constant | Aggregate) else f"({text})"

    def beside(self, node: Expression, other: Expression) -> str:
        """An operand; a constant takes the type of the column on the other side."""
        if isinstance(node, Constant) and isinstance(other, Name):
            return self.constant(node, self.kind(other))
        return self.operand(node)

    def kind(self, name: Name) -> ColumnKind | None:
        """How the named column is stored."""
        column = self._columns.get(name.parts[-1])
        return column.type.kind if column is not None else None

    def constant(self, node: Constant, kind: ColumnKind | None = None) -> str:
        """A literal of the kind asked for, else of its own."""
        return self._words.value(node.text, kind or _KINDS.get(node.kind, ColumnKind.TEXT))

    def named(self, node: Name) -> str:
        """A column; inside a computed one, another computed one reads as its expression."""
        name = node.parts[-1]
        column = self._columns.get(name)
        if self._open and column is not None and column.generated is not None and name not in self._open:
            return f"({self.generated(column)})"
        return self._prefix + self._words.name(name)

    def generated(self, column: Column) -> str:
        """What a computed column holds; not every database lets computed columns build on each other."""
        if column.generated is None:
            return self._words.name(column.name)
        self._open = (*self._open, column.name)
        text = self.sql(column.generated)
        self._open = self._open[:-1]
        return text


def _compare(c: Conditions, node: Compare) -> str:
    operator = "<>" if node.operator == "!=" else node.operator
    return f"{c.beside(node.left, node.right)} {operator} {c.beside(node.right, node.left)}"


def _among(c: Conditions, node: Among) -> str:
    values = ", ".join(c.beside(v, node.left) for v in node.values)
    return f"{c.operand(node.left)} {'NOT IN' if node.negated else 'IN'} ({values})"
