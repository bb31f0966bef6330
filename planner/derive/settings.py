"""The structural options other passes read, out of the decisions and the few lines no decision is about.

What is taken without a word of the design, and could come out otherwise, is an assumption: it says what it changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, cast

from msgspec import Struct

from planner import codes
from planner.derive.decisions import decide
from planner.diagnostics import Diagnostic, Severity
from planner.model.catalog import DecisionItem
from planner.model.decisions import Assumption, AuthStrategy, Decision, DialectName, Migrations, Settings
from planner.model.design import Design
from planner.model.domain import Domain, Isolation
from planner.naming import listing, suggest
from planner.rules.library import Library
from planner.rules.world import World

CURRENCY = "EUR"
VERSION = "v1"
ASSUMED_ROLES = "assumption.roles"
_SAID = {
    "api-style": ("stack.api.style", "api_style"),
    "authentication": ("stack.auth", "auth"),
    "database": ("stack.database", "database"),
    "framework": ("stack.framework", "framework"),
    "language": ("stack.language", "language"),
}


class Settled(Struct, frozen=True):
    """The settings, the decisions they come from, and the assumptions behind both."""

    settings: Settings
    decisions: tuple[Decision, ...]
    assumptions: tuple[Assumption, ...]


def settle(design: Design, domain: Domain, library: Library | None = None) -> Settled:
    """Takes every decision of a design, and what the passes need of their outcomes."""
    decisions = decide((library or Library()).decisions, World(design, domain))
    by_topic = {d.topic: d for d in decisions}
    settings = _settings(design, {topic: d.option for topic, d in by_topic.items()})
    return Settled(settings, decisions, (*_unsaid(design, settings), *_open(decisions)))


def causes(design: Design, *topics: str) -> tuple[str, ...]:
    """What settled the topics: the choice or the line that says so, else the decision that stands in for it."""
    chosen = {c.topic: c.path for c in design.choices}
    said = {topic: path for topic, (path, key) in _SAID.items() if getattr(design.stack, key) is not None}
    return tuple(chosen.get(topic) or said.get(topic) or f"decision.{topic}" for topic in topics)


def isolation_of(settled: Settled, domain: Domain) -> Isolation | None:
    """How tenants are kept apart, as it was decided; `None` where there are none."""
    found = next((d.option for d in settled.decisions if d.topic == "tenancy-isolation"), None)
    return domain.isolation if found is None or domain.isolation is None else cast(Isolation, found)


def impossible_options(design: Design, items: tuple[DecisionItem, ...]) -> tuple[Diagnostic, ...]:
    """Options the design names that a decision does not know."""
    by_id = {item.id: item for item in items}
    found = [_impossible(c.option, c.path, by_id.get(c.topic), c.topic, tuple(by_id)) for c in design.choices]
    stack = design.stack
    for topic, word, path in (
        ("database", stack.database, "stack.database"),
        ("authentication", stack.auth, "stack.auth"),
    ):
        if word is not None:
            found.append(_impossible(word, path, by_id.get(topic), topic, tuple(by_id)))
    return tuple(d for d in found if d is not None)


def _impossible(
    word: str, path: str, item: DecisionItem | None, topic: str, topics: tuple[str, ...]
) -> Diagnostic | None:
    if item is None:
        near = suggest(topic, topics)
        hint = f"did you mean '{near}'?" if near else f"known are {', '.join(topics)}"
        return Diagnostic(codes.MOD_OPTION, Severity.ERROR, f"there is no decision '{topic}'", None, hint, path)
    if item.open or item.option(word.lower()) is not None or item.option(word) is not None:
        return None
    options = [o.id for o in item.options]
    near = suggest(word, options)
    hint = f"did you mean '{near}'?" if near else f"known are {', '.join(options)}"
    return Diagnostic(codes.MOD_OPTION, Severity.ERROR, f"'{word}' is no option of {topic}", None, hint, path)


def _settings(design: Design, options: dict[str, str]) -> Settings:
    version_in = options.get("versioning", "path")
    return Settings(
        api_style=cast(Literal["rest", "graphql", "grpc"], options["api-style"]),
        api_version=design.stack.api_version or (VERSION if version_in == "path" else "api"),
        dialect=_dialect(design, options["database"]),
        id_kind=cast(Literal["uuid", "bigint"], options["ids"]),
        page=cast(Literal["cursor", "offset"], options["pagination"]),
        auth=cast(AuthStrategy, options["authentication"]),
        errors=cast(Literal["problem", "envelope"], options.get("errors", "problem")),
        profile="lean" if _is_internal(design) else "strict",
        language=options["language"],
        framework=options["framework"],
        currency=design.context.currency or CURRENCY,
        migrations=cast(Migrations, options["migration-tool"])
        if options["migration-tool"] in ("plain", "flyway", "alembic")
        else "plain",
        envelope=options.get("response-envelope") == "envelope",
        version_in=cast(Literal["path", "header", "none"], version_in),
        search=_search(options.get("search", "database")),
        losable=options.get("delivery") == "at-most-once",
        cache=options.get("cache", "none"),
        queue=options.get("queue", "database"),
        replicas=options.get("replicas") == "read-replica",
        partitioning=options.get("partitioning", "none"),
        sharding=options.get("sharding", "none"),
    )


def _search(option: str) -> Literal["database", "engine", "none"]:
    """A product by its own name is an engine."""
    return cast(Literal["database", "none"], option) if option in ("database", "none") else "engine"


def _dialect(design: Design, option: str) -> DialectName:
    """MariaDB is decided on as MySQL is, and written in its own words."""
    said = (design.stack.database or "").lower()
    return "mariadb" if said == "mariadb" and option == "mysql" else cast(DialectName, option)


def _is_internal(design: Design) -> bool:
    return bool(design.context.consumers) and set(design.context.consumers) <= {"internal"}


def _unsaid(design: Design, settings: Settings) -> Iterator[Assumption]:
    """What no decision is about and the design leaves out."""
    if design.context.currency is None and _has_money(design):
        yield Assumption(
            "assumption.currency",
            f"Amounts are in {settings.currency}.",
            "every amount in the contract",
            "context.currency",
        )
    if not design.context.consumers:
        yield Assumption(
            "assumption.consumers",
            f"Callers of {design.name} are outside: answers carry rate limits and CORS headers.",
            "the headers of every answer",
            "context.consumers",
        )
    if not design.roles:
        yield Assumption(
            ASSUMED_ROLES,
            "Whoever signs in may do everything: the design names no roles, so there is one, user.",
            "who may call each operation, and which rows they reach",
            "roles",
        )


def _has_money(design: Design) -> bool:
    return any(f.type.kind == "money" for e in design.entities for f in e.fields)


def _open(decisions: tuple[Decision, ...]) -> Iterator[Assumption]:
    """Decisions that an answer nobody has given would turn."""
    for decision in decisions:
        flips = [f for f in decision.flips if f.kind == "answer"]
        if decision.source == "planner" and flips:
            titles = {s.option: s.title for s in decision.scores}
            others = listing(list(dict.fromkeys(titles.get(f.to, f.to) for f in flips)), "or")
            yield Assumption(
                f"assumption.{decision.topic}",
                f"{decision.title}: {decision.option_title} (otherwise {others}).",
                decision.changes,
                flips[0].path,
                decision.because,
            )
