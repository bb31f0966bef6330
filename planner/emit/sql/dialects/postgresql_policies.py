"""Row security of PostgreSQL: rows are compared with what the application sets for its transaction.

`app.tenant_id`, `app.account_id` and `app.role` are set with SET LOCAL; unset or empty they match nothing.
"""

from __future__ import annotations

from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.nouns import Undoable
from planner.model.database import Policy, Table


def policies(dialect: Dialect, table: Table) -> Undoable | None:
    """Row security of one table, forced on its owner too."""
    if not table.policies:
        return None
    on = dialect.name(table.name)
    up = [f"ALTER TABLE {on} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {on} FORCE ROW LEVEL SECURITY"]
    up += [_policy(dialect, p, table) for p in table.policies]
    down = [f"DROP POLICY {dialect.name(p.name)} ON {on}" for p in reversed(table.policies)]
    down += [f"ALTER TABLE {on} NO FORCE ROW LEVEL SECURITY", f"ALTER TABLE {on} DISABLE ROW LEVEL SECURITY"]
    return Undoable(tuple(up), tuple(down))


def _policy(dialect: Dialect, policy: Policy, table: Table) -> str:
    head = f"CREATE POLICY {dialect.name(policy.name)} ON {dialect.name(table.name)}"
    if policy.restrictive:
        head += " AS RESTRICTIVE"
    condition = " AND ".join(_conditions(dialect, policy, table)) or "TRUE"
    clauses = [] if policy.command == "insert" else [f"    USING ({condition})"]
    clauses += [f"    WITH CHECK ({condition})"] if policy.command in ("all", "insert", "update") else []
    return "\n".join([f"{head} FOR {policy.command.upper()}", *clauses])


def _conditions(dialect: Dialect, policy: Policy, table: Table) -> list[str]:
    found: list[str] = []
    if policy.tenant_column is not None:
        found.append(_session(dialect, policy.tenant_column, "app.tenant_id", table))
    if policy.owner_column is not None:
        found.append(_session(dialect, policy.owner_column, "app.account_id", table))
    if policy.roles and "public" not in policy.roles:
        found.append(f"current_setting('app.role', true) IN ({', '.join(map(dialect.text, policy.roles))})")
    if policy.using is not None:
        found.append(f"({dialect.condition(policy.using, table)})")
    return found


def _session(dialect: Dialect, column: str, setting: str, table: Table) -> str:
    stored = table.column(column)
    kind = dialect.type_of(stored, table).partition(" GENERATED")[0] if stored is not None else "text"
    return f"{dialect.name(column)} = nullif(current_setting('{setting}', true), '')::{kind}"
