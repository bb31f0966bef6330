"""Row security: tenants apart, and the rows each caller reaches where `access` says so.

Where a read is bound to rows, every caller gets what its grants say and nobody else gets anything. The role `system`
(jobs, webhooks, sign-in) keeps everything. What no policy can say is left to the application, and said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec.structs import replace

from planner import codes
from planner.derive.database.building import Building
from planner.derive.database.reach import ALL, Reach, is_limited, owned, reach_of, wholes
from planner.diagnostics import Diagnostic, Severity
from planner.model.database import Policy, Table
from planner.model.domain import DomainEntity
from planner.model.entities import Grant
from planner.naming import joined, snake

SYSTEM = "system"
_READS = ("get", "list")
_Command: TypeAlias = Literal["select", "insert", "update", "delete"]
_COMMANDS: dict[str, _Command] = {"create": "insert", "delete": "delete"}


def with_policies(tables: list[Table], building: Building) -> tuple[list[Table], list[Diagnostic]]:
    """The tables with their policies, none where neither tenancy nor rows ask for them; and what none can say."""
    notes: list[Diagnostic] = []
    return [_with_policies(table, building, notes) for table in tables], notes


def _with_policies(table: Table, building: Building, notes: list[Diagnostic]) -> Table:
    entity = building.domain.entities.get(table.entity or "") if table.kind == "entity" else None
    rows = tuple(_by_rows(table, entity, building, notes)) if entity is not None else ()
    tenant = tuple(_tenants(table, entity, building, alone=not rows))
    return replace(table, policies=(*tenant, *rows)) if tenant or rows else table


def _tenants(table: Table, entity: DomainEntity | None, building: Building, *, alone: bool) -> Iterator[Policy]:
    """Tenants apart: rows of the caller's tenant, and of the tenants themselves the own one."""
    if building.design.tenancy is None:
        return
    because = (building.design.tenancy.path, *table.because[:1])
    if entity is not None and entity.name == building.domain.tenant_root and building.domain.isolation == "row":
        yield from _root(table, entity, _Apart(building, because, alone=alone))
    elif table.tenant_column is not None and table.kind != "system":
        yield _Apart(building, because, alone=alone).policy(table, table.tenant_column, "all")


class _Apart:
    """What every policy between tenants shares: roles across tenants and the system, which signs callers in, pass."""

    def __init__(self, building: Building, because: tuple[str, ...], *, alone: bool) -> None:
        self.because = because
        self.alone = alone
        self.exempt = (SYSTEM, *(r.name for r in building.domain.roles.values() if r.cross_tenant))

    def policy(self, table: Table, column: str, command: _Command | Literal["all"]) -> Policy:
        """One policy for the rows whose `column` names the caller's tenant."""
        name = joined(table.name, "tenant") if command == "all" else joined(table.name, "tenant", command)
        return Policy(
            f"{table.id}.{name}",
            name,
            command,
            (),
            self.because,
            tenant_column=column,
            restrictive=not self.alone,
            exempt_roles=self.exempt,
        )


def _root(table: Table, entity: DomainEntity, apart: _Apart) -> Iterator[Policy]:
    """The tenants themselves: each caller meets the own one; a new one is nobody's yet, a public one everybody's."""
    if len(table.primary_key) != 1:
        return
    is_open = any(g.role == "public" for r in entity.access if r.operation in _READS for g in r.grants)
    commands: tuple[_Command, ...] = ("update", "delete") if is_open else ("select", "update", "delete")
    for command in commands:
        yield apart.policy(table, table.primary_key[0], command)
    free: tuple[_Command, ...] = ("insert", "select") if is_open else ("insert",)
    for command in free if apart.alone else ():
        name = joined(table.name, command)
        yield Policy(f"{table.id}.{name}", name, command, (), apart.because)


def _by_rows(table: Table, entity: DomainEntity, building: Building, notes: list[Diagnostic]) -> Iterator[Policy]:
    """Policies where `get` or `list` reach some rows only."""
    reads = [g for r in entity.access if r.operation in _READS for g in r.grants if g.is_caller]
    if not any(is_limited(g) for g in reads):
        return
    policies = _Policies(table, entity, building)
    for grant in reads:
        policies.read(grant)
    for command, grant in _writes(entity, building):
        policies.write(command, grant)
    yield from policies.all()
    notes += policies.notes


def _writes(entity: DomainEntity, building: Building) -> Iterator[tuple[_Command, Grant]]:
    """Every right to write, by what it does to the table; parts are made together with their whole."""
    for rule in entity.access:
        if rule.operation not in _READS:
            yield from ((_COMMANDS.get(rule.operation, "update"), g) for g in rule.grants if g.is_caller)
    for action in entity.actions:
        yield from (("update", g) for g in action.by if g.is_caller)
    for hops, whole in wholes(entity, building):
        made = whole.rule("create") if hops else None
        if made is not None:
            yield from (("insert", g) for g in made.grants if g.is_caller)
    yield from (("delete", g) for g in _freeing(entity, building) if g.is_caller)


def _freeing(entity: DomainEntity, building: Building) -> Iterator[Grant]:
    """Rights to end a whole, which takes the part away that held a stretch for it."""
    for holding in building.domain.holdings:
        whole = building.domain.entities.get(holding.whole) if holding.entity == entity.name else None
        for action in whole.actions if whole is not None else ():
            if action.name in holding.freed_by:
                yield from action.by


class _Policies:
    """The policies of one table by name; roles that reach every row share one."""

    def __init__(self, table: Table, entity: DomainEntity, building: Building) -> None:
        self.table = table
        self.entity = entity
        self.building = building
        self.notes: list[Diagnostic] = []
        self.found: dict[str, Policy] = {}
        self.whole: dict[str, str] = {SYSTEM: entity.path}
        account = building.domain.entities.get(entity.owner_account or "")
        self.owner_role = account.account if account is not None else entity.account

    def all(self) -> Iterator[Policy]:
        """Those bound to rows first."""
        yield from self.found.values()
        name = joined(self.table.name, "roles")
        because = tuple(dict.fromkeys(self.whole.values()))
        yield Policy(f"{self.table.id}.{name}", name, "all", tuple(self.whole), because)

    def read(self, grant: Grant) -> None:
        """What one grant of a read reaches."""
        reach = self._reach(grant)
        if reach is not None and is_limited(grant):
            self._add("select", grant, reach)
            return
        for holder in self._holders(grant.role):
            self.whole.setdefault(holder, grant.path)

    def write(self, command: _Command, grant: Grant) -> None:
        """Writing never widens what a caller reaches; a right to create adds rows and shows none."""
        if is_limited(grant):
            reach = self._reach(grant)
            if reach is not None:
                self._add(command, grant, reach)
        elif set(self._holders(grant.role)) - set(self.whole):
            for reach in self._written(command, grant):
                self._add(command, grant, reach)

    def _written(self, command: _Command, grant: Grant) -> tuple[Reach, ...]:
        """The rows of a plain right: an owner's own, new ones, else the part that the role reads."""
        own = owned(self.entity, self.building) if grant.role == self.owner_role else None
        if own is not None:
            return (own,)
        if command == "insert":
            return (ALL,)
        roles = set(self._holders(grant.role))
        reads = [p for p in self.found.values() if p.command == "select" and roles & set(p.roles)]
        return tuple(dict.fromkeys(Reach(p.owner_column, p.link, p.using) for p in reads))

    def _reach(self, grant: Grant) -> Reach | None:
        reach = reach_of(grant, self.entity, self.building)
        if reach is None:
            self.notes.append(_wider(self.table, grant))
        return reach

    def _holders(self, role: str) -> tuple[str, ...]:
        """The role and every role that inherits its rights; the public is everybody, owners hold accounts."""
        roles = self.building.domain.roles
        if role == "public":
            return ("public", *roles)
        if role == "owner":
            return self._holders(self.owner_role) if self.owner_role is not None else ()
        return tuple(r.name for r in roles.values() if role in r.inherits) or (role,)

    def _add(self, command: _Command, grant: Grant, reach: Reach) -> None:
        """One policy for the same rows; other rows for the same caller add to it."""
        roles = () if grant.role == "owner" and reach.owner_column is not None else self._holders(grant.role)
        stem = joined(self.table.name, snake(grant.role), command)
        name, number = stem, 2
        while (known := self.found.get(name)) is not None:
            if Reach(known.owner_column, known.link, known.using) == reach:
                self.found[name] = replace(known, because=tuple(dict.fromkeys((*known.because, grant.path))))
                return
            name, number = joined(stem, str(number)), number + 1
        self.found[name] = Policy(
            f"{self.table.id}.{name}",
            name,
            command,
            roles,
            (grant.path,),
            owner_column=reach.owner_column,
            using=reach.using,
            link=reach.link,
        )


def _wider(table: Table, grant: Grant) -> Diagnostic:
    return Diagnostic(
        codes.DB_POLICY_WIDER,
        Severity.WARNING,
        f"no policy of {table.name} can say which rows {grant.role} reaches here",
        None,
        "name a path of single references that ends at the account; until then every query carries the condition",
        grant.path,
    )
