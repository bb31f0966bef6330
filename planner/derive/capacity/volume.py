"""All tables together: data, room to provide, working set, write-ahead log, time to restore."""

from __future__ import annotations

from planner.derive.capacity.inputs import Figures
from planner.model.capacity import YEARS, Load, Storage, TableForecast
from planner.model.design import Design

BLOAT, LOG_FACTOR = 1.3, 3
HORIZON = 2  # what a limit is held against: three years on


def derive_storage(
    tables: tuple[TableForecast, ...], gains: dict[str, float], load: Load | None, figures: Figures
) -> Storage | None:
    """Totals of the sized tables, or of the volume as it is stated; `gains` are rows a day by table."""
    data, lines = _data(tables, figures.design)
    if not data:
        return None
    copies = figures.take("copies")
    log = sum(gains.get(t.table, 0.0) * _per_row(t) for t in tables) * LOG_FACTOR
    because = lines + figures.because("copies", "hot_share")
    scale = figures.design.scale
    restore = data[HORIZON] * BLOAT / figures.take("restore_rate") if scale.rto is not None else None
    at_risk = load.writes * scale.rpo.value if load is not None and scale.rpo is not None else None
    return Storage(
        id="capacity.storage",
        data=data,
        provisioned=tuple(round(size * BLOAT * copies) for size in data),
        working_set=round(data[HORIZON] * figures.take("hot_share")),
        log_per_day=round(log),
        because=because + (("scale.rto",) if scale.rto else ()) + (("scale.rpo",) if scale.rpo else ()),
        restore_seconds=restore,
        writes_at_risk=at_risk,
    )


def _data(tables: tuple[TableForecast, ...], design: Design) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Bytes at each of the years, with their lines: the rows tell, else the volume that is said, growing as the whole does."""
    if tables:
        sizes = tuple(sum(t.size(at) for t in tables) for at in range(len(YEARS)))
        return sizes, tuple(dict.fromkeys(p for t in tables for p in t.because))
    said, growth = design.scale.data_volume, design.scale.growth
    if said is None or said.value <= 0:
        return (), ()
    yearly = growth.value if growth is not None and growth.text.strip().endswith("%") else 0.0
    lines = ("scale.data_volume", *(("scale.growth",) if yearly else ()))
    return tuple(round(said.value * (1 + yearly) ** year) for year in YEARS), lines


def _per_row(table: TableForecast) -> float:
    """Bytes of heap and indexes for one row, at the horizon."""
    return table.size(HORIZON) / max(1, table.rows[HORIZON])
