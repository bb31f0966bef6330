"""Domain -> what is drawn: entities with the rows a level shows, relations with their ends; the part around an entity."""

from __future__ import annotations

from collections.abc import Iterator

from planner.diagram.picture import End, Graph, Level, Link, Node, Row
from planner.model.domain import Domain, DomainEntity, Pairing, Reference
from planner.model.entities import Field

_MARKS = {True: "*", False: ""}


def graph_of(domain: Domain, level: Level, around: str = "", hops: int = 1) -> Graph:
    """Everything, or what stands within some steps of one entity."""
    shown = _around(domain, around, hops) if around in domain.entities else frozenset(domain.entities)
    entities = [e for e in domain.entities.values() if e.name in shown]
    nodes = tuple(Node(e.name, e.path, tuple(_rows(e, level))) for e in entities)
    links = tuple(
        link
        for e in entities
        for link in _links(e, level)
        if link.target in shown and (level != "names" or link.target != link.holder)
    )
    return Graph(nodes, links)


def _around(domain: Domain, start: str, hops: int) -> frozenset[str]:
    near: dict[str, set[str]] = {}
    for entity in domain.entities.values():
        for link in _links(entity, "names"):
            near.setdefault(link.holder, set()).add(link.target)
            near.setdefault(link.target, set()).add(link.holder)
    found, edge = {start}, {start}
    for _ in range(hops):
        edge = {n for name in edge for n in near.get(name, ())} - found
        found |= edge
    return frozenset(found)


def _rows(entity: DomainEntity, level: Level) -> Iterator[Row]:
    """The name; then the key and what refers elsewhere; then everything."""
    if level == "names":
        itself = any(entity.name in r.targets for r in entity.references) or any(
            p.target == entity.name for p in entity.pairings
        )
        yield Row(f"{entity.name} ↻" if itself else entity.name, "title", entity.path)
        return
    yield Row(entity.name, "title", entity.path)
    for field in entity.fields:
        if field.name in entity.key or field.unique:
            yield Row(_field(field), "key", field.path)
    for reference in entity.references:
        yield Row(_reference(reference), "reference", reference.path)
    for pairing in entity.pairings:
        yield Row(f"{pairing.name}: {pairing.target}[]", "reference", pairing.path)
    if level == "all":
        for field in entity.fields:
            if field.name not in entity.key and not field.unique:
                yield Row(_field(field), "field", field.path)


def _field(field: Field) -> str:
    said = field.type.name or field.type.kind.value
    return f"{field.name}: {said}{_MARKS[field.required]}"


def _reference(reference: Reference) -> str:
    return f"{reference.name}: {' | '.join(reference.targets)}{_MARKS[reference.required]}"


def _links(entity: DomainEntity, level: Level) -> Iterator[Link]:
    """One link a target; it leaves the row of its relation, or the name where rows are not shown."""
    paths = {row.path: n for n, row in enumerate(_rows(entity, level))} if level != "names" else {}
    for reference in entity.references:
        if not reference.is_external:
            near: End = "maybe" if reference.unique else "many"
            far: End = "one" if reference.required else "maybe"
            for target in reference.targets:
                yield Link(reference.path, entity.name, target, paths.get(reference.path, 0), near, far)
    for pairing in entity.pairings:
        yield _pair(pairing, entity.name, paths.get(pairing.path, 0))


def _pair(pairing: Pairing, holder: str, row: int) -> Link:
    return Link(pairing.path, holder, pairing.target, row, "many", "many")
