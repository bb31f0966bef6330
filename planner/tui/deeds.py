"""What can be done everywhere: help, palette, going about, undo, saving, editing the text elsewhere, leaving."""

from __future__ import annotations

import os
import shlex
import subprocess
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from planner.session.commands import Drop, Put
from planner.session.disk import read_text, replace_text
from planner.tui.actions import VIEWS, actions_at, own_actions
from planner.tui.cells import fitted
from planner.tui.rows import GAP, Piece, Row, flowing, heading
from planner.tui.view import Deeds

if TYPE_CHECKING:
    from planner.tui.app import PlannerApp

_MOVES = (
    ("↑ ↓  j k", "move"),
    ("← →  h l", "sideways, in tables and long lines"),
    ("PgUp PgDn Home End", "further"),
    ("Enter, click", "choose what the cursor is on"),
    ("Tab", "to the next pane"),
)


def application_deeds(app: PlannerApp) -> Deeds:
    """By action."""
    found: Deeds = {
        "help": partial(_help, app),
        "palette": partial(_palette, app),
        "undo": partial(_undo, app),
        "redo": partial(_redo, app),
        "save": partial(_save, app),
        "save-as": partial(_save_as, app),
        "name": partial(_name, app),
        "edit-text": partial(_edit_text, app),
        "copy": partial(_copy, app),
        "theme": partial(_theme, app),
        "open": partial(_open, app),
        "quit": lambda: app.start(app.leave()),
        "problems": partial(_problems, app),
        "next-tip": partial(_next_tip, app),
    }
    found |= {f"go-{place}": partial(app.go_soon, place) for place in VIEWS}
    return found


def _help(app: PlannerApp) -> None:
    """What can be done here, and how one moves."""
    rows, width = [heading("Here")], app.choosing_room
    own = own_actions(app.place)
    everywhere = [a for a in actions_at(app.place) if a not in own]
    for title, found in (("", own), ("Everywhere", everywhere)):
        if title:
            rows += [GAP, heading(title)]
        rows += [
            row
            for a in found
            if app.session is not None or not a.needs_design
            for row in flowing(
                a.id,
                (Piece(fitted(a.shown_key, 11), "key"), Piece(fitted(a.title, 17), "strong")),
                (Piece(a.says, "muted"),),
                width,
            )
        ]
    rows += [GAP, heading("Moving about")]
    rows += [Row((Piece(fitted(keys, 28), "key"), Piece(says, "muted"))) for keys, says in _MOVES]
    app.choose("Help", rows, app.action_act)


def _palette(app: PlannerApp) -> None:
    from planner.tui.shell import palette_rows

    app.choose("Commands", palette_rows(app.place, app.session is not None, app.choosing_room), app.action_act)


def _undo(app: PlannerApp) -> None:
    said = app.session.undo() if app.session is not None else ""
    _walked(app, said, "Took back", "there is nothing to take back")


def _redo(app: PlannerApp) -> None:
    said = app.session.redo() if app.session is not None else ""
    _walked(app, said, "Made again", "there is nothing to make again")


def _walked(app: PlannerApp, said: str, word: str, nothing: str) -> None:
    if app.session is not None and app.session.refusal is not None:
        app.tell(f"✗ {app.session.refusal.message}", "bad")
        return
    if said:
        app.text_changed()
    app.tell(f"{word}: {said}" if said else nothing, "text" if said else "muted")


def _save(app: PlannerApp) -> None:
    if app.session is not None and not app.session.dirty:
        app.tell("everything is saved", "muted")
    app.save_soon()


def _name(app: PlannerApp) -> None:
    """Asks for the name, then for the sentence below it."""
    if app.session is not None:
        held = str(app.session.value(("name",)) or "")
        app.ask("What the backend is called", held, partial(_named, app), check=_nameless)


def _nameless(text: str) -> str:
    return "" if text.strip() else "it needs a name"


def _named(app: PlannerApp, text: str) -> None:
    session, name = app.session, text.strip()
    if session is None or not name:
        return
    if name != session.value(("name",)):
        app.run_command(Put(("name",), name, f"the backend is called {name}"))
    app.ask("What it is for, in a sentence", str(session.value(("summary",)) or ""), partial(_summed_up, app))


def _summed_up(app: PlannerApp, text: str) -> None:
    session, says = app.session, text.strip()
    held = session.value(("summary",)) if session is not None else None
    if says and says != held:
        app.run_command(Put(("summary",), says, "the summary is another", before="context"))
    elif held and not says:
        app.run_command(Drop(("summary",), "there is no summary"))


def _save_as(app: PlannerApp) -> None:
    session = app.session
    if session is not None:
        app.ask("Save a copy as", str(session.path), partial(_saved_as, app), check=_free, hint="a path to a new file")


def _free(text: str) -> str:
    return "there is a file of that name" if Path(text).expanduser().exists() else ""


def _saved_as(app: PlannerApp, text: str) -> None:
    session, path = app.session, Path(text).expanduser()
    if session is None or not text.strip():
        return
    problem = replace_text(path, session.text)
    if problem is not None:
        app.tell(f"✗ {problem.message}", "bad")
        return
    app.give_up()
    app.open_design(path, app.place)


def _open(app: PlannerApp) -> None:
    app.ask("Open", f"{Path.cwd()}/", partial(_opened, app), hint="the path of a design")


def _opened(app: PlannerApp, text: str) -> None:
    if text.strip():
        app.open_design(Path(text.strip()).expanduser(), "workbench")


def _edit_text(app: PlannerApp) -> None:
    """The whole text in the user's editor; what comes back is one edit."""
    session = app.session
    if session is None or session.read_only:
        app.tell("read-only", "warn")
        return
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with TemporaryDirectory() as folder:
        path = Path(folder) / session.name
        path.write_text(session.text, encoding="utf-8", newline="")
        status = _edited_in(app, [*shlex.split(editor), str(path)])
        found = read_text(path)
    if status or found.text is None:
        app.tell(f"the editor ended with {status}: nothing was changed", "warn")
    elif session.replace(found.text, "Edited the text"):
        app.text_changed()


def _edited_in(app: PlannerApp, command: list[str]) -> int:
    """The exit status of an editor that has the terminal for a while."""
    try:
        with app.suspend():
            return subprocess.run(command, check=False).returncode
    except (SuspendNotSupported, OSError):
        return 127


def _copy(app: PlannerApp) -> None:
    text = app.view.copied() if app.view is not None else ""
    if text:
        app.copy_to_clipboard(text)
        first = text.split("\n", 1)[0]
        app.tell(f"copied {first[:60]}{'…' if len(first) > 60 or chr(10) in text else ''}", "good")


def _theme(app: PlannerApp) -> None:
    from planner.tui.shell import theme_rows

    def chosen(name: str) -> None:
        app.theme = name

    app.choose("Theme", theme_rows(), chosen, key=app.theme)


def _problems(app: PlannerApp) -> None:
    app.go_soon("workbench")


def _next_tip(app: PlannerApp) -> None:
    from planner.tui.tour import next_tip

    next_tip(app)
