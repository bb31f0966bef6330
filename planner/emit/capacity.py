"""The section of PLAN.md on load: what arrives, what carries it, how the tables grow, what gives way first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from planner.emit.escape import code_span, markdown, marked
from planner.model.amounts import count_text, factor_text, percent_text, short, size_text, time_text
from planner.model.capacity import FACTORS, YEARS, Capacity, Limit, TableForecast
from planner.model.decisions import Assumption
from planner.model.plan import Plan
from planner.naming import count_phrase, listing
from planner.phrases import brand, span

_MOST_TABLES, _MOST_NAMES = 8, 5
_WORTH_A_TABLE, _WORTH_A_ROW = 1e9, 0.01
_SHOWN = tuple(FACTORS.index(f) for f in (1.0, 10.0, 100.0, 1000.0))
_PREFIX, _OWN = "assumption.capacity.", "controls.capacity."


class CapacityView(Struct, frozen=True):
    """The section: sentences, the tables that matter, the limits with their cures, what was assumed."""

    sentences: tuple[str, ...]
    tables: tuple[str, ...]
    limits: tuple[str, ...]
    cures: tuple[str, ...]
    beyond: str
    assumed: tuple[str, ...]


def capacity_view(plan: Plan) -> CapacityView:
    """What the section says of one plan."""
    capacity = plan.capacity
    reached = [x for x in capacity.limits if x.reached_at is not None]
    return CapacityView(
        sentences=(*_load(plan), *_carriers(plan), *_messages(capacity), *_volume(plan), *_missing(plan)),
        tables=tuple(_tables(capacity)),
        limits=tuple(_limit(x) for x in reached),
        cures=tuple(f"{_name(x)}, {_when(x)}: {marked(x.cure)}." for x in reached),
        beyond=_beyond([x for x in capacity.limits if x.reached_at is None]),
        assumed=tuple(_assumed(capacity.assumptions)),
    )


def is_of_capacity(assumption: Assumption) -> bool:
    """Whether this section lists an assumption, so that no other does."""
    return assumption.id.startswith(_PREFIX)


def _places(plan: Plan, because: Iterable[str]) -> str:
    found = dict.fromkeys(p for path in because if (p := plan.place(path)))
    return f" ({', '.join(found)})" if found else ""


def _load(plan: Plan) -> Iterator[str]:
    load = plan.capacity.load
    if load is None:
        return
    arriving = [f"{_counted(load.requests, 'request')} a second"] if load.requests else []
    if load.events:
        burst = f", {count_text(load.burst_events)} in a burst" if load.burst_events > load.events else ""
        arriving.append(f"{_counted(load.events, 'event')} a second{burst}")
    parts = [f"{_amount(load.reads)} reads", f"{_amount(load.writes)} writes"] if load.requests else []
    split = listing([*parts, f"{_amount(load.queries)} queries to the database"])
    yield f"The peak is {listing(arriving)}{_places(plan, load.because)}: {split}."


def _amount(number: float) -> str:
    return count_text(number) if number >= 10 else short(number)


def _counted(number: float, noun: str) -> str:
    return f"{_amount(number)} {noun if number == 1 else f'{noun}s'}"


def _carriers(plan: Plan) -> Iterator[str]:
    workers, pools = plan.capacity.workers, plan.capacity.pools
    if workers is None or pools is None:
        return
    instances = f"{count_phrase(workers.instances, 'instance')} of {workers.per_instance}"
    few = workers.busy < 1
    busy = (
        "Less than one of them is in work at once, and with"
        if few
        else f"{_amount(workers.busy)} of them are in work at once. With"
    )
    wait = f"wait at most {time_text(workers.wait_p95)}" if workers.wait_p95 else "do not wait"
    yield (
        f"{busy} {count_phrase(workers.needed, 'worker')} 95 % {wait}, "
        f"{time_text(workers.wait_goal)} being allotted; {instances} leave {percent_text(1 - workers.utilisation)} idle."
    )
    yield (
        f"{count_phrase(pools.processes, 'process')} with pools of {pools.per_process} open "
        f"{pools.connections} of {pools.budget} connections{_pooled(plan.capacity)}."
    )


def _pooled(capacity: Capacity) -> str:
    limit = capacity.limit("connections")
    return f", which {limit.resource.partition(' behind ')[2]} shares" if limit and " behind " in limit.resource else ""


def _messages(capacity: Capacity) -> Iterator[str]:
    if capacity.messages:
        rates = [f"{code_span(m.event)} {count_text(m.per_second * 86400)}" for m in capacity.messages[:_MOST_NAMES]]
        more = len(capacity.messages) - _MOST_NAMES
        yield f"Published a day, where each row goes that way once: {listing(rates)}{f', and {more} events more' if more > 0 else ''}."


def _volume(plan: Plan) -> Iterator[str]:
    storage, tables = plan.capacity.storage, plan.capacity.tables
    if storage is None:
        return
    largest = max(tables, key=lambda t: t.size(2), default=None)
    most = f", `{largest.table}` {size_text(largest.size(2))} of it" if largest is not None and len(tables) > 1 else ""
    dialect = plan.settings.dialect
    measure = "" if dialect == "postgresql" else f" These are PostgreSQL's sizes; {brand(dialect)} differs."
    yield (
        f"{_sized(plan)} {size_text(storage.data[0])} at the start and {size_text(storage.data[2])} after 3 years{most}; "
        f"{size_text(storage.working_set)} of that is hot, and {size_text(storage.provisioned[2])} is to be provided, copies and bloat included.{measure}"
    )
    yield from _recovery(plan)
    if plan.capacity.unsized:
        yield f"No figure tells the rows of {_names(plan.capacity.unsized)}."


def _sized(plan: Plan) -> str:
    tables = plan.capacity.tables
    if not tables:
        return "By the volume that is stated, the tables together hold"
    return (
        f"`{tables[0].table}` holds"
        if len(tables) == 1
        else f"{len(tables)} tables of {len(plan.database.tables)} hold"
    )


def _recovery(plan: Plan) -> Iterator[str]:
    storage, scale = plan.capacity.storage, plan.design.scale
    if storage is None:
        return
    if scale.rpo is not None and storage.log_per_day:
        risk = f", up to {count_text(storage.writes_at_risk)} writes at the peak" if storage.writes_at_risk else ""
        yield (
            f"About {size_text(storage.log_per_day)} of log a day are archived at least every {markdown(span(scale.rpo.text))}: "
            f"what an outage loses{risk}{_places(plan, ['scale.rpo'])}."
        )
    if scale.rto is not None and storage.restore_seconds is not None:
        yield (
            f"Restoring the 3-year data takes {time_text(storage.restore_seconds)} of the {markdown(span(scale.rto.text))} "
            f"allowed{_places(plan, ['scale.rto'])}."
        )


def _names(names: tuple[str, ...]) -> str:
    shown = [f"`{n}`" for n in names[:_MOST_NAMES]]
    more = len(names) - _MOST_NAMES
    return listing([*shown, f"{more} more"] if more > 0 else shown)


def _missing(plan: Plan) -> Iterator[str]:
    capacity = plan.capacity
    first = next(iter(plan.domain.entities), "")
    if capacity.load is None and not capacity.tables and capacity.storage is None:
        yield (
            "The design states no load and no rows, so none is made up: `scale.peak_rps` (or `scale.daily_users`) would give "
            f"workers and connections, `rows` and `growth`, as on {markdown(first)}, sizes and limits."
        )
    elif capacity.load is None and capacity.tables:
        yield f"Workers and connections need `scale.peak_rps` or `scale.daily_users`; only the rows of {_names(tuple(t.table for t in capacity.tables))} are known."
    elif not capacity.tables:
        yield f"Sizes need `rows` and `growth`; none of the {count_phrase(len(plan.domain.entities), 'entity')} states them, {markdown(first)} among them."


def _tables(capacity: Capacity) -> Iterator[str]:
    storage = capacity.storage
    if storage is None or storage.data[-1] < _WORTH_A_TABLE:
        return
    worth = [t for t in capacity.tables if t.size(-1) >= storage.data[-1] * _WORTH_A_ROW]
    for table in sorted(worth, key=lambda t: -t.size(-1))[:_MOST_TABLES]:
        yield _table(table)


def _table(table: TableForecast) -> str:
    sizes = " | ".join(size_text(table.size(at)) for at in range(len(YEARS)))
    return f"| `{table.table}` | {count_text(table.rows[0])} | {count_text(table.rows[2])} | {sizes} |"


def _name(limit: Limit) -> str:
    return marked(limit.resource[:1].upper() + limit.resource[1:])


def _limit(limit: Limit) -> str:
    share = "" if limit.threshold == 1 else f"{percent_text(limit.threshold)} of "
    used = " | ".join(percent_text(limit.used[at]) for at in _SHOWN)
    return f"| {_name(limit)} | {share}{limit.of} | {used} | {factor_text(limit.reached_at or 0)} | {limit.source} |"


def _when(limit: Limit) -> str:
    at = factor_text(limit.reached_at or 0)
    return f"already over it (from {at})" if limit.is_reached else f"from {at}"


def _beyond(limits: list[Limit]) -> str:
    if not limits:
        return ""
    names = [f"{_name(x)[:1].lower()}{_name(x)[1:]}" for x in limits[:_MOST_NAMES]]
    return f"1000× the load does not exhaust {listing(names, 'or')}."


def _assumed(assumptions: tuple[Assumption, ...]) -> Iterator[str]:
    """By what they change, so that one line says it once."""
    groups: dict[str, list[str]] = {}
    for a in assumptions:
        groups.setdefault(a.would_change, []).append(f"{_lowered(a.says)} (`{a.path.removeprefix(_OWN)}`)")
    for change, said in groups.items():
        yield f"{change[:1].upper()}{change[1:]}: {'; '.join(said)}."


def _lowered(says: str) -> str:
    text = says.rstrip(".")
    return markdown(f"{text[:1].lower()}{text[1:]}")
