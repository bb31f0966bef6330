"""Names and values in expressions: every name leads to a member, every bare word is a value of the enum beside it."""

from __future__ import annotations

from msgspec import Struct

from planner import codes
from planner.derive.checks.context import Checking
from planner.derive.checks.walks import Found, Lost, walk
from planner.graph import stable_order
from planner.model.entities import Entity, Field
from planner.model.expressions import (
    Aggregate,
    Among,
    Arithmetic,
    Compare,
    Constant,
    Expression,
    IsNull,
    Logic,
    Name,
    Not,
    names_in,
)


class _Scope(Struct, frozen=True):
    """Whose members names may be, nearest first, and where the expression stands."""

    checking: Checking
    entities: tuple[Entity, ...]
    path: str


def check_names_of(checking: Checking, expression: Expression, entity: Entity, path: str) -> None:
    """What an expression over rows of an entity names."""
    _visit(expression, _Scope(checking, (entity,), path), None)


def _visit(node: Expression, scope: _Scope, peer: Expression | None) -> None:
    match node:
        case Name():
            _name(node, scope, peer)
        case Constant():
            _constant(node, scope, peer)
        case Compare():
            _visit(node.left, scope, node.right)
            _beside(node.right, scope, node.left)
        case Among():
            _visit(node.left, scope, None)
            for value in node.values:
                _beside(value, scope, node.left)
        case Arithmetic():
            _visit(node.left, scope, None)
            _visit(node.right, scope, None)
        case IsNull():
            _visit(node.left, scope, None)
        case Not():
            _visit(node.operand, scope, None)
        case Logic():
            for operand in node.operands:
                _visit(operand, scope, None)
        case Aggregate():
            _aggregate(node, scope)


def _beside(node: Expression, scope: _Scope, peer: Expression) -> None:
    """What stands right of a comparison: where its left leads nowhere, nobody can tell what a word was to be."""
    is_word = isinstance(node, Name) and len(node.parts) == 1
    if not (is_word and isinstance(peer, Name) and isinstance(_reached(peer, scope), Lost)):
        _visit(node, scope, peer)


def _aggregate(node: Aggregate, scope: _Scope) -> None:
    """Inside a total, names are those of the rows added up, or of the row itself."""
    inner = _Scope(scope.checking, (*_added_up(node, scope), *scope.entities), scope.path)
    _visit(node.over, inner, None)
    if node.where is not None:
        _visit(node.where, inner, None)
    for name in node.per:
        _name(Name(tuple(name.split("."))), inner, None)


def _added_up(node: Aggregate, scope: _Scope) -> tuple[Entity, ...]:
    found: dict[str, Entity] = {}
    for name in names_in(node.over):
        head = name.parts[0]
        for entity in scope.entities:
            relation = next((r for r in entity.relations if r.name == head), None)
            target = relation.targets[0] if relation else scope.checking.far_sides.get(entity.name, {}).get(head, head)
            if target in scope.checking.entities:
                found[target] = scope.checking.entities[target]
    return tuple(found.values())


def _name(node: Name, scope: _Scope, peer: Expression | None) -> None:
    values = _values(scope, peer)
    if values is not None and len(node.parts) == 1 and node.parts[0] in values:
        return
    reached = _reached(node, scope)
    if not isinstance(reached, Lost):
        return
    if values is not None and len(node.parts) == 1:
        _wrong_value(node.parts[0], values, scope)
    elif len(node.parts) > 1 or values is not None or not _is_a_value(node.parts[0], scope):
        _lost(reached, scope, ", or value of an enum," if len(node.parts) == 1 else "")


def _constant(node: Constant, scope: _Scope, peer: Expression | None) -> None:
    values = _values(scope, peer) if node.kind in ("text", "word") else None
    if values is not None and node.text not in values:
        _wrong_value(node.text, values, scope)


def _lost(lost: Lost, scope: _Scope, otherwise: str) -> None:
    if lost.known:
        what = f"member of {lost.entity}{otherwise}"
        scope.checking.unknown(codes.REF_FIELD, what, lost.word, sorted(lost.known), scope.path)
    else:
        message = f"{lost.entity} is a field: there is no '{lost.word}' below it"
        scope.checking.error(codes.REF_FIELD, message, scope.path)


def _wrong_value(word: str, values: tuple[str, ...], scope: _Scope) -> None:
    scope.checking.unknown(codes.REF_VALUE, "value", word, values, scope.path)


def _values(scope: _Scope, peer: Expression | None) -> tuple[str, ...] | None:
    """The values of the enum beside it; None where no enum is."""
    if not isinstance(peer, Name):
        return None
    reached = _reached(peer, scope)
    if isinstance(reached, Lost) or reached.field is None:
        return None
    return scope.checking.values_of(reached.field) or None


def _reached(node: Name, scope: _Scope) -> Found | Lost:
    """Where a name leads; the first entity that has it decides. The name of an entity may stand before it."""
    first: Lost | None = None
    for entity in scope.entities:
        parts = node.parts
        reached = walk(scope.checking, entity, parts)
        if not isinstance(reached, Lost):
            return reached
        first = reached if first is None or reached.word != parts[0] else first
    named = scope.checking.entities.get(node.parts[0])
    if named is not None:
        return walk(scope.checking, named, node.parts[1:])
    return first or Found()


def _is_a_value(word: str, scope: _Scope) -> bool:
    return any(word in scope.checking.values_of(f) for e in scope.entities for f in e.fields)


def check_computed(checking: Checking, entity: Entity) -> None:
    """Computed fields read what is there, and not each other in a circle."""
    computed = {f.name: f for f in entity.fields if f.computed is not None}
    reads: dict[str, tuple[str, ...]] = {}
    for field in computed.values():
        if field.computed is not None:
            check_names_of(checking, field.computed, entity, field.path)
            heads = dict.fromkeys(n.parts[0] for n in names_in(field.computed) if len(n.parts) == 1)
            reads[field.name] = tuple(head for head in heads if head in computed)
    for cycle in stable_order(tuple(reads), reads).cycles if any(reads.values()) else ():
        _circle(checking, tuple(cycle), computed)


def _circle(checking: Checking, cycle: tuple[str, ...], computed: dict[str, Field]) -> None:
    message = f"{' is computed from '.join((*cycle, cycle[0]))}"
    checking.error(codes.MOD_COMPUTED, message, computed[cycle[0]].path, "one of them must be stored")
