"""The domain: the design with mixins merged, relations resolved to both ends and traits settled.

This is what every later pass reads. Elements keep the `path` of the line that caused them.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from planner.model.entities import (
    AccessRule,
    Action,
    CheckRule,
    EnumType,
    Field,
    IndexRule,
    Listing,
    OnDelete,
    Retention,
    UniqueRule,
)
from planner.naming import many_of, plural_title, snake, title

Isolation: TypeAlias = Literal["row", "schema", "database"]


class Reference(Struct, frozen=True, omit_defaults=True):
    """A relation whose foreign key this entity holds; several `targets` make it polymorphic.

    `copied` is the field whose value the server took from the row referred to, so that the relation stays.
    """

    name: str
    entity: str
    targets: tuple[str, ...]
    path: str
    required: bool
    unique: bool
    on_delete: OnDelete
    is_parent: bool = False
    is_external: bool = False
    immutable: bool = False
    readonly: bool = False
    private: bool = False
    inverse: str | None = None
    column: str | None = None
    says: str = ""
    was: str | None = None
    copied: str | None = None


class Collection(Struct, frozen=True, omit_defaults=True):
    """The far end of a reference: the rows (`many`) or the one row of `target` that point here."""

    name: str
    entity: str
    target: str
    reference: str
    many: bool
    path: str
    declared: bool
    says: str = ""
    least: int | None = None
    most: int | None = None


class Pairing(Struct, frozen=True, omit_defaults=True):
    """A many-to-many relation, seen from the side that declares it; `through` names an entity that carries it."""

    name: str
    entity: str
    target: str
    path: str
    inverse: str | None = None
    through: str | None = None
    least: int | None = None
    most: int | None = None
    says: str = ""


class Arrow(Struct, frozen=True, omit_defaults=True):
    """One permitted move of a state machine, and the action that makes it."""

    action: str
    source: str
    target: str


class StateMachine(Struct, frozen=True, omit_defaults=True):
    """The states of an enum field and the arrows between them."""

    entity: str
    field: str
    states: tuple[str, ...]
    initial: str
    arrows: tuple[Arrow, ...]
    path: str


class Freeze(Struct, frozen=True, omit_defaults=True):
    """When a part that feeds a total of its whole may change: while the whole's `field` is in one of `states`.

    `moved_by` is the first action that takes the whole further; `inputs` are the members that the total rests on.
    `begun_by` took for the whole without moving it, and `mark` is the column that says so: parts stand still from then.
    """

    whole: str
    reference: str
    field: str
    states: tuple[str, ...]
    moved_by: str
    inputs: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    begun_by: str = ""
    mark: str = ""


class Begun(Struct, frozen=True, omit_defaults=True):
    """An action that moves nothing and may run while `field` is in `states`: the design says so, or it starts what the
    notice `finished_by` moves."""

    action: str
    field: str
    states: tuple[str, ...]
    finished_by: str
    because: tuple[str, ...] = ()


class DomainEntity(Struct, frozen=True, omit_defaults=True):
    """An entity with everything it inherits and everything that points at it.

    `added_only` are the lines by which its rows are made and never changed; such rows have a time of their last
    change only where the design reads it.
    """

    name: str
    path: str
    says: str
    fields: tuple[Field, ...] = ()
    references: tuple[Reference, ...] = ()
    collections: tuple[Collection, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    paired_by: tuple[Pairing, ...] = ()
    key: tuple[str, ...] = ()
    path_key: str | None = None
    parent: Reference | None = None
    account: str | None = None
    owner: tuple[str, ...] = ()
    owner_account: str | None = None
    tenant_scoped: bool = False
    soft_delete: bool = False
    audit: Literal["writes", "reads"] | None = None
    versioned: bool = False
    retention: Retention | None = None
    rows: int | None = None
    growth_per_day: float | None = None
    machines: tuple[StateMachine, ...] = ()
    operations: tuple[str, ...] = ()
    listing: Listing | None = None
    access: tuple[AccessRule, ...] = ()
    actions: tuple[Action, ...] = ()
    unique: tuple[UniqueRule, ...] = ()
    indexes: tuple[IndexRule, ...] = ()
    checks: tuple[CheckRule, ...] = ()
    service: str | None = None
    plural: str | None = None
    table: str | None = None
    url: str | None = None
    was: str | None = None
    added_only: tuple[str, ...] = ()
    frozen: Freeze | None = None
    begun: tuple[Begun, ...] = ()
    keeps_change_time: bool = True

    @property
    def many(self) -> str:
        """Several of them, as an identifier: `order_items`, or the plural that was set."""
        return many_of(self.name, self.plural)

    @property
    def many_title(self) -> str:
        """Several of them, for sentences: `order items`."""
        return title(self.plural) if self.plural else plural_title(self.name)

    @property
    def goes_by_age(self) -> bool:
        """Whether the time that rows are kept counts from their making, however the design says so."""
        if self.retention is None:
            return False
        after = self.retention.after
        if after in ("updated", "updated_at"):
            return bool(self.added_only)
        field = self.field(after)
        if field is None or not field.readonly or field.default not in ("now", "today", "now()"):
            return after in ("created", "created_at")
        return all(s.field != after for a in self.actions for s in a.sets)

    def begins(self, action: str) -> Begun | None:
        """Where an action that starts what an outside party finishes may run."""
        return next((b for b in self.begun if b.action == action), None)

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        for field in self.fields:
            if field.name == name:
                return field
        return None

    def reference(self, name: str) -> Reference | None:
        """The reference of that name."""
        for reference in self.references:
            if reference.name == name:
                return reference
        return None

    def collection(self, name: str) -> Collection | None:
        """The collection of that name."""
        for collection in self.collections:
            if collection.name == name:
                return collection
        return None

    def is_called(self, operation: str) -> bool:
        """Whether callers may run an operation; where nothing is said of it, whoever signs in."""
        rule = self.rule(operation)
        return operation in self.operations and (rule is None or rule.is_called)

    def rule(self, operation: str) -> AccessRule | None:
        """The access rule for one operation, as far as the design says."""
        for rule in self.access:
            if rule.operation == operation:
                return rule
        return None


class Taking(Struct, frozen=True, omit_defaults=True):
    """What takes from a number that a rule bounds: `action` of `taker` (its making, where that is empty).

    Each of its `lines` (or it itself) leads `along` a relation to the row of `entity`, whose `field` grows or falls by
    the `amount` (by one, where that is empty) and may not pass `bound`. The action is assumed, one of `candidates`.
    `marks`: no state tells that it was taken, so the row keeps when. `expires`: no job of the plan
    gives back, for the clock does by an action of the design, or it is money that may be on its way.
    """

    rule: str
    path: str
    entity: str
    field: str
    grows: bool
    bound: str
    taker: str
    lines: str
    along: str
    amount: str
    action: str
    candidates: tuple[str, ...]
    given_back_by: tuple[str, ...] = ()
    marks: bool = False
    expires: bool = False

    @property
    def mark(self) -> str:
        """The column in which a row keeps when it took."""
        return f"{snake(self.entity)}_taken_at"


class Holding(Struct, frozen=True, omit_defaults=True):
    """A stretch that a rule gives to one row of `entity` alone: callers make the rows, or they come with their `whole`.

    In the `freed` states of `field` a row holds nothing; `freed_by` are the actions that end it, or its whole.
    """

    rule: str
    path: str
    entity: str
    whole: str = ""
    field: str = ""
    freed: tuple[str, ...] = ()
    freed_by: tuple[str, ...] = ()
    because: tuple[str, ...] = ()


class EffectiveRole(Struct, frozen=True, omit_defaults=True):
    """A role with every role whose rights it has (itself first), and where its holders sign in."""

    name: str
    path: str
    says: str
    inherits: tuple[str, ...]
    account: str | None
    cross_tenant: bool

    @property
    def acts_as(self) -> tuple[str, ...]:
        """The other roles whose rights it has."""
        return tuple(name for name in self.inherits if name != self.name)


class Domain(Struct, frozen=True, omit_defaults=True):
    """All entities by name, in the design's order, with the roles and enums they speak of.

    `decided` names the traits that no entity says and a decision gave.
    """

    entities: dict[str, DomainEntity]
    roles: dict[str, EffectiveRole]
    enums: dict[str, EnumType]
    tenant_root: str | None
    isolation: Isolation | None
    accounts: tuple[str, ...]
    decided: tuple[str, ...] = ()
    takings: tuple[Taking, ...] = ()
    holdings: tuple[Holding, ...] = ()

    def shares_rows(self, entity: DomainEntity) -> bool:
        """Whether rows of several tenants lie in one table of the entity."""
        return entity.tenant_scoped and self.isolation == "row"

    def values(self, field: Field) -> tuple[str, ...]:
        """The values of an enum field, shared or inline; empty for other types."""
        if field.type.name is not None and field.type.name in self.enums:
            return self.enums[field.type.name].values
        return field.type.values
