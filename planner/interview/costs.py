"""What a difference between two plans costs to make later: schema before contract before sign-in before steps before text."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from planner.model.catalog import DecisionItem, RiskItem, StepItem
from planner.rules.world import World

Class: TypeAlias = Literal["schema", "contract", "sign_in", "steps"]
WEIGHTS: Final[dict[Class, float]] = {"schema": 10.0, "contract": 6.0, "sign_in": 5.0, "steps": 3.0}
FINDING: Final = 0.4
IRREVERSIBLE: Final = 2.0
_CLASSES: Final[dict[str, Class]] = {
    "ids": "schema",
    "database": "schema",
    "tenancy-isolation": "schema",
    "soft-delete": "schema",
    "audit": "schema",
    "partitioning": "schema",
    "sharding": "schema",
    "api-style": "contract",
    "pagination": "contract",
    "errors": "contract",
    "response-envelope": "contract",
    "versioning": "contract",
    "realtime": "contract",
    "cors": "contract",
    "authentication": "sign_in",
    "authorization": "sign_in",
    "token-signing": "sign_in",
    "password-hash": "sign_in",
}
_WIDE: Final = 10


def decision_cost(item: DecisionItem, world: World) -> float:
    """A changed decision: its class, wider on a larger model, twice where it is hard to go back on."""
    weight = WEIGHTS[_CLASSES.get(item.id, "steps")]
    width = 1 + min(len(world.domain.entities), 5 * _WIDE) / _WIDE
    return weight * width * (IRREVERSIBLE if item.hard_to_reverse else 1.0)


def finding_cost(item: RiskItem, elements: int) -> float:
    """Findings that come or go: many of one kind count little more than a few."""
    return FINDING * min(elements, 5)


def step_cost(item: StepItem) -> float:
    """A step that comes or goes."""
    return WEIGHTS["steps"]
