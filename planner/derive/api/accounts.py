"""Signing in and out, as the authentication needs it; `/me`; health and readiness; webhooks of integrations."""

from __future__ import annotations

from collections.abc import Iterator

from planner.derive.api.contract import Contract
from planner.model.api import Member, Operation, OperationKind, Payload, Resource, Scope, Security, Shape
from planner.model.design import FieldType, TypeKind
from planner.naming import kebab, listing, pascal, snake, title

OPEN = Security(True, (Scope("public", "all"),))
AUTH, SYSTEM, HOOKS = "resource.auth", "resource.system", "resource.webhooks"
_TEXT = FieldType(TypeKind.STRING, low=1, high=2048)


def auth_resource(contract: Contract) -> tuple[Resource, ...]:
    """The group of account operations, where people sign in."""
    if not _signs_in(contract):
        return ()
    return (Resource(AUTH, "Auth", "auth", "/auth", "Signing in and out.", _because(contract)),)


def _signs_in(contract: Contract) -> bool:
    return contract.settings.auth in ("jwt", "session")


def _because(contract: Contract) -> tuple[str, ...]:
    if contract.design.stack.auth:
        return ("stack.auth",)
    return tuple(contract.domain.entities[a].path for a in contract.domain.accounts) or ("roles",)


def _has_passwords(contract: Contract) -> bool:
    return any(f.type.kind is TypeKind.PASSWORD for e in contract.domain.entities.values() for f in e.fields)


def account_payloads(contract: Contract) -> Iterator[Payload]:
    """Bodies of the account operations."""
    if not _signs_in(contract):
        return
    because = _because(contract)
    email = Member("email", Shape.FIELD, because, "The sign-in name.", FieldType(TypeKind.EMAIL))
    password = Member("password", Shape.FIELD, because, "The password.", FieldType(TypeKind.PASSWORD), write_only=True)
    proof = Member(
        "refresh", Shape.FIELD, because, "The refresh credential of the last answer.", _TEXT, write_only=True
    )
    yield Payload(
        "payload.auth.credentials", "Credentials", "input", (email, password), because, None, "What signs a caller in."
    )
    if contract.settings.auth == "jwt":
        access = Member("access", Shape.FIELD, because, "The credential for the Authorization header.", _TEXT)
        seconds = Member(
            "expires_in", Shape.INTEGER, because, "Seconds until it expires.", min="1", max="3600", derived=True
        )
        renewed = Member("refresh", Shape.FIELD, because, "Renews it once; using it again ends the sign-in.", _TEXT)
        yield Payload(
            "payload.auth.tokens", "SignedIn", "result", (access, seconds, renewed), because, None, "A sign-in."
        )
        yield Payload("payload.auth.refresh", "Renewal", "input", (proof,), because, None, "What renews a sign-in.")
    if _has_passwords(contract):
        code = Member(
            "code",
            Shape.FIELD,
            because,
            "The code that was sent.",
            FieldType(TypeKind.STRING, low=20, high=200),
            write_only=True,
        )
        yield Payload("payload.auth.recovery", "Recovery", "input", (email,), because, None, "Who cannot sign in.")
        yield Payload(
            "payload.auth.new_password",
            "NewPassword",
            "input",
            (code, password),
            because,
            None,
            "A new password, proven by the code.",
        )


def account_operations(contract: Contract) -> Iterator[Operation]:
    """Sign-in, refresh, sign-out, reset, and the caller itself."""
    if not _signs_in(contract):
        return
    because = _because(contract)
    result = "SignedIn" if contract.settings.auth == "jwt" else None
    signed = Security(False, tuple(Scope(r, "self") for r in contract.domain.roles))
    yield _post(
        "sign_in",
        OperationKind.SIGN_IN,
        "/auth/sign-in",
        "Sign in",
        "Wrong name and wrong password answer alike; repeated failures answer 429.",
        OPEN,
        "Credentials",
        result,
        because,
        (400, 401, 422),
    )
    if contract.settings.auth == "jwt":
        yield _post(
            "refresh",
            OperationKind.REFRESH,
            "/auth/refresh",
            "Renew a sign-in",
            "The old credential stops working; using it again ends every sign-in of its family.",
            OPEN,
            "Renewal",
            "SignedIn",
            because,
            (400, 401, 422),
        )
    yield _post(
        "sign_out",
        OperationKind.SIGN_OUT,
        "/auth/sign-out",
        "Sign out",
        "Ends this sign-in; doing it again changes nothing.",
        signed,
        None,
        None,
        because,
        (400, 401),
    )
    if _has_passwords(contract):
        yield _post(
            "request_recovery",
            OperationKind.RESET_REQUEST,
            "/auth/recovery",
            "Ask for a new password",
            "The answer is the same whether the name is known or not.",
            OPEN,
            "Recovery",
            None,
            because,
            (400, 422),
            202,
        )
        yield _post(
            "confirm_recovery",
            OperationKind.RESET_CONFIRM,
            "/auth/recovery/confirm",
            "Set a new password",
            "The code works once; every sign-in of the account ends.",
            OPEN,
            "NewPassword",
            None,
            because,
            (400, 401, 422),
        )
    yield from _me(contract)


def _post(
    name: str,
    kind: OperationKind,
    path: str,
    summary: str,
    says: str,
    security: Security,
    request: str | None,
    response: str | None,
    because: tuple[str, ...],
    errors: tuple[int, ...],
    success: int | None = None,
) -> Operation:
    return Operation(
        f"op.auth.{name}",
        kind,
        f"{name.split('_', maxsplit=1)[0]}{pascal('_'.join(name.split('_')[1:])) if '_' in name else ''}",
        AUTH,
        "POST",
        path,
        summary,
        says,
        security,
        because,
        request=request,
        response=response,
        success=success or (200 if response else 204),
        errors=errors,
    )


def _me(contract: Contract) -> Iterator[Operation]:
    accounts = [contract.domain.entities[a] for a in contract.domain.accounts]
    if len(accounts) == 1 and accounts[0].account:
        entity = accounts[0]
        security = Security(False, (Scope(entity.account or "", "self"),))
        yield Operation(
            "op.auth.me",
            OperationKind.ME,
            "getMe",
            AUTH,
            "GET",
            "/me",
            "Get the signed-in caller",
            f"The {title(entity.name)} behind the credential.",
            security,
            (entity.path,),
            response=pascal(entity.name),
            errors=(400, 401, 403),
            etag=entity.versioned,
            reads=(entity.name,),
        )


def probes(contract: Contract) -> Iterator[Operation]:
    """Health without dependencies, readiness with them."""
    for name, kind, says in (
        ("health", OperationKind.HEALTH, "Answers while the process lives; asks nothing else."),
        ("ready", OperationKind.READY, "Answers 200 once the database is reached and migrated, 503 until then."),
    ):
        yield Operation(
            f"op.system.{name}",
            kind,
            f"get{pascal(name)}",
            SYSTEM,
            "GET",
            f"/{name}",
            f"{'Check that the process lives' if name == 'health' else 'Check that it can serve'}",
            says,
            OPEN,
            ("planner",),
            response="Health",
            errors=(400,) if name == "health" else (400, 503),
        )


def probe_payload() -> Payload:
    """What the probes answer."""
    status = Member(
        "status",
        Shape.FIELD,
        ("planner",),
        "`ok`, or what is missing.",
        FieldType(TypeKind.STRING, low=1, high=200),
        derived=True,
        example="ok",
    )
    return Payload("payload.system.health", "Health", "result", (status,), ("planner",), None, "State of the process.")


def webhooks(contract: Contract) -> Iterator[tuple[Operation, Payload]]:
    """One signed endpoint per integration that sends notices."""
    for integration in contract.design.integrations:
        moved = [
            (e, a)
            for e in contract.domain.entities.values()
            for a in e.actions
            if any(g.role == f"integration.{integration.name}" for g in a.by)
        ]
        if integration.direction not in ("in", "both") and not moved:
            continue
        name = pascal(integration.name)
        because = (integration.path, *(a.path for _, a in moved))
        payload = Payload(
            f"payload.webhook.{snake(integration.name)}",
            f"{name}Notice",
            "input",
            (
                Member(
                    "id",
                    Shape.FIELD,
                    because,
                    "The sender's id of this notice; the same id has its effect once.",
                    FieldType(TypeKind.STRING, low=1, high=255),
                ),
                Member(
                    "event",
                    Shape.FIELD,
                    because,
                    "What has happened, in the sender's words.",
                    FieldType(TypeKind.STRING, low=1, high=120),
                ),
                Member("created_at", Shape.TIMESTAMP, because, "When it happened; older than five minutes is refused."),
                Member(
                    "subject",
                    Shape.FIELD,
                    because,
                    "The sender's id of what it is about.",
                    FieldType(TypeKind.STRING, low=1, high=255),
                ),
            ),
            because,
            None,
            f"A notice of {title(integration.name)}.",
        )
        does = listing([f"{title(a.name)} {title(e.name)}" for e, a in moved]) if moved else "is stored and worked on"
        operation = Operation(
            f"op.webhook.{snake(integration.name)}",
            OperationKind.WEBHOOK,
            f"receive{name}Notice",
            HOOKS,
            "POST",
            f"/webhooks/{kebab(integration.name)}",
            f"Receive a notice of {title(integration.name)}",
            f"Signature and time are checked on the raw body, then it {'may ' + does if moved else does}. No user can call it.",
            Security(False, (), scheme="signature"),
            because,
            request=payload.name,
            success=204,
            errors=(400, 401, 409, 422),
            writes=tuple(dict.fromkeys(e.name for e, _ in moved)),
            emits=tuple(v for _, a in moved for v in a.emits),
            uses=(integration.name,),
        )
        yield operation, payload
