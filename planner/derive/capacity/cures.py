"""What helps when a resource gives way, in the words of this design: its engines, its keys, its figures."""

from __future__ import annotations

from math import ceil

from planner.model.amounts import count_text, percent_text
from planner.model.capacity import Load, Pools
from planner.model.database import Database, Table
from planner.model.design import Design

_MOST_POOLED = 300
_TENANT_SHARE = 0.9
_POOLERS = {"postgresql": "PgBouncer", "mysql": "ProxySQL", "mariadb": "ProxySQL"}
_DISTRIBUTED = {"postgresql": "Citus", "mysql": "Vitess", "mariadb": "Vitess"}


def cure_connections(pools: Pools, dialect: str) -> str:
    """Fewer connections for the same work."""
    least = min(pools.budget, _MOST_POOLED)
    pooler = _POOLERS.get(dialect, "a pooler")
    return f"{pooler} in transaction mode before {least} connections, instead of {pools.per_process} a process"


def cure_cores(used: float, cores: float, largest: float, cap: float) -> str:
    """A bigger machine, while there is one."""
    now, later = ceil(used / cap), ceil(used * 10 / cap)
    today = f"{now} cores for 1×, " if now > cores else ""
    unit = "" if today else " cores"
    beyond = f", beyond the {largest:g} of the largest machine, so reads must leave it" if later > largest else ""
    return f"a bigger machine: {today}{later}{unit} for 10×{beyond}"


def cure_table(table: Table, per_day: float) -> str:
    """Parts of a table, by the time its rows came where it grows, else by its key."""
    came = next((c.name for c in table.columns if c.default is not None and c.default.kind == "now"), None)
    if per_day and came is not None:
        return f"partition `{table.name}` by `{came}`, so that old rows need no memory"
    return f"more memory, or partition `{table.name}` by `{table.primary_key[0]}`"


def cure_reads(design: Design, load: Load) -> str:
    """A cache or a replica, where somebody tolerates an older answer."""
    tolerated = design.scale.staleness
    named = [q.name for q in design.queries if q.fresh]
    reads = f"the {count_text(load.reads)} reads/s"
    cache = design.stack.cache
    if tolerated is not None:
        return f"replicas for {reads}: `scale.staleness` allows {tolerated.text}"
    if named:
        return f"a replica for {', '.join(named[:3])}, which may be older; the other reads need a fresh answer"
    if cache is not None:
        return f"{cache} in front of {reads}; replicas once `scale.staleness` says how old an answer may be"
    return f"replicas or a cache for {reads}, once `scale.staleness` says how old an answer may be"


def tenant_share(database: Database) -> float:
    """The share of the entities' tables that carry the tenant's key."""
    entities = [t for t in database.tables if t.kind == "entity"]
    return sum(t.tenant_column is not None for t in entities) / len(entities) if entities else 0.0


def cure_writes(dialect: str, share: float, load: Load, cores: float) -> str:
    """Only here one machine ends, and an engine that spreads over many is called for."""
    writes = f"{count_text(load.writes + load.events)} writes/s at 1× then fill {cores:.3g} cores"
    engine = _DISTRIBUTED.get(dialect)
    if engine is None:
        return f"a server database, for {dialect} has one writer: {writes}"
    if share >= _TENANT_SHARE:
        return f"{engine} by the tenant's key, which {percent_text(share)} of the tables carry: {writes}"
    carried = f"only {percent_text(share)} of the tables carry" if share else "no table carries"
    return f"{engine}, once there is a key to spread by, for {carried} a tenant's: {writes}"


def cure_integration(name: str, timeout: str) -> str:
    """Not to wait in the request."""
    return f"a bound on calls to {name} at once, or its work in a job: each waits up to {timeout}"
