"""Row security of PostgreSQL: rows are compared with what the application sets for its transaction.

`app.tenant_id`, `app.account_id` and `app.role` are set with SET LOCAL; unset or empty they match nothing.
"""

from __future__ import annotations

from planner import codes
from planner.diagnostics import Severity
from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.nouns import Undoable
from planner.model.database import Link, Policy, Table


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
    condition = _condition(dialect, policy, table)
    clauses = [] if policy.command == "insert" else [f"    USING ({condition})"]
    clauses += [f"    WITH CHECK ({condition})"] if policy.command in ("all", "insert", "update") else []
    return "\n".join([f"{head} FOR {policy.command.upper()}", *clauses])


def _condition(dialect: Dialect, policy: Policy, table: Table) -> str:
    said = " AND ".join(_parts(dialect, policy, table)) or "TRUE"
    return f"{_role(dialect, policy.exempt_roles)} OR ({said})" if policy.exempt_roles else said


def _parts(dialect: Dialect, policy: Policy, table: Table) -> list[str]:
    found: list[str] = []
    if policy.tenant_column is not None:
        found.append(
            _session(dialect, dialect.name(policy.tenant_column), policy.tenant_column, "app.tenant_id", table)
        )
    if policy.owner_column is not None:
        found.append(_session(dialect, dialect.name(policy.owner_column), policy.owner_column, "app.account_id", table))
    if policy.roles and "public" not in policy.roles:
        found.append(_role(dialect, policy.roles))
    if policy.using is not None:
        found.append(f"({dialect.condition(policy.using, table)})")
    if policy.link is not None:
        found += _linked(dialect, policy, policy.link, table)
    return found


def _role(dialect: Dialect, roles: tuple[str, ...]) -> str:
    return f"current_setting('app.role', true) IN ({', '.join(map(dialect.text, roles))})"


def _session(dialect: Dialect, written: str, column: str, setting: str, table: Table) -> str:
    stored = table.column(column)
    kind = dialect.type_of(stored, table).partition(" GENERATED")[0] if stored is not None else "text"
    return f"{written} = nullif(current_setting('{setting}', true), '')::{kind}"


def _linked(dialect: Dialect, policy: Policy, link: Link, table: Table) -> list[str]:
    """A walk to the session's account; row security of the tables on the way holds as well, so it must not return."""
    if not link.hops:
        return [_session(dialect, dialect.name(link.account_column), link.account_column, "app.account_id", table)]
    if _returns(dialect, table):
        dialect.note(
            codes.DB_POLICY_WIDER,
            f"{policy.name} asks for no account: the walk leads back to {table.name}, whose policy would never end",
            policy.because,
            "every query of the table carries the condition; tests try without",
            Severity.WARNING,
        )
        return []
    return [_walk(dialect, link, table)]


def _walk(dialect: Dialect, link: Link, table: Table) -> str:
    before, joins = dialect.name(table.name), []
    conditions: list[str] = []
    for number, hop in enumerate(link.hops, 1):
        alias = f"hop_{number}"
        pairs = zip(hop.columns, hop.target_columns, strict=True)
        conditions += [f"{alias}.{dialect.name(theirs)} = {before}.{dialect.name(own)}" for own, theirs in pairs]
        joins.append(f"{dialect.name(hop.table)} AS {alias}")
        before = alias
    last = dialect.tables[link.hops[-1].table]
    written = f"{before}.{dialect.name(link.account_column)}"
    conditions.append(_session(dialect, written, link.account_column, "app.account_id", last))
    if link.where is not None:
        conditions.append(f"({dialect.condition(link.where, last, f'{before}.')})")
    return f"EXISTS (\n        SELECT 1 FROM {', '.join(joins)}\n        WHERE {' AND '.join(conditions)}\n    )"


def _returns(dialect: Dialect, table: Table) -> bool:
    """Whether the policies on the way lead back to the table."""
    seen: set[str] = set()
    pending = [table.name]
    while pending:
        for policy in dialect.tables[pending.pop()].policies:
            for hop in policy.link.hops if policy.link is not None else ():
                if hop.table == table.name:
                    return True
                if hop.table not in seen:
                    seen.add(hop.table)
                    pending.append(hop.table)
    return False
