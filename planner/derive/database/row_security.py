"""Row security: tenants apart, and the rows each role reaches where `access` says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec.structs import replace

from planner.derive.database.building import Building
from planner.derive.database.resolve import over_columns
from planner.model.database import Policy, Table
from planner.model.design import AccessRule, Grant
from planner.model.domain import DomainEntity
from planner.naming import joined, snake

SYSTEM = "system"


def with_policies(table: Table, building: Building) -> Table:
    """The table with its policies; none where neither tenancy nor row conditions ask for them."""
    entity = building.domain.entities.get(table.entity) if table.entity and table.kind == "entity" else None
    if entity is None:
        return table
    by_rows = tuple(_by_rows(table, entity, building))
    tenant = _tenant(table, entity, building, alone=not by_rows)
    return replace(table, policies=(*tenant, *by_rows)) if tenant or by_rows else table


def _tenant(table: Table, entity: DomainEntity, building: Building, *, alone: bool) -> tuple[Policy, ...]:
    if table.tenant_column is None or building.design.tenancy is None:
        return ()
    name = joined(table.name, "tenant")
    return (
        Policy(
            f"{table.id}.{name}",
            name,
            "all",
            (),
            (building.design.tenancy.path, entity.path),
            tenant_column=table.tenant_column,
            restrictive=not alone,
        ),
    )


def _by_rows(table: Table, entity: DomainEntity, building: Building) -> Iterator[Policy]:
    """Select policies from the conditions of `get` and `list`; whoever else has a right keeps it whole."""
    reads = [r for r in (entity.rule("get"), entity.rule("list")) if r is not None]
    if not any(g.where is not None and g.via is None for r in reads for g in r.grants):
        return
    conditional: dict[str, Policy] = {}
    whole: dict[str, str] = {SYSTEM: entity.path}
    for rule in reads:
        for grant in rule.grants:
            policy = _select(table, grant, rule, entity, building)
            if policy is None:
                for role in _holders(grant.role, building):
                    whole.setdefault(role, grant.path)
            else:
                conditional.setdefault(policy.name, policy)
    yield from conditional.values()
    name = joined(table.name, "roles")
    yield Policy(f"{table.id}.{name}", name, "all", tuple(whole), tuple(dict.fromkeys(whole.values())))
    yield from _writes(table, entity, building, whole, tuple(conditional.values()))


_COMMANDS: dict[str, Literal["insert", "update", "delete"]] = {"create": "insert", "delete": "delete"}


def _writes(
    table: Table, entity: DomainEntity, building: Building, whole: dict[str, str], conditional: tuple[Policy, ...]
) -> Iterator[Policy]:
    """Who reads a part writes that part; a right to create adds rows and shows none."""
    made: set[str] = set()
    for rule in entity.access:
        if rule.operation in ("get", "list"):
            continue
        command = _COMMANDS.get(rule.operation, "update")
        for grant in rule.grants:
            if grant.role == "owner":
                yield from _owner_writes(table, command, grant, conditional, made)
                continue
            if grant.role in ("none", "public") or grant.role.startswith("integration."):
                continue
            roles = tuple(r for r in _holders(grant.role, building) if r not in whole)
            reads = next((p for p in conditional if set(roles) & set(p.roles)), None)
            name = joined(table.name, snake(grant.role), command)
            if not roles or name in made or (command != "insert" and reads is None):
                continue
            made.add(name)
            using = reads.using if reads is not None and command != "insert" else None
            yield Policy(f"{table.id}.{name}", name, command, roles, (grant.path,), using=using)


def _owner_writes(
    table: Table,
    command: Literal["insert", "update", "delete"],
    grant: Grant,
    conditional: tuple[Policy, ...],
    made: set[str],
) -> Iterator[Policy]:
    """An owner writes own rows, never another's."""
    column = next((p.owner_column for p in conditional if p.owner_column is not None), None)
    name = joined(table.name, "owner", command)
    if column is not None and name not in made:
        made.add(name)
        yield Policy(f"{table.id}.{name}", name, command, (), (grant.path,), owner_column=column)


def _holders(role: str, building: Building) -> tuple[str, ...]:
    """The role and every role that inherits its rights."""
    return tuple(r.name for r in building.domain.roles.values() if role in r.inherits) or (role,)


def _select(table: Table, grant: Grant, rule: AccessRule, entity: DomainEntity, building: Building) -> Policy | None:
    if grant.role == "owner":
        reference = entity.reference(entity.owner[0]) if len(entity.owner) == 1 else None
        column = building.stored(reference)[0].columns[0] if reference is not None else None
        if column is None:
            return None
        name = joined(table.name, "owner", "select")
        return Policy(f"{table.id}.{name}", name, "select", (), (grant.path,), owner_column=column)
    condition = over_columns(grant.where, entity, building) if grant.where is not None and grant.via is None else None
    if condition is None:
        return None
    name = joined(table.name, snake(grant.role), "select")
    roles = ("public",) if grant.role == "public" else _holders(grant.role, building)
    return Policy(f"{table.id}.{name}", name, "select", roles, (grant.path,), using=condition)
