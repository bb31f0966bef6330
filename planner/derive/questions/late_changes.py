"""Rows that stay open to change after somebody else has judged, taken or published them: each is a question.

A campaign that is another than the one that was approved, an article that is rewritten after it was published. What
owners may do to rows of their own is asked beside what else they may (trespass).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.model.domain import Domain, DomainEntity, StateMachine
from planner.model.entities import Action, Grant
from planner.model.risks import OpenQuestion
from planner.naming import article, listing, snake, title, words

_JUDGED: Final = frozenset(
    ("accept", "accepted", "adopt", "adopted", "approve", "approved", "award", "awarded", "certified", "certify", "complete",
     "completed", "confirm", "confirmed", "decide", "decided", "deliver", "delivered", "finish", "finished", "grade", "graded",
     "issue", "issued", "paid", "pay", "publish", "published", "settle", "settled", "ship", "shipped", "sign", "signed",
     "verified", "verify", "win", "won")
)  # fmt: skip
"""Words of what holds for what was seen then: an account that is frozen may be called otherwise, an invoice that is paid not."""


def late_changes(domain: Domain) -> Iterator[OpenQuestion]:
    """One for each entity whose update knows no state."""
    for entity in domain.entities.values():
        writers = (
            _writers(entity, domain) if entity.account is None and entity.machines and _is_writable(entity) else ()
        )
        for machine in entity.machines if writers else ():
            judged = tuple(_judged(entity, machine, {g.role for g in writers}))
            if judged:
                yield _question(entity, machine, writers, judged)
                break


def _writers(entity: DomainEntity, domain: Domain) -> tuple[Grant, ...]:
    """Who may update, in whatever state; none where one condition says which rows, or owners do."""
    rule = entity.rule("update")
    grants = tuple(g for g in rule.grants if g.is_caller) if rule is not None else ()
    owner = domain.entities.get(entity.owner_account or "")
    own = {"owner", owner.account if owner is not None else "owner"}
    return () if any(g.where is not None or g.role in own for g in grants) else grants


def _is_writable(entity: DomainEntity) -> bool:
    """Whether an update changes anything of its own."""
    acted = {s.field for a in entity.actions for s in a.sets} | {m.field for m in entity.machines}
    return any(not (f.readonly or f.immutable or f.computed is not None) and f.name not in acted for f in entity.fields)


def _judged(entity: DomainEntity, machine: StateMachine, writers: set[str]) -> Iterator[Action]:
    """Moves that none of the writers makes and that lead on: by another role, or by an outside party."""
    moves = {arrow.action for arrow in machine.arrows}
    for action in entity.actions:
        movers = {g.role for g in action.by if g.role not in ("system", "none")}
        said = frozenset((*words(action.name), *words(action.to_state or "")))
        by_others = movers and movers.isdisjoint(writers)
        if by_others and action.name in moves and action.to_state != machine.initial and not said.isdisjoint(_JUDGED):
            yield action


def _question(
    entity: DomainEntity, machine: StateMachine, writers: tuple[Grant, ...], judged: tuple[Action, ...]
) -> OpenQuestion:
    states = dict.fromkeys(a.to_state for a in judged if a.to_state is not None)
    one, names = title(entity.name), [g.role for g in writers]
    return OpenQuestion(
        f"question.{snake(entity.name)}.changed_late",
        writers[0].path,
        f"May {listing(names, 'or')} still change {article(one)} that is {listing(list(states), 'or')} "
        f"({listing([title(a.name) for a in judged])})?",
        "yes: update knows no state",
        f"the rows that update of {entity.name} reaches: a condition in `access` ({machine.field} = {machine.initial})",
        (*(g.path for g in writers), *(a.path for a in judged)),
    )
