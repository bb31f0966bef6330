"""Figures that cannot both be true: loads, rows, sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from planner.model.design import Design
from planner.model.domain import DomainEntity
from planner.rules.facts.registry import NO, Known, Reply, Unknown, design_fact, entity_fact, flag
from planner.rules.world import World

DAY: Final = 86_400
_APART: Final = 10
_SHORT: Final = 3
"""Two figures of one thing that differ by more than this are about two things."""


@design_fact("scale.mean", "number", "requests a second on average, of the daily users", unit="per_second")
def mean(_world: World, design: Design) -> Reply:
    """Daily users times their requests, over a day."""
    scale = design.scale
    if scale.daily_users is None or scale.requests_per_user_day is None:
        return Unknown(("scale.daily_users",) if scale.daily_users is None else ("scale.requests_per_user_day",))
    value = scale.daily_users.value * scale.requests_per_user_day.value / DAY
    return Known(value, ("scale.requests_per_user_day", "scale.daily_users"))


@design_fact("design.peak_below_mean", "flag", "the peak is lower than the average")
def peak_below_mean(world: World, design: Design) -> Reply:
    """Whether the stated peak is under what the daily users make on average."""
    return _peak(world, design, lambda peak, average: peak < average)


@design_fact("design.peak_beyond_burst", "flag", "the peak is far above what a burst brings")
def peak_beyond_burst(world: World, design: Design) -> Reply:
    """Whether the stated peak is ten times what average and burst make."""
    burst = design.scale.burst
    if burst is None:
        return Unknown(("scale.burst",))
    return _peak(world, design, lambda peak, average: peak > average * burst.value * _APART)


def _peak(world: World, design: Design, compare: Callable[[float, float], bool]) -> Reply:
    average, peak = mean(world, design), design.scale.peak_rps
    if isinstance(average, Unknown) or peak is None:
        return Unknown(("scale.peak_rps",)) if peak is None else average
    value = average.value
    held = isinstance(value, int | float) and compare(peak.value, value)
    return flag(held, "scale.peak_rps", *average.because)


@design_fact("scale.writes_day", "number", "writes a day, of the daily users", unit="count")
def writes_day(world: World, design: Design) -> Reply:
    """The share of writes in the requests of a day."""
    average, mix = mean(world, design), design.scale.read_write
    if isinstance(average, Unknown) or mix is None:
        return Unknown(("scale.read_write",)) if mix is None else average
    value = average.value if isinstance(average.value, int | float) else 0.0
    return Known(value * DAY / (1 + mix.value), ("scale.read_write", *average.because))


@design_fact("design.grows_faster_than_written", "flag", "more rows arrive than requests could write")
def grows_faster_than_written(world: World, design: Design) -> Reply:
    """Whether the growth of what people create is more than twice their writes."""
    written = writes_day(world, design)
    if isinstance(written, Unknown):
        return written
    grown = [e for e in world.domain.entities.values() if e.growth_per_day and _by_people(e)]
    rows = sum(e.growth_per_day or 0 for e in grown)
    limit = written.value if isinstance(written.value, int | float) else 0.0
    largest = sorted(grown, key=lambda e: -(e.growth_per_day or 0))
    return flag(rows > 2 * limit, *(e.path for e in largest[:1]), *written.because)


def _by_people(entity: DomainEntity) -> bool:
    rule = entity.rule("create")
    return rule is not None and any(g.is_caller and g.role not in ("internal", "service") for g in rule.grants)


@entity_fact("entity.rows_beyond_retention", "flag", "more rows are there than arrive before they are deleted")
def rows_beyond_retention(world: World, entity: DomainEntity) -> Reply:
    """Whether the rows outnumber those that can be within their retention."""
    kept, coming = entity.retention, _coming(world, entity)
    if kept is None or entity.rows is None or coming is None:
        return NO
    steady = coming.per_day * kept.days
    return flag(entity.rows > 2 * steady, f"{entity.path}.rows", kept.path, *coming.because)


class _Coming(Struct, frozen=True):
    """How many rows a day begin the time for which they are kept, at most; and the figures beside the entity's own."""

    per_day: float
    because: tuple[str, ...] = ()


def _coming(world: World, entity: DomainEntity) -> _Coming | None:
    """Rows made in a day, and where their time begins anew those that it begins anew for; `None` where no figure tells."""
    grown, after = entity.growth_per_day, entity.retention.after if entity.retention is not None else ""
    if grown is None:
        return None
    if entity.goes_by_age:
        return _Coming(grown)
    if after == "last login":
        daily = world.design.scale.daily_users
        return _Coming(grown + daily.value, ("scale.daily_users",)) if daily is not None else None
    other = world.domain.entities.get(after.removeprefix("last ").strip()) if after.startswith("last ") else None
    if other is None or other.growth_per_day is None or _in_hands_of_several(other, entity):
        return None
    return _Coming(grown + other.growth_per_day, (f"{other.path}.growth",))


def _in_hands_of_several(other: DomainEntity, entity: DomainEntity) -> bool:
    """Whether one row of it may be the last of more than one."""
    keys = [r for r in other.references if entity.name in r.targets]
    return len(keys) != 1


@entity_fact("entity.steady_rows", "number", "rows there are once as many are deleted as arrive", unit="count")
def steady_rows(world: World, entity: DomainEntity) -> Reply:
    """What comes in a day times retention."""
    kept, coming = entity.retention, _coming(world, entity)
    if kept is None or coming is None:
        return Unknown((f"{entity.path}.retention",))
    return Known(coming.per_day * kept.days, (kept.path, *coming.because))


@entity_fact("entity.fewer_accounts_than_users", "flag", "it holds fewer accounts than people use it on a day")
def fewer_accounts_than_users(world: World, entity: DomainEntity) -> Reply:
    """Whether its rows are fewer than the daily users, where all of them sign in as it."""
    daily = world.design.scale.daily_users
    if entity.account is None or entity.rows is None or daily is None or len(world.domain.accounts) != 1:
        return NO
    if any(_is_open(e) for e in world.domain.entities.values()):
        return NO
    return flag(entity.rows < daily.value, f"{entity.path}.rows", "scale.daily_users")


def _is_open(entity: DomainEntity) -> bool:
    """Whether it is read without signing in."""
    return any(g.role == "public" for name in ("list", "get") if (r := entity.rule(name)) for g in r.grants)


@design_fact("design.size_now", "number", "what the rows of today take", unit="bytes", stage="plan")
def size_now(world: World, _design: Design) -> Reply:
    """The forecast of today."""
    storage = world.parts.capacity.storage
    return Known(storage.data[0], storage.because) if storage else Unknown(("scale.data_volume",))


@design_fact("design.size_in_3_years", "number", "what the rows take in three years", unit="bytes", stage="plan")
def size_in_3_years(world: World, _design: Design) -> Reply:
    """The forecast of three years."""
    storage = world.parts.capacity.storage
    return Known(storage.data[2], storage.because) if storage else Unknown(("scale.data_volume",))


@design_fact("design.volume_apart", "flag", "the data volume is far from what the rows take", stage="plan")
def volume_apart(world: World, design: Design) -> Reply:
    """Whether the stated volume is ten times what three years bring, or a third of what today's rows take by themselves."""
    said, storage = design.scale.data_volume, world.parts.capacity.storage
    if (
        said is None
        or storage is None
        or any(f.type.kind.value in ("file", "image") for e in design.entities for f in e.fields)
    ):
        return NO
    apart = said.value > _APART * storage.data[2] or said.value * _SHORT < storage.data[0]
    return flag(apart, "scale.data_volume", *storage.because[:2])


@design_fact("design.devices_unheard", "flag", "devices are counted, and none calls")
def devices_unheard(_world: World, design: Design) -> Reply:
    """Whether devices are figures but no consumers."""
    callers = design.context.consumers
    heard = "devices" in callers or not callers
    return flag(design.scale.devices is not None and not heard, "scale.devices", "context.consumers")
