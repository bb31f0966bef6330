"""What triggers of every dialect have in common: sums over parts, and where the audit trail is kept.

Knows the neutral model and the base dialect's words, nothing of how a database writes a trigger.
"""

from __future__ import annotations

from collections.abc import Iterable

from planner.emit.sql.dialects.base import Dialect
from planner.model.database import Column, Table, Trigger
from planner.model.expressions import Aggregate, IsNull, Name

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
    value = f"{aggregate.function}({dialect.condition(aggregate.over, parts)})"
    if aggregate.function == "sum":
        value = f"coalesce({value}, 0)"
    key, own = dialect.name(trigger.whole_key), dialect.name(trigger.part_key)
    rows = f"{dialect.name(parts.name)}.{own} = {dialect.name(trigger.whole)}.{key}"
    if aggregate.where is not None:
        rows += f" AND ({dialect.condition(aggregate.where, parts)})"
    return (
        f"UPDATE {dialect.name(trigger.whole)}\n    SET {dialect.name(trigger.columns[0])} = (\n"
        f"        SELECT {value} FROM {dialect.name(parts.name)} WHERE {rows}\n    )",
        f"{dialect.name(trigger.whole)}.{key}",
    )


def audit_table(tables: Iterable[Table]) -> Table | None:
    """The table that keeps the trail."""
    for table in tables:
        if table.kind == "system" and set(AUDIT_COLUMNS) <= {c.name for c in table.columns}:
            return table
    return None


def audited(table: Table) -> tuple[Column, ...]:
    """Columns whose change is worth a line: not the computed ones, nor what every write touches."""
    kept = {c for t in table.triggers if t.kind == "touch" for c in t.columns}
    return tuple(c for c in table.columns if c.generated is None and c.name not in kept)


def overlapping(dialect: Dialect, trigger: Trigger, table: Table) -> str:
    """The condition that row `other` is alive, alike and overlaps row NEW; an empty end is never reached."""
    *alike, start, end = (dialect.name(c) for c in trigger.columns)
    others = " AND ".join(f"other.{dialect.name(c)} = NEW.{dialect.name(c)}" for c in table.primary_key)
    alive = living(table)
    conditions = [
        *(f"other.{c} = NEW.{c}" for c in alike),
        f"(NEW.{end} IS NULL OR other.{start} < NEW.{end})",
        f"(other.{end} IS NULL OR other.{end} > NEW.{start})",
        *(dialect.condition(alive, table, row) for row in ("other.", "NEW.") if alive is not None),
        f"NOT ({others})",
    ]
    return "\n            AND ".join(conditions)


def overlap_message(trigger: Trigger, table: Table) -> str:
    """What is said to who writes an overlapping row."""
    return f"{trigger.columns[-2]} to {trigger.columns[-1]} of {table.name} overlaps another row"


def living(table: Table) -> IsNull | None:
    """The condition that a row has not been soft-deleted, where rows can be."""
    column = table.column(_ALIVE)
    if column is None or not column.nullable:
        return None
    return IsNull(Name((_ALIVE,)))
