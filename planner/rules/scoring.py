"""What a finding weighs: impact by what is at stake, likelihood by who can reach it, less what already protects it."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from msgspec import Struct

from planner.model.api import Operation
from planner.model.catalog import RiskItem
from planner.model.domain import DomainEntity
from planner.rules.facts import Known
from planner.rules.when import reply
from planner.rules.world import Element, World

Severity: TypeAlias = Literal["low", "medium", "elevated", "high", "critical"]
MANY_ROWS: Final = 1_000_000
_LEVELS: Final[tuple[tuple[int, Severity], ...]] = ((1, "low"), (3, "medium"), (8, "elevated"), (12, "high"))
_TRAFFIC: Final = ((1000.0, 4), (100.0, 3), (10.0, 2))
_COMPENSATING: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "security": (
        ("controls.rate_limits", "rate limits"),
        ("controls.mfa", "a second factor"),
        ("controls.ip_allowlist", "an address list"),
    ),
    "privacy": (("controls.log_redaction", "log redaction"), ("controls.encryption", "encryption of fields")),
    "operability": (("controls.alerts", "alerts"),),
    "delivery": (),
    "integrity": (),
    "performance": (("controls.rate_limits", "rate limits"),),
}


def paths_of_scores(category: str) -> tuple[str, ...]:
    """The figures and controls that a score of a category weighs."""
    controls = tuple(path for path, _ in _COMPENSATING.get(category, ()))
    return (*controls, "scale.peak_rps", "scale.daily_users", "scale.requests_per_user_day", "context.consumers")


class Score(Struct, frozen=True):
    """Impact and likelihood from 1 to 4, with the words of how they came about, and their product as a word."""

    impact: int
    likelihood: int
    says: str
    severity: Severity


class Weights:
    """The scores of one risk: what weighs the same is weighed once."""

    def __init__(self, item: RiskItem, world: World, sensitive: Sensitivities) -> None:
        self._item, self._world, self._sensitive = item, world, sensitive
        self._controls = _compensating(item.category, world)
        self._known: dict[tuple[tuple[int, str, bool], bool], Score] = {}

    def of(self, element: Element) -> Score:
        """The score at one element."""
        public = element.kind == "operation" and isinstance(element.item, Operation) and element.item.security.public
        key = (self._sensitive.of(element), public)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._score(element)
        return found

    def _score(self, element: Element) -> Score:
        impact, at_stake = _impact(self._item, self._sensitive, element)
        likelihood, reach = _likelihood(self._item, self._world, element)
        likelihood = max(1, likelihood - len(self._controls))
        less = f", less {' and '.join(self._controls)}" if self._controls else ""
        severity: Severity = next((word for limit, word in _LEVELS if impact * likelihood <= limit), "critical")
        said = f"impact {impact} ({at_stake}) × likelihood {likelihood} ({reach}{less})"
        return Score(impact, likelihood, said, severity)


class Sensitivities:
    """What is at stake in each entity, asked once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._known: dict[str, tuple[int, str, bool]] = {}

    def of(self, element: Element) -> tuple[int, str, bool]:
        """The level, its words, and whether there are very many rows."""
        name = element.entity or ""
        found = self._known.get(name)
        if found is None:
            entity = self._world.entity(name) if name else None
            level, why = _sensitivity(entity, self._world)
            many = entity is not None and (entity.rows or 0) > MANY_ROWS
            found = self._known[name] = (level, f"{why}, {entity.rows:,} rows" if entity and many else why, many)
        return found


def _impact(item: RiskItem, sensitive: Sensitivities, element: Element) -> tuple[int, str]:
    if item.impact == "fixed":
        return item.base, "fixed"
    level, why, many = sensitive.of(element)
    if item.impact == "traffic":
        level, why = max(2, level - 1), f"traffic to {why}"
    return min(4, level + many), why


def _sensitivity(entity: DomainEntity | None, world: World) -> tuple[int, str]:
    about = world.entity_elements[entity.name] if entity else world.whole
    prefix = "entity" if entity else "design"
    for name, level, words in (
        ("special", 4, "data of a special category"),
        ("credentials" if entity else "passwords", 4, "credentials"),
        ("money", 4, "money"),
        ("personal", 3, "personal data"),
    ):
        found = reply(f"{prefix}.{name}", world, about)
        if isinstance(found, Known) and found.value is True:
            return level, words
    if entity is not None and _is(world, about, "entity.public_read"):
        return 1, "public data"
    return 2, "internal data"


def _is(world: World, element: Element, fact: str) -> bool:
    found = reply(fact, world, element)
    return isinstance(found, Known) and found.value is True


def _likelihood(item: RiskItem, world: World, element: Element) -> tuple[int, str]:
    if item.exposure == "fixed":
        return 2, "usual"
    if item.exposure == "traffic":
        return _traffic(world)
    if isinstance(element.item, Operation) and element.item.security.public:
        return 4, "anonymous callers"
    return _callers(world)


def _traffic(world: World) -> tuple[int, str]:
    load = reply("scale.load", world, world.whole)
    if not isinstance(load, Known) or not isinstance(load.value, int | float):
        return 2, "unsaid load"
    level = next((level for limit, level in _TRAFFIC if load.value >= limit), 1)
    return level, f"{load.value:,.0f} requests/s"


def _callers(world: World) -> tuple[int, str]:
    consumers = set(world.design.context.consumers)
    if consumers and consumers <= {"internal"}:
        return 1, "internal callers"
    if consumers and consumers <= {"internal", "partners", "third_party"}:
        return 2, "partners"
    return 3, "signed-in callers on the internet"


def _compensating(category: str, world: World) -> list[str]:
    found = ((words, reply(name, world, world.whole)) for name, words in _COMPENSATING[category])
    return [
        words for words, answer in found if isinstance(answer, Known) and answer.value not in (False, (), "", "none")
    ]
