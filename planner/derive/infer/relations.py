"""Relations resolved to both ends: who holds the key, what the other side calls it.

`has_many` and `has_one` mirror the one `belongs_to` that points back (or make it); two
`many_to_many` that name each other are one pairing, declared by the first.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from planner.model.domain import Collection, Pairing, Reference
from planner.model.entities import Entity, OnDelete, Relation, RelationKind
from planner.naming import many_of, snake


class Ends(Struct):
    """The relation ends of one entity while they are being collected."""

    references: dict[str, Reference]
    collections: dict[str, Collection]
    pairings: dict[str, Pairing]
    paired_by: dict[str, Pairing]


def resolve_relations(entities: dict[str, Entity], external: frozenset[str], homes: dict[str, str]) -> dict[str, Ends]:
    """The ends of every entity."""
    ends = {name: Ends({}, {}, {}, {}) for name in entities}
    for entity in entities.values():
        for relation in _of_kind(entity, RelationKind.BELONGS_TO):
            ends[entity.name].references[relation.name] = _reference(entity, relation, external, homes)
    incoming = _incoming(ends)
    for entity in entities.values():
        for relation in entity.relations:
            if relation.kind in (RelationKind.HAS_MANY, RelationKind.HAS_ONE):
                _mirror(entity, relation, ends, incoming)
            elif relation.kind is RelationKind.MANY_TO_MANY:
                _pair(entity, relation, ends)
    _name_inverses(entities, ends)
    return ends


def _incoming(ends: dict[str, Ends]) -> dict[tuple[str, str], list[Reference]]:
    found: dict[tuple[str, str], list[Reference]] = {}
    for name, end in ends.items():
        for reference in end.references.values():
            for target in reference.targets:
                found.setdefault((name, target), []).append(reference)
    return found


def _of_kind(entity: Entity, kind: RelationKind) -> Iterator[Relation]:
    return (r for r in entity.relations if r.kind is kind)


def _reference(entity: Entity, relation: Relation, external: frozenset[str], homes: dict[str, str]) -> Reference:
    is_parent = entity.part_of == relation.name
    is_key = relation.name in entity.key
    required = relation.required or is_parent or is_key
    return Reference(
        name=relation.name,
        entity=entity.name,
        targets=relation.targets,
        path=relation.path,
        required=required,
        unique=relation.unique or entity.key == (relation.name,),
        on_delete=relation.on_delete or _default_on_delete(is_parent, required),
        is_parent=is_parent,
        is_external=any(_is_elsewhere(entity.name, target, external, homes) for target in relation.targets),
        immutable=relation.immutable or is_parent or is_key,
        readonly=relation.readonly,
        private=relation.private,
        inverse=relation.inverse,
        column=relation.column,
        says=relation.says,
        was=relation.was,
    )


def _is_elsewhere(source: str, target: str, external: frozenset[str], homes: dict[str, str]) -> bool:
    return target in external or homes.get(source) != homes.get(target)


def _default_on_delete(is_parent: bool, required: bool) -> OnDelete:
    if is_parent:
        return OnDelete.CASCADE
    return OnDelete.RESTRICT if required else OnDelete.SET_NULL


def _mirror(
    entity: Entity, relation: Relation, ends: dict[str, Ends], incoming: dict[tuple[str, str], list[Reference]]
) -> None:
    """`has_many Target`: find the reference that points back, or make it."""
    target = relation.targets[0]
    if target not in ends:
        return
    back = _pointing_back(entity, relation, incoming.get((target, entity.name), []))
    if back is None:
        back = _made_reference(entity, relation, target)
        ends[target].references.setdefault(back.name, back)
        incoming.setdefault((target, entity.name), []).append(back)
    ends[entity.name].collections[relation.name] = Collection(
        name=relation.name,
        entity=entity.name,
        target=target,
        reference=back.name,
        many=relation.kind is RelationKind.HAS_MANY,
        path=relation.path,
        declared=True,
        says=relation.says,
        least=relation.least,
        most=relation.most,
    )


def _pointing_back(entity: Entity, relation: Relation, candidates: list[Reference]) -> Reference | None:
    if relation.inverse:
        return next((r for r in candidates if r.name == relation.inverse), None)
    named = [r for r in candidates if r.inverse == relation.name]
    free = named or [r for r in candidates if r.inverse is None]
    return free[0] if free else None


def _made_reference(entity: Entity, relation: Relation, target: str) -> Reference:
    return Reference(
        name=relation.inverse or snake(entity.name),
        entity=target,
        targets=(entity.name,),
        path=relation.path,
        required=relation.required,
        unique=relation.kind is RelationKind.HAS_ONE,
        on_delete=relation.on_delete or _default_on_delete(False, relation.required),
        inverse=relation.name,
    )


def _pair(entity: Entity, relation: Relation, ends: dict[str, Ends]) -> None:
    target = relation.targets[0]
    if target not in ends or relation.name in ends[entity.name].paired_by:
        return
    pairing = Pairing(
        name=relation.name,
        entity=entity.name,
        target=target,
        path=relation.path,
        inverse=relation.inverse,
        through=relation.through,
        least=relation.least,
        most=relation.most,
        says=relation.says,
    )
    ends[entity.name].pairings[relation.name] = pairing
    ends[target].paired_by[relation.inverse or f"{snake(entity.name)}.{relation.name}"] = pairing


def _name_inverses(entities: dict[str, Entity], ends: dict[str, Ends]) -> None:
    """`inverse=children` on a reference, and every part, gives the far side a collection."""
    for entity in entities.values():
        for reference in ends[entity.name].references.values():
            name = reference.inverse or (many_of(entity.name, entity.plural) if reference.is_parent else None)
            target = reference.targets[0]
            if name is None or len(reference.targets) > 1 or target not in ends:
                continue
            theirs = ends[target].collections
            if any(c.target == entity.name and c.reference == reference.name for c in theirs.values()):
                continue
            theirs.setdefault(
                name,
                Collection(
                    name=name,
                    entity=target,
                    target=entity.name,
                    reference=reference.name,
                    many=not reference.unique,
                    path=reference.path,
                    declared=reference.inverse is not None,
                ),
            )
