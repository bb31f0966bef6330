"""Queues: Little's law and M/M/c waiting times. Plain numbers in and out, nothing of designs."""

from __future__ import annotations

from math import ceil, log

_CERTAIN = 2000.0


def in_work(rate: float, service: float) -> float:
    """Little: how many are in work at once, for arrivals a second and seconds each."""
    return rate * service


def erlang_b(servers: int, busy: float) -> float:
    """The share that finds every server taken, if nobody waits."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = busy * blocked / (k + busy * blocked)
    return blocked


def erlang_c(servers: int, busy: float) -> float:
    """The share that has to wait."""
    if busy >= servers:
        return 1.0
    return _waiting(erlang_b(servers, busy), busy / servers)


def _waiting(blocked: float, utilisation: float) -> float:
    return blocked / (1 - utilisation * (1 - blocked))


def mean_wait(servers: int, rate: float, service: float) -> float:
    """Seconds in the queue, on average over all."""
    spare = servers / service - rate
    return erlang_c(servers, rate * service) / spare if spare > 0 else float("inf")


def wait_at(percentile: float, servers: int, rate: float, service: float) -> float:
    """Seconds in the queue that a share `percentile` does not exceed."""
    spare = servers / service - rate
    if spare <= 0:
        return float("inf")
    return _wait(erlang_c(servers, rate * service), percentile, spare)


def _wait(waiting: float, percentile: float, spare: float) -> float:
    return max(0.0, log(waiting / (1 - percentile)) / spare) if waiting > 0 else 0.0


def servers_for(rate: float, service: float, goal: float, percentile: float = 0.95, cap: float = 0.8) -> int:
    """The fewest servers that keep the wait at a percentile within `goal` and the utilisation within `cap`."""
    busy = rate * service
    least = max(1, ceil(round(busy / cap, 9)))
    if busy > _CERTAIN:
        return least  # at this size nobody waits while a fifth of the servers is idle
    servers, blocked = 0, 1.0
    while True:
        servers += 1
        blocked = busy * blocked / (servers + busy * blocked)
        if servers < least or servers <= busy:
            continue
        waiting = _waiting(blocked, busy / servers)
        if _wait(waiting, percentile, servers / service - rate) <= goal:
            return servers


def slow_share(share: float, calls: int) -> float:
    """Fan-out: the share of requests that meet at least one slow call of `calls`."""
    return 1 - (1 - share) ** calls
