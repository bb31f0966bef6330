"""Facts about what a design promises as a whole, and about what it says of keeping the promises."""

from __future__ import annotations

from typing import Final

from planner.model.design import Design, Setting
from planner.model.entities import TypeKind
from planner.naming import count_phrase
from planner.read.units import duration
from planner.rules.facts.registry import NO, Known, Reply, Unknown, design_fact, flag
from planner.rules.world import World

POOL: Final = 10
"""Connections that one process holds, where nobody says."""
CONNECTIONS: Final = 100
"""Connections that a database server takes, where nobody says."""
_FILES: Final = (TypeKind.FILE, TypeKind.IMAGE)
_DENIED: Final = frozenset(("none", "no", "never", "off", "false"))


def seconds_of(setting: Setting | None) -> float | None:
    """A duration below `controls`, in seconds."""
    if setting is None or not isinstance(setting.value, str):
        return None
    found = duration(setting.value.strip())
    return found.value if found else None


def is_denied(setting: Setting | None) -> bool:
    """Whether a control is said not to be there."""
    return setting is not None and (setting.value is False or str(setting.value).lower() in _DENIED)


@design_fact("design.recoverable", "flag", "a backup is made at least as often as work may be lost")
def recoverable(world: World, design: Design) -> Reply:
    """Whether the interval of backups is within the RPO, and an RTO is said."""
    setting = world.controls.get("backup.every")
    every = seconds_of(setting)
    if is_denied(setting):
        return NO
    missing = [p for p, x in (("scale.rpo", design.scale.rpo), ("scale.rto", design.scale.rto)) if x is None]
    if setting is None or every is None:
        missing.append("controls.backup.every")
    if missing or design.scale.rpo is None or every is None or setting is None:
        return Unknown(tuple(missing))
    held = every <= design.scale.rpo.value
    return Known(held, (setting.path, "scale.rpo"), (setting.path,) if held else ())


@design_fact("design.objectives", "words", "the objectives it promises to meet")
def objectives(_world: World, design: Design) -> Reply:
    """Availability and latency, as far as they are said."""
    said = [n for n in ("availability", "latency_p95") if getattr(design.scale, n) is not None]
    return Known(tuple(n.replace("_", " ") for n in said), tuple(f"scale.{n}" for n in said))


@design_fact("design.promises", "flag", "it promises an objective")
def promises(_world: World, design: Design) -> Reply:
    """Whether availability or latency is said."""
    said = [f"scale.{n}" for n in ("availability", "latency_p95") if getattr(design.scale, n) is not None]
    return flag(bool(said), *said)


@design_fact("design.always_on", "flag", "it promises to answer 99.9 % of the time or more")
def always_on(_world: World, design: Design) -> Reply:
    """Whether the availability leaves no room for one machine."""
    said = design.scale.availability
    return flag(said is not None and said.value >= 0.999, "scale.availability")


@design_fact("design.busy", "flag", "a hundred requests a second or more arrive at peak")
def busy(_world: World, design: Design) -> Reply:
    """Whether the load is said to be so; what nobody said is taken as calm."""
    scale = design.scale
    peak = scale.peak_rps.value if scale.peak_rps else 0.0
    if scale.daily_users and scale.requests_per_user_day:
        peak = max(peak, scale.daily_users.value * scale.requests_per_user_day.value / 86_400 * 5)
    return flag(peak >= 100, "scale.peak_rps" if scale.peak_rps else "scale.daily_users")


@design_fact(
    "design.connections", "number", "connections that all copies of the service hold", unit="count", stage="plan"
)
def connections(world: World, design: Design) -> Reply:
    """Copies of the service times their pool, and as many again for workers; where no copies are said, the forecast."""
    setting = world.controls.get("instances")
    if setting is None or not isinstance(setting.value, int | float):
        forecast = world.parts.capacity.pools
        return Known(forecast.connections, forecast.because) if forecast else Unknown(("controls.instances",))
    return Known(float(setting.value) * POOL * (2 if design.jobs else 1), (setting.path,))


@design_fact("design.queues", "flag", "work waits in queues: events start jobs or come from outside")
def queues(_world: World, design: Design) -> Reply:
    """Whether a job is started by an event, or an event is taken in."""
    found = [j.path for j in design.jobs if j.on] + [e.path for e in design.events if e.from_service]
    return flag(bool(found), *found[:3])


@design_fact("design.hops", "number", "kinds of ways in which work leaves a request", unit="count")
def hops(_world: World, design: Design) -> Reply:
    """Jobs, events, outside services, own services."""
    kinds = (design.jobs, design.events, design.integrations, [s for s in design.services if not s.external][1:])
    return Known(sum(bool(k) for k in kinds), tuple(k[0].path for k in kinds if k))


@design_fact("design.hop_kinds", "words", "the ways in which work leaves a request, counted")
def hop_kinds(_world: World, design: Design) -> Reply:
    """`2 events`, `3 jobs`, `1 outside party`; what the design has none of is not named."""
    kinds = ((design.events, "event"), (design.jobs, "job"), (design.integrations, "outside party"))
    said = tuple(count_phrase(len(many), noun) for many, noun in kinds if many)
    return Known(said or ("its log",), tuple(many[0].path for many, _ in kinds if many))


@design_fact("design.parts_apart", "flag", "parts of it talk over a network")
def parts_apart(_world: World, design: Design) -> Reply:
    """Whether there are several services, or a broker."""
    found = [s.path for s in design.services] if len(design.services) > 1 else []
    found += ["stack.queue"] if design.stack.queue else []
    return flag(bool(found), *found[:3])


@design_fact("design.acts_for_users", "flag", "services call it for users who own rows")
def acts_for_users(world: World, design: Design) -> Reply:
    """Whether a service's credential reaches rows of accounts."""
    own = [s.path for s in design.services if not s.external]
    owned = [e.path for e in world.domain.entities.values() if e.owner]
    service = design.stack.auth in ("service_token", "api_key") or len(own) > 1
    return flag(service and bool(owned), *owned[:2], *(own[:1] or ["stack.auth"]))


@design_fact("design.outside_callers", "flag", "callers that it cannot update call it: apps, partners, devices")
def outside_callers(_world: World, design: Design) -> Reply:
    """Whether a consumer keeps an old version; unknown where nobody says who calls."""
    if not design.context.consumers:
        return Unknown(("context.consumers",))
    found = {"mobile", "third_party", "partners", "devices"} & set(design.context.consumers)
    return flag(bool(found), "context.consumers")


@design_fact("design.reached_from_outside", "flag", "callers on the internet reach it")
def reached_from_outside(_world: World, design: Design) -> Reply:
    """Whether not all consumers are internal; unknown where nobody says."""
    if not design.context.consumers:
        return Unknown(("context.consumers",))
    return flag(set(design.context.consumers) != {"internal"}, "context.consumers")


@design_fact("design.regulated", "flag", "a regime asks for a trail of changes (SOX, PCI, HIPAA)")
def regulated(_world: World, design: Design) -> Reply:
    """Whether one of those is said."""
    return flag(bool({"sox", "pci", "hipaa"} & {w.lower() for w in design.context.compliance}), "context.compliance")


@design_fact("design.unowned_notes", "number", "how many tracked findings nobody owns", unit="count")
def unowned_notes(_world: World, design: Design) -> Reply:
    """Findings that are accepted or worked on by nobody."""
    found = [n.path for n in design.risks if n.status in ("accepted", "in_progress", "mitigated") and not n.owner]
    return Known(len(found), tuple(found))


@design_fact("design.unreasoned_choices", "words", "choices of the architect without a reason")
def unreasoned_choices(_world: World, design: Design) -> Reply:
    """Their topics."""
    found = [c for c in design.choices if not c.because]
    return Known(tuple(c.topic for c in found), tuple(c.path for c in found))


@design_fact("design.has_unreasoned_choice", "flag", "a choice of the architect has no reason")
def has_unreasoned_choice(_world: World, design: Design) -> Reply:
    """Whether there is one."""
    found = [c.path for c in design.choices if not c.because]
    return flag(bool(found), *found)


@design_fact("design.idle_parts", "words", "parts of the stack that nothing in the design calls for")
def idle_parts(world: World, design: Design) -> Reply:
    """Queue, search and storage that were given and are not used."""
    found = [name for name, path, used in _parts_given(world, design) if not used]
    return Known(tuple(found), tuple(f"stack.{name}" for name in found))


@design_fact("design.has_idle_part", "flag", "a part of the stack is there for nothing")
def has_idle_part(world: World, design: Design) -> Reply:
    """Whether there is one."""
    found = [path for _, path, used in _parts_given(world, design) if not used]
    return flag(bool(found), *found)


def _parts_given(world: World, design: Design) -> list[tuple[str, str, bool]]:
    entities = world.domain.entities.values()
    used = {
        "queue": bool(design.jobs or design.events),
        "search": any(f.search for e in entities for f in e.fields)
        or any(e.listing and e.listing.search for e in entities),
        "storage": any(f.type.kind in _FILES for e in entities for f in e.fields),
    }
    return [(n, f"stack.{n}", used[n]) for n in used if getattr(design.stack, n)]
