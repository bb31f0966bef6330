"""The design language as nouns: what the architect said, nothing derived, absent is `None` or empty.

Every element carries its `path` in the design (`entities.Order.fields.total`); where that path
stands in a file is known to `planner.read.source` alone.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from planner.model.entities import (
    Entity,
    EnumType,
    Field,
    Grant,
    Mixin,
    UniqueRule,
)
from planner.model.expressions import Expression
from planner.naming import plural_title, title

Scalar: TypeAlias = str | int | float | bool


class Role(Struct, frozen=True, omit_defaults=True):
    """Somebody who acts; rights of the roles in `extends` are inherited."""

    name: str
    path: str
    says: str = ""
    extends: tuple[str, ...] = ()
    cross_tenant: bool = False


class Query(Struct, frozen=True, omit_defaults=True):
    """A read beyond CRUD."""

    name: str
    path: str
    says: str = ""
    url: str | None = None
    returns: tuple[str, ...] = ()
    many: bool = True
    fields: tuple[Field, ...] = ()
    params: tuple[Field, ...] = ()
    access: tuple[Grant, ...] = ()
    fresh: str | None = None


class Event(Struct, frozen=True, omit_defaults=True):
    """A message: published when `of` an entity or listed in `emits`, consumed when `from_` a service."""

    name: str
    path: str
    says: str = ""
    of: str | None = None
    names: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    from_service: str | None = None
    delivery: Literal["at_least_once", "at_most_once", "exactly_once"] | None = None
    version: int | None = None
    leaves: bool = False
    was: str | None = None


ENDINGS = frozenset(("purge", "delete", "drop", "erase", "forget", "remove", "overwrite", "anonymise", "anonymize"))


"""Words of jobs that carry out a retention."""


_OBJECT = 4


"""Within how many words of a sentence its verb has its object: `Delete all old messages`."""


class Job(Struct, frozen=True, omit_defaults=True):
    """Background work, started by an event or by the clock."""

    name: str
    path: str
    says: str = ""
    does: str = ""
    on: tuple[str, ...] = ()
    schedule: str | None = None
    entity: str | None = None
    uses: tuple[str, ...] = ()
    retries: int | None = None
    dead_letter: bool | None = None
    timeout: str | None = None
    emits: tuple[str, ...] = ()

    @property
    def ends_rows(self) -> bool:
        """Whether it ends the life of rows, as its name or the first word of what it does says."""
        return not ENDINGS.isdisjoint((*self.name.lower().split("_"), *self.does.lower().split(maxsplit=1)[:1]))

    @property
    def purges(self) -> bool:
        """Whether it ends the life of rows by the clock."""
        return self.schedule is not None and self.ends_rows

    def ends(self, entity: str) -> bool:
        """Whether it ends the life of rows of the entity: said by `entity`, or by what its words purge."""
        if not self.purges or self.entity is not None:
            return self.purges and (self.entity == entity or self._ends_beside(plural_title(entity)))
        said = " ".join(word.strip(".,") for word in self.does.lower().split()[1:_OBJECT])
        named = " ".join(self.name.lower().split("_")[1:])
        ours = (title(entity), plural_title(entity))
        return any(f" {name} " in f" {words} " for name in ours for words in (said, named))

    def takes_along(self, entity: str, *called: str) -> bool:
        """Whether it ends rows of the entity with others, as `Delete orders with their items` says."""
        said = f" {self.does.lower().replace(',', ' ').replace('.', ' ').partition(' with ')[2]} "
        names = ("parts", plural_title(entity), *(title(c) for c in called))
        return self.ends_rows and any(f" {name} " in said for name in names)

    def _ends_beside(self, rows: str) -> bool:
        """Whether its words purge these as well: `Drop scans older than a year and positions older than a month`."""
        return any(clause.startswith(f"{rows} older ") for clause in self.does.lower().split(" and ")[1:])


class Channel(Struct, frozen=True, omit_defaults=True):
    """A realtime feed of changes of an entity."""

    name: str
    path: str
    channel: Literal["sse", "websocket"]
    of: str
    to: tuple[Grant, ...] = ()
    says: str = ""


class Integration(Struct, frozen=True, omit_defaults=True):
    """An outside service."""

    name: str
    path: str
    says: str = ""
    kind: str | None = None
    provider: str | None = None
    direction: Literal["in", "out", "both"] | None = None
    timeout: str | None = None
    sees: tuple[str, ...] = ()
    region: str | None = None
    sandbox: bool | None = None
    fallback: str | None = None


class Service(Struct, frozen=True, omit_defaults=True):
    """A boundary: what one deployable owns."""

    name: str
    path: str
    says: str = ""
    owns: tuple[str, ...] = ()
    external: bool = False


class Tenancy(Struct, frozen=True, omit_defaults=True):
    """Whose data is kept apart, and how."""

    path: str
    root: str
    isolation: Literal["row", "schema", "database"] | None = None


class Exclusion(Struct, frozen=True, omit_defaults=True):
    """Rows with equal `on`, among those meant, whose ranges may not overlap."""

    on: tuple[str, ...]
    start: str
    end: str
    path: str
    where: Expression | None = None


class BusinessRule(Struct, frozen=True, omit_defaults=True):
    """A rule of the business, stated in words and, where it can be, as a condition."""

    id: str
    path: str
    says: str
    on: tuple[str, ...] = ()
    check: Expression | None = None
    unique: UniqueRule | None = None
    exclusive: Exclusion | None = None
    append_only: bool = False


class Requirement(Struct, frozen=True, omit_defaults=True):
    """A functional or quality requirement."""

    id: str
    path: str
    says: str
    kind: str = "functional"
    on: tuple[str, ...] = ()


class Constraint(Struct, frozen=True, omit_defaults=True):
    """Something that limits the solution."""

    id: str
    path: str
    says: str
    kind: Literal["hard", "soft", "assumption"] = "hard"


class Choice(Struct, frozen=True, omit_defaults=True):
    """The architect overrules the planner."""

    topic: str
    path: str
    option: str
    because: str = ""


class RiskNote(Struct, frozen=True, omit_defaults=True):
    """How the team tracks one finding, keyed `rule@element`."""

    finding: str
    path: str
    status: Literal["open", "accepted", "mitigated", "false_positive", "in_progress"]
    because: str = ""
    ticket: str = ""
    until: str = ""
    owner: str = ""


class InterviewNote(Struct, frozen=True, omit_defaults=True):
    """What was said about a question instead of an answer."""

    target: str
    path: str
    state: Literal["not_applicable", "later", "unsure"]
    owner: str = ""
    because: str = ""


class Setting(Struct, frozen=True, omit_defaults=True):
    """One leaf below `controls`, by its path (`backup.every`)."""

    name: str
    path: str
    value: Scalar | tuple[Scalar, ...]


class Context(Struct, frozen=True, omit_defaults=True):
    """Who builds this, for whom, under which obligations."""

    project: Literal["greenfield", "brownfield"] | None = None
    consumers: tuple[str, ...] = ()
    team_size: int | None = None
    team_weeks: int | None = None
    compliance: tuple[str, ...] = ()
    hosting: str | None = None
    regions: tuple[str, ...] = ()
    currency: str | None = None
    start: str | None = None
    deadline: str | None = None


class Quantity(Struct, frozen=True, omit_defaults=True):
    """A figure with the text it was written as; the unit depends on the key (count, seconds, bytes, ratio)."""

    value: float
    text: str


class Scale(Struct, frozen=True, omit_defaults=True):
    """How much of everything."""

    users: Quantity | None = None
    daily_users: Quantity | None = None
    devices: Quantity | None = None
    requests_per_user_day: Quantity | None = None
    peak_rps: Quantity | None = None
    events_per_second: Quantity | None = None
    burst: Quantity | None = None
    read_write: Quantity | None = None
    growth: Quantity | None = None
    data_volume: Quantity | None = None
    availability: Quantity | None = None
    latency_p95: Quantity | None = None
    rpo: Quantity | None = None
    rto: Quantity | None = None
    staleness: Quantity | None = None


class Stack(Struct, frozen=True, omit_defaults=True):
    """What is given; what is absent the planner decides."""

    language: str | None = None
    framework: str | None = None
    orm: str | None = None
    database: str | None = None
    cache: str | None = None
    queue: str | None = None
    search: str | None = None
    storage: str | None = None
    auth: str | None = None
    migrations: str | None = None
    api_style: Literal["rest", "graphql", "grpc"] | None = None
    api_version: str | None = None


class Design(Struct, frozen=True, omit_defaults=True):
    """All that one design says, its included files merged in."""

    planner: int = 1
    name: str = ""
    summary: str = ""
    context: Context = Context()
    scale: Scale = Scale()
    stack: Stack = Stack()
    roles: tuple[Role, ...] = ()
    enums: tuple[EnumType, ...] = ()
    mixins: tuple[Mixin, ...] = ()
    entities: tuple[Entity, ...] = ()
    queries: tuple[Query, ...] = ()
    events: tuple[Event, ...] = ()
    jobs: tuple[Job, ...] = ()
    realtime: tuple[Channel, ...] = ()
    integrations: tuple[Integration, ...] = ()
    services: tuple[Service, ...] = ()
    tenancy: Tenancy | None = None
    rules: tuple[BusinessRule, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    controls: tuple[Setting, ...] = ()
    choices: tuple[Choice, ...] = ()
    risks: tuple[RiskNote, ...] = ()
    interview: tuple[InterviewNote, ...] = ()
    unknown: tuple[str, ...] = ()
