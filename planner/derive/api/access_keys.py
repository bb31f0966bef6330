"""Managing API keys, where they are how callers sign in: listed without their value, shown once, revoked at once."""

from __future__ import annotations

from collections.abc import Iterator

from planner.derive.api import errors
from planner.derive.api.account_calls import because_auth
from planner.derive.api.contract import Contract
from planner.derive.api.members import TEXT
from planner.derive.api.parameters import paging
from planner.model.api import (
    Member,
    Operation,
    OperationKind,
    Parameter,
    Payload,
    Refusal,
    Resource,
    Scope,
    Security,
    Shape,
)
from planner.model.entities import FieldType, TypeKind
from planner.naming import snake

KEYS = "resource.system.api_keys"
_VALUE = FieldType(TypeKind.STRING, low=32, high=200)
_GONE = Refusal(404, "not_found", "No such key.")


def key_resource(contract: Contract) -> Resource | None:
    """The group of key management."""
    if _keeper(contract) is None:
        return None
    says = "Keys that callers sign their requests with."
    return Resource(
        KEYS, "API keys", contract.tags.claim("api-keys", "access-keys"), "/api-keys", says, because_auth(contract)
    )


def _keeper(contract: Contract) -> str | None:
    """Who manages keys: `admin`, else the one role with the rights of others."""
    if contract.settings.auth != "api_key" or any(snake(name) == "api_key" for name in contract.domain.entities):
        return None
    roles = contract.domain.roles
    if "admin" in roles:
        return "admin"
    widest = max(roles.values(), key=lambda role: len(role.inherits))
    return widest.name if len(widest.inherits) > 1 else None


def key_operations(contract: Contract) -> Iterator[Operation]:
    """List, make and revoke keys, for the role that stands above the others."""
    keeper = _keeper(contract)
    if keeper is None:
        return
    because = because_auth(contract)
    security = Security(False, (Scope(keeper, "all"),))
    row, made, asked = _payloads(contract, because)
    base = contract.paths.claim("GET", "/api-keys", "/access-keys")
    contract.paths.claim("POST", base)
    which = Parameter(
        "key_id", "path", "key", Member("key_id", Shape.FIELD, because, "Which key.", FieldType(TypeKind.UUID)), True
    )
    item = contract.paths.claim("DELETE", f"{base}/{{key_id}}")
    listed = errors.refusals(security, contract, None, (errors.BAD_PAGE, errors.NOT_ALLOWED))
    created = errors.refusals(security, contract, None, (errors.BAD_REQUEST, errors.NOT_ALLOWED, errors.INVALID))
    revoked = errors.refusals(security, contract, None, (errors.BAD_REQUEST, errors.NOT_ALLOWED, _GONE))
    page = contract.settings.page
    yield Operation(
        "op.api_key.list",
        OperationKind.LIST,
        contract.operations.claim("listApiKeys", "listAccessKeys"),
        KEYS,
        "GET",
        base,
        "List API keys",
        "Shows who holds which key and when it was last used, never the key itself.",
        security,
        because,
        parameters=paging(page),
        response=row,
        many=True,
        page=page,
        errors=errors.statuses(listed),
        refusals=listed,
    )
    yield Operation(
        "op.api_key.create",
        OperationKind.CREATE,
        contract.operations.claim("createApiKey", "createAccessKey"),
        KEYS,
        "POST",
        base,
        "Make an API key",
        "The answer shows the key once; only its hash is kept.",
        security,
        because,
        request=asked,
        response=made,
        success=201,
        errors=errors.statuses(created),
        refusals=created,
    )
    yield Operation(
        "op.api_key.revoke",
        OperationKind.DELETE,
        contract.operations.claim("revokeApiKey", "revokeAccessKey"),
        KEYS,
        "DELETE",
        item,
        "Revoke an API key",
        "Requests with it answer 401 from then on.",
        security,
        because,
        parameters=(which,),
        success=204,
        errors=errors.statuses(revoked),
        refusals=revoked,
    )


def _payloads(contract: Contract, because: tuple[str, ...]) -> tuple[str, str, str]:
    roles = tuple(contract.domain.roles)
    name = Member("name", Shape.FIELD, because, "What the key is for.", TEXT)
    role = Member(
        "role",
        Shape.FIELD,
        because,
        "The role its holder acts in.",
        FieldType(TypeKind.ENUM, values=roles),
        values=roles,
    )
    expires = Member("expires_at", Shape.TIMESTAMP, because, "When it stops working.", nullable=True)
    own = (
        Member("id", Shape.FIELD, because, "Identifier of the key.", FieldType(TypeKind.UUID), derived=True),
        name,
        role,
        expires,
        Member("last_used_at", Shape.TIMESTAMP, because, "When it was last used.", nullable=True, derived=True),
        Member("created_at", Shape.TIMESTAMP, because, "When it was made.", derived=True),
    )
    value = Member("value", Shape.FIELD, because, "The key, shown this once.", _VALUE, derived=True, sensitive=True)
    names = contract.names
    row = contract.add(
        Payload(
            "payload.api_key.read",
            names.claim("AccessKey", "CallerKey"),
            "read",
            own,
            because,
            None,
            "A key without its value.",
        )
    )
    made = contract.add(
        Payload(
            "payload.api_key.created",
            names.claim("AccessKeyCreated", "CallerKeyCreated"),
            "result",
            (*own, value),
            because,
            None,
            "A new key with its value.",
        )
    )
    asked = contract.add(
        Payload(
            "payload.api_key.create",
            names.claim("AccessKeyCreate", "CallerKeyCreate"),
            "create",
            (name, role, expires),
            because,
            None,
            "What is needed to make a key.",
        )
    )
    return row, made, asked
