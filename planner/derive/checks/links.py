"""Rows reached `via` another entity, and what actions set: each link must lead to the row and to the caller."""

from __future__ import annotations

from collections.abc import Iterator

from planner import codes
from planner.derive.checks.context import Checking
from planner.derive.checks.expressions import check_names_of
from planner.derive.checks.walks import is_implicit
from planner.model.entities import Action, Assignment, Entity, Grant, RelationKind, TypeKind
from planner.model.expressions import Constant, Name

MAX_REACH = 200
CALLER = Name(("caller",))
_NOW = frozenset({"now", "today"})
_HOLDS_ID = frozenset({TypeKind.UUID, TypeKind.STRING})


def check_links(checking: Checking) -> None:
    """Every `via`, and every `sets`."""
    linked = [(entity, grant) for entity in checking.entities.values() for grant in _grants(entity) if grant.via]
    upward = _upward(checking) if linked else {}
    for entity, grant in linked:
        if grant.via in checking.entities:
            _via(checking, entity, grant, checking.entities[grant.via], upward)
    for entity in checking.entities.values():
        for action in entity.actions:
            if action.sets:
                _sets(checking, entity, action)


def _grants(entity: Entity) -> Iterator[Grant]:
    for rule in entity.access:
        yield from rule.grants
    for action in entity.actions:
        yield from action.by


def _upward(checking: Checking) -> dict[str, tuple[str, ...]]:
    """Entity -> the entities its rows refer to, also where the other side says so."""
    found: dict[str, tuple[str, ...]] = {}
    for name, entity in checking.entities.items():
        own = (t for r in entity.relations if r.kind is RelationKind.BELONGS_TO for t in r.targets)
        found[name] = (*own, *checking.made_references.get(name, ()))
    return found


def _reach(start: str, upward: dict[str, tuple[str, ...]]) -> dict[str, None] | None:
    """The entity and whatever it belongs to, directly or not; None where that is more than anybody can follow."""
    found = {start: None}
    waiting = [start]
    while waiting:
        if len(found) > MAX_REACH:
            return None
        new = [other for other in upward.get(waiting.pop(), ()) if other not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return found


def _via(checking: Checking, entity: Entity, grant: Grant, link: Entity, upward: dict[str, tuple[str, ...]]) -> None:
    to_rows, from_link = _reach(entity.name, upward), _reach(link.name, upward)
    if grant.where is not None:
        check_names_of(checking, grant.where, link, grant.path)
    if to_rows is None or from_link is None:
        return
    if link.name != entity.name and to_rows.keys().isdisjoint(from_link):
        message = f"{link.name} refers neither to {entity.name} nor to anything it belongs to"
        checking.error(codes.MOD_LINK, message, grant.path, f"go by an entity that links callers to {entity.name}")
    elif not any(checking.entities[name].account for name in from_link if name in checking.entities):
        message = f"{link.name} does not refer to an account, so it links no caller"
        checking.error(codes.MOD_LINK, message, grant.path, "go by an entity that belongs to an account")


def _sets(checking: Checking, entity: Entity, action: Action) -> None:
    asked = {f.name for f in action.input}
    fields = {f.name: f for f in entity.fields}
    relations = {r.name: r for r in entity.relations}
    for assignment in action.sets:
        name, value = assignment.field, assignment.value
        relation = relations.get(name)
        if is_implicit(entity, name) or (relation is not None and relation.kind is not RelationKind.BELONGS_TO):
            checking.error(codes.MOD_MEMBER, f"{entity.name}.{name} cannot be set", assignment.path)
        values = checking.values_of(fields[name]) if name in fields else ()
        if isinstance(value, Name) and value.parts[0] == "input":
            if len(value.parts) != 2 or value.parts[1] not in asked:
                word = ".".join(value.parts[1:])
                checking.unknown(codes.REF_FIELD, f"input of {action.name}", word, sorted(asked), assignment.path)
        elif value == CALLER:
            _set_to_caller(checking, entity, action, assignment)
        elif isinstance(value, Name | Constant):
            _plain(checking, entity, value, values, assignment.path)


def _set_to_caller(checking: Checking, entity: Entity, action: Action, assignment: Assignment) -> None:
    """A relation to the account that calls, or a text that keeps its id; who signs in as something else is no such row."""
    relation = next((r for r in entity.relations if r.name == assignment.field), None)
    kinds = [f.type.kind for f in entity.fields if f.name == assignment.field]
    accounts = {checking.entities[t].account for t in (relation.targets if relation else ()) if t in checking.entities}
    if not accounts - {None} and not set(kinds) & _HOLDS_ID:
        message = f"{entity.name}.{assignment.field} cannot hold who calls"
        checking.error(codes.MOD_MEMBER, message, assignment.path, "set a relation to an account, or a uuid")
        return
    strange = [
        g.role for g in action.by if not g.is_caller or (relation and g.role != "owner" and g.role not in accounts)
    ]
    if strange:
        who, leads = " and ".join(strange), " or ".join(relation.targets) if relation is not None else "a caller"
        does = "do" if strange[1:] else "does"
        message = f"{assignment.field} leads to {leads}, and {who}, who may {action.name}, {does} not sign in as that"
        hint = f"let {who} sign in by an account that {assignment.field} may lead to (`account:`), or keep a uuid"
        checking.error(codes.MOD_LINK, message, assignment.path, hint)


def _plain(checking: Checking, entity: Entity, value: Name | Constant, values: tuple[str, ...], path: str) -> None:
    """A value of the enum that is set, a time, or a member."""
    word = ".".join(value.parts) if isinstance(value, Name) else value.text
    if word in values or word in _NOW:
        return
    if values and (isinstance(value, Constant) or len(value.parts) == 1):
        checking.unknown(codes.REF_VALUE, "value", word, values, path)
    elif isinstance(value, Name):
        check_names_of(checking, value, entity, path)
