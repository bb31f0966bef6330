"""The neutral database: tables and what stands in and on them, before any dialect."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, TypeAlias

from msgspec import Struct

from planner.model.expressions import Expression


class ColumnKind(StrEnum):
    """Storage types every dialect maps in its own way."""

    UUID = "uuid"
    TEXT = "text"
    INT = "int"
    BIGINT = "bigint"
    IDENTITY = "identity"
    DECIMAL = "decimal"
    DOUBLE = "double"
    BOOL = "bool"
    DATE = "date"
    TIME = "time"
    TIMESTAMP = "timestamp"
    INTERVAL = "interval"
    JSON = "json"
    BYTES = "bytes"
    INET = "inet"


class ColumnType(Struct, frozen=True, omit_defaults=True):
    """A storage type; `length` bounds text where the design bounds it."""

    kind: ColumnKind
    length: int | None = None
    precision: int | None = None
    scale: int | None = None


class Default(Struct, frozen=True, omit_defaults=True):
    """A column default: a literal, or what the server computes."""

    kind: Literal["literal", "now", "new_uuid", "empty_json"]
    text: str = ""


class Column(Struct, frozen=True, omit_defaults=True):
    """One column. `field` names the member of the design it stores, when there is one."""

    id: str
    name: str
    type: ColumnType
    nullable: bool
    because: tuple[str, ...]
    comment: str = ""
    default: Default | None = None
    field: str | None = None
    pii: bool = False
    generated: Expression | None = None
    was: str | None = None


class InValues(Struct, frozen=True, omit_defaults=True, tag="in_values"):
    """The column holds one of these words."""

    column: str
    values: tuple[str, ...]


class Between(Struct, frozen=True, omit_defaults=True, tag="between"):
    """A number (or date) within bounds, either of which may be open."""

    column: str
    low: str | None
    high: str | None


class LengthBetween(Struct, frozen=True, omit_defaults=True, tag="length_between"):
    """A text of so many characters."""

    column: str
    low: int | None
    high: int | None


class Matches(Struct, frozen=True, omit_defaults=True, tag="matches"):
    """A text that a regular expression matches as a whole."""

    column: str
    pattern: str


class OneOf(Struct, frozen=True, omit_defaults=True, tag="one_of"):
    """Exactly one of these columns is set (at most one where `optional`)."""

    columns: tuple[str, ...]
    optional: bool


class Holds(Struct, frozen=True, omit_defaults=True, tag="holds"):
    """An expression over columns of the row: names are columns already."""

    expression: Expression


Predicate: TypeAlias = InValues | Between | LengthBetween | Matches | OneOf | Holds


class Check(Struct, frozen=True, omit_defaults=True):
    """A condition on every row."""

    id: str
    name: str
    predicate: Predicate
    because: tuple[str, ...]


class Unique(Struct, frozen=True, omit_defaults=True):
    """Columns unique together; with `where`, among those rows only."""

    id: str
    name: str
    columns: tuple[str, ...]
    because: tuple[str, ...]
    where: Expression | None = None


class ForeignKey(Struct, frozen=True, omit_defaults=True):
    """A reference to a row. `deferred` keys close a cycle and are added after both tables exist.

    `checked_at_commit`: every key of the cycle is required, so rows can only be written when the database
    looks at this one at the end of the transaction (DEFERRABLE INITIALLY DEFERRED).
    """

    id: str
    name: str
    columns: tuple[str, ...]
    table: str
    target_columns: tuple[str, ...]
    on_delete: Literal["cascade", "restrict", "set_null"]
    because: tuple[str, ...]
    null_columns: tuple[str, ...] = ()
    deferred: bool = False
    checked_at_commit: bool = False


class IndexColumn(Struct, frozen=True, omit_defaults=True):
    """A column in an index."""

    name: str
    descending: bool = False


class Index(Struct, frozen=True, omit_defaults=True):
    """An index and the access paths it serves (operation ids, or `foreign key x`)."""

    id: str
    name: str
    columns: tuple[IndexColumn, ...]
    method: Literal["btree", "gin", "fulltext"]
    serves: tuple[str, ...]
    because: tuple[str, ...]
    where: Expression | None = None


Verb: TypeAlias = Literal["INSERT", "UPDATE", "DELETE"]
TriggerKind: TypeAlias = Literal[
    "touch", "audit", "guard_state", "append_only", "recompute", "no_overlap", "hold_rule", "guard_parts"
]


class Kept(Struct, frozen=True, omit_defaults=True):
    """How long a row is kept: so many days from the time in a column, or from what no column tells."""

    days: int
    column: str | None = None


class Hop(Struct, frozen=True, omit_defaults=True):
    """One step of a walk from row to row: `columns` of the row before equal `target_columns` of `table`."""

    table: str
    columns: tuple[str, ...]
    target_columns: tuple[str, ...]


class Trigger(Struct, frozen=True, omit_defaults=True):
    """Work the database does on a write; `kind` names the template each dialect has for it.

    A `recompute` stands on the table of the parts: it keeps `columns[0]` of `whole` at `statement`. Where parts are
    only ever added it `grows`: each adds its share once, and what a purge takes away stays counted.
    A `hold_rule` stands on the whole and on its `parts`: `statement` holds for every whole, after each write or,
    `at_commit`, when the transaction ends; one with `verbs` stands on the parts alone, where these may break it.
    An `append_only` refuses to change or delete; rows that are `kept` for a time may be purged after it, and rows
    that go with another one (`goes_with`) may follow it.
    A `no_overlap` refuses rows alike in all `columns` but the last two, which bound a stretch, where `statement` holds.
    A `guard_parts` refuses the `verbs` on parts whose whole meets `statement`; an update where one of `columns` changes.
    """

    id: str
    name: str
    kind: TriggerKind
    because: tuple[str, ...]
    columns: tuple[str, ...] = ()
    moves: tuple[tuple[str, str], ...] = ()
    statement: Expression | None = None
    whole: str | None = None
    whole_key: str | None = None
    part_key: str | None = None
    parts: str | None = None
    at_commit: bool = False
    kept: Kept | None = None
    goes_with: tuple[Hop, ...] = ()
    verbs: tuple[Verb, ...] = ()
    grows: bool = False

    def looks_at_whole(self, table: str) -> bool:
        """Whether each write to a part, in that table, changes its whole or looks at all parts of it."""
        if self.whole in (None, table) or not (self.whole_key and self.part_key):
            return False
        return self.kind == "recompute" or (self.kind == "hold_rule" and not self.at_commit)


class Link(Struct, frozen=True, omit_defaults=True):
    """A walk that must end at a row for which `where` holds and whose `account_column` is the session's account."""

    hops: tuple[Hop, ...]
    account_column: str | None
    where: Expression | None = None


class Policy(Struct, frozen=True, omit_defaults=True):
    """Row security: rows for which `using` holds are reachable by `command` (for the roles named).

    `tenant_column` is compared with the session's tenant, `owner_column` with its account; `using` is a
    condition over columns, `link` a walk to the account that must exist. A restrictive policy holds beside
    every other. `exempt_roles` are let through whatever the rest says.
    """

    id: str
    name: str
    command: Literal["all", "select", "insert", "update", "delete"]
    roles: tuple[str, ...]
    because: tuple[str, ...]
    tenant_column: str | None = None
    owner_column: str | None = None
    using: Expression | None = None
    restrictive: bool = False
    link: Link | None = None
    exempt_roles: tuple[str, ...] = ()


class Table(Struct, frozen=True, omit_defaults=True):
    """One table with all that belongs to it."""

    id: str
    name: str
    kind: Literal["entity", "join", "system"]
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    because: tuple[str, ...]
    comment: str = ""
    entity: str | None = None
    uniques: tuple[Unique, ...] = ()
    checks: tuple[Check, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    policies: tuple[Policy, ...] = ()
    tenant_column: str | None = None
    service: str | None = None
    was: str | None = None

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((c for c in self.columns if c.name == name), None)


class SeedRow(Struct, frozen=True, omit_defaults=True):
    """One row of development data: column names and plain texts (`None` is NULL)."""

    table: str
    values: tuple[tuple[str, str | None], ...]


class Database(Struct, frozen=True, omit_defaults=True):
    """All tables in an order in which they can be created (cycles closed by deferred keys)."""

    tables: tuple[Table, ...]
    seeds: tuple[SeedRow, ...] = ()

    def table(self, name: str) -> Table:
        """The table of that name; it must be there."""
        return next(t for t in self.tables if t.name == name)


class Enforcement(Struct, frozen=True, omit_defaults=True):
    """How one business rule ends: enforced by an element, or by a step of the work."""

    rule: str
    path: str
    says: str
    enforced: bool
    by: str
    how: str
