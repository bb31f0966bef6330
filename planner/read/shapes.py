"""The shapes that kinds of values name in the JSON Schema: texts with their patterns, and what is written in several ways.

Knows how things are written, not what they mean. Imported by nobody who only reads designs.
"""

from __future__ import annotations

from typing import Any, Final

from planner.read import patterns
from planner.read.events import MAX_NODES
from planner.read.kinds import MAX_TEXT, named_values, one_or_more
from planner.read.language.access import SPECIAL_ROLES
from planner.read.names import MAX_NAME, MAX_URL
from planner.read.types import MAX_ENUM

_SCALAR: Final = ["string", "number", "boolean"]


def _text(pattern: str, says: str, *, numbers: bool = False, limit: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = {"description": says, "type": ["string", "number"] if numbers else "string"}
    found["pattern"] = pattern
    return found | ({"minimum": 0} if numbers else {}) | ({"maxLength": limit} if limit else {})


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _or_unknown(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"const": "unknown"}]}


TEXTS: Final[dict[str, dict[str, Any]]] = {
    "a-text": {"description": "A text.", "type": _SCALAR, "maxLength": MAX_TEXT},
    "a-name": _text(patterns.NAME, "A letter first, then letters, digits, _ and -.", limit=MAX_NAME),
    "a-key": _text(patterns.KEY, "A name of your own.", limit=MAX_NAME),
    "an-identifier": {
        "description": "A name as the database has it.",
        "type": _SCALAR,
        "pattern": patterns.IDENTIFIER,
        "maxLength": MAX_NAME,
    },
    "a-path": _text(patterns.PATH, "A path: /shelves.", limit=MAX_URL),
    "a-path-with-parameters": _text(patterns.PATH_WITH_PARAMETERS, "A path: /shelves/{shelf}.", limit=MAX_URL),
    "a-dotted-name": _text(patterns.DOTTED, "A name, or a walk over relations: order.customer."),
    "an-event-name": _text(patterns.EVENT, "A name, often with dots: order.paid.", limit=MAX_NAME),
    "a-caller": _text(patterns.CALLER, "A role, owner, public, none, system or integration.x."),
    "an-expression": {
        "description": "A condition or a computation.",
        "type": _SCALAR,
        "minLength": 1,
        "maxLength": 4000,
    },
    "a-field": {"anyOf": [_text(patterns.FIELD, "type [flags] [key=value] [= default]"), _ref("field")]},
    "a-relation": {"anyOf": [_text(patterns.RELATION, "kind Target [flags] [key=value]"), _ref("relation")]},
    "a-target": _text(patterns.TARGET, "An entity, or any_of(A | B)."),
    "a-range": {
        "description": "How many: 3, 1..5, 2..",
        "type": ["string", "integer"],
        "pattern": f"^{patterns.COUNT_RANGE}$",
        "minimum": 0,
    },
    "a-bound": {
        "description": "A number or a date.",
        "type": ["string", "number"],
        "pattern": r"^-?[0-9][0-9.\-]*$",
    },
    "a-day": _text(patterns.DAY, "A day: 2026-03-02."),
    "a-currency": _text(patterns.CURRENCY, "A currency: EUR."),
    "a-count": _text(patterns.COUNT, "How many: 500k, 2M, 1200.", numbers=True),
    "a-rows": _text(patterns.COUNT, "How many: 500k, 2M, 1200.", numbers=True),
    "a-duration": _text(patterns.DURATION, "How long: 100ms, 3s, 2h."),
    "a-timespan": _text(patterns.DURATION, "How long: 100ms, 3s, 2h."),
    "a-size": _text(patterns.SIZE, "How much: 20GB."),
    "a-percent": _text(patterns.PERCENT, "A share: 99.9%."),
    "a-factor": _text(patterns.FACTOR, "How many times: 10x.", numbers=True),
    "a-ratio": _text(patterns.RATIO, "Reads per write: 20:1."),
    "a-per-second": _text(patterns.PER_SECOND, "A rate: 300, 300/s, 5k/day.", numbers=True),
    "a-rate": _text(patterns.RATE, "A rate: 8k/day, 60k/month."),
    "a-growth": _text(patterns.GROWTH, "Growth: 8k/day, 10GB/mo, 20%."),
    "a-retention": _text(patterns.RETENTION, "How long rows are kept: 90d, 3y after last login."),
    "an-enum-value": {
        "description": "Letters, digits and _ - . : / +.",
        "type": _SCALAR,
        "pattern": patterns.ENUM_VALUE,
        "maxLength": 100,
    },
}

_VALUES: Final = {
    "type": "array",
    "items": _ref("an-enum-value"),
    "minItems": 1,
    "maxItems": MAX_ENUM,
    "uniqueItems": True,
}
_NAMES: Final = one_or_more(_ref("a-text"))
_ROLE_NAMES: Final = {
    "allOf": [_ref("a-key"), {"not": {"enum": [*SPECIAL_ROLES, "unknown", "all"]}}],
}


def _free(part: str) -> dict[str, Any]:
    return {"type": "object", "patternProperties": {"^x-": True}, "additionalProperties": _ref(part)}


FORMS: Final[dict[str, dict[str, Any]]] = {
    "values": {"description": "The values of an enum.", "anyOf": [_VALUES, _ref("an-enum-value")]},
    "callers": {
        "description": "A role, a list of roles, or roles with the rows each reaches.",
        "anyOf": [
            _ref("a-caller"),
            {"type": "array", "items": _ref("a-caller"), "minItems": 1},
            {
                "type": "object",
                "minProperties": 1,
                "propertyNames": _ref("a-caller"),
                "additionalProperties": {"type": "string", "pattern": patterns.ROWS},
            },
        ],
    },
    "returns": {
        "description": "Entity, [Entity], fields, or [fields].",
        "anyOf": [
            _NAMES,
            named_values(_ref("a-field")),
            {"type": "array", "items": named_values(_ref("a-field")), "minItems": 1, "maxItems": 1},
        ],
    },
    "payload": {"description": "Names of fields, or fields.", "anyOf": [_NAMES, named_values(_ref("a-field"))]},
    "unique": {"description": "Names, or {on, where}.", "anyOf": [_NAMES, _ref("unique-rule")]},
    "uniques": {
        "description": "Lists of names, or {on, where}.",
        "anyOf": [_ref("unique"), {"type": "array", "items": _ref("unique")}],
    },
    "index": {"description": "Names, or {on, where, method, unique}.", "anyOf": [_NAMES, _ref("index-rule")]},
    "check": {
        "description": "A condition, or {check, name, says}.",
        "anyOf": [_ref("an-expression"), _ref("check-rule")],
    },
    "channels": {
        "description": "One channel, a list of channels, or channels by name.",
        "anyOf": [_ref("channel"), {"type": "array", "items": _ref("channel")}, named_values(_ref("channel"))],
    },
    "roles": {
        "description": "Who acts, with what it does.",
        **named_values({"anyOf": [_ref("a-text"), _ref("role")]}),
        "propertyNames": _ROLE_NAMES,
    },
    "enums": {
        "description": "Shared lists of values, perhaps with what each means.",
        **named_values({"anyOf": [_ref("values"), _ref("enum"), _ref("explained-values")]}),
    },
    "explained-values": {
        "type": "object",
        "minProperties": 1,
        "propertyNames": _ref("an-enum-value"),
        "additionalProperties": _ref("a-text"),
    },
    "controls": {
        "description": "What protects and operates it.",
        "type": "object",
        "additionalProperties": _ref("control"),
    },
    "control": {
        "anyOf": [
            {"type": _SCALAR},
            {"type": "array", "items": {"type": _SCALAR}, "maxItems": MAX_NODES},
            {"type": "object", "additionalProperties": _ref("control")},
        ]
    },
    "choices": {
        "description": "Where the architect overrules the planner: topic, option.",
        **named_values({"anyOf": [_ref("a-text"), _ref("choice")]}),
    },
    "risks": {"description": "How findings are tracked, keyed rule@element.", **_free("risk")},
    "interview": {"description": "What was said instead of an answer, by path.", **_free("note")},
}


def relation_forms() -> dict[str, Any]:
    """A long relation names one kind with its target, or both by their own keys."""
    kinds = ("belongs_to", "has_one", "has_many", "many_to_many")
    return {"oneOf": [*({"required": [kind]} for kind in kinds), {"required": ["kind", "target"]}]}
