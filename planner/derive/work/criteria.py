"""What shows that operations keep what their contract says of them, beside what every operation of a kind must show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from planner.derive.api.errors import bounded
from planner.derive.api.wording import held_with, set_text, uncapitalised
from planner.derive.infer.crossing import crossings
from planner.derive.infer.most import at_most
from planner.derive.work.drafts import critical
from planner.model.api import Operation, OperationKind
from planner.model.database import Table
from planner.model.decisions import DialectName
from planner.model.domain import Domain, DomainEntity
from planner.model.work import Criterion
from planner.naming import article, listing, snake, title
from planner.phrases import brand
from planner.rules.fewest import fewest

_LOCKING_ROWS: Final = frozenset(("mysql", "mariadb"))
_MAKING = frozenset({OperationKind.CREATE, OperationKind.SIGN_UP})


def of_actions(entity: DomainEntity, operations: Iterable[Operation]) -> Iterator[Criterion]:
    """States, wholes that are not empty, outside parties that are asked once."""
    for operation in operations:
        name = operation.action or operation.name
        action = next((a for a in entity.actions if a.name == operation.action), None)
        begun = entity.begins(operation.action or "")
        states = operation.transition.sources if operation.transition is not None else begun.states if begun else ()
        if states and not operation.bulk:
            yield critical(f"{name}: from {listing(list(states), 'or')} only; any other state answers 409.")
        if action is not None and action.sets and not operation.bulk:
            sets = (f"{title(s.field)} to {set_text(s.value)}" for s in action.sets)
            yield critical(f"{name} sets {listing(list(sets))}; no body can.")
            for beyond in bounded(entity, action):
                yield critical(
                    f"{name} answers 409, and changes nothing, where {uncapitalised(beyond.says).rstrip('.')}."
                )
        for refusal in operation.refusals:
            if refusal.code == "empty":
                yield critical(f"{name} answers 409, and asks nobody, where {uncapitalised(refusal.says).rstrip('.')}.")
        if operation.uses and not operation.bulk:
            yield critical(
                f"{name} asks {listing(list(operation.uses))} after its commit: rolled back it asks for nothing, "
                "and what is still under way is not asked for again, however often it is sent."
            )


def of_making(entity: DomainEntity, operations: Iterable[Operation], domain: Domain) -> Iterator[Criterion]:
    """Wholes that are made with their parts, and amounts that are copied."""
    made = [o for o in operations if o.kind in _MAKING]
    by_itself = held_with(entity, domain)  # no caller sends those: their step shows them
    parts = list(dict.fromkeys(n for o in made for n in o.writes if n != entity.name and n not in by_itself))
    for name in parts:
        part = domain.entities[name]
        yield critical(
            f"One wrong {title(name)} refuses the {title(entity.name)} with all its {part.many_title}: none is stored."
        )
    for name in (entity.name, *parts) if made else ():
        yield from _copied(domain.entities[name])
        for crossing in crossings(domain.entities[name], domain):
            far, near = title(crossing.far.name), title(crossing.near.name)
            lies = (
                near
                if crossing.near.targets == crossing.through.targets
                else f"{title(crossing.through.name)} than its {near}"
            )
            yield critical(f"{article(title(name)).capitalize()} whose {far} is of another {lies} answers 422.")


def of_trees(entity: DomainEntity) -> Iterator[Criterion]:
    """Rows that lie below rows of their own kind and may be moved: no key of a schema refuses a circle."""
    for reference in entity.references:
        moves = not (reference.immutable or reference.readonly or reference.unique or reference.copied)
        is_tree = reference.inverse is not None or reference.name in _ABOVE
        if moves and is_tree and reference.targets == (entity.name,):
            one, above = article(title(entity.name)), article(title(reference.name))
            yield critical(
                f"{one.capitalize()} does not come to lie below itself: {above} that is it, or lies below it, answers 422, "
                "also where two requests close the circle at once."
            )


_ABOVE: Final = frozenset({"above", "boss", "manager", "parent", "part_of", "reports_to", "superior", "supervisor"})
"""What people call the row above one of the same kind."""


def of_numbers(entity: DomainEntity, domain: Domain, dialect: DialectName) -> Iterator[Criterion]:
    """Wholes that are never without so many parts, also where no database waits for the commit."""
    for collection in fewest(entity, domain.entities):
        least, parts = collection.least, title(collection.name)
        few = f"with fewer than {least} {parts}" if (least or 0) > 1 else f"without {parts}"
        late = (
            f"; {brand(dialect)} judges each statement alone and does not hold it, so one function writes the rows of "
            f"{snake(collection.name)} with their whole and looks before it commits"
            if dialect != "postgresql"
            else ", not even by SQL"
        )
        yield critical(f"{article(title(entity.name)).capitalize()} {few} is never stored{late}.")
    for collection in at_most(entity, domain.entities):
        one, parts = article(title(entity.name)).capitalize(), title(collection.name)
        yield critical(
            f"{one} with more than {collection.most} {parts} is never stored: of two requests at once that would each "
            "make the last one it may have, one answers 409 limit_reached."
        )


def of_locks(entity: DomainEntity, table: Table, domain: Domain, dialect: DialectName) -> Iterator[Criterion]:
    """Parts whose writes look at their whole, where a trigger comes after the row is locked already."""
    wholes = dict.fromkeys(t.whole for t in table.triggers if t.looks_at_whole(table.name) and not t.verbs)
    if dialect not in _LOCKING_ROWS or not wholes or not {"update", "delete"} & set(entity.operations):
        return
    one = title(entity.name)
    yield critical(
        f"A change or delete of {article(one)} locks its row of {listing([w or '' for w in wholes], 'and')} first "
        f"(SELECT … FOR UPDATE); what {brand(dialect)} still ends as a deadlock (1213) is tried again from its first "
        "line: of twenty callers at once none gets to see it."
    )


def _copied(entity: DomainEntity) -> Iterator[Criterion]:
    for reference in entity.references:
        if reference.copied is not None:
            yield critical(
                f"{title(reference.copied).capitalize()} of a new {title(entity.name)} is what its {title(reference.name)} "
                f"had when it was made, and stays when the {title(reference.name)} changes."
            )
