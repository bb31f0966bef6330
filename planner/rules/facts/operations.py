"""Facts about one operation of the contract, and about what of the plan controls it."""

from __future__ import annotations

from planner.model.api import Message, Operation, OperationKind
from planner.rules.facts.registry import NO, Known, Reply, flag, message_fact, operation_fact
from planner.rules.world import World

_SIGN_IN = (
    OperationKind.SIGN_IN,
    OperationKind.RESET_REQUEST,
    OperationKind.RESET_CONFIRM,
    OperationKind.PROOF_CONFIRM,
    OperationKind.REFRESH,
)
_LISTS = (OperationKind.LIST, OperationKind.LINK_LIST)


@operation_fact("operation.kind", "word", "what it does", words=tuple(k.value for k in OperationKind))
def kind(_world: World, operation: Operation) -> Reply:
    """Its kind."""
    return Known(operation.kind.value, operation.because)


@operation_fact("operation.method", "word", "its method", words=("GET", "POST", "PUT", "PATCH", "DELETE"))
def method(_world: World, operation: Operation) -> Reply:
    """Its method."""
    return Known(operation.method, operation.because)


@operation_fact("operation.public", "flag", "anonymous callers may call it")
def public(_world: World, operation: Operation) -> Reply:
    """Whether it is public."""
    return flag(operation.security.public, *operation.because)


@operation_fact("operation.writes", "flag", "it changes something")
def writes(_world: World, operation: Operation) -> Reply:
    """Whether its method writes."""
    return flag(operation.method != "GET", *operation.because)


def _is_many(operation: Operation) -> bool:
    return operation.many or operation.kind in _LISTS


@operation_fact("operation.many", "flag", "it answers with many rows", only=_is_many)
def many(_world: World, operation: Operation) -> Reply:
    """Whether it returns a collection."""
    return Known(True, operation.because)


@operation_fact("operation.paged", "flag", "its answer comes in pages with a largest size")
def paged(_world: World, operation: Operation) -> Reply:
    """Whether it takes a number of rows that has an upper bound."""
    limited = any(p.member.max is not None for p in operation.parameters if "limit" in (p.purpose, p.name))
    return Known(True, operation.because, (operation.id,)) if limited else NO


@operation_fact("operation.by_id", "flag", "it takes the id of a row")
def by_id(_world: World, operation: Operation) -> Reply:
    """Whether a path parameter is a key."""
    return flag(any(p.place == "path" for p in operation.parameters), *operation.because)


@operation_fact("operation.scoped", "flag", "it reaches only rows the caller has a right to")
def scoped(_world: World, operation: Operation) -> Reply:
    """Whether some scope narrows the rows."""
    narrowed = [s for s in operation.security.scopes if s.rows != "all"]
    return Known(True, operation.because, (operation.id,)) if narrowed else NO


@operation_fact(
    "operation.signs_in",
    "flag",
    "it signs people in, or lets them set a new password",
    only=lambda operation: operation.kind in _SIGN_IN,
)
def signs_in(_world: World, operation: Operation) -> Reply:
    """Whether it is part of signing in."""
    return Known(True, operation.because)


@operation_fact("operation.creates", "flag", "it makes a new row")
def creates(_world: World, operation: Operation) -> Reply:
    """Whether it creates."""
    return flag(operation.kind in (OperationKind.CREATE, OperationKind.SIGN_UP), *operation.because)


@operation_fact("operation.idempotent", "flag", "asking twice does it once")
def idempotent(world: World, operation: Operation) -> Reply:
    """Whether it takes an idempotency key that the schema keeps, or is safe by its method."""
    if operation.method in ("GET", "PUT", "DELETE"):
        return Known(True, operation.because, (operation.id,))
    keys = world.tables.get("idempotency_keys")
    if operation.idempotency_key and keys is not None:
        return Known(True, operation.because, (keys.id, operation.id))
    return NO


@operation_fact("operation.guarded", "flag", "a stale writer is refused")
def guarded(_world: World, operation: Operation) -> Reply:
    """Whether it needs If-Match."""
    return Known(True, operation.because, (operation.id,)) if operation.if_match else NO


@operation_fact("operation.moves_state", "flag", "it moves a state along an arrow")
def moves_state(_world: World, operation: Operation) -> Reply:
    """Whether it is a transition."""
    return flag(operation.transition is not None, *operation.because)


@operation_fact("operation.calls_out", "flag", "it waits for an outside service")
def calls_out(_world: World, operation: Operation) -> Reply:
    """Whether it uses an integration."""
    return flag(bool(operation.uses), *operation.because)


@operation_fact("operation.asynchronous", "flag", "its work goes on after the answer")
def asynchronous(_world: World, operation: Operation) -> Reply:
    """Whether it answers 202."""
    return Known(True, operation.because, (operation.id,)) if operation.is_async else NO


@operation_fact("operation.emits", "flag", "it publishes an event")
def emits(_world: World, operation: Operation) -> Reply:
    """Whether it emits."""
    return flag(bool(operation.emits), *operation.because)


@operation_fact(
    "operation.webhook",
    "flag",
    "an outside service calls it",
    only=lambda operation: operation.kind is OperationKind.WEBHOOK,
)
def webhook(_world: World, operation: Operation) -> Reply:
    """Whether it is a webhook."""
    return Known(True, operation.because)


@operation_fact("operation.signed", "flag", "its caller proves itself by a signature")
def signed(_world: World, operation: Operation) -> Reply:
    """Whether its security is a signature."""
    return Known(True, operation.because, (operation.id,)) if operation.security.scheme == "signature" else NO


@message_fact("message.versioned", "flag", "its version travels with it")
def message_versioned(_world: World, message: Message) -> Reply:
    """Whether it carries a version."""
    return Known(True, message.because, (message.id,)) if message.version else NO


@message_fact("message.published", "flag", "this backend publishes it")
def published(_world: World, message: Message) -> Reply:
    """Whether it goes out."""
    return flag(message.direction == "publish", *message.because)


@message_fact("message.outboxed", "flag", "it leaves through the outbox, in the transaction of its cause")
def outboxed(world: World, message: Message) -> Reply:
    """Whether there is an outbox table."""
    table = world.tables.get("outbox_messages")
    return Known(True, message.because, (table.id,)) if table is not None else NO


@message_fact("message.personal", "flag", "personal data travels in it")
def message_personal(_world: World, message: Message) -> Reply:
    """Whether a member is personal."""
    return flag(any(m.pii for m in message.members), *message.because)
