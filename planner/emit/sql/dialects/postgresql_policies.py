"""Row security of PostgreSQL: rows are compared with what the application sets for its transaction.

`app.tenant_id`, `app.account_id` and `app.role` are set with SET LOCAL; unset or empty they match nothing. A walk over
tables that have row security of their own is made by a function as `system`, so that it sees the rows on its way and
policies never ask themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.emit.sql.dialects.base import Dialect
from planner.emit.sql.nouns import Undoable
from planner.model.database import Link, Policy, Table
from planner.naming import joined

AS_SYSTEM = "SET app.role = 'system'"


def policies(dialect: Dialect, table: Table) -> Undoable | None:
    """Row security of one table, forced on its owner too."""
    if not table.policies:
        return None
    on = dialect.name(table.name)
    walks = _guarded(dialect, table)
    up = [_function(dialect, name, link) for link, name in walks.items()]
    up += [f"ALTER TABLE {on} ENABLE ROW LEVEL SECURITY", f"ALTER TABLE {on} FORCE ROW LEVEL SECURITY"]
    up += [_policy(dialect, p, table, walks) for p in table.policies]
    down = [f"DROP POLICY {dialect.name(p.name)} ON {on}" for p in reversed(table.policies)]
    down += [f"ALTER TABLE {on} NO FORCE ROW LEVEL SECURITY", f"ALTER TABLE {on} DISABLE ROW LEVEL SECURITY"]
    down += [f"DROP FUNCTION {dialect.name(name)}()" for name in reversed(walks.values())]
    return Undoable(tuple(up), tuple(down))


def is_bound(table: Table) -> bool:
    """Whether callers see some rows of a table only, for more than their tenant."""
    return any(p.tenant_column is None for p in table.policies)


def _guarded(dialect: Dialect, table: Table) -> dict[Link, str]:
    """The walks over tables that callers see in part, and the name of the function that makes each."""
    found: dict[Link, str] = {}
    for policy in table.policies:
        link = policy.link
        if link is not None and link not in found and any(is_bound(dialect.tables[h.table]) for h in link.hops):
            found[link] = joined(table.name, "rows", str(len(found) + 1)) if found else joined(table.name, "rows")
    return found


def _policy(dialect: Dialect, policy: Policy, table: Table, walks: dict[Link, str]) -> str:
    head = f"CREATE POLICY {dialect.name(policy.name)} ON {dialect.name(table.name)}"
    if policy.restrictive:
        head += " AS RESTRICTIVE"
    condition = _condition(dialect, policy, table, walks)
    clauses = [] if policy.command == "insert" else [f"    USING ({condition})"]
    clauses += [f"    WITH CHECK ({condition})"] if policy.command in ("all", "insert", "update") else []
    return "\n".join([f"{head} FOR {policy.command.upper()}", *clauses])


def _condition(dialect: Dialect, policy: Policy, table: Table, walks: dict[Link, str]) -> str:
    said = " AND ".join(_parts(dialect, policy, table, walks)) or "TRUE"
    return f"{_role(dialect, policy.exempt_roles)} OR ({said})" if policy.exempt_roles else said


def _parts(dialect: Dialect, policy: Policy, table: Table, walks: dict[Link, str]) -> Iterator[str]:
    """The role first: what costs more is asked of whom it concerns."""
    if policy.roles:
        yield _role(dialect, policy.roles)
    for column, setting in ((policy.tenant_column, "app.tenant_id"), (policy.owner_column, "app.account_id")):
        if column is not None:
            yield _session(dialect, dialect.name(column), column, setting, table)
    if policy.using is not None:
        yield f"({dialect.condition(policy.using, table)})"
    if policy.link is not None:
        yield _linked(dialect, policy.link, table, walks)


def _role(dialect: Dialect, roles: tuple[str, ...]) -> str:
    return f"current_setting('app.role', true) IN ({', '.join(map(dialect.text, roles))})"


def _session(dialect: Dialect, written: str, column: str, setting: str, table: Table) -> str:
    stored = table.column(column)
    kind = dialect.type_of(stored, table).partition(" GENERATED")[0] if stored is not None else "text"
    return f"{written} = nullif(current_setting('{setting}', true), '')::{kind}"


def _linked(dialect: Dialect, link: Link, table: Table, walks: dict[Link, str]) -> str:
    """That the row is at the near end of the walk."""
    first = link.hops[0]
    if link in walks:
        own = ", ".join(f"{dialect.name(table.name)}.{dialect.name(c)}" for c in first.columns)
        return f"({own}) IN (SELECT * FROM {dialect.name(walks[link])}())"
    near = [
        f"hop_1.{dialect.name(theirs)} = {dialect.name(table.name)}.{dialect.name(own)}"
        for own, theirs in zip(first.columns, first.target_columns, strict=True)
    ]
    return f"EXISTS (\n        SELECT 1 {_walk(dialect, link, near)}\n    )"


def _function(dialect: Dialect, name: str, link: Link) -> str:
    """The near ends of every walk of the caller; found once a statement, not once a row."""
    first = link.hops[0]
    table = dialect.tables[first.table]
    columns = [c for n in first.target_columns if (c := table.column(n)) is not None]
    kinds = (dialect.type_of(c, table).partition(" GENERATED")[0] for c in columns)
    shape = ", ".join(f"column_{number} {kind}" for number, kind in enumerate(kinds, 1))
    near = ", ".join(f"hop_1.{dialect.name(c.name)}" for c in columns)
    return (
        f"CREATE FUNCTION {dialect.name(name)}() RETURNS TABLE ({shape})\nLANGUAGE sql STABLE {AS_SYSTEM} AS $$\n"
        f"        SELECT {near} {_walk(dialect, link, [])}\n$$"
    )


def _walk(dialect: Dialect, link: Link, conditions: list[str]) -> str:
    """The rows on the way, joined, and the account at the end."""
    aliases = [f"hop_{number}" for number, _ in enumerate(link.hops, 1)]
    for before, alias, hop in zip(aliases, aliases[1:], link.hops[1:], strict=False):
        pairs = zip(hop.columns, hop.target_columns, strict=True)
        conditions += [f"{alias}.{dialect.name(theirs)} = {before}.{dialect.name(own)}" for own, theirs in pairs]
    last, end = dialect.tables[link.hops[-1].table], aliases[-1]
    if link.account_column is not None:
        written = f"{end}.{dialect.name(link.account_column)}"
        conditions.append(_session(dialect, written, link.account_column, "app.account_id", last))
    if link.where is not None:
        conditions.append(f"({dialect.condition(link.where, last, f'{end}.')})")
    joins = ", ".join(f"{dialect.name(h.table)} AS {a}" for h, a in zip(link.hops, aliases, strict=True))
    return f"FROM {joins}\n        WHERE {' AND '.join(conditions) or 'TRUE'}"
