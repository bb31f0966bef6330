"""Entities on the left, one of them as a form in the middle, the files of the bundle or the diagram beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from planner.read.names import join
from planner.session.thoughts import Problem, Seen
from planner.tui.actions import Place
from planner.tui.bench_lines import FOOTERS, LISTS, counted, listed, place_in_list, status_of
from planner.tui.beside import Beside
from planner.tui.bindings import bindings_at
from planner.tui.box import Box
from planner.tui.entity_edits import PARTS, Spot, roles_in, spoken, text_of
from planner.tui.entry import Entry
from planner.tui.forms import Roles
from planner.tui.lists import NOTHING, chosen_rows, entity_rows, nearest_key, problem_rows
from planner.tui.pane import Pane
from planner.tui.rows import Piece
from planner.tui.view import Deeds, View

if TYPE_CHECKING:
    from planner.tui.canvas import Canvas
    from planner.tui.editing import Editor

_WIDE = 118
_ROOM_FOR_BOTH = 160
"""From here on the form and the diagram stand beside each other; before, the diagram takes the form's place."""
FORM_AFTER = 0.03
_LIST = 20
"""So wide is a line of the list of entities."""


class Workbench(View):
    """Where a design is worked on."""

    place: ClassVar[Place] = "workbench"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_at("workbench"),
        Binding("escape", "to_form", show=False),
    ]
    DEFAULT_CSS = """
    Workbench { layout: horizontal; }
    Workbench #side { width: 25; }
    Workbench #entity-filter { height: 1; margin: 0 1 0 2; background: $surface; }
    Workbench #entities { height: 1fr; }
    Workbench #middle { width: 3fr; }
    Workbench #form { height: 1fr; }
    Workbench #problems { height: auto; max-height: 8; }
    Workbench #problems.-none { display: none; }
    Workbench Beside { width: 2fr; display: none; }
    Workbench.-wide Beside { display: block; }
    Workbench.-beside Beside { display: block; }
    Workbench.-beside #middle { display: none; }
    Workbench.-wide.-beside #middle { display: block; }
    Workbench.-wide.-alone Beside { display: none; }
    Workbench.-wide Beside.-drawn { width: 4fr; }
    Workbench.-wide.-drawing #middle { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.chosen = ""
        self.names: tuple[str, ...] = ()
        self._listed: tuple[object, ...] = ()
        self._roles = Roles((), {})
        self._roles_of = ""
        self.wanted = ""
        self._timer: Timer | None = None

    @cached_property
    def editor(self) -> Editor:
        """What the keys do; loaded with the first of them."""
        from planner.tui.editing import Editor

        return Editor(self)

    def compose(self) -> ComposeResult:
        """Three columns; the third where there is room, or instead of the second."""
        with Box(id="side", classes="titled") as side:
            side.entitle("Design")
            yield Entry(placeholder="/ type to filter", compact=True, id="entity-filter")
            yield Pane(id="entities", one_click=True, free=True)
        with Vertical(id="middle"):
            yield Pane(id="form", classes="titled")
            problems = Pane(id="problems", classes="titled -none", one_click=True)
            problems.entitle("Problems")
            yield problems
        yield Beside(classes="titled")

    def on_mount(self) -> None:
        """Shows the list; the form follows."""
        self._draw_list()
        if self.planner.seen is not None:
            self._draw_problems()

    def on_resize(self, event: events.Resize) -> None:
        """The third column comes and goes."""
        self.set_class(event.size.width >= _WIDE, "-wide")
        self.draw_diagram(drawn=self.query_one(Beside).is_drawn)

    def on_pane_resized(self, event: Pane.Resized) -> None:
        """The form's columns have more room, or less."""
        event.stop()
        if event.pane.id == "problems":
            self._draw_problems()
        else:
            self._draw_form()

    def first_focus(self) -> Widget:
        """The list."""
        return self.query_one("#entities", Pane)

    def entered(self) -> None:
        """The text may be another."""
        if self.is_mounted:
            self.text_changed()

    def text_changed(self) -> None:
        """Draws the list where names changed, and the form."""
        self._draw_list()
        self._draw_form()

    def text_sent(self) -> None:
        """The page beside is made while problems are still drawn."""
        for beside in self.query(Beside):
            beside.text_sent()

    def thought(self, seen: Seen) -> None:
        """Problems and previews follow the text."""
        self._listed = ()
        self._draw_list()
        self._draw_form()
        self._draw_problems()
        self.query_one(Beside).thought(seen)

    # drawing

    def _problems(self) -> tuple[Problem, ...]:
        return self.planner.seen.problems if self.planner.seen is not None else ()

    def _draw_list(self) -> None:
        self.names = self.session.entities()
        words = self.query_one("#entity-filter", Input).value.lower().split()
        state = (self.names, tuple(words), self._problems())
        if state == self._listed:
            return
        self._listed = state
        pane = self.query_one("#entities", Pane)
        rows = tuple(entity_rows(self.session, PARTS, words, self._problems(), max(_LIST, pane.room - 2)))
        pane.show(rows, key=self.chosen or None)
        if self.entity and self.entity not in self.names and not pane.key:
            self.query_one("#entity-filter", Input).value = ""  # what it was for is gone: the others come back
        self.query_one("#side", Box).note(listed(sum(r.key in self.names for r in rows), len(self.names), bool(words)))
        self._choose(pane.key)

    def _choose(self, key: str) -> None:
        key = "" if key == NOTHING else key
        if key != self.chosen and (key or not self.names):
            self.chosen = key
            if self._timer is not None:
                self._timer.stop()
            self._timer = self.set_timer(FORM_AFTER, self._draw_chosen)
            self.query_one(Beside).about(self.entity)

    def _draw_chosen(self) -> None:
        """The form follows the list once the keys rest."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self._draw_form(first=True)

    @property
    def entity(self) -> str:
        """The entity that is shown; empty where a part of the design is."""
        return "" if self.chosen.startswith("part:") else self.chosen

    @property
    def around(self) -> tuple[str, ...]:
        """The path that the rows of the form lie below."""
        return ("entities", self.entity) if self.entity else (self.chosen.removeprefix("part:"),)

    def _draw_form(self, *, first: bool = False) -> None:
        pane = self.query_one("#form", Pane)
        width = max(40, pane.room - 2)
        pane.entitle(spoken(self.around) if self.chosen else "")
        pane.note(self.session.parts.home(self.around))
        wanted, self.wanted = self.wanted, ""
        around = self.around if self.chosen else ()
        rows = chosen_rows(self.session, around, self._callers(), self._problems(), width)
        pane.show(tuple(rows), key=wanted or ("" if first else None))
        if first and not wanted:
            pane.scroll_to(y=0, animate=False, immediate=True)

    def _callers(self) -> Roles:
        if self._roles_of != self.session.text:
            self._roles, self._roles_of = roles_in(self.session), self.session.text
        return self._roles

    def _draw_problems(self) -> None:
        pane = self.query_one("#problems", Pane)
        found = self._problems()
        pane.set_class(not found, "-none")
        pane.show(tuple(problem_rows(found, max(40, pane.room - 2))))
        pane.note(counted(found))

    # what happens in panes

    def on_pane_moved(self, event: Pane.Moved) -> None:
        """Another entity, another row."""
        event.stop()
        if event.pane.id == "entities":
            self._choose(event.key)
        self.planner.draw_bars()

    def on_descendant_focus(self) -> None:
        """The status line speaks of the pane that has the keys."""
        self.planner.draw_bars()

    def on_pane_chosen(self, event: Pane.Chosen) -> None:
        """From the list to the form; in the form, what the row is for."""
        event.stop()
        if event.key == NOTHING:
            self.editor.add()
        elif event.pane.id == "entities":
            self._choose(event.key)
            self._draw_chosen()
            if not event.by_mouse:
                self.to_form()
        elif event.pane.id == "problems":
            problem = self._problems()[int(event.key)]
            self.jump(problem.path, where=f"{problem.file}:{problem.line}" if problem.line else "")
        elif event.pane.id == "form" and not self.chosen:
            self.planner.action_act(event.key)
        elif event.pane.id == "form":
            self.editor.enter(event.key, event.cell)

    def on_canvas_picked(self, event: Canvas.Picked) -> None:
        """In the diagram: the entity that stands out is the chosen one; picked again, its form has the keys."""
        event.stop()
        if event.path:
            self.jump(event.path)
        else:
            self.query_one("#entities", Pane).put_cursor(event.entity)

    def on_beside_drawn(self, event: Beside.Drawn) -> None:
        """The diagram came, or went."""
        event.stop()
        self.draw_diagram(drawn=event.drawn)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filters the list."""
        event.stop()
        self._draw_list()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """To the list."""
        event.stop()
        self.screen.set_focus(self.query_one("#entities"))

    def draw_diagram(self, *, drawn: bool) -> None:
        """The diagram is there, or gone: the form gives way where both have no room."""
        self.set_class(drawn and self.app.size.width < _ROOM_FOR_BOTH, "-drawing")

    def _bring_form(self) -> None:
        """The form can be seen, whatever took its place."""
        self.remove_class("-beside")
        if self.has_class("-drawing"):
            self.query_one(Beside).toggle_diagram()

    def action_to_form(self) -> None:
        """Back from wherever one is."""
        self._bring_form()
        target = "#entities" if self.focused_pane() in ("form", "entity-filter") else "#form"
        self.screen.set_focus(self.query_one(target))

    def jump(self, path: str, *, where: str = "") -> None:
        """Goes to a place of the design; says where it is, if it can be seen nowhere here."""
        name, rest = place_in_list(path)
        self.query_one("#entity-filter", Input).value = ""
        if name != self.chosen and not self.query_one("#entities", Pane).put_cursor(name):
            self.planner.tell(f"{path} is not in the forms: see {where or 'the text (^e)'}", "warn")
            return
        self._choose(name)
        self._draw_chosen()
        self.wanted = nearest_key(rest, entity=not name.startswith("part:"))
        self._draw_form()
        self.to_form()
        self.planner.draw_bars()

    # deeds

    def deeds(self) -> Deeds:
        """By action."""
        beside = self.query_one(Beside)
        return {
            "edit": self.editor.edit,
            "add": self.editor.add,
            "delete": self.editor.delete,
            "rename": self.editor.rename,
            "toggle": self.editor.toggle,
            "filter": lambda: self.screen.set_focus(self.query_one("#entity-filter")),
            "explain": self._explain,
            "problems": self._to_problems,
            "preview": self._preview,
            **{name: partial(self._shown_beside, deed) for name, deed in beside.deeds().items()},
            "diagram-svg": beside.write_svg,
        }

    def spot(self) -> Spot:
        """The row of the form under the cursor."""
        return Spot(self.around, self.query_one("#form", Pane).key)

    def cell(self) -> str:
        """The caller whose right is under the cursor."""
        return self.query_one("#form", Pane).cell_key

    def to_form(self) -> None:
        """The keys go to the form."""
        self._bring_form()
        self.screen.set_focus(self.query_one("#form"))

    def in_list(self) -> bool:
        """Whether the keys go to the list of entities."""
        return self.focused_pane() in LISTS

    def _explain(self) -> None:
        from planner.tui.explaining import explain_path

        spot = self.spot()
        path = self.around if self.in_list() or spot.adds_to or not spot.key else spot.path
        text = ""
        for step in path:
            text = join(text, str(step))
        explain_path(self.planner, text)

    def _to_problems(self) -> None:
        pane = self.query_one("#problems", Pane)
        if pane.has_class("-none"):
            self.planner.tell("no problems", "good")
        else:
            self._bring_form()
            pane.focus()

    def _preview(self) -> None:
        if self.has_class("-wide"):
            self.toggle_class("-alone")
        else:
            self.toggle_class("-beside")
        if self._beside_is_shown():
            self.query_one(Beside).refresh_page()
            if not self.query_one("#form").is_on_screen and not self.query_one(Beside).is_drawn:
                self.screen.set_focus(self.query_one("#page"))
        elif self.focused_pane() in ("", "page", "canvas"):
            self.screen.set_focus(self.query_one("#form"))

    def _beside_is_shown(self) -> bool:
        wide = self.has_class("-wide")
        return (wide and not self.has_class("-alone")) or (not wide and self.has_class("-beside"))

    def _shown_beside(self, deed: Callable[[], None]) -> None:
        """Does something with what stands beside, which is shown for it."""
        if not self._beside_is_shown():
            self._preview()
        deed()

    def status(self) -> tuple[Piece, ...]:
        """What the row under the cursor can be."""
        return status_of(self.focused_pane(), self.spot())

    def focused_pane(self) -> str:
        """The id of the pane that has the keys."""
        focused = self.app.focused
        return (focused.id or "") if focused is not None else ""

    def footer(self) -> tuple[str, ...]:
        """The keys of the pane that has them."""
        return FOOTERS.get(self.focused_pane(), ())

    def copied(self) -> str:
        """The page beside, or the row."""
        if self.focused_pane() == "page":
            return self.query_one(Beside).text
        spot = self.spot()
        return f"{spot.name}: {text_of(self.session, spot)}" if spot.key and not spot.adds_to else ""


def make() -> Workbench:
    """The view."""
    return Workbench()
