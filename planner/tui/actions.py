"""Everything that can be done, once: bindings, footer, palette and help are all read from here. Knows no widget."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from msgspec import Struct

Place: TypeAlias = Literal["everywhere", "welcome", "interview", "review", "workbench", "export", "explain", "pane"]
VIEWS: Final[tuple[Place, ...]] = ("welcome", "interview", "review", "workbench", "export", "explain")


class Action(Struct, frozen=True):
    """One thing to do. `footer` is its place among the keys shown below; 0 is none."""

    id: str
    title: str
    says: str
    keys: str
    where: tuple[Place, ...]
    footer: int = 0
    needs_design: bool = False
    by: str = ""
    """The key of a pane that does it, where it has none of its own."""

    @property
    def shown_key(self) -> str:
        """The first of its keys, as people write it."""
        return shown(self.keys.split(",", maxsplit=1)[0] or self.by)


_NAMES: Final = {
    "question_mark": "?",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "equals_sign": "=",
    "plus": "+",
    "minus": "-",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "delete": "Del",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
}


def shown(key: str) -> str:
    """A key as people write it: `^s`, `Shift+Tab`, `F1`."""
    if key.startswith("ctrl+"):
        return f"^{shown(key[5:])}"
    if key.startswith("shift+") and len(key) == 7:
        return key[-1].upper()
    if key.startswith("shift+"):
        return f"Shift+{shown(key[6:])}"
    return _NAMES.get(key, key.upper() if len(key) > 1 and key[0] == "f" else key)


def _all(*, but: tuple[Place, ...] = ()) -> tuple[Place, ...]:
    return tuple(v for v in VIEWS if v not in but)


_FEW: Final = 2
_EVERYWHERE: Final[tuple[Place, ...]] = ("everywhere",)
_WORK: Final[tuple[Place, ...]] = ("workbench",)
_ASK: Final[tuple[Place, ...]] = ("interview",)

ACTIONS: Final[tuple[Action, ...]] = (
    Action("help", "Help", "What can be done here; type to filter, Enter does it.", "f1", _EVERYWHERE, 1),
    Action("palette", "Commands", "Every command; type to filter.", "ctrl+p", _EVERYWHERE, 13),
    Action("go-interview", "Interview", "The questions, topic by topic.", "f2", _EVERYWHERE, 0, True),
    Action("go-review", "Review", "All answers, the doubtful first.", "f3", _EVERYWHERE, 0, True),
    Action("go-workbench", "Workbench", "Entities, access, actions, diagram, previews.", "f4", _EVERYWHERE, 0, True),
    Action("go-export", "Export", "What will be written, and writing it.", "f5", _EVERYWHERE, 0, True),
    Action("go-explain", "Explain", "Why each element of the plan is there.", "f6", _EVERYWHERE, 0, True),
    Action("go-welcome", "Start page", "Recent designs, new ones, the tour.", "f10", _EVERYWHERE),
    Action("undo", "Undo", "Takes the last edit back.", "ctrl+z", _EVERYWHERE, 0, True),
    Action("redo", "Redo", "Makes it again.", "ctrl+y", _EVERYWHERE, 0, True),
    Action(
        "save",
        "Save",
        "Writes the design now; it is saved by itself half a second after an edit.",
        "ctrl+s",
        _EVERYWHERE,
        0,
        True,
    ),
    Action(
        "save-as",
        "Save a copy",
        "Writes the design to another file and goes on there.",
        "ctrl+shift+s",
        _EVERYWHERE,
        0,
        True,
    ),
    Action("name", "Name it", "What the backend is called, and what it is for.", "", _EVERYWHERE, 0, True),
    Action(
        "edit-text",
        "Open in $EDITOR",
        "Edits the whole text; comes back when the editor ends.",
        "ctrl+e",
        _EVERYWHERE,
        0,
        True,
    ),
    Action(
        "copy",
        "Copy",
        "Copies what is under the cursor, over the terminal too (OSC 52).",
        "y",
        _all(but=("welcome",)),
        0,
        True,
    ),
    Action("theme", "Theme", "Chooses the colours.", "ctrl+t", _EVERYWHERE),
    Action("quit", "Leave", "Saves and leaves.", "ctrl+q", _EVERYWHERE, 0),
    Action("open", "Open a file", "Opens a design by its path.", "ctrl+o", _EVERYWHERE),
    Action(
        "new-sentence",
        "New from a sentence",
        "Says what the backend is for; a starting model is chosen by its words.",
        "ctrl+n",
        ("welcome",),
        3,
    ),
    Action("tour", "Tour", "Two minutes on a sample.", "t", ("welcome",), 4),
    Action("next-tip", "Next tip", "Goes on with the tour.", "f8", _all(), 0),
    Action("take", "Take", "Takes the marked answer, or the default.", "", _ASK, by="enter"),
    Action("back", "Back", "To the question before.", "shift+tab", _ASK, 3),
    Action("forward", "Skip", "To the next question; this one stays open.", "tab", _ASK, 0),
    Action("unsure", "Don't know", "An assumption is made, and listed with its risk.", "u,f7", _ASK, 4),
    Action("not-applicable", "Does not apply", "Closes the question and what hangs on it.", "n,f9", _ASK, 5),
    Action("later", "Later", "Puts the question off.", "l,f12", _ASK, 6),
    Action("own-answer", "Own words", "Types another answer.", "e", _ASK, 7),
    Action("note", "Note", "Says why, or who will know.", "w", _ASK, 0),
    Action("rail", "Topics", "To the list of topics.", "t", _ASK, 8),
    Action("edit", "Edit", "Edits the row under the cursor.", "e", ("workbench", "review"), 3),
    Action("confirm", "Confirm", "Takes what stands there as the answer; it is doubted no more.", "c", ("review",), 4),
    Action("add", "Add", "Adds one more where the cursor is.", "a,plus", _WORK, 4),
    Action("delete", "Delete", "Removes the row under the cursor.", "d,delete", _WORK, 5),
    Action("rename", "Rename", "Renames it, everywhere it is named.", "r", _WORK, 6),
    Action("toggle", "Toggle", "Gives or takes a right; a trait on or off.", "space", _WORK, 7),
    Action("filter", "Filter", "Types to filter the list.", "slash", ("workbench", "explain"), 12),
    Action("explain", "Why", "Why it is there, what would change it.", "x,question_mark", ("workbench", "review"), 11),
    Action("problems", "Problems", "To the problems; Enter jumps to the place.", "p", _WORK, 0),
    Action("preview", "Preview", "Shows or hides what stands beside the form.", "v", _WORK, 8),
    Action(
        "next-page", "Next file", "The next file of the bundle.", "right_square_bracket", ("workbench", "export"), 0
    ),
    Action("previous-page", "Previous file", "The file before.", "left_square_bracket", ("workbench", "export"), 0),
    Action("pick-page", "Choose a file", "Any file of the bundle; type to filter.", "f", _WORK, 0),
    Action(
        "difference", "Difference", "What changed against the last export.", "equals_sign", ("export", "workbench"), 0
    ),
    Action("diagram", "Diagram", "The entities and their relations.", "g", _WORK, 9),
    Action("zoom", "Zoom", "Names, keys, or every field.", "z", _WORK, 0),
    Action("focus-hops", "Neighbours", "Only what is one or two steps away, or all.", "o", _WORK, 0),
    Action("diagram-svg", "Diagram as SVG", "Writes the diagram beside the design.", "", _WORK, 0),
    Action("write", "Write", "Writes the bundle.", "w", ("export",), 4),
    Action("folder", "Folder", "Chooses the folder of the bundle.", "o", ("export",), 5),
    Action(
        "keep-edited",
        "Keep edited",
        "Writes the bundle and keeps what was edited by hand; ours lies beside as .new.",
        "a",
        ("export",),
        6,
    ),
    Action("overwrite", "Overwrite", "Writes the bundle over what was edited by hand.", "shift+w", ("export",), 7),
)
BY_ID: Final = {a.id: a for a in ACTIONS}
WHERE_NOTHING_IS: Final = ("help", "go-workbench", "palette")
"""The footer of a view that waits for a plan, or has none because the design has errors."""


def actions_at(place: Place) -> tuple[Action, ...]:
    """What can be done in a view: its own first, then what can be done everywhere."""
    own = own_actions(place)
    return own + tuple(a for a in ACTIONS if ("everywhere" in a.where or place in a.where) and a not in own)


def own_actions(place: Place) -> tuple[Action, ...]:
    """What can be done in a view and in hardly any other."""
    return tuple(a for a in ACTIONS if place in a.where and len(a.where) <= _FEW)


def footer_of(place: Place) -> tuple[Action, ...]:
    """At most eight of them, in the order of the footer."""
    shown_here = [a for a in actions_at(place) if a.footer]
    return tuple(sorted(shown_here, key=lambda a: a.footer))[:8]
