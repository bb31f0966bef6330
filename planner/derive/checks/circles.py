"""What runs in a circle or leads nowhere: parts, keys, inherited rights, the way to the owner.

Works on what was written, so that a slip elsewhere hides nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping

from planner import codes
from planner.derive.checks.context import Checking
from planner.graph import stable_order
from planner.model.entities import Entity, Relation, RelationKind

MAX_PARTS = 20
MAX_SHOWN = 8
_MIRRORS = frozenset({RelationKind.HAS_ONE, RelationKind.HAS_MANY})


def check_circles(checking: Checking) -> None:
    """Circles of parts, of keys and of roles, and owner paths that end elsewhere."""
    entities = checking.entities
    wholes = {name: _targets(e, (e.part_of,) if e.part_of else (), entities) for name, e in entities.items()}
    for cycle in _circles(wholes):
        message = _said(" is part of ", cycle)
        checking.error(codes.MOD_PART_CYCLE, message, f"{entities[cycle[0]].path}.part_of")
    _depth(checking, wholes)
    keyed = {name: _targets(e, e.key, entities) for name, e in entities.items()}
    for cycle in _circles(keyed):
        message = f"the keys of {' and '.join(cycle[:MAX_SHOWN])} contain each other"
        checking.error(codes.MOD_KEY, message, f"{entities[cycle[0]].path}.key")
    _roles(checking)
    mirrored = {t for e in entities.values() for r in e.relations if r.kind in _MIRRORS for t in r.targets}
    for entity in entities.values():
        if entity.owner and entity.part_of is None and not entity.account:
            _owner(checking, entity, mirrored)


def _circles(edges: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(stable_order(tuple(edges), edges).cycles) if any(edges.values()) else ()


def _said(word: str, cycle: tuple[str, ...]) -> str:
    shown = (*cycle, cycle[0]) if len(cycle) <= MAX_SHOWN else (*cycle[:MAX_SHOWN], "...", cycle[0])
    return word.join(shown)


def _depth(checking: Checking, wholes: Mapping[str, tuple[str, ...]]) -> None:
    """Parts of parts of parts: each level stands inside the one above in what callers send."""
    depth: dict[str, int] = {}
    for name in stable_order(tuple(wholes), wholes).order if any(wholes.values()) else ():
        depth[name] = max((depth[whole] + 1 for whole in wholes[name] if whole in depth), default=0)
        if depth[name] == MAX_PARTS + 1:
            path = f"{checking.entities[name].path}.part_of"
            message = f"{name} is a part {depth[name]} levels below its whole"
            checking.error(codes.MOD_PARTS_DEEP, message, path, f"at most {MAX_PARTS}: use a belongs_to instead")


def _targets(entity: Entity, names: tuple[str, ...], entities: Mapping[str, Entity]) -> tuple[str, ...]:
    found = (reference(entity, name) for name in names)
    return tuple(r.targets[0] for r in found if r is not None and r.targets[0] in entities)


def reference(entity: Entity, name: str) -> Relation | None:
    """The belongs_to of that name."""
    return next((r for r in entity.relations if r.name == name and r.kind is RelationKind.BELONGS_TO), None)


def _roles(checking: Checking) -> None:
    inherited = {r.name: tuple(n for n in r.extends if n in checking.roles) for r in checking.design.roles}
    paths = {r.name: r.path for r in checking.design.roles}
    for cycle in _circles(inherited):
        message = _said(" extends ", cycle)
        checking.error(codes.MOD_ROLE_CYCLE, message, paths[cycle[0]], "one of them must not inherit")


def _owner(checking: Checking, entity: Entity, mirrored: set[str]) -> None:
    """Walks the path; where a mirror on the other side could make the relation, nothing is said."""
    here, path = entity, f"{entity.path}.owner"
    for name in entity.owner:
        relation = reference(here, name)
        if relation is None and here.name in mirrored:
            return
        if relation is None:
            known = tuple(r.name for r in here.relations if r.kind is RelationKind.BELONGS_TO)
            checking.unknown(codes.REF_RELATION, f"belongs_to of {here.name}", name, known, path)
            return
        target = checking.entities.get(relation.targets[0])
        if target is None:
            return
        here = target
    if not here.account:
        checking.error(
            codes.MOD_OWNER,
            f"the owner path {'.'.join(entity.owner)} of {entity.name} does not end at an account",
            path,
            "name belongs_to relations, up to an entity with `account:`",
        )
