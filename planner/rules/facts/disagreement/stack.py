"""Given parts of the stack that do not go together, or not with who calls."""

from __future__ import annotations

from typing import Final

from planner.model.design import Design
from planner.rules.facts.registry import NO, Reply, design_fact, flag
from planner.rules.facts.stack import LANGUAGE_ALIASES
from planner.rules.world import World

_BROWSERS: Final = frozenset(("web",))
_PROGRAMS: Final = frozenset(("third_party", "partners"))
_MANY: Final = 50.0


@design_fact("design.rpc_for_browsers", "flag", "browsers are to call what browsers cannot call")
def rpc_for_browsers(_world: World, design: Design) -> Reply:
    """Whether gRPC stands beside web pages as callers."""
    wanted = design.stack.api_style == "grpc" and bool(_BROWSERS & set(design.context.consumers))
    return flag(wanted, "stack.api.style", "context.consumers")


@design_fact("design.session_for_programs", "flag", "programs of others are to keep a cookie")
def session_for_programs(_world: World, design: Design) -> Reply:
    """Whether sessions stand beside callers of which none is a browser."""
    callers = set(design.context.consumers)
    wanted = design.stack.auth == "session" and bool(callers) and callers <= _PROGRAMS | {"devices", "mobile"}
    return flag(wanted, "stack.auth", "context.consumers")


@design_fact("design.key_for_browsers", "flag", "pages are to hold a key that anybody can read there")
def key_for_browsers(_world: World, design: Design) -> Reply:
    """Whether API keys or service tokens stand beside web pages and apps alone."""
    callers = set(design.context.consumers)
    wanted = design.stack.auth in ("api_key", "service_token") and bool(callers) and callers <= {"web", "mobile"}
    return flag(wanted, "stack.auth", "context.consumers")


@design_fact("design.file_database_for_copies", "flag", "copies are to share a database that is a file of one machine")
def file_database_for_copies(world: World, design: Design) -> Reply:
    """Whether SQLite stands beside several instances or a busy peak."""
    if design.stack.database != "sqlite":
        return NO
    copies = world.controls.get("instances")
    if copies is not None and isinstance(copies.value, int | float) and copies.value > 1:
        return flag(True, "stack.database", copies.path)
    busy = design.scale.peak_rps is not None and design.scale.peak_rps.value > _MANY
    return flag(busy, "stack.database", "scale.peak_rps")


@design_fact("design.unguarded_tenants", "flag", "tenants share rows in a database that cannot keep them apart")
def unguarded_tenants(_world: World, design: Design) -> Reply:
    """Whether row tenancy stands beside a database without row security."""
    shared = design.tenancy is not None and design.tenancy.isolation in (None, "row")
    weak = design.stack.database in ("mysql", "mariadb", "sqlite")
    return flag(shared and weak, design.tenancy.path if design.tenancy else "", "stack.database")


@design_fact("design.socket_on_functions", "flag", "connections are to stay open where nothing stays")
def socket_on_functions(_world: World, design: Design) -> Reply:
    """Whether a WebSocket feed stands beside serverless hosting."""
    feed = next((f for f in design.realtime if f.channel == "websocket"), None)
    return flag(
        feed is not None and design.context.hosting == "serverless", "context.hosting", feed.path if feed else ""
    )


@design_fact("design.compiled_on_shared", "flag", "a process of its own is to run where only PHP does")
def compiled_on_shared(_world: World, design: Design) -> Reply:
    """Whether shared hosting stands beside another language."""
    other = design.stack.language not in (None, "php")
    return flag(other and design.context.hosting == "shared", "stack.language", "context.hosting")


@design_fact("design.workers_on_shared", "flag", "work is to run behind the requests where nothing runs behind them")
def workers_on_shared(_world: World, design: Design) -> Reply:
    """Whether shared hosting stands beside jobs that events start."""
    job = next((j for j in design.jobs if j.on), None)
    return flag(job is not None and design.context.hosting == "shared", "context.hosting", job.path if job else "")


@design_fact(
    "design.edge_cache_for_private", "flag", "caches on the way are to keep what no two callers share", stage="plan"
)
def edge_cache_for_private(world: World, design: Design) -> Reply:
    """Whether an HTTP cache is given and nothing is read in public."""
    if design.stack.cache != "http":
        return NO
    public = any(o.security.public and o.entity and o.method == "GET" for o in world.parts.api.operations)
    first = next((e for e in world.domain.entities.values() if e.access), None)
    return flag(not public and first is not None, "stack.cache", f"{first.path}.access" if first else "")


@design_fact("design.broker_for_nothing", "flag", "a broker is given, and no event or job would use it")
def broker_for_nothing(_world: World, design: Design) -> Reply:
    """Whether a queue is named beside a design without messages."""
    given = design.stack.queue in ("kafka", "rabbitmq", "nats", "redis", "sqs")
    idle = not design.events and not design.jobs
    return flag(given and idle, "stack.queue", "entities")


@design_fact("design.engine_for_nothing", "flag", "a search engine is given, and nothing is searched")
def engine_for_nothing(world: World, design: Design) -> Reply:
    """Whether an engine is named beside a design without a search."""
    given = design.stack.search in ("elasticsearch", "opensearch", "meilisearch", "typesense", "engine")
    searched = any(f.search for e in world.domain.entities.values() for f in e.fields)
    searched = searched or any(e.listing and e.listing.search for e in world.domain.entities.values())
    return flag(given and not searched, "stack.search", "entities")


@design_fact("design.foreign_framework", "flag", "the framework is of another language")
def foreign_framework(_world: World, design: Design) -> Reply:
    """Whether language and framework are both given and do not belong together."""
    language = _LANGUAGE_OF.get((design.stack.framework or "").lower())
    given = (design.stack.language or "").lower()
    apart = language is not None and bool(given) and LANGUAGE_ALIASES.get(given, given) != language
    return flag(apart, "stack.framework", "stack.language")


_LANGUAGE_OF: Final = {
    "fastapi": "python",
    "django": "python",
    "flask": "python",
    "express": "typescript",
    "fastify": "typescript",
    "nestjs": "typescript",
    "gin": "go",
    "echo": "go",
    "chi": "go",
    "laravel": "php",
    "symfony": "php",
    "axum": "rust",
    "actix": "rust",
    "spring-boot": "java",
    "spring boot": "java",
}
