"""SQL migrations: the neutral database in the words of each dialect, laid out in files."""

from planner.emit.sql.layouts import emit_sql
from planner.emit.sql.nouns import SqlFile

__all__ = ["SqlFile", "emit_sql"]
