"""MySQL 8 and MariaDB 10.6: one transaction a statement, no row security, triggers of a single statement.

Single statements run alike through every client and driver: none needs another delimiter. A trigger
that must refuse sets a NOT NULL column to NULL, which strict mode refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from planner import codes
from planner.emit.sql.dialect import Dialect
from planner.emit.sql.words import MYSQL
from planner.model.database import (
    Check,
    Column,
    ColumnKind,
    ColumnType,
    Default,
    ForeignKey,
    Holds,
    Index,
    OneOf,
    Table,
    Trigger,
    Unique,
)
from planner.model.expressions import Aggregate, names_in
from planner.naming import fit

_K = ColumnKind
LONGEST_VARCHAR = 768
_PREFIX = 191


class MySQL(Dialect):
    """What MySQL 8 and MariaDB both take."""

    title = "MySQL"
    reserved = MYSQL
    quote = "`"
    transactional = False
    has_partial_index = False
    types: ClassVar[dict[ColumnKind, str]] = {
        _K.UUID: "CHAR(36)",
        _K.TEXT: "LONGTEXT",
        _K.INT: "INT",
        _K.BIGINT: "BIGINT",
        _K.IDENTITY: "BIGINT",
        _K.DECIMAL: "DECIMAL",
        _K.DOUBLE: "DOUBLE",
        _K.BOOL: "TINYINT(1)",
        _K.DATE: "DATE",
        _K.TIME: "TIME",
        _K.TIMESTAMP: "DATETIME(6)",
        _K.INTERVAL: "VARCHAR(64)",
        _K.JSON: "JSON",
        _K.BYTES: "LONGBLOB",
        _K.INET: "VARCHAR(45)",
    }

    def literal(self, text: str) -> str:
        return "'" + text.replace("\0", "").replace("\\", "\\\\").replace("'", "''") + "'"

    def type_of(self, kind: ColumnType) -> str:
        if kind.kind is _K.TEXT and kind.length is not None:
            return (
                f"VARCHAR({kind.length})"
                if kind.length <= LONGEST_VARCHAR
                else "TEXT"
                if kind.length <= 16_000
                else "LONGTEXT"
            )
        return super().type_of(kind)

    def timestamp(self, text: str) -> str:
        return text.replace("T", " ").removesuffix("Z")

    def boolean(self, value: bool) -> str:
        return "1" if value else "0"

    def default(self, default: Default, kind: ColumnType) -> str | None:
        said = super().default(default, kind)
        is_long = kind.kind in (_K.JSON, _K.BYTES) or (
            kind.kind is _K.TEXT and (kind.length or LONGEST_VARCHAR + 1) > LONGEST_VARCHAR
        )
        return f"({said})" if said is not None and is_long else said

    def now(self, kind: ColumnType) -> str:
        return "(CURRENT_DATE)" if kind.kind is _K.DATE else "CURRENT_TIMESTAMP(6)"

    def new_uuid(self) -> str | None:
        return "(uuid())"

    def identity(self) -> str:
        return "AUTO_INCREMENT"

    def column_comment(self, column: Column) -> str:
        touched = (
            " ON UPDATE CURRENT_TIMESTAMP(6)"
            if column.name == "updated_at" and column.type.kind is _K.TIMESTAMP and column.default
            else ""
        )
        return f"{touched} COMMENT {self.literal(column.comment[:1000])}" if column.comment else touched

    def matches(self, column: str, pattern: str) -> str | None:
        body = pattern.removeprefix("^").removesuffix("$")
        return f"{self.name(column)} REGEXP {self.literal(f'^(?:{body})$')}"

    def table_options(self, table: Table) -> str:
        return (
            f" ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT={self.literal(table.comment[:2000])}"
        )

    def constraints(self, table: Table) -> Iterator[str]:
        for unique in table.uniques:
            if unique.where is not None:
                yield from self._conditional_columns(unique)
        for digest, column in self._digests(table):
            yield f"{self.name(digest)} CHAR(64) GENERATED ALWAYS AS (SHA2({self.name(column)}, 256)) STORED"
        yield f"PRIMARY KEY ({self.names(table.primary_key)})"
        yield from (c for c in super().constraints(table) if " PRIMARY KEY " not in c)
        for unique in table.uniques:
            if unique.where is not None:
                self.note(
                    codes.DB_PARTIAL_UNIQUE,
                    f"{self.title} has no partial indexes: {unique.name} counts only rows whose {_flag(unique)} is set",
                    unique.because[0],
                )
                yield f"CONSTRAINT {self.name(unique.name)} UNIQUE ({self._unique_columns(table, unique)}, {self.name(_flag(unique))})"

    def _conditional_columns(self, unique: Unique) -> Iterator[str]:
        if unique.where is not None:
            yield f"{self.name(_flag(unique))} TINYINT GENERATED ALWAYS AS (CASE WHEN {self.expression(unique.where)} THEN 1 END) VIRTUAL"

    def _digests(self, table: Table) -> list[tuple[str, str]]:
        """Texts too long for an index are unique by their digest."""
        found = dict.fromkeys(c for u in table.uniques for c in u.columns if self._is_long(table, c))
        return [(fit(f"{c}_digest"), c) for c in found]

    def _unique_columns(self, table: Table, unique: Unique) -> str:
        return ", ".join(self.name(fit(f"{c}_digest") if self._is_long(table, c) else c) for c in unique.columns)

    def _is_long(self, table: Table, name: str) -> bool:
        column = table.column(name)
        return (
            column is not None
            and column.type.kind is _K.TEXT
            and (column.type.length or LONGEST_VARCHAR + 1) > LONGEST_VARCHAR
        )

    def check(self, check: Check, table: Table) -> Iterator[str]:
        nulled = {c for k in table.foreign_keys if k.on_delete == "set_null" for c in k.columns}
        if nulled.intersection(_columns_of(check)):
            self.note(
                codes.DB_CHECK_BY_APPLICATION,
                f"{self.title} takes no check over a column that a foreign key sets to NULL: the application checks {check.name}",
                check.because[0],
            )
            return
        yield from super().check(check, table)

    def foreign_key(self, key: ForeignKey) -> str:
        if key.null_columns:
            self.note(
                codes.DB_TRIGGER_LEFT,
                f"{self.title} cannot set a part of {key.name} to NULL: the application does it before deleting",
                key.because[0],
            )
            return (
                f"CONSTRAINT {self.name(key.name)} FOREIGN KEY ({self.names(key.columns)}) "
                f"REFERENCES {self.name(key.table)} ({self.names(key.target_columns)}) ON DELETE RESTRICT"
            )
        return super().foreign_key(key)

    def drop_foreign_key(self, table: Table, key: ForeignKey) -> str | None:
        return f"ALTER TABLE {self.name(table.name)} DROP FOREIGN KEY {self.name(key.name)}"

    def partial_unique(self, table: Table, unique: Unique) -> tuple[str, ...]:
        return ()

    def index(self, table: Table, index: Index) -> str | None:
        name, on = self.name(index.name), self.name(table.name)
        if index.method == "fulltext":
            return f"CREATE FULLTEXT INDEX {name} ON {on} ({self.names(tuple(c.name for c in index.columns))})"
        if index.method == "gin":
            self.note(
                codes.DB_PLAIN_SEARCH,
                f"{self.title} indexes no whole JSON: {index.name} is left out, filter by a generated column",
                index.because[0],
            )
            return None
        if index.where is not None:
            self.note(
                codes.DB_PARTIAL_INDEX,
                f"{self.title} has no partial indexes: {index.name} holds every row",
                index.because[0],
            )
        columns = ", ".join(
            self._index_column(table, c.name) + (" DESC" if c.descending else "") for c in index.columns
        )
        return f"CREATE INDEX {name} ON {on} ({columns})"

    def _index_column(self, table: Table, name: str) -> str:
        return f"{self.name(name)}({_PREFIX})" if self._is_long(table, name) else self.name(name)

    # triggers
    def trigger(self, table: Table, trigger: Trigger) -> tuple[str, ...]:
        return tuple(
            f"CREATE TRIGGER {self.name(name)} {when} ON {self.name(table.name)} FOR EACH ROW {body}"
            for name, when, body in self._trigger_parts(table, trigger)
        )

    def drop_trigger(self, table: Table, trigger: Trigger) -> tuple[str, ...]:
        return tuple(f"DROP TRIGGER {self.name(name)}" for name, _, _ in self._trigger_parts(table, trigger))

    def _trigger_parts(self, table: Table, trigger: Trigger) -> list[tuple[str, str, str]]:
        if trigger.kind == "touch":
            if "version" not in trigger.columns:
                return []
            return [(trigger.name, "BEFORE UPDATE", "SET NEW.version = OLD.version + 1")]
        if trigger.kind == "guard_state":
            return [(trigger.name, "BEFORE UPDATE", self._guard(trigger))]
        if trigger.kind == "append_only":
            refuse = f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = {self.literal(f'{table.name} only takes new rows')}"
            return [(fit(f"{trigger.name}_{verb.lower()}"), f"BEFORE {verb}", refuse) for verb in ("UPDATE", "DELETE")]
        if trigger.kind == "audit":
            return [
                (fit(f"{trigger.name}_{verb.lower()}"), f"AFTER {verb}", self._audit(table, trigger, verb))
                for verb in ("INSERT", "UPDATE", "DELETE")
            ]
        if trigger.kind == "recompute":
            return [
                (fit(f"{trigger.name}_{verb.lower()}"), f"AFTER {verb}", self._recompute(table, trigger, rows))
                for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",)))
            ]
        return self._no_overlap(table, trigger)

    def _guard(self, trigger: Trigger) -> str:
        column = self.name(trigger.columns[0])
        moves = ", ".join(f"({self.literal(a)}, {self.literal(b)})" for a, b in trigger.moves)
        return f"SET NEW.{column} = IF(NEW.{column} = OLD.{column} OR (OLD.{column}, NEW.{column}) IN ({moves}), NEW.{column}, NULL)"

    def _audit(self, table: Table, trigger: Trigger, verb: str) -> str:
        row = "OLD" if verb == "DELETE" else "NEW"
        key = ", '/', ".join(f"{row}.{self.name(c)}" for c in trigger.columns)
        return (
            f"INSERT INTO audit_log (id, actor, action, table_name, row_key) "
            f"VALUES (uuid(), @app_account_id, {self.literal(verb.lower())}, {self.literal(table.name)}, CONCAT({key}))"
        )

    def _recompute(self, table: Table, trigger: Trigger, rows: tuple[str, ...]) -> str:
        statement = trigger.statement
        assert isinstance(statement, Aggregate)
        whole, part, key = self.name(trigger.whole or ""), self.name(table.name), self.name(trigger.part_key or "")
        id = self.name(trigger.whole_key or "")
        where = f" AND ({self.expression(statement.where)})" if statement.where is not None else ""
        empty = "0" if statement.function in ("sum", "count") else "NULL"
        total = f"SELECT COALESCE({statement.function.upper()}({self.expression(statement.over)}), {empty}) FROM {part} WHERE {part}.{key} = {whole}.{id}{where}"
        return f"UPDATE {whole} SET {self.name(trigger.columns[0])} = ({total}) WHERE {id} IN ({', '.join(f'{r}.{key}' for r in rows)})"

    def _no_overlap(self, table: Table, trigger: Trigger) -> list[tuple[str, str, str]]:
        *alike, start, end = trigger.columns
        first = table.column(start)
        if first is None or first.nullable:
            self.note(
                codes.DB_TRIGGER_LEFT,
                f"{self.title} cannot refuse overlaps while {start} may be NULL: the application does",
                trigger.because[0],
            )
            return []
        begin, finish = self.name(start), self.name(end)
        same = "".join(f" AND other.{self.name(c)} = NEW.{self.name(c)}" for c in alike)
        key = " AND ".join(f"other.{self.name(k)} = NEW.{self.name(k)}" for k in table.primary_key)
        body = (
            f"SET NEW.{begin} = IF(EXISTS (SELECT 1 FROM {self.name(table.name)} AS other WHERE other.{begin} < NEW.{finish} "
            f"AND NEW.{begin} < other.{finish}{same} AND NOT ({key})), NULL, NEW.{begin})"
        )
        return [(fit(f"{trigger.name}_{verb.lower()}"), f"BEFORE {verb}", body) for verb in ("INSERT", "UPDATE")]


class MariaDB(MySQL):
    """MariaDB differs in name alone, as far as these schemas go."""

    title = "MariaDB"


def _flag(unique: Unique) -> str:
    return fit(f"{unique.name}_counts")


def _columns_of(check: Check) -> tuple[str, ...]:
    predicate = check.predicate
    if isinstance(predicate, OneOf):
        return predicate.columns
    if isinstance(predicate, Holds):
        return tuple(n.parts[0] for n in names_in(predicate.expression))
    return (predicate.column,)
