"""How many rows each table holds and gains: said by the design, or following from what a row belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from planner.derive.capacity.inputs import Figures
from planner.model.capacity import Source
from planner.model.database import Database, Table
from planner.model.decisions import Assumption
from planner.model.design import Design
from planner.model.domain import Collection, Domain, DomainEntity, Pairing
from planner.naming import listing, snake, title

STEADY = 1.25
"""Rows up to this share of growth and retention are taken to come and go evenly."""
YEAR = 365.0
_MOST_NAMES = 5
DAY = 86400.0


class Population(Struct, frozen=True):
    """Rows now and their growth a day. `kept` is how many days a row stays, where rows go by age."""

    rows: float
    per_day: float
    source: Source
    because: tuple[str, ...]
    kept: int | None = None

    def after(self, days: float) -> int:
        """Rows at an age: those of today leave as their time ends, new ones come until theirs does."""
        if self.kept is None:
            return round(self.rows + self.per_day * days)
        left = self.rows * max(0.0, 1 - days / self.kept)
        return round(left + self.per_day * min(days, self.kept))


class Populations:
    """Rows by entity and by table; a part is reckoned from its whole, once."""

    def __init__(self, design: Design, domain: Domain, figures: Figures) -> None:
        self.design = design
        self.domain = domain
        self.figures = figures
        self._found: dict[str, Population | None] = {}

    def of_table(self, table: Table) -> Population | None:
        """The rows of one table; `None` where no figure tells."""
        if table.kind == "entity" and table.entity is not None:
            return self.of(table.entity)
        if table.kind == "join" and table.entity is not None:
            return self._links(self.domain.entities[table.entity], table)
        return self._audited() if table.name == "audit_log" else None

    def said(self, table: Table) -> bool:
        """Whether the design itself tells the rows of a table."""
        entity = self.domain.entities.get(table.entity or "") if table.kind == "entity" else None
        return entity is not None and entity.rows is not None

    def of(self, name: str) -> Population | None:
        """The rows of one entity."""
        if name not in self._found:
            self._found[name] = None  # parts of each other stay unknown
            entity = self.domain.entities.get(name)
            self._found[name] = self._of(entity) if entity is not None else None
        return self._found[name]

    def _of(self, entity: DomainEntity) -> Population | None:
        rows, per_day = entity.rows, entity.growth_per_day
        if rows is None and per_day is None:
            return self._accounts(entity) or self._belonging(entity)
        because = tuple(
            f"{entity.path}.{key}" for key, value in (("rows", rows), ("growth", per_day)) if value is not None
        )
        growth, cause = self._yearly(rows or 0) if per_day is None else (per_day, ())
        return Population(rows or 0, growth, "said", because + cause, _kept(entity) or self._with_whole(entity))

    def _with_whole(self, entity: DomainEntity) -> int | None:
        """Days until a part goes with its whole, where wholes go by age."""
        whole = self.of(entity.parent.targets[0]) if entity.parent is not None else None
        return whole.kept if whole is not None else None

    def _yearly(self, rows: float) -> tuple[float, tuple[str, ...]]:
        """Growth as the whole design states it: a share a year."""
        growth = self.design.scale.growth
        if growth is None or not growth.text.strip().endswith("%"):
            return 0.0, ()
        return rows * growth.value / YEAR, ("scale.growth",)

    def _accounts(self, entity: DomainEntity) -> Population | None:
        """The one account entity has a row for every user the design speaks of; where it speaks of none, for every device."""
        scale = self.design.scale
        counted, path = (scale.users, "scale.users") if scale.users is not None else (scale.devices, "scale.devices")
        if counted is None or self.domain.accounts != (entity.name,):
            return None
        growth, cause = self._yearly(counted.value)
        return Population(counted.value, growth, "derived", (path, *cause), _kept(entity))

    def _belonging(self, entity: DomainEntity) -> Population | None:
        """A row for each of its one key's target, or several for each whole."""
        single = entity.reference(entity.key[0]) if len(entity.key) == 1 else None
        if single is not None and len(single.targets) == 1:
            return _scaled(self.of(single.targets[0]), 1.0, entity.path, _kept(entity), "derived")
        if entity.parent is None or (whole := self.of(entity.parent.targets[0])) is None:
            return None
        collections = self.domain.entities[entity.parent.targets[0]].collections
        many = next((c for c in collections if c.target == entity.name), None)
        each, source = self._each(many, "parts") if many is None or many.many else (1.0, "derived")
        return _scaled(whole, each, entity.path, _kept(entity) or whole.kept, source)

    def _each(self, counted: Collection | Pairing | None, name: str) -> tuple[float, Source]:
        if counted is not None and counted.most is not None:
            least, most = counted.least or 0, counted.most
            if least == most:
                return float(most), "derived"
            of = f"{counted.name.replace('_', ' ')} of one {title(counted.entity)}"
            said = f"{snake(counted.entity)}_{snake(counted.name)}"
            return self.figures.middle(said, least, most, of, counted.path), "assumed"
        return self.figures.take(name), self.figures.source(name)

    def _links(self, entity: DomainEntity, table: Table) -> Population | None:
        own = self.of(entity.name)
        if own is None:
            return None
        pairing = next((p for p in entity.pairings if p.path in table.because), None)
        each, source = self._each(pairing, "pairs")
        return _scaled(own, each, table.because[0], own.kept, source)

    def _audited(self) -> Population | None:
        """The audit log gains what audited rows go through, and a line for each read of rows whose readers are recorded."""
        audited = [e for e in self.domain.entities.values() if e.audit]
        grown = [(e, p.per_day) for e in audited if (p := self.of(e.name)) is not None and p.per_day]
        looked = self._looks_a_day() if any(e.audit == "reads" for e in audited) else 0.0
        if not grown and not looked:
            return None
        changes = self.figures.take("changes") * sum(g for _, g in grown) if grown else 0.0
        because = tuple(f"{e.path}.audit" for e in audited if looked or any(e is g for g, _ in grown))
        return Population(0, changes + looked, self.figures.source("changes", "looks"), because)

    def _looks_a_day(self) -> float:
        """Reads of rows whose readers are recorded, on a mean day; none where nothing tells how many come."""
        scale, take = self.design.scale, self.figures.take
        if scale.daily_users is not None:
            requests = scale.daily_users.value * take("requests_per_user_day")
        elif scale.peak_rps is not None:
            requests = scale.peak_rps.value / take("peak_factor") * DAY
        else:
            return 0.0
        reads = take("read_write")
        return requests * reads / (reads + 1) * take("looks")


def _kept(entity: DomainEntity) -> int | None:
    """Days until a row goes: counted from its making, or where the rows said are no more than that leaves."""
    retention = entity.retention
    if retention is None:
        return None
    left = (entity.growth_per_day or 0) * retention.days
    settled = entity.rows is not None and entity.rows <= left * STEADY
    return retention.days if entity.goes_by_age or settled else None


def never_gone(database: Database, populations: Populations) -> tuple[Assumption, ...]:
    """That rows stay, where they are kept for a time after something of which nothing says when it comes."""
    names = [t.entity for t in database.tables if t.kind == "entity" and t.entity]
    grown = [name for name in names if (p := populations.of(name)) is not None and p.per_day and p.kept is None]
    kept = [(name, r) for name in grown if (r := populations.domain.entities[name].retention) is not None]
    if not kept:
        return ()
    said = [f"{name} ({r.text})" for name, r in kept[:_MOST_NAMES]]
    more = [f"{len(kept) - _MOST_NAMES} more"] if len(kept) > _MOST_NAMES else []
    says = f"No rows go of {listing([*said, *more])}: nothing tells when the time they are kept begins."
    return (
        Assumption(
            "assumption.capacity.kept", says, "sizes of tables", kept[0][1].path, tuple(r.path for _, r in kept)
        ),
    )


def _scaled(of: Population | None, by: float, path: str, kept: int | None, source: Source) -> Population | None:
    if of is None:
        return None
    return Population(of.rows * by, of.per_day * by, source, (path, *of.because), kept)


def unsized(database: Database, sized: Iterable[str]) -> tuple[str, ...]:
    """Tables of entities whose rows nothing tells, in order."""
    known = set(sized)
    return tuple(t.name for t in database.tables if t.kind == "entity" and t.name not in known)
