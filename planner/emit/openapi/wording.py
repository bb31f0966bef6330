"""What bodies hold in the words of the design: pages of customers, not of a schema's name."""

from __future__ import annotations

from planner.model.api import Payload
from planner.model.plan import Plan
from planner.naming import article, plural_title, title


class Wording:
    """The words for the payloads of one plan."""

    def __init__(self, plan: Plan) -> None:
        entities = plan.domain.entities
        self._nouns: dict[str, tuple[str, str]] = {}
        self._says: dict[str, str] = {}
        for payload in plan.api.payloads:
            entity = entities.get(payload.entity or "") if payload.purpose in ("read", "item") else None
            if entity is not None:
                self._nouns[payload.name] = (title(entity.name), entity.many_title)
            self._says[payload.name] = _sentence(payload)

    def one(self, name: str) -> str:
        """`An order`."""
        noun = self._nouns[name][0] if name in self._nouns else title(name)
        return article(noun).capitalize()

    def many(self, name: str) -> str:
        """`orders`."""
        return self._nouns[name][1] if name in self._nouns else plural_title(name)

    def page(self, name: str, *, paged: bool) -> str:
        """`One page of orders.`"""
        return f"{'One page of' if paged else 'All the'} {self.many(name)}."

    def asked(self, name: str) -> str:
        """What the body of a request is."""
        return self._says.get(name) or f"{self.one(name)}."


def _sentence(payload: Payload) -> str:
    return f"{payload.says.rstrip('.')}." if payload.says else ""
