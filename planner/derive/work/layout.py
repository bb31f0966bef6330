"""Where things go and which commands check them, as the chosen stack of the catalog has it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from planner.model.catalog import StackItem
from planner.model.decisions import Settings
from planner.naming import kebab, pascal, snake


class Layout(Struct, frozen=True):
    """Path patterns and commands of one stack: `{snake}`, `{kebab}`, `{pascal}` name the module."""

    stack: str
    title: str
    language: str
    entry: str
    module: str
    service: str
    model: str
    job: str
    test: str
    project: tuple[str, ...]
    build: str
    start: str
    test_command: str
    test_one: str
    passes: str
    lint: str
    lint_passes: str
    migrate: str
    audit: str
    audit_passes: str
    coverage: str
    coverage_passes: str


_OTHER = Layout(
    stack="",
    title="",
    language="",
    entry="src/main",
    module="src/{snake}/routes",
    service="src/{snake}/service",
    model="src/{snake}/store",
    job="src/jobs/{snake}",
    test="tests/{snake}",
    project=("README.md", "src/main"),
    build="make build",
    start="make run",
    test_command="make test",
    test_one="make test ONLY={snake}",
    passes="passed",
    lint="make lint && echo clean",
    lint_passes="clean",
    migrate="make migrate",
    audit="make audit && echo clean",
    audit_passes="clean",
    coverage="make coverage && echo covered",
    coverage_passes="covered",
)
_GOLANG_MIGRATE = 'migrate -path migrations -database "$DATABASE_URL"'
_FLYWAY = "flyway -locations=filesystem:migrations"
MIGRATE = {
    "plain": f"{_GOLANG_MIGRATE} up",
    "flyway": f"{_FLYWAY} migrate",
    "alembic": "alembic upgrade head",
}
"""What applies the migrations of the bundle, in the layout they are written in."""
ROUND_TRIP = {
    "plain": (
        f"{_GOLANG_MIGRATE} up && {_GOLANG_MIGRATE} down -all && {_GOLANG_MIGRATE} up && echo up again",
        "up again",
    ),
    "flyway": (f"{_FLYWAY} migrate validate", "Successfully validated"),
    "alembic": ("alembic upgrade head && alembic downgrade base && alembic upgrade head && alembic current", "(head)"),
}
"""What shows that the migrations go up, down and up again, and what it prints. Flyway takes nothing back without a licence."""


def stack_of(settings: Settings, stacks: Iterable[StackItem]) -> StackItem | None:
    """The stack of the framework decided on, else the first of its language."""
    known = tuple(stacks)
    named = (s for s in known if s.id == settings.framework)
    return next(named, next((s for s in known if s.language == settings.language), None))


def layout_of(settings: Settings, stacks: Iterable[StackItem]) -> Layout:
    """The layout of the chosen stack; a neutral one for languages that no catalog knows."""
    item = stack_of(settings, stacks)
    if item is None:
        return _OTHER
    return Layout(
        stack=item.id,
        title=item.title if item.id == settings.framework else settings.framework,
        language=item.language,
        entry=item.layout.entry,
        module=item.layout.module,
        service=item.layout.service,
        model=item.layout.model,
        job=item.layout.job,
        test=item.layout.test,
        project=item.project,
        build=item.commands.build,
        start=item.commands.start,
        test_command=item.commands.test,
        test_one=item.commands.test_one,
        passes=item.passes,
        lint=_heard(item.commands.lint, item.prints.lint, "clean"),
        lint_passes=item.prints.lint or "clean",
        migrate=MIGRATE[settings.migrations],
        audit=_heard(item.commands.audit, item.prints.audit, "clean"),
        audit_passes=item.prints.audit or "clean",
        coverage=_heard(item.commands.coverage or item.commands.test, item.prints.coverage, "covered"),
        coverage_passes=item.prints.coverage or "covered",
    )


def _heard(command: str, prints: str, word: str) -> str:
    """The command; where its tool is silent when all is well, a word after it that only success prints."""
    return command if prints else f"{command} && echo {word}"


def fill(pattern: str, name: str) -> str:
    """A path or command for the module called `name`."""
    return pattern.format(snake=snake(name), kebab=kebab(name), pascal=pascal(name))
