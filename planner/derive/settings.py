"""The structural options other passes read: from the design's lines, its `choices`, or the fallback here.

A fallback is an assumption: it says what it took, why, and what another answer would change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias, cast

from msgspec import Struct

from planner import codes
from planner.diagnostics import Diagnostic, Severity
from planner.model.decisions import Assumption, AuthStrategy, Decision, DialectName, Settings
from planner.model.design import Design, TypeKind
from planner.model.domain import Domain
from planner.naming import suggest

Source: TypeAlias = Literal["design", "choice", "planner"]


class Settled(Struct, frozen=True):
    """The settings, with a decision per topic and the assumptions among them."""

    settings: Settings
    decisions: tuple[Decision, ...]
    assumptions: tuple[Assumption, ...]


class _Topic(Struct, frozen=True):
    """How one topic is settled: the design's own word, else a fallback with its reason."""

    name: str
    path: str
    said: Callable[[Design], str | None]
    fallback: Callable[[Design, Domain], tuple[str, str]]
    options: tuple[str, ...]
    changes: str


FRAMEWORKS = {
    "python": "fastapi",
    "typescript": "nestjs",
    "go": "chi",
    "php": "laravel",
    "rust": "axum",
    "java": "spring",
}
_LANGUAGE_ALIASES = {
    "node": "typescript",
    "js": "typescript",
    "javascript": "typescript",
    "nodejs": "typescript",
    "golang": "go",
}
_DATABASE_ALIASES = {"postgres": "postgresql", "pg": "postgresql", "sqlite3": "sqlite"}
_BIG = 50_000


def settle(design: Design, domain: Domain) -> Settled:
    """Every structural option of one design."""
    chosen = {c.topic: c for c in design.choices}
    decisions: list[Decision] = []
    for topic in _TOPICS:
        choice = chosen.get(topic.name)
        said = topic.said(design)
        if choice is not None:
            decisions.append(_decision(topic, choice.option, "choice", choice.because, (choice.path,)))
        elif said is not None:
            decisions.append(_decision(topic, said, "design", "The design says so.", (topic.path,)))
        else:
            option, reason = topic.fallback(design, domain)
            decisions.append(_decision(topic, option, "planner", reason, ()))
    options = {d.topic: d.option for d in decisions}
    return Settled(_settings(options), tuple(decisions), tuple(_assumptions(decisions)))


def impossible_options(design: Design) -> tuple[Diagnostic, ...]:
    """Options the design names that no topic knows."""
    chosen = {c.topic: c for c in design.choices}
    found: list[Diagnostic] = []
    for topic in _TOPICS:
        choice = chosen.get(topic.name)
        option, path = (choice.option, choice.path) if choice is not None else (topic.said(design), topic.path)
        if option is not None and topic.options and option not in topic.options:
            near = suggest(option, topic.options)
            hint = f"did you mean '{near}'?" if near else f"known are {', '.join(topic.options)}"
            message = f"'{option}' is no option of {topic.name}"
            found.append(Diagnostic(codes.MOD_OPTION, Severity.ERROR, message, None, hint, path))
    return tuple(found)


def _decision(topic: _Topic, option: str, source: Source, reason: str, because: tuple[str, ...]) -> Decision:
    return Decision(f"decision.{topic.name}", topic.name, option, source, reason, topic.changes, because)


def _assumptions(decisions: list[Decision]) -> list[Assumption]:
    paths = {t.name: t.path for t in _TOPICS}
    return [
        Assumption(f"assumption.{d.topic}", f"{d.topic}: {d.option}. {d.reason}", d.changes, paths[d.topic])
        for d in decisions
        if d.source == "planner"
    ]


def _settings(options: dict[str, str]) -> Settings:
    return Settings(
        api_style=cast(Literal["rest", "graphql", "grpc"], options["api-style"]),
        api_version=options["api-version"],
        dialect=cast(DialectName, options["database"]),
        id_kind=cast(Literal["uuid", "bigint"], options["ids"]),
        page=cast(Literal["cursor", "offset"], options["pagination"]),
        auth=cast(AuthStrategy, options["authentication"]),
        errors=cast(Literal["problem", "envelope"], options["errors"]),
        profile=cast(Literal["strict", "lean"], options["contract-profile"]),
        language=options["language"],
        framework=options["framework"],
        currency=options["currency"],
    )


def _language(design: Design) -> str | None:
    said = design.stack.language
    return _LANGUAGE_ALIASES.get(said.lower(), said.lower()) if said else None


def _database(design: Design) -> str | None:
    said = design.stack.database
    return _DATABASE_ALIASES.get(said.lower(), said.lower()) if said else None


def _auth(design: Design) -> str | None:
    return {"oauth2": "oidc", "oauth": "oidc"}.get(design.stack.auth, design.stack.auth) if design.stack.auth else None


def _assumed_auth(design: Design, domain: Domain) -> tuple[str, str]:
    if design.context.consumers and set(design.context.consumers) <= {"internal"}:
        return "service_token", "Only internal services call this backend."
    if any(f.type.kind is TypeKind.PASSWORD for e in domain.entities.values() for f in e.fields):
        return "jwt", "People sign in with a password that the design keeps."
    if not design.roles:
        return "jwt", "The design names no roles, so one signed-in role is assumed."
    return "oidc", "Roles act, and the design keeps no password: an identity provider signs them in."


def _assumed_ids(_design: Design, _domain: Domain) -> tuple[str, str]:
    return "uuid", "Identifiers appear in paths and must not be counted through."


def _assumed_page(_design: Design, domain: Domain) -> tuple[str, str]:
    biggest = max(domain.entities.values(), key=lambda e: e.rows or 0, default=None)
    if biggest is not None and (biggest.rows or 0) > _BIG:
        return "cursor", f"{biggest.name} holds {biggest.rows:,} rows, too many to skip through by offset."
    return "offset", f"No entity is said to hold more than {_BIG:,} rows, so pages can be numbered."


def _assumed_profile(design: Design, _domain: Domain) -> tuple[str, str]:
    if design.context.consumers and set(design.context.consumers) <= {"internal"}:
        return "lean", "Every consumer is internal, so responses carry no rate-limit and CORS headers."
    return "strict", "Consumers outside need rate limits and CORS in every answer."


def _assumed_framework(design: Design, _domain: Domain) -> tuple[str, str]:
    language = _language(design) or "python"
    return FRAMEWORKS.get(language, language), f"The usual framework for a contract-first backend in {language}."


def _fixed(option: str, reason: str) -> Callable[[Design, Domain], tuple[str, str]]:
    return lambda _design, _domain: (option, reason)


def _nothing_said(_design: Design) -> str | None:
    return None


_TOPICS = (
    _Topic(
        "api-style",
        "stack.api.style",
        lambda d: d.stack.api_style,
        _fixed("rest", "No style is named; REST is what every consumer can call."),
        ("rest", "graphql", "grpc"),
        "the whole contract",
    ),
    _Topic(
        "api-version",
        "stack.api.version",
        lambda d: d.stack.api_version,
        _fixed("v1", "The first version of the contract."),
        (),
        "the base path of every operation",
    ),
    _Topic(
        "database",
        "stack.database",
        _database,
        _fixed("postgresql", "Row security, partial indexes and deferrable keys need the fewest fallbacks there."),
        ("postgresql", "mysql", "mariadb", "sqlite"),
        "every migration",
    ),
    _Topic("ids", "choices.ids", _nothing_said, _assumed_ids, ("uuid", "bigint"), "every primary and foreign key"),
    _Topic(
        "pagination",
        "choices.pagination",
        _nothing_said,
        _assumed_page,
        ("cursor", "offset"),
        "the parameters and answers of every list, and its indexes",
    ),
    _Topic(
        "authentication",
        "stack.auth",
        _auth,
        _assumed_auth,
        ("jwt", "session", "api_key", "oidc", "service_token", "none"),
        "the account endpoints, the credential tables and the security of every operation",
    ),
    _Topic(
        "errors",
        "choices.errors",
        _nothing_said,
        _fixed("problem", "RFC 9457 is the one error format that clients and gateways share."),
        ("problem", "envelope"),
        "every error answer",
    ),
    _Topic(
        "contract-profile",
        "context.consumers",
        _nothing_said,
        _assumed_profile,
        ("strict", "lean"),
        "the headers of every answer",
    ),
    _Topic(
        "language",
        "stack.language",
        _language,
        _fixed("python", "No language is named."),
        (),
        "files and commands of every step",
    ),
    _Topic(
        "framework",
        "stack.framework",
        lambda d: d.stack.framework,
        _assumed_framework,
        (),
        "files and commands of every step",
    ),
    _Topic(
        "currency",
        "context.currency",
        lambda d: d.context.currency,
        _fixed("EUR", "Amounts need one currency and the design names none."),
        (),
        "every amount in the contract",
    ),
)
TOPICS = tuple(t.name for t in _TOPICS)
OPTIONS = {t.name: t.options for t in _TOPICS}
