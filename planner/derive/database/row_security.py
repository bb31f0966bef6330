"""Row security: tenants apart, and the rows each caller reaches where `access` says so.

Where a read reaches only some rows, every caller gets what its grants say and nobody else gets anything:
owners their own rows for every command, roles with a condition those rows, whoever reads all rows all of them.
The role `system` (jobs, webhooks, sign-in) keeps everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from planner.derive.database.building import Building
from planner.derive.database.resolve import over_columns
from planner.derive.database.walks import membership, owner_walk
from planner.model.database import Link, Policy, Table
from planner.model.design import Grant
from planner.model.domain import DomainEntity
from planner.model.expressions import Expression
from planner.naming import joined, snake

SYSTEM = "system"
_Command = Literal["all", "select", "insert", "update", "delete"]
_COMMANDS: dict[str, _Command] = {
    "list": "select", "get": "select", "create": "insert", "update": "update", "delete": "delete",
}
_NOBODY = frozenset({"none", "unknown", "system"})


class _Right(Struct, frozen=True):
    """One grant as the database sees it."""

    command: _Command
    grant: Grant


def with_policies(tables: list[Table], building: Building) -> list[Table]:
    """The tables with their policies; none where neither tenancy nor conditions ask for them."""
    rows: dict[str, tuple[Policy, ...]] = {}
    for table in tables:
        entity = building.domain.entities.get(table.entity or "") if table.kind == "entity" else None
        if entity is not None:
            rows[table.name] = tuple(_by_rows(table, entity, building))
    circular = _circular(rows)
    found: list[Table] = []
    for table in tables:
        own = () if table.name in circular else rows.get(table.name, ())
        tenant = _tenant(table, building, alone=not own)
        found.append(replace(table, policies=(*tenant, *own)) if tenant or own else table)
    return found


def _circular(rows: dict[str, tuple[Policy, ...]]) -> frozenset[str]:
    """Tables whose policies would ask for each other without end; the application alone keeps their rows apart."""
    asks = {
        name: tuple(h.table for p in policies if p.link is not None for h in p.link.hops)
        for name, policies in rows.items()
        if any(p.link is not None for p in policies)
    }
    if not asks:
        return frozenset()
    from planner.graph import strongly_connected

    nodes = tuple(sorted(asks))
    return frozenset(
        n for c in strongly_connected(nodes, asks) for n in c if len(c) > 1 or c[0] in asks[c[0]]
    )


def _tenant(table: Table, building: Building, *, alone: bool) -> tuple[Policy, ...]:
    if table.tenant_column is None or building.design.tenancy is None or table.kind == "system":
        return ()
    name = joined(table.name, "tenant")
    beyond = tuple(r for r in building.domain.roles.values() if r.cross_tenant)
    because = (building.design.tenancy.path, *table.because[:1], *(r.path for r in beyond))
    return (
        Policy(
            f"{table.id}.{name}", name, "all", (), because, tenant_column=table.tenant_column, restrictive=not alone,
            exempt_roles=tuple(r.name for r in beyond),
        ),
    )


def _rights(entity: DomainEntity) -> Iterator[_Right]:
    """Who may do what with rows; actions write them."""
    for rule in entity.access:
        for grant in rule.grants:
            if grant.role not in _NOBODY and not grant.role.startswith("integration."):
                yield _Right(_COMMANDS.get(rule.operation, "update"), grant)
    for action in entity.actions:
        for grant in action.by:
            if grant.role not in _NOBODY and not grant.role.startswith("integration."):
                yield _Right("update", grant)


def _is_narrow(grant: Grant) -> bool:
    return grant.role == "owner" or grant.where is not None or grant.via is not None


def _by_rows(table: Table, entity: DomainEntity, building: Building) -> Iterator[Policy]:
    rights = list(_rights(entity))
    reads = [r for r in rights if r.command == "select"]
    if not any(_is_narrow(r.grant) for r in reads):
        return
    policies = _Policies(table, entity, building)
    writers = {r.grant.role for r in rights if r.command != "select"}
    for right in reads:
        if right.grant.role != "public" and not _is_narrow(right.grant):
            policies.whole("all" if right.grant.role in writers else "select", right.grant)
    for right in rights:
        grant = right.grant
        if grant.role == "owner":
            policies.owner(grant)
        elif _is_narrow(grant):
            policies.some_rows(right)
        elif right.command == "select" and grant.role == "public":
            policies.add("select", "public", ("public",), (grant.path,))
        elif right.command != "select":
            policies.write(right)
    yield from policies.all()


class _Policies:
    """The policies of one table, by name; roles that reach all rows share one."""

    def __init__(self, table: Table, entity: DomainEntity, building: Building) -> None:
        self.table = table
        self.entity = entity
        self.building = building
        self.found: dict[str, Policy] = {}
        self.all_rows: dict[str, dict[str, str]] = {"all": {SYSTEM: entity.path}, "select": {}}

    def all(self) -> Iterator[Policy]:
        """Those of single callers first, then those who reach every row."""
        yield from self.found.values()
        for command, who in self.all_rows.items():
            if who:
                name = joined(self.table.name, "roles" if command == "all" else "readers")
                because = tuple(dict.fromkeys(who.values()))
                kind: _Command = "all" if command == "all" else "select"
                yield Policy(f"{self.table.id}.{name}", name, kind, tuple(who), because)

    def holders(self, role: str) -> tuple[str, ...]:
        """The role and every role that inherits its rights."""
        return tuple(r.name for r in self.building.domain.roles.values() if role in r.inherits) or (role,)

    def whole(self, command: str, grant: Grant) -> None:
        """A role that reads every row."""
        for role in self.holders(grant.role):
            self.all_rows[command].setdefault(role, grant.path)

    def owner(self, grant: Grant) -> None:
        """The caller's own rows, for every command: what it may do with them the contract says."""
        walk = owner_walk(self.entity, self.building)
        if walk is None:
            return
        account = self.building.domain.entities[walk.account].account
        roles = self.holders(account) if account else ()
        because = (grant.path, *walk.because)
        if isinstance(walk.way, Link):
            self.add("all", "owner", roles, because, link=walk.way)
        else:
            self.add("all", "owner", roles, because, owner_column=walk.way)

    def some_rows(self, right: _Right) -> None:
        """A role and the rows a condition or a membership gives it."""
        grant = right.grant
        roles = ("public",) if grant.role == "public" else self.holders(grant.role)
        if grant.via is not None:
            link = membership(grant, self.entity, self.building)
            if link is not None:
                because = (grant.path, self.building.domain.entities[grant.via].path)
                self.add(right.command, snake(grant.role), roles, because, link=link)
            return
        condition = over_columns(grant.where, self.entity, self.building) if grant.where is not None else None
        if condition is not None:
            self.add(right.command, snake(grant.role), roles, (grant.path,), using=condition)

    def write(self, right: _Right) -> None:
        """A role that writes: rows it reaches in reading, or new ones; the owner's policy covers its own."""
        role = right.grant.role
        covered = self.building.domain.entities.get(self.entity.owner_account or "")
        if covered is not None and covered.account == role and f"{self.table.name}_owner_all" in self.found:
            return
        roles = ("public",) if role == "public" else self.holders(role)
        if not all(r in self.all_rows["all"] for r in roles):
            self.add(right.command, snake(role), roles, (right.grant.path,))

    def add(
        self, command: _Command, caller: str, roles: tuple[str, ...], because: tuple[str, ...], *,
        owner_column: str | None = None, using: Expression | None = None, link: Link | None = None,
    ) -> None:
        """A policy of its own unless the same one stands; other rows for the same caller and command add to it."""
        name = joined(self.table.name, caller, command)
        known = self.found.get(name)
        if known is not None and (known.owner_column, known.using, known.link) == (owner_column, using, link):
            self.found[name] = replace(known, because=tuple(dict.fromkeys(known.because + because)))
            return
        if known is not None:
            name = joined(self.table.name, caller, command, str(len(self.found)))
        self.found[name] = Policy(
            f"{self.table.id}.{name}", name, command, roles, because, owner_column=owner_column, using=using, link=link
        )
