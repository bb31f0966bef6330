"""What bodies hold in the words of the design: pages of customers, not of a schema's name."""

from __future__ import annotations

from planner.model.domain import DomainEntity
from planner.model.plan import Plan
from planner.naming import article, plural_title, title


class Wording:
    """The words for the payloads of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._entities = plan.domain.entities
        self._payloads = {p.name: p for p in plan.api.payloads}

    def _entity(self, name: str) -> DomainEntity | None:
        """The entity whose row it shows."""
        payload = self._payloads.get(name)
        shows = payload is not None and payload.purpose in ("read", "item")
        return self._entities.get(payload.entity or "") if payload is not None and shows else None

    def one(self, name: str) -> str:
        """`An order`."""
        entity = self._entity(name)
        return article(title(entity.name if entity is not None else name)).capitalize()

    def many(self, name: str) -> str:
        """`orders`."""
        entity = self._entity(name)
        return entity.many_title if entity is not None else plural_title(name)

    def page(self, name: str, *, paged: bool) -> str:
        """`One page of orders.`; what has no pages is one answer."""
        return f"One page of {self.many(name)}." if paged else f"The {self.many(name)} of one answer."

    def asked(self, name: str) -> str:
        """What the body of a request is."""
        payload = self._payloads.get(name)
        return f"{payload.says.rstrip('.')}." if payload is not None and payload.says else f"{self.one(name)}."
