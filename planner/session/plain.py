"""The interview in plain lines, for screen readers and dumb terminals: the same questions, the same answers."""

from __future__ import annotations

from pathlib import Path
from typing import Final, TextIO

from planner.rules.library import Library
from planner.session.answers import answer, doubt, slip_in_answer
from planner.session.brain import Brain
from planner.session.session import Session, new_session, open_session
from planner.session.thoughts import Card, CardState, Deck, Drafted, Seen
from planner.session.topics import STATE_WORDS, Topic, card_before, in_order, next_card, progress, topics_of

DONE, REFUSED = 0, 3
HELP: Final = """  a number     takes that answer
  Enter        takes the answer in brackets
  other words  are the answer
  u            I don't know: an assumption is made and listed
  n            does not apply
  l            later
  b            back to the question before
  r            review: all answers
  q            leave; everything is saved
"""
_STATES: Final[dict[str, CardState]] = {"u": "unsure", "n": "not_applicable", "l": "later"}


def converse(
    incoming: TextIO, outgoing: TextIO, path: Path, library: Library, sentence: str = "", archetype: str = ""
) -> int:
    """Asks until nothing is left or somebody leaves."""
    talk = Talk(incoming, outgoing, Brain(library))
    if not talk.begin(path, sentence, archetype):
        return REFUSED
    talk.go()
    return talk.leave()


class Talk:
    """One conversation about one design."""

    def __init__(self, incoming: TextIO, outgoing: TextIO, brain: Brain) -> None:
        self.incoming = incoming
        self.outgoing = outgoing
        self.brain = brain
        self.session: Session | None = None
        self.topics: tuple[Topic, ...] = ()
        self.current = ""
        self.trail: list[str] = []

    def say(self, text: str = "") -> None:
        """One line out."""
        self.outgoing.write(text + "\n")

    def hear(self, question: str) -> str | None:
        """One line in; None where there are no more."""
        self.outgoing.write(question)
        self.outgoing.flush()
        try:
            found = self.incoming.readline()
        except KeyboardInterrupt:
            found = ""
        return found.rstrip("\n").strip() if found else None

    def begin(self, path: Path, sentence: str, archetype: str) -> bool:
        """A design to talk about: the one in the file, or a new one from a sentence."""
        if path.exists():
            found = open_session(path)
            self.session = found if isinstance(found, Session) else None
            if not isinstance(found, Session):
                self.say(found.message)
            elif found.read_only:
                self.say(f"{path.name} is read-only: {found.read_only}")
            elif found.recovery is not None:
                found.recover()
                self.say("Edits of a sitting that was cut off are back.")
            return isinstance(found, Session) and not found.read_only
        return self._start(path, sentence, archetype)

    def _start(self, path: Path, sentence: str, archetype: str) -> bool:
        if not sentence and not archetype:
            self.say("What is the backend for? One sentence is enough.")
            sentence = self.hear("> ") or ""
        made = self.brain.draft(sentence, archetype)
        if not isinstance(made, Drafted):
            self.say(made.says)
            return False
        self.say(f"Starting model: {made.archetype}." if made.archetype else "No starting model fits the words.")
        if made.added:
            self.say(f"Added from the sentence: {', '.join(made.added)}.")
        self.session = new_session(path, made.text)
        problem = self.session.save()
        wrong = problem.message if problem is not None else self.session.read_only
        if wrong:
            self.say(f"{path.name} cannot be begun: {wrong}" if problem is None else wrong)
        return not wrong

    def go(self) -> None:
        """Question after question."""
        self._think()
        self.current = next_card(in_order(self.topics), "")
        self.say("Type ? for help.")
        while self.current:
            card = next(c for c in in_order(self.topics) if c.id == self.current)
            self._put(card)
            said = self.hear("> ")
            if said is None or said == "q":
                return
            if not self._take(card, said):
                continue
        self.say("Nothing is left to ask.")
        self._review()

    def _think(self) -> None:
        if self.session is None:
            return
        seen = self.brain.look(self.session.text, self.session.path)
        if isinstance(seen, Seen):
            for change in seen.changes[:6]:
                self.say(f"  {change}")
        deck = self.brain.cards(ranked=True)
        if isinstance(deck, Deck):
            self.topics = topics_of(deck)

    def _put(self, card: Card) -> None:
        self.say()
        self.say(progress(self.topics, card.id))
        self.say(card.asks)
        self.say(f"  Why: {card.why}")
        if card.example:
            self.say(f"  Example: {card.example}")
        if card.state != "open":
            self.say(f"  So far: {STATE_WORDS[card.state]}{f', {card.held}' if card.held else ''}")
        for number, choice in enumerate(card.choices, 1):
            self.say(f"  {number}  {choice.value or 'nothing'}: {choice.says}")
        if card.taken:
            self.say(f"  [{card.taken}]")

    def _take(self, card: Card, said: str) -> bool:
        """What was typed; whether that settled the question."""
        if said == "?":
            self.outgoing.write(HELP)
        elif said == "b":
            self.current = self.trail.pop() if self.trail else card_before(in_order(self.topics), card.id)
        elif said == "r":
            self._review()
        elif said in _STATES:
            self._settle(card, doubt(card.path, _STATES[said]))
            return True
        else:
            return self._answer(card, said)
        return False

    def _answer(self, card: Card, said: str) -> bool:
        number = int(said) if said.isdecimal() else 0
        value = card.choices[number - 1].value if 0 < number <= len(card.choices) else said or card.taken
        if not value and not (0 < number <= len(card.choices)):
            self.say("  There is no default here: type an answer, or u, n, l.")
            return False
        slip = slip_in_answer(card.path, value)
        if slip:
            self.say(f"  {slip}")
            return False
        self._settle(card, answer(card.path, value))
        return True

    def _settle(self, card: Card, command: object) -> None:
        from planner.session.commands import Put, Together

        if self.session is not None and isinstance(command, Put | Together):
            self.session.execute(command)
            problem = self.session.save()
            if problem is not None:
                self.say(problem.message)
        self._think()
        self.trail.append(card.id)
        self.current = next_card(in_order(self.topics), card.id)

    def _review(self) -> None:
        for card in in_order(self.topics):
            if card.state != "open":
                self.say(f"  {STATE_WORDS[card.state]}: {card.asks} {card.held}".rstrip())

    def leave(self) -> int:
        """Saves, and says how one goes on."""
        session = self.session
        problem = session.end() if session is not None else None
        if problem is not None:
            self.say(problem.message)
            return REFUSED
        if session is not None:
            self.say(f"Saved in {session.name}. Next: planner plan {session.name} -o plan")
        return DONE
