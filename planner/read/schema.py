"""The JSON Schema of the design language, out of the tables that read it."""

from __future__ import annotations

from typing import Any

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
    ENUM_KEYS,
    NOTE_KEYS,
    RISK_KEYS,
    ROLE_KEYS,
    SCALE_KEYS,
    STACK_KEYS,
    TEAM_KEYS,
)
from planner.read.reader import Keys
from planner.read.shapes import FORMS, TEXTS, relation_forms

_PARTS: dict[str, Keys] = {
    "context": CONTEXT_KEYS,
    "team": TEAM_KEYS,
    "scale": SCALE_KEYS,
    "stack": STACK_KEYS,
    "api": API_KEYS,
    "role": ROLE_KEYS,
    "enum": ENUM_KEYS,
    "entity": ENTITY_KEYS,
    "mixin": MIXIN_KEYS,
    "field": FIELD_KEYS,
    "relation": RELATION_KEYS,
    "unique-rule": UNIQUE_KEYS,
    "index-rule": INDEX_KEYS,
    "check-rule": CHECK_KEYS,
    "list": LIST_KEYS,
    "action": ACTION_KEYS,
    "query": QUERY_KEYS,
    "event": EVENT_KEYS,
    "job": JOB_KEYS,
    "channel": CHANNEL_KEYS,
    "integration": INTEGRATION_KEYS,
    "service": SERVICE_KEYS,
    "tenancy": TENANCY_KEYS,
    "rule": RULE_KEYS,
    "exclusive": EXCLUSIVE_KEYS,
    "requirement": REQUIREMENT_KEYS,
    "constraint": CONSTRAINT_KEYS,
    "choice": CHOICE_KEYS,
    "risk": RISK_KEYS,
    "note": NOTE_KEYS,
}


def design_schema() -> dict[str, Any]:
    """JSON Schema 2020-12, for editors."""
    parts = {name: _mapping(keys) for name, keys in _PARTS.items()}
    parts["relation"] |= relation_forms()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://planner.invalid/schemas/design-1.json",
        "title": "planner design",
        "description": "What a backend must do: the one input of the planner.",
        **_mapping(DESIGN_KEYS),
        "$defs": {**parts, **FORMS, **TEXTS},
    }


def _mapping(keys: Keys) -> dict[str, Any]:
    required = [name for name, key in keys.items() if key.required]
    found: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "patternProperties": {"^x-": True},
        "properties": {
            name: {"description": key.says, "anyOf": [key.kind.schema(), {"const": "unknown"}]}
            for name, key in keys.items()
        },
    }
    return found | ({"required": required} if required else {})
