"""PostgreSQL 15 and later: text with checks, row security, partial indexes, triggers in PL/pgSQL."""

from __future__ import annotations

from typing import ClassVar

from planner.emit.sql.dialect import Dialect
from planner.emit.sql.words import POSTGRESQL
from planner.model.database import Column, ColumnKind, ColumnType, ForeignKey, Index, Policy, Table, Trigger
from planner.model.expressions import Aggregate

_K = ColumnKind
ROW = "<row>"


class PostgreSQL(Dialect):
    """The reference dialect: fewest fallbacks."""

    title = "PostgreSQL"
    reserved = POSTGRESQL
    types: ClassVar[dict[ColumnKind, str]] = {
        _K.UUID: "uuid",
        _K.TEXT: "text",
        _K.INT: "bigint",
        _K.BIGINT: "bigint",
        _K.IDENTITY: "bigint",
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

    def opening(self) -> tuple[str, ...]:
        return ("BEGIN", "SET LOCAL lock_timeout = '5s'", "SET LOCAL statement_timeout = '60s'")

    def bytes(self, digits: str) -> str:
        return f"'\\x{digits}'"

    def now(self, kind: ColumnType) -> str:
        return "CURRENT_DATE" if kind.kind is _K.DATE else "now()"

    def new_uuid(self) -> str | None:
        return "gen_random_uuid()"

    def matches(self, column: str, pattern: str) -> str | None:
        body = pattern.removeprefix("^").removesuffix("$")
        return f"{self.name(column)} ~ {self.literal(f'^(?:{body})$')}"

    def null_columns(self, key: ForeignKey) -> str:
        return f" ({self.names(key.null_columns)})"

    def index(self, table: Table, index: Index) -> str | None:
        if index.method != "fulltext":
            return super().index(table, index)
        words = " || ' ' || ".join(f"coalesce({self.name(c.name)}, '')" for c in index.columns)
        return f"CREATE INDEX {self.name(index.name)} ON {self.name(table.name)} USING gin (to_tsvector('simple', {words}))"

    def index_method(self, index: Index) -> str:
        return " USING gin" if index.method == "gin" else ""

    def comments(self, table: Table) -> tuple[str, ...]:
        return (
            f"COMMENT ON TABLE {self.name(table.name)} IS {self.literal(table.comment)}",
            *(self._column_comment(table, c) for c in table.columns if c.comment),
            *(
                f"COMMENT ON INDEX {self.name(i.name)} IS {self.literal('Serves ' + ', '.join(i.serves) + '.')}"
                for i in table.indexes
            ),
        )

    def _column_comment(self, table: Table, column: Column) -> str:
        return f"COMMENT ON COLUMN {self.name(table.name)}.{self.name(column.name)} IS {self.literal(column.comment)}"

    # triggers
    def shared_functions(self, kinds: frozenset[str]) -> tuple[str, ...]:
        return tuple(text for kind, (_, text) in _FUNCTIONS.items() if kind in kinds)

    def drop_shared_functions(self, kinds: frozenset[str]) -> tuple[str, ...]:
        return tuple(f"DROP FUNCTION {name}()" for kind, (name, _) in _FUNCTIONS.items() if kind in kinds)

    def trigger(self, table: Table, trigger: Trigger) -> tuple[str, ...]:
        return _TRIGGERS[trigger.kind](self, table, trigger)

    def drop_trigger(self, table: Table, trigger: Trigger) -> tuple[str, ...]:
        if trigger.kind in ("guard_state", "recompute", "no_overlap"):
            return (
                f"DROP TRIGGER {self.name(trigger.name)} ON {self.name(table.name)}",
                f"DROP FUNCTION {self.name(trigger.name)}()",
            )
        return (f"DROP TRIGGER {self.name(trigger.name)} ON {self.name(table.name)}",)

    # row security
    def policies(self, table: Table) -> tuple[str, ...]:
        if not table.policies:
            return ()
        name = self.name(table.name)
        return (
            f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
            *(self.policy(table, p) for p in table.policies),
        )

    def policy(self, table: Table, policy: Policy) -> str:
        restrictive = " AS RESTRICTIVE" if policy.restrictive else ""
        condition = " AND ".join(self._conditions(table, policy)) or "TRUE"
        using = f" USING ({condition})" if policy.command != "insert" else ""
        check = f" WITH CHECK ({condition})" if policy.command not in ("select", "delete") else ""
        return (
            f"CREATE POLICY {self.name(policy.name)} ON {self.name(table.name)}{restrictive} FOR {policy.command.upper()}"
            f"{using}{check}"
        )

    def _conditions(self, table: Table, policy: Policy) -> list[str]:
        found: list[str] = []
        if policy.tenant_column is not None:
            found.append(self._session(table, policy.tenant_column, "app.tenant_id"))
        if policy.owner_column is not None:
            found.append(self._session(table, policy.owner_column, "app.account_id"))
        if policy.roles:
            roles = ", ".join(self.literal(r) for r in policy.roles)
            found.append(f"coalesce(current_setting('app.role', TRUE), '') IN ({roles})")
        if policy.using is not None:
            found.append(f"({self.expression(policy.using)})")
        return found

    def _session(self, table: Table, column: str, setting: str) -> str:
        stored = table.column(column)
        kind = self.type_of(stored.type) if stored is not None else "uuid"
        return f"{self.name(column)} = nullif(current_setting('{setting}', TRUE), '')::{kind}"


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n{body}\nEND\n$body$"


_FUNCTIONS = {
    "touch": ("touch_updated_at", _function("touch_updated_at", "    NEW.updated_at := now();\n    RETURN NEW;")),
    "touch_version": (
        "touch_version",
        _function(
            "touch_version", "    NEW.updated_at := now();\n    NEW.version := OLD.version + 1;\n    RETURN NEW;"
        ),
    ),
    "append_only": (
        "refuse_change",
        _function(
            "refuse_change",
            "    RAISE EXCEPTION '% only takes new rows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';",
        ),
    ),
    "audit": (
        "write_audit",
        _function(
            "write_audit",
            """    INSERT INTO audit_log (actor, action, table_name, row_key, changes)
    SELECT
        nullif(current_setting('app.account_id', TRUE), ''), lower(TG_OP), TG_TABLE_NAME,
        (SELECT string_agg(coalesce(to_jsonb(coalesce(NEW, OLD)) ->> key, ''), '/') FROM unnest(TG_ARGV) AS key),
        (
            SELECT coalesce(jsonb_agg(after.key ORDER BY after.key), '[]'::jsonb)
            FROM jsonb_each(to_jsonb(coalesce(NEW, OLD))) AS after
            WHERE TG_OP <> 'UPDATE' OR (to_jsonb(OLD) -> after.key) IS DISTINCT FROM after.value
        );
    RETURN coalesce(NEW, OLD);""",
        ),
    ),
}


def _touch(d: PostgreSQL, table: Table, trigger: Trigger) -> tuple[str, ...]:
    function = "touch_version" if "version" in trigger.columns else "touch_updated_at"
    return (
        f"CREATE TRIGGER {d.name(trigger.name)} BEFORE UPDATE ON {d.name(table.name)} FOR EACH ROW EXECUTE FUNCTION {function}()",
    )


def _audit(d: PostgreSQL, table: Table, trigger: Trigger) -> tuple[str, ...]:
    keys = ", ".join(d.literal(c) for c in trigger.columns)
    return (
        f"CREATE TRIGGER {d.name(trigger.name)} AFTER INSERT OR UPDATE OR DELETE ON {d.name(table.name)} FOR EACH ROW EXECUTE FUNCTION write_audit({keys})",
    )


def _append_only(d: PostgreSQL, table: Table, trigger: Trigger) -> tuple[str, ...]:
    return (
        f"CREATE TRIGGER {d.name(trigger.name)} BEFORE UPDATE OR DELETE ON {d.name(table.name)} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    )


def _guard_state(d: PostgreSQL, table: Table, trigger: Trigger) -> tuple[str, ...]:
    column = d.name(trigger.columns[0])
    moves = ", ".join(f"({d.literal(a)}, {d.literal(b)})" for a, b in trigger.moves)
    body = (
        f"    IF NEW.{column} IS DISTINCT FROM OLD.{column} AND (OLD.{column}, NEW.{column}) NOT IN ({moves}) THEN\n"
        f"        RAISE EXCEPTION '% cannot go from % to %', TG_TABLE_NAME, OLD.{column}, NEW.{column} USING ERRCODE = 'check_violation';\n"
        "    END IF;\n    RETURN NEW;"
    )
    return (
        _function(d.name(trigger.name), body),
        f"CREATE TRIGGER {d.name(trigger.name)} BEFORE UPDATE ON {d.name(table.name)} FOR EACH ROW EXECUTE FUNCTION {d.name(trigger.name)}()",
    )


def _recompute(d: PostgreSQL, table: Table, trigger: Trigger) -> tuple[str, ...]:
    update = recompute_statement(d, table, trigger)
    key = d.name(trigger.part_key or "")
    body = (
        f"    IF TG_OP <> 'DELETE' THEN\n        {update.replace(ROW, f'NEW.{key}')};\n    END IF;\n"
        f"    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.{key} IS DISTINCT FROM NEW.{key}) THEN\n        {update.replace(ROW, f'OLD.{key}')};\n    END IF;\n"
        "    RETURN NULL;"
    )
    return (
        _function(d.name(trigger.name), body),
        f"CREATE TRIGGER {d.name(trigger.name)} AFTER INSERT OR UPDATE OR DELETE ON {d.name(table.name)} FOR EACH ROW EXECUTE FUNCTION {d.name(trigger.name)}()",
    )


def recompute_statement(d: Dialect, table: Table, trigger: Trigger) -> str:
    """The UPDATE that keeps a whole's column; ROW stands for the whole's key."""
    statement = trigger.statement
    assert isinstance(statement, Aggregate)
    empty = "0" if statement.function in ("sum", "count") else "NULL"
    where = f" AND ({d.expression(statement.where)})" if statement.where is not None else ""
    total = f"SELECT coalesce({statement.function}({d.expression(statement.over)}), {empty}) FROM {d.name(table.name)} WHERE {d.name(trigger.part_key or '')} = {ROW}{where}"
    return f"UPDATE {d.name(trigger.whole or '')} SET {d.name(trigger.columns[0])} = ({total}) WHERE {d.name(trigger.whole_key or '')} = {ROW}"


def _no_overlap(d: PostgreSQL, table: Table, trigger: Trigger) -> tuple[str, ...]:
    *alike, start, end = (d.name(c) for c in trigger.columns)
    same = "".join(f" AND other.{c} = NEW.{c}" for c in alike)
    key = " AND ".join(f"other.{d.name(k)} = NEW.{d.name(k)}" for k in table.primary_key)
    lock = " || '/' || ".join(f"coalesce(NEW.{c}::text, '')" for c in alike) or "''"
    body = (
        f"    PERFORM pg_advisory_xact_lock(hashtextextended({d.literal(trigger.name)} || '/' || {lock}, 0));\n"
        f"    IF EXISTS (\n        SELECT 1 FROM {d.name(table.name)} AS other\n"
        f"        WHERE other.{start} < NEW.{end} AND NEW.{start} < other.{end}{same} AND NOT ({key})\n    ) THEN\n"
        f"        RAISE EXCEPTION '% overlaps a row that is there', TG_TABLE_NAME USING ERRCODE = 'exclusion_violation';\n    END IF;\n    RETURN NEW;"
    )
    return (
        _function(d.name(trigger.name), body),
        f"CREATE TRIGGER {d.name(trigger.name)} BEFORE INSERT OR UPDATE ON {d.name(table.name)} FOR EACH ROW EXECUTE FUNCTION {d.name(trigger.name)}()",
    )


_TRIGGERS = {
    "touch": _touch,
    "audit": _audit,
    "append_only": _append_only,
    "guard_state": _guard_state,
    "recompute": _recompute,
    "no_overlap": _no_overlap,
}
