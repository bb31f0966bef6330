"""Indexes out of access paths: one index for all paths that it serves, no left prefix twice, about six a table."""

from __future__ import annotations

from msgspec.structs import replace

from planner import codes
from planner.derive.database.access_paths import AccessPath, Rank, access_paths
from planner.derive.database.building import Building
from planner.diagnostics import Diagnostic, Severity
from planner.model.database import Index, IndexColumn, Table
from planner.model.domain import DomainEntity
from planner.model.expressions import Expression
from planner.naming import joined

MOST = 6
MOST_OF_BIG = 8
_BIG = 100_000
_Columns = tuple[str, ...]


def with_indexes(table: Table, entity: DomainEntity, building: Building) -> tuple[Table, list[Diagnostic]]:
    """The table with its secondary indexes, and what was left out."""
    kept = _merged(list(access_paths(table, entity, building)), table)
    most = MOST_OF_BIG if (entity.rows or 0) >= _BIG else MOST
    chosen = [p for place, p in enumerate(kept) if place < most or p.rank <= Rank.FOREIGN]
    notes = [_left_out(p, table, entity, most) for p in kept[most:] if p.rank > Rank.FOREIGN]
    return replace(table, indexes=tuple(_indexes(chosen, table))), notes


def _merged(paths: list[AccessPath], table: Table) -> list[AccessPath]:
    """Longest first, so that each shorter path finds the one it is a left prefix of; the most needed come first."""
    keys: list[tuple[_Columns, Expression | None]] = [(table.primary_key, None)]
    keys += [(u.columns, u.where) for u in table.uniques]
    needed = {c.name for c in table.columns if not c.nullable}
    kept: list[AccessPath] = []
    for path in sorted(paths, key=lambda p: -len(p.columns)):
        place = next((n for n, other in enumerate(kept) if _serves(other, path)), None)
        if place is not None:
            kept[place] = _both(kept[place], path)
        elif path.rank is Rank.DECLARED or not _is_keyed(path, keys, needed):
            kept.append(path)
    return sorted(kept, key=lambda p: p.rank)


def _serves(index: AccessPath, path: AccessPath) -> bool:
    """Whether an index holds the rows of a path in its order; all of it turned round is read from its end."""
    if index.method != path.method or (index.where is not None and index.where != path.where):
        return False
    lead = index.columns[: len(path.columns)]
    if path.rank in (Rank.FOREIGN, Rank.PURGE):
        return tuple(c.name for c in lead) == tuple(c.name for c in path.columns)
    return path.columns in (lead, tuple(replace(c, descending=not c.descending) for c in lead))


def _both(index: AccessPath, path: AccessPath) -> AccessPath:
    return AccessPath(
        min(index.rank, path.rank),
        index.columns,
        tuple(dict.fromkeys(index.serves + path.serves)),
        tuple(dict.fromkeys(index.because + path.because)),
        index.where,
        index.method,
    )


def _is_keyed(path: AccessPath, keys: list[tuple[_Columns, Expression | None]], needed: set[str]) -> bool:
    """Whether a key serves the path: a prefix of it, or a key whole, after which no order is left to give."""
    if path.method != "btree":
        return False
    names = tuple(c.name for c in path.columns)
    plain = not any(c.descending for c in path.columns) or path.rank is Rank.FOREIGN
    for columns, where in keys:
        if where is not None and where != path.where:
            continue
        if plain and columns[: len(names)] == names:
            return True
        if names[: len(columns)] == columns and needed.issuperset(columns):
            return True
    return False


def _left_out(path: AccessPath, table: Table, entity: DomainEntity, most: int) -> Diagnostic:
    names = ", ".join(c.name for c in path.columns)
    return Diagnostic(
        codes.DB_INDEX_LEFT_OUT,
        Severity.INFO,
        f"{table.name} would have more than {most} secondary indexes: none for ({names}), "
        f"which serves {', '.join(path.serves)}",
        None,
        "offer fewer filters and sorts, or declare the index you need",
        entity.listing.path if entity.listing else entity.path,
    )


def _indexes(paths: list[AccessPath], table: Table) -> list[Index]:
    found: dict[str, Index] = {}
    for path in paths:
        name = joined(table.name, *(c.name for c in path.columns), "search" if path.method == "fulltext" else "idx")
        if name in found:
            name = joined(table.name, *(c.name for c in path.columns), f"idx_{len(found) + 1}")
        columns: tuple[IndexColumn, ...] = path.columns
        found[name] = Index(f"{table.id}.{name}", name, columns, path.method, path.serves, path.because, path.where)
    return list(found.values())
