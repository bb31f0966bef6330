"""MySQL 8 and MariaDB 10.6, in words that both take: no functional indexes, one statement in every trigger.

Compared and sorted by code point (utf8mb4_bin), as the other databases do. Times are UTC, by the session's time zone.
"""

from __future__ import annotations

from typing import ClassVar

from planner import codes
from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.dialects.mysql_keys import Keys
from planner.emit.sql.dialects.mysql_triggers import Triggers, set_null_columns
from planner.emit.sql.literals import quoted_with_backslashes
from planner.emit.sql.nouns import Undoable
from planner.emit.sql.patterns import PERL, translated
from planner.model.database import Check, Column, ColumnKind, ForeignKey, Index, LengthBetween, Table, Trigger, Unique
from planner.model.identifiers import MYSQL

_K = ColumnKind
_LONGEST_COMMENT = 1000
_WHOLE_VALUES = frozenset({_K.TEXT, _K.JSON, _K.BYTES})
_FORMS = {
    _K.BOOL: "{c} IN (0, 1)",
    _K.INET: "{c} IS NULL OR IS_IPV4({c}) OR IS_IPV6({c})",
    _K.UUID: "CHAR_LENGTH({c}) = 36",
    _K.TIME: "{c} BETWEEN '00:00:00' AND '23:59:59.999999'",
}


class MySQL(Dialect):
    """Fallbacks: generated columns for partial uniqueness, triggers for checks that a foreign key forbids."""

    title = "MySQL"
    reserved = MYSQL
    mark = "`"
    types: ClassVar = {
        _K.UUID: "CHAR(36) CHARACTER SET ascii",
        _K.INT: "INT",
        _K.BIGINT: "BIGINT",
        _K.IDENTITY: "BIGINT",
        _K.DECIMAL: "DECIMAL",
        _K.DOUBLE: "DOUBLE",
        _K.BOOL: "BOOLEAN",
        _K.DATE: "DATE",
        _K.TIME: "TIME(6)",
        _K.TIMESTAMP: "DATETIME(6)",
        _K.INTERVAL: "VARCHAR(64)",
        _K.JSON: "JSON",
        _K.BYTES: "LONGBLOB",
        _K.INET: "VARCHAR(45) CHARACTER SET ascii",
    }
    now: ClassVar = {
        _K.TIMESTAMP: "CURRENT_TIMESTAMP(6)",
        _K.DATE: "(CURRENT_DATE)",
        _K.TIME: "(CURRENT_TIME)",
    }
    new_uuid = "(UUID())"
    remark = (
        "Every statement commits by itself here: after a failure run the rest by hand. Sessions use time_zone '+00:00'."
    )
    begin = end = begin_down = end_down = ()

    def __init__(self, tables: tuple[Table, ...]) -> None:
        super().__init__(tables)
        self.keys = Keys(self)
        self.made = Triggers(self)
        for key in (k for t in tables for k in t.foreign_keys if k.checked_at_commit):
            self.note(
                codes.DB_KEY_LEFT_OUT,
                f"{key.name} is left out: {self.title} looks at it too early for a circle of required keys",
                key.because,
                "the application checks it in the same transaction",
            )

    # words

    def text(self, text: str) -> str:
        return quoted_with_backslashes(text)

    def value(self, text: str, kind: ColumnKind) -> str:
        return self.text(_instant(text)) if kind is _K.TIMESTAMP else super().value(text, kind)

    def matches(self, column: str, pattern: str) -> str | None:
        said = translated(pattern, PERL)
        return None if said is None else f"{column} REGEXP {self.text(f'^(?:{said}){PERL.end}')}"

    # columns

    def type_of(self, column: Column, table: Table) -> str:
        if column.type.kind is _K.TEXT:
            return self.keys.text_type(column, table)
        return super().type_of(column, table)

    def column(self, column: Column, table: Table) -> str:
        line = super().column(column, table)
        if column.generated is not None:
            line = f"{line.removesuffix(' STORED')} VIRTUAL"
        elif column.type.kind is _K.IDENTITY:
            line += " AUTO_INCREMENT"
        elif self.made.stamps(table, column.name):
            line += " ON UPDATE CURRENT_TIMESTAMP(6)"
        return f"{line} COMMENT {self._comment(column.comment)}" if column.comment else line

    def default(self, column: Column) -> str | None:
        said = super().default(column)
        is_literal = column.default is not None and column.default.kind in ("literal", "empty_json")
        return f"({said})" if said is not None and is_literal and column.type.kind in _WHOLE_VALUES else said

    def _comment(self, text: str) -> str:
        return self.text(text if len(text) <= _LONGEST_COMMENT else f"{text[:_LONGEST_COMMENT]}…")

    # tables

    def constraints(self, table: Table) -> list[str]:
        own = [f for c in table.columns if (f := self._form(c, table)) is not None]
        return [*self.keys.columns(table), *super().constraints(table), *own]

    def _form(self, column: Column, table: Table) -> str | None:
        """A check of the form that a type would hold elsewhere; a foreign key holds it by itself."""
        form = _FORMS.get(column.type.kind)
        if form is None or column.generated is not None or any(column.name in k.columns for k in table.foreign_keys):
            return None
        return f"CHECK ({form.format(c=self.name(column.name))})"

    def table_options(self, table: Table) -> str:
        comment = f" COMMENT = {self._comment(table.comment)}" if table.comment else ""
        return f" ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin{comment}"

    def primary_key(self, table: Table) -> str:
        return f"PRIMARY KEY ({self.columns(table.primary_key)})"

    def unique(self, unique: Unique, table: Table) -> str:
        return self.keys.unique(unique, table)

    def partial_uniques(self, table: Table) -> tuple[str, ...]:
        return self.keys.partial_uniques(table)

    def check(self, check: Check, table: Table) -> str | None:
        if self.made.holds(check, table):
            self.note(
                codes.DB_TRIGGER_INSTEAD,
                f"{self.title} takes no check over a column that a foreign key empties: triggers hold {check.name}",
                check.because,
            )
            return None
        if isinstance(check.predicate, LengthBetween):
            return self._length_check(check, check.predicate, table)
        return super().check(check, table)

    def _length_check(self, check: Check, said: LengthBetween, table: Table) -> str | None:
        """A length that the type bounds already needs no check."""
        column = table.column(said.column)
        if column is None or self.type_of(column, table) != f"VARCHAR({said.high})":
            return super().check(check, table)
        if said.low is None:
            return None
        return f"CONSTRAINT {self.name(check.name)} CHECK ({self.length(self.name(said.column))} >= {said.low})"

    def keys_of(self, table: Table) -> tuple[ForeignKey, ...]:
        return tuple(k for k in table.foreign_keys if not k.checked_at_commit)

    def on_delete(self, key: ForeignKey, table: Table) -> str:
        return "RESTRICT" if set_null_columns(key) else super().on_delete(key, table)

    def drop_foreign_key(self, key: ForeignKey, table: Table) -> str:
        return f"ALTER TABLE {self.name(table.name)} DROP FOREIGN KEY {self.name(key.name)}"

    def indexes(self, table: Table) -> tuple[str, ...]:
        return tuple(said for i in table.indexes if (said := self.index(i, table)))

    def index(self, index: Index, table: Table) -> str:
        said = self.keys.index(index, table)
        named = any(
            t.looks_at_whole(table.name) and self.keys.leading(table, t.part_key or "") == index.name
            for t in table.triggers
        )
        serves = f"Serves {', '.join(index.serves)}.{' Triggers name it and go before it.' if named else ''}"
        return f"{said} COMMENT {self._comment(serves)}" if said and index.serves else said

    def by_index(self, table: Table, column: str) -> str:
        found = self.keys.leading(table, column)
        return f" FORCE INDEX ({self.name(found)})" if found else ""

    # behaviour

    def functions(self, triggers: tuple[Trigger, ...]) -> tuple[Undoable, ...]:
        return self.made.shared()

    def triggers(self, table: Table) -> tuple[Undoable, ...]:
        return self.made.of(table)


def _instant(text: str) -> str:
    """A time with a zone as UTC without one."""
    from datetime import UTC, datetime

    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        return text
    plain = given.astimezone(UTC).replace(tzinfo=None) if given.tzinfo is not None else given
    return plain.isoformat(sep=" ")
