"""Which tables share a migration, and what its files are called: the same for who prints them and who names them.

Knows tables and the layouts of files, nothing of a dialect or of what stands in a file.
"""

from __future__ import annotations

from typing import Final

from planner.model.database import Table
from planner.model.decisions import Migrations

_MOST_TABLES: Final = 12
_MOST_COLUMNS: Final = 200
_UP: Final[dict[Migrations, str]] = {
    "plain": "migrations/{number:04}_{name}.up.sql",
    "flyway": "migrations/V{number}__{name}.sql",
    "alembic": "migrations/versions/{number:04}_{name}.py",
}


def up_file(number: int, name: str, layout: Migrations) -> str:
    """Where the statements of a migration lie; Alembic's file holds the way back, too."""
    return _UP[layout].format(number=number, name=name)


def table_groups(tables: tuple[Table, ...]) -> tuple[tuple[Table, ...], ...]:
    """Tables by dependency, as many together as one sitting can review."""
    groups: list[list[Table]] = []
    width = 0
    for table in _by_wave(tables):
        width += len(table.columns)
        if not groups or len(groups[-1]) >= _MOST_TABLES or width > _MOST_COLUMNS:
            groups.append([])
            width = len(table.columns)
        groups[-1].append(table)
    return tuple([tuple(group) for group in groups])


def group_name(number: int, count: int) -> str:
    """What the migration of the group at this place is called."""
    return "tables" if count == 1 else f"tables_{number + 1}"


def table_files(tables: tuple[Table, ...], layout: Migrations) -> dict[str, str]:
    """Table -> the file that makes it."""
    groups = table_groups(tables)
    found: dict[str, str] = {}
    for number, group in enumerate(groups):
        path = up_file(number + 1, group_name(number, len(groups)), layout)
        found.update((table.name, path) for table in group)
    return found


def _by_wave(tables: tuple[Table, ...]) -> list[Table]:
    """Tables that need none of the others first; the given order within a wave."""
    wave: dict[str, int] = {}
    for table in tables:
        needs = [wave.get(k.table, 0) for k in table.foreign_keys if k.table != table.name and not k.deferred]
        wave[table.name] = 1 + max(needs, default=-1)
    return sorted(tables, key=lambda t: wave[t.name])
