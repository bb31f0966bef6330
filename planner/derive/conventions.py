"""The conventions of a backend: the chosen stack without what nothing here needs, and the standards that hold."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from planner.derive.work.layout import MIGRATE, stack_of
from planner.model.catalog import StackItem
from planner.model.conventions import Conventions
from planner.model.decisions import Decision, Settings
from planner.rules.library import Library
from planner.rules.standards import standing
from planner.rules.world import World

_TOOLS = {"plain": "golang-migrate", "flyway": "Flyway", "alembic": "Alembic"}


def derive_conventions(
    settings: Settings, decisions: Iterable[Decision], library: Library, world: World
) -> Conventions:
    """What holds for everybody who writes code of this backend."""
    taken = {d.topic: d for d in decisions}
    titles = {topic: d.option_title for topic, d in taken.items()}
    item = stack_of(settings, library.stacks)
    stack = _as_used(item, settings, {topic: d.option for topic, d in taken.items()}, world) if item else None
    return Conventions(stack, tuple(standing((s for s in library.standards if s.printed), world, titles)))


def _as_used(item: StackItem, settings: Settings, options: dict[str, str], world: World) -> StackItem:
    """The libraries as the design names them, migrations as the bundle writes them."""
    design = world.design
    works = bool(design.jobs or design.events)
    return replace(
        item,
        orm=design.stack.orm or item.orm,
        migrations=_TOOLS[settings.migrations],
        queue=item.queue if works else "",
        cache=item.cache if options.get("cache") == "redis" else "",
        commands=replace(item.commands, migrate=MIGRATE[settings.migrations]),
    )
