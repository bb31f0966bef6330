"""Where migrations lie and what surrounds them: plain up and down files, Flyway's, or Alembic's revisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planner.emit.options import Layout
from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.literals import one_line
from planner.emit.sql.nouns import Change, SqlFile
from planner.model.migrations import up_file


def laid_out(changes: tuple[Change, ...], dialect: Dialect, layout: Layout) -> tuple[SqlFile, ...]:
    """The files of all migrations."""
    write = _LAYOUTS[layout]
    return tuple(file for number, change in enumerate(changes, 1) for file in write(number, change, dialect))


def script(
    about: str, statements: tuple[str, ...], dialect: Dialect, begin: tuple[str, ...], end: tuple[str, ...]
) -> str:
    """One SQL file: what it is for, its statements, and the transaction around them."""
    head = [f"-- {one_line(line)}" for line in (about, dialect.remark) if line]
    opening = ";\n".join((*begin, *dialect.settings))
    parts = [
        "\n".join(head),
        f"{opening};" if opening else "",
        *_paragraphs(statements),
        ";\n".join(end) + ";" if end else "",
    ]
    return "\n\n".join(p for p in parts if p) + "\n"


def _paragraphs(statements: tuple[str, ...]) -> Iterator[str]:
    """Statements of one line each stand together, longer ones apart."""
    lines: list[str] = []
    for statement in statements:
        if "\n" not in statement:
            lines.append(f"{statement};")
            continue
        yield "\n".join(lines)
        yield f"{statement};"
        lines = []
    yield "\n".join(lines)


def _plain(number: int, change: Change, dialect: Dialect) -> Iterator[SqlFile]:
    path = up_file(number, change.name, "plain")
    yield SqlFile(path, script(change.about, change.up, dialect, dialect.begin, dialect.end), change.up)
    about = f"Undoes: {change.about}"
    yield SqlFile(
        f"{path.removesuffix('.up.sql')}.down.sql",
        script(about, change.down, dialect, dialect.begin_down, dialect.end_down),
        change.down,
    )


def _flyway(number: int, change: Change, dialect: Dialect) -> Iterator[SqlFile]:
    """Flyway opens the transaction itself."""
    yield SqlFile(up_file(number, change.name, "flyway"), script(change.about, change.up, dialect, (), ()), change.up)
    yield SqlFile(
        f"migrations/U{number}__{change.name}.sql",
        script(f"Undoes: {change.about}", change.down, dialect, (), ()),
        change.down,
    )


def _alembic(number: int, change: Change, dialect: Dialect) -> Iterator[SqlFile]:
    """One revision; statements pass as DDL, which takes no parameters, so that colons mean nothing."""
    before = f'"{number - 1:04}"' if number > 1 else "None"
    text = (
        f'"""{_docstring(change.about)}"""\n\n'
        "from alembic import op\nfrom sqlalchemy import DDL\n\n"
        f'revision = "{number:04}"\ndown_revision = {before}\nbranch_labels = None\ndepends_on = None\n\n\n'
        f"def upgrade() -> None:\n{_executed((*dialect.settings, *change.up))}\n\n\n"
        f"def downgrade() -> None:\n{_executed((*dialect.settings, *change.down) if change.down else ())}\n"
    )
    yield SqlFile(up_file(number, change.name, "alembic"), text, change.up)


def _docstring(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace('"', "'")


def _executed(statements: tuple[str, ...]) -> str:
    return "\n".join([f"    op.execute(DDL({_python(s)}))" for s in statements]) or "    pass"


def _python(statement: str) -> str:
    """A Python literal; lines stay lines where that is safe."""
    text = statement.replace("%", "%%")
    if "\n" not in text:
        return repr(text)
    if '"""' not in text and not text.endswith(('"', "\\")) and text.replace("\n", "").isprintable():
        raw = "r" if "\\" in text else ""
        return f'{raw}"""{text}"""'
    return repr(text)


_LAYOUTS: dict[Layout, Callable[[int, Change, Dialect], Iterator[SqlFile]]] = {
    "plain": _plain,
    "flyway": _flyway,
    "alembic": _alembic,
}
