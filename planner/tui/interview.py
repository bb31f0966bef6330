"""The questions: topics on the left, one card in the middle, what its answers change on the right."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from planner.session.answers import answer, doubt, recheck, slip_in_answer
from planner.session.thoughts import (
    AskCards,
    AskDependents,
    AskStakes,
    Card,
    Choice,
    Deck,
    Dependents,
    Seen,
    Stakes,
)
from planner.session.topics import Topic, card_before, in_order, next_card, progress, topics_of
from planner.tui.actions import WHERE_NOTHING_IS, Place
from planner.tui.bindings import bindings_at
from planner.tui.cards import card_rows, changes_rows, first_choice, rail_rows
from planner.tui.pane import Pane
from planner.tui.rows import ERRORS, Piece, line
from planner.tui.view import Deeds, View

_NARROW = 104
_AHEAD = 4


class Interview(View):
    """One question at a time; the card's content changes, the panes stay."""

    place: ClassVar[Place] = "interview"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_at("interview"),
        *(Binding(str(n), f"digit({n})", show=False) for n in range(1, 10)),
        Binding("escape", "to_card", show=False),
    ]
    DEFAULT_CSS = """
    Interview { layout: horizontal; }
    Interview #rail { width: 26; }
    Interview #card { width: 1fr; padding: 1 1 0 1; }
    Interview #changes { width: 32%; min-width: 36; padding: 1 0 0 0; }
    Interview.-narrow #changes { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.deck: Deck | None = None
        self.topics: tuple[Topic, ...] = ()
        self.cards: dict[str, Card] = {}
        self.current = ""
        self.stakes: dict[str, tuple[Choice, ...]] = {}
        self.worth: dict[str, bool] = {}
        self.changed: tuple[str, ...] = ()
        self.return_to: Place | None = None
        self.trail: list[str] = []
        self._answered: tuple[str, bool] | None = None
        self._drawn = ""

    def compose(self) -> ComposeResult:
        """Three panes side by side."""
        rail = Pane(id="rail", classes="titled", one_click=True)
        rail.entitle("Topics")
        yield rail
        yield Pane(id="card", classes="titled", one_click=True, free=True)
        changes = Pane(id="changes", classes="titled", wraps=True)
        changes.can_focus = False
        changes.entitle("What this changes")
        yield changes

    def on_mount(self) -> None:
        """Nothing is known yet."""
        card = self.query_one("#card", Pane)
        card.entitle("Questions")
        card.show((line("Reading the design…", "muted"),))
        if self.planner.seen is not None:
            self.planner.start(self._ask(ranked=False))

    def on_resize(self) -> None:
        """Narrow terminals show what an answer changes below the card's answers."""
        self.set_class(self.app.size.width < _NARROW, "-narrow")
        self.call_after_refresh(self._draw)

    def on_pane_resized(self, event: Pane.Resized) -> None:
        """Lines are broken anew where there is more room, or less."""
        event.stop()
        self._draw()

    def first_focus(self) -> Widget:
        """The card."""
        return self.query_one("#card", Pane)

    def entered(self) -> None:
        """The text may be another."""
        if self.planner.seen is not None and self.is_mounted:
            self.planner.start(self._ask(ranked=False))

    def thought(self, seen: Seen) -> None:
        """The plan is another: so may the questions be."""
        if seen.changes or self._answered is not None:
            self.changed = seen.changes
        answered, self._answered = self._answered, None
        self.stakes.clear()
        self.planner.start(self._ask(ranked=False, rests_on=answered[0] if answered and answered[1] else ""))

    async def _ask(self, *, ranked: bool, rests_on: str = "") -> None:
        found = await self.planner.reply(AskCards(ranked=ranked))
        if not isinstance(found, Deck) or not self.is_attached:
            self._cannot()
            return
        self._take(found)
        if rests_on:
            marked = await self.planner.reply(AskDependents(rests_on))
            if isinstance(marked, Dependents) and marked.paths:
                self.planner.run_command(recheck(marked.paths, rests_on))
        await self._ask_stakes()

    def _cannot(self) -> None:
        if self.deck is None and self.is_attached:
            self.query_one("#card", Pane).show((line(ERRORS, "warn"),))

    def _take(self, deck: Deck) -> None:
        self._hold(deck)
        if self.current not in self.cards:
            self.current = next_card(in_order(self.topics), "") or next(iter(self.cards), "")
        self._draw()

    def _hold(self, deck: Deck) -> None:
        """The cards, with what is known of their worth."""
        cards = tuple(c if self.worth.get(c.id, True) else replace(c, worth=False) for c in deck.cards)
        self.deck = Deck(cards)
        self.topics = topics_of(self.deck)
        self.cards = {c.id: c for c in cards}

    async def _ask_stakes(self) -> None:
        """What the answers at hand change; then, ahead of the user, which of the next questions change anything."""
        await self._tried(self.current)
        asked, ahead = 0, self.current
        while asked < _AHEAD and self.is_attached and self.planner.place == "interview":
            ahead = next_card(in_order(self.topics), ahead)
            if not ahead or ahead == self.current:
                return
            if ahead not in self.stakes:
                asked += 1
                await self._tried(ahead)

    async def _tried(self, card_id: str) -> None:
        card = self.cards.get(card_id)
        if card is None or card.id in self.stakes or not card.choices:
            return
        found = await self.planner.reply(AskStakes(card.id))
        if not isinstance(found, Stakes) or not self.is_attached or found.card not in self.cards:
            return
        self.stakes[found.card] = found.choices
        if self.worth.get(found.card, True) != found.worth:
            self.worth[found.card] = found.worth
            self._hold(self.deck or Deck(()))
            self._draw_rail()
        if found.card == self.current:
            self._draw_changes()

    # drawing

    def _draw(self) -> None:
        card = self.cards.get(self.current)
        if card is None or not self.is_attached:
            return
        pane, topic = self.query_one("#card", Pane), self._draw_rail()
        pane.entitle(progress(self.topics, card.id))
        place = [c.id for c in topic.cards].index(card.id) + 1 if topic else 0
        pane.note(f"{topic.name} {place}/{len(topic.cards)}" if topic else "")
        choices = self._choices(card)
        rows = card_rows(card, choices, max(20, min(pane.room - 2, 84)), pane.size.height)
        shown = pane.key if pane.key.startswith("=") and self._drawn == card.id else ""
        self._drawn = card.id
        pane.show(rows, key=shown or first_choice(card, choices))
        self._draw_changes()

    def _draw_rail(self) -> Topic | None:
        """The topics; which one the card belongs to."""
        rail = self.query_one("#rail", Pane)
        topic = next((t for t in self.topics if any(c.id == self.current for c in t.cards)), None)
        rail.show(tuple(rail_rows(self.topics, self.current, rail.room - 2)), key=topic.id if topic else None)
        return topic

    def _choices(self, card: Card) -> tuple[Choice, ...]:
        return self.stakes.get(card.id, card.choices)

    def _draw_changes(self) -> None:
        card = self.cards.get(self.current)
        pane, shown = self.query_one("#card", Pane), self.query_one("#changes", Pane)
        if card is None:
            return
        value = pane.key.removeprefix("=") if pane.key.startswith("=") else None
        taken = Choice(value, "") if value is not None else None
        choice = next((c for c in self._choices(card) if c.value == value), taken)
        shown.show(tuple(changes_rows(card, choice, self.changed, max(16, shown.room - 2))))
        self.planner.draw_bars()

    def status(self) -> tuple[Piece, ...]:
        """Where one is; on narrow terminals, what the marked answer changes."""
        card = self.cards.get(self.current)
        if card is None:
            return ()
        if self.has_class("-narrow"):
            return self._stake_in_words(card)
        return (Piece(card.path, "muted"),)

    def footer(self) -> tuple[str, ...]:
        """Its own keys once there is a question."""
        return () if self.deck is not None else WHERE_NOTHING_IS

    def _stake_in_words(self, card: Card) -> tuple[Piece, ...]:
        key = self.query_one("#card", Pane).key
        choice = next((c for c in self._choices(card) if "=" + c.value == key), None)
        if choice is None or not choice.changes:
            return (Piece(card.path, "muted"),)
        more = f" (+{len(choice.changes) - 1})" if len(choice.changes) > 1 else ""
        return (Piece(f"changes {choice.changes[0]}{more}", "muted"),)

    def on_pane_moved(self, event: Pane.Moved) -> None:
        """Another answer is marked, or another topic."""
        event.stop()
        if event.pane.id == "card":
            self._draw_changes()

    def on_pane_chosen(self, event: Pane.Chosen) -> None:
        """An answer, or a topic."""
        event.stop()
        if event.pane.id == "rail":
            self._to_topic(event.key)
        elif event.key.startswith("="):
            self._answer(event.key.removeprefix("="))
        else:
            self.planner.action_act(event.key.rstrip("*"))

    def _to_topic(self, topic_id: str) -> None:
        topic = next((t for t in self.topics if t.id == topic_id), None)
        if topic is not None:
            self.to(next_card(topic.cards, "") or topic.cards[0].id)
            self.screen.set_focus(self.query_one("#card"))

    # deeds

    def deeds(self) -> Deeds:
        """By action."""
        return {
            "take": self._take_marked,
            "back": self.back,
            "forward": self.forward,
            "unsure": partial(self._doubt, "unsure"),
            "not-applicable": partial(self._doubt, "not_applicable"),
            "later": partial(self._doubt, "later"),
            "own-answer": self.own_answer,
            "note": self._note,
            "rail": self._to_rail,
        }

    def to(self, card: str, *, back: bool = False) -> None:
        """Shows a card; the way there is remembered."""
        if card and card in self.cards and card != self.current:
            if not back:
                self.trail.append(self.current)
            self.current = card
            self._draw()
            self.planner.start(self._ask_stakes())

    def show_soon(self, card: str) -> None:
        """Shows a card, as soon as it is there."""
        if card in self.cards:
            self.to(card)
        else:
            self.current = card

    def back(self) -> None:
        """To the card that was shown before, whatever state this one is in; then to the one before in order."""
        shown = self.trail.pop() if self.trail else card_before(in_order(self.topics), self.current)
        self.to(shown, back=True)

    def forward(self) -> None:
        """To the next card; this one stays as it is."""
        self.to(next_card(in_order(self.topics), self.current, only_left=False))

    def action_digit(self, number: int) -> None:
        """Takes the answer with that number."""
        card = self.cards.get(self.current)
        choices = card.choices if card is not None else ()
        if number <= len(choices):
            self._answer(choices[number - 1].value)

    def action_to_card(self) -> None:
        """Back to the card, or to where the card was opened from."""
        if self.return_to is not None:
            self._return()
        else:
            self.screen.set_focus(self.query_one("#card"))

    def _take_marked(self) -> None:
        self.query_one("#card", Pane).action_choose()

    def _answer(self, value: str) -> None:
        card = self.cards.get(self.current)
        if card is None:
            return
        self._answered = (card.path, bool(card.held) and card.held != value)
        self.planner.run_command(answer(card.path, value))
        self._settled(card, "done" if value else "not_applicable", value)

    def _doubt(self, state: str) -> None:
        card = self.cards.get(self.current)
        if card is not None:
            self.planner.run_command(doubt(card.path, state))
            self._settled(card, state, card.held)

    def _settled(self, card: Card, state: str, value: str) -> None:
        """The next card at once; what the answer changes follows."""
        if self.session.read_only:
            return
        settled = replace(card, state=state, held=value)
        self._hold(Deck(tuple(settled if c.id == card.id else c for c in (self.deck.cards if self.deck else ()))))
        if self.return_to is not None:
            self._return()
            return
        following = next_card(in_order(self.topics), card.id)
        if following:
            self.to(following)
        else:
            self.planner.go_soon("review")

    def _return(self) -> None:
        place, self.return_to = self.return_to, None
        self.planner.go_soon(place or "review")

    def own_answer(self) -> None:
        """Types the answer."""
        card = self.cards.get(self.current)
        if card is not None:
            hint = f"e.g. {card.example}" if card.example else card.path
            self.planner.ask(
                card.path, card.held, self._answer, check=partial(slip_in_answer, card.path), hint=hint, back=self.back
            )

    def _note(self) -> None:
        card = self.cards.get(self.current)
        if card is not None:
            hint = "why it is not sure, or who will know"
            self.planner.ask("Note", card.because, partial(self._noted, card), hint=hint, back=self.back)

    def _noted(self, card: Card, text: str) -> None:
        state = card.state if card.state in ("not_applicable", "later") else "unsure"
        self.planner.run_command(doubt(card.path, state, text.strip()))

    def _to_rail(self) -> None:
        self.screen.set_focus(self.query_one("#rail"))

    def text_changed(self) -> None:
        """Undo and redo may have changed an answer: the thinking tells."""

    def copied(self) -> str:
        """The question's path and what stands there."""
        card = self.cards.get(self.current)
        return f"{card.path}: {card.held}" if card is not None else ""


def make() -> Interview:
    """The view."""
    return Interview()
