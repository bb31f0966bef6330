"""MariaDB 10.6 and later: what MySQL takes, under its own name."""

from __future__ import annotations

from planner.emit.sql.dialects.mysql import MySQL


class MariaDB(MySQL):
    """Every statement for MySQL runs here too; nothing needs another word."""

    title = "MariaDB"
