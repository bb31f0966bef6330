"""What every SQL dialect shares: a dialect is a type table and a few overrides of what stands here.

Identifiers pass `name`, literals pass `value` or `text`; nothing else brings words of the design into SQL.
What a database cannot do goes to `notes`. Nothing here knows how statements are laid out in files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar

from planner import codes
from planner.diagnostics import Diagnostic, Severity
from planner.emit.sql.conditions import Conditions
from planner.emit.sql.literals import hexadecimal, is_number, quoted
from planner.emit.sql.nouns import Undoable
from planner.emit.sql.predicates import predicate_sql
from planner.model.database import Check, Column, ColumnKind, ForeignKey, Index, Table, Trigger, Unique
from planner.model.expressions import Expression
from planner.model.identifiers import Identifiers, primary_key_name
from planner.naming import listing

_NUMBERS = frozenset({ColumnKind.INT, ColumnKind.BIGINT, ColumnKind.IDENTITY, ColumnKind.DECIMAL, ColumnKind.DOUBLE})
_PLAIN = frozenset({ColumnKind.TEXT, ColumnKind.UUID, ColumnKind.DATE, ColumnKind.JSON, ColumnKind.INET})
_MOST_NAMED = 5
_ACTIONS = {"cascade": "CASCADE", "restrict": "RESTRICT", "set_null": "SET NULL"}


class Dialect:
    """Prints the tables of one database; one instance serves one run."""

    title: ClassVar[str]
    types: ClassVar[Mapping[ColumnKind, str]]
    reserved: ClassVar[frozenset[str]]
    now: ClassVar[Mapping[ColumnKind, str]]
    new_uuid: ClassVar[str]
    mark: ClassVar[str] = '"'
    remark: ClassVar[str] = ""
    settings: ClassVar[tuple[str, ...]] = ()
    begin: ClassVar[tuple[str, ...]] = ("BEGIN",)
    end: ClassVar[tuple[str, ...]] = ("COMMIT",)
    begin_down: ClassVar[tuple[str, ...]] = ("BEGIN",)
    end_down: ClassVar[tuple[str, ...]] = ("COMMIT",)
    deferred_keys: ClassVar[bool] = True
    overrides_identity: ClassVar[bool] = False

    def __init__(self, tables: tuple[Table, ...]) -> None:
        self.notes: list[Diagnostic] = []
        self.tables = {t.name: t for t in tables}
        self.totals: dict[str, set[str]] = {}
        for kept in (g for t in tables for g in t.triggers if g.kind == "recompute" and g.whole):
            self.totals.setdefault(kept.whole or "", set()).update(kept.columns)
        self.name: Callable[[str], str] = Identifiers(self.reserved, self.mark).__getitem__

    def note(
        self, code: str, message: str, because: tuple[str, ...], hint: str = "", severity: Severity = Severity.INFO
    ) -> None:
        """Says out loud what this database does another way."""
        self.notes.append(Diagnostic(code, severity, message, None, hint, because[0] if because else ""))

    # words

    def columns(self, names: tuple[str, ...]) -> str:
        """A list of identifiers."""
        return ", ".join(map(self.name, names))

    def text(self, text: str) -> str:
        """A text literal."""
        return quoted(text)

    def value(self, text: str, kind: ColumnKind) -> str:
        """A literal as a column of that kind takes it."""
        if kind is ColumnKind.TEXT or kind is ColumnKind.UUID:
            return self.text(text)
        if kind in _NUMBERS and is_number(text):
            return text
        if kind is ColumnKind.BOOL:
            return self.truth(text == "true")
        return self.binary(hexadecimal(text)) if kind is ColumnKind.BYTES else self.text(text)

    def writer(self, kind: ColumnKind) -> Callable[[str], str]:
        """How every value of a column is written, where there are many."""
        return self.text if kind in _PLAIN else partial(self.value, kind=kind)

    def truth(self, holds: bool) -> str:
        """A truth value."""
        return "TRUE" if holds else "FALSE"

    def binary(self, digits: str) -> str:
        """A byte string."""
        return f"X'{digits}'"

    def length(self, column: str) -> str:
        """How many characters a text has."""
        return f"char_length({column})"

    def matches(self, column: str, pattern: str) -> str | None:
        """Whether a pattern matches the whole text; `None` where that cannot be said."""
        return None

    def set_columns(self, columns: tuple[str, ...]) -> str:
        """How many of these columns are set."""
        return " + ".join(f"({c} IS NOT NULL)" for c in columns)

    def condition(self, expression: Expression, table: Table, prefix: str = "") -> str:
        """An expression over the columns of a table."""
        return Conditions(self, table, prefix).sql(expression)

    # columns

    def type_of(self, column: Column, table: Table) -> str:
        """The type of a column."""
        kind = column.type.kind
        if kind is ColumnKind.DECIMAL and column.type.precision is not None:
            return f"{self.types[kind]}({column.type.precision}, {column.type.scale or 0})"
        return self.types[kind]

    def column(self, column: Column, table: Table) -> str:
        """One column inside CREATE TABLE."""
        line = f"{self.name(column.name)} {self.type_of(column, table)}"
        if column.generated is not None:
            return f"{line} GENERATED ALWAYS AS ({Conditions(self, table).generated(column)}) STORED"
        if not column.nullable:
            line += " NOT NULL"
        default = self.default(column)
        return line if default is None else f"{line} DEFAULT {default}"

    def default(self, column: Column) -> str | None:
        """What follows DEFAULT."""
        default = column.default
        if default is None:
            return None
        if default.kind == "literal":
            return self.value(default.text, column.type.kind)
        if default.kind == "now":
            return self.now.get(column.type.kind, self.now[ColumnKind.TIMESTAMP])
        return self.new_uuid if default.kind == "new_uuid" else self.value("{}", ColumnKind.JSON)

    # tables

    def create(self, table: Table) -> tuple[str, ...]:
        """CREATE TABLE and the indexes and comments that go with it."""
        lines = [self.column(c, table) for c in table.columns]
        lines += self.constraints(table)
        body = ",\n    ".join(lines)
        head = f"CREATE TABLE {self.name(table.name)} (\n    {body}\n){self.table_options(table)}"
        return (head, *self.partial_uniques(table), *self.indexes(table), *self.comments(table))

    def drop(self, table: Table) -> str:
        """The way back of `create`."""
        return f"DROP TABLE {self.name(table.name)}"

    def table_options(self, table: Table) -> str:
        """What stands behind the closing bracket."""
        return ""

    def constraints(self, table: Table) -> list[str]:
        """Constraints inside CREATE TABLE, in the order key, unique, check, foreign key."""
        lines = [self.primary_key(table)]
        lines += [self.unique(u, table) for u in table.uniques if u.where is None]
        lines += [line for c in table.checks if (line := self.check(c, table)) is not None]
        lines += [self.foreign_key(k, table) for k in self.keys_of(table) if not (k.deferred and self.deferred_keys)]
        return [line for line in lines if line]

    def primary_key(self, table: Table) -> str:
        """The primary key, or nothing where a column carries it."""
        return f"CONSTRAINT {self.name(primary_key_name(table))} PRIMARY KEY ({self.columns(table.primary_key)})"

    def unique(self, unique: Unique, table: Table) -> str:
        """A unique constraint over all rows."""
        return f"CONSTRAINT {self.name(unique.name)} UNIQUE ({self.columns(unique.columns)})"

    def check(self, check: Check, table: Table) -> str | None:
        """A CHECK constraint; `None` where the condition cannot be said."""
        condition = predicate_sql(check.predicate, table, self)
        if condition is None:
            self.note(
                codes.DB_CHECK_BY_APPLICATION,
                f"{self.title} cannot check {check.name} of {table.name}",
                check.because,
                "the application checks it before it writes",
            )
            return None
        return f"CONSTRAINT {self.name(check.name)} CHECK ({condition})"

    def keys_of(self, table: Table) -> tuple[ForeignKey, ...]:
        """The foreign keys this database can hold."""
        return table.foreign_keys

    def foreign_key(self, key: ForeignKey, table: Table) -> str:
        """A foreign key constraint."""
        return (
            f"CONSTRAINT {self.name(key.name)} FOREIGN KEY ({self.columns(key.columns)})\n        "
            f"REFERENCES {self.name(key.table)} ({self.columns(key.target_columns)}) ON DELETE {self.on_delete(key, table)}"
            f"{self.checked(key)}"
        )

    def on_delete(self, key: ForeignKey, table: Table) -> str:
        """The action when the row referred to goes."""
        return _ACTIONS[key.on_delete]

    def checked(self, key: ForeignKey) -> str:
        """When the key is looked at, if not with every statement."""
        return " DEFERRABLE INITIALLY DEFERRED" if key.checked_at_commit else ""

    def add_foreign_key(self, key: ForeignKey, table: Table) -> str:
        """A foreign key that closes a cycle, once both tables are there."""
        return f"ALTER TABLE {self.name(table.name)} ADD {self.foreign_key(key, table)}"

    def drop_foreign_key(self, key: ForeignKey, table: Table) -> str:
        """The way back of `add_foreign_key`."""
        return f"ALTER TABLE {self.name(table.name)} DROP CONSTRAINT {self.name(key.name)}"

    def late_foreign_key(self, key: ForeignKey, table: Table) -> tuple[str, str]:
        """A foreign key between tables that stand for a while: how it is added, and how validated."""
        return self.add_foreign_key(key, table), ""

    def partial_uniques(self, table: Table) -> tuple[str, ...]:
        """Uniqueness among some rows, as indexes."""
        return tuple(
            f"CREATE UNIQUE INDEX {self.name(u.name)} ON {self.name(table.name)} ({self.columns(u.columns)})\n"
            f"    WHERE {self.condition(u.where, table)}"
            for u in table.uniques
            if u.where is not None
        )

    def indexes(self, table: Table) -> tuple[str, ...]:
        """Secondary indexes."""
        return tuple(self.index(i, table) for i in table.indexes)

    def index(self, index: Index, table: Table) -> str:
        """One secondary index."""
        columns = ", ".join(f"{self.name(c.name)} DESC" if c.descending else self.name(c.name) for c in index.columns)
        where = "" if index.where is None else f"\n    WHERE {self.condition(index.where, table)}"
        return f"CREATE INDEX {self.name(index.name)} ON {self.name(table.name)} ({columns}){where}"

    def by_index(self, table: Table, column: str) -> str:
        """What makes a query read the rows of one value by their index, where a database must be told."""
        return ""

    def comments(self, table: Table) -> tuple[str, ...]:
        """Comments that are statements of their own."""
        return ()

    # behaviour

    def functions(self, triggers: tuple[Trigger, ...]) -> tuple[Undoable, ...]:
        """What several triggers share."""
        return ()

    def triggers(self, table: Table) -> tuple[Undoable, ...]:
        """The triggers of one table."""
        return ()

    def policies(self, table: Table) -> Undoable | None:
        """Row security of one table; `None` where there is none."""
        return None

    def note_no_policies(self, tables: tuple[Table, ...]) -> None:
        """Says once that row security is missing, where it was wanted."""
        wanted = [t for t in tables if t.policies]
        if wanted:
            named = [t.name for t in wanted[:_MOST_NAMED]]
            more = [f"{len(wanted) - _MOST_NAMED} more"] if len(wanted) > _MOST_NAMED else []
            self.note(
                codes.DB_NO_ROW_SECURITY,
                f"{self.title} has no row security: only the application keeps apart the rows of {listing(named + more)}",
                wanted[0].policies[0].because,
                "every query of these tables carries the condition; tests try without",
            )

    def before_seeds(self, seeded: tuple[Table, ...]) -> tuple[str, ...]:
        """What must happen before development data can be written."""
        return ()

    def after_seeds(self, seeded: tuple[Table, ...]) -> tuple[str, ...]:
        """What must follow rows with keys of their own."""
        return ()
