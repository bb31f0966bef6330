"""Facts about how much of everything: the figures of `scale`, as said, and the loads that follow from them."""

from __future__ import annotations

from planner.model.design import Design, Quantity
from planner.rules.facts.registry import Known, Reply, Unit, Unknown, design_fact
from planner.rules.world import World

PEAK_FACTOR = 5
"""How much higher than the mean of a day its busiest second is taken to be, where nobody says."""
_DAY = 86_400

_FIGURES: tuple[tuple[str, Unit, str], ...] = (
    ("users", "count", "everybody who could use it"),
    ("daily_users", "count", "people who use it on a day"),
    ("devices", "count", "devices that connect"),
    ("requests_per_user_day", "count", "requests one user makes in a day"),
    ("peak_rps", "per_second", "requests a second at peak, as said"),
    ("events_per_second", "per_second", "messages a second"),
    ("burst", "ratio", "how many times the usual load a burst brings"),
    ("read_write", "ratio", "reads for each write"),
    ("growth", "ratio", "growth of the load in a year"),
    ("data_volume", "bytes", "data kept, as said"),
    ("availability", "percent", "the share of time it must answer"),
    ("latency_p95", "seconds", "how fast 95 of 100 answers must be"),
    ("rpo", "seconds", "how much work a disaster may lose"),
    ("rto", "seconds", "how long a disaster may last"),
    ("staleness", "seconds", "how old an answer may be"),
)


def _figure(name: str, unit: Unit, says: str) -> None:
    path = f"scale.{name}"

    def evaluate(world: World, design: Design) -> Reply:
        quantity: Quantity | None = getattr(design.scale, name)
        if quantity is None:
            return Unknown((path,))
        return Known(round(quantity.value * 100, 6) if unit == "percent" else quantity.value, (path,))

    design_fact(path, "number", says, unit=unit)(evaluate)


for _name, _unit, _says in _FIGURES:
    _figure(_name, _unit, _says)


@design_fact(
    "scale.load", "number", "requests a second at peak: as said, else from daily users or devices", unit="per_second"
)
def load(_world: World, design: Design) -> Reply:
    """Peak requests a second."""
    scale = design.scale
    if scale.peak_rps is not None:
        return Known(scale.peak_rps.value, ("scale.peak_rps",))
    people = scale.daily_users is not None or scale.users is not None
    callers, path = (scale.daily_users, "scale.daily_users") if people else (scale.devices, "scale.devices")
    if callers is None or scale.requests_per_user_day is None:
        return Unknown(("scale.peak_rps",))
    mean = callers.value * scale.requests_per_user_day.value / _DAY
    return Known(mean * PEAK_FACTOR, (path, "scale.requests_per_user_day"))


@design_fact("scale.writes", "number", "writes a second at peak", unit="per_second")
def writes(world: World, design: Design) -> Reply:
    """The writing share of the load."""
    peak = load(world, design)
    if isinstance(peak, Unknown):
        return peak
    if design.scale.read_write is None or not isinstance(peak.value, int | float):
        return Unknown(("scale.read_write",))
    return Known(peak.value / (1 + design.scale.read_write.value), (*peak.because, "scale.read_write"))


@design_fact(
    "scale.rows_second", "number", "new rows a second at peak, by the growth of the entities", unit="per_second"
)
def rows_second(world: World, design: Design) -> Reply:
    """What all entities grow by in a day, in the busiest second of it."""
    said = [e for e in world.domain.entities.values() if e.growth_per_day]
    if not said:
        return Unknown((f"{next(iter(world.domain.entities.values())).path}.growth",) if world.domain.entities else ())
    factor = design.scale.burst.value if design.scale.burst is not None else PEAK_FACTOR
    paths = tuple(f"{e.path}.growth" for e in said[:3])
    return Known(round(sum(e.growth_per_day or 0 for e in said) / _DAY * factor, 2), paths)
