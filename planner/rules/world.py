"""What facts may look at: a design, its domain, what was decided, and the derived parts once they are there.

An element is one thing a fact or an item speaks of. Knows no fact and no item.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import Any, Final

from msgspec import Struct

from planner.model.api import Api, Operation, OperationKind, Payload
from planner.model.capacity import Capacity
from planner.model.catalog import Subject
from planner.model.database import Check, Column, Database, Enforcement, Table, Trigger, Unique
from planner.model.decisions import Settings
from planner.model.design import Design
from planner.model.domain import Domain, DomainEntity
from planner.model.entities import Field
from planner.model.plan import Plan
from planner.model.work import Work
from planner.naming import snake


class Parts(Struct, frozen=True):
    """What the passes derived so far."""

    settings: Settings
    database: Database
    enforcements: tuple[Enforcement, ...]
    api: Api
    work: Work
    capacity: Capacity


class Element(Struct, frozen=True):
    """One subject: `item` is its noun, `entity` the entity it belongs to, `path` its line in the design."""

    kind: Subject
    id: str
    name: str
    path: str
    item: Any
    entity: str | None = None


class World:
    """One design under judgement. `replies` keeps what each fact said of each element."""

    def __init__(self, design: Design, domain: Domain, parts: Parts | None = None) -> None:
        self.design = design
        self.domain = domain
        self.options: dict[str, str] = {}
        self.replies: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        self._parts = parts
        self._elements: dict[Subject, tuple[Element, ...]] = {}
        self._of: dict[tuple[Subject, str], tuple[Element, ...]] = {}
        self._grouped: dict[Subject, dict[str | None, list[Element]]] = {}
        self._before: World | None = None
        self.whole: Final = Element("design", "design", design.name, "", design)

    @property
    def parts(self) -> Parts:
        """The derived parts; only facts of stage `plan` ask, and those are judged after them."""
        if self._parts is None:
            raise LookupError("a fact of stage `design` reads the plan")
        return self._parts

    @property
    def has_parts(self) -> bool:
        """Whether the plan is there to be asked."""
        return self._parts is not None

    def beside(
        self, design: Design, domain: Domain, turned: Collection[str], touched: frozenset[str] = frozenset()
    ) -> World:
        """Another design over the same derived parts and decisions, to be compared with this one.

        Only facts that `turned` are asked anew, and where `touched` names elements, only of those.
        """
        other = World(design, domain, self._parts)
        other._before = self
        other.options = dict(self.options)
        other.replies = defaultdict(dict, self.replies)
        anew = touched | {self.whole.id}
        for name in turned:
            other.replies[name] = _without(self.replies.get(name, {}), anew) if touched else {}
        kept = _OF_PARTS if domain is not self.domain else _KEPT
        other._elements = {kind: found for kind, found in self._elements.items() if kind in kept}
        other.__dict__.update({name: found for name, found in self.__dict__.items() if name in _INDEXES_OF_PARTS})
        if "design.searched" not in turned:
            other.__dict__["searched"] = self.searched
        return other

    def elements(self, subject: Subject) -> tuple[Element, ...]:
        """Every subject of a kind, in the design's order."""
        found = self._elements.get(subject)
        if found is None:
            if subject in _OF_ENTITY:
                found = tuple([e for name in self.domain.entities for e in self.elements_of(subject, name)])
            else:
                found = tuple(_SELECTORS[subject](self))
            self._elements[subject] = found
        return found

    def elements_of(self, subject: Subject, name: str) -> tuple[Element, ...]:
        """Every subject of a kind that belongs to one entity: the same ones as beside, where it is the same entity."""
        found = self._of.get((subject, name))
        if found is None:
            found = self._of[subject, name] = tuple(self._found_of(subject, name))
        return found

    def _found_of(self, subject: Subject, name: str) -> Iterable[Element]:
        entity, before = self.domain.entities[name], self._before
        is_same = before is not None and before.domain.entities.get(name) is entity
        if before is not None and (subject in _OF_PARTS or (is_same and subject in _OF_ENTITY)):
            return before.elements_of(subject, name)
        listed = _OF_ENTITY.get(subject)
        return self._by_entity(subject).get(name, ()) if listed is None else listed(entity)

    def _by_entity(self, subject: Subject) -> dict[str | None, list[Element]]:
        """Every subject of a kind, by the entity it belongs to."""
        found = self._grouped.get(subject)
        if found is None:
            found = self._grouped[subject] = {}
            for element in self.elements(subject):
                found.setdefault(element.entity, []).append(element)
        return found

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields of all entities."""
        return tuple([f for e in self.domain.entities.values() for f in e.fields])

    @cached_property
    def searched(self) -> tuple[str, ...]:
        """The entities whose rows are found by words: a field or the list says so."""
        return tuple([e.name for e in self.domain.entities.values() if _is_searched(e)])

    @cached_property
    def largest(self) -> DomainEntity | None:
        """The entity with most rows, of those that say how many."""
        said = [e for e in self.domain.entities.values() if e.rows is not None]
        return max(said, key=lambda e: e.rows or 0, default=None)

    @cached_property
    def entity_of_action(self) -> dict[str, str]:
        """The entity of each action, by the action's line."""
        return {a.path: e.name for e in self.domain.entities.values() for a in e.actions}

    @cached_property
    def entity_elements(self) -> dict[str, Element]:
        """The element of each entity."""
        return {e.name: e for e in self.elements("entity")}

    @cached_property
    def operations_of(self) -> dict[str, tuple[Operation, ...]]:
        """The operations on each entity."""
        found: dict[str, list[Operation]] = {}
        for operation in self.parts.api.operations:
            if operation.entity:
                found.setdefault(operation.entity, []).append(operation)
        return {name: tuple(many) for name, many in found.items()}

    @cached_property
    def query_operations(self) -> tuple[Operation, ...]:
        """The operations that answer queries."""
        return tuple(o for o in self.parts.api.operations if o.kind is OperationKind.QUERY)

    @cached_property
    def parts_within(self) -> dict[str, tuple[str, ...]]:
        """The lines of the parts of each whole."""
        found: dict[str, list[str]] = {}
        for entity in self.domain.entities.values():
            for target in entity.parent.targets if entity.parent else ():
                found.setdefault(target, []).append(entity.path)
        return {name: tuple(paths) for name, paths in found.items()}

    @cached_property
    def tables_of(self) -> dict[str, Table]:
        """The table of each entity."""
        return {t.entity: t for t in self.parts.database.tables if t.entity and t.kind == "entity"}

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Tables by name."""
        return {t.name: t for t in self.parts.database.tables}

    @cached_property
    def operations_by_id(self) -> dict[str, Operation]:
        """Operations by id."""
        return {o.id: o for o in self.parts.api.operations}

    @cached_property
    def payloads_of(self) -> dict[str, tuple[Payload, ...]]:
        """The bodies of each entity."""
        found: dict[str, list[Payload]] = {}
        for payload in self.parts.api.payloads:
            if payload.entity:
                found.setdefault(payload.entity, []).append(payload)
        return {name: tuple(many) for name, many in found.items()}

    @cached_property
    def payloads(self) -> dict[str, Payload]:
        """Bodies by name."""
        return {p.name: p for p in self.parts.api.payloads}

    @cached_property
    def telling(self) -> dict[str, dict[str, str]]:
        """The lines of personal and sensitive fields by their names, of each entity that has any."""
        found = {
            e.name: {snake(f.name): f.path for f in e.fields if f.pii or f.sensitive}
            for e in self.domain.entities.values()
        }
        return {name: fields for name, fields in found.items() if fields}

    @cached_property
    def roles_anybody_takes(self) -> frozenset[str]:
        """The roles of accounts that callers open by themselves."""
        accounts = (self.domain.entities[n] for n in self.domain.accounts)
        opened = (
            e for e in accounts if (r := e.rule("create")) is not None and any(g.role == "public" for g in r.grants)
        )
        return frozenset(e.account for e in opened if e.account)

    @cached_property
    def account_roles(self) -> frozenset[str]:
        """The roles that accounts of the design carry."""
        return frozenset(a for n in self.domain.accounts if (a := self.domain.entities[n].account))

    @cached_property
    def constraints(self) -> frozenset[str]:
        """The ids of every check, unique constraint and trigger."""
        tables = self.parts.database.tables
        return frozenset(i for t in tables for xs in (t.checks, t.uniques, t.triggers) for i in map(_id, xs))

    @cached_property
    def join_ids(self) -> dict[str, str]:
        """The join table of each many-to-many relation, by the relation's line."""
        return {p: t.id for t in self.parts.database.tables if t.kind == "join" for p in t.because}

    @cached_property
    def columns_by_path(self) -> dict[str, Column]:
        """The column of each field, by the field's line."""
        return {p: c for t in self.parts.database.tables for c in t.columns if c.field for p in c.because}

    @cached_property
    def controls(self) -> dict[str, Any]:
        """Every leaf below `controls`, by its dotted name."""
        return {s.name: s for s in self.design.controls}

    @cached_property
    def steps(self) -> dict[str, str]:
        """The id of each step, by itself: whether a step is there."""
        return {s.id: s.id for s in self.parts.work.steps}

    def entity(self, name: str) -> DomainEntity | None:
        """The entity of that name."""
        return self.domain.entities.get(name)


_OF_PARTS: Final[frozenset[Subject]] = frozenset(("operation", "message"))
"""Elements of the derived parts, which stay as they are beside another design."""
_INDEXES_OF_PARTS: Final = frozenset(
    (
        "operations_of",
        "operations_by_id",
        "query_operations",
        "tables_of",
        "tables",
        "payloads_of",
        "payloads",
        "constraints",
        "join_ids",
        "columns_by_path",
        "steps",
    )
)
"""What is looked up in the derived parts alone."""
_KEPT: Final[frozenset[Subject]] = _OF_PARTS | {"entity", "field", "relation", "action", "role"}
"""Elements that stay as they are beside a design with the same domain."""


def _without(replies: dict[str, Any], ids: frozenset[str]) -> dict[str, Any]:
    kept = dict(replies)
    for id in replies.keys() & ids:
        del kept[id]
    return kept


def _is_searched(entity: DomainEntity) -> bool:
    if entity.listing is not None and entity.listing.search:
        return True
    return any(field.search for field in entity.fields)


def _id(element: Check | Unique | Trigger) -> str:
    return element.id


def _entity(e: DomainEntity) -> list[Element]:
    return [Element("entity", f"entity.{snake(e.name)}", e.name, e.path, e, e.name)]


def _fields(e: DomainEntity) -> list[Element]:
    return [
        Element("field", f"field.{snake(e.name)}.{snake(f.name)}", f"{e.name}.{f.name}", f.path, f, e.name)
        for f in e.fields
    ]


def _relations(e: DomainEntity) -> list[Element]:
    return [
        Element("relation", f"relation.{snake(e.name)}.{snake(r.name)}", f"{e.name}.{r.name}", r.path, r, e.name)
        for r in e.references
    ]


def _actions(e: DomainEntity) -> list[Element]:
    return [
        Element("action", f"action.{snake(e.name)}.{snake(a.name)}", f"{e.name}.{a.name}", a.path, a, e.name)
        for a in e.actions
    ]


def _operations(world: World) -> list[Element]:
    return [
        Element("operation", o.id, o.id.removeprefix("op."), next(iter(o.because), ""), o, o.entity)
        for o in world.parts.api.operations
    ]


def _messages(world: World) -> list[Element]:
    return [Element("message", m.id, m.name, next(iter(m.because), ""), m, m.entity) for m in world.parts.api.messages]


def _feeds(world: World) -> list[Element]:
    return [Element("feed", f"feed.{snake(f.name)}", f.name, f.path, f, f.of) for f in world.design.realtime]


def _roles(world: World) -> list[Element]:
    return [Element("role", f"role.{snake(r.name)}", r.name, r.path, r) for r in world.domain.roles.values()]


def _jobs(world: World) -> list[Element]:
    return [Element("job", f"job.{snake(j.name)}", j.name, j.path, j, j.entity) for j in world.design.jobs]


def _integrations(world: World) -> list[Element]:
    return [
        Element("integration", f"integration.{snake(i.name)}", i.name, i.path, i) for i in world.design.integrations
    ]


def _rules(world: World) -> list[Element]:
    return [Element("rule", f"rule.{r.id}", r.id, r.path, r, r.on[0] if r.on else None) for r in world.design.rules]


def _queries(world: World) -> list[Element]:
    return [Element("query", f"query.{snake(q.name)}", q.name, q.path, q) for q in world.design.queries]


_OF_ENTITY: Final[dict[Subject, Callable[[DomainEntity], list[Element]]]] = {
    "entity": _entity,
    "field": _fields,
    "relation": _relations,
    "action": _actions,
}
"""What stands in an entity."""
_SELECTORS: Final[dict[Subject, Callable[[World], list[Element]]]] = {
    "design": lambda world: [world.whole],
    "operation": _operations,
    "integration": _integrations,
    "job": _jobs,
    "message": _messages,
    "role": _roles,
    "rule": _rules,
    "feed": _feeds,
    "query": _queries,
}


def world_of(plan: Plan) -> World:
    """The world of a finished plan, as its facts saw it."""
    parts = Parts(plan.settings, plan.database, plan.enforcements, plan.api, plan.work, plan.capacity)
    world = World(plan.design, plan.domain, parts)
    world.options = {d.topic: d.option for d in plan.decisions}
    return world
