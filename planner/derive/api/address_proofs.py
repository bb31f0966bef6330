"""Proving that an e-mail address is its holder's, where the design asks for it: at sign-up, and for one that is to replace it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from planner.derive.api import errors
from planner.derive.api.account_calls import CODE, SPENT, operation
from planner.derive.api.contract import Contract
from planner.derive.api.security import OPEN, signed_in
from planner.model.api import Member, Operation, OperationKind, Payload, Shape
from planner.model.entities import FieldType, TypeKind
from planner.rules.facts.accounts import PROVEN


def proof_operations(contract: Contract) -> Iterator[Operation]:
    """To ask for a code, and to send it back."""
    if contract.proven:
        yield from (replace(o, because=(*o.because, *_because(contract))) for o in _calls(contract))


def _calls(contract: Contract) -> Iterator[Operation]:
    yield operation(
        contract,
        "request_address_proof",
        OperationKind.PROOF_REQUEST,
        "/auth/address-proof",
        "Ask for a code that proves an address",
        "Mails a code to the address of the account, or to the new one that is named; the answer is the same for one that "
        "is taken. Until the code comes back, a new account may call nothing else and a changed one keeps its old address.",
        signed_in(contract.domain),
        _asked(contract),
        None,
        (errors.INVALID, errors.TOO_MANY),
        202,
    )
    yield operation(
        contract,
        "confirm_address_proof",
        OperationKind.PROOF_CONFIRM,
        "/auth/address-proof/confirm",
        "Prove an address",
        "The code works once, for a day. An address that replaces another is told to the old one.",
        OPEN,
        _proof(contract),
        None,
        (SPENT, errors.INVALID, errors.TOO_MANY),
    )


def _because(contract: Contract) -> tuple[str, ...]:
    return (PROVEN, *(f.path for f in contract.proven.values()))


def _asked(contract: Contract) -> str:
    because = _because(contract)
    says = "The new address; left out to prove the one that the account has."
    address = Member("email", Shape.FIELD, because, says, FieldType(TypeKind.EMAIL), required=False, pii=True)
    name = contract.names.claim("AddressProof", "SignInAddressProof")
    return contract.add(
        Payload("payload.auth.address_proof", name, "input", (address,), because, None, "What address is to be proven.")
    )


def _proof(contract: Contract) -> str:
    because = _because(contract)
    code = Member("code", Shape.FIELD, because, "The code that was mailed.", CODE, write_only=True, sensitive=True)
    name = contract.names.claim("ProvenAddress", "SignInProvenAddress")
    return contract.add(
        Payload("payload.auth.proven_address", name, "input", (code,), because, None, "What proves an address.")
    )
