"""SQLite 3.38 and later: STRICT tables; every foreign key stands inside its table, which SQLite reads late anyway."""

from __future__ import annotations

from typing import ClassVar

from planner import codes
from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.dialects.sqlite_triggers import set_null_triggers, trigger
from planner.emit.sql.globs import glob_condition
from planner.emit.sql.literals import one_line
from planner.emit.sql.nouns import Undoable
from planner.model.database import Column, ColumnKind, ForeignKey, Index, Table
from planner.model.identifiers import SQLITE

_K = ColumnKind
_UUID = (
    "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' || "
    "substr('89ab', 1 + abs(random() % 4), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
)
_FORMS = {
    _K.UUID: "length({c}) = 36",
    _K.BOOL: "{c} IN (0, 1)",
    _K.DATE: "date({c}, '+0 days') IS {c}",
    _K.TIME: "time({c}) IS NOT NULL",
    _K.TIMESTAMP: "date(substr({c}, 1, 10), '+0 days') IS substr({c}, 1, 10) AND datetime({c}) IS NOT NULL",
    _K.JSON: "json_valid({c})",
    _K.DECIMAL: "abs({c}) < 1e{digits}",
}
_NULLABLE_FORMS = {_K.JSON: "{c} IS NULL OR ", _K.TIME: "{c} IS NULL OR ", _K.TIMESTAMP: "{c} IS NULL OR "}


class SQLite(Dialect):
    """Texts carry what SQLite has no type for; a check holds their form."""

    title = "SQLite"
    reserved = SQLITE
    types: ClassVar = {
        _K.UUID: "TEXT",
        _K.TEXT: "TEXT",
        _K.INT: "INTEGER",
        _K.BIGINT: "INTEGER",
        _K.IDENTITY: "INTEGER",
        _K.DECIMAL: "REAL",
        _K.DOUBLE: "REAL",
        _K.BOOL: "INTEGER",
        _K.DATE: "TEXT",
        _K.TIME: "TEXT",
        _K.TIMESTAMP: "TEXT",
        _K.INTERVAL: "TEXT",
        _K.JSON: "TEXT",
        _K.BYTES: "BLOB",
        _K.INET: "TEXT",
    }
    now: ClassVar = {
        _K.TIMESTAMP: "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
        _K.DATE: "(date('now'))",
        _K.TIME: "(time('now'))",
    }
    new_uuid = f"({_UUID})"
    begin = ("PRAGMA foreign_keys = ON", "BEGIN")
    begin_down = ("PRAGMA foreign_keys = OFF", "BEGIN")
    end_down = ("COMMIT", "PRAGMA foreign_keys = ON")
    deferred_keys = False

    def __init__(self, tables: tuple[Table, ...]) -> None:
        super().__init__(tables)
        rounded = next((c for t in tables for c in t.columns if c.type.kind is _K.DECIMAL), None)
        if rounded is not None:
            self.note(
                codes.DB_INEXACT_DECIMAL,
                "SQLite keeps decimals as REAL: exact to 15 digits",
                rounded.because,
                "round sums in the application, or choose another database for money",
            )

    def truth(self, holds: bool) -> str:
        return "1" if holds else "0"

    def length(self, column: str) -> str:
        return f"length({column})"

    def matches(self, column: str, pattern: str) -> str | None:
        return glob_condition(column, pattern)

    def type_of(self, column: Column, table: Table) -> str:
        """A lone key of type INTEGER would be the row id, which SQLite makes up where it is left out; INT is not."""
        name = self.types[column.type.kind]
        return "INT" if name == "INTEGER" and table.primary_key == (column.name,) else name

    def column(self, column: Column, table: Table) -> str:
        if self._is_rowid(column, table):
            return f"{self.name(column.name)} INTEGER PRIMARY KEY AUTOINCREMENT"
        return super().column(column, table)

    def _is_rowid(self, column: Column, table: Table) -> bool:
        return column.type.kind is _K.IDENTITY and table.primary_key == (column.name,)

    def primary_key(self, table: Table) -> str:
        carried = any(self._is_rowid(c, table) for c in table.columns)
        return "" if carried else super().primary_key(table)

    def constraints(self, table: Table) -> list[str]:
        return [*super().constraints(table), *(f for c in table.columns if (f := self._form(c)) is not None)]

    def _form(self, column: Column) -> str | None:
        """A check of the form that a type would hold elsewhere."""
        kind = column.type.kind
        form = _FORMS.get(kind)
        if form is None or column.generated is not None:
            return None
        form = (_NULLABLE_FORMS.get(kind, "") if column.nullable else "") + form
        digits = min(15, (column.type.precision or 15) - (column.type.scale or 0))
        return f"CHECK ({form.format(c=self.name(column.name), digits=digits)})"

    def table_options(self, table: Table) -> str:
        return " STRICT"

    def create(self, table: Table) -> tuple[str, ...]:
        """Comments stand inside the statement, which SQLite keeps as it was written."""
        head, *rest = super().create(table)
        return (f"-- {one_line(table.comment)}\n{head}" if table.comment else head, *rest)

    def on_delete(self, key: ForeignKey, table: Table) -> str:
        """A row that its own table refers to is looked at when the statement ends: dropping the table takes all of them."""
        own = key.table == table.name and key.on_delete == "restrict"
        emptied = key.null_columns and key.on_delete == "set_null"
        return "NO ACTION" if own or emptied else super().on_delete(key, table)

    def index(self, index: Index, table: Table) -> str:
        if index.method != "btree":
            self.note(
                codes.DB_PLAIN_SEARCH,
                f"{index.name} is a plain index: SQLite has no {index.method} index",
                index.because,
                "an FTS5 table beside this one would find words inside texts",
            )
        return super().index(index, table)

    def triggers(self, table: Table) -> tuple[Undoable, ...]:
        return (
            *set_null_triggers(self, table),
            *(made for t in table.triggers if (made := trigger(self, t, table)).up),
        )
