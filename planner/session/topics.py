"""The questions as a path through topics: which comes next, what is left here, how far one is. Knows no screen."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from planner.session.thoughts import Card, CardState, Deck

GROUPS: Final = {
    "product": "What you are building",
    "resources": "What it keeps",
    "operations": "What it does",
    "constraints": "What binds it",
}
STATE_WORDS: Final[dict[CardState, str]] = {
    "done": "answered",
    "unsure": "not sure",
    "recheck": "to look at again",
    "not_applicable": "does not apply",
    "later": "put off",
    "open": "open",
}
_LEFT: Final[frozenset[CardState]] = frozenset(("open", "recheck"))


class Topic(Struct, frozen=True):
    """Cards that belong together."""

    group: str
    name: str
    cards: tuple[Card, ...]

    @property
    def id(self) -> str:
        """Group and name: two groups may use one word."""
        return f"{self.group}/{self.name}"

    @property
    def left(self) -> int:
        """How many are still worth asking here."""
        return sum(is_left(c) for c in self.cards)

    @property
    def unsure(self) -> int:
        """How many are doubted."""
        return sum(c.state == "unsure" for c in self.cards)

    @property
    def state(self) -> CardState:
        """What the topic's sign shows: what asks for somebody first, then what is settled."""
        if self.left:
            return "recheck" if any(c.state == "recheck" for c in self.cards) else "open"
        states = {c.state for c in self.cards}
        order: tuple[CardState, ...] = ("unsure", "later", "done", "open")
        return next((s for s in order if s in states and s != "open"), "done" if "open" in states else "not_applicable")


def is_left(card: Card) -> bool:
    """Whether a card waits for an answer that would change something."""
    return card.state in _LEFT and (card.worth or card.state == "recheck")


def topics_of(deck: Deck) -> tuple[Topic, ...]:
    """The topics in the order of their groups, then of the catalog."""
    found: dict[tuple[str, str], list[Card]] = {}
    for card in deck.cards:
        found.setdefault((card.group, card.topic), []).append(card)
    order = list(GROUPS)
    ranked = sorted(found.items(), key=lambda pair: order.index(pair[0][0]) if pair[0][0] in order else len(order))
    return tuple(Topic(group, name, tuple(cards)) for (group, name), cards in ranked)


def in_order(topics: tuple[Topic, ...]) -> tuple[Card, ...]:
    """Every card, topic by topic."""
    return tuple(c for t in topics for c in t.cards)


def next_card(cards: tuple[Card, ...], current: str, *, only_left: bool = True) -> str:
    """The next card that waits for an answer, from here on and then from the beginning; empty where none does."""
    at = next((i for i, c in enumerate(cards) if c.id == current), -1)
    for card in (*cards[at + 1 :], *(cards[:at] if only_left else ())):
        if card.id != current and (is_left(card) or not only_left):
            return card.id
    return ""


def card_before(cards: tuple[Card, ...], current: str) -> str:
    """The card before; the first stays."""
    at = next((i for i, c in enumerate(cards) if c.id == current), 0)
    return cards[max(0, at - 1)].id if cards else ""


def progress(topics: tuple[Topic, ...], current: str) -> str:
    """`Topic 3 of 7 · 4 left here · 2 unsure`."""
    here = next((i for i, t in enumerate(topics) if any(c.id == current for c in t.cards)), None)
    if here is None:
        return ""
    said = [f"Topic {here + 1} of {len(topics)}", f"{topics[here].left} left here"]
    unsure = sum(t.unsure for t in topics)
    return " · ".join([*said, *([f"{unsure} unsure"] if unsure else [])])
