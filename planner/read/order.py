"""The canonical order of keys, out of the language's own tables."""

from __future__ import annotations

from planner.read.language.behaviour import (
    CHANNEL_KEYS,
    CONSTRAINT_KEYS,
    EVENT_KEYS,
    EXCLUSIVE_KEYS,
    INTEGRATION_KEYS,
    JOB_KEYS,
    QUERY_KEYS,
    REQUIREMENT_KEYS,
    RULE_KEYS,
    SERVICE_KEYS,
    TENANCY_KEYS,
)
from planner.read.language.entities import (
    ACTION_KEYS,
    CHECK_KEYS,
    ENTITY_KEYS,
    INDEX_KEYS,
    LIST_KEYS,
    MIXIN_KEYS,
    UNIQUE_KEYS,
)
from planner.read.language.members import FIELD_KEYS, RELATION_KEYS
from planner.read.language.top import (
    API_KEYS,
    CHOICE_KEYS,
    CONTEXT_KEYS,
    DESIGN_KEYS,
    NOTE_KEYS,
    RISK_KEYS,
    ROLE_KEYS,
    SCALE_KEYS,
    STACK_KEYS,
    TEAM_KEYS,
)
from planner.read.reader import Keys

_ANY = "*"
_ORDERS: dict[tuple[str, ...], Keys] = {
    (): DESIGN_KEYS,
    ("context",): CONTEXT_KEYS,
    ("context", "team"): TEAM_KEYS,
    ("scale",): SCALE_KEYS,
    ("stack",): STACK_KEYS,
    ("stack", "api"): API_KEYS,
    ("tenancy",): TENANCY_KEYS,
    ("entities", _ANY): ENTITY_KEYS,
    ("mixins", _ANY): MIXIN_KEYS,
    ("entities", _ANY, "list"): LIST_KEYS,
    ("entities", _ANY, "unique", "-"): UNIQUE_KEYS,
    ("entities", _ANY, "indexes", "-"): INDEX_KEYS,
    ("entities", _ANY, "checks", "-"): CHECK_KEYS,
    ("entities", _ANY, "fields", _ANY): FIELD_KEYS,
    ("mixins", _ANY, "fields", _ANY): FIELD_KEYS,
    ("entities", _ANY, "relations", _ANY): RELATION_KEYS,
    ("mixins", _ANY, "relations", _ANY): RELATION_KEYS,
    ("entities", _ANY, "actions", _ANY): ACTION_KEYS,
    ("queries", _ANY): QUERY_KEYS,
    ("events", _ANY): EVENT_KEYS,
    ("jobs", _ANY): JOB_KEYS,
    ("realtime", _ANY): CHANNEL_KEYS,
    ("realtime", "-"): CHANNEL_KEYS,
    ("integrations", _ANY): INTEGRATION_KEYS,
    ("services", _ANY): SERVICE_KEYS,
    ("rules", "-"): RULE_KEYS,
    ("rules", "-", "exclusive"): EXCLUSIVE_KEYS,
    ("rules", "-", "unique"): UNIQUE_KEYS,
    ("requirements", "-"): REQUIREMENT_KEYS,
    ("constraints", "-"): CONSTRAINT_KEYS,
    ("roles", _ANY): ROLE_KEYS,
    ("choices", _ANY): CHOICE_KEYS,
    ("risks", _ANY): RISK_KEYS,
    ("interview", _ANY): NOTE_KEYS,
}


def key_order(path: tuple[str, ...]) -> tuple[str, ...] | None:
    """The keys of the mapping at a path in canonical order; None where the order is the architect's."""
    for pattern, keys in _ORDERS.items():
        if len(pattern) == len(path) and all(p in (_ANY, s) for p, s in zip(pattern, path, strict=True)):
            return tuple(keys)
    return None
