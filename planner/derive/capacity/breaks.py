"""What gives way first: each resource's use at multiples of the load, the factor that ends it, and the cure.

The data are taken to grow with the load. A distributed engine is named only where one machine ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from operator import mul

from msgspec import Struct

from planner.derive.capacity.cures import (
    cure_burst,
    cure_connections,
    cure_cores,
    cure_integration,
    cure_pooled,
    cure_purge,
    cure_reads,
    cure_restore,
    cure_table,
    cure_writes,
    tenant_share,
)
from planner.derive.capacity.inputs import Figures
from planner.derive.capacity.parts import PURGED_A_DAY, Piece, piece_of
from planner.derive.capacity.pools import CAP, connections_at
from planner.derive.capacity.rows import Populations
from planner.derive.capacity.uncut import obstacle, referrers
from planner.derive.capacity.volume import BLOAT, HORIZON
from planner.model.amounts import count_text, percent_text, size_text, time_text
from planner.model.api import Api
from planner.model.capacity import FACTORS, Limit, Load, Pools, Storage, TableForecast, Workers
from planner.model.database import Database, Table
from planner.model.decisions import Settings
from planner.model.design import Design, Integration
from planner.naming import count_phrase, snake
from planner.read.units import duration

_SMALLEST, _LARGEST, _HALVINGS = 0.001, 1000.0, 40


class Carried(Struct, frozen=True):
    """Everything the limits are measured on."""

    design: Design
    database: Database
    api: Api
    settings: Settings
    figures: Figures
    populations: Populations
    load: Load | None
    workers: Workers | None
    pools: Pools | None
    tables: tuple[TableForecast, ...]
    storage: Storage | None


def limits(carried: Carried) -> tuple[Limit, ...]:
    """Every limit there is a figure for, in the order in which they are reached."""
    found = [limit for measured in (_of_load, _of_data, _of_outside) for limit in measured(carried)]
    return tuple(sorted(found, key=lambda x: (x.reached_at is None, x.reached_at or 0.0, x.id)))


def _limit(
    carried: Carried,
    name: str,
    resource: str,
    of: str,
    threshold: float,
    use: Callable[[float], float],
    cure: str,
    inputs: tuple[str, ...],
    because: tuple[str, ...],
) -> Limit:
    figures = carried.figures
    return Limit(
        id=f"limit.{name}",
        resource=resource,
        of=of,
        used=tuple(round(use(f), 6) for f in FACTORS),
        threshold=threshold,
        source=figures.source(*inputs),
        cure=cure,
        inputs=tuple(f"input.{n}" for n in inputs if n in figures.used),
        because=tuple(dict.fromkeys(because + figures.because(*inputs))),
        reached_at=_reached(use, threshold),
    )


def _reached(use: Callable[[float], float], threshold: float) -> float | None:
    """The smallest factor at which the use meets the threshold; uses only grow."""
    if use(_LARGEST) < threshold:
        return None
    low, high = _SMALLEST, _LARGEST
    for _ in range(_HALVINGS):
        middle = (low * high) ** 0.5
        low, high = (low, middle) if use(middle) >= threshold else (middle, high)
    return round(high, 3)


_RATES = (
    "peak_rps",
    "users",
    "daily_users",
    "devices",
    "daily_share",
    "requests_per_user_day",
    "peak_factor",
    "events_per_second",
)


def _of_load(carried: Carried) -> Iterator[Limit]:
    load, workers, pools, figures = carried.load, carried.workers, carried.pools, carried.figures
    if load is None or workers is None or pools is None:
        return
    held = workers.instances * workers.per_instance
    yield _limit(
        carried, "workers", "application workers", f"{held} in {count_phrase(workers.instances, 'instance')}", CAP,
        lambda f: workers.busy * f / held,
        _more_instances(workers),
        (*_RATES, "service_time", "cores", "instances"), load.because,
    )  # fmt: skip
    yield _of_connections(carried, workers, pools, load)
    yield from _of_database(carried, load, figures)
    yield from _of_burst(carried, load, held)


def _more_instances(workers: Workers) -> str:
    needed = _instances(workers, 10)
    if needed == workers.instances:
        return f"more instances, beyond 10×: {count_phrase(needed, 'instance')} of {workers.per_instance} workers carry that"
    return f"more instances: {needed} of {workers.per_instance} workers carry 10×"


def _instances(workers: Workers, factor: float) -> int:
    return max(workers.instances, -int(-workers.busy * factor / CAP // workers.per_instance))


def _of_connections(carried: Carried, workers: Workers, pools: Pools, load: Load) -> Limit:
    """Every process opens its pool; behind a pooler only what is in work holds a connection."""
    names = (*_RATES, "service_time", "cores", "max_connections")
    pooler = _pooler(carried.design)
    if not pooler:
        return _limit(
            carried, "connections", "database connections", f"{pools.budget} allowed", 1.0,
            lambda f: connections_at(f, workers, pools) / pools.budget,
            cure_connections(pools, carried.settings.dialect), names, pools.because,
        )  # fmt: skip
    return _limit(
        carried, "connections", f"database connections behind {pooler}", f"{pools.budget} allowed", 1.0,
        lambda f: workers.busy * f / pools.budget,
        cure_pooled(pooler, workers.busy, carried.settings.replicas), names, ("controls.pooler", *load.because),
    )  # fmt: skip


_POOLERS = {"pgbouncer": "PgBouncer", "proxysql": "ProxySQL", "true": "the pooler", "yes": "the pooler"}


def _pooler(design: Design) -> str:
    """The pooler that is said to stand before the database."""
    said = next((str(s.value) for s in design.controls if s.name == "pooler"), "none")
    return "" if said.lower() in ("none", "no", "false") else _POOLERS.get(said.lower(), said)


class _Shares(Struct, frozen=True):
    """What one database machine carries, once caches, replicas and nodes have taken theirs."""

    reads: float
    writes: float
    machines: str
    inputs: tuple[str, ...]
    decided: tuple[str, ...]


def _shares(carried: Carried, read: float, written: float) -> _Shares:
    """A cache answers its share of the reads, replicas share the rest, nodes share everything."""
    settings, figures = carried.settings, carried.figures
    inputs: list[str] = []
    decided: list[str] = []
    readers, nodes = 1.0, 1.0
    if settings.cache != "none":
        inputs, decided = ["cache_hits"], ["decision.cache"]
        read *= 1 - min(0.99, figures.take("cache_hits"))
    if settings.replicas:
        inputs, decided = [*inputs, "replicas"], [*decided, "decision.replicas"]
        readers += figures.take("replicas")
    if settings.sharding != "none":
        inputs, decided = [*inputs, "nodes"], [*decided, "decision.sharding"]
        nodes = max(1.0, figures.take("nodes"))
    machines = f" on each of {nodes:g} nodes" if nodes > 1 else f", {readers:g} machines" if readers > 1 else ""
    return _Shares(read / readers / nodes, written / nodes, machines, tuple(inputs), tuple(decided))


def _of_database(carried: Carried, load: Load, figures: Figures) -> Iterator[Limit]:
    queries, cores, largest = figures.take("queries"), figures.take("cores"), figures.take("largest_cores")
    share = _shares(
        carried,
        load.reads * queries * figures.take("read_time"),
        (load.writes + load.events) * queries * figures.take("write_time"),
    )
    read, written, settings = share.reads, share.writes, carried.settings
    names = (*_RATES, "read_write", "queries", "read_time", "write_time", *share.inputs)
    because = (*load.because, *share.decided)
    yield _limit(
        carried, "database-cores", "database processor", f"{cores:g} cores{share.machines}", CAP,
        lambda f: (read + written) * f / cores, cure_cores(read, written, cores, largest, CAP, settings), (*names, "cores"), because,
    )  # fmt: skip
    if read:
        yield _limit(
            carried, "database-reads", "reads on one database", f"{largest:g} cores, the largest machine", 0.7,
            lambda f: read * f / largest, cure_reads(carried.design, load, settings), (*names, "largest_cores"), because,
        )  # fmt: skip
    if written:
        yield _limit(
            carried, "database-writes", "writes on one database", f"{largest:g} cores, the largest machine", 0.7,
            lambda f: written * f / largest,
            cure_writes(settings, tenant_share(carried.database), load, 0.7 * largest), (*names, "largest_cores"), because,
        )  # fmt: skip


def _of_burst(carried: Carried, load: Load, held: int) -> Iterator[Limit]:
    if load.burst_events <= load.events:
        return
    figures = carried.figures
    capacity = held / figures.take("service_time")
    yield _limit(
        carried, "burst", "event burst", f"{count_text(capacity)} events/s in work", 3.0,
        lambda f: load.burst_events * f / capacity,
        cure_burst(carried.settings.queue, count_text(capacity)),
        ("events_per_second", "burst", "service_time", "cores", "instances"), load.because,
    )  # fmt: skip


def _of_data(carried: Carried) -> Iterator[Limit]:
    storage, figures = carried.storage, carried.figures
    if storage is None:
        return
    ram, disk = figures.take("ram"), figures.take("disk")
    nodes = figures.take("nodes") if carried.settings.sharding != "none" else 1.0
    each = f" on each of {nodes:g} nodes" if nodes > 1 else ""
    if carried.tables:
        yield _of_table(carried, ram * nodes, f"{size_text(ram)} of memory{each}")
    hot = storage.working_set
    held = (
        "the cache takes reads away, not rows"
        if carried.settings.cache != "none"
        else f"or a cache for what is read most of the {size_text(hot)}"
    )
    yield _limit(
        carried, "working-set", "hot data after 3 years", f"{size_text(ram)} of memory{each}", 0.75,
        lambda f: hot * f / (ram * nodes),
        f"{_more('memory', hot / 0.75, ram * nodes)}; {held}", ("ram", "hot_share"), storage.because,
    )  # fmt: skip
    total = storage.data[HORIZON] * BLOAT
    yield _limit(
        carried, "disk", "storage after 3 years", f"{size_text(disk)} of disk{each}", 0.8,
        lambda f: total * f / (disk * nodes),
        f"{_more('disk', total / 0.8, disk * nodes)}{_most_of_it(carried, storage)}",
        ("disk",), storage.because,
    )  # fmt: skip
    yield from _of_restore(carried, storage)
    yield from _of_purge(carried)


def _most_of_it(carried: Carried, storage: Storage) -> str:
    """The table that fills most of the disk, where tables are sized."""
    largest = max(carried.tables, key=lambda t: t.size(HORIZON), default=None)
    if largest is None:
        return ""
    return f"; `{largest.table}` fills {percent_text(largest.size(HORIZON) / storage.data[HORIZON])} of it"


def _more(what: str, needed: float, room: float) -> str:
    """How much it takes today where there is too little."""
    return f"more {what}: {size_text(needed)} for 1×" if needed > room else f"more {what}"


def _of_table(carried: Carried, room: float, of: str) -> Limit:
    """The piece of a table that takes most: all of one, or a part of one that was decided to be cut."""
    pieces = [_piece(carried, t) for t in carried.tables]
    largest = max(pieces, key=lambda p: p.size)
    table = carried.database.table(largest.table.table)
    decided = ("decision.partitioning",) if carried.settings.partitioning != "none" else ()
    return _limit(
        carried, "largest-table", largest.says, of, 1.0, lambda f: largest.size * f / room,
        cure_table(table, largest, room, decided != (), _against(carried, table)),
        ("ram", *largest.inputs), (*largest.table.because, *decided),
    )  # fmt: skip


def _against(carried: Carried, table: Table) -> str:
    """What stands against parts by time of one table."""
    return obstacle(table, "time", referrers(carried.database.tables), carried.settings.dialect)


def _piece(carried: Carried, forecast: TableForecast) -> Piece:
    found = carried.populations.of_table(carried.database.table(forecast.table))
    per_day, kept = (found.per_day, found.kept) if found is not None else (0.0, None)
    return piece_of(forecast, per_day, kept, carried.figures)


def _of_restore(carried: Carried, storage: Storage) -> Iterator[Limit]:
    goal = carried.design.scale.rto
    if goal is None or not goal.value or storage.restore_seconds is None:
        return
    seconds = storage.restore_seconds
    yield _limit(
        carried, "restore", "restore after 3 years", f"{time_text(goal.value)} allowed", 1.0,
        lambda f: seconds * f / goal.value,
        cure_restore(time_text(seconds), _zones(carried.design)), ("restore_rate",), ("scale.rto", *storage.because),
    )  # fmt: skip


def _zones(design: Design) -> float:
    said = next((s.value for s in design.controls if s.name == "zones"), 1)
    return said if isinstance(said, int | float) else 1


def _of_purge(carried: Carried) -> Iterator[Limit]:
    """Rows that go by age: deleting them one by one is work of its own; parts by time are dropped."""
    dropped = {t.table for t in carried.tables if t.parts == "time"}
    aged = [
        (t, p)
        for t in carried.database.tables
        if t.entity
        and t.name not in dropped
        and t.kind == "entity"
        and (p := carried.populations.of(t.entity)) is not None
        and p.kept
        and p.per_day
    ]
    if not aged:
        return
    table, rows = max(aged, key=lambda pair: pair[1].per_day)
    yield _limit(
        carried, "purge", f"rows of `{table.name}` deleted by age", f"{count_text(PURGED_A_DAY)} a day", 1.0,
        lambda f: rows.per_day * f / PURGED_A_DAY,
        cure_purge(table.name, rows.kept or 0, _against(carried, table)), (), rows.because,
    )  # fmt: skip


def _of_outside(carried: Carried) -> Iterator[Limit]:
    """Workers of the process behind the requests, held by an integration that hangs until its time-out: what asks
    outside parties answers before it has asked."""
    workers, load = carried.workers, carried.load
    if workers is None or load is None or not load.requests:
        return
    held = workers.per_instance
    for integration in carried.design.integrations:
        calls, because = _calls_a_second(carried, integration.name)
        if not calls:
            continue
        wait, wait_source = _time_out(carried.figures, integration)
        taken = calls * carried.figures.take("peak_factor") * wait / held
        yield _limit(
            carried, f"integration.{snake(integration.name)}", f"job workers held while {integration.name} hangs",
            f"{held} in one process", 0.5, partial(mul, taken),
            cure_integration(integration.name, time_text(wait)), ("peak_factor", "cores", wait_source),
            (integration.path, *because),
        )  # fmt: skip


def _time_out(figures: Figures, integration: Integration) -> tuple[float, str]:
    """Seconds until a call is given up, and the figure that tells."""
    said = duration(integration.timeout) if integration.timeout else None
    return (said.value, "") if said is not None else (figures.take("timeout"), "timeout")


def _calls_a_second(carried: Carried, name: str) -> tuple[float, tuple[str, ...]]:
    """Requests that call an integration: once for every row that the operation's entity gains."""
    rate = 0.0
    because: list[str] = []
    for operation in carried.api.operations:
        if name in operation.uses and operation.entity is not None:
            rows = carried.populations.of(operation.entity)
            if rows is not None and rows.per_day:
                rate += rows.per_day / 86400
                because += [*operation.because, *rows.because]
    return rate, tuple(because)
