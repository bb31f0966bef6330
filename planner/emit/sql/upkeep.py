"""What triggers of every dialect have in common: sums over parts, and where the audit trail is kept.

Knows the neutral model and the base dialect's words, nothing of how a database writes a trigger.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from planner import codes
from planner.emit.sql.conditions import Conditions
from planner.emit.sql.dialects.base import Dialect
from planner.model.database import Column, Table, Trigger
from planner.model.expressions import Aggregate, Expression, IsNull, Logic, Name, names_in

AUDIT_COLUMNS = ("actor", "action", "table_name", "row_key", "changes")
_ALIVE = "deleted_at"


def total(dialect: Dialect, trigger: Trigger, parts: Table) -> tuple[str, str] | None:
    """`UPDATE … SET …` and the key it goes by; `None` for what is no sum over one table."""
    aggregate = trigger.statement
    if (
        not isinstance(aggregate, Aggregate)
        or aggregate.per
        or not (trigger.whole and trigger.whole_key and trigger.part_key)
    ):
        return None
    value = _counted(aggregate, dialect.condition(aggregate.over, parts))
    key, rows = dialect.name(trigger.whole_key), _together(dialect, trigger, parts)
    if aggregate.where is not None:
        rows += f" AND ({dialect.condition(aggregate.where, parts)})"
    by_index = dialect.by_index(parts, trigger.part_key)
    return (
        f"UPDATE {dialect.name(trigger.whole)}\n    SET {dialect.name(trigger.columns[0])} = (\n"
        f"        SELECT {value} FROM {dialect.name(parts.name)}{by_index} WHERE {rows}\n    )",
        f"{dialect.name(trigger.whole)}.{key}",
    )


def _together(dialect: Dialect, trigger: Trigger, parts: Table) -> str:
    """The condition that a part belongs to a whole; by the tenant too, with which the indexes of both begin."""
    whole, part = dialect.name(trigger.whole or ""), dialect.name(parts.name)
    pairs = [(trigger.part_key or "", trigger.whole_key or "")]
    above = dialect.tables.get(trigger.whole or "")
    if above is not None and above.tenant_column is not None and parts.tenant_column is not None:
        pairs.append((parts.tenant_column, above.tenant_column))
    return " AND ".join(f"{part}.{dialect.name(own)} = {whole}.{dialect.name(key)}" for own, key in pairs)


def grown(dialect: Dialect, trigger: Trigger, parts: Table) -> str | None:
    """What a row NEW of parts that are only ever added does to its whole; `None` for a total that is counted anew."""
    aggregate = trigger.statement
    if not trigger.grows or not isinstance(aggregate, Aggregate) or aggregate.function not in ("sum", "count"):
        return None
    whole, column = dialect.name(trigger.whole or ""), dialect.name(trigger.columns[0])
    share = dialect.condition(aggregate.over, parts, "NEW.")
    added = f"coalesce({share}, 0)" if aggregate.function == "sum" else "1"
    conditions = [f"{whole}.{dialect.name(trigger.whole_key or '')} = NEW.{dialect.name(trigger.part_key or '')}"]
    if aggregate.function == "count":
        conditions.append(f"{share} IS NOT NULL")
    if aggregate.where is not None:
        conditions.append(f"({dialect.condition(aggregate.where, parts, 'NEW.')})")
    return f"UPDATE {whole}\n    SET {column} = {whole}.{column} + {added}\n    WHERE {' AND '.join(conditions)}"


def _counted(aggregate: Aggregate, over: str) -> str:
    """The sum over nothing is nothing, not unknown."""
    value = f"{aggregate.function}({over})"
    return f"coalesce({value}, 0)" if aggregate.function == "sum" else value


class _OfParts(Conditions):
    """Prints conditions of a whole; its totals are queries over its parts."""

    def __init__(self, dialect: Dialect, whole: Table, parts: Table, joined: str, by_index: str) -> None:
        super().__init__(dialect, whole, f"{dialect.name(whole.name)}.")
        self._inner = Conditions(dialect, parts, f"{dialect.name(parts.name)}.")
        self._from = f"FROM {dialect.name(parts.name)}{by_index} WHERE {joined}"

    def sql(self, node: Expression) -> str:
        if not isinstance(node, Aggregate):
            return super().sql(node)
        among = "" if node.where is None else f" AND ({self._inner.sql(node.where)})"
        return f"(SELECT {_counted(node, self._inner.sql(node.over))} {self._from}{among})"


class Broken(Struct, frozen=True):
    """How to ask whether a rule over parts is broken: the whole, its key, and the condition that it is."""

    whole: str
    key: str
    own: str
    condition: str
    message: str

    def exists(self, keys: str) -> str:
        """Whether any of these wholes breaks the rule."""
        return (
            f"EXISTS (\n        SELECT 1 FROM {self.whole} WHERE {self.key} IN ({keys})\n"
            f"            AND NOT ({self.condition})\n    )"
        )


def broken(dialect: Dialect, trigger: Trigger, table: Table) -> Broken | None:
    """The question for a rule over parts; the row written is a whole or one of its parts."""
    whole, parts = dialect.tables.get(trigger.whole or ""), dialect.tables.get(trigger.parts or "")
    if whole is None or parts is None or trigger.statement is None or not (trigger.whole_key and trigger.part_key):
        return None
    name = dialect.name(whole.name)
    key = f"{name}.{dialect.name(trigger.whole_key)}"
    by_index = dialect.by_index(parts, trigger.part_key)
    condition = _OfParts(dialect, whole, parts, _together(dialect, trigger, parts), by_index).sql(trigger.statement)
    own = trigger.part_key if table.name == parts.name else trigger.whole_key
    message = f"{trigger.name}: {whole.name} and {parts.name} do not agree"
    return Broken(name, key, dialect.name(own), condition, message)


def writes(trigger: Trigger, table: Table) -> dict[str, tuple[str, ...]]:
    """Kind of write -> which rows of a rule over parts it concerns: no whole is left when it is deleted."""
    every = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
    if trigger.verbs:
        return dict.fromkeys(trigger.verbs, ("NEW",))
    return every if table.name == trigger.parts else {k: v[-1:] for k, v in every.items() if k != "DELETE"}


def watched(trigger: Trigger, table: Table) -> tuple[str, ...]:
    """The columns of a table that a total or a rule reads: a change of the others leaves it as it is."""
    if trigger.statement is None:
        return ()
    own = {n.parts[-1] for n in names_in(trigger.statement)} | {trigger.part_key, trigger.whole_key}
    return tuple(c.name for c in table.columns if c.name in own)


def note_at_commit(dialect: Dialect, trigger: Trigger) -> None:
    """A rule that is true when the transaction ends, where no trigger waits for it."""
    dialect.note(
        codes.DB_TRIGGER_LEFT,
        f"{trigger.name} is judged by the application before it commits: {dialect.title} has no trigger that late",
        trigger.because,
        f"one function writes a row of {trigger.whole} with its {trigger.parts}",
    )


def settled(dialect: Dialect, trigger: Trigger, rows: str) -> str:
    """The condition that one of these wholes has moved on, so that its parts stand still; empty for no such guard."""
    whole = dialect.tables.get(trigger.whole or "")
    if whole is None or trigger.statement is None or not (trigger.whole_key and trigger.part_key):
        return ""
    name = dialect.name(whole.name)
    moved = dialect.condition(trigger.statement, whole, f"{name}.")
    if isinstance(trigger.statement, Logic):
        moved = f"({moved})"
    return f"EXISTS (\n        SELECT 1 FROM {name} WHERE {name}.{dialect.name(trigger.whole_key)} IN ({rows}) AND {moved}\n    )"


def settled_message(trigger: Trigger, table: Table) -> str:
    """What is said to who writes a part too late."""
    return f"{table.name} stand still: their row of {trigger.whole} has moved on"


def only_added(table: Table) -> str:
    """What is said to who changes or deletes a row that is only ever added."""
    return f"rows of {table.name} are only ever added"


def still_there(dialect: Dialect, trigger: Trigger) -> str:
    """The condition that row OLD still has each row that it goes with; empty for rows that go with none."""
    found: list[str] = []
    for hop in trigger.goes_with:
        other = dialect.name(hop.table)
        pairs = zip(hop.columns, hop.target_columns, strict=True)
        rows = " AND ".join(f"{other}.{dialect.name(theirs)} = OLD.{dialect.name(own)}" for own, theirs in pairs)
        found.append(f"EXISTS (SELECT 1 FROM {other} WHERE {rows})")
    return " AND ".join(found)


def too_young(dialect: Dialect, trigger: Trigger, table: Table, since: str) -> str:
    """The condition that row OLD is not yet to be purged; `since` is the moment the period before now began."""
    kept = trigger.kept
    column = table.column(kept.column) if kept is not None and kept.column is not None else None
    if column is None:
        return ""
    name = f"OLD.{dialect.name(column.name)}"
    return f"{name} IS NULL OR {name} > {since}" if column.nullable else f"{name} > {since}"


def audit_table(tables: Iterable[Table]) -> Table | None:
    """The table that keeps the trail."""
    for table in tables:
        if table.kind == "system" and set(AUDIT_COLUMNS) <= {c.name for c in table.columns}:
            return table
    return None


def audited(table: Table, dialect: Dialect) -> tuple[Column, ...]:
    """Columns whose change is worth a line: not what every write or sign-in touches, nor what follows from the row or its parts."""
    kept = {c for t in table.triggers if t.kind == "touch" for c in t.columns}
    kept |= dialect.totals.get(table.name, frozenset())
    kept |= {c.name for c in table.columns if c.field is None and c.name == "last_login_at"}
    return tuple(c for c in table.columns if c.generated is None and c.name not in kept)


def overlapping(dialect: Dialect, trigger: Trigger, table: Table) -> str:
    """The condition that row `other` takes part, is alike and overlaps row NEW; an empty end is never reached."""
    *alike, start, end = (dialect.name(c) for c in trigger.columns)
    others = " AND ".join(f"other.{dialect.name(c)} = NEW.{dialect.name(c)}" for c in table.primary_key)
    holding = holds(trigger, table)
    conditions = [
        *(f"other.{c} = NEW.{c}" for c in alike),
        f"(NEW.{end} IS NULL OR other.{start} < NEW.{end})",
        f"(other.{end} IS NULL OR other.{end} > NEW.{start})",
        *(dialect.condition(holding, table, row) for row in ("other.", "NEW.") if holding is not None),
        f"NOT ({others})",
    ]
    return "\n            AND ".join(conditions)


def overlap_message(trigger: Trigger, table: Table) -> str:
    """What is said to who writes an overlapping row."""
    return f"{trigger.columns[-2]} to {trigger.columns[-1]} of {table.name} overlaps another row"


def holds(trigger: Trigger, table: Table) -> Expression | None:
    """The condition that a row takes part: it lives, and is one of those meant."""
    both = tuple(c for c in (living(table), trigger.statement) if c is not None)
    return Logic("and", both) if len(both) > 1 else both[0] if both else None


def living(table: Table) -> IsNull | None:
    """The condition that a row has not been soft-deleted, where rows can be."""
    column = table.column(_ALIVE)
    if column is None or not column.nullable:
        return None
    return IsNull(Name((_ALIVE,)))
