"""Design -> Domain: mixins merged, relations resolved to both ends, owners, states and roles settled.

Tolerant: what does not resolve is left out here and reported by `planner.derive.checks`.
"""

from __future__ import annotations

from planner.derive.infer.access import inherit_parts
from planner.derive.infer.added_only import settle_added_only
from planner.derive.infer.begun import hold_parts, settle_begun
from planner.derive.infer.entities import build_entity
from planner.derive.infer.frozen import settle_frozen
from planner.derive.infer.holdings import holdings
from planner.derive.infer.mixins import merge_mixins
from planner.derive.infer.owners import settle_owners
from planner.derive.infer.relations import resolve_relations
from planner.derive.infer.roles import effective_roles
from planner.derive.infer.takings import takings
from planner.derive.infer.tenants import hold_tenant
from planner.model.design import Design
from planner.model.domain import Domain, Isolation


def infer(design: Design, isolation: Isolation | None = None) -> Domain:
    """The domain of a design; `isolation` is what was decided of its tenants, where the design is silent."""
    entities = merge_mixins(design)
    enums = {e.name: e for e in design.enums}
    external = frozenset(_external_entities(design))
    ends = resolve_relations(entities, external, _homes(design))
    root = design.tenancy.root if design.tenancy and design.tenancy.root in entities else None
    apart = (isolation or design.tenancy.isolation or "row") if design.tenancy and root else None
    homes = _homes(design)
    scoped = {n for n, e in entities.items() if apart is not None and n != root and e.tenant is not False}
    if root is not None and apart == "row":
        for name in scoped:
            hold_tenant(ends[name], root)
    built = {
        name: build_entity(entity, ends[name], enums, tenant_scoped=name in scoped, service=homes.get(name))
        for name, entity in entities.items()
    }
    settled = settle_begun(settle_frozen(settle_added_only(inherit_parts(settle_owners(built)), design)), enums)
    taken = takings(settled, design)
    return Domain(
        entities=hold_parts(settled, taken),
        roles=effective_roles(design, entities),
        enums=enums,
        tenant_root=root,
        isolation=apart,
        accounts=tuple(name for name, entity in entities.items() if entity.account),
        takings=taken,
        holdings=holdings(settled, design),
    )


def _external_entities(design: Design) -> list[str]:
    return [name for service in design.services if service.external for name in service.owns]


def _homes(design: Design) -> dict[str, str]:
    """Which service owns an entity; empty while there is only one home for everything."""
    own = [s for s in design.services if not s.external]
    return {name: service.name for service in own for name in service.owns}
