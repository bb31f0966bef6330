"""Facts about what the plan's own reckoning says: resources that are full at the stated load, tables in parts, a restore."""

from __future__ import annotations

from planner.model.amounts import percent_text
from planner.model.capacity import Limit
from planner.model.design import Design
from planner.model.domain import DomainEntity
from planner.rules.facts.registry import NO, Known, Reply, Unknown, design_fact, entity_fact, flag
from planner.rules.facts.tables import coming_rows
from planner.rules.facts.work import wholes
from planner.rules.world import World

_OF_ITS_OWN, _BURST = "limit.restore", "limit.burst"


def _full(world: World) -> list[Limit]:
    """What the stated load takes more of than there is. A broker is there to hold a burst; a restore is a finding of its own."""
    held = _BURST if world.parts.settings.queue != "database" else ""
    return [
        x for x in world.parts.capacity.limits if x.used[1] > max(1, x.threshold) and x.id not in (_OF_ITS_OWN, held)
    ]


@design_fact("design.over_capacity", "flag", "a resource is more than full at the stated load", stage="plan")
def over_capacity(world: World, _design: Design) -> Reply:
    """Whether some limit is passed before the load grows at all."""
    found = _full(world)
    return flag(bool(found), *dict.fromkeys(p for x in found for p in x.because[:2]), by=tuple(x.id for x in found))


@design_fact("design.full_resources", "words", "resources that are more than full at the stated load", stage="plan")
def full_resources(world: World, _design: Design) -> Reply:
    """Each with how much of what there is it takes."""
    said = (f"{x.resource} ({percent_text(x.used[1])} of {x.of})" for x in _full(world))
    return Known(tuple(s.replace("`", "") for s in said))


@design_fact(
    "design.restore_over_rto", "flag", "all that is kept takes longer to restore than a disaster may last", stage="plan"
)
def restore_over_rto(world: World, design: Design) -> Reply:
    """Whether lost rows are back later than was promised, however many machines stand by."""
    storage, rto = world.parts.capacity.storage, design.scale.rto
    if storage is None or storage.restore_seconds is None or rto is None:
        return NO
    return flag(storage.restore_seconds > rto.value, "scale.rto", *storage.because[:2])


@design_fact("design.stood_by", "word", "what answers when a machine is lost, and what it does not answer for")
def stood_by(world: World, _design: Design) -> Reply:
    """A second zone holds the same rows: what was deleted here is deleted there."""
    zones = world.controls.get("zones")
    if zones is None or not isinstance(zones.value, int | float) or zones.value < 2:
        return Known("nothing stands by for a lost machine either")
    return Known(f"{zones.value:g} zones answer for a lost machine, and lose the same rows", (zones.path,))


@design_fact("design.restore_rehearsed", "flag", "a restore is tried, and timed", stage="plan")
def restore_rehearsed(world: World, _design: Design) -> Reply:
    """Whether there is a backup, and a step of the plan restores it."""
    found = tuple(s for s in ("step.backup", "step.restore-drill") if s in world.steps)
    if "step.backup" in found:
        return Known(True, (), found)
    return Unknown(("controls.backup.restore_test",)) if world.options.get("backup") == "none" else NO


@entity_fact("entity.parted", "flag", "its table is cut, by what was decided", stage="plan")
def parted(world: World, entity: DomainEntity) -> Reply:
    """Whether its table is among those that are made in parts."""
    table = world.tables_of.get(entity.name)
    cut = table is not None and any(t.table == table.name and t.parts for t in world.parts.capacity.tables)
    return Known(True, (entity.path,), ("step.partitions",)) if cut and "step.partitions" in world.steps else NO


@design_fact(
    "design.outgrown_rows", "number", "rows in three years of the largest entity that none go from", unit="count"
)
def outgrown_rows(world: World, _design: Design) -> Reply:
    """The most that any entity comes to whose rows stay; what has no figure is taken as small."""
    said = [(coming, e) for e in world.domain.entities.values() if (coming := coming_rows(e)) is not None]
    largest_first = sorted(said, key=lambda pair: -pair[0])
    stays = (pair for pair in largest_first if all(whole.retention is None for whole in wholes(world, pair[1])))
    value, entity = next(stays, (0, None))
    if entity is None:
        return Known(0)
    return Known(
        value, tuple(f"{entity.path}.{k}" for k, x in (("rows", entity.rows), ("growth", entity.growth_per_day)) if x)
    )
