"""Components every operation shares: error answers, headers, parameters, security schemes."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from planner.emit.canonical import Flow, flow
from planner.emit.openapi.schemas import Schema, reference

ERRORS = {
    400: ("BadRequest", "Bad request", "A parameter or the body cannot be read."),
    401: ("Unauthorized", "Unauthorized", "A credential is missing where one is needed, or it is expired or revoked."),
    403: ("Forbidden", "Forbidden", "The caller's role may not do this."),
    404: ("NotFound", "Not found", "There is no such row, or the caller does not reach it."),
    409: ("Conflict", "Conflict", "The row is in another state, in use, or its unique value is taken."),
    412: ("PreconditionFailed", "Precondition failed", "Somebody else changed the row; read it again."),
    422: ("Unprocessable", "Unprocessable content", "A member of the body breaks a rule."),
    428: ("PreconditionRequired", "Precondition required", "If-Match is missing."),
    429: ("TooManyRequests", "Too many requests", "The limit is used up; Retry-After says how long to wait."),
    500: ("ServerError", "Internal server error", "Something broke; the request id finds it in the logs."),
    503: ("Unavailable", "Service unavailable", "It cannot serve yet."),
}
ELSEWHERE = {
    401: ("UnauthorizedBefore", "Not from here, where no credential is looked at: a gateway before it may refuse one."),
    429: ("TooManyBefore", "Not from here, where nobody counts: a gateway before it may limit."),
}
"""Statuses that linters want of every operation, where it gives none itself."""
_CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    409: "not_unique",
    412: "stale",
    422: "invalid",
    428: "if_match_missing",
    429: "too_many_requests",
    500: "failed",
    503: "not_ready",
}
RATE_LIMITED = ("RateLimit-Limit", "RateLimit-Reset", "Access-Control-Allow-Origin")
_SECONDS = {"type": "integer", "format": "int32", "minimum": 0, "maximum": 86400}
_HEADERS: dict[str, tuple[str, Schema, Any]] = {
    "RateLimit-Limit": ("Requests allowed in the window.", {**_SECONDS, "maximum": 1_000_000}, 100),
    "RateLimit-Reset": ("Seconds until the window ends.", _SECONDS, 30),
    "Retry-After": ("Seconds to wait before the next request.", _SECONDS, 30),
    "Access-Control-Allow-Origin": (
        "Origin that may read the answer.",
        {"type": "string", "maxLength": 253, "pattern": "^(\\*|https?://\\S+)$"},
        "https://app.example.org",
    ),
    "Location": ("Where the new row is.", {"type": "string", "maxLength": 2000, "pattern": "^/\\S*$"}, "/v1/items/1"),
    "ETag": ("Version of the row, for If-Match.", {"type": "string", "maxLength": 64, "pattern": '^"[0-9]+"$'}, '"3"'),
}


HEADER_PARAMETERS = {
    "ApiVersion": flow(
        {
            "name": "Api-Version",
            "in": "header",
            "required": False,
            "description": "The version that is meant; without it the oldest that is still served.",
            "schema": {"type": "string", "maxLength": 16, "pattern": "^[0-9]{1,4}(\\.[0-9]{1,4})?$"},
            "example": "1",
        }
    ),
    "IdempotencyKey": flow(
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "The same key with the same body answers the stored answer; with another body 422.",
            "schema": {"type": "string", "minLength": 8, "maxLength": 128, "pattern": "^[A-Za-z0-9_-]+$"},
            "example": "8f14e45f-ceea-4671",
        }
    ),
    "IfMatch": flow(
        {
            "name": "If-Match",
            "in": "header",
            "required": False,
            "description": "The ETag that was read; without it the answer is 428, with a stale one 412.",
            "schema": {"type": "string", "maxLength": 64, "pattern": "^\\S{1,64}$"},
            "example": '"3"',
        }
    ),
}


def header(name: str) -> Schema:
    """One header component."""
    says, schema, example = _HEADERS[name]
    return {"description": says, "schema": schema, "example": example}


def answer_headers(profile: str, *more: str) -> tuple[str, ...]:
    """Names of the headers of an answer."""
    return (*(RATE_LIMITED if profile == "strict" else ()), *more)


def error_headers(status: int, profile: str) -> tuple[str, ...]:
    """Names of the headers of an error answer."""
    return answer_headers(profile, *(["Retry-After"] if status == 429 else []))


@lru_cache(maxsize=64)
def headers(names: tuple[str, ...]) -> Flow:
    """Headers by reference."""
    return flow({name: reference("headers", name) for name in names})


def problem_schema(style: str) -> Schema:
    """The one error format: RFC 9457, or an envelope."""
    text = {"type": "string", "maxLength": 2000, "pattern": "^[^\\x00]*$"}
    details = {
        "type": "array",
        "maxItems": 100,
        "description": "What is wrong with which member.",
        "items": {
            "type": "object",
            "description": "One wrong member.",
            "required": ["field", "message"],
            "properties": {
                "field": {**text, "maxLength": 200, "description": "Path of the member."},
                "message": {**text, "description": "What is wrong with it."},
            },
        },
    }
    code = {"type": "string", "maxLength": 60, "pattern": "^[a-z_]+$", "description": "A word programs can rely on."}
    request = {
        "type": "string",
        "maxLength": 64,
        "pattern": "^[A-Za-z0-9-]+$",
        "description": "Finds the request in the logs.",
    }
    if style == "problem":
        return {
            "type": "object",
            "description": "What went wrong (RFC 9457).",
            "required": ["type", "title", "status", "code"],
            "properties": {
                "type": {"type": "string", "maxLength": 500, "pattern": "^\\S+$", "description": "Kind of problem."},
                "title": {**text, "maxLength": 200, "description": "The kind in words."},
                "status": {
                    "type": "integer",
                    "format": "int32",
                    "minimum": 400,
                    "maximum": 599,
                    "description": "The HTTP status again.",
                },
                "detail": {**text, "description": "What went wrong this time."},
                "code": code,
                "request_id": request,
                "errors": details,
            },
        }
    return {
        "type": "object",
        "description": "What went wrong.",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "description": "The error.",
                "required": ["code", "message"],
                "properties": {
                    "code": code,
                    "message": {**text, "description": "What went wrong."},
                    "details": details,
                    "request_id": request,
                },
            }
        },
    }


def problem_example(status: int, style: str) -> Schema:
    """An example of one error."""
    _, title, detail = ERRORS[status]
    code = _CODES[status]
    if style == "problem":
        return {
            "type": "about:blank",
            "title": title,
            "status": status,
            "detail": detail,
            "code": code,
            "request_id": "01J9ZC5T4Q",
        }
    return {"error": {"code": code, "message": detail, "request_id": "01J9ZC5T4Q"}}


def error_response(status: int, style: str, profile: str, says: str = "") -> Schema:
    """One shared error answer."""
    media = "application/problem+json" if style == "problem" else "application/json"
    names = error_headers(status, profile)
    response: Schema = {"description": says or ERRORS[status][2]}
    if names:
        response["headers"] = headers(names)
    example = flow(problem_example(status, style))
    response["content"] = {media: {"schema": reference("schemas", "Problem"), "example": example}}
    return response


_JWT = "Checked as RFC8725 asks: algorithm, issuer, audience and expiry."
SCHEMES: dict[str, tuple[str, Schema]] = {
    "jwt": (
        "bearerAuth",
        {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": f"A short-lived access credential. {_JWT}",
        },
    ),
    "oidc": (
        "bearerAuth",
        {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": f"A credential of the identity provider. {_JWT}",
        },
    ),
    "service_token": (
        "bearerAuth",
        {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": f"A credential of the calling service. {_JWT}",
        },
    ),
    "session": (
        "cookieAuth",
        {"type": "apiKey", "in": "cookie", "name": "session", "description": "An httpOnly, Secure, SameSite cookie."},
    ),
    "api_key": (
        "apiKeyAuth",
        {
            "type": "apiKey",
            "in": "header",
            "name": "X-API-Key",
            "description": "A key that is shown once and stored as a hash.",
        },
    ),
    "none": ("bearerAuth", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": _JWT}),
}
SIGNATURE = (
    "webhookSignature",
    {
        "type": "apiKey",
        "in": "header",
        "name": "X-Signature",
        "description": "HMAC-SHA256 over time stamp and raw body; of a sender that signs in a header of its own, that header.",
    },
)
