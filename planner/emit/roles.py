"""Roles that act as others: a contract names at a call those alone that were given the right, and says here who else has it."""

from __future__ import annotations

from planner.model.domain import Domain
from planner.naming import listing


def acting(domain: Domain) -> str:
    """`admin acts as staff, owner as editor and reader`; nothing where no role extends another."""
    found = [(r.name, listing(r.acts_as)) for r in domain.roles.values() if r.acts_as]
    return ", ".join(f"{name} {'as' if place else 'acts as'} {others}" for place, (name, others) in enumerate(found))
