"""Refusals as gRPC says them: a status of its own list, and the word for what a caller can act on."""

from __future__ import annotations

from typing import Final

from planner.model.api import Refusal
from planner.spoken import in_grpc, spoken

_OF_STATUS: Final = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "FAILED_PRECONDITION",
    412: "ABORTED",
    422: "INVALID_ARGUMENT",
    428: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
_OF_CODE: Final = {
    "not_unique": "ALREADY_EXISTS",
    "limit_reached": "RESOURCE_EXHAUSTED",
    "idempotency_key_in_use": "ABORTED",
}
_CALLED: Final = {"if_match_missing": "version_missing"}
"""Words for what HTTP says with a header: the message has a member for it."""
_TOLD_APART: Final = frozenset(("ABORTED", "FAILED_PRECONDITION"))


def statuses(refusals: tuple[Refusal, ...]) -> tuple[str, ...]:
    """Each status once, with the words behind it where one status has several causes."""
    words: dict[str, list[str]] = {}
    for refusal in refusals:
        status = _OF_CODE.get(refusal.code) or _OF_STATUS.get(refusal.status)
        if status is not None:
            words.setdefault(status, []).append(_CALLED.get(refusal.code, refusal.code))
    return tuple(
        f"{status} ({', '.join(dict.fromkeys(codes))})" if status in _TOLD_APART else status
        for status, codes in words.items()
    )


def said(text: str) -> str:
    """A sentence with the statuses of gRPC in it."""
    return spoken(text, in_grpc)
