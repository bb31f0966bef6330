"""What a SQL dialect is: a table of types and a handful of overrides. The base prints what all of them share.

Identifiers pass `name`, literals pass `literal`; nothing else puts user text into SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from planner import codes
from planner.diagnostics import Diagnostic, Severity
from planner.model.database import (
    Between,
    Check,
    Column,
    ColumnKind,
    ColumnType,
    Default,
    ForeignKey,
    Holds,
    Index,
    InValues,
    LengthBetween,
    Matches,
    OneOf,
    Policy,
    Predicate,
    Table,
    Trigger,
    Unique,
)
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

_ACTIONS = {"cascade": "CASCADE", "restrict": "RESTRICT", "set_null": "SET NULL"}


class Dialect:
    """One database's way of saying things. Diagnostics of fallbacks gather in `notes`."""

    title: ClassVar[str]
    types: ClassVar[dict[ColumnKind, str]]
    reserved: ClassVar[frozenset[str]]
    quote: ClassVar[str] = '"'
    transactional: ClassVar[bool] = True
    has_partial_index: ClassVar[bool] = True

    def __init__(self) -> None:
        self.notes: list[Diagnostic] = []

    def note(self, code: str, message: str, path: str) -> None:
        """Says that something is done another way here."""
        self.notes.append(Diagnostic(code, Severity.INFO, message, None, "", path))

    # names and values
    def name(self, identifier: str) -> str:
        """An identifier, quoted where the database would misread it."""
        if (
            identifier.lower() in self.reserved
            or not identifier.isascii()
            or not identifier.replace("_", "a").isalnum()
            or identifier[:1].isdigit()
        ):
            mark = self.quote
            return f"{mark}{identifier.replace(mark, mark + mark)}{mark}"
        return identifier

    def names(self, identifiers: tuple[str, ...]) -> str:
        """Several identifiers."""
        return ", ".join(self.name(i) for i in identifiers)

    def literal(self, text: str) -> str:
        """A text literal."""
        return "'" + text.replace("\0", "").replace("'", "''") + "'"

    def value(self, text: str | None, kind: ColumnType) -> str:
        """A value of a column, as data or default."""
        if text is None:
            return "NULL"
        if kind.kind in (ColumnKind.INT, ColumnKind.BIGINT, ColumnKind.IDENTITY, ColumnKind.DECIMAL, ColumnKind.DOUBLE):
            return text
        if kind.kind is ColumnKind.BOOL:
            return self.boolean(text == "true")
        if kind.kind is ColumnKind.BYTES:
            return self.bytes(text)
        if kind.kind is ColumnKind.TIMESTAMP:
            return self.literal(self.timestamp(text))
        return self.literal(text)

    def boolean(self, value: bool) -> str:
        """TRUE or FALSE."""
        return "TRUE" if value else "FALSE"

    def bytes(self, digits: str) -> str:
        """Hexadecimal digits as bytes."""
        return f"X'{digits}'"

    def timestamp(self, text: str) -> str:
        """An instant as the database reads it."""
        return text

    # columns
    def type_of(self, kind: ColumnType) -> str:
        """The column type."""
        if kind.kind is ColumnKind.DECIMAL:
            return f"{self.types[ColumnKind.DECIMAL]}({kind.precision or 19}, {kind.scale or 0})"
        return self.types[kind.kind]

    def default(self, default: Default, kind: ColumnType) -> str | None:
        """The DEFAULT of a column; None where the database has none like it."""
        if default.kind == "literal":
            return self.value(default.text, kind)
        return (
            self.now(kind)
            if default.kind == "now"
            else self.new_uuid()
            if default.kind == "new_uuid"
            else self.literal("{}")
        )

    def now(self, kind: ColumnType) -> str:
        """The current time."""
        return "CURRENT_DATE" if kind.kind is ColumnKind.DATE else "CURRENT_TIMESTAMP"

    def new_uuid(self) -> str | None:
        """A fresh identifier."""
        return None

    def column(self, column: Column) -> str:
        """One line of a CREATE TABLE."""
        parts = [self.name(column.name), self.type_of(column.type)]
        if column.generated is not None:
            parts.append(f"GENERATED ALWAYS AS ({self.expression(column.generated)}) STORED")
        elif column.type.kind is ColumnKind.IDENTITY:
            parts.append(self.identity())
        if not column.nullable and column.generated is None:
            parts.append("NOT NULL")
        if column.default is not None and (said := self.default(column.default, column.type)) is not None:
            parts.append(f"DEFAULT {said}")
        return " ".join(p for p in parts if p) + self.column_comment(column)

    def identity(self) -> str:
        """What makes a column number itself."""
        return "GENERATED BY DEFAULT AS IDENTITY"

    def column_comment(self, column: Column) -> str:
        """A comment inside the CREATE TABLE, where the database has it there."""
        return ""

    # conditions
    def predicate(self, predicate: Predicate) -> str | None:
        """A check; None where it cannot be stated."""
        return _PREDICATES[type(predicate)](self, predicate)

    def length(self, column: str) -> str:
        """Characters of a text."""
        return f"char_length({self.name(column)})"

    def matches(self, column: str, pattern: str) -> str | None:
        """Whether a text matches a pattern as a whole."""
        return None

    def expression(self, expression: Expression) -> str:
        """An expression over columns."""
        return _Printer(self).text(expression)

    # statements
    def create_table(self, table: Table) -> str:
        """CREATE TABLE with keys, uniques, checks and the foreign keys that can stand there."""
        lines = [self.column(c) for c in table.columns] + list(self.constraints(table))
        body = ",\n".join(f"    {line}" for line in lines)
        return f"CREATE TABLE {self.name(table.name)} (\n{body}\n){self.table_options(table)}"

    def constraints(self, table: Table) -> Iterator[str]:
        """The table's constraints, one a line."""
        yield f"CONSTRAINT {self.name(self.primary_key_name(table))} PRIMARY KEY ({self.names(table.primary_key)})"
        for unique in table.uniques:
            if unique.where is None:
                yield f"CONSTRAINT {self.name(unique.name)} UNIQUE ({self.names(unique.columns)})"
        for check in table.checks:
            yield from self.check(check, table)
        for key in table.foreign_keys:
            if not self.is_late(key):
                yield self.foreign_key(key)

    def primary_key_name(self, table: Table) -> str:
        """The primary key's name."""
        return f"{table.name[:58]}_pkey"

    def check(self, check: Check, table: Table) -> Iterator[str]:
        """A CHECK, or a note why there is none."""
        said = self.predicate(check.predicate)
        if said is None:
            self.note(
                codes.DB_CHECK_BY_APPLICATION,
                f"{self.title} cannot check {check.name}; the application does",
                check.because[0],
            )
        else:
            yield f"CONSTRAINT {self.name(check.name)} CHECK ({said})"

    def is_late(self, key: ForeignKey) -> bool:
        """Whether a foreign key is added after all tables."""
        return key.deferred

    def foreign_key(self, key: ForeignKey) -> str:
        """FOREIGN KEY … REFERENCES …"""
        action = _ACTIONS[key.on_delete]
        if key.null_columns:
            action += self.null_columns(key)
        return (
            f"CONSTRAINT {self.name(key.name)} FOREIGN KEY ({self.names(key.columns)}) "
            f"REFERENCES {self.name(key.table)} ({self.names(key.target_columns)}) ON DELETE {action}"
        )

    def null_columns(self, key: ForeignKey) -> str:
        """Which columns SET NULL touches."""
        return ""

    def table_options(self, table: Table) -> str:
        """What follows the closing bracket."""
        return ""

    def add_foreign_key(self, table: Table, key: ForeignKey) -> str | None:
        """The ALTER that closes a cycle."""
        return f"ALTER TABLE {self.name(table.name)} ADD {self.foreign_key(key)}"

    def drop_foreign_key(self, table: Table, key: ForeignKey) -> str | None:
        """Its way back."""
        return f"ALTER TABLE {self.name(table.name)} DROP CONSTRAINT {self.name(key.name)}"

    def partial_unique(self, table: Table, unique: Unique) -> tuple[str, ...]:
        """A unique rule among some rows."""
        where = f" WHERE {self.expression(unique.where)}" if unique.where is not None else ""
        return (
            f"CREATE UNIQUE INDEX {self.name(unique.name)} ON {self.name(table.name)} ({self.names(unique.columns)}){where}",
        )

    def index(self, table: Table, index: Index) -> str | None:
        """CREATE INDEX."""
        columns = ", ".join(self.name(c.name) + (" DESC" if c.descending else "") for c in index.columns)
        where = ""
        if index.where is not None and self.has_partial_index:
            where = f" WHERE {self.expression(index.where)}"
        return f"CREATE INDEX {self.name(index.name)} ON {self.name(table.name)}{self.index_method(index)} ({columns}){where}"

    def index_method(self, index: Index) -> str:
        """USING …"""
        return ""

    def comments(self, table: Table) -> tuple[str, ...]:
        """Comments as statements of their own."""
        return ()

    def trigger(self, table: Table, trigger: Trigger) -> tuple[str, ...]:
        """The statements of a trigger; empty with a note where there is none."""
        return ()

    def drop_trigger(self, table: Table, trigger: Trigger) -> tuple[str, ...]:
        """The way back of a trigger, where dropping the table is not enough."""
        return ()

    def shared_functions(self, kinds: frozenset[str]) -> tuple[str, ...]:
        """Functions that triggers share."""
        return ()

    def drop_shared_functions(self, kinds: frozenset[str]) -> tuple[str, ...]:
        """Their way back."""
        return ()

    def policies(self, table: Table) -> tuple[str, ...]:
        """Row security; a note where the database has none."""
        if table.policies:
            self.note(
                codes.DB_NO_ROW_SECURITY,
                f"{self.title} has no row security: the application keeps the rows of {table.name} apart",
                table.policies[0].because[0],
            )
        return ()

    def policy(self, table: Table, policy: Policy) -> str:
        """One policy."""
        return ""

    def drop_table(self, table: Table) -> str:
        """DROP TABLE."""
        return f"DROP TABLE {self.name(table.name)}"

    def opening(self) -> tuple[str, ...]:
        """Statements before a file's own."""
        return ("BEGIN",) if self.transactional else ()

    def opening_down(self) -> tuple[str, ...]:
        """Statements before a way back."""
        return self.opening()

    def closing(self) -> tuple[str, ...]:
        """Statements after a file's own."""
        return ("COMMIT",) if self.transactional else ()


class _Printer:
    """Expressions as SQL, bracketed wherever precedence could be read two ways."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def text(self, node: Expression) -> str:
        """One expression."""
        if isinstance(node, Name):
            return ".".join(self.dialect.name(p) for p in node.parts)
        if isinstance(node, Constant):
            return self.constant(node)
        if isinstance(node, Compare):
            return (
                f"{self.inner(node.left)} {'<>' if node.operator == '!=' else node.operator} {self.inner(node.right)}"
            )
        if isinstance(node, Arithmetic):
            return f"{self.inner(node.left)} {node.operator} {self.inner(node.right)}"
        if isinstance(node, Among):
            return f"{self.inner(node.left)} {'NOT ' if node.negated else ''}IN ({', '.join(self.text(v) for v in node.values)})"
        if isinstance(node, IsNull):
            return f"{self.inner(node.left)} IS {'NOT ' if node.negated else ''}NULL"
        if isinstance(node, Logic):
            return f" {node.operator.upper()} ".join(self.inner(o) for o in node.operands)
        if isinstance(node, Not):
            return f"NOT ({self.text(node.operand)})"
        return self.aggregate(node)

    def inner(self, node: Expression) -> str:
        """An operand, in brackets unless it is a single word or call."""
        return self.text(node) if isinstance(node, Name | Constant | Aggregate) else f"({self.text(node)})"

    def constant(self, node: Constant) -> str:
        """A literal."""
        if node.kind == "number":
            return node.text
        return self.dialect.boolean(node.text == "true") if node.kind == "bool" else self.dialect.literal(node.text)

    def aggregate(self, node: Aggregate) -> str:
        """`sum(x)`."""
        return f"{node.function}({self.text(node.over)})"


def _in_values(d: Dialect, p: InValues) -> str:
    return f"{d.name(p.column)} IN ({', '.join(d.literal(v) for v in p.values)})"


def _between(d: Dialect, p: Between) -> str:
    bounds = [
        f"{d.name(p.column)} {sign} {_bound(d, text)}"
        for sign, text in ((">=", p.low), ("<=", p.high))
        if text is not None
    ]
    return " AND ".join(bounds)


def _bound(d: Dialect, text: str) -> str:
    return d.literal(text) if text.count("-") == 2 else text


def _length_between(d: Dialect, p: LengthBetween) -> str:
    if p.low is not None and p.low == p.high:
        return f"{d.length(p.column)} = {p.low}"
    bounds = [f"{d.length(p.column)} {sign} {n}" for sign, n in ((">=", p.low), ("<=", p.high)) if n is not None]
    return " AND ".join(bounds)


def _matches(d: Dialect, p: Matches) -> str | None:
    return d.matches(p.column, p.pattern)


def _one_of(d: Dialect, p: OneOf) -> str:
    counted = " + ".join(f"CASE WHEN {d.name(c)} IS NULL THEN 0 ELSE 1 END" for c in p.columns)
    return f"{counted} {'<=' if p.optional else '='} 1"


def _holds(d: Dialect, p: Holds) -> str:
    return d.expression(p.expression)


_PREDICATES: dict[type, Callable[..., str | None]] = {
    InValues: _in_values,
    Between: _between,
    LengthBetween: _length_between,
    Matches: _matches,
    OneOf: _one_of,
    Holds: _holds,
}
