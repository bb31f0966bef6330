"""Sentences of the neutral contract, which speak of HTTP, as a contract without HTTP has to say them.

Knows sentences and codes of refusals, not what they are about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from planner.naming import constant

_STATUS: Final = re.compile(r"\b(answers?|with|gets?|not|and|one|in) (4\d\d)\b")
_CODES: Final = {
    "400": "bad_request",
    "401": "not_signed_in",
    "403": "not_allowed",
    "404": "not_found",
    "409": "wrong_state",
    "412": "stale",
    "422": "invalid",
    "428": "version_missing",
    "429": "too_many_requests",
    "503": "not_ready",
}
_OF_GRPC: Final = {
    "bad_request": "INVALID_ARGUMENT",
    "not_signed_in": "UNAUTHENTICATED",
    "not_allowed": "PERMISSION_DENIED",
    "not_found": "NOT_FOUND",
    "invalid": "INVALID_ARGUMENT",
    "stale": "ABORTED",
    "too_many_requests": "RESOURCE_EXHAUSTED",
    "not_ready": "UNAVAILABLE",
}
_BARE: Final = re.compile(r"\b(4\d\d|503)\b")
_TWICE: Final = re.compile(r"\b([A-Z_]{5,})(?:(?:, | or )\1\b)+")
_HEADER: Final = (" with Retry-After", "")
_REFERRED: Final = "refer to "
_PHRASES: Final = (
    ("the ETag is made of it", "a change sends back the one that was read"),
    ("A stale If-Match answers", "A stale version answers"),
)
_ARGUMENT: Final = ("a missing one 428", "one without a version is refused before it runs")
"""In GraphQL the version is an argument that no request is without."""
_MATRIX: Final = "2xx, 401, 403 or 404"


def spoken(text: str, named: Callable[[str], str]) -> str:
    """The text with each status as `named` calls its code of refusal."""
    for said, instead in _PHRASES:
        if said in text:
            text = text.replace(said, instead)
    if " 4" not in text:
        return text
    if _MATRIX in text:
        refused = [named(code) for code in ("not_signed_in", "not_allowed", "not_found")]
        return text.replace(_MATRIX, f"a row, {refused[0]}, {refused[1]} or {refused[2]}")

    def code(found: re.Match[str]) -> str:
        held = found[2] == "409" and text[: found.start()].endswith(_REFERRED)
        word = "in_use" if held else _CODES.get(found[2])
        return f"{found[1]} {named(word)}" if word else found[0]

    return _STATUS.sub(code, text)


def in_grpc(code: str) -> str:
    """The status of gRPC that stands for a code of refusal."""
    return _OF_GRPC.get(code, "FAILED_PRECONDITION")


def in_cell(text: str, style: str) -> str:
    """A cell of a table, whose statuses stand bare, as contracts of that style say it; each word once in a row."""
    if style == "rest" or not _BARE.search(text):
        return text
    named = in_grpc if style == "grpc" else constant

    def word(found: re.Match[str]) -> str:
        code = _CODES.get(found[1])
        return named(code) if code else found[0]

    said = _BARE.sub(word, text if style != "grpc" else text.replace(*_HEADER))
    return _TWICE.sub(r"\1", said)


def in_style(text: str, style: str) -> str:
    """The text as contracts of that style say it."""
    if style == "rest":
        return text
    if style == "grpc":
        return spoken(text, in_grpc)
    return spoken(text.replace(*_ARGUMENT), constant)
