"""Predicted table and index sizes against a real PostgreSQL that holds 300,000 rows of each table.

Columns are filled with values of the average width that the forecast reckons with; what is tested is how rows,
pages, alignment, fill and repeated keys add up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from planner import make_plan, read_design
from planner.derive.capacity.forecast import column_widths
from planner.derive.capacity.widths import LONGEST_SHORT, Width
from planner.emit.sql.layouts import emit_sql
from planner.model.capacity import TableForecast
from planner.model.database import Column, ColumnKind, InValues, Table
from planner.model.plan import Plan

if TYPE_CHECKING:
    from tests.servers.postgres import Postgres

ROWS = 300_000
DESIGN = """
planner: 1
name: Sizes
summary: Three tables of different shape.
roles: {clerk: Reads and writes.}
entities:
  Parcel:                      # wide: texts short and long, numbers with decimals, soft delete, many columns
    rows: 300k
    soft_delete: true
    fields:
      code: string(12..12) required unique
      title: string(1..200) required
      story: text
      urgent: bool required
      weight: decimal(10,2) required
      price: money required
      state: enum(waiting | sent | delivered) = waiting
      packed_on: date
    list: {sort: [packed_on], filter: [state]}
    access: {list: clerk, get: clerk, create: clerk}
  Scan:                        # narrow, many rows for one parent, repeated keys
    rows: 300k
    fields:
      lane: int required
      ok: bool required
    relations: {parcel: belongs_to Van required}
    access: {list: clerk}
  Van:
    rows: 60k
    fields: {plate: string(8..8) required}
  Reading:                     # keyed by two columns, numbers and times
    key: [station, measured_at]
    rows: 300k
    fields:
      station: string(6..10) required
      measured_at: timestamp required
      celsius: float required
      raw: json
"""


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    file = tmp_path_factory.mktemp("sizes") / "design.yaml"
    file.write_text(DESIGN)
    made = make_plan(read_design(file)).plan
    assert made is not None
    return made


def filled(table: Table, plan: Plan) -> str:
    """An INSERT of ROWS rows in no order of their keys, each column around its average width."""
    widths = column_widths(table, plan.domain)
    states = {c.predicate.column: c.predicate.values for c in table.checks if isinstance(c.predicate, InValues)}
    targets = {k.columns[-1]: k.table for k in table.foreign_keys}
    columns = [c for c in table.columns if c.name != "deleted_at" and c.generated is None]
    values = [value(c, widths[c.name], states.get(c.name, ()), targets.get(c.name)) for c in columns]
    names = ", ".join(f'"{c.name}"' for c in columns)
    shuffled = f"(SELECT (g::bigint * 179424673) % 1000003 AS n FROM generate_series(1, {ROWS}) AS g) AS rows"
    return f'INSERT INTO "{table.name}" ({names}) SELECT {", ".join(values)} FROM {shuffled}'


def value(column: Column, width: Width, states: tuple[str, ...], target: str | None) -> str:
    if target is not None:
        return "md5((n % 60000)::text)::uuid"
    if states:
        words = ", ".join(f"'{s}'" for s in states)
        return f"(ARRAY[{words}])[1 + n % {len(states)}]"
    return VALUES.get(column.type.kind, "") or text(column, width.size - (1 if width.size <= LONGEST_SHORT + 1 else 4))


VALUES = {
    ColumnKind.UUID: "gen_random_uuid()",
    ColumnKind.INT: "n",
    ColumnKind.DECIMAL: "(123456 + n % 800000)::numeric + 0.25",
    ColumnKind.BOOL: "n % 2 = 0",
    ColumnKind.DATE: "DATE '2024-01-01' + (n % 700)::int",
    ColumnKind.TIMESTAMP: "clock_timestamp()",
    ColumnKind.DOUBLE: "n / 7.0",
}


def text(column: Column, size: int) -> str:
    """Texts of different lengths around a mean, distinct from row to row; as JSON where JSON is wanted."""
    if column.type.kind is ColumnKind.JSON:
        return f"jsonb_build_object('v', left(repeat(md5(n::text), {size // 32 + 1}), {size - 14}))"
    varied = 0 if column.name == "code" else max(1, size // 4)
    return f"left(md5(n::text) || repeat(md5((n + 1)::text), {size // 32 + 2}), {size - varied} + (n % {2 * varied + 1})::int)"


@pytest.fixture(scope="module")
def sizes(plan: Plan, postgres: Postgres) -> dict[str, tuple[int, int]]:
    """Measured heap (with what lies out of line) and index bytes by table."""
    files, _ = emit_sql(plan.database, "postgresql", "plain")
    with psycopg.connect(postgres.fresh_database(), autocommit=True) as connection:
        for file in files:
            if file.path.endswith(".up.sql"):
                connection.execute(file.text.encode())
        connection.execute("SET session_replication_role = replica")
        found: dict[str, tuple[int, int]] = {}
        for name in ("parcels", "scans", "readings"):
            connection.execute(f'ALTER TABLE "{name}" DISABLE ROW LEVEL SECURITY')
            connection.execute(filled(plan.database.table(name), plan).encode())
            row = connection.execute(
                "SELECT pg_relation_size(c.oid) + coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0),"
                " pg_indexes_size(c.oid), (SELECT count(*) FROM pg_index WHERE indrelid = c.oid)"
                " FROM pg_class AS c WHERE relname = %s",
                (name,),
            ).fetchone()
            assert row is not None and row[2] >= 1
            found[name] = (row[0], row[1])
    return found


@pytest.mark.server
@pytest.mark.parametrize("name", ["parcels", "scans", "readings"])
def test_heap_and_indexes_are_within_a_tenth(plan: Plan, sizes: dict[str, tuple[int, int]], name: str) -> None:
    forecast = forecast_of(plan, name)
    heap, indexes = sizes[name]
    print(f"{name}: heap {forecast.heap[0] / heap - 1:+.1%}, indexes {forecast.indexes[0] / indexes - 1:+.1%}")
    assert forecast.rows[0] == ROWS
    assert forecast.heap[0] == pytest.approx(heap, rel=0.1)
    assert forecast.indexes[0] == pytest.approx(indexes, rel=0.1)


def forecast_of(plan: Plan, name: str) -> TableForecast:
    return next(t for t in plan.capacity.tables if t.table == name)
