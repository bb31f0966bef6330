"""What an entity is made of, as it was written: fields, relations, rights, actions, lists and rules of its rows."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

from msgspec import Struct

from planner.model.expressions import Expression


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
