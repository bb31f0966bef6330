"""Triggers of PostgreSQL: a few shared functions; what a trigger refuses stands in its WHEN clause."""

from __future__ import annotations

from msgspec.structs import replace

from planner import codes
from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.dialects.postgresql_policies import AS_SYSTEM
from planner.emit.sql.nouns import Undoable
from planner.emit.sql.upkeep import (
    audit_table,
    audited,
    broken,
    grown,
    holds,
    only_added,
    overlap_message,
    overlapping,
    settled,
    settled_message,
    still_there,
    too_young,
    total,
    watched,
    writes,
)
from planner.model.database import ColumnKind, Table, Trigger
from planner.naming import joined

_REFUSE = """CREATE FUNCTION refuse_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        MESSAGE = TG_ARGV[0], ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
END
$$"""
_AUDIT = """CREATE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    INSERT INTO {table} (actor, action, table_name, row_key, changes)
    SELECT
        nullif(current_setting('app.account_id', true), ''), lower(TG_OP), TG_TABLE_NAME,
        (
            SELECT string_agg(coalesce(after, before) ->> k.name, '/' ORDER BY k.place)
            FROM unnest(TG_ARGV[1:]) WITH ORDINALITY AS k (name, place)
        ),
        changed.names
    FROM (
        SELECT jsonb_agg(n.key ORDER BY n.key) AS names FROM jsonb_each(after) AS n
        WHERE TG_OP = 'UPDATE' AND n.value IS DISTINCT FROM before -> n.key
            AND n.key <> ALL (string_to_array(TG_ARGV[0], ' '))
    ) AS changed
    WHERE TG_OP <> 'UPDATE' OR changed.names IS NOT NULL;
    RETURN NULL;
END
$$"""


def functions(dialect: Dialect, triggers: tuple[Trigger, ...]) -> tuple[Undoable, ...]:
    """The functions these triggers share."""
    kinds = {t.kind for t in triggers}
    found: list[Undoable] = []
    touched = dict.fromkeys(t.columns for t in triggers if t.kind == "touch")
    found += [_function(dialect, _touch_name(columns), _touch(dialect, columns)) for columns in touched]
    if kinds & {"guard_state", "append_only"}:
        found.append(_function(dialect, "refuse_write", _REFUSE))
    trail = audit_table(dialect.tables.values())
    if "audit" in kinds and trail is not None:
        found.append(_function(dialect, "write_audit", _AUDIT.format(table=dialect.name(trail.name))))
    return tuple(found)


def _function(dialect: Dialect, name: str, text: str) -> Undoable:
    return Undoable((text,), (f"DROP FUNCTION {dialect.name(name)}()",))


def _touch_name(columns: tuple[str, ...]) -> str:
    return joined("touch", *columns)


def _touch(dialect: Dialect, columns: tuple[str, ...]) -> str:
    stamp, *counters = columns
    lines = [f"    NEW.{dialect.name(stamp)} := now();"]
    lines += [f"    NEW.{dialect.name(c)} := OLD.{dialect.name(c)} + 1;" for c in counters]
    body = "\n".join(lines)
    return (
        f"CREATE FUNCTION {dialect.name(_touch_name(columns))}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"BEGIN\n{body}\n    RETURN NEW;\nEND\n$$"
    )


def trigger(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    """One trigger, with the function that it alone has."""
    match trigger.kind:
        case "touch":
            call = f"{dialect.name(_touch_name(trigger.columns))}()"
            each = f"FOR EACH ROW WHEN ({_changed(dialect, table)})"
            return _standing(dialect, trigger, table, "BEFORE UPDATE", each, call)
        case "audit":
            return _audit(dialect, trigger, table)
        case "guard_state":
            return _guard_state(dialect, trigger, table)
        case "append_only":
            return _append_only(dialect, trigger, table)
        case "recompute":
            return _recompute(dialect, trigger, table)
        case "no_overlap":
            return _no_overlap(dialect, trigger, table)
        case "hold_rule":
            return _hold_rule(dialect, trigger, table)
        case "guard_parts":
            return _guard_parts(dialect, trigger, table)


def _changed(dialect: Dialect, table: Table) -> str:
    """That the row differs; a condition before the write may not look at computed columns."""
    if all(c.generated is None for c in table.columns):
        return "OLD.* IS DISTINCT FROM NEW.*"
    stored = [dialect.name(c.name) for c in table.columns if c.generated is None]
    before, after = (", ".join(f"{row}.{c}" for c in stored) for row in ("OLD", "NEW"))
    return f"({before}) IS DISTINCT FROM ({after})"


def _standing(dialect: Dialect, trigger: Trigger, table: Table, when: str, each: str, call: str) -> Undoable:
    name, on = dialect.name(trigger.name), dialect.name(table.name)
    kind, late = ("CONSTRAINT TRIGGER", "DEFERRABLE INITIALLY DEFERRED ") if trigger.at_commit else ("TRIGGER", "")
    return Undoable(
        (f"CREATE {kind} {name} {when} ON {on}\n    {late}{each} EXECUTE FUNCTION {call}",),
        (f"DROP TRIGGER {name} ON {on}",),
    )


def _with_function(dialect: Dialect, trigger: Trigger, table: Table, when: str, body: str) -> Undoable:
    """Rows that the caller may not see count as well: where row security stands, the function works as `system`."""
    name = f"{dialect.name(trigger.name)}()"
    others = (trigger.whole, trigger.parts, *(h.table for h in trigger.goes_with))
    concerned = [table, *(t for name in others if (t := dialect.tables.get(name or "")))]
    seeing = f" {AS_SYSTEM}" if any(t.policies for t in concerned) else ""
    function = f"CREATE FUNCTION {name} RETURNS trigger LANGUAGE plpgsql{seeing} AS $$\nBEGIN\n{body}\nEND\n$$"
    standing = _standing(dialect, trigger, table, when, "FOR EACH ROW", name)
    return Undoable((function, *standing.up), (*standing.down, f"DROP FUNCTION {name}"))


def _audit(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    if audit_table(dialect.tables.values()) is None:
        dialect.note(codes.DB_TRIGGER_LEFT, f"{table.name} has no audit table to write to", trigger.because)
        return Undoable(())
    kept = {c.name for c in audited(table, dialect)}
    touched = " ".join(c.name for c in table.columns if c.name not in kept)
    call = f"write_audit({', '.join(map(dialect.text, (touched, *trigger.columns)))})"
    return _standing(dialect, trigger, table, "AFTER INSERT OR UPDATE OR DELETE", "FOR EACH ROW", call)


def _guard_state(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    column = dialect.name(trigger.columns[0])
    moves = ", ".join(f"({dialect.text(a)}, {dialect.text(b)})" for a, b in trigger.moves)
    illegal = f"OLD.{column} IS DISTINCT FROM NEW.{column}"
    if moves:
        illegal += f"\n        AND (OLD.{column}, NEW.{column}) NOT IN ({moves})"
    call = f"refuse_write({dialect.text(f'{trigger.columns[0]} of {table.name} cannot change this way')})"
    return _standing(dialect, trigger, table, "BEFORE UPDATE", f"FOR EACH ROW WHEN ({illegal})", call)


def _append_only(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    """One refusal for all; where rows are purged or go with others, each delete is looked at by itself."""
    apart = trigger.kept is not None or bool(trigger.goes_with)
    verbs = "UPDATE OR TRUNCATE" if apart else "UPDATE OR DELETE OR TRUNCATE"
    call = f"refuse_write({dialect.text(only_added(table))})"
    standing = _standing(dialect, trigger, table, f"BEFORE {verbs}", "FOR EACH STATEMENT", call)
    if not apart:
        return standing
    deletes = replace(trigger, name=joined(trigger.name, "delete"))
    refused = _unpurged(dialect, trigger, table)
    if not trigger.goes_with:
        each = f"FOR EACH ROW WHEN (\n        {refused}\n    )"
        single = _standing(dialect, deletes, table, "BEFORE DELETE", each, call)
    else:
        there = still_there(dialect, trigger)
        condition = f"({refused})\n        AND {there}" if refused else there
        body = (
            f"    IF {condition} THEN\n        RAISE EXCEPTION USING\n"
            f"            MESSAGE = {dialect.text(only_added(table))}, ERRCODE = 'check_violation',\n"
            "            TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;\n    END IF;\n    RETURN OLD;"
        )
        single = _with_function(dialect, deletes, table, "BEFORE DELETE", body)
    return Undoable((*standing.up, *single.up), (*single.down, *standing.down))


def _unpurged(dialect: Dialect, trigger: Trigger, table: Table) -> str:
    """That no purge is at work, or the row is too young for it; empty for rows that are never purged."""
    if trigger.kept is None:
        return ""
    young = too_young(dialect, trigger, table, f"now() - interval '{trigger.kept.days} days'")
    return f"current_setting('app.purge', true) IS DISTINCT FROM 'on'{young and f' OR {young}'}"


def _recompute(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    said = total(dialect, trigger, table)
    if said is None:
        dialect.note(codes.DB_TRIGGER_LEFT, f"{trigger.name} is no sum over one table", trigger.because)
        return Undoable(())
    update, key = said
    if (growing := grown(dialect, trigger, table)) is not None:
        return _with_function(dialect, trigger, table, "AFTER INSERT", f"    {growing};\n    RETURN NULL;")
    part = dialect.name(trigger.part_key or "")
    rows = f"{key} IN (OLD.{part}, NEW.{part})"
    locked = f"PERFORM 1 FROM {dialect.name(trigger.whole or '')} WHERE {rows} ORDER BY {key} FOR NO KEY UPDATE"
    body = f"    {locked};\n    {update}\n    WHERE {rows};\n    RETURN NULL;"
    changed = f"UPDATE OF {dialect.columns(watched(trigger, table))}"
    return _with_function(dialect, trigger, table, f"AFTER INSERT OR {changed} OR DELETE", body)


def _no_overlap(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    if exclusion(dialect, trigger, table) is not None:
        return Undoable(())
    alike = trigger.columns[:-2]
    alike_texts = [f"coalesce(NEW.{dialect.name(c)}::text, '')" for c in alike]
    lock = " || ' ' || ".join([dialect.text(trigger.name), *alike_texts])
    body = (
        f"    PERFORM pg_advisory_xact_lock(hashtextextended({lock}, 0));\n"
        f"    IF EXISTS (\n        SELECT 1 FROM {dialect.name(table.name)} AS other\n"
        f"        WHERE {overlapping(dialect, trigger, table)}\n    ) THEN\n"
        f"        RAISE EXCEPTION USING\n            MESSAGE = {dialect.text(overlap_message(trigger, table))},\n"
        "            ERRCODE = 'exclusion_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;\n"
        "    END IF;\n    RETURN NEW;"
    )
    return _with_function(dialect, trigger, table, "BEFORE INSERT OR UPDATE", body)


def _hold_rule(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    """The wholes are locked first, so that of two at once the second sees what the first wrote."""
    asked = broken(dialect, trigger, table)
    if asked is None:
        dialect.note(codes.DB_TRIGGER_LEFT, f"{trigger.name} is no rule over one table", trigger.because)
        return Undoable(())
    keys = f"OLD.{asked.own}, NEW.{asked.own}"
    body = (
        f"    PERFORM 1 FROM {asked.whole} WHERE {asked.key} IN ({keys}) ORDER BY {asked.key} FOR NO KEY UPDATE;\n"
        f"    IF {asked.exists(keys)} THEN\n        RAISE EXCEPTION USING\n"
        f"            MESSAGE = {dialect.text(asked.message)}, ERRCODE = 'check_violation',\n"
        "            TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;\n    END IF;\n    RETURN NULL;"
    )
    changed = f"UPDATE OF {dialect.columns(watched(trigger, table))}"
    when = f"AFTER {' OR '.join(changed if verb == 'UPDATE' else verb for verb in writes(trigger, table))}"
    return _with_function(dialect, trigger, table, when, body)


def _guard_parts(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    """The whole is locked before it is looked at, so that a move that is under way is waited for."""
    own = dialect.name(trigger.part_key or "")
    rows = f"OLD.{own}, NEW.{own}"
    whole = dialect.name(trigger.whole or "")
    key = f"{whole}.{dialect.name(trigger.whole_key or '')}"
    before, after = (", ".join(f"{row}.{dialect.name(c)}" for c in trigger.columns) for row in ("OLD", "NEW"))
    apart = (
        f"    IF TG_OP = 'UPDATE' AND ({before})\n        IS NOT DISTINCT FROM ({after}) THEN\n"
        "        RETURN NEW;\n    END IF;\n"
        if "UPDATE" in trigger.verbs
        else ""
    )
    body = (
        f"{apart}    PERFORM 1 FROM {whole} WHERE {key} IN ({rows}) ORDER BY {key} FOR NO KEY UPDATE;\n"
        f"    IF {settled(dialect, trigger, rows)} THEN\n        RAISE EXCEPTION USING\n"
        f"            MESSAGE = {dialect.text(settled_message(trigger, table))}, ERRCODE = 'check_violation',\n"
        "            TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;\n    END IF;\n"
        "    IF TG_OP = 'DELETE' THEN\n        RETURN OLD;\n    END IF;\n    RETURN NEW;"
    )
    return _with_function(dialect, trigger, table, f"BEFORE {' OR '.join(trigger.verbs)}", body)


_RANGES = {
    ColumnKind.TIMESTAMP: "tstzrange",
    ColumnKind.DATE: "daterange",
    ColumnKind.INT: "int8range",
    ColumnKind.BIGINT: "int8range",
    ColumnKind.DECIMAL: "numrange",
}


def exclusion(dialect: Dialect, trigger: Trigger, table: Table) -> str | None:
    """Where nothing but the range counts, a constraint over the ranges PostgreSQL indexes itself."""
    if trigger.kind != "no_overlap" or len(trigger.columns) != 2:
        return None
    column = table.column(trigger.columns[0])
    kind = _RANGES.get(column.type.kind) if column is not None else None
    if kind is None:
        return None
    holding = holds(trigger, table)
    where = "" if holding is None else f" WHERE ({dialect.condition(holding, table)})"
    ranges = f"{kind}({dialect.columns(trigger.columns)})"
    return f"CONSTRAINT {dialect.name(trigger.name)} EXCLUDE USING gist ({ranges} WITH &&){where}"
