"""What a design begins and does not end: words asked for and kept nowhere, moves that no job makes, ways nobody carries.

Each is a question; the plan goes on meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.derive.running import Runners, is_by_clock, told_events
from planner.model.design import Design
from planner.model.domain import Domain, DomainEntity
from planner.model.entities import Action, Field, TypeKind
from planner.model.expressions import names_in
from planner.model.risks import OpenQuestion
from planner.naming import article, listing, snake, title, words
from planner.phrases import deed, verb

_WAYS: Final = frozenset(
    ("email", "mail", "sms", "push", "fax", "post", "chat", "whatsapp", "voice", "slack", "webhook")
)
_PROOFS: Final = frozenset(("token", "code", "pin", "otp", "signature", "challenge", "confirmation", "password"))
_TAKEN: Final = frozenset(
    ("hold", "held", "reserve", "reserved", "claim", "claimed", "borrow", "borrowed", "lend", "lent", "rent", "rented",
     "occupy", "occupied", "lease", "leased")
)  # fmt: skip
_SAME: Final = {"mail": "email"}


def loose_ends(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    """A question for each."""
    owned = _in_the_hands_of_owners(domain)
    runners = Runners(design.jobs)
    for entity in domain.entities.values():
        for action in entity.actions:
            yield from _kept_nowhere(entity, action, domain)
        yield from _moved_by_nobody(entity, runners)
        yield from _held_for_nobody(entity, domain, owned)
    yield from _told_by_nobody(domain, design)
    yield from _heard_by_nobody(domain, design)
    yield from _carried_by_nobody(domain, design)


def _kept_nowhere(entity: DomainEntity, action: Action, domain: Domain) -> Iterator[OpenQuestion]:
    """What a move along the states asks for, and neither sets nor hands on."""
    if (action.to_state is None and not action.from_states) or action.uses:
        return
    used = {n.parts[-1] for s in action.sets for n in names_in(s.value)} | _of_new_account(action, domain)
    lost = [f for f in action.input if f.name not in used and not _is_proof(f)]
    if lost:
        verb = title(action.name)
        yield OpenQuestion(
            f"question.{snake(entity.name)}.{snake(action.name)}.input",
            lost[0].path,
            f"Where does what {verb} asks for ({listing([f.name for f in lost])}) go, as no member of "
            f"{article(title(entity.name))} is set by it?",
            "nowhere: it is checked and not kept",
            f"`sets` of {action.name}, and perhaps a field of {entity.name} that holds it",
            tuple(f.path for f in lost),
        )


def _of_new_account(action: Action, domain: Domain) -> set[str]:
    """What goes to the account that is made, where the caller chooses a password: an invitation that is accepted."""
    if not any(f.type.kind is TypeKind.PASSWORD for f in action.input):
        return set()
    return {f.name for name in domain.accounts for f in domain.entities[name].fields}


def _is_proof(field: Field) -> bool:
    """Whether it is there to be checked, and to be forgotten then."""
    return field.type.kind in (TypeKind.PASSWORD, TypeKind.SECRET) or not _PROOFS.isdisjoint(words(field.name.lower()))


def _moved_by_nobody(entity: DomainEntity, runners: Runners) -> Iterator[OpenQuestion]:
    """Moves that are the system's own and say nothing of when, where no job does them or speaks of them."""
    alone = (a for a in entity.actions if is_by_clock(a) and not a.says)
    lost = [a for a in alone if not runners.of(entity.name, a)]
    if lost:
        yield OpenQuestion(
            f"question.{snake(entity.name)}.system",
            lost[0].path,
            f"What makes the system {_done(lost, entity)}, as no job speaks of it?",
            "nothing that the design names: the schema allows the move, and no step makes it",
            f"a job of {entity.name} with its schedule or event, and the step that builds it",
            tuple(a.path for a in lost),
        )


def _done(actions: list[Action], entity: DomainEntity) -> str:
    """`reserve, unlock or run low a scooter`; one alone in its own order of words."""
    row = article(title(entity.name))
    return (
        deed(actions[0].name, row) if len(actions) == 1 else f"{listing([verb(a.name) for a in actions], 'or')} {row}"
    )


def _told_by_nobody(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    """Events of an entity that no action or job emits; one that is about no entity is a contradiction."""
    told = told_events(domain.entities.values(), design)
    for event in design.events:
        if event.of is not None and event.name not in told and event.from_service is None and not event.says:
            yield OpenQuestion(
                f"question.{snake(event.name)}.told",
                event.path,
                f"What tells {event.name}, as no action and no job emits it?",
                "nothing: its form is in the contract, and it is never published",
                f"`emits` of an action or a job, or `says` of {event.name}; or the event goes",
                (event.path,),
            )


def _heard_by_nobody(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    """Events that are told and that no job, feed, service or outside party hears; a stated queue makes them a contradiction."""
    if design.stack.queue is not None or design.services:
        return
    heard = {name for j in design.jobs for name in j.on}
    shown = {f.of for f in design.realtime}
    told = told_events(domain.entities.values(), design)
    lost = [
        e
        for e in design.events
        if e.name in told and not (e.name in heard or e.leaves or e.says or e.from_service or e.of in shown)
    ]
    if lost:
        names = listing([e.name for e in lost])
        yield OpenQuestion(
            "question.events.heard",
            lost[0].path,
            f"Who hears {names}, for which no job waits and to which no outside party may subscribe?",
            "whoever reads the queue: nothing that the design names",
            f"a job with `on`, `leaves: true` of what outside parties may hear, or `says` who reads {'them' if lost[1:] else 'it'}; "
            "or the event goes",
            tuple(e.path for e in lost),
            ("jobs", "realtime", "services", "stack.queue"),
        )


def _held_for_nobody(entity: DomainEntity, domain: Domain, owned: frozenset[str]) -> Iterator[OpenQuestion]:
    """Rows that a caller takes for a while, and that keep nobody who has them."""
    if entity.account is not None or entity.owner:
        return
    taken = next((a for a in entity.actions if _takes_for_caller(a)), None)
    if taken is not None and not _leads_to_somebody(entity, domain, owned):
        one, ends = title(entity.name), [a for a in entity.actions if taken.to_state in a.from_states and a.is_called]
        who = (
            f"whoever may {listing([title(a.name) for a in ends], 'or')} does so to anybody's"
            if ends
            else "it is all alike"
        )
        yield OpenQuestion(
            f"question.{snake(entity.name)}.{snake(taken.name)}.holder",
            taken.path,
            f"Who has {article(one)} after {title(taken.name)}, as {entity.name} keeps nobody who does?",
            f"nobody in particular: {who}",
            f"a relation of {entity.name} to whoever holds it, which {taken.name} sets, and who may go on from there",
            (taken.path, *(a.path for a in ends)),
        )


def _takes_for_caller(action: Action) -> bool:
    """Whether callers of their own accord set a row aside: into a state that says so, or by its name; and keep no one."""
    said = (*words(action.name), *words(action.to_state or ""))
    kept = [s for s in action.sets if not s.field.endswith(("_at", "_until", "_on"))]
    return action.is_called and action.to_state is not None and not kept and not _TAKEN.isdisjoint(said)


def _in_the_hands_of_owners(domain: Domain) -> frozenset[str]:
    """The entities to which rows refer that are somebody's."""
    return frozenset(t for e in domain.entities.values() if e.owner for r in e.references for t in r.targets)


def _leads_to_somebody(entity: DomainEntity, domain: Domain, owned: frozenset[str]) -> bool:
    """Whether a row may know a person: by a relation that can stay empty, or as a part of what is somebody's."""
    whole = domain.entities.get(entity.parent.targets[0]) if entity.parent is not None else None
    if whole is not None and (whole.owner or whole.account is not None):
        return True
    targets = [
        domain.entities[t] for r in entity.references if not r.required for t in r.targets if t in domain.entities
    ]
    return entity.name in owned or any(t.account is not None or t.owner for t in targets)


def _carried_by_nobody(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    """Ways to reach people, of which outside parties carry some and none carries the rest; one question for each set."""
    carried = {_way(name) for i in design.integrations for name in (i.kind or "", i.name)}
    found: dict[tuple[str, ...], list[tuple[str, Field]]] = {}
    for entity in domain.entities.values():
        for field in entity.fields:
            ways = [v for v in field.type.values if v.lower() in _WAYS] if field.type.kind is TypeKind.ENUM else []
            lost = tuple(v for v in ways if _way(v) not in carried)
            if lost and len(lost) < len(ways):
                found.setdefault(lost, []).append((entity.name, field))
    for lost, fields in found.items():
        fields.sort(key=lambda at: (at[0], at[1].name))  # whatever order the design has
        entity_name, field = fields[0]
        yield OpenQuestion(
            f"question.{snake(entity_name)}.{snake(field.name)}.carried",
            field.path,
            f"Who carries {listing(list(lost))}, which {listing([f'{e}.{f.name}' for e, f in fields])} may be and no "
            "integration is for?",
            f"nobody: what is to go by {listing(list(lost), 'or')} stays where it is",
            "an integration of that kind with its client, or the value goes",
            (*(f.path for _, f in fields), *(i.path for i in design.integrations[:1])),
        )


def _way(name: str) -> str:
    return _SAME.get(name.lower(), name.lower())
