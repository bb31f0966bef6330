"""PostgreSQL 15 and later: nothing of the neutral model is lost here, so few things are done another way."""

from __future__ import annotations

from typing import ClassVar

from planner import codes
from planner.emit.sql.dialects import postgresql_triggers as made
from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.dialects.postgresql_policies import policies
from planner.emit.sql.nouns import Undoable
from planner.emit.sql.patterns import POSIX, translated
from planner.model.database import ColumnKind, ForeignKey, Index, Table, Trigger
from planner.model.identifiers import POSTGRESQL

_K = ColumnKind


class PostgreSQL(Dialect):
    """bigint for every integer, text with checks for every string, jsonb, timestamptz, row security."""

    title = "PostgreSQL"
    reserved = POSTGRESQL
    types: ClassVar = {
        _K.UUID: "uuid",
        _K.TEXT: "text",
        _K.INT: "bigint",
        _K.BIGINT: "bigint",
        _K.IDENTITY: "bigint GENERATED ALWAYS AS IDENTITY",
        _K.DECIMAL: "numeric",
        _K.DOUBLE: "double precision",
        _K.BOOL: "boolean",
        _K.DATE: "date",
        _K.TIME: "time",
        _K.TIMESTAMP: "timestamptz",
        _K.INTERVAL: "interval",
        _K.JSON: "jsonb",
        _K.BYTES: "bytea",
        _K.INET: "inet",
    }
    now: ClassVar = {_K.TIMESTAMP: "now()", _K.DATE: "CURRENT_DATE", _K.TIME: "LOCALTIME"}
    new_uuid = "gen_random_uuid()"
    overrides_identity = True
    settings = ("SET LOCAL lock_timeout = '5s'", "SET LOCAL statement_timeout = '60s'")

    def binary(self, digits: str) -> str:
        return f"'\\x{digits}'"

    def matches(self, column: str, pattern: str) -> str | None:
        said = translated(pattern, POSIX)
        return None if said is None else f"{column} ~ {self.text(f'^(?:{said})$')}"

    def set_columns(self, columns: tuple[str, ...]) -> str:
        return f"num_nonnulls({', '.join(columns)})"

    def on_delete(self, key: ForeignKey, table: Table) -> str:
        action = super().on_delete(key, table)
        return (
            f"{action} ({self.columns(key.null_columns)})"
            if key.null_columns and key.on_delete == "set_null"
            else action
        )

    def late_foreign_key(self, key: ForeignKey, table: Table) -> tuple[str, str]:
        return (
            f"{self.add_foreign_key(key, table)} NOT VALID",
            f"ALTER TABLE {self.name(table.name)} VALIDATE CONSTRAINT {self.name(key.name)}",
        )

    def index(self, index: Index, table: Table) -> str:
        if index.method == "btree":
            return super().index(index, table)
        head = f"CREATE INDEX {self.name(index.name)} ON {self.name(table.name)}"
        where = "" if index.where is None else f"\n    WHERE {self.condition(index.where, table)}"
        if index.method == "fulltext":
            words = " || ' ' || ".join(f"coalesce({self._as_text(c.name, table)}, '')" for c in index.columns)
            return f"{head} USING gin (to_tsvector('simple', {words})){where}"
        columns = tuple(c.name for c in index.columns)
        if any((c := table.column(name)) is None or c.type.kind is not _K.JSON for name in columns):
            self.note(codes.DB_PLAIN_SEARCH, f"{index.name} is a B-tree: GIN needs jsonb columns", index.because)
            return f"{head} ({self.columns(columns)}){where}"
        return f"{head} USING gin ({self.columns(columns)}){where}"

    def _as_text(self, name: str, table: Table) -> str:
        column = table.column(name)
        return self.name(name) if column is None or column.type.kind is _K.TEXT else f"{self.name(name)}::text"

    def comments(self, table: Table) -> tuple[str, ...]:
        on, name, text = self.name(table.name), self.name, self.text
        found = [f"COMMENT ON TABLE {on} IS {text(_why(table.comment, table.because))}"]
        found += [
            f"COMMENT ON COLUMN {on}.{name(c.name)} IS "
            f"{text(c.comment if c.because == table.because else _why(c.comment, c.because))}"
            for c in table.columns
            if c.comment
        ]
        found += [
            f"COMMENT ON INDEX {name(i.name)} IS {text('Serves ' + ', '.join(i.serves) + '.')}"
            for i in table.indexes
            if i.serves
        ]
        return tuple(found)

    def functions(self, triggers: tuple[Trigger, ...]) -> tuple[Undoable, ...]:
        return made.functions(self, triggers)

    def triggers(self, table: Table) -> tuple[Undoable, ...]:
        return tuple(said for t in table.triggers if (said := made.trigger(self, t, table)).up)

    def constraints(self, table: Table) -> list[str]:
        exclusions = [said for t in table.triggers if (said := made.exclusion(self, t, table)) is not None]
        return [*super().constraints(table), *exclusions]

    def policies(self, table: Table) -> Undoable | None:
        return policies(self, table)

    def before_seeds(self, seeded: tuple[Table, ...]) -> tuple[str, ...]:
        """Rows of several tenants in one transaction: the owner of the tables is let through while they are written."""
        return tuple(f"ALTER TABLE {self.name(t.name)} NO FORCE ROW LEVEL SECURITY" for t in seeded if t.policies)

    def after_seeds(self, seeded: tuple[Table, ...]) -> tuple[str, ...]:
        forced = [f"ALTER TABLE {self.name(t.name)} FORCE ROW LEVEL SECURITY" for t in seeded if t.policies]
        numbered = [
            f"SELECT setval(pg_get_serial_sequence({self.text(self.name(t.name))}, {self.text(c.name)}), "
            f"(SELECT max({self.name(c.name)}) FROM {self.name(t.name)}))"
            for t in seeded
            for c in t.columns
            if c.type.kind is _K.IDENTITY
        ]
        return (*numbered, *(("SET CONSTRAINTS ALL IMMEDIATE", *forced) if forced else ()))


def _why(comment: str, because: tuple[str, ...]) -> str:
    return (
        f"{comment} Why: {because[0]}."
        if comment and because
        else comment or (f"Why: {because[0]}." if because else "")
    )
