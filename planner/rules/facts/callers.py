"""Facts about who calls the backend and what they may: kinds of callers, public rights, rights that depend on the row."""

from __future__ import annotations

from planner.model.design import Design
from planner.model.entities import AccessRule
from planner.rules.facts.registry import Known, Reply, Unknown, design_fact, flag
from planner.rules.world import World

_WRITES = ("create", "update", "delete")
_READS = ("list", "get")


@design_fact("design.owned", "flag", "rows belong to the account that made them")
def owned(world: World, _design: Design) -> Reply:
    """Whether an entity has an owner."""
    found = [f"{e.path}.owner" for e in world.domain.entities.values() if e.owner]
    return flag(bool(found), *found[:3])


@design_fact("design.public_reads", "flag", "anonymous callers may read something")
def public_reads(world: World, _design: Design) -> Reply:
    """Whether anything is public to read."""
    found = _public(world, ("list", "get"))
    return flag(bool(found), *found[:3])


@design_fact("design.public_writes", "flag", "anonymous callers may write something")
def public_writes(world: World, _design: Design) -> Reply:
    """Whether anything is public to write."""
    found = _public(world, _WRITES)
    return flag(bool(found), *found[:3])


def _public(world: World, operations: tuple[str, ...]) -> list[str]:
    return [
        rule.path
        for e in world.domain.entities.values()
        for rule in e.access
        if rule.operation in operations and any(g.role == "public" for g in rule.grants)
    ]


@design_fact("design.row_conditions", "flag", "access depends on the row, not only on the role")
def row_conditions(world: World, _design: Design) -> Reply:
    """Whether a grant names rows."""
    found = [
        g.path
        for e in world.domain.entities.values()
        for rule in e.access
        for g in rule.grants
        if g.where is not None or g.via is not None
    ]
    return flag(bool(found), *found[:3])


@design_fact("design.rights_by_link", "flag", "access leads through a membership or another link")
def rights_by_link(world: World, _design: Design) -> Reply:
    """Whether a grant reaches rows through another entity."""
    rules = (rule for e in world.domain.entities.values() for rule in e.access)
    found = [g.path for rule in rules for g in rule.grants if g.via is not None]
    return flag(bool(found), *found[:3])


@design_fact("design.public_share", "number", "how many of 100 readable entities anybody may read", unit="percent")
def public_share(world: World, design: Design) -> Reply:
    """The share of entities whose list or get is public, among those that anybody at all may read."""
    readable = [e for e in world.domain.entities.values() if any(_may(e.rule(o), design) for o in _READS)]
    found = [e.path for e in readable if any(_is_public(e.rule(o)) for o in _READS)]
    return Known(round(100 * len(found) / len(readable)) if readable else 0, tuple(found[:3]))


def _is_public(rule: AccessRule | None) -> bool:
    return rule is not None and any(g.role == "public" for g in rule.grants)


@design_fact("design.internal_only", "flag", "only our own services call it")
def internal_only(_world: World, design: Design) -> Reply:
    """Whether every consumer is internal."""
    said = design.context.consumers
    if not said:
        return Unknown(("context.consumers",))
    return flag(set(said) <= {"internal"}, "context.consumers")


@design_fact("design.only_web", "flag", "only web pages call it")
def only_web(_world: World, design: Design) -> Reply:
    """Whether every consumer is a web page."""
    said = design.context.consumers
    if not said:
        return Unknown(("context.consumers",))
    return flag(set(said) <= {"web", "internal"} and "web" in said, "context.consumers")


@design_fact("design.browser", "flag", "a browser calls it")
def browser(_world: World, design: Design) -> Reply:
    """Whether web pages are among the consumers."""
    said = design.context.consumers
    if not said:
        return Unknown(("context.consumers",))
    return Known("web" in said or "third_party" in said, ("context.consumers",))


@design_fact("design.writes", "flag", "callers change something")
def writes(world: World, design: Design) -> Reply:
    """Whether any entity offers a write to somebody, or says nothing about who may."""
    found = [
        e.path
        for e in world.domain.entities.values()
        if e.actions or any(o in e.operations and _may(e.rule(o), design) for o in _WRITES)
    ]
    return flag(bool(found), *found[:3])


def _may(rule: AccessRule | None, design: Design) -> bool:
    """Whether anybody may: without a word about it, the one role of a design that names none."""
    if rule is None:
        return not design.roles
    return rule.is_called


@design_fact("design.all_public", "flag", "whatever it answers, it answers to anybody")
def all_public(world: World, design: Design) -> Reply:
    """Whether every operation that anybody may call is public."""
    rules = [e.rule(o) for e in world.domain.entities.values() for o in e.operations]
    granted = [r for r in rules if _may(r, design)]
    open_to_all = [r.path for r in granted if r is not None and any(g.role == "public" for g in r.grants)]
    return flag(bool(open_to_all) and len(open_to_all) == len(granted), *open_to_all[:3])


@design_fact("design.shared_edits", "flag", "several kinds of callers change the same rows")
def shared_edits(world: World, _design: Design) -> Reply:
    """Whether update of an entity is given to more than one kind of caller."""
    found = [
        rule.path
        for e in world.domain.entities.values()
        if (rule := e.rule("update")) is not None and len(rule.grants) > 1
    ]
    return flag(bool(found), *found)
