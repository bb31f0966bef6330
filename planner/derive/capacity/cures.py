"""What helps when a resource gives way, in the words of this design: its engines, its keys, its figures."""

from __future__ import annotations

from math import ceil

from planner.derive.capacity.parts import Piece
from planner.model.amounts import count_text, percent_text, short, size_text
from planner.model.capacity import Load, Pools
from planner.model.database import Database, Table
from planner.model.decisions import Settings
from planner.model.design import Design

_MOST_POOLED = 300
_TENANT_SHARE = 0.9
_POOLERS = {"postgresql": "PgBouncer", "mysql": "ProxySQL", "mariadb": "ProxySQL"}
_BROKERS = {"kafka": "Kafka", "rabbitmq": "RabbitMQ", "redis": "Redis"}
_DISTRIBUTED = {"postgresql": "Citus", "mysql": "Vitess", "mariadb": "Vitess"}


def cure_connections(pools: Pools, dialect: str) -> str:
    """Fewer connections for the same work."""
    least = min(pools.budget, _MOST_POOLED)
    pooler = _POOLERS.get(dialect, "a pooler")
    return f"{pooler} in transaction mode before {least} connections, instead of {pools.per_process} a process"


def cure_pooled(pooler: str, busy: float, replicas: bool) -> str:
    """What is left once connections are shared."""
    way = "one more replica" if replicas else "reads on a replica"
    return f"{way} with connections of its own: {pooler} shares them already, and each of {short(busy)} requests in work holds one"


def cure_cores(read: float, written: float, cores: float, largest: float, cap: float, settings: Settings) -> str:
    """A bigger machine, while there is one."""
    used = read + written
    now, later = ceil(used / cap), ceil(used * 10 / cap)
    if later <= cores:
        return f"a bigger machine, beyond 10×: the {cores:g} cores carry that"
    today = f"{now} cores for 1×, " if now > cores else ""
    unit = "" if today else " cores"
    beyond = (
        f", beyond the {largest:g} of the largest machine, so {_spread(read, written, settings)}"
        if later > largest
        else ""
    )
    return f"a bigger machine: {today}{later}{unit} for 10×{beyond}"


def _spread(read: float, written: float, settings: Settings) -> str:
    """The next machine beyond what was decided, by what takes the most."""
    if settings.sharding != "none":
        return "more nodes must carry it"
    if written > read:
        return "writes must be spread"
    return "another replica must take reads" if settings.replicas else "reads must leave it"


def cure_table(table: Table, piece: Piece, room: float, decided: bool, against: str) -> str:
    """The next step for the largest piece: smaller parts of what is cut, parts of what grows, else memory."""
    memory = f"{size_text(piece.size)} of memory" if piece.size > room else "more memory"
    if piece.finer:
        return f"parts {piece.finer} instead, or {memory}"
    if piece.table.parts:
        return f"more parts of `{table.name}`, or {memory}"
    came = next((c.name for c in table.columns if c.default is not None and c.default.kind == "now"), None)
    if not piece.grows or came is None:
        return f"{memory}, or an archive for rows of `{table.name}` that are seldom read"
    if against:
        return f"{memory}, or an archive for old rows; parts of `{table.name}` {_once(against)}"
    too = " as well" if decided else ""
    until = f"; until then {memory}" if piece.size > room else ""
    return f"partition `{table.name}` by `{came}`{too}, so that old rows need no memory{until}"


def cure_purge(table: str, kept: int, against: str) -> str:
    """Whole parts instead of rows, where the table can be cut."""
    if against:
        return f"delete in small batches all day long; parts of `{table}` to drop {_once(against)}"
    return f"partition `{table}` by `created_at` and drop whole partitions after {kept} days"


def _once(against: str) -> str:
    return f"only once something else holds {against}: a key of a table in parts carries what it is cut by"


def cure_restore(takes: str, zones: float) -> str:
    """A second machine answers for a lost one; rows that were lost are on neither."""
    standby = (
        f"{zones:g} zones answer for a lost machine, not for lost rows"
        if zones > 1
        else "a standby answers for a lost machine, not for lost rows"
    )
    return f"{standby}: for these restore in parts, the tables that callers wait for first; all of it takes {takes}"


def cure_reads(design: Design, load: Load, settings: Settings) -> str:
    """The next step beyond the cache and the replicas that were decided, where somebody tolerates an older answer."""
    reads = f"the {count_text(load.reads)} reads/s"
    if settings.replicas:
        first = "" if settings.cache != "none" else ", or a cache before them"
        return f"one more replica for {reads}{first}"
    if settings.cache != "none":
        reads = f"what the cache leaves of {reads}"
    tolerated = design.scale.staleness
    named = [q.name for q in design.queries if q.fresh]
    if tolerated is not None:
        return f"replicas for {reads}: `scale.staleness` allows {tolerated.text}"
    if named:
        return f"a replica for {', '.join(named[:3])}, which may be older; the other reads need a fresh answer"
    more = "replicas" if settings.cache != "none" else "replicas or a cache"
    return f"{more} for {reads}, once `scale.staleness` says how old an answer may be"


def tenant_share(database: Database) -> float:
    """The share of the entities' tables that carry the tenant's key."""
    entities = [t for t in database.tables if t.kind == "entity"]
    return sum(t.tenant_column is not None for t in entities) / len(entities) if entities else 0.0


def cure_writes(settings: Settings, share: float, load: Load, cores: float) -> str:
    """Only here one machine ends, and an engine that spreads over many is called for."""
    dialect = settings.dialect
    if settings.sharding != "none":
        return f"more nodes: {count_text(load.writes + load.events)} writes/s at 1× are spread already"
    writes = f"{count_text(load.writes + load.events)} writes/s at 1× then fill {cores:.3g} cores"
    engine = _DISTRIBUTED.get(dialect)
    if engine is None:
        return f"a server database, for {dialect} has one writer: {writes}"
    if share >= _TENANT_SHARE:
        return f"{engine} by the tenant's key, which {percent_text(share)} of the tables carry: {writes}"
    carried = f"only {percent_text(share)} of the tables carry" if share else "no table carries"
    return f"{engine}, once there is a key to spread by, for {carried} a tenant's: {writes}"


def cure_burst(queue: str, rate: str) -> str:
    """What holds a burst: the broker that was decided, or one that is not there yet."""
    if queue == "database":
        return f"let a queue hold what exceeds {rate}/s, with a bound and an alert on its age"
    return f"more workers: {_BROKERS.get(queue, queue)} holds what exceeds {rate}/s meanwhile, with a bound and an alert on its age"


def cure_integration(name: str, timeout: str) -> str:
    """That what waits for one party keeps nothing else waiting."""
    return f"workers of its own for calls to {name}, and none sent while it is known to be down: each waits up to {timeout}"
