"""Every fact there is, by name. One module per subject; importing this package registers them all."""

from __future__ import annotations

from planner.rules.facts import (
    access,
    bodies,
    context,
    controls,
    design,
    entities,
    fields,
    figures,
    integrations,
    operations,
    privacy,
    promises,
    roles,
    rules,
    scale,
    stack,
    tables,
    work,
)
from planner.rules.facts.registry import FACTS, Fact, Known, Reply, Unknown

__all__ = [
    "FACTS",
    "Fact",
    "Known",
    "Reply",
    "Unknown",
    "access",
    "bodies",
    "context",
    "controls",
    "design",
    "entities",
    "fields",
    "figures",
    "integrations",
    "operations",
    "privacy",
    "promises",
    "roles",
    "rules",
    "scale",
    "stack",
    "tables",
    "work",
]
