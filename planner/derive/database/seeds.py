"""Development data: a few rows per table that meet every constraint, in the order of the foreign keys.

Rows of the last index belong to the second tenant, so that leaks between tenants show. A row that cannot be made
to fit is left out, and with it what would refer to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from planner.derive.database.balanced import Side, balanced
from planner.derive.database.building import Building
from planner.derive.database.complete import complete
from planner.derive.database.conditions import Row, meets
from planner.derive.database.repair import repaired
from planner.derive.database.stands import stands_of, stood
from planner.derive.database.values import ROWS, Limits, values_of
from planner.model.database import (
    Between,
    ColumnKind,
    ForeignKey,
    Holds,
    InValues,
    LengthBetween,
    Matches,
    OneOf,
    SeedRow,
    Table,
)
from planner.model.domain import DomainEntity
from planner.model.entities import TypeKind
from planner.rules.fewest import fewest_above

_Seeded = dict[str, list[Row]]
_Pairs = tuple[tuple[str, str], ...]
_Texts = dict[str, tuple[str | None, ...]]
_Straight = tuple[str, list[Row], int, str, bool]
_MOST_PARTS = 50


def seed_rows(tables: tuple[Table, ...], building: Building) -> tuple[SeedRow, ...]:
    """Rows for entity and join tables."""
    seeded: _Seeded = {}
    sides: dict[str, Side] = {}
    for table in tables:
        if table.kind != "system":
            seeder = _Seeder(table, seeded, sides, building)
            sides[table.name] = Side(seeder.columns, seeder.fitted)
            seeded[table.name] = seeder.rows()
    complete(tables, seeded, sides)
    return tuple([SeedRow(name, tuple(row.items())) for name, rows in seeded.items() for row in rows])


class _Seeder:
    """The rows of one table, beside those of the tables before it."""

    def __init__(self, table: Table, seeded: _Seeded, sides: dict[str, Side], building: Building) -> None:
        self.table = table
        self.seeded = seeded
        self.sides = sides
        self.columns = {c.name: c for c in table.columns}
        self.defaults = _alike(table)
        self.linked = {c for k in table.foreign_keys for c in k.columns}
        entity = building.domain.entities.get(table.entity or "") if table.kind == "entity" else None
        left = _left_to_server(entity, building)
        self.stands = stands_of(entity, building, left)
        self.left = left - {c for s in self.stands for columns in s.filled.values() for c in columns}
        self.parts = _upload_parts(table, building)
        self.objects = _objects(table, building)
        self.arcs = [c.predicate for c in table.checks if isinstance(c.predicate, OneOf)]
        self.conditions = [c.predicate for c in table.checks if isinstance(c.predicate, Holds)]
        self.keys = [k for k in (table.primary_key, *(u.columns for u in table.uniques)) if k != ("id",)]
        tenant = (table.tenant_column,)
        self.links = [
            (key, tuple(zip(key.columns, key.target_columns, strict=True)))
            for key in sorted(table.foreign_keys, key=lambda k: k.columns != tenant)
        ]
        self.turns = _turns(table)
        self.ruled = [t for t in table.triggers if t.kind == "hold_rule" and t.parts == table.name]
        self.gathered = {t.part_key for t in self.ruled if t.at_commit}
        self.each, self.wholes = self._parts_each(building)
        self.count = max(ROWS, self.each * self.wholes)
        self.straight = self._straight()
        self.plan: list[tuple[str, tuple[str | None, ...] | None, bool]] = []

    def _parts_each(self, building: Building) -> tuple[int, int]:
        """How many rows each whole must have, and how many wholes there are; one for each of the usual number else."""
        entity = building.domain.entities.get(self.table.entity or "") if self.gathered else None
        needed = fewest_above(entity, building.domain.entities) if entity is not None else None
        least = needed.least if needed is not None else None
        if least is None or needed is None or least > _MOST_PARTS:
            return 0, ROWS
        return least, len(self.seeded.get(building.tables[needed.entity], ()))

    def _straight(self) -> list[_Straight] | None:
        """Keys of one column to other tables, the rows there and where to begin; `None` where any key is more."""
        if self.arcs or self.gathered or self.table.tenant_column is not None:
            return None
        found: list[_Straight] = []
        for key in self.table.foreign_keys:
            if len(key.columns) > 1 or key.deferred or key.table == self.table.name:
                return None
            name = key.columns[0]
            turn, rows = self.turns[key.columns], self.seeded.get(key.table, [])
            found.append((name, rows, turn, key.target_columns[0], self.columns[name].nullable))
        return found

    def rows(self) -> list[Row]:
        """As many rows as fit, up to the usual number."""
        texts = self._texts()
        self.plan = [(name, texts.get(name), needed) for name, needed in self._wanted(texts)]
        made: list[Row] = []
        for index in range(self.count):
            row = self._row(index, texts, made)
            if row is not None and self._is_new(row, made):
                made.append(row)
        for rule in self.ruled:
            whole = rule.whole or ""
            if whole in self.seeded:
                made = balanced(rule, made, self.seeded[whole], self.sides[self.table.name], self.sides[whole])
        return made

    def _texts(self) -> _Texts:
        """For every column that no key fills: a text per row."""
        limits = _limits(self.table)
        found: _Texts = {}
        for column in self.table.columns:
            name = column.name
            if column.generated is None and name not in self.linked and name not in self.left:
                if name in self.objects:
                    found[name] = ("{}",) * self.count
                elif column.type.kind is ColumnKind.UUID:
                    found[name] = () if column.nullable else _uuids(f"{self.table.name}.{name}", self.count)
                else:
                    said = self.parts.get(name, name)
                    found[name] = values_of(said, column.type, limits.get(name), column.default, self.count)
        return found

    def _wanted(self, texts: _Texts) -> Iterator[tuple[str, bool]]:
        """The columns that rows may set, and whether they must."""
        for column in self.table.columns:
            name = column.name
            if name in self.linked or (name not in self.left and (texts.get(name) or not column.nullable)):
                yield name, not column.nullable and column.default is None and column.generated is None

    def _row(self, index: int, texts: _Texts, made: list[Row]) -> Row | None:
        row = self._links(index, texts, made) if self.straight is None else self._followed(index, self.straight)
        if row is None:
            return None
        ordered: Row = {}
        for name, values, needed in self.plan:
            if values:
                value = values[index]
                if value is not None:
                    ordered[name] = value
                elif needed:
                    return None
            elif name in row:
                ordered[name] = row[name]
            elif needed:
                return None
        if self.stands:
            return self._standing(ordered)
        return self.fitted(ordered) if self.conditions else ordered

    def _standing(self, row: Row) -> Row | None:
        """The row as its state has it, also where a condition leads it to another state."""
        fit = self.fitted(stood(row, self.stands, row))
        if fit is None:
            return None
        settled = stood(fit, self.stands, {**row, **fit})
        fits = all(meets(c.predicate, settled, self.columns) for c in self.table.checks)
        return settled if fits else None

    def fitted(self, row: Row, kept: str | None = None) -> Row | None:
        """The row with every condition met, changed where it must be."""
        for condition in self.conditions:
            if not meets(condition, row, self.columns):
                changed = repaired(condition.expression, row, self.columns, kept)
                if changed is None or any(changed.get(c) not in (None, row.get(c)) for c in self.linked):
                    return None
                row = changed
        fits = all(meets(c.predicate, row, self.columns) for c in self.table.checks)
        return row if fits else None

    def _followed(self, index: int, straight: list[_Straight]) -> Row | None:
        """Values of keys that lead straight to a row."""
        found: Row = {}
        for name, rows, turn, target, nullable in straight:
            if rows:
                found[name] = rows[(index + turn) % len(rows)].get(target)
            elif not nullable:
                return None
        return found

    def _links(self, index: int, texts: _Texts, made: list[Row]) -> Row | None:
        """Values of foreign key columns: rows that are there, NULL where none is and none is needed."""
        found: Row = {}
        chosen = self._chosen(index) if self.arcs else {}
        for key, pairs in self.links:
            if not chosen.get(key.columns[-1], True):
                continue
            source = self._source(key, pairs, index, found, texts, made)
            if source is not None:
                found.update(zip(key.columns, source, strict=True))
            elif not any(self.columns[c].nullable for c in key.columns):
                return None
        for name in chosen:
            found.setdefault(name, None)
        return found

    def _chosen(self, index: int) -> dict[str, bool]:
        """Which column of each polymorphic reference this row fills."""
        found: dict[str, bool] = {}
        targets = {k.columns[-1]: k.table for k in self.table.foreign_keys}
        for arc in self.arcs:
            ready = [c for c in arc.columns if self.seeded.get(targets.get(c, ""))] or list(arc.columns)
            found.update({c: c == ready[index % len(ready)] for c in arc.columns})
        return found

    def _source(
        self, key: ForeignKey, pairs: _Pairs, index: int, found: Row, texts: _Texts, made: list[Row]
    ) -> tuple[str | None, ...] | None:
        """The key of a row to refer to, of the same tenant."""
        if key.table == self.table.name:
            return self._own_source(key, index, texts, made)
        if key.deferred:
            return None
        fixed = [(theirs, found[own]) for own, theirs in pairs if own in found] if found else None
        rows = self.seeded.get(key.table, [])
        if fixed:
            rows = [r for r in rows if all(r.get(theirs) == value for theirs, value in fixed)]
        if not rows:
            return None
        tenant = key.columns == (self.table.tenant_column,)
        place = index // self.each if self.each else index
        if self.gathered and key.columns[-1] in self.gathered:
            row = rows[place % len(rows) if self.each else 0]  # what adds up only together hangs on one whole
        elif tenant:
            row = rows[(1 if place == self.wholes - 1 else 0) % len(rows)]
        else:
            row = rows[(index + self.turns[key.columns]) % len(rows)]
        return tuple(row.get(theirs) for _, theirs in pairs)

    def _own_source(self, key: ForeignKey, index: int, texts: _Texts, made: list[Row]) -> tuple[str | None, ...] | None:
        """A tree: later rows hang below the first; a row that needs one hangs on itself."""
        optional = self.columns[key.columns[-1]].nullable
        if optional and index == 1 and made and self.table.tenant_column is None:
            return tuple(made[0].get(theirs) for theirs in key.target_columns)
        if optional or self.table.tenant_column is not None:
            return None
        own = tuple(texts[c][index] if texts.get(c) else None for c in key.target_columns)
        return None if None in own else own

    def _is_new(self, row: Row, made: list[Row]) -> bool:
        """Whether no row has the same values in columns that are unique; computed ones count as unlike."""
        for columns in self.keys:
            values = self._held(row, columns)
            if None not in values and any(self._held(r, columns) == values for r in made):
                return False
        return True

    def _held(self, row: Row, columns: tuple[str, ...]) -> tuple[str | None, ...]:
        """What a row has in these columns once it is stored: a column that is left out has its default."""
        return tuple(row[c] if c in row else self.defaults.get(c) for c in columns)


def _alike(table: Table) -> dict[str, str]:
    """What rows hold that leave a column out, where it is the same in all of one transaction."""
    defaults = ((c.name, c.default) for c in table.columns)
    return {name: d.text or d.kind for name, d in defaults if d is not None and d.kind != "new_uuid"}


def _turns(table: Table) -> dict[tuple[str, ...], int]:
    """How many keys before each one lead to the same table: source and target are not the same row."""
    met: dict[str, int] = {}
    found: dict[tuple[str, ...], int] = {}
    for key in table.foreign_keys:
        found[key.columns] = met.get(key.table, 0)
        met[key.table] = found[key.columns] + 1
    return found


def _upload_parts(table: Table, building: Building) -> dict[str, str]:
    """What columns of files are examples of, whatever the field is called."""
    entity = building.domain.entities.get(table.entity or "") if table.kind == "entity" else None
    if entity is None:
        return {}
    fields = building.layout(entity).fields.values()
    return {c.name: f"upload-{c.part}" for stored in fields if len(stored) > 1 for c in stored}


def _objects(table: Table, building: Building) -> frozenset[str]:
    """Columns of JSON objects, which lists are not."""
    entity = building.domain.entities.get(table.entity or "")
    fields = (f for f in entity.fields if f.type.kind is TypeKind.JSON) if entity is not None else ()
    return frozenset(c for f in fields if entity is not None for c in building.member_columns(entity, f.name))


def _left_to_server(entity: DomainEntity | None, building: Building) -> frozenset[str]:
    """Columns that stay as a new row has them: states, versions, totals, marks of the server."""
    if entity is None:
        return frozenset()
    layout = building.layout(entity)
    left = {name for name in (layout.deleted, layout.version, "created_at", "updated_at") if name is not None}
    left.update(taking.mark for taking in building.marks.get(entity.name, ()))
    states = {m.field for m in entity.machines}
    for field in entity.fields:
        if field.name in states or field.computed is not None or (field.readonly and not field.required):
            left.update(c.name for c in layout.fields[field.name])
    return frozenset(left)


def _limits(table: Table) -> dict[str, Limits]:
    """What the checks say of each column."""
    found: dict[str, Limits] = {}
    for check in table.checks:
        p = check.predicate
        if isinstance(p, Holds | OneOf):
            continue
        known = found.get(p.column, Limits())
        if isinstance(p, InValues):
            found[p.column] = Limits(values=p.values)
        elif isinstance(p, Between):
            found[p.column] = Limits(low=p.low, high=p.high)
        elif isinstance(p, LengthBetween):
            found[p.column] = Limits(shortest=p.low or 0, longest=p.high, pattern=known.pattern)
        elif isinstance(p, Matches):
            found[p.column] = Limits(shortest=known.shortest, longest=known.longest, pattern=p.pattern)
    return found


def _uuids(name: str, rows: int) -> tuple[str, ...]:
    """Version 7 identifiers of early 2026 whose random part is a digest of where they stand."""
    digest = blake2b(name.encode(), digest_size=9).hexdigest()
    tail = f"7{digest[:3]}-a{digest[3:6]}-{digest[6:18]}"
    return tuple(f"019b8f3c-{index:04x}-{tail}" for index in range(rows))
