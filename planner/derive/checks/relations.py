"""Relations: targets that are there, two ends that agree on their names, entities that carry a many-to-many."""

from __future__ import annotations

from planner import codes
from planner.derive.checks.context import Checking, points_at
from planner.derive.checks.walks import is_implicit
from planner.model.entities import Entity, Relation, RelationKind


def check_relations(checking: Checking, entity: Entity) -> None:
    """What one entity says of its relations."""
    for relation in entity.relations:
        check_targets(checking, relation)
        if relation.through is not None:
            _through(checking, entity, relation, relation.through)
        if relation.kind is RelationKind.BELONGS_TO and relation.most is not None and relation.most != 1:
            checking.error(codes.MOD_RELATION, "belongs_to leads to one row", relation.path, "count is for has_many")
        if len(relation.targets) > 1 and relation.kind is not RelationKind.BELONGS_TO:
            checking.error(codes.MOD_RELATION, "only belongs_to can have several targets", relation.path)
        if relation.required and relation.on_delete is not None and relation.on_delete.value == "set_null":
            checking.error(
                codes.MOD_RELATION,
                f"{relation.name} is required and cannot be set to null",
                relation.path,
                "on_delete=restrict or cascade",
            )
        _inverse(checking, entity, relation)
    if entity.part_of is not None and not any(
        r.name == entity.part_of and r.kind is RelationKind.BELONGS_TO for r in entity.relations
    ):
        checking.unknown(
            codes.REF_RELATION,
            f"belongs_to of {entity.name}",
            entity.part_of,
            (r.name for r in entity.relations if r.kind is RelationKind.BELONGS_TO),
            f"{entity.path}.part_of",
        )


def check_targets(checking: Checking, relation: Relation) -> None:
    """Entities of the design, or of an outside service."""
    for target in relation.targets:
        if target not in checking.entities and target not in checking.external:
            checking.unknown(codes.REF_ENTITY, "entity", target, checking.entities, relation.path)


def check_far_names(checking: Checking) -> None:
    """Two relations cannot give the other side the same name."""
    seen: dict[tuple[str, str], str] = {}
    for entity in checking.entities.values():
        for relation in entity.relations:
            if relation.inverse is None or relation.kind in (RelationKind.HAS_MANY, RelationKind.HAS_ONE):
                continue
            for target in relation.targets:
                first = seen.setdefault((target, relation.inverse), f"{entity.name}.{relation.name}")
                if first != f"{entity.name}.{relation.name}":
                    message = f"{first} is called '{relation.inverse}' by {target} already"
                    checking.error(codes.MOD_INVERSE, message, relation.path, "call the inverse something else")


def _through(checking: Checking, entity: Entity, relation: Relation, name: str) -> None:
    """What carries a many-to-many refers to both sides."""
    between = checking.entities.get(name)
    if between is None:
        checking.unknown(codes.REF_ENTITY, "entity", name, checking.entities, relation.path)
    elif relation.kind is not RelationKind.MANY_TO_MANY:
        checking.error(codes.MOD_RELATION, "only a many_to_many goes through an entity", relation.path)
    else:
        sides = (entity.name, *relation.targets)
        made = checking.made_references.get(name, ())
        missing = [side for side in dict.fromkeys(sides) if not points_at(between, side) and side not in made]
        if missing:
            checking.error(
                codes.MOD_RELATION,
                f"{name} does not refer to {' and '.join(missing)}",
                relation.path,
                f"give {name} belongs_to relations to both sides",
            )


def _inverse(checking: Checking, entity: Entity, relation: Relation) -> None:
    target = checking.entities.get(relation.targets[0])
    if target is None:
        return
    if relation.kind in (RelationKind.HAS_MANY, RelationKind.HAS_ONE):
        back = points_at(target, entity.name)
        named = [r for r in back if r.inverse == relation.name]
        if len(back) > 1 and relation.inverse is None and len(named) != 1:
            checking.error(
                codes.MOD_AMBIGUOUS,
                f"{target.name} points at {entity.name} {len(back)} times",
                relation.path,
                f"say which: inverse={' or inverse='.join(r.name for r in back)}",
            )
        if relation.inverse is not None and back and relation.inverse not in {r.name for r in back}:
            checking.unknown(
                codes.REF_RELATION,
                f"belongs_to of {target.name}",
                relation.inverse,
                (r.name for r in back),
                relation.path,
            )
    elif relation.inverse is not None:
        own = [f for f in target.fields if f.name == relation.inverse] or is_implicit(target, relation.inverse)
        other = [r for r in target.relations if r.name == relation.inverse and not _mirrors(r, relation, entity)]
        if own or other:
            checking.error(
                codes.MOD_INVERSE,
                f"{target.name} has its own '{relation.inverse}'",
                relation.path,
                "call the inverse something else",
            )


def _mirrors(other: Relation, relation: Relation, entity: Entity) -> bool:
    return (
        entity.name in other.targets
        and other.kind is not RelationKind.BELONGS_TO
        and other.inverse in (None, relation.name)
    )
