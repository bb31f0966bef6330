"""Which tables are cut, once cutting was decided, and the piece of each that is worked on as a whole."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from planner.derive.capacity.inputs import Figures
from planner.derive.capacity.rows import Populations
from planner.derive.capacity.uncut import obstacle, referrers
from planner.derive.capacity.volume import HORIZON
from planner.model.capacity import MANY_ROWS, Parting, TableForecast
from planner.model.database import Database, Table
from planner.model.decisions import Settings

PURGED_A_DAY = 1e6
"""Rows a day from which deleting them one by one is work of its own."""
_PERIODS = ((30.0, "a month", "by week"), (7.0, "a week", "by day"), (1.0, "a day", "by hour"))
_KEPT_PARTS = 4


class Piece(Struct, frozen=True):
    """What has to be held at once of a table: all of it, or one part; `says` names it."""

    table: TableForecast
    size: float
    says: str
    inputs: tuple[str, ...] = ()
    finer: str = ""
    grows: bool = False


def parted(
    tables: tuple[TableForecast, ...], database: Database, populations: Populations, settings: Settings
) -> tuple[TableForecast, ...]:
    """The tables, each with what it is cut by or why not: the largest, and every other that outgrows one piece."""
    by = settings.partitioning
    if by == "none" or not tables:
        return tables
    most = max((t for t in tables if populations.said(database.table(t.table))), key=lambda t: t.rows[0], default=None)
    by_name, referring = {t.name: t for t in database.tables}, referrers(database.tables)
    found: list[TableForecast] = []
    for forecast in tables:
        table = by_name[forecast.table]
        way = _cut(forecast, table, populations, by, forecast is most)
        against = obstacle(table, way, referring, settings.dialect) if way else ""
        found.append(replace(forecast, parts="" if against else way, uncut=against) if way else forecast)
    return tuple(found)


def _cut(forecast: TableForecast, table: Table, populations: Populations, by: str, largest: bool) -> Parting:
    """How a table is to be cut; empty for one that may stay whole."""
    found = populations.of_table(table)
    goes = (found is not None and found.kept is not None) or table.kind == "system"
    busy = goes and found is not None and found.per_day >= PURGED_A_DAY
    if not (largest or busy or forecast.rows[HORIZON] > MANY_ROWS):
        return ""
    return _way(by, goes, largest, table.tenant_column is not None)


def _way(by: str, goes: bool, largest: bool, has_tenant: bool) -> Parting:
    """By time where rows go by age, by tenant where they carry one and it was decided, else by hash."""
    if by == "tenant" and has_tenant:
        return "tenant"
    return "time" if goes and not (by == "hash" and largest) else "hash"


def piece_of(forecast: TableForecast, per_day: float, kept: int | None, figures: Figures) -> Piece:
    """The part that is written to, by how the table is cut."""
    size = float(forecast.size(HORIZON))
    if not forecast.parts:
        return Piece(forecast, size, f"`{forecast.table}` after 3 years", grows=per_day > 0)
    if forecast.parts == "time":
        days, name, finer = next(p for p in _PERIODS if kept is None or kept >= p[0] * _KEPT_PARTS or p is _PERIODS[-1])
        share = min(1.0, days * per_day / max(1, forecast.rows[HORIZON])) if per_day else 1.0
        return Piece(forecast, size * share, f"{name} of `{forecast.table}`", finer=finer)
    number = max(1.0, figures.take("table_parts"))
    return Piece(forecast, size / number, f"one of {number:g} parts of `{forecast.table}`", ("table_parts",))
