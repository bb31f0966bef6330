"""What carries the load: workers that hold requests, and the connections their processes open."""

from __future__ import annotations

from math import ceil

from planner.derive.capacity.inputs import Figures
from planner.derive.capacity.queueing import in_work, servers_for, wait_at
from planner.model.capacity import Load, Pools, Workers

CAP, PERCENTILE, HELD_BACK, SLOTS_A_CORE = 0.8, 0.95, 10, 4


def derive_workers(load: Load, figures: Figures) -> Workers:
    """Requests and events in work at once, and the workers that keep their wait within its budget."""
    rate, service, goal = load.requests + load.events, figures.take("service_time"), figures.take("wait_goal")
    needed = servers_for(rate, service, goal, PERCENTILE, CAP)
    slots = SLOTS_A_CORE * round(figures.take("cores"))
    instances = max(round(figures.take("instances")), ceil(needed / slots))
    held = instances * slots
    busy = in_work(rate, service)
    because = load.because + figures.because("service_time", "wait_goal", "cores", "instances")
    wait = wait_at(PERCENTILE, needed, rate, service)
    return Workers("capacity.workers", busy, needed, slots, instances, busy / held, wait, goal, _once(because))


def instances_at(factor: float, workers: Workers, least: int) -> int:
    """Instances that a multiple of the load calls for."""
    return max(least, ceil(workers.busy * factor / CAP / workers.per_instance))


def derive_pools(workers: Workers, figures: Figures) -> Pools:
    """A pool for each process: two connections a core of the database and one for its disk."""
    each = 2 * round(figures.take("cores")) + 1
    jobs = _job_processes(figures)
    budget = max(1, round(figures.take("max_connections")) - HELD_BACK)
    processes = workers.instances + jobs
    because = workers.because + figures.because("max_connections") + _job_lines(figures)
    return Pools("capacity.pools", each, processes, each * processes, budget, _once(because))


def connections_at(factor: float, workers: Workers, pools: Pools) -> int:
    """Connections when processes are added as the load grows."""
    more = instances_at(factor, workers, workers.instances) - workers.instances
    return pools.connections + more * pools.per_process


def _job_processes(figures: Figures) -> int:
    return 1 if figures.design.jobs else 0


def _job_lines(figures: Figures) -> tuple[str, ...]:
    return tuple(j.path for j in figures.design.jobs)


def _once(paths: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(paths))
