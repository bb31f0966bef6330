"""Signing in and out, as the authentication needs it, and `/me`. Roles without an account sign in as principals."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner.derive.api import errors
from planner.derive.api.account_calls import AUTH, CODE, SPENT, because_auth, operation
from planner.derive.api.address_proofs import proof_operations
from planner.derive.api.contract import Contract
from planner.derive.api.security import OPEN, signed_in
from planner.model.api import Member, Operation, OperationKind, Payload, Refusal, Resource, Shape
from planner.model.domain import DomainEntity
from planner.model.entities import Field, FieldType, TypeKind
from planner.naming import snake, title

_CREDENTIAL = FieldType(TypeKind.STRING, low=1, high=2048)
_SUBJECT = FieldType(TypeKind.STRING, low=1, high=127)
_ONE_TIME = FieldType(TypeKind.STRING, low=6, high=12)
_NAMES = (TypeKind.EMAIL, TypeKind.PHONE, TypeKind.SLUG, TypeKind.STRING)
_WRONG = Refusal(401, "not_signed_in", "Name and password do not belong together, or the credential is spent.")


def auth_resource(contract: Contract) -> Resource | None:
    """The group of account operations, where people sign in."""
    if not somebody_signs_in(contract):
        return None
    return Resource(
        AUTH, "Auth", contract.tags.claim("auth", "sign-in"), "/auth", "Signing in and out.", because_auth(contract)
    )


def somebody_signs_in(contract: Contract) -> bool:
    """Whether callers are people (or devices) with a sign-in: here, or at an identity provider."""
    return contract.settings.auth in ("jwt", "session", "oidc")


def account_operations(contract: Contract) -> Iterator[Operation]:
    """Sign-in, refresh, sign-out, recovery, and the caller itself."""
    if contract.settings.auth in ("jwt", "session"):
        yield from _sign_in(contract)
        yield from _recovery(contract)
        yield from proof_operations(contract)
    if somebody_signs_in(contract):
        yield _me(contract)


def _accounts(contract: Contract) -> tuple[DomainEntity, ...]:
    return tuple(contract.domain.entities[name] for name in contract.domain.accounts)


def _login_field(contract: Contract) -> Field | None:
    """What accounts sign in with: their unique, required e-mail, phone or name."""
    for kind in _NAMES:
        for account in _accounts(contract):
            for field in account.fields:
                if field.type.kind is kind and field.unique and field.required:
                    return field
    return None


def _email_field(contract: Contract) -> Field | None:
    return next((f for a in _accounts(contract) for f in a.fields if f.type.kind is TypeKind.EMAIL), None)


def _login(contract: Contract) -> Member:
    field = _login_field(contract)
    because = (field.path,) if field is not None else because_auth(contract)
    name = snake(field.name) if field is not None else "email"
    kind = field.type if field is not None else FieldType(TypeKind.EMAIL)
    return Member(name, Shape.FIELD, because, "The sign-in name.", kind, pii=True)


def _password(contract: Contract) -> Member:
    field = next((f for a in _accounts(contract) for f in a.fields if f.type.kind is TypeKind.PASSWORD), None)
    kind = field.type if field is not None else FieldType(TypeKind.PASSWORD)
    because = (field.path,) if field is not None else because_auth(contract)
    return Member("password", Shape.FIELD, because, "The password.", kind, write_only=True, sensitive=True)


def _tenant(contract: Contract) -> tuple[Member, ...]:
    """Where two tenants may know the same name, whoever is not signed in yet says which one is meant."""
    root, design = contract.domain.tenant_root, contract.design
    apart = contract.domain.isolation in ("schema", "database") or _login_field(contract) is None
    if root is None or design.tenancy is None or not (apart and any(a.tenant_scoped for a in _accounts(contract))):
        return ()
    across = any(role.cross_tenant for role in contract.domain.roles.values())
    says = f"The {title(root)} the account belongs to{'; left out by who works across all' if across else ''}."
    return (
        Member(f"{snake(root)}_id", Shape.REFERENCE, (design.tenancy.path,), says, required=not across, target=root),
    )


def _second_factor(contract: Contract) -> tuple[Member, ...]:
    mfa = next((s for s in contract.design.controls if s.name == "mfa" or s.name.startswith("mfa.")), None)
    if mfa is None or mfa.value is False or mfa.value == "none":
        return ()
    says = "The one-time code of the second factor, where it is asked for."
    return (Member("code", Shape.FIELD, (mfa.path,), says, _ONE_TIME, required=False, write_only=True, sensitive=True),)


def _sign_in(contract: Contract) -> Iterator[Operation]:
    because = because_auth(contract)
    credentials = contract.add(
        Payload(
            "payload.auth.credentials",
            contract.names.claim("Credentials", "SignInCredentials"),
            "input",
            (*_tenant(contract), _login(contract), _password(contract), *_second_factor(contract)),
            because,
            None,
            "What signs a caller in.",
        )
    )
    jwt = contract.settings.auth == "jwt"
    answer = _tokens(contract, because) if jwt else None
    yield operation(
        contract,
        "sign_in",
        OperationKind.SIGN_IN,
        "/auth/sign-in",
        "Sign in",
        "A wrong name and a wrong password answer alike and take as long; repeated failures answer 429.",
        OPEN,
        credentials,
        answer,
        (_WRONG, errors.INVALID, errors.TOO_MANY),
    )
    if jwt:
        proof = Member(
            "refresh",
            Shape.FIELD,
            because,
            "The refresh credential of the last answer.",
            _CREDENTIAL,
            write_only=True,
            sensitive=True,
        )
        renewal = contract.add(
            Payload(
                "payload.auth.renewal",
                contract.names.claim("Renewal", "SignInRenewal"),
                "input",
                (proof,),
                because,
                None,
                "What renews a sign-in.",
            )
        )
        yield operation(
            contract,
            "refresh",
            OperationKind.REFRESH,
            "/auth/refresh",
            "Renew a sign-in",
            "The old refresh credential stops working; using it again ends every sign-in of its family.",
            OPEN,
            renewal,
            answer,
            (_WRONG, errors.INVALID, errors.TOO_MANY),
        )
    yield operation(
        contract,
        "sign_out",
        OperationKind.SIGN_OUT,
        "/auth/sign-out",
        "Sign out",
        "Ends this sign-in; doing it again changes nothing.",
        signed_in(contract.domain),
        None,
        None,
        (),
    )


def _tokens(contract: Contract, because: tuple[str, ...]) -> str:
    access = Member(
        "access",
        Shape.FIELD,
        because,
        "The credential for the Authorization header.",
        _CREDENTIAL,
        derived=True,
        sensitive=True,
    )
    seconds = Member(
        "expires_in", Shape.INTEGER, because, "Seconds until it expires.", min="1", max="3600", derived=True
    )
    renewed = Member(
        "refresh",
        Shape.FIELD,
        because,
        "Renews the sign-in once; using it again ends it.",
        _CREDENTIAL,
        derived=True,
        sensitive=True,
    )
    return contract.add(
        Payload(
            "payload.auth.tokens",
            contract.names.claim("SignedIn", "SignInResult"),
            "result",
            (access, seconds, renewed),
            because,
            None,
            "A sign-in.",
        )
    )


def _recovery(contract: Contract) -> Iterator[Operation]:
    """A forgotten password; only where the design has an address to send the code to."""
    field = _email_field(contract)
    if field is None and contract.domain.accounts:
        return
    because = (field.path,) if field is not None else because_auth(contract)
    name = snake(field.name) if field is not None else "email"
    address = Member(
        name,
        Shape.FIELD,
        because,
        "Where the code is sent, if somebody signs in with it.",
        FieldType(TypeKind.EMAIL),
        pii=True,
    )
    code = Member("code", Shape.FIELD, because, "The code that was sent.", CODE, write_only=True, sensitive=True)
    asked = contract.add(
        Payload(
            "payload.auth.recovery",
            contract.names.claim("Recovery", "SignInRecovery"),
            "input",
            (*_tenant(contract), address),
            because,
            None,
            "Who cannot sign in.",
        )
    )
    proven = contract.add(
        Payload(
            "payload.auth.new_password",
            contract.names.claim("NewPassword", "SignInNewPassword"),
            "input",
            (*_tenant(contract), code, _password(contract)),
            because,
            None,
            "A new password, proven by the code.",
        )
    )
    yield operation(
        contract,
        "request_recovery",
        OperationKind.RESET_REQUEST,
        "/auth/recovery",
        "Ask for a new password",
        "The answer is the same whether the address is known or not.",
        OPEN,
        asked,
        None,
        (errors.INVALID, errors.TOO_MANY),
        202,
    )
    yield operation(
        contract,
        "confirm_recovery",
        OperationKind.RESET_CONFIRM,
        "/auth/recovery/confirm",
        "Set a new password",
        "The code works once; every sign-in of the account ends.",
        OPEN,
        proven,
        None,
        (SPENT, errors.INVALID, errors.TOO_MANY),
    )


def _me(contract: Contract) -> Operation:
    security = signed_in(contract.domain)
    found = errors.refusals(security, contract, None, (errors.BAD_REQUEST,))
    return Operation(
        "op.auth.me",
        OperationKind.ME,
        contract.operations.claim("getMe", "getCaller"),
        AUTH,
        "GET",
        contract.paths.claim("GET", "/me", "/auth/me"),
        "Get the signed-in caller",
        f"Who the credential belongs to, in which roles{', and the account behind it' if contract.domain.accounts else ''}.",
        security,
        because_auth(contract),
        response=_caller(contract),
        errors=errors.statuses(found),
        reads=contract.domain.accounts,
        refusals=found,
    )


def _named(contract: Contract, because: tuple[str, ...]) -> Member:
    """Who calls: by the key of an account where all have one; rows of principals and providers name theirs otherwise."""
    held = all(role in {a.account for a in _accounts(contract)} for role in contract.domain.roles)
    here = contract.settings.auth != "oidc" and contract.settings.id_kind == "uuid"
    kind = Member("id", Shape.ID, because, "Identifier of the caller.", derived=True)
    return kind if held or here else replace(kind, shape=Shape.FIELD, type=_SUBJECT)


def _caller(contract: Contract) -> str:
    """The caller: roles, and the account for those who have one."""
    because = because_auth(contract)
    roles = tuple(contract.domain.roles)
    members = [
        _named(contract, because),
        Member(
            "roles",
            Shape.FIELD,
            because,
            "The roles the caller acts in.",
            FieldType(TypeKind.ENUM, values=roles),
            values=roles,
            many=True,
            least=1,
            most=len(roles),
            derived=True,
        ),
    ]
    for account in _accounts(contract):
        members.append(
            Member(
                snake(account.name),
                Shape.PAYLOAD,
                (account.path,),
                f"The {title(account.name)} who is signed in.",
                payload=contract.reads[account.name],
                required=False,
                derived=True,
                visible_to=(account.account,) if account.account and len(roles) > 1 else (),
            )
        )
    return contract.add(
        Payload(
            "payload.auth.me",
            contract.names.claim("Me", "Caller"),
            "result",
            tuple(members),
            because,
            None,
            "Whoever the credential belongs to.",
        )
    )
