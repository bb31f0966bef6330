"""`.spectral.yaml`: the strict ruleset, with an override for each name that would raise a false alarm."""

from __future__ import annotations

from planner.emit.openapi.schemas import Schema
from planner.model.plan import Plan

_KEYWORDS = frozenset({"headers", "responses", "example", "examples"})
_RULES = (
    "owasp:api4:2023-rate-limit",
    "owasp:api8:2023-define-cors-origin",
    "owasp:api4:2023-string-limit",
    "owasp:api4:2023-string-restricted",
    "owasp:api4:2023-integer-format",
    "owasp:api4:2023-array-limit",
    "oas3-valid-media-example",
    "oas3-valid-schema-example",
)


def ruleset(plan: Plan) -> Schema | None:
    """None where no field is called like a keyword of OpenAPI and the profile is strict."""
    clashes = [(p.name, m.name) for p in plan.api.payloads for m in p.members if m.name in _KEYWORDS]
    lean = plan.settings.profile == "lean"
    if not clashes and not lean:
        return None
    rules: Schema = {
        "extends": [["spectral:oas", "all"]] if lean else [["spectral:oas", "all"], "@stoplight/spectral-owasp-ruleset"]
    }
    if clashes and not lean:
        rules["overrides"] = [
            {
                "files": [f"openapi.yaml#/components/schemas/{schema}/properties/{name}" for schema, name in clashes],
                "rules": dict.fromkeys(_RULES, "off"),
            }
        ]
    return rules
