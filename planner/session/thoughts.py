"""What is asked of a design while somebody works on it, and what comes back: small nouns that travel between processes."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from msgspec import Struct

from planner.diagram.picture import Level, Picture

RECHECK: Final = "Recheck: "
"""How the note begins that marks an answer to look at again."""
CardState: TypeAlias = Literal["open", "done", "unsure", "recheck", "not_applicable", "later"]
FileState: TypeAlias = Literal["new", "changed", "same", "edited", "gone"]
ExportMode: TypeAlias = Literal["refuse", "force", "adopt"]


class Problem(Struct, frozen=True, omit_defaults=True):
    """One diagnostic, and the path it is about."""

    severity: Literal["error", "warning", "info"]
    code: str
    message: str
    hint: str = ""
    path: str = ""
    line: int = 0
    file: str = ""


class Counts(Struct, frozen=True):
    """How much follows from a design."""

    entities: int = 0
    tables: int = 0
    operations: int = 0
    steps: int = 0
    risks: int = 0
    questions: int = 0


class Home(Struct, frozen=True, array_like=True):
    """An entry of a section that stands in a file that the design includes; without a name, items of a list."""

    section: str
    name: str
    file: str


class Seen(Struct, frozen=True):
    """A text as it was understood: its problems, and the counts of the plan where there is one."""

    problems: tuple[Problem, ...]
    counts: Counts | None
    changes: tuple[str, ...] = ()
    homes: tuple[Home, ...] = ()


class Choice(Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """One answer a card offers, and what it would change."""

    value: str
    says: str
    changes: tuple[str, ...] = ()
    tried: bool = False


class Card(Struct, frozen=True, array_like=True, omit_defaults=True, gc=False):
    """One question, as it is shown: its words, its answers, what stands in the design, where it is in its life."""

    id: str
    group: str
    topic: str
    path: str
    asks: str
    why: str
    kind: str
    example: str
    default: str
    state: CardState
    held: str = ""
    because: str = ""
    choices: tuple[Choice, ...] = ()
    worth: bool = True

    @property
    def taken(self) -> str:
        """What Enter takes: what stands there, else the default."""
        return self.held or self.default


class Deck(Struct, frozen=True):
    """Every question that applies to a design."""

    cards: tuple[Card, ...]
    ranked: bool = False


class Listed(Struct, frozen=True):
    """One file of the bundle and how it stands against the folder of the export."""

    path: str
    owner: str
    size: int
    state: FileState = "new"


class Contents(Struct, frozen=True):
    """Every file a design leads to."""

    files: tuple[Listed, ...]


class Page(Struct, frozen=True):
    """One file of the bundle, the bytes of the export as text; `diff` is against what the folder holds.

    Of a long file, a piece: its lines from `first` (counted from 0). `at` is the line that was asked about.
    """

    path: str
    text: str
    size: int
    first: int = 0
    at: int = -1
    diff: tuple[str, ...] | None = None


class Reason(Struct, frozen=True, omit_defaults=True):
    """One element of the plan: why it is there, and what would change it."""

    id: str
    says: str
    because: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


class Reasons(Struct, frozen=True):
    """Elements of the plan."""

    elements: tuple[Reason, ...]


class Exported(Struct, frozen=True):
    """What an export did, or why it did nothing."""

    folder: str
    written: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    problem: str = ""


class Failed(Struct, frozen=True):
    """A question that could not be answered."""

    says: str


class Start(Struct, frozen=True):
    """One model to start from."""

    id: str
    title: str
    says: str


class Starts(Struct, frozen=True):
    """Every model to start from."""

    starts: tuple[Start, ...]


class Drafted(Struct, frozen=True):
    """A first design, and what it rests on."""

    text: str
    archetype: str
    matched: tuple[str, ...]
    added: tuple[str, ...]
    assumed: int


class Heard(Struct, frozen=True):
    """A text was taken up. `is_shaped` tells whether schema and contract follow from it."""

    is_shaped: bool


class Hear(Struct, frozen=True, tag="hear"):
    """Here is the text now. `place` is the file it belongs to, for what it includes."""

    text: str
    place: str


class Look(Struct, frozen=True, tag="look"):
    """How does the text stand? Judging it takes as long again as its contract, which can be asked for before."""


class AskCards(Struct, frozen=True, tag="cards"):
    """Which questions are there? Ranked ones say what their answers change, and take longer."""

    ranked: bool


class AskContents(Struct, frozen=True, tag="contents"):
    """Which files would an export to this folder write?"""

    folder: str


class AskPage(Struct, frozen=True, tag="page"):
    """What does this file of the bundle say? Where it is long, about this entity; all of it where that is wanted."""

    path: str
    folder: str = ""
    about: str = ""
    whole: bool = False


class AskReasons(Struct, frozen=True, tag="reasons"):
    """Which elements are there because of this path of the design; all of them where it is empty?"""

    path: str


class AskDependents(Struct, frozen=True, tag="dependents"):
    """Which answered questions rest on this path?"""

    path: str


class Dependents(Struct, frozen=True):
    """Paths of answers that may be wrong now."""

    paths: tuple[str, ...]


class AskStakes(Struct, frozen=True, tag="stakes"):
    """What would the answers of this card change?"""

    card: str


class Stakes(Struct, frozen=True):
    """The answers of one card, tried; `worth` says whether it is worth asking."""

    card: str
    choices: tuple[Choice, ...]
    worth: bool = True


class AskPicture(Struct, frozen=True, tag="picture"):
    """How do the entities hang together; all of them, or those so many steps around one?"""

    level: Level
    around: str = ""
    hops: int = 0


class AskSvg(Struct, frozen=True, tag="svg"):
    """The same picture as SVG."""

    level: Level
    around: str = ""
    hops: int = 0


class Drawing(Struct, frozen=True):
    """A picture as the text of a file."""

    text: str


class AskStarts(Struct, frozen=True, tag="starts"):
    """Which models are there to start from?"""


class AskDraft(Struct, frozen=True, tag="draft"):
    """Which design does a sentence lead to, or a model that was chosen?"""

    sentence: str
    archetype: str = ""


class DoExport(Struct, frozen=True, tag="export"):
    """Write the bundle."""

    folder: str
    mode: ExportMode


Request: TypeAlias = (
    Hear
    | Look
    | AskCards
    | AskContents
    | AskPage
    | AskReasons
    | AskStakes
    | AskDependents
    | AskStarts
    | AskDraft
    | AskPicture
    | AskSvg
    | DoExport
)
Reply: TypeAlias = (
    Heard
    | Seen
    | Deck
    | Contents
    | Page
    | Reasons
    | Stakes
    | Dependents
    | Starts
    | Drafted
    | Picture
    | Drawing
    | Exported
    | Failed
)
REPLY_OF: dict[type[Request], type[Reply]] = {
    Hear: Heard,
    Look: Seen,
    AskCards: Deck,
    AskContents: Contents,
    AskPage: Page,
    AskReasons: Reasons,
    AskStakes: Stakes,
    AskDependents: Dependents,
    AskStarts: Starts,
    AskDraft: Drafted,
    AskPicture: Picture,
    AskSvg: Drawing,
    DoExport: Exported,
}
