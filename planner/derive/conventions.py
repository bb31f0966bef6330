"""The conventions of a backend: the chosen stack without what nothing here needs, and the standards that hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from planner.derive.work.layout import MIGRATE, stack_of
from planner.model.api import Style
from planner.model.catalog import StackItem
from planner.model.conventions import Conventions, Standard
from planner.model.decisions import Decision, Settings
from planner.rules.library import Library
from planner.rules.standards import standing
from planner.rules.world import World
from planner.spoken import in_cell

_TOOLS = {"plain": "golang-migrate", "flyway": "Flyway", "alembic": "Alembic"}


_NEEDS_A_BROKER: Final = frozenset({"arq", "Celery", "RQ", "BullMQ", "Asynq", "Spring for RabbitMQ or Kafka"})
"""Libraries of the stacks that keep their work in a broker, never in a table."""

_ANSWERED: Final = frozenset(("contract", "code", "identity"))
"""Parts of the catalog whose tables say how operations answer."""

_TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "endpoints": ("contract", "code", "data"),
    "actions": ("contract", "code", "data"),
    "query": ("contract", "code", "data"),
    "contract": ("contract",),
    "migration": ("data",),
    "database": ("data",),
    "auth": ("identity", "code"),
    "policy": ("identity", "code"),
    "cache": ("caching",),
    "job": ("background", "code"),
    "outbox": ("background",),
    "broker": ("background",),
    "job-tools": ("background",),
    "project": ("code", "operation", "stacks"),
    "container": ("operation",),
    "observability": ("operation",),
    "recovery": ("operation",),
    "integration": ("operation", "code"),
}
"""Kinds of steps, and the parts of the catalog they keep to."""


def derive_conventions(
    settings: Settings, decisions: Iterable[Decision], library: Library, world: World
) -> Conventions:
    """What holds for everybody who writes code of this backend."""
    taken = {d.topic: d for d in decisions}
    titles = {topic: d.option_title for topic, d in taken.items()}
    item = stack_of(settings, library.stacks)
    stack = _as_used(item, settings, {topic: d.option for topic, d in taken.items()}, world) if item else None
    held = (_named(s, stack) for s in standing((s for s in library.standards if s.printed), world, titles))
    standards = tuple(_spoken(s, settings.api_style) for s in held)
    return Conventions(stack, standards, _followed(standards, world))


def _named(standard: Standard, stack: StackItem | None) -> Standard:
    """The standard with the tools of the stack where its rows leave room for them."""
    if not any("{" in cell for row in standard.rows for cell in row):
        return standard
    tools = {"{test_tool}": "the test tool", "{audit}": "an audit of dependencies"}
    if stack is not None:
        tools = {"{test_tool}": stack.test_tool, "{audit}": stack.commands.audit.split("&&")[0].strip()}
    return replace(standard, rows=tuple(tuple(_filled(cell, tools) for cell in row) for row in standard.rows))


def _spoken(standard: Standard, style: Style) -> Standard:
    """What callers are answered, in the words of the contract they call by."""
    if style == "rest" or standard.topic not in _ANSWERED:
        return standard
    return replace(standard, rows=tuple(tuple(in_cell(cell, style) for cell in row) for row in standard.rows))


def _filled(cell: str, tools: dict[str, str]) -> str:
    for gap, tool in tools.items():
        cell = cell.replace(gap, tool)
    return cell


def _followed(standards: tuple[Standard, ...], world: World) -> dict[str, tuple[str, ...]]:
    by_topic: dict[str, list[str]] = {}
    for standard in standards:
        by_topic.setdefault(standard.topic, []).append(standard.id)
    there = {s.kind for s in world.parts.work.steps}
    found = {k: tuple(i for t in topics for i in by_topic.get(t, ())) for k, topics in _TOPICS.items() if k in there}
    return {kind: ids for kind, ids in found.items() if ids}


def _as_used(item: StackItem, settings: Settings, options: dict[str, str], world: World) -> StackItem:
    """The libraries as the design names them, migrations as the bundle writes them."""
    design = world.design
    works = bool(design.jobs or design.events)
    return replace(
        item,
        orm=design.stack.orm or item.orm,
        migrations=_TOOLS[settings.migrations],
        queue=_queue(item, options) if works else "",
        cache=item.cache if options.get("cache") == "redis" else "",
        commands=replace(item.commands, migrate=MIGRATE[settings.migrations]),
    )


def _queue(item: StackItem, options: dict[str, str]) -> str:
    """What runs the work: a library that needs a broker has no place where a table carries it."""
    in_table = options.get("queue") == "database"
    return (
        "the table job_runs, read by workers of our own" if in_table and item.queue in _NEEDS_A_BROKER else item.queue
    )
