"""Row security: tenants apart, and the rows each role reaches where `access` says so."""

from __future__ import annotations

from collections.abc import Iterator

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
    for rule in entity.access:
        if rule.operation not in ("get", "list"):
            for grant in rule.grants:
                if grant.role not in ("none", "public", "owner"):
                    for role in _holders(grant.role, building):
                        whole.setdefault(role, grant.path)
    yield from conditional.values()
    name = joined(table.name, "roles")
    yield Policy(f"{table.id}.{name}", name, "all", tuple(whole), tuple(dict.fromkeys(whole.values())))


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
