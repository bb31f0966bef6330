"""What arrives at the peak: requests, reads, writes, queries and events a second, out of the design's figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.derive.capacity.inputs import Figures
from planner.derive.capacity.rows import DAY, Populations
from planner.derive.running import told_events
from planner.model.api import Api, Message
from planner.model.capacity import Load, MessageRate
from planner.naming import snake


def derive_load(figures: Figures, *, cached: bool = False) -> Load | None:
    """The load at the peak; `None` where the design says nothing that tells it."""
    requests, because = _requests(figures)
    events, burst = _events(figures)
    if requests is None and not events:
        return None
    wanted = requests or 0.0
    share = figures.take("read_write") if wanted else 0.0
    reads = wanted * share / (share + 1)
    missed = reads * (1 - min(0.99, figures.take("cache_hits"))) if cached and reads else reads
    queries = (missed + wanted - reads + events) * figures.take("queries")
    causes = because + figures.because("events_per_second", "burst", "read_write", "queries", "cache_hits")
    return Load("capacity.load", wanted, reads, wanted - reads, queries, events, burst, tuple(dict.fromkeys(causes)))


def _requests(figures: Figures) -> tuple[float | None, tuple[str, ...]]:
    scale = figures.design.scale
    if scale.peak_rps is not None:
        value = figures.note("peak_rps", scale.peak_rps.value, "/s", "said", "scale.peak_rps")
        return value, figures.because("peak_rps")
    if scale.daily_users is not None:
        daily = figures.note("daily_users", scale.daily_users.value, "", "said", "scale.daily_users")
    elif scale.users is not None:
        users = figures.note("users", scale.users.value, "", "said", "scale.users")
        daily = users * figures.take("daily_share")
    elif scale.devices is not None:
        daily = figures.note("devices", scale.devices.value, "", "said", "scale.devices")
    else:
        return None, ()
    average = daily * figures.take("requests_per_user_day") / DAY
    names = ("users", "daily_users", "devices", "requests_per_user_day", "peak_factor")
    return average * figures.take("peak_factor"), figures.because(*names)


def _events(figures: Figures) -> tuple[float, float]:
    """Events a second, steadily and in a burst."""
    scale = figures.design.scale
    if scale.events_per_second is None:
        return 0.0, 0.0
    steady = figures.note("events_per_second", scale.events_per_second.value, "/s", "said", "scale.events_per_second")
    if scale.burst is None:
        return steady, steady
    return steady, steady * figures.note("burst", scale.burst.value, "", "said", "scale.burst")


def message_rates(api: Api, populations: Populations) -> Iterator[MessageRate]:
    """Published events of entities whose growth is known: each row whose life emits an event does so once."""
    moved = {o.id: o.entity for o in api.operations}
    started = {f"job.{snake(j.name)}": j.on for j in populations.design.jobs}
    messages = {m.event: m for m in api.messages}
    told = told_events(populations.domain.entities.values(), populations.design)
    for message in api.messages:
        if message.direction != "publish" or message.entity is None or message.event not in told:
            continue
        found = [populations.of(name) for name in _emitting(message, messages, moved, started)]
        rows = [r for r in found if r is not None and r.per_day]
        if rows and len(rows) == len(found):
            because = tuple(dict.fromkeys((*message.because, *(p for r in rows for p in r.because))))
            yield MessageRate(f"capacity.{message.id}", message.event, sum(r.per_day for r in rows) / DAY, because)


def _emitting(
    message: Message,
    messages: Mapping[str, Message],
    moved: Mapping[str, str | None],
    started: Mapping[str, tuple[str, ...]],
    asked: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """The entities whose rows an event tells of: those that its operations move, or that start the jobs telling it."""
    own = message.entity or ""
    found: dict[str, None] = {}
    for emitter in message.emitted_by:
        heard = [messages[e] for e in started.get(emitter, ()) if e in messages and e not in asked]
        for other in heard:
            found |= dict.fromkeys(_emitting(other, messages, moved, started, asked | {message.event}))
        if not heard:
            found[moved.get(emitter) or own] = None
    return tuple(found) or (own,)


def missing_figures(figures: Figures, load: Load | None, has_rows: bool) -> tuple[str, ...]:
    """What would have to be said to reckon more, by path."""
    found = [] if load is not None else ["scale.peak_rps", "scale.daily_users"]
    if not has_rows:
        found.append("entities.*.rows")
    return tuple(found)
