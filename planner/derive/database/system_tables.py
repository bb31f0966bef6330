"""Supporting tables out of their templates, each only where the design calls for it."""

from __future__ import annotations

from planner.derive.database.building import Building
from planner.derive.database.calls import CALLS, unhoused_roles
from planner.derive.database.templates import PRINCIPALS, Template
from planner.model.database import (
    Between,
    Check,
    Column,
    Index,
    IndexColumn,
    InValues,
    LengthBetween,
    Table,
    Unique,
)
from planner.model.expressions import IsNull, Logic, Name
from planner.naming import joined

_Because = tuple[str, ...]


def system_tables(building: Building) -> list[Table]:
    """The supporting tables this design calls for; a name the design has already gets a suffix."""
    found: list[Table] = []
    for template, calls_for_it in CALLS:
        because = tuple(dict.fromkeys(calls_for_it(building)))
        if because:
            name = building.taken.claim(template.name, f"system.{template.name}")
            values = template.values
            if template is PRINCIPALS:
                values = (("role", unhoused_roles(building)),)
            found.append(_table(template, name, values, because))
    return found


def _table(template: Template, name: str, values: tuple[tuple[str, tuple[str, ...]], ...], because: _Because) -> Table:
    """The table cites every line that calls for it, its parts the first: they stay while any is left."""
    id, first = f"table.{name}", because[:1]
    return Table(
        id=id,
        name=name,
        kind="system",
        columns=tuple(
            Column(f"{id}.{p.name}", p.name, p.type, p.nullable, first, p.says, p.default) for p in template.parts
        ),
        primary_key=template.key,
        because=because,
        comment=template.says,
        uniques=tuple(Unique(f"{id}.{n}", n, c, first) for c in template.unique for n in (joined(name, *c, "key"),)),
        checks=tuple(_checks(template, id, name, values, because)),
        indexes=tuple(_indexes(template, id, name, first)),
    )


def _checks(
    template: Template, id: str, table: str, values: tuple[tuple[str, tuple[str, ...]], ...], because: _Because
) -> list[Check]:
    found: list[Check] = []
    listed = {column for column, _ in values}
    for part in template.parts:
        if part.type.length is not None and part.name not in listed:
            name = joined(table, part.name, "length")
            found.append(Check(f"{id}.{name}", name, LengthBetween(part.name, None, part.type.length), because[:1]))
    for column, words in values:
        name = joined(table, column, "values")
        found.append(Check(f"{id}.{name}", name, InValues(column, words), because))
    for column in template.not_negative:
        name = joined(table, column, "range")
        found.append(Check(f"{id}.{name}", name, Between(column, "0", None), because[:1]))
    return found


def _indexes(template: Template, id: str, table: str, because: _Because) -> list[Index]:
    found: list[Index] = []
    for read in template.reads:
        name = joined(table, *read.columns, "idx")
        open_ = tuple([IsNull(Name((column,))) for column in read.open])
        where = Logic("and", open_) if len(open_) > 1 else next(iter(open_), None)
        columns = tuple(IndexColumn(c) for c in read.columns)
        found.append(Index(f"{id}.{name}", name, columns, "btree", (read.serves,), because, where))
    return found
