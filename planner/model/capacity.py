"""Capacity: the load a design states, what carries it, how the tables grow, what gives way first.

A figure the design does not state is an `Input` of source `assumed`, never a constant hidden in a result.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from planner.model.decisions import Assumption

Source: TypeAlias = Literal["said", "derived", "assumed"]
Parting: TypeAlias = Literal["", "time", "hash", "tenant"]
YEARS = (0, 1, 3, 5)
MANY_ROWS = 100_000_000
"""Rows in three years from which a table is one too large to be worked on as a whole."""
FACTORS = (0.5, 1.0, 2.0, 10.0, 100.0, 1000.0)


class Input(Struct, frozen=True, omit_defaults=True):
    """One figure that was reckoned with. `path` is where the design states it, or could."""

    id: str
    name: str
    value: float
    unit: str
    source: Source
    path: str
    because: tuple[str, ...]


class MessageRate(Struct, frozen=True, omit_defaults=True):
    """How often one event is published, out of the growth of the rows it is about."""

    id: str
    event: str
    per_second: float
    because: tuple[str, ...]


class Load(Struct, frozen=True, omit_defaults=True):
    """What arrives at the peak, a second. `events` arrive steadily, `burst_events` while they burst."""

    id: str
    requests: float
    reads: float
    writes: float
    queries: float
    events: float
    burst_events: float
    because: tuple[str, ...]


class Workers(Struct, frozen=True, omit_defaults=True):
    """How many requests must be in work at once (M/M/c), and the processes that hold them."""

    id: str
    busy: float
    needed: int
    per_instance: int
    instances: int
    utilisation: float
    wait_p95: float
    wait_goal: float
    because: tuple[str, ...]


class Pools(Struct, frozen=True, omit_defaults=True):
    """Database connections: what all processes open, against what the server allows."""

    id: str
    per_process: int
    processes: int
    connections: int
    budget: int
    because: tuple[str, ...]


class TableForecast(Struct, frozen=True, omit_defaults=True):
    """One table now and after 1, 3 and 5 years (`YEARS`); sizes in bytes, those of PostgreSQL.

    `parts`: what it is cut by; `uncut`: what stands against it, where it is large enough to be cut.
    """

    id: str
    table: str
    row_bytes: int
    rows: tuple[int, ...]
    heap: tuple[int, ...]
    indexes: tuple[int, ...]
    source: Source
    because: tuple[str, ...]
    parts: Parting = ""
    uncut: str = ""

    def size(self, at: int) -> int:
        """Heap and indexes at one of `YEARS`, by position."""
        return self.heap[at] + self.indexes[at]


class Storage(Struct, frozen=True, omit_defaults=True):
    """All sized tables together. `provisioned` has room for bloat and the copies."""

    id: str
    data: tuple[int, ...]
    provisioned: tuple[int, ...]
    working_set: int
    log_per_day: int
    because: tuple[str, ...]
    restore_seconds: float | None = None
    writes_at_risk: float | None = None


class Limit(Struct, frozen=True, omit_defaults=True):
    """A resource that gives way. `used` is its use at each of `FACTORS` as a share of what there is of it."""

    id: str
    resource: str
    of: str
    used: tuple[float, ...]
    threshold: float
    source: Source
    cure: str
    inputs: tuple[str, ...]
    because: tuple[str, ...]
    reached_at: float | None = None

    @property
    def is_reached(self) -> bool:
        """Whether today's load is over the threshold already."""
        return self.used[1] >= self.threshold


class Capacity(Struct, frozen=True, omit_defaults=True):
    """How the plan carries its load. `limits` come in the order in which they are reached."""

    inputs: tuple[Input, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    load: Load | None = None
    messages: tuple[MessageRate, ...] = ()
    workers: Workers | None = None
    pools: Pools | None = None
    tables: tuple[TableForecast, ...] = ()
    unsized: tuple[str, ...] = ()
    storage: Storage | None = None
    limits: tuple[Limit, ...] = ()
    missing: tuple[str, ...] = ()

    def limit(self, resource: str) -> Limit | None:
        """`limit.<resource>`, where there is one."""
        return next((x for x in self.limits if x.id == f"limit.{resource}"), None)
