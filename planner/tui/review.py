"""All answers in one list: the doubtful first, then the open ones, then topic by topic. Enter edits and comes back."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from planner.session.answers import answer
from planner.session.thoughts import AskCards, Deck, Seen
from planner.session.topics import in_order, topics_of
from planner.tui.actions import WHERE_NOTHING_IS, Place
from planner.tui.bindings import bindings_at
from planner.tui.cards import review_rows
from planner.tui.pane import Pane
from planner.tui.rows import ERRORS, Piece, line
from planner.tui.view import Deeds, View


class Review(View):
    """What was said, what was not."""

    place: ClassVar[Place] = "review"
    BINDINGS: ClassVar[list[BindingType]] = bindings_at("review")

    def __init__(self) -> None:
        super().__init__()
        self.deck: Deck | None = None
        self._left: tuple[str, str] = ("", "")

    def compose(self) -> ComposeResult:
        """One list."""
        pane = Pane(id="answers", classes="titled")
        pane.entitle("Answers")
        yield pane

    def entered(self) -> None:
        """The answers may be others."""
        self.planner.start(self._ask())

    def thought(self, seen: Seen) -> None:
        """So may they now."""
        self.planner.start(self._ask())

    async def _ask(self) -> None:
        found = await self.planner.reply(AskCards(ranked=False))
        if not self.is_attached:
            return
        if isinstance(found, Deck):
            self.deck = found
            self._draw()
        elif self.deck is None:
            self.query_one(Pane).show((line(ERRORS, "warn"),))

    def _draw(self) -> None:
        pane = self.query_one(Pane)
        topics = topics_of(self.deck) if self.deck is not None else ()
        pane.show(tuple(review_rows(topics, max(40, pane.room - 2))), key=self._going_on())
        cards = in_order(topics)
        done = sum(c.state == "done" for c in cards)
        doubted = sum(c.state in ("unsure", "recheck") for c in cards)
        pane.note(f"{done} answered · {doubted} doubted · {len(cards)} in all")
        self.planner.draw_bars()

    def _going_on(self) -> str | None:
        """Where the cursor goes: an answer that is settled now moves away, and the next one takes its place."""
        left, following = self._left
        card = next((c for c in (self.deck.cards if self.deck else ()) if c.id == left), None)
        if card is None or card.state not in ("done", "not_applicable"):
            return None
        self._left = ("", "")
        return following or None

    def _leave(self, card: str) -> None:
        """Remembers the answer below the one that is settled, in the same section."""
        pane = self.query_one(Pane)
        below = next((row.key for row in pane.rows[pane.index + 1 :] if not row.more), "")
        found = next((c for c in (self.deck.cards if self.deck else ()) if c.id == card), None)
        self._left = (card, below) if found is not None and found.state not in ("done", "not_applicable") else ("", "")

    def on_pane_resized(self, event: Pane.Resized) -> None:
        """Lines are broken anew where there is more room, or less."""
        event.stop()
        if self.deck is not None:
            self._draw()

    def first_focus(self) -> Widget:
        """The list."""
        return self.query_one(Pane)

    def deeds(self) -> Deeds:
        """By action."""
        pane = self.query_one(Pane)
        return {
            "edit": partial(self._edit, pane.key),
            "confirm": self._confirm,
            "explain": partial(self._explain, pane.key),
        }

    def on_pane_chosen(self, event: Pane.Chosen) -> None:
        """Edits an answer."""
        event.stop()
        self._edit(event.key)

    def _confirm(self) -> None:
        """What stands there is the answer."""
        key = self.query_one(Pane).key
        card = next((c for c in (self.deck.cards if self.deck else ()) if c.id == key), None)
        if card is None or not card.held:
            self.planner.tell("nothing stands there yet: Enter answers it", "muted")
            return
        self._leave(key)
        if self.planner.run_command(answer(card.path, card.held)):
            self.planner.tell(f"Confirmed {card.path}: {card.held} · ^z takes it back", "muted")

    def _edit(self, card: str) -> None:
        if card:
            self._leave(card)
            self.planner.start(self._edited(card))

    async def _edited(self, card: str) -> None:
        from planner.tui.interview import Interview

        await self.planner.go("interview")
        view = self.planner.view
        if isinstance(view, Interview):
            view.return_to = "review"
            view.show_soon(card)

    def _explain(self, card: str) -> None:
        from planner.tui.explaining import explain_path

        found = next((c for c in (self.deck.cards if self.deck else ()) if c.id == card), None)
        if found is not None:
            explain_path(self.planner, found.path)

    def status(self) -> tuple[Piece, ...]:
        """What one can do."""
        if self.deck is None:
            return ()
        return (Piece("Enter changes an answer, c confirms it · an export waits for none of them", "muted"),)

    def footer(self) -> tuple[str, ...]:
        """Its own keys once there are answers."""
        return () if self.deck is not None else WHERE_NOTHING_IS

    def copied(self) -> str:
        """The question under the cursor, and what stands there."""
        key = self.query_one(Pane).key
        card = next((c for c in (self.deck.cards if self.deck else ()) if c.id == key), None)
        return f"{card.asks}  {card.held}".rstrip() if card is not None else ""


def make() -> Review:
    """The view."""
    return Review()
