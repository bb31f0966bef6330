"""What all checks share: the design by name, and the list of problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.derive.infer.mixins import merge_mixins
from planner.derive.infer.states import enum_values
from planner.diagnostics import Diagnostic, Severity
from planner.model.design import Design
from planner.model.entities import Entity, Field, Relation, RelationKind
from planner.naming import many_of, snake, suggest

MAX_GUESSES = 200_000
"""How many names are compared with words that name nothing: a design of slips alone is told without guesses."""
IMPLICIT = ("id", "created_at", "updated_at")


class Checking:
    """A design looked up by name; problems gather in `problems`."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.entities = merge_mixins(design)
        self.external = frozenset(n for s in design.services if s.external for n in s.owns)
        self.roles = frozenset(r.name for r in design.roles) or frozenset({"user"})
        self.enums = {e.name: e for e in design.enums}
        self.events = {e.name: e for e in design.events}
        self.integrations = frozenset(i.name for i in design.integrations)
        self.far_sides = _far_sides(self.entities)
        self.made_references = _made_references(self.entities)
        self.problems: list[Diagnostic] = []
        self._guesses = MAX_GUESSES

    def values_of(self, field: Field) -> tuple[str, ...]:
        """The values of an enum field, shared or inline; none for any other."""
        return enum_values(field, self.enums)

    def error(self, code: str, message: str, path: str, hint: str = "") -> None:
        """A problem that stops the plan."""
        self.problems.append(Diagnostic(code, Severity.ERROR, message, None, hint, path))

    def warn(self, code: str, message: str, path: str, hint: str = "") -> None:
        """A problem that does not."""
        self.problems.append(Diagnostic(code, Severity.WARNING, message, None, hint, path))

    def unknown(self, code: str, what: str, word: str, known: Iterable[str], path: str) -> None:
        """A name that names nothing, with the one that was probably meant."""
        names = tuple(known)
        self._guesses -= len(names)
        near = suggest(word, names) if self._guesses > 0 else None
        hint = (
            f"did you mean '{near}'?"
            if near
            else f"known are {', '.join(names[:12])}"
            if names
            else f"the design has no {what} yet"
        )
        self.error(code, f"there is no {what} '{word}'", path, hint)


def _far_sides(entities: Mapping[str, Entity]) -> dict[str, dict[str, str]]:
    """Entity -> what others call it: names of relations it has because another side declares them -> that side."""
    found: dict[str, dict[str, str]] = {}
    for entity in entities.values():
        for relation in entity.relations:
            name = _far_name(entity, relation, entities)
            for target in relation.targets if name is not None else ():
                found.setdefault(target, {}).setdefault(name or "", entity.name)
    return found


def _far_name(entity: Entity, relation: Relation, entities: Mapping[str, Entity]) -> str | None:
    if relation.kind in (RelationKind.BELONGS_TO, RelationKind.MANY_TO_MANY):
        return relation.inverse or (many_of(entity.name, entity.plural) if relation.name == entity.part_of else None)
    target = entities.get(relation.targets[0])
    if target is None or points_at(target, entity.name):
        return None
    return relation.inverse or snake(entity.name)


def _made_references(entities: Mapping[str, Entity]) -> dict[str, tuple[str, ...]]:
    """Entity -> those whose has_one or has_many makes it refer to them."""
    found: dict[str, tuple[str, ...]] = {}
    for entity in entities.values():
        for relation in entity.relations:
            if relation.kind in (RelationKind.HAS_ONE, RelationKind.HAS_MANY):
                for target in relation.targets:
                    found[target] = (*found.get(target, ()), entity.name)
    return found


def points_at(entity: Entity, target: str) -> tuple[Relation, ...]:
    """The references of an entity to another."""
    return tuple(r for r in entity.relations if r.kind is RelationKind.BELONGS_TO and target in r.targets)


def members(entity: Entity) -> tuple[str, ...]:
    """Every name usable in filters, sorts, indexes and payloads of an entity."""
    extra = (("version",) if entity.versioned else ()) + (("deleted_at",) if entity.soft_delete else ())
    return (*(f.name for f in entity.fields), *(r.name for r in entity.relations), *IMPLICIT, *extra)
