"""Triggers of SQLite: one body per trigger, one trigger per kind of write; RAISE refuses."""

from __future__ import annotations

from planner import codes
from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.nouns import Undoable
from planner.emit.sql.upkeep import (
    audit_table,
    audited,
    broken,
    grown,
    note_at_commit,
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
from planner.model.database import ForeignKey, Table, Trigger
from planner.naming import joined

_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"


def trigger(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    """The triggers that one trigger of the model becomes."""
    match trigger.kind:
        case "touch":
            return _touch(dialect, trigger, table)
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


def _made(dialect: Dialect, table: Table, parts: tuple[tuple[str, str, str, str], ...]) -> Undoable:
    """Triggers out of (name, when, condition, body)."""
    on = dialect.name(table.name)
    up = tuple(
        f"CREATE TRIGGER {dialect.name(name)} {when} ON {on} FOR EACH ROW{condition and f' WHEN {condition}'}\n"
        f"BEGIN\n    {body};\nEND"
        for name, when, condition, body in parts
    )
    return Undoable(up, tuple(f"DROP TRIGGER {dialect.name(part[0])}" for part in reversed(parts)))


def _refusal(dialect: Dialect, message: str) -> str:
    return f"SELECT RAISE(ABORT, {dialect.text(message)})"


def _touch(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    stamp, *counters = trigger.columns
    others = tuple(c.name for c in table.columns if c.name not in trigger.columns and c.generated is None)
    sets = ", ".join(
        [f"{dialect.name(stamp)} = {_NOW}", *(f"{dialect.name(c)} = OLD.{dialect.name(c)} + 1" for c in counters)]
    )
    key = " AND ".join(f"{dialect.name(c)} = NEW.{dialect.name(c)}" for c in table.primary_key)
    changed = " OR ".join(f"OLD.{dialect.name(c)} IS NOT NEW.{dialect.name(c)}" for c in others)
    body = f"UPDATE {dialect.name(table.name)} SET {sets} WHERE {key}"
    return _made(dialect, table, ((trigger.name, f"AFTER UPDATE OF {dialect.columns(others)}", changed, body),))


def _guard_state(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    column = dialect.name(trigger.columns[0])
    moves = ", ".join(f"({dialect.text(a)}, {dialect.text(b)})" for a, b in trigger.moves)
    illegal = f"OLD.{column} IS NOT NEW.{column}"
    if moves:
        illegal += f"\n    AND (OLD.{column}, NEW.{column}) NOT IN (VALUES {moves})"
    message = f"{trigger.columns[0]} of {table.name} cannot change this way"
    return _made(dialect, table, ((trigger.name, f"BEFORE UPDATE OF {column}", illegal, _refusal(dialect, message)),))


def _append_only(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    """SQLite has no session that could say it purges: there the age of a row alone lets it go."""
    body = _refusal(dialect, only_added(table))
    changes = (joined(trigger.name, "update"), "BEFORE UPDATE", "", body)
    days = trigger.kept.days if trigger.kept is not None else 0
    since = f"strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-{days} days')"
    young = too_young(dialect, trigger, table, since)
    if trigger.kept is not None and not young:
        dialect.note(
            codes.DB_TRIGGER_LEFT,
            f"{trigger.name} lets rows be deleted: SQLite cannot tell a purge from another delete",
            trigger.because,
            "the application deletes nothing here but in its purge",
        )
        return _made(dialect, table, (changes,))
    conditions = [f"({c})" for c in (young, still_there(dialect, trigger)) if c]
    where = f"\n    WHERE {' AND '.join(conditions)}" if conditions else ""
    deletes = (joined(trigger.name, "delete"), "BEFORE DELETE", "", f"{body}{where}")
    return _made(dialect, table, (changes, deletes))


def _audit(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    trail = audit_table(dialect.tables.values())
    if trail is None:
        dialect.note(codes.DB_TRIGGER_LEFT, f"{table.name} has no audit table to write to", trigger.because)
        return Undoable(())
    dialect.note(
        codes.DB_TRIGGER_LEFT,
        f"{trigger.name} leaves actor empty: SQLite has no session to ask",
        trigger.because,
        "the application writes the trail itself where it matters who did it",
    )
    into = f"INSERT INTO {dialect.name(trail.name)} (actor, action, table_name, row_key, changes)\n    VALUES (NULL"
    parts: list[tuple[str, str, str, str]] = []
    for verb, row, changes in (
        ("INSERT", "NEW", "NULL"),
        ("UPDATE", "NEW", _changes(dialect, table)),
        ("DELETE", "OLD", "NULL"),
    ):
        key = " || '/' || ".join(f"{row}.{dialect.name(c)}" for c in trigger.columns)
        body = f"{into}, '{verb.lower()}', {dialect.text(table.name)}, {key}, {changes})"
        names = [dialect.name(c.name) for c in audited(table, dialect)] if verb == "UPDATE" else []
        of, changed = f" OF {', '.join(names)}" if names else "", " OR ".join(f"OLD.{n} IS NOT NEW.{n}" for n in names)
        parts.append((joined(trigger.name, verb.lower()), f"AFTER {verb}{of}", changed, body))
    return _made(dialect, table, tuple(parts))


def _changes(dialect: Dialect, table: Table) -> str:
    """A JSON list of the names of changed columns."""
    names = " || ".join(
        f"iif(OLD.{dialect.name(c.name)} IS NOT NEW.{dialect.name(c.name)}, {dialect.text(f',{_json(c.name)}')}, '')"
        for c in audited(table, dialect)
    )
    return f"'[' || substr({names}, 2) || ']'"


def _json(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _recompute(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    said = total(dialect, trigger, table)
    if said is None:
        dialect.note(codes.DB_TRIGGER_LEFT, f"{trigger.name} is no sum over one table", trigger.because)
        return Undoable(())
    update, key = said
    if (growing := grown(dialect, trigger, table)) is not None:
        return _made(dialect, table, ((joined(trigger.name, "insert"), "AFTER INSERT", "", growing),))
    part = dialect.name(trigger.part_key or "")
    rows = {"INSERT": f"NEW.{part}", "UPDATE": f"OLD.{part}, NEW.{part}", "DELETE": f"OLD.{part}"}
    return _made(
        dialect,
        table,
        tuple(
            (joined(trigger.name, verb.lower()), f"AFTER {verb}", "", f"{update}\n    WHERE {key} IN ({keys})")
            for verb, keys in rows.items()
        ),
    )


def _no_overlap(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    message = overlap_message(trigger, table)
    body = (
        f"{_refusal(dialect, message)}\n    WHERE EXISTS (\n        SELECT 1 FROM {dialect.name(table.name)} AS other\n"
        f"        WHERE {overlapping(dialect, trigger, table)}\n    )"
    )
    return _made(
        dialect,
        table,
        tuple((joined(trigger.name, verb.lower()), f"AFTER {verb}", "", body) for verb in ("INSERT", "UPDATE")),
    )


def _hold_rule(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    asked = broken(dialect, trigger, table)
    if asked is None or trigger.at_commit:
        note_at_commit(dialect, trigger)
        return Undoable(())
    refusal = _refusal(dialect, asked.message)
    parts: list[tuple[str, str, str, str]] = []
    for verb, rows in writes(trigger, table).items():
        exists = asked.exists(", ".join(f"{row}.{asked.own}" for row in rows))
        names = map(dialect.name, watched(trigger, table))
        changed = " OR ".join(f"OLD.{n} IS NOT NEW.{n}" for n in names) if verb == "UPDATE" else ""
        name = joined(trigger.name, verb.lower())
        parts.append((name, f"AFTER {verb}", changed, f"{refusal}\n    WHERE {exists}"))
    return _made(dialect, table, tuple(parts))


def _guard_parts(dialect: Dialect, trigger: Trigger, table: Table) -> Undoable:
    own = dialect.name(trigger.part_key or "")
    refusal = _refusal(dialect, settled_message(trigger, table))
    changed = " OR ".join(f"OLD.{dialect.name(c)} IS NOT NEW.{dialect.name(c)}" for c in trigger.columns)
    parts: list[tuple[str, str, str, str]] = []
    for verb in trigger.verbs:
        rows = {"INSERT": f"NEW.{own}", "UPDATE": f"OLD.{own}, NEW.{own}", "DELETE": f"OLD.{own}"}[verb]
        body = f"{refusal}\n    WHERE {settled(dialect, trigger, rows)}"
        when = changed if verb == "UPDATE" else ""
        parts.append((joined(trigger.name, verb.lower()), f"BEFORE {verb}", when, body))
    return _made(dialect, table, tuple(parts))


def set_null_triggers(dialect: Dialect, table: Table) -> tuple[Undoable, ...]:
    """SET NULL of some columns of a key: a trigger on the row referred to, since the key's tenant must stay."""
    return tuple(
        _set_null(dialect, key, table) for key in table.foreign_keys if key.null_columns and key.on_delete == "set_null"
    )


def _set_null(dialect: Dialect, key: ForeignKey, table: Table) -> Undoable:
    dialect.note(
        codes.DB_TRIGGER_INSTEAD,
        f"{key.name} empties ({', '.join(key.null_columns)}) with a trigger on {key.table}",
        key.because,
    )
    sets = ", ".join(f"{dialect.name(c)} = NULL" for c in key.null_columns)
    rows = " AND ".join(
        f"{dialect.name(own)} = OLD.{dialect.name(theirs)}"
        for own, theirs in zip(key.columns, key.target_columns, strict=True)
    )
    body = f"UPDATE {dialect.name(table.name)} SET {sets} WHERE {rows}"
    return _made(dialect, dialect.tables[key.table], ((joined(key.name, "set_null"), "BEFORE DELETE", "", body),))
