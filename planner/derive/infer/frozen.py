"""Parts that feed a total of their whole: once the whole has moved out of this house's hands, they stand still.

An arrow moves outwards when an outside party takes it, when it calls one, or when it tells an event. A part that says
itself who writes it is left as it says.
"""

from __future__ import annotations

from msgspec.structs import replace

from planner.model.domain import Collection, DomainEntity, Freeze, Reference, StateMachine
from planner.model.entities import Action, Field, TypeKind
from planner.model.expressions import Aggregate, names_in
from planner.naming import words

_WRITES = ("create", "update", "delete")
_COPIED = frozenset({TypeKind.MONEY, TypeKind.DECIMAL})


def settle_frozen(entities: dict[str, DomainEntity]) -> dict[str, DomainEntity]:
    """The entities, parts marked with when they may change, and references that a value was copied from fixed."""
    found = dict(entities)
    for entity in entities.values():
        if entity.machines and any(isinstance(f.computed, Aggregate) for f in entity.fields):
            for part, freeze in _freezes(entity, entities).items():
                found[part] = replace(found[part], frozen=freeze)
    return {name: _with_copies_fixed(entity, found) for name, entity in found.items()}


def _freezes(whole: DomainEntity, entities: dict[str, DomainEntity]) -> dict[str, Freeze]:
    """Parts of a whole -> when they may change, as far as a state machine of the whole moves outwards."""
    opened = next((o for m in whole.machines if (o := _open(m, whole)) is not None), None)
    found: dict[str, Freeze] = {}
    for field in whole.fields if opened is not None else ():
        read = _read(field, whole, entities)
        if read is None or opened is None:
            continue
        part, collection, members = read
        operations = tuple(o for o in _WRITES if not says_itself(part, o))
        if operations:
            known = found.get(part.name)
            inputs = dict.fromkeys((*(known.inputs if known else ()), *members, *_sources(part, entities)))
            because = tuple(dict.fromkeys((*(known.because if known else ()), field.path, *opened.because)))
            found[part.name] = replace(
                opened, reference=collection.reference, inputs=tuple(inputs), operations=operations, because=because
            )
    return found


def _read(
    field: Field, whole: DomainEntity, entities: dict[str, DomainEntity]
) -> tuple[DomainEntity, Collection, tuple[str, ...]] | None:
    """The part that a total is taken over, as what it is held, and the members of it that the total reads."""
    if not isinstance(field.computed, Aggregate):
        return None
    both = (*names_in(field.computed.over), *(names_in(field.computed.where) if field.computed.where else ()))
    collection = whole.collection(both[0].parts[0]) if both else None
    part = entities.get(collection.target) if collection is not None else None
    if collection is None or part is None or part.reference(collection.reference) is None:
        return None
    members = (n.parts[1] for n in both if len(n.parts) > 1 and n.parts[0] == collection.name)
    return part, collection, tuple(dict.fromkeys(members))


def says_itself(part: DomainEntity, operation: str) -> bool:
    """Whether a line of the part itself says who may, not one of its whole; or it has no such operation."""
    rule = part.rule(operation)
    return operation not in part.operations or (rule is not None and rule.path.startswith(f"{part.path}."))


def goes_outwards(action: Action) -> bool:
    """Whether an outside party takes the action, or hears of it."""
    return bool(action.uses or action.emits) or any(g.party for g in action.by)


def handed_over(whole: DomainEntity, entities: dict[str, DomainEntity]) -> tuple[tuple[str, Collection], ...]:
    """Actions of callers that hand a whole over with its total, and the parts it should not be without."""
    found: list[tuple[str, Collection]] = []
    for collection in whole.collections:
        part = entities.get(collection.target)
        freeze = part.frozen if part is not None else None
        if freeze is None or freeze.whole != whole.name or freeze.reference != collection.reference:
            continue
        early = (a for a in whole.actions if not a.from_states or not set(a.from_states).isdisjoint(freeze.states))
        found += [(a.name, collection) for a in early if goes_outwards(a) and a.is_called]
    return tuple(found)


def _open(machine: StateMachine, whole: DomainEntity) -> Freeze | None:
    """The states before anything went outwards and from which there is a way on; `None` where nothing goes outwards."""
    actions = {a.name: a for a in whole.actions}
    outward = [a for a in machine.arrows if goes_outwards(actions[a.action]) and a.target != machine.initial]
    if not outward:
        return None
    left = {a.target for a in outward}
    pending = list(left)
    while pending:
        here = pending.pop()
        for arrow in machine.arrows:
            if arrow.source == here and arrow.target not in left and arrow.target != machine.initial:
                left.add(arrow.target)
                pending.append(arrow.target)
    sources = {a.source for a in machine.arrows}
    states = tuple(s for s in machine.states if s == machine.initial or (s in sources and s not in left))
    first = actions[outward[0].action]
    return Freeze(whole.name, "", machine.field, states, first.name, because=(first.path,))


def _sources(part: DomainEntity, entities: dict[str, DomainEntity]) -> tuple[str, ...]:
    """The relations that a value of the part was copied along."""
    return tuple(r.name for r in part.references if _copied(r, part, entities) is not None)


def _copied(reference: Reference, part: DomainEntity, entities: dict[str, DomainEntity]) -> Field | None:
    """The amount that the server copies from the row referred to: alike in kind and in name."""
    target = entities.get(reference.targets[0]) if len(reference.targets) == 1 else None
    if target is None or reference.is_parent or not reference.required:
        return None
    set_by = {s.field for a in part.actions for s in a.sets}
    for field in part.fields:
        if field.readonly and field.required and field.type.kind in _COPIED and field.name not in set_by:
            given = field.default is not None or field.computed is not None or field.source is not None
            if not given and any(_is_alike(field, other) for other in target.fields):
                return field
    return None


def _is_alike(copy: Field, original: Field) -> bool:
    same = original.type.kind is copy.type.kind and not original.readonly and original.computed is None
    return same and not frozenset(words(copy.name)).isdisjoint(words(original.name))


def _with_copies_fixed(entity: DomainEntity, entities: dict[str, DomainEntity]) -> DomainEntity:
    """The entity with relations that may not change once a value was copied along them."""
    if entity.parent is None or says_itself(entity, "update"):
        return entity
    copied = {r.name: f for r in entity.references if not r.immutable and (f := _copied(r, entity, entities))}
    if not copied:
        return entity
    references = tuple(
        replace(r, immutable=True, copied=copied[r.name].name) if r.name in copied else r for r in entity.references
    )
    parent = next((r for r in references if r.is_parent), entity.parent)
    return replace(entity, references=references, parent=parent)
