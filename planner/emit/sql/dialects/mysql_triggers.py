"""Triggers of MySQL, each of one statement, so that every client and driver runs the file without another delimiter.

A statement cannot refuse on a condition; inserting into a table whose only trigger signals can.
"""

from __future__ import annotations

from planner import codes
from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.nouns import Undoable
from planner.emit.sql.predicates import predicate_sql
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
    too_young,
    total,
    watched,
    writes,
)
from planner.model.database import (
    Between,
    Check,
    ColumnKind,
    ForeignKey,
    Holds,
    InValues,
    LengthBetween,
    Matches,
    OneOf,
    Predicate,
    Table,
    Trigger,
)
from planner.model.expressions import names_in
from planner.naming import joined

_LONGEST_MESSAGE = 120
_REFUSING = frozenset({"guard_state", "no_overlap", "hold_rule", "guard_parts"})


def set_null_columns(key: ForeignKey) -> bool:
    """Whether a key empties only some of its columns, which MySQL cannot."""
    return bool(key.null_columns) and key.on_delete == "set_null"


class Triggers:
    """The triggers of one run."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._barred: dict[str, frozenset[str]] = {}
        self.refusals = "refused_writes"
        while self.refusals in dialect.tables:
            self.refusals += "_"

    def stamps(self, table: Table, column: str) -> bool:
        """Whether writes keep the time in this column."""
        return any(t.kind == "touch" and t.columns[:1] == (column,) for t in table.triggers)

    def holds(self, check: Check, table: Table) -> bool:
        """Whether triggers hold a check, since it reads a column that a key empties or that numbers itself."""
        barred = self._barred_in(table)
        return bool(barred) and not barred.isdisjoint(_read_by(check.predicate))

    def _barred_in(self, table: Table) -> frozenset[str]:
        found = self._barred.get(table.name)
        if found is None:
            emptied = {
                c for k in table.foreign_keys if k.on_delete == "set_null" and not k.null_columns for c in k.columns
            }
            numbered = {c.name for c in table.columns if c.type.kind is ColumnKind.IDENTITY}
            found = self._barred[table.name] = frozenset(emptied | numbered)
        return found

    def shared(self) -> tuple[Undoable, ...]:
        """The table that refuses, where any trigger needs it."""
        tables = self.dialect.tables.values()
        refusing = (t.kind in _REFUSING or t.kept is not None for x in tables for t in x.triggers)
        if not any(refusing) and not any(self.holds(c, x) for x in tables for c in x.checks):
            return ()
        name = self.dialect.name(self.refusals)
        comment = "Always empty: a row put in raises its message, which is how triggers of one statement refuse."
        up = (
            "CREATE PROCEDURE refuse_write(IN message VARCHAR(128)) SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = message",
            f"CREATE TABLE {name} (\n    message VARCHAR(128) NOT NULL PRIMARY KEY\n) "
            f"ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COMMENT = {self.dialect.text(comment)}",
            f"CREATE TRIGGER {joined(self.refusals, 'raise')} BEFORE INSERT ON {name} FOR EACH ROW\n"
            "    CALL refuse_write(NEW.message)",
        )
        return (Undoable(up, (f"DROP TABLE {name}", "DROP PROCEDURE refuse_write")),)

    def of(self, table: Table) -> tuple[Undoable, ...]:
        """Every trigger that stands on account of one table."""
        found = [self._set_null(k, table) for k in table.foreign_keys if set_null_columns(k)]
        found += self._locks(table)
        found += [self._check(c, table) for c in table.checks if self.holds(c, table)]
        found += [self._trigger(t, table) for t in table.triggers]
        return tuple(made for made in found if made.up)

    def _trigger(self, trigger: Trigger, table: Table) -> Undoable:
        match trigger.kind:
            case "touch":
                return self._touch(trigger, table)
            case "audit":
                return self._audit(trigger, table)
            case "guard_state":
                return self._guard_state(trigger, table)
            case "append_only":
                return self._append_only(trigger, table)
            case "recompute":
                return self._recompute(trigger, table)
            case "no_overlap":
                return self._no_overlap(trigger, table)
            case "hold_rule":
                return self._hold_rule(trigger, table)
            case "guard_parts":
                return self._guard_parts(trigger, table)

    def _locks(self, table: Table) -> list[Undoable]:
        """A new part locks its whole before anything reads either: shared by its key first, two would wait for each other."""
        wholes = {
            (t.whole or "", t.whole_key or "", t.part_key or ""): None
            for t in table.triggers
            if t.looks_at_whole(table.name)
        }
        return [self._lock(table, *named) for named in wholes]

    def _lock(self, table: Table, whole: str, key: str, own: str) -> Undoable:
        d = self.dialect
        column = f"{d.name(whole)}.{d.name(key)}"
        body = (
            f"SELECT {column} INTO @whole_locked FROM {d.name(whole)}\n"
            f"    WHERE {column} = NEW.{d.name(own)} FOR UPDATE"
        )
        return self._made(table, [(joined(table.name, own, "lock"), "BEFORE INSERT", body)])

    def _made(self, table: Table, parts: list[tuple[str, str, str]]) -> Undoable:
        """Triggers out of (name, when, statement)."""
        d = self.dialect
        on = d.name(table.name)
        up = tuple(
            f"CREATE TRIGGER {d.name(name)} {when} ON {on} FOR EACH ROW\n    {body}" for name, when, body in parts
        )
        return Undoable(up, tuple(f"DROP TRIGGER {d.name(part[0])}" for part in reversed(parts)))

    def _refusal(self, message: str, condition: str) -> str:
        """A statement that fails with the message where the condition holds."""
        text = self.dialect.text(message[:_LONGEST_MESSAGE])
        return (
            f"INSERT INTO {self.dialect.name(self.refusals)} (message) SELECT {text} FROM DUAL\n    WHERE {condition}"
        )

    def _touch(self, trigger: Trigger, table: Table) -> Undoable:
        """The time is kept by ON UPDATE; counters need a trigger."""
        names = [self.dialect.name(c) for c in trigger.columns[1:]]
        sets = ", ".join(f"NEW.{c} = OLD.{c} + 1" for c in names)
        return self._made(table, [(trigger.name, "BEFORE UPDATE", f"SET {sets}")]) if sets else Undoable(())

    def _guard_state(self, trigger: Trigger, table: Table) -> Undoable:
        d = self.dialect
        column = d.name(trigger.columns[0])
        moves = ", ".join(f"({d.text(a)}, {d.text(b)})" for a, b in trigger.moves)
        illegal = f"NOT (OLD.{column} <=> NEW.{column})"
        if moves:
            illegal += f"\n    AND (OLD.{column}, NEW.{column}) NOT IN ({moves})"
        message = f"{trigger.columns[0]} of {table.name} cannot change this way"
        return self._made(table, [(trigger.name, "BEFORE UPDATE", self._refusal(message, illegal))])

    def _append_only(self, trigger: Trigger, table: Table) -> Undoable:
        """Deletes that follow another row pass no trigger here; a purge says that it is one."""
        message = self.dialect.text(only_added(table)[:_LONGEST_MESSAGE])
        body = f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = {message}"
        bodies = {"UPDATE": body, "DELETE": body}
        if trigger.kept is not None:
            young = too_young(self.dialect, trigger, table, f"CURRENT_TIMESTAMP(6) - INTERVAL {trigger.kept.days} DAY")
            refused = f"NOT (@app_purge <=> 'on'){young and f' OR {young}'}"
            bodies["DELETE"] = self._refusal(only_added(table), refused)
        return self._made(
            table, [(joined(trigger.name, verb.lower()), f"BEFORE {verb}", said) for verb, said in bodies.items()]
        )

    def _audit(self, trigger: Trigger, table: Table) -> Undoable:
        d = self.dialect
        trail = audit_table(d.tables.values())
        if trail is None:
            d.note(codes.DB_TRIGGER_LEFT, f"{table.name} has no audit table to write to", trigger.because)
            return Undoable(())
        into = f"INSERT INTO {d.name(trail.name)} (actor, action, table_name, row_key, changes)"
        changed = self._changes(table)
        parts: list[tuple[str, str, str]] = []
        for verb, row, changes in (("INSERT", "NEW", "NULL"), ("UPDATE", "NEW", changed), ("DELETE", "OLD", "NULL")):
            key = f"CONCAT_WS('/', {', '.join(f'{row}.{d.name(c)}' for c in trigger.columns)})"
            values = f"@app_account_id, '{verb.lower()}', {d.text(table.name)}, {key}, {changes}"
            body = f"{into}\n    VALUES ({values})"
            if verb == "UPDATE":
                same = " AND ".join(f"OLD.{d.name(c.name)} <=> NEW.{d.name(c.name)}" for c in audited(table, d))
                body = f"{into}\n    SELECT {values} FROM DUAL\n    WHERE NOT ({same})"
            parts.append((joined(trigger.name, verb.lower()), f"AFTER {verb}", body))
        return self._made(table, parts)

    def _changes(self, table: Table) -> str:
        """A JSON list of the names of changed columns."""
        d = self.dialect
        names = ", ".join(
            f"IF(OLD.{d.name(c.name)} <=> NEW.{d.name(c.name)}, '', {d.text(f',{_json(c.name)}')})"
            for c in audited(table, d)
        )
        return f"CONCAT('[', SUBSTRING(CONCAT({names}), 2), ']')"

    def _recompute(self, trigger: Trigger, table: Table) -> Undoable:
        d = self.dialect
        said = total(d, trigger, table)
        if said is None or trigger.whole == table.name:
            message = f"{trigger.name}: no trigger can keep a sum over the table it writes to"
            d.note(codes.DB_TRIGGER_LEFT, message, trigger.because, "the application keeps it in the same transaction")
            return Undoable(())
        update, key = said
        if (growing := grown(d, trigger, table)) is not None:
            return self._made(table, [(joined(trigger.name, "insert"), "AFTER INSERT", growing)])
        part = d.name(trigger.part_key or "")
        rows = {"INSERT": f"NEW.{part}", "UPDATE": f"OLD.{part}, NEW.{part}", "DELETE": f"OLD.{part}"}
        return self._made(
            table,
            [
                (joined(trigger.name, verb.lower()), f"AFTER {verb}", f"{update}\n    WHERE {key} IN ({keys})")
                for verb, keys in rows.items()
            ],
        )

    def _no_overlap(self, trigger: Trigger, table: Table) -> Undoable:
        d = self.dialect
        exists = (
            f"EXISTS (\n        SELECT 1 FROM {d.name(table.name)} AS other\n"
            f"        WHERE {overlapping(d, trigger, table)}\n    )"
        )
        body = self._refusal(overlap_message(trigger, table), exists)
        return self._made(table, [(joined(trigger.name, v.lower()), f"BEFORE {v}", body) for v in ("INSERT", "UPDATE")])

    def _hold_rule(self, trigger: Trigger, table: Table) -> Undoable:
        asked = broken(self.dialect, trigger, table)
        if asked is None or trigger.at_commit:
            note_at_commit(self.dialect, trigger)
            return Undoable(())
        parts = []
        for verb, rows in writes(trigger, table).items():
            exists = asked.exists(", ".join(f"{row}.{asked.own}" for row in rows))
            if verb == "UPDATE":
                names = map(self.dialect.name, watched(trigger, table))
                exists = f"NOT ({' AND '.join(f'OLD.{n} <=> NEW.{n}' for n in names)})\n    AND {exists}"
            parts.append((joined(trigger.name, verb.lower()), f"AFTER {verb}", self._refusal(asked.message, exists)))
        return self._made(table, parts)

    def _guard_parts(self, trigger: Trigger, table: Table) -> Undoable:
        d = self.dialect
        own = d.name(trigger.part_key or "")
        message = settled_message(trigger, table)
        same = " AND ".join(f"OLD.{d.name(c)} <=> NEW.{d.name(c)}" for c in trigger.columns)
        parts: list[tuple[str, str, str]] = []
        for verb in trigger.verbs:
            rows = {"INSERT": f"NEW.{own}", "UPDATE": f"OLD.{own}, NEW.{own}", "DELETE": f"OLD.{own}"}[verb]
            late = settled(d, trigger, rows)
            condition = f"NOT ({same}) AND {late}" if verb == "UPDATE" else late
            parts.append((joined(trigger.name, verb.lower()), f"BEFORE {verb}", self._refusal(message, condition)))
        return self._made(table, parts)

    def _check(self, check: Check, table: Table) -> Undoable:
        condition = predicate_sql(check.predicate, table, self.dialect, "NEW.")
        if condition is None:
            return Undoable(())
        body = self._refusal(f"{check.name} of {table.name} does not hold", f"NOT ({condition})")
        return self._made(table, [(joined(check.name, v.lower()), f"BEFORE {v}", body) for v in ("INSERT", "UPDATE")])

    def _set_null(self, key: ForeignKey, table: Table) -> Undoable:
        d = self.dialect
        columns = ", ".join(key.null_columns)
        if key.table == table.name:
            message = f"{key.name} refuses the delete: no trigger can empty ({columns}) in the table it stands on"
            d.note(codes.DB_TRIGGER_LEFT, message, key.because, "the application empties them first")
            return Undoable(())
        message = f"{key.name} empties ({columns}) with a trigger on {key.table}"
        d.note(codes.DB_TRIGGER_INSTEAD, message, key.because)
        sets = ", ".join(f"{d.name(c)} = NULL" for c in key.null_columns)
        pairs = zip(key.columns, key.target_columns, strict=True)
        rows = " AND ".join(f"{d.name(own)} = OLD.{d.name(theirs)}" for own, theirs in pairs)
        body = f"UPDATE {d.name(table.name)} SET {sets} WHERE {rows}"
        return self._made(d.tables[key.table], [(joined(key.name, "set_null"), "BEFORE DELETE", body)])


def _json(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _read_by(predicate: Predicate) -> tuple[str, ...]:
    """The columns a check reads."""
    match predicate:
        case InValues() | Between() | LengthBetween() | Matches():
            return (predicate.column,)
        case OneOf():
            return predicate.columns
        case Holds():
            return tuple(n.parts[-1] for n in names_in(predicate.expression))
