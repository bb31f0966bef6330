"""One signed endpoint per integration that sends notices; what it says moves rows, and no user can say it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.derive.api import errors
from planner.derive.api.actions import callers_of
from planner.derive.api.contract import Contract
from planner.derive.api.security import SIGNED
from planner.model.api import Member, Operation, OperationKind, Payload, Refusal, Resource, Shape
from planner.model.design import Integration
from planner.model.domain import DomainEntity
from planner.model.entities import Action, FieldType, TypeKind
from planner.naming import kebab, listing, pascal, snake, title
from planner.phrases import deed

HOOKS = "resource.system.webhooks"
_ID = FieldType(TypeKind.STRING, low=1, high=255)
_WORD = FieldType(TypeKind.STRING, low=1, high=120)
_UNSIGNED = Refusal(
    401, "wrong_signature", "The signature does not fit the body, or the notice is older than five minutes."
)
_UNKNOWN = Refusal(422, "invalid", "The notice is of a kind, or about a row, that is not known here.")
_EARLY = Refusal(
    409, "wrong_state", "The row does not stand yet where the notice expects it; the sender tries again later."
)


def hook_resource(contract: Contract) -> Resource:
    """The group of webhooks."""
    because = tuple(i.path for i in contract.design.integrations)
    return Resource(
        HOOKS,
        "Webhooks",
        contract.tags.claim("webhooks", "notices"),
        "/webhooks",
        "Signed notices of outside services.",
        because,
    )


def webhooks(contract: Contract) -> Iterator[Operation]:
    """The webhooks of every integration that sends something in."""
    moved: dict[str, list[tuple[DomainEntity, Action]]] = {}
    for entity in contract.entities:
        for action in entity.actions:
            for grant in callers_of(entity, action):
                if grant.party:
                    moved.setdefault(grant.party, []).append((entity, action))
    for integration in contract.design.integrations:
        moves = moved.get(integration.name, [])
        if moves or integration.direction in ("in", "both"):
            yield _webhook(integration, moves, contract)


def _may_be_early(moves: list[tuple[DomainEntity, Action]]) -> bool:
    """Whether a row may not have come yet to where a notice expects it: no row is before its first state."""
    return any(s not in {m.initial for m in e.machines} for e, a in moves for s in a.from_states)


def _webhook(integration: Integration, moves: list[tuple[DomainEntity, Action]], contract: Contract) -> Operation:
    because = (integration.path, *(action.path for _, action in moves))
    name, kind = pascal(integration.name), title(integration.name)
    request = contract.add(
        Payload(
            f"payload.webhook.{snake(integration.name)}",
            contract.names.claim(f"{name}Notice", f"{name}WebhookNotice"),
            "notice",
            (
                Member(
                    "id", Shape.FIELD, because, "The sender's id of this notice; the same id has its effect once.", _ID
                ),
                Member("type", Shape.FIELD, because, "What has happened, in the sender's words.", _WORD),
                Member("created_at", Shape.TIMESTAMP, because, "When it happened."),
                Member(
                    "subject",
                    Shape.FIELD,
                    because,
                    "What it is about: the id that the sender was given when it was asked.",
                    _ID,
                ),
            ),
            because,
            None,
            f"A notice of {kind}: what is read of it; what the sender says beside that is let pass and not kept.",
        )
    )
    moved = listing([deed(a.name, f"the {title(e.name)}") for e, a in moves], "or")
    does = f"may {moved}" if moves else "is stored and worked on"
    found = errors.refusals(
        SIGNED, contract, None, (errors.BAD_REQUEST, _UNSIGNED, _UNKNOWN, *((_EARLY,) if _may_be_early(moves) else ()))
    )
    return Operation(
        f"op.webhook.{snake(integration.name)}",
        OperationKind.WEBHOOK,
        contract.operations.claim(f"receive{name}Notice", f"receive{name}Webhook"),
        HOOKS,
        "POST",
        contract.paths.claim(
            "POST", f"/webhooks/{kebab(integration.name)}", f"/webhooks/from-{kebab(integration.name)}"
        ),
        f"Receive a notice of {kind}",
        f"Signature and age are checked on the raw body, then the notice {does}. A notice that comes twice has its "
        "effect once."
        + (" One that comes when its row has gone on is kept, answered 204 and moves nothing." if moves else ""),
        SIGNED,
        because,
        request=request,
        success=204,
        errors=errors.statuses(found),
        refusals=found,
        writes=tuple(dict.fromkeys(e.name for e, _ in moves)),
        emits=tuple(dict.fromkeys(v for _, a in moves for v in a.emits)),
        uses=(integration.name,),
    )
