"""What everybody may read alike and what is about people: the reads that one cache may answer for all, and the rest."""

from __future__ import annotations

from planner.model.api import Operation, OperationKind
from planner.model.design import Design
from planner.model.domain import DomainEntity
from planner.model.entities import TypeKind
from planner.naming import title
from planner.rules.facts.registry import NO, Known, Reply, design_fact
from planner.rules.world import World

_READS = frozenset((OperationKind.LIST, OperationKind.GET, OperationKind.QUERY))
_HIDDEN = frozenset((TypeKind.PASSWORD, TypeKind.SECRET))
_MOST = 6


def shared_entities(world: World) -> tuple[str, ...]:
    """The entities whose rows everybody reads alike, in the design's order."""
    read = {o.entity for o in _shared(world) if o.entity}
    return tuple(name for name in world.domain.entities if name in read)


def shared_queries(world: World) -> tuple[str, ...]:
    """The queries that answer everybody alike."""
    return tuple(o.name for o in _shared(world) if o.kind is OperationKind.QUERY)


def _shared(world: World) -> tuple[Operation, ...]:
    apart = frozenset(e.name for e in world.domain.entities.values() if _is_somebodys(e))
    return tuple(o for o in world.parts.api.operations if o.kind in _READS and _is_shared(o, world, apart))


def _is_shared(operation: Operation, world: World, apart: frozenset[str]) -> bool:
    """Anonymous callers or every role get the same rows, none of them somebody's own, none about a person."""
    names = (operation.entity,) if operation.entity else operation.reads
    if not apart.isdisjoint(names) or world.domain.entities.keys().isdisjoint(names):
        return False
    if operation.security.public:
        return True
    everybody = {r.name for r in world.domain.roles.values()}
    reached = {s.role for s in operation.security.scopes if s.rows == "all"}
    return bool(everybody) and everybody <= reached


def _is_somebodys(entity: DomainEntity) -> bool:
    return bool(entity.owner or entity.account or entity.tenant_scoped) or any(
        f.pii or f.sensitive or f.secret or f.type.kind in _HIDDEN for f in entity.fields
    )


def entities_about_people(world: World) -> tuple[str, ...]:
    """The entities with personal fields, and those whose rows refer to one of them."""
    people = {e.name for e in world.domain.entities.values() if any(f.pii for f in e.fields)}
    return tuple(
        e.name
        for e in world.domain.entities.values()
        if e.name in people or any(target in people for r in e.references for target in r.targets)
    )


@design_fact("design.shared_reads", "words", "what everybody reads alike, so that one answer serves many", stage="plan")
def shared_reads(world: World, _design: Design) -> Reply:
    """Entities by their plural, then queries, with the lines that open them to everybody."""
    found = _shared(world)
    many = [world.domain.entities[n].many_title for n in shared_entities(world)]
    queries = [title(o.name) for o in found if o.kind is OperationKind.QUERY]
    because = dict.fromkeys(p for o in found for p in o.because)
    names = [*many, *queries]
    more = [f"{len(names) - _MOST} more"] if len(names) > _MOST else []
    return Known((*names[:_MOST], *more), tuple(because))


@design_fact("design.has_shared_reads", "flag", "some rows are read alike by everybody", stage="plan")
def has_shared_reads(world: World, _design: Design) -> Reply:
    """Whether there is anything that one cached answer may serve to many."""
    found = _shared(world)
    return Known(True, tuple(dict.fromkeys(p for o in found for p in o.because))[:3]) if found else NO
