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
    migrate: str
    audit: str


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
    lint="make lint",
    migrate="make migrate",
    audit="make audit",
)
MIGRATE = {
    "plain": 'migrate -path migrations -database "$DATABASE_URL" up',
    "flyway": "flyway -locations=filesystem:migrations migrate",
    "alembic": "alembic upgrade head",
}
"""What applies the migrations of the bundle, in the layout they are written in."""


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
        lint=item.commands.lint,
        migrate=MIGRATE[settings.migrations],
        audit=item.commands.audit,
    )


def fill(pattern: str, name: str) -> str:
    """A path or command for the module called `name`."""
    return pattern.format(snake=snake(name), kebab=kebab(name), pascal=pascal(name))


_CLIENTS = {
    "postgresql": 'psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -Atc "{sql}"',
    "mysql": 'mysql -N -e "{sql}" "$MYSQL_DATABASE"',
    "mariadb": 'mariadb -N -e "{sql}" "$MYSQL_DATABASE"',
    "sqlite": 'sqlite3 "$DATABASE_FILE" "{sql}"',
}


def query_command(settings: Settings, sql: str) -> str:
    """A pasteable command that runs one query in the design's database."""
    return _CLIENTS[settings.dialect].format(sql=sql)
