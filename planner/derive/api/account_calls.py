"""What the calls of signing in have in common: their group, their codes and refusals, the line that asks for them."""

from __future__ import annotations

from typing import Final

from planner.derive.api import errors
from planner.derive.api.contract import Contract
from planner.derive.settings import causes
from planner.model.api import Operation, OperationKind, Refusal, Security
from planner.model.entities import FieldType, TypeKind
from planner.naming import camel

AUTH: Final = "resource.system.auth"
CODE: Final = FieldType(TypeKind.STRING, low=20, high=200)
SPENT: Final = Refusal(401, "not_signed_in", "The code is wrong, used or expired.")


def because_auth(contract: Contract) -> tuple[str, ...]:
    """What settled how callers sign in."""
    return causes(contract.design, "authentication")


def operation(
    contract: Contract,
    name: str,
    kind: OperationKind,
    path: str,
    summary: str,
    says: str,
    security: Security,
    request: str | None,
    response: str | None,
    reasons: tuple[Refusal, ...],
    success: int | None = None,
) -> Operation:
    """One call of the group, with its refusals."""
    found = errors.refusals(security, contract, None, (errors.BAD_REQUEST, *reasons))
    return Operation(
        f"op.auth.{name}",
        kind,
        contract.operations.claim(camel(name), camel(f"{name}_auth")),
        AUTH,
        "POST",
        contract.paths.claim("POST", path, f"/sign-in{path}"),
        summary,
        says,
        security,
        because_auth(contract),
        request=request,
        response=response,
        success=success or (200 if response else 204),
        errors=errors.statuses(found),
        refusals=found,
    )
