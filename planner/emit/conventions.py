"""CONVENTIONS.md: how code and answers look, in small tables. Fixed sentences stand here, so that PLAN.md has none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import asdict

from planner.emit import pages
from planner.emit.base import Artifact, text_artifact
from planner.emit.escape import code_span, markdown, reference
from planner.emit.options import EmitOptions
from planner.model.catalog import StackItem
from planner.model.conventions import Standard
from planner.model.plan import Plan
from planner.naming import count_phrase, listing

_TOPICS: Final = {
    "code": "Code",
    "contract": "Contract",
    "identity": "Who calls",
    "data": "Data",
    "caching": "Caching",
    "background": "Work behind the requests",
    "operation": "Operation",
    "stacks": "The stack in use",
    "handover": "Handing over",
}
_PARTS: Final = (
    ("Framework", "title"),
    ("Runtime", "runtime"),
    ("Rows", "orm"),
    ("Migrations", "migrations"),
    ("Queue", "queue"),
    ("Cache", "cache"),
    ("Tests", "test_tool"),
)
_NAMES: Final = {"snake": "name_of_it", "kebab": "name-of-it", "pascal": "NameOfIt"}


class StandardView(Struct, frozen=True):
    """One table."""

    id: str
    title: str
    why: str
    head: str
    rule: str
    rows: tuple[str, ...]
    refs: str


class TopicView(Struct, frozen=True):
    """Tables that belong together."""

    title: str
    steps: str
    standards: tuple[StandardView, ...]


class ConventionsView(Struct, frozen=True):
    """The whole page."""

    name: str
    summary: str
    parts: tuple[str, ...]
    commands: tuple[str, ...]
    layout: tuple[str, ...]
    habits: tuple[str, ...]
    topics: tuple[TopicView, ...]


def emit(plan: Plan, options: EmitOptions) -> Iterator[Artifact]:
    """One page."""
    yield text_artifact("CONVENTIONS.md", pages.conventions(conventions_view(plan)), "conventions")


def conventions_view(plan: Plan) -> ConventionsView:
    """What the page says."""
    stack, standards = plan.conventions.stack, plan.conventions.standards
    name = markdown(plan.design.name)
    return ConventionsView(
        name=name,
        summary=f"{count_phrase(len(standards), 'table')} hold for {name}; work orders name them by id.",
        parts=tuple(_parts(stack, plan)) if stack else (),
        commands=tuple(_commands(stack)) if stack else (),
        layout=tuple(_layout(stack)) if stack else (),
        habits=tuple(markdown(h) for h in stack.conventions) if stack else (),
        topics=tuple(_topics(standards, plan)),
    )


def _parts(stack: StackItem, plan: Plan) -> Iterator[str]:
    known = stack.id == plan.settings.framework
    for title, key in _PARTS:
        said = getattr(stack, key) if known or key != "title" else plan.settings.framework
        if said:
            yield f"| {title} | {markdown(said)} |"


def _commands(stack: StackItem) -> Iterator[str]:
    for name, command in asdict(stack.commands).items():
        if command:
            yield f"| {name.replace('_', ' ')} | {code_span(command.format_map(_NAMES) if name == 'test_one' else command)} |"


def _layout(stack: StackItem) -> Iterator[str]:
    for role, pattern in asdict(stack.layout).items():
        yield f"| {role} | {code_span(pattern.format_map(_NAMES))} |"


def _topics(standards: tuple[Standard, ...], plan: Plan) -> Iterator[TopicView]:
    """The shipped topics in reading order, an organisation's own after them."""
    found: dict[str, list[Standard]] = {topic: [] for topic in _TOPICS}
    for standard in standards:
        found.setdefault(standard.topic, []).append(standard)
    for topic, many in found.items():
        if many:
            title = _TOPICS.get(topic) or markdown(topic.replace("-", " ").capitalize())
            yield TopicView(title, _kept_by(many[0].id, plan), tuple(map(_standard, many)))


def _kept_by(standard: str, plan: Plan) -> str:
    """The kinds of steps that keep to a topic, by one of its standards."""
    return listing([f"`{kind}`" for kind, ids in plan.conventions.follow.items() if standard in ids])


def _standard(standard: Standard) -> StandardView:
    return StandardView(
        id=standard.id,
        title=markdown(standard.title),
        why=markdown(standard.why),
        head=_row(tuple(c[:1].upper() + c[1:] for c in standard.columns)),
        rule=_row(("---",) * len(standard.columns), plain=True),
        rows=tuple(_row(r) for r in standard.rows),
        refs=listing([reference(r) for r in standard.refs]),
    )


def _row(cells: tuple[str, ...], *, plain: bool = False) -> str:
    return f"| {' | '.join(cells if plain else (markdown(c) for c in cells))} |"
