"""Actions that somebody may run: plain POSTs, or moves of a state machine; for one row or, in bulk, for many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from planner.derive.api import conflicts, errors
from planner.derive.api.contract import Contract
from planner.derive.api.crud import Served
from planner.derive.api.members import UPLOADED, distinct
from planner.derive.api.payloads import answer_name
from planner.derive.api.resources import Place
from planner.derive.api.security import assumed_security, has_roles, reaching
from planner.derive.api.wording import held_with, holds, sentence, set_text, takes, titles
from planner.model.api import Member, Operation, OperationKind, Payload, Refusal, Shape, Transition
from planner.model.domain import DomainEntity
from planner.model.entities import Action, Field, Grant
from planner.naming import article, camel, kebab, listing, pascal, snake, title
from planner.phrases import deed

CRUD: Final = frozenset({"list", "get", "create", "update", "delete"})
MOST_AT_ONCE: Final = 100
JOB: Final = "Job"


def actions(entity: DomainEntity, place: Place, contract: Contract, job: str) -> Iterator[Operation]:
    """The actions of one entity that are served over the API."""
    for action in entity.actions:
        served = _served(entity, action, place, contract)
        if served is not None:
            yield _single(served, action, job)
            if action.bulk:
                yield _bulk(served, action, job)


def callers_of(entity: DomainEntity, action: Action) -> tuple[Grant, ...]:
    """Who may run an action: its `by`, else the entity's access rule of that name."""
    rule = entity.rule(action.name)
    return action.by or (rule.grants if rule is not None else ())


def _served(entity: DomainEntity, action: Action, place: Place, contract: Contract) -> Served | None:
    grants = callers_of(entity, action)
    rule = None if action.by else entity.rule(action.name)
    because = (action.path, rule.path) if rule is not None else (action.path,)
    if any(g.is_caller for g in grants):
        return Served(entity, place, contract, reaching(entity, grants, contract.domain), because)
    if not grants and not has_roles(contract.domain):
        return Served(entity, place, contract, assumed_security(contract.domain, contract.settings), because)
    if not grants or any(g.role == "unknown" for g in grants):
        contract.deny(
            f"{snake(entity.name)}.{_short(action)}",
            entity.name,
            action.name,
            f"{action.path}.by",
            (action.path,),
            deed(action.name, article(title(entity.name))),
        )
    return None


def transition_of(entity: DomainEntity, action: Action) -> Transition | None:
    """The state change an action makes."""
    for machine in entity.machines:
        sources = tuple(a.source for a in machine.arrows if a.action == action.name)
        if sources and action.to_state is not None:
            return Transition(snake(machine.field), sources, action.to_state)
    return None


def _reasons(served: Served, action: Action, move: Transition | None) -> tuple[Refusal, ...]:
    reasons = [errors.BAD_REQUEST, errors.NOT_FOUND, *conflicts.of_action(served.entity, action, served.contract)]
    if action.input:
        reasons.append(errors.INVALID)
    begun = served.entity.begins(action.name)
    states = move.sources if move is not None else begun.states if begun is not None else ()
    if states:
        reasons.append(errors.wrong_state(listing(list(states), "or")))
    reasons += errors.bounded(served.entity, action)
    reasons += errors.empty(served.entity, action.name, served.contract)
    reasons += errors.taken(served.entity, action.name, served.contract)
    if _needs_key(action):
        reasons += errors.KEYED
    return tuple(reasons)


def _short(action: Action) -> str:
    """The action's part of ids; one named like a CRUD operation says that it is none."""
    name = snake(action.name)
    return f"{name}_action" if name in CRUD else name


def _needs_key(action: Action) -> bool:
    return action.idempotent or bool(action.uses)


def _single(served: Served, action: Action, job: str) -> Operation:
    entity, contract = served.entity, served.contract
    move = transition_of(entity, action)
    slow, seen = bool(action.uses), not _is_blind(served)
    found = served.refusals(*_reasons(served, action, move), *(errors.guarded(entity) if seen else ()))
    segment = kebab(action.name)
    path = contract.paths.claim("POST", f"{served.place.item}/{segment}", f"{served.place.item}/actions/{segment}")
    return Operation(
        id=served.id(_short(action)),
        kind=OperationKind.ACTION,
        name=_name(served, action),
        resource=served.resource,
        method="POST",
        path=path,
        summary=_capital(deed(action.name, article(title(entity.name)))),
        description=_says(entity, action, move, contract),
        security=served.security,
        because=served.because,
        entity=entity.name,
        parameters=served.place.item_parameters,
        request=_input(served, action),
        response=job if slow else answer_name(entity, served.security, contract) if seen else None,
        success=202 if slow else 200 if seen else 204,
        errors=errors.statuses(found),
        idempotency_key=_needs_key(action),
        etag=entity.versioned and not slow and seen,
        if_match=entity.versioned and seen,
        is_async=slow,
        transition=move,
        emits=action.emits,
        uses=action.uses,
        action=action.name,
        writes=(entity.name, *held_with(entity, contract.domain, action.name)),
        refusals=found,
    )


def _is_blind(served: Served) -> bool:
    """Whether anonymous callers act on a row they may not read: they have no ETag, and are shown nothing of it."""
    rule = served.entity.rule("get") if "get" in served.entity.operations else None
    return served.security.public and not (rule is not None and any(g.role == "public" for g in rule.grants))


def _name(served: Served, action: Action, noun: str = "") -> str:
    verb = camel(action.name)
    return served.name(verb, noun)


def _bulk(served: Served, action: Action, job: str) -> Operation:
    """The same for many rows in one call; each row says how it went."""
    entity, contract = served.entity, served.contract
    move = transition_of(entity, action)
    slow = bool(action.uses)
    found = served.refusals(errors.BAD_REQUEST, errors.INVALID, *(errors.KEYED if _needs_key(action) else ()))
    base = served.place.collection
    path = contract.paths.claim(
        "POST",
        f"{base}/{kebab(action.name)}",
        f"{base}/actions/{kebab(action.name)}",
        f"{base}/bulk-{kebab(action.name)}",
    )
    many = entity.many_title
    return Operation(
        id=served.id(f"{_short(action)}_bulk"),
        kind=OperationKind.ACTION,
        name=_name(served, action, pascal(entity.many)),
        resource=served.resource,
        method="POST",
        path=path,
        summary=_capital(deed(action.name, f"several {many}")),
        description=f"{_says(entity, action, move, contract)} Each row is done or refused on its own, and the answer says which.",
        security=served.security,
        because=served.because,
        entity=entity.name,
        parameters=served.place.above,
        request=_bulk_input(served, action),
        response=job if slow else _outcome(served, action),
        many=False,
        success=202 if slow else 200,
        errors=errors.statuses(found),
        idempotency_key=_needs_key(action),
        is_async=slow,
        transition=move,
        emits=action.emits,
        uses=action.uses,
        action=action.name,
        writes=(entity.name,),
        refusals=found,
        bulk=True,
    )


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _says(entity: DomainEntity, action: Action, move: Transition | None, contract: Contract) -> str:
    said = [sentence(action.says)] if action.says else []
    if move is not None:
        said.append(
            f"Moves {title(move.field)} from {listing(list(move.sources), 'or')} to {move.target}; "
            "any other state answers 409."
        )
    begun = entity.begins(action.name)
    if begun is not None:
        said.append(
            f"Only while {title(begun.field)} is {listing(list(begun.states), 'or')}; any other state answers 409."
        )
    said += takes(entity, action.name, contract.domain)
    said += holds(entity, action.name, contract.domain)
    if action.sets:
        said.append(f"Sets {listing([f'{title(a.field)} to {set_text(a.value)}' for a in action.sets])}.")
    if action.uses:
        said.append(f"{titles(list(action.uses)).capitalize()} is called afterwards; the job says how that went.")
    if action.emits:
        said.append(f"Publishes {listing(list(action.emits))}.")
    return " ".join(said) or f"{_capital(deed(action.name, f'the {title(entity.name)}'))}."


def _input(served: Served, action: Action) -> str | None:
    if not action.input:
        return None
    entity, contract = served.entity, served.contract
    return contract.add(
        Payload(
            f"payload.{snake(entity.name)}.{_short(action)}",
            contract.type_name(entity, pascal(action.name)),
            "input",
            distinct([asked_member(f, contract) for f in action.input]),
            (action.path,),
            entity.name,
            f"What it takes to {deed(action.name, article(title(entity.name)))}.",
        )
    )


def asked_member(field: Field, contract: Contract) -> Member:
    """A field as a caller sends it along."""
    member = contract.members.field(field)
    upload = field.type.kind in UPLOADED
    return replace(
        member,
        shape=Shape.UPLOAD if upload else member.shape,
        required=field.required and field.default is None,
        nullable=False,
        read_only=False,
        column=None,
    )


def _bulk_input(served: Served, action: Action) -> str:
    entity, contract = served.entity, served.contract
    because = (action.path,)
    ids = _rows_member("ids", f"Which {entity.many_title}.", served, action, least=1)
    return contract.add(
        Payload(
            f"payload.{snake(entity.name)}.{_short(action)}_bulk",
            contract.type_name(entity, f"{pascal(action.name)}Bulk"),
            "input",
            distinct([ids, *(asked_member(f, contract) for f in action.input)]),
            because,
            entity.name,
            f"What it takes to {deed(action.name, f'several {entity.many_title}')}.",
        )
    )


def _outcome(served: Served, action: Action) -> str:
    entity, contract = served.entity, served.contract
    because = (action.path,)
    says = "The rows that could not be: their state forbids it, or the caller cannot reach them."
    done = _rows_member("done", "The rows it was done for.", served, action, least=0)
    refused = _rows_member("refused", says, served, action, least=0)
    return contract.add(
        Payload(
            f"payload.{snake(entity.name)}.{_short(action)}_outcome",
            contract.type_name(entity, f"{pascal(action.name)}Outcome"),
            "result",
            (done, refused),
            because,
            entity.name,
            f"For which {entity.many_title} it was done.",
        )
    )


def _rows_member(name: str, says: str, served: Served, action: Action, *, least: int) -> Member:
    """Several rows by their keys; those of a composite key are objects."""
    entity, contract = served.entity, served.contract
    parts = contract.members.key(entity)
    because = (action.path,)
    if len(parts) == 1:
        return replace(
            parts[0],
            name=name,
            because=because,
            says=says,
            many=True,
            least=least,
            most=MOST_AT_ONCE,
            required=True,
            nullable=False,
            read_only=False,
            column=None,
        )
    key = contract.add(
        Payload(
            f"payload.{snake(entity.name)}.key",
            contract.type_name(entity, "Key"),
            "embedded",
            tuple(replace(p, required=True, nullable=False, column=None) for p in parts),
            (entity.path,),
            entity.name,
            f"What identifies a {title(entity.name)}.",
        )
    )
    return Member(name, Shape.PAYLOAD, because, says, payload=key, many=True, least=least, most=MOST_AT_ONCE)
