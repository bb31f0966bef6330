"""SQLite 3.38 and later: partial indexes and triggers, no row security, decimals with numeric affinity."""

from __future__ import annotations

from typing import ClassVar

from planner import codes
from planner.emit.sql.dialect import Dialect
from planner.emit.sql.words import SQLITE
from planner.model.database import ColumnKind, ColumnType, Default, ForeignKey, Index, Table, Trigger
from planner.model.expressions import Aggregate
from planner.naming import fit

_K = ColumnKind
_NOW = "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"


class SQLite(Dialect):
    """One file, one writer."""

    title = "SQLite"
    reserved = SQLITE
    types: ClassVar[dict[ColumnKind, str]] = {
        _K.UUID: "TEXT",
        _K.TEXT: "TEXT",
        _K.INT: "INTEGER",
        _K.BIGINT: "INTEGER",
        _K.IDENTITY: "INTEGER",
        _K.DECIMAL: "DECIMAL",
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

    def opening_down(self) -> tuple[str, ...]:
        """Dropping a table deletes its rows first; circles of foreign keys would refuse that."""
        return ("PRAGMA foreign_keys = OFF", *self.opening())

    def boolean(self, value: bool) -> str:
        return "1" if value else "0"

    def length(self, column: str) -> str:
        return f"length({self.name(column)})"

    def default(self, default: Default, kind: ColumnType) -> str | None:
        if default.kind == "new_uuid":
            return None
        return super().default(default, kind)

    def now(self, kind: ColumnType) -> str:
        return "CURRENT_DATE" if kind.kind is _K.DATE else _NOW

    def identity(self) -> str:
        return ""

    def matches(self, column: str, pattern: str) -> str | None:
        return None

    def is_late(self, key: ForeignKey) -> bool:
        return False

    def foreign_key(self, key: ForeignKey) -> str:
        if key.null_columns:
            self.note(
                codes.DB_TRIGGER_LEFT,
                f"SQLite cannot set a part of {key.name} to NULL: the application does it before deleting",
                key.because[0],
            )
            return (
                f"CONSTRAINT {self.name(key.name)} FOREIGN KEY ({self.names(key.columns)}) "
                f"REFERENCES {self.name(key.table)} ({self.names(key.target_columns)}) ON DELETE RESTRICT"
            )
        return super().foreign_key(key)

    def add_foreign_key(self, table: Table, key: ForeignKey) -> str | None:
        return None

    def drop_foreign_key(self, table: Table, key: ForeignKey) -> str | None:
        return None

    def index(self, table: Table, index: Index) -> str | None:
        if index.method != "btree":
            self.note(
                codes.DB_PLAIN_SEARCH,
                f"SQLite has no {index.method} index: {index.name} is left out, search goes through an FTS5 table of the application",
                index.because[0],
            )
            return None
        return super().index(table, index)

    def trigger(self, table: Table, trigger: Trigger) -> tuple[str, ...]:
        return tuple(
            f"CREATE TRIGGER {self.name(name)} {when} ON {self.name(table.name)} FOR EACH ROW{condition}\nBEGIN\n    {body};\nEND"
            for name, when, condition, body in self._parts(table, trigger)
        )

    def _parts(self, table: Table, trigger: Trigger) -> list[tuple[str, str, str, str]]:
        name, on = trigger.name, self.name(table.name)
        if trigger.kind == "touch":
            version = ", version = OLD.version + 1" if "version" in trigger.columns else ""
            body = f"UPDATE {on} SET updated_at = {_NOW}{version} WHERE {self._same_row(table)}"
            return [(name, "AFTER UPDATE", " WHEN NEW.updated_at IS OLD.updated_at", body)]
        if trigger.kind == "guard_state":
            column = self.name(trigger.columns[0])
            moves = ", ".join(f"({self.literal(a)}, {self.literal(b)})" for a, b in trigger.moves)
            illegal = f" WHEN NEW.{column} IS NOT OLD.{column} AND (OLD.{column}, NEW.{column}) NOT IN (VALUES {moves})"
            return [
                (
                    name,
                    f"BEFORE UPDATE OF {column}",
                    illegal,
                    self._refuse(f"{table.name}: no such move of {trigger.columns[0]}"),
                )
            ]
        if trigger.kind == "append_only":
            return [
                (fit(f"{name}_{v.lower()}"), f"BEFORE {v}", "", self._refuse(f"{table.name} only takes new rows"))
                for v in ("UPDATE", "DELETE")
            ]
        if trigger.kind == "audit":
            return [
                (fit(f"{name}_{v.lower()}"), f"AFTER {v}", "", self._audit(table, trigger, v))
                for v in ("INSERT", "UPDATE", "DELETE")
            ]
        if trigger.kind == "recompute":
            return [
                (fit(f"{name}_{v.lower()}"), f"AFTER {v}", "", self._recompute(table, trigger, rows))
                for v, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",)))
            ]
        return self._no_overlap(table, trigger)

    def _same_row(self, table: Table) -> str:
        return " AND ".join(f"{self.name(k)} = NEW.{self.name(k)}" for k in table.primary_key)

    def _refuse(self, message: str) -> str:
        return f"SELECT RAISE(ABORT, {self.literal(message)})"

    def _audit(self, table: Table, trigger: Trigger, verb: str) -> str:
        row = "OLD" if verb == "DELETE" else "NEW"
        key = " || '/' || ".join(f"{row}.{self.name(c)}" for c in trigger.columns)
        return (
            f"INSERT INTO audit_log (id, action, table_name, row_key) "
            f"VALUES (lower(hex(randomblob(16))), {self.literal(verb.lower())}, {self.literal(table.name)}, {key})"
        )

    def _recompute(self, table: Table, trigger: Trigger, rows: tuple[str, ...]) -> str:
        statement = trigger.statement
        assert isinstance(statement, Aggregate)
        whole, part, key = self.name(trigger.whole or ""), self.name(table.name), self.name(trigger.part_key or "")
        id = self.name(trigger.whole_key or "")
        where = f" AND ({self.expression(statement.where)})" if statement.where is not None else ""
        empty = "0" if statement.function in ("sum", "count") else "NULL"
        total = f"SELECT coalesce({statement.function}({self.expression(statement.over)}), {empty}) FROM {part} WHERE {part}.{key} = {whole}.{id}{where}"
        return f"UPDATE {whole} SET {self.name(trigger.columns[0])} = ({total}) WHERE {id} IN ({', '.join(f'{r}.{key}' for r in rows)})"

    def _no_overlap(self, table: Table, trigger: Trigger) -> list[tuple[str, str, str, str]]:
        *alike, start, end = trigger.columns
        begin, finish = self.name(start), self.name(end)
        same = "".join(f" AND other.{self.name(c)} = NEW.{self.name(c)}" for c in alike)
        key = " AND ".join(f"other.{self.name(k)} IS NEW.{self.name(k)}" for k in table.primary_key)
        condition = (
            f" WHEN EXISTS (SELECT 1 FROM {self.name(table.name)} AS other WHERE other.{begin} < NEW.{finish} "
            f"AND NEW.{begin} < other.{finish}{same} AND NOT ({key}))"
        )
        refuse = self._refuse(f"{table.name}: overlaps a row that is there")
        return [(fit(f"{trigger.name}_{v.lower()}"), f"BEFORE {v}", condition, refuse) for v in ("INSERT", "UPDATE")]
