"""The figures everything is reckoned from: the design's own, or those of the table below, noted as assumed.

`controls.capacity.<name>` states what the design language has no key for.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from planner.model.amounts import count_text, short, size_text, time_text
from planner.model.capacity import Input, Source
from planner.model.decisions import Assumption
from planner.model.design import Design, Quantity, Scalar
from planner.read import units

_OWN = "controls.capacity"


class _Figure(Struct, frozen=True):
    """A figure with what is taken for want of it; `says` has room for the value."""

    name: str
    value: float
    unit: str
    path: str
    says: str
    changes: str


def _own(name: str, value: float, unit: str, says: str, changes: str) -> _Figure:
    return _Figure(name, value, unit, f"{_OWN}.{name}", says, changes)


_FIGURES: dict[str, _Figure] = {
    f.name: f
    for f in (
        _Figure("requests_per_user_day", 20, "", "scale.requests_per_user_day", "{} requests a user a day", "the peak load"),
        _Figure("daily_share", 0.2, "share", "scale.daily_users", "{} of the users come on a day", "the peak load"),
        _Figure("peak_factor", 5, "", "scale.burst", "the peak is {} times the day's average", "the peak load"),
        _Figure("read_write", 4, "", "scale.read_write", "{} reads for a write", "the peak load"),
        _own("service_time", 0.03, "s", "{} to answer a request", "workers"),
        _Figure("wait_goal", 0.01, "s", "scale.latency_p95", "{} may be lost waiting for a worker (p95)", "workers"),
        _Figure("timeout", 5, "s", "integrations.*.timeout", "{} until a call to an outside party is given up", "workers"),
        _own("queries", 3, "", "{} queries a request", "use of the database"),
        _own("read_time", 0.002, "s", "{} of a core for a read query", "use of the database"),
        _own("write_time", 0.004, "s", "{} of a core for a write query", "use of the database"),
        _own("cores", 4, "cores", "{} cores a machine", "workers"),
        _own("largest_cores", 64, "cores", "{} cores on the largest affordable database machine", "use of the database"),
        _own("cache_hits", 0.5, "share", "{} of the reads are answered from the cache", "use of the database"),
        _own("replicas", 1, "", "{} further machine answers reads beside the primary", "use of the database"),
        _own("nodes", 3, "", "{} machines carry the distributed database", "use of the database"),
        _own("table_parts", 16, "", "{} parts of a table that is not cut by time", "room for the data"),
        _own("instances", 2, "", "{} instances at least, so that one may fail", "workers"),
        _own("max_connections", 100, "", "{} connections to the database, 10 of them held back", "use of the database"),
        _own("ram", 16e9, "B", "{} of memory for the database", "room for the data"),
        _own("disk", 1e12, "B", "{} of disk for the database", "room for the data"),
        _own("hot_share", 0.2, "share", "{} of the data is read all the time", "room for the data"),
        _own("copies", 2, "", "{} copies of the data, the backup included", "room for the data"),
        _own("restore_rate", 1e8, "B", "{} restored a second", "room for the data"),
        _own("parts", 3, "", "{} rows of a part for one of its whole", "sizes of tables"),
        _own("pairs", 2, "", "{} links a row of a many-to-many relation", "sizes of tables"),
        _own("changes", 3, "", "{} audited writes a row over its life", "sizes of tables"),
        _own("looks", 0.5, "share", "{} of the reads show rows whose readers are recorded", "sizes of tables"),
        _own("text_index", 0.6, "share", "a full-text or GIN index takes {} of its column", "sizes of tables"),
    )
}  # fmt: skip
_SCALE: dict[str, Callable[[Design], Quantity | None]] = {
    "requests_per_user_day": lambda d: d.scale.requests_per_user_day,
    "peak_factor": lambda d: d.scale.burst,
    "read_write": lambda d: d.scale.read_write,
}
_PROMISED = frozenset({"instances"})
"""Figures that `controls` states as a promise of its own; one under `capacity` is nearer."""
_WAIT_SHARE = 0.1
_WORST: tuple[Source, ...] = ("assumed", "derived", "said")


class Figures:
    """Hands figures out, and remembers which were asked for and where they came from."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.used: dict[str, Input] = {}
        self._known = dict(_FIGURES)
        self._own = {s.name: s.value for s in design.controls if s.name.startswith("capacity.") or s.name in _PROMISED}

    def take(self, name: str) -> float:
        """The value of a figure of the table."""
        if name not in self.used:
            self.used[name] = self._find(_FIGURES[name])
        return self.used[name].value

    def note(self, name: str, value: float, unit: str, source: Source, path: str) -> float:
        """A figure that has no default: what the design says, or what follows from it."""
        if name not in self.used:
            self.used[name] = Input(f"input.{name}", name, value, unit, source, path, (path,))
        return self.used[name].value

    def middle(self, name: str, least: int, most: int, of: str, path: str) -> float:
        """Of a number that the design leaves between two, the middle; it is assumed like a figure of the table."""
        value = (least + most) / 2
        if name not in self._known:
            says = f"{value:g} {of}, the middle of {least} to {most}"
            self._known[name] = _Figure(name, value, "", path, says, "sizes of tables")
            self.used[name] = Input(f"input.{name}", name, value, "", "assumed", path, (path,))
        return value

    def because(self, *names: str) -> tuple[str, ...]:
        """The lines behind figures that were taken."""
        return tuple(dict.fromkeys(p for n in names if n in self.used for p in self.used[n].because))

    def source(self, *names: str) -> Source:
        """The least certain source among them."""
        found = {self.used[n].source for n in names if n in self.used}
        return next((s for s in _WORST if s in found), "derived")

    def assumptions(self) -> tuple[Assumption, ...]:
        """What was taken for want of a figure."""
        return tuple(_assumption(self._known[i.name], i.value) for i in self.used.values() if i.source == "assumed")

    def _find(self, figure: _Figure) -> Input:
        id = f"input.{figure.name}"
        said = _SCALE[figure.name](self.design) if figure.name in _SCALE else None
        if said is not None and said.value > 0:
            return Input(id, figure.name, said.value, figure.unit, "said", figure.path, (figure.path,))
        latency = self.design.scale.latency_p95
        if figure.name == "wait_goal" and latency is not None and latency.value > 0:
            return Input(
                id, figure.name, latency.value * _WAIT_SHARE, figure.unit, "derived", figure.path, (figure.path,)
            )
        own = _number(self._own.get(f"capacity.{figure.name}"), figure.unit)
        if own is not None:
            return Input(id, figure.name, own, figure.unit, "said", figure.path, (figure.path,))
        promised = _number(self._own.get(figure.name), figure.unit)
        if promised is not None:
            path = f"controls.{figure.name}"
            return Input(id, figure.name, promised, figure.unit, "said", path, (path,))
        return Input(id, figure.name, figure.value, figure.unit, "assumed", figure.path, ())


def _number(value: Scalar | tuple[Scalar, ...] | None, unit: str) -> float | None:
    if value is None or isinstance(value, tuple | bool):
        return None
    reader = {"s": units.duration, "B": units.size, "share": units.percent}.get(unit, units.count)
    text = str(value)
    found = reader(text) or units.count(text)
    return found.value if found is not None and found.value > 0 else None


def _assumption(figure: _Figure, value: float) -> Assumption:
    says = figure.says.format(_written(value, figure.unit))
    return Assumption(
        f"assumption.capacity.{figure.name}", f"{says[:1].upper()}{says[1:]}.", figure.changes, figure.path
    )


def _written(value: float, unit: str) -> str:
    if unit == "s":
        return time_text(value)
    if unit == "B":
        return size_text(value)
    return f"{short(value * 100)} %" if unit == "share" else count_text(value) if value >= 10 else short(value)
