"""Capacity out of the design's figures: load, workers, pools, table sizes, limits. Invents no load."""

from __future__ import annotations

from planner.derive.capacity.breaks import Carried, limits
from planner.derive.capacity.forecast import forecasts
from planner.derive.capacity.inputs import Figures
from planner.derive.capacity.load import derive_load, message_rates, missing_figures
from planner.derive.capacity.parts import parted
from planner.derive.capacity.pools import derive_pools, derive_workers
from planner.derive.capacity.rows import Populations, never_gone, unsized
from planner.derive.capacity.volume import derive_storage
from planner.model.api import Api
from planner.model.capacity import Capacity
from planner.model.database import Database
from planner.model.decisions import Settings
from planner.model.design import Design
from planner.model.domain import Domain


def derive_capacity(design: Design, domain: Domain, settings: Settings, database: Database, api: Api) -> Capacity:
    """How this plan carries the load its design states."""
    figures = Figures(design)
    populations = Populations(design, domain, figures)
    load = derive_load(figures, cached=settings.cache != "none")
    workers = derive_workers(load, figures) if load is not None else None
    pools = derive_pools(workers, figures) if workers is not None else None
    tables = parted(forecasts(database, domain, populations, figures), database, populations, settings)
    gains = {t.name: p.per_day for t in database.tables if (p := populations.of_table(t)) is not None}
    storage = derive_storage(tables, gains, load, figures)
    carried = Carried(design, database, api, settings, figures, populations, load, workers, pools, tables, storage)
    reached = limits(carried)
    return Capacity(
        inputs=tuple(figures.used.values()),
        assumptions=(*figures.assumptions(), *never_gone(database, populations)),
        load=load,
        messages=tuple(message_rates(api, populations)),
        workers=workers,
        pools=pools,
        tables=tables,
        unsized=unsized(database, (t.table for t in tables)) if tables else (),
        storage=storage,
        limits=reached,
        missing=missing_figures(figures, load, bool(tables)),
    )
