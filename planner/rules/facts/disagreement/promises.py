"""Promises that the rest of a design cannot keep: availability, recovery, speed, people, time, law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from planner.model.design import Design, Integration
from planner.model.domain import DomainEntity
from planner.read.units import duration
from planner.rules.facts.lives import going_along
from planner.rules.facts.registry import NO, Known, Reply, Unknown, design_fact, entity_fact, flag, integration_fact
from planner.rules.places import Bound, is_elsewhere, kept_in
from planner.rules.world import World

HOURS_A_WEEK: Final = 30
_THREE_NINES: Final = 0.999
_LONGER: Final = 60


def _seconds(world: World, control: str) -> float | None:
    setting = world.controls.get(control)
    found = duration(str(setting.value)) if setting is not None else None
    return found.value if found else None


def _count(world: World, control: str) -> float | None:
    setting = world.controls.get(control)
    return float(setting.value) if setting is not None and isinstance(setting.value, int | float) else None


@design_fact("design.backup_too_rare", "flag", "backups are rarer than the work that may be lost")
def backup_too_rare(world: World, design: Design) -> Reply:
    """Whether the interval is longer than the RPO."""
    every, rpo = _seconds(world, "backup.every"), design.scale.rpo
    return flag(bool(every and rpo and every > rpo.value), "scale.rpo", "controls.backup.every")


@design_fact("design.one_instance_promises", "flag", "one copy is to answer as if there were two")
def one_instance_promises(world: World, design: Design) -> Reply:
    """Whether 99.9 % and more rest on one instance."""
    promised = design.scale.availability
    alone = _count(world, "instances") == 1
    return flag(bool(promised and promised.value >= _THREE_NINES and alone), "scale.availability", "controls.instances")


@design_fact("design.one_zone_promises", "flag", "one zone is to answer as if there were two")
def one_zone_promises(world: World, design: Design) -> Reply:
    """Whether more than 99.9 % rest on one zone."""
    promised = design.scale.availability
    alone = _count(world, "zones") == 1
    return flag(bool(promised and promised.value > _THREE_NINES and alone), "scale.availability", "controls.zones")


@design_fact("design.restore_too_slow", "flag", "a restore takes longer than a disaster may last", stage="plan")
def restore_too_slow(world: World, design: Design) -> Reply:
    """Whether the forecast of a restore is longer than the RTO, at a rate that is said or with no second zone beside it."""
    storage, rto = world.parts.capacity.storage, design.scale.rto
    if storage is None or storage.restore_seconds is None or rto is None:
        return NO
    rate = world.controls.get("capacity.restore_rate")
    if rate is None and (_count(world, "zones") or 1) > 1:
        return NO
    said = (rate.path,) if rate is not None else ()
    return flag(storage.restore_seconds > rto.value, "scale.rto", *said, *storage.because[:2])


@design_fact(
    "design.restore_time", "number", "how long a restore takes after three years", unit="seconds", stage="plan"
)
def restore_time(world: World, _design: Design) -> Reply:
    """The forecast of a restore."""
    storage = world.parts.capacity.storage
    if storage is None or storage.restore_seconds is None:
        return Unknown(("scale.data_volume",))
    return Known(storage.restore_seconds, storage.because)


@design_fact("design.live_but_stale", "flag", "answers may be old, and changes are pushed at once")
def live_but_stale(_world: World, design: Design) -> Reply:
    """Whether a feed and a staleness of more than a minute stand side by side."""
    allowed = design.scale.staleness
    late = allowed is not None and allowed.value > _LONGER
    return flag(late and bool(design.realtime), "scale.staleness", *(f.path for f in design.realtime[:1]))


@design_fact("design.cached_but_fresh", "flag", "a cache is given, and no answer may be old")
def cached_but_fresh(_world: World, design: Design) -> Reply:
    """Whether a cache stands beside a staleness of nothing."""
    allowed = design.scale.staleness
    fresh = allowed is not None and allowed.value == 0
    return flag(fresh and design.stack.cache not in (None, "none"), "scale.staleness", "stack.cache")


@design_fact("design.team_hours", "number", "hours that the team has", unit="count")
def team_hours(_world: World, design: Design) -> Reply:
    """People times weeks times the hours of a week that go into the plan."""
    size, weeks = design.context.team_size, design.context.team_weeks
    if size is None or weeks is None:
        return Unknown(("context.team.size",) if size is None else ("context.team.weeks",))
    return Known(size * weeks * HOURS_A_WEEK, ("context.team.size", "context.team.weeks"))


@design_fact("design.work_hours", "number", "hours that the plan comes to", unit="count", stage="plan")
def work_hours(world: World, _design: Design) -> Reply:
    """The sum of the estimates."""
    return Known(world.parts.work.total_hours)


@design_fact("design.more_work_than_team", "flag", "the plan is more than the team can do in its weeks", stage="plan")
def more_work_than_team(world: World, design: Design) -> Reply:
    """Whether the sum of the estimates is over the hours of the team."""
    hours = team_hours(world, design)
    if isinstance(hours, Unknown):
        return hours
    room = hours.value if isinstance(hours.value, int | float) else 0
    return flag(world.parts.work.total_hours > room, *hours.because)


@design_fact(
    "design.chain_longer_than_weeks", "flag", "the longest chain of steps takes more weeks than there are", stage="plan"
)
def chain_longer_than_weeks(world: World, design: Design) -> Reply:
    """Whether more people would not help."""
    weeks = design.context.team_weeks
    if weeks is None:
        return Unknown(("context.team.weeks",))
    longer = world.parts.work.critical_hours > weeks * HOURS_A_WEEK
    return flag(longer, "context.team.weeks", "entities")


@entity_fact("entity.backups_outlive", "flag", "backups keep its personal data longer than it may be kept")
def backups_outlive(world: World, entity: DomainEntity) -> Reply:
    """Whether a backup is kept longer than a row of a person."""
    kept, keep = entity.retention, _seconds(world, "backup.keep")
    personal = any(f.pii for f in entity.fields)
    if kept is None or keep is None or not personal:
        return NO
    return flag(keep > kept.days * 86_400, kept.path, "controls.backup.keep")


@entity_fact("entity.parts_outlive", "flag", "what refers to it and forbids its end is kept longer than it is")
def parts_outlive(world: World, entity: DomainEntity) -> Reply:
    """Whether a reference with restrict comes from rows with a longer life, and no job of its own sees to that."""
    kept = entity.retention
    if kept is None or any(j.entity == entity.name and j.ends_rows for j in world.design.jobs):
        return NO
    for other in world.domain.entities.values():
        for reference in other.references:
            if entity.name in reference.targets and reference.on_delete.value == "restrict" and reference.required:
                longer = other.retention
                if longer is not None and longer.days > kept.days:
                    return Known(True, (kept.path, longer.path))
    return NO


@entity_fact("entity.parts_cut_short", "flag", "what goes with it is to be kept longer than it is")
def parts_cut_short(world: World, entity: DomainEntity) -> Reply:
    """Whether rows that go with it, by their reference or by its job, have a longer life of their own."""
    kept = entity.retention
    for part in going_along(entity, world.domain, world.design.jobs) if kept is not None else ():
        if kept is not None and part.retention is not None and part.retention.days > kept.days:
            return Known(True, (kept.path, part.retention.path))
    return NO


@design_fact("design.regulated_untraced", "flag", "a regime asks who changed what, and nothing keeps it")
def regulated_untraced(world: World, design: Design) -> Reply:
    """Whether SOC 2, PCI, HIPAA or SOX stand beside entities without an audit."""
    asked = {"soc2", "pci", "hipaa", "sox", "iso27001"} & {c.lower() for c in design.context.compliance}
    untraced = not any(e.audit for e in world.domain.entities.values()) and bool(world.domain.entities)
    first = next(iter(world.domain.entities.values()), None)
    return flag(bool(asked) and untraced, "context.compliance", *((first.path,) if first else ()))


_CARDS: Final = ("card_number", "cardnumber", "cvv", "cvc", "pan", "credit_card")


@entity_fact("entity.keeps_cards", "flag", "it keeps numbers of cards that a payment service would keep")
def keeps_cards(world: World, entity: DomainEntity) -> Reply:
    """Whether a field is a card number, and a payment service is there."""
    found = next((f for f in entity.fields if f.name.lower() in _CARDS), None)
    party = next((i for i in world.design.integrations if i.kind == "payment"), None)
    return flag(
        found is not None and party is not None, *((found.path,) if found else ()), *((party.path,) if party else ())
    )


class _Away(Struct, frozen=True):
    """A sentence that keeps data somewhere, and what lies elsewhere: a region, or the region of a party."""

    bound: Bound
    said: str
    region: str
    path: str


def _away(design: Design) -> _Away | None:
    said = [(c.path, c.says) for c in design.constraints] + [(r.path, r.says) for r in design.requirements]
    for path, sentence in said:
        bound = kept_in(sentence)
        for region, at in _regions(design) if bound is not None else ():
            if bound is not None and is_elsewhere(region, bound):
                return _Away(bound, path, region, at)
    return None


def _regions(design: Design) -> Iterator[tuple[str, str]]:
    """Where data lies: in the own regions, and with the parties that see some."""
    yield from ((region, "context.regions") for region in design.context.regions)
    yield from ((i.region, f"{i.path}.region") for i in design.integrations if i.region and i.sees)


@design_fact("design.leaves_its_place", "flag", "data is to stay in a place, and a region does not lie in it")
def leaves_its_place(_world: World, design: Design) -> Reply:
    """Whether a constraint or requirement names a place, and a region or party lies elsewhere."""
    away = _away(design)
    return flag(away is not None, *((away.said, away.path) if away else ()))


@design_fact("design.kept_in", "word", "the place in which data is to stay, where a region lies elsewhere")
def place_of_data(_world: World, design: Design) -> Reply:
    """As its own words call it."""
    away = _away(design)
    return Known(away.bound.name, (away.said,)) if away else NO


@design_fact("design.region_elsewhere", "word", "a region that lies outside the place in which data is to stay")
def region_elsewhere(_world: World, design: Design) -> Reply:
    """The first."""
    away = _away(design)
    return Known(away.region, (away.path,)) if away else NO


@integration_fact(
    "integration.holds_up_promise",
    "flag",
    "users need it, nothing replaces it, and more is promised than it can be",
    stage="plan",
)
def holds_up_promise(world: World, integration: Integration) -> Reply:
    """Whether 99.95 % and more hang on a party without a fallback."""
    promised = world.design.scale.availability
    used = any(integration.name in o.uses and o.kind.value != "webhook" for o in world.parts.api.operations)
    none = (integration.fallback or "").strip().lower() in ("none", "no", "nothing")
    high = promised is not None and promised.value >= 0.9995
    return flag(high and used and none, "scale.availability", f"{integration.path}.fallback")
