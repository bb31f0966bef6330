"""The JSON Schema of the design language, out of the tables that read it."""

from __future__ import annotations

from typing import Any

from planner.read.language.behaviour import (
    CONSTRAINT_KEYS,
    EVENT_KEYS,
    INTEGRATION_KEYS,
    JOB_KEYS,
    QUERY_KEYS,
    REQUIREMENT_KEYS,
    RULE_KEYS,
    SERVICE_KEYS,
    TENANCY_KEYS,
)
from planner.read.language.entities import ACTION_KEYS, ENTITY_KEYS, LIST_KEYS, MIXIN_KEYS
from planner.read.language.members import FIELD_KEYS, RELATION_KEYS
from planner.read.language.top import CONTEXT_KEYS, DESIGN_KEYS, SCALE_KEYS, STACK_KEYS
from planner.read.reader import Keys

_PARTS: dict[str, Keys] = {
    "context": CONTEXT_KEYS,
    "scale": SCALE_KEYS,
    "stack": STACK_KEYS,
    "entity": ENTITY_KEYS,
    "mixin": MIXIN_KEYS,
    "field": FIELD_KEYS,
    "relation": RELATION_KEYS,
    "list": LIST_KEYS,
    "action": ACTION_KEYS,
    "query": QUERY_KEYS,
    "event": EVENT_KEYS,
    "job": JOB_KEYS,
    "integration": INTEGRATION_KEYS,
    "service": SERVICE_KEYS,
    "tenancy": TENANCY_KEYS,
    "rule": RULE_KEYS,
    "requirement": REQUIREMENT_KEYS,
    "constraint": CONSTRAINT_KEYS,
}


def design_schema() -> dict[str, Any]:
    """JSON Schema 2020-12, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://planner.invalid/schemas/design-1.json",
        "title": "planner design",
        **_mapping(DESIGN_KEYS),
        "$defs": {name: _mapping(keys) for name, keys in _PARTS.items()},
    }


def _mapping(keys: Keys) -> dict[str, Any]:
    required = [name for name, key in keys.items() if key.required]
    found: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "patternProperties": {"^x-": {}},
        "properties": {
            name: {"description": key.says, "anyOf": [key.kind.schema(), {"const": "unknown"}]}
            for name, key in keys.items()
        },
    }
    return found | ({"required": required} if required else {})
