"""The interview as lines: the list of topics, one question, what its answers change, all answers. Knows no terminal."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from planner.session.thoughts import Card, CardState, Choice
from planner.session.topics import GROUPS, STATE_WORDS, Topic, in_order, is_left
from planner.tui.cells import fitted, width_of
from planner.tui.rows import GAP, Piece, Role, Row, flowing, heading, line, prose, wrapped

GLYPHS: Final[dict[CardState, tuple[str, Role]]] = {
    "done": ("✓", "good"),
    "unsure": ("?", "warn"),
    "recheck": ("↻", "warn"),
    "not_applicable": ("–", "muted"),
    "later": ("…", "muted"),
    "open": ("○", "text"),
}
_GAPS: Final = ((), (GAP,))
_MOST_ROWS_OF_WHY: Final = 3
_QUESTION: Final = 7
"""So many tenths of a line of the review are for the question."""
_UNSAID: Final = "Nothing: the question is settled, and asked no more."


def rail_rows(topics: tuple[Topic, ...], current: str, width: int) -> Iterator[Row]:
    """The list of topics, by group."""
    group = ""
    for topic in topics:
        if topic.group != group:
            if group:
                yield GAP
            group = topic.group
            yield heading(GROUPS.get(group, group))
        sign, role = GLYPHS[topic.state]
        here = any(c.id == current for c in topic.cards)
        left = str(topic.left) if topic.left else ""
        name = fitted(topic.name, max(4, width - 5))
        yield Row(
            (Piece(f"{sign} ", role), Piece(name, "strong" if here else "text"), Piece(left.rjust(3), "muted")),
            topic.id,
        )


def card_rows(card: Card, choices: tuple[Choice, ...], width: int, height: int) -> tuple[Row, ...]:
    """One question: its words, why it is asked, its answers, what else can be said to it; closer where it is long."""
    rows = tuple(_card_rows(card, choices, width, loose=True))
    return rows if len(rows) <= height else tuple(_card_rows(card, choices, width, loose=False))


def _card_rows(card: Card, choices: tuple[Choice, ...], width: int, *, loose: bool) -> Iterator[Row]:
    yield from prose(card.asks, width, "strong")
    yield from _GAPS[loose]
    why = prose(f"Why: {card.why}", width, "muted")
    yield from why[:_MOST_ROWS_OF_WHY]
    if card.example and all(card.example != c.value for c in choices) and (loose or not choices):
        yield from prose(f"Example: {card.example}", width, "muted")
    if card.state != "open":
        yield from _standing(card, width)
    yield GAP
    yield from _answers(card, choices, width)
    yield from _GAPS[loose]
    if choices or card.taken:
        yield Row((Piece("e  ", "key"), Piece("own words", "muted")), "own-answer")
    yield Row((Piece("u  ", "key"), Piece("don't know", "muted")), "unsure")
    yield Row((Piece("n  ", "key"), Piece("does not apply", "muted")), "not-applicable")
    yield Row((Piece("l  ", "key"), Piece("later", "muted")), "later")


def _standing(card: Card, width: int) -> Iterator[Row]:
    sign, role = GLYPHS[card.state]
    said = f"{sign} {STATE_WORDS[card.state]}{f': {card.held}' if card.held else ''}"
    yield from prose(said, width, role)
    if card.because:
        yield from prose(card.because, width, "muted", "  ")


def _answers(card: Card, choices: tuple[Choice, ...], width: int) -> Iterator[Row]:
    offered = tuple(_offered(card, choices))
    limit = max(8, width // 3)
    fitting = [width_of(o.value) for o in offered if width_of(o.value) <= limit]
    for answer in offered:
        told = answer.key == " " and bool(card.held) and width_of(answer.value) > limit
        yield from _answer(replace(answer, value="") if told else answer, max(fitting, default=0), width)
    if not offered:
        yield Row((Piece("e  ", "key"), Piece("type the answer", "text")), "own-answer*")


class _Answer(Struct, frozen=True):
    """One line to choose: its key, whether it stands there, the value, its words, why it is marked."""

    key: str
    sign: str
    value: str
    says: str
    mark: str
    chooses: str


def _offered(card: Card, choices: tuple[Choice, ...]) -> Iterator[_Answer]:
    """What Enter takes where the choices have it not, then the choices."""
    if card.taken and all(card.taken != c.value for c in choices):
        says, sign = ("what stands there", "●") if card.held else ("the default", "○")
        yield _Answer(" ", sign, card.taken, says, "Enter", "=" + card.taken)
    for number, choice in enumerate(choices, 1):
        standing = bool(card.held) and choice.value == card.held
        default = bool(choice.value) and choice.value == card.default and not card.held
        yield _Answer(
            str(number) if number < 10 else " ",
            "●" if standing else "○",
            choice.value or "–",
            choice.says if choice.says != choice.value else "",
            "default" if default else "",
            "=" + choice.value,
        )


def _answer(answer: _Answer, values: int, width: int) -> Iterator[Row]:
    """The value in its column, its words behind it; a value that is too long for that follows its words."""
    fixed = (Piece(f"{answer.key}  ", "key"), Piece(f"{answer.sign} ", "accent"))
    mark = Piece(answer.mark, "good")
    if answer.value and width_of(answer.value) <= values:
        value = Piece(fitted(answer.value, values) + "  ", "text")
        yield from flowing(answer.chooses, (*fixed, value), (Piece(answer.says, "muted"), mark), width)
        return
    says = (Piece(answer.says), mark) if answer.says else ()
    yield from flowing(answer.chooses, fixed, says or (Piece(answer.value),), width)
    if says and answer.value:
        yield from (replace(row, more=True) for row in prose(answer.value, width, "muted", " " * 5))


def first_choice(card: Card, choices: tuple[Choice, ...]) -> str:
    """Where the cursor stands at first: on what Enter takes."""
    if card.taken or not choices:
        return "=" + card.taken if card.taken else "own-answer*"
    return "=" + choices[0].value


def changes_rows(card: Card | None, choice: Choice | None, changed: tuple[str, ...], width: int) -> Iterator[Row]:
    """What the marked answer would change, and what the last one did."""
    if choice is None or not choice.tried:
        word = _untried(card, choice)
        yield from prose(word, width, "muted")
    elif not choice.changes:
        yield from prose("Nothing of the plan: the text alone.", width, "muted")
    else:
        yield from bulleted(choice.changes, width)
    if changed:
        yield GAP
        yield heading("What the last one changed")
        yield from bulleted(changed, width)


def _untried(card: Card | None, choice: Choice | None) -> str:
    """What is said of an answer whose changes nobody reckoned."""
    if card is None or choice is None:
        return "Type an answer to see."
    if choice.value == card.held:
        return "It stands there already." if card.held else _UNSAID
    return "It is what is assumed without an answer." if choice.value == card.default else "…"


def bulleted(changes: tuple[str, ...], width: int) -> Iterator[Row]:
    """Changes, a sign before each."""
    for change in changes:
        sign: tuple[str, Role] = ("·", "accent")
        if change.startswith("+") or ": +" in change:
            sign = ("+", "added")
        elif change.startswith("−") or ": −" in change:
            sign = ("−", "removed")
        text = change.lstrip("+−").strip()
        for index, part in enumerate(prose(text, width - 2)):
            yield Row((Piece(f"{sign[0]} " if index == 0 else "  ", sign[1]), *part.pieces))


def review_rows(topics: tuple[Topic, ...], width: int) -> Iterator[Row]:
    """All answers: what is doubted first, then topic by topic."""
    share = min(max((width_of(c.asks) for c in in_order(topics)), default=20), max(20, width - 6) * _QUESTION // 10)
    doubted = [c for c in in_order(topics) if c.state in ("recheck", "unsure")]
    put_off = [c for c in in_order(topics) if c.state == "later" or is_left(c)]
    for title, cards in (("Not sure", doubted), ("Open", put_off)):
        if cards:
            yield heading(title, str(len(cards)))
            yield from (row for c in cards for row in _review_row(c, width, share))
            yield GAP
    if not doubted and not put_off:
        yield line("✓ Nothing is doubted, nothing is open.", "good")
        yield GAP
    settled = {c.id for c in (*doubted, *put_off)}
    for topic in topics:
        cards = [c for c in topic.cards if c.id not in settled and c.state in ("done", "not_applicable")]
        if cards:
            yield heading(topic.name, GROUPS.get(topic.group, topic.group))
            yield from (row for c in cards for row in _review_row(c, width, share))
            yield GAP


def _review_row(card: Card, width: int, share: int) -> Iterator[Row]:
    """The question, and beside it what stands there; each goes on below itself where its column ends."""
    sign, role = GLYPHS[card.state]
    value = card.held or ("" if card.state == "open" else STATE_WORDS[card.state])
    asked = wrapped(card.asks, share)
    answers = wrapped(value, max(20, width - 6) - share - 2)
    key = card.id
    for question, answer in zip_longest(asked, answers, fillvalue=""):
        yield Row(
            (
                Piece(f"{sign} " if key else "  ", role),
                Piece(fitted(question, share) + "  ", "text"),
                Piece(answer, "strong" if card.held else "muted"),
            ),
            key,
            more=not key,
        )
        key = ""
