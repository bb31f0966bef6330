"""Development data without wholes that lack parts: what no rows could be made for goes, and with it what refers to it."""

from __future__ import annotations

from planner.derive.database.balanced import Side, is_kept
from planner.derive.database.conditions import Row
from planner.model.database import Table, Trigger


def complete(tables: tuple[Table, ...], seeded: dict[str, list[Row]], sides: dict[str, Side]) -> None:
    """Takes out the wholes of which a rule does not hold, until each holds of all that is left."""
    rules = [t for table in tables for t in table.triggers if t.kind == "hold_rule" and table.name == t.whole]
    late = [t for t in rules if t.at_commit and t.whole in seeded and t.parts in seeded]
    pending = bool(late)
    while pending:
        gone = [_without_broken(rule, tables, seeded, sides) for rule in late]
        pending = any(gone)


def _without_broken(
    rule: Trigger, tables: tuple[Table, ...], seeded: dict[str, list[Row]], sides: dict[str, Side]
) -> bool:
    """Whether any whole had to go."""
    whole, parts = rule.whole or "", rule.parts or ""
    kept = [r for r in seeded[whole] if is_kept(rule, r, seeded[parts], sides[parts], sides[whole])]
    gone = len(kept) < len(seeded[whole])
    seeded[whole] = kept
    if gone:
        _without_orphans(tables, seeded)
    return gone


def _without_orphans(tables: tuple[Table, ...], seeded: dict[str, list[Row]]) -> None:
    """Takes out rows that refer to a row that went; a table comes after those it refers to."""
    for table in tables:
        for key in table.foreign_keys if table.name in seeded else ():
            there = {tuple(r.get(c) for c in key.target_columns) for r in seeded.get(key.table, ())}
            seeded[table.name] = [
                r
                for r in seeded[table.name]
                if None in (named := tuple(r.get(c) for c in key.columns)) or named in there
            ]
