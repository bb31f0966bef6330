"""The design language as nouns: what the architect said, nothing derived, absent is `None` or empty.

Every element carries its `path` in the design (`entities.Order.fields.total`); where that path
stands in a file is known to `planner.read.source` alone.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from planner.model.expressions import Expression
from planner.naming import plural_title, title

Scalar: TypeAlias = str | int | float | bool


class TypeKind(StrEnum):
    """The types a field can have."""

    UUID = "uuid"
    STRING = "string"
    TEXT = "text"
    SLUG = "slug"
    EMAIL = "email"
    URL = "url"
    PHONE = "phone"
    PASSWORD = "password"
    SECRET = "secret"
    INT = "int"
    BIGINT = "bigint"
    DECIMAL = "decimal"
    MONEY = "money"
    FLOAT = "float"
    BOOL = "bool"
    DATE = "date"
    TIME = "time"
    TIMESTAMP = "timestamp"
    DURATION = "duration"
    JSON = "json"
    BYTES = "bytes"
    FILE = "file"
    IMAGE = "image"
    IP = "ip"
    COUNTRY = "country"
    CURRENCY = "currency"
    LOCALE = "locale"
    TIMEZONE = "timezone"
    POINT = "point"
    ENUM = "enum"
    LIST = "list"


class FieldType(Struct, frozen=True, omit_defaults=True, cache_hash=True):
    """A type with its arguments. An enum has a `name` (shared) or only `values` (inline)."""

    kind: TypeKind
    low: int | None = None
    high: int | None = None
    precision: int | None = None
    scale: int | None = None
    name: str | None = None
    values: tuple[str, ...] = ()
    item: FieldType | None = None


class Field(Struct, frozen=True, omit_defaults=True):
    """One field, or one parameter of a query, input of an action, member of a payload."""

    name: str
    path: str
    type: FieldType
    says: str = ""
    required: bool = False
    unique: bool = False
    unique_forever: bool = False
    index: bool = False
    search: bool = False
    pii: bool = False
    sensitive: bool = False
    secret: bool = False
    readonly: bool = False
    writeonly: bool = False
    immutable: bool = False
    private: bool = False
    min: str | None = None
    max: str | None = None
    pattern: str | None = None
    source: str | None = None
    unit: str | None = None
    currency: str | None = None
    computed: Expression | None = None
    default: str | None = None
    example: str | None = None
    column: str | None = None
    was: str | None = None


class RelationKind(StrEnum):
    """How two entities hang together, seen from the one that declares it."""

    BELONGS_TO = "belongs_to"
    HAS_ONE = "has_one"
    HAS_MANY = "has_many"
    MANY_TO_MANY = "many_to_many"


class OnDelete(StrEnum):
    """What happens to a row when the row it refers to goes."""

    CASCADE = "cascade"
    RESTRICT = "restrict"
    SET_NULL = "set_null"


class Relation(Struct, frozen=True, omit_defaults=True):
    """One relation as declared; several `targets` make it polymorphic."""

    name: str
    path: str
    kind: RelationKind
    targets: tuple[str, ...]
    says: str = ""
    required: bool = False
    unique: bool = False
    immutable: bool = False
    readonly: bool = False
    private: bool = False
    on_delete: OnDelete | None = None
    inverse: str | None = None
    through: str | None = None
    least: int | None = None
    most: int | None = None
    column: str | None = None
    was: str | None = None


_PARTY: Final = "integration."
_NO_CALLERS: Final = frozenset(("none", "system", "unknown"))


class Grant(Struct, frozen=True, omit_defaults=True):
    """One caller that may do something, and the rows it reaches (`None` and no `via`: not said)."""

    role: str
    path: str
    rows: Literal["all"] | None = None
    where: Expression | None = None
    via: str | None = None

    @property
    def party(self) -> str:
        """The outside party that gives signed notice; empty where anybody else is meant."""
        return self.role[len(_PARTY) :] if self.role.startswith(_PARTY) else ""

    @property
    def is_caller(self) -> bool:
        """Whether requests come by it: not by a job, an outside party's notice or nobody."""
        return self.role not in _NO_CALLERS and not self.role.startswith(_PARTY)


class AccessRule(Struct, frozen=True, omit_defaults=True):
    """Who may run one operation (`list get create update delete` or an action's name)."""

    operation: str
    path: str
    grants: tuple[Grant, ...]

    @property
    def is_called(self) -> bool:
        """Whether any caller may."""
        return any(g.is_caller for g in self.grants)


class Assignment(Struct, frozen=True, omit_defaults=True):
    """`sets: {cancel_reason: input.reason}`."""

    field: str
    value: Expression
    path: str


class Action(Struct, frozen=True, omit_defaults=True):
    """A named operation; with `from_states` and `to_state` an arrow of the state machine."""

    name: str
    path: str
    says: str = ""
    by: tuple[Grant, ...] = ()
    from_states: tuple[str, ...] = ()
    to_state: str | None = None
    field: str | None = None
    uses: tuple[str, ...] = ()
    sets: tuple[Assignment, ...] = ()
    input: tuple[Field, ...] = ()
    emits: tuple[str, ...] = ()
    idempotent: bool = False
    bulk: bool = False

    @property
    def is_called(self) -> bool:
        """Whether any caller may: not a job or an outside party alone."""
        return any(g.is_caller for g in self.by)


class Listing(Struct, frozen=True, omit_defaults=True):
    """How a collection can be read."""

    path: str
    filter: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    page: Literal["cursor", "offset"] | None = None


class UniqueRule(Struct, frozen=True, omit_defaults=True):
    """Columns that are unique together, perhaps only among some rows."""

    on: tuple[str, ...]
    path: str
    where: Expression | None = None


class IndexRule(Struct, frozen=True, omit_defaults=True):
    """An index the architect asked for; a column may be `name desc`."""

    on: tuple[str, ...]
    path: str
    where: Expression | None = None
    method: str | None = None
    unique: bool = False


class CheckRule(Struct, frozen=True, omit_defaults=True):
    """A condition every row must meet."""

    condition: Expression
    path: str
    name: str | None = None
    says: str = ""


class Retention(Struct, frozen=True, omit_defaults=True):
    """How long rows are kept, counted from an event, a field or the last row of an entity."""

    path: str
    days: int
    text: str
    after: str = "created"


class Rate(Struct, frozen=True, omit_defaults=True):
    """So many per period, as `8k/day`."""

    per_day: float
    text: str


class Entity(Struct, frozen=True, omit_defaults=True):
    """One thing the backend keeps."""

    name: str
    path: str
    says: str = ""
    account: str | None = None
    owner: tuple[str, ...] = ()
    part_of: str | None = None
    key: tuple[str, ...] = ()
    path_key: str | None = None
    soft_delete: bool = False
    audit: Literal["writes", "reads"] | None = None
    versioned: bool = False
    tenant: bool | None = None
    abstract: bool = False
    retention: Retention | None = None
    rows: int | None = None
    growth: Rate | None = None
    mixins: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    relations: tuple[Relation, ...] = ()
    unique: tuple[UniqueRule, ...] = ()
    indexes: tuple[IndexRule, ...] = ()
    checks: tuple[CheckRule, ...] = ()
    operations: tuple[str, ...] | None = None
    listing: Listing | None = None
    access: tuple[AccessRule, ...] = ()
    actions: tuple[Action, ...] = ()
    plural: str | None = None
    table: str | None = None
    url: str | None = None
    was: str | None = None


class Mixin(Struct, frozen=True, omit_defaults=True):
    """Shared fields, relations and traits."""

    name: str
    path: str
    says: str = ""
    fields: tuple[Field, ...] = ()
    relations: tuple[Relation, ...] = ()
    soft_delete: bool = False
    audit: Literal["writes", "reads"] | None = None
    versioned: bool = False
    retention: Retention | None = None
    tenant: bool | None = None


class EnumType(Struct, frozen=True, omit_defaults=True):
    """A shared list of values; `says` explains single values where the architect did."""

    name: str
    path: str
    values: tuple[str, ...]
    says: dict[str, str] = {}
    was: str | None = None


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
            return self.purges and self.entity == entity
        said = " ".join(word.strip(".,") for word in self.does.lower().split()[1:_OBJECT])
        named = " ".join(self.name.lower().split("_")[1:])
        ours = (title(entity), plural_title(entity))
        return any(f" {name} " in f" {words} " for name in ours for words in (said, named))


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
