"""Every screen at three sizes, as text: aligned, whole, nothing cut off.

GOLDEN=write makes the texts anew; PICTURES=folder draws each screen as an SVG to be looked at, THEME=name in its colours.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from planner.session.journal import Recovery
from planner.session.session import Conflict
from planner.tui.app import PlannerApp
from planner.tui.preferences import Preferences
from planner.tui.workbench import Workbench
from tests.tui.canned import ERROR, PROBLEM, SHOP, UNREADABLE, Canned
from tests.tui.screens import do, press, rest, running, screen_text

PICTURES = Path(__file__).parent / "snapshots"
SIZES = ((80, 24), (120, 40), (200, 60))
Scene = Callable[[PlannerApp, Pilot[Any]], Awaitable[None]]


async def _nothing(app: PlannerApp, pilot: Pilot[Any]) -> None:
    """The screen as it comes up."""


async def _form(app: PlannerApp, pilot: Pilot[Any]) -> None:
    view = app.view
    assert isinstance(view, Workbench)
    view.jump("entities.Order.access.list")
    await rest(app, pilot)


async def _prompt(app: PlannerApp, pilot: Pilot[Any]) -> None:
    view = app.view
    assert isinstance(view, Workbench)
    view.jump("entities.Customer.fields.email")
    await rest(app, pilot)
    await do(app, pilot, "edit")
    app.focused.value = "emial required"  # type: ignore[union-attr]
    await rest(app, pilot)


async def _page(app: PlannerApp, pilot: Pilot[Any]) -> None:
    if app.size.width < 118:
        await do(app, pilot, "preview")


async def _diagram(app: PlannerApp, pilot: Pilot[Any]) -> None:
    await do(app, pilot, "diagram")
    await press(app, pilot, "right")


async def _answering(app: PlannerApp, pilot: Pilot[Any]) -> None:
    await do(app, pilot, "go-interview")
    await press(app, pilot, "down")


async def _recovery(app: PlannerApp, pilot: Pilot[Any]) -> None:
    assert app.session is not None
    app.session.recovery = Recovery("", "", ("Changed Customer.phone", "Added Category.code"))
    app._offer_recovery()
    await pilot.pause(0.1)


async def _conflict(app: PlannerApp, pilot: Pilot[Any]) -> None:
    assert app.session is not None
    theirs = app.session.text.replace("phone: phone pii", "phone: text")
    app.session.conflict = Conflict(theirs, (("entities", "Customer", "fields", "phone"),))
    app.offer_conflict()
    await pilot.pause(0.1)


async def _states(app: PlannerApp, pilot: Pilot[Any]) -> None:
    view = app.view
    assert isinstance(view, Workbench)
    view.jump("entities.Order.actions.cancel")
    await rest(app, pilot)
    await press(app, pilot, "end")


async def _roles(app: PlannerApp, pilot: Pilot[Any]) -> None:
    view = app.view
    assert isinstance(view, Workbench)
    view.jump("roles.staff")
    await rest(app, pilot)


def _part(name: str) -> Scene:
    async def scene(app: PlannerApp, pilot: Pilot[Any]) -> None:
        view = app.view
        assert isinstance(view, Workbench)
        view.jump(f"{name}.0")
        await rest(app, pilot)

    return scene


async def _filter(app: PlannerApp, pilot: Pilot[Any]) -> None:
    await do(app, pilot, "filter")
    app.focused.value = "zzz"  # type: ignore[union-attr]
    await rest(app, pilot)


async def _read_only(app: PlannerApp, pilot: Pilot[Any]) -> None:
    assert app.session is not None
    app.session.read_only = "process 4711 has it open"
    await do(app, pilot, "rename")


async def _callers(app: PlannerApp, pilot: Pilot[Any]) -> None:
    view = app.view
    assert isinstance(view, Workbench)
    view.jump("entities.Author.access.update")
    await rest(app, pilot)
    await press(app, pilot, "right", "right", "right")


async def _slip(app: PlannerApp, pilot: Pilot[Any]) -> None:
    await do(app, pilot, "add")
    app.focused.value = "An entity whose name is a sentence of many words"  # type: ignore[union-attr]
    await rest(app, pilot)


async def _wide(app: PlannerApp, pilot: Pilot[Any]) -> None:
    view = app.view
    assert isinstance(view, Workbench)
    view.jump(f"entities.{LONG}.fields.name")
    await rest(app, pilot)


def _doing(*actions: str) -> Scene:
    async def scene(app: PlannerApp, pilot: Pilot[Any]) -> None:
        await do(app, pilot, *actions)

    return scene


SCENES: dict[str, Scene] = {
    "welcome": _nothing,
    "interview": _answering,
    "review": _doing("go-review"),
    "workbench": _form,
    "prompt": _prompt,
    "preview": _page,
    "diagram": _diagram,
    "export": _doing("go-export"),
    "explain": _doing("go-explain"),
    "help": _doing("help"),
    "palette": _doing("palette"),
    "states": _states,
    "roles": _roles,
    "problems": _doing("problems"),
    "difference": _doing("difference"),
    "refused": _doing("go-export", "write"),
    "wide": _wide,
    "callers": _callers,
    "slip": _slip,
    "undrawn": _doing("diagram"),
    "empty": _nothing,
    "unread-interview": _doing("go-interview"),
    "unread-review": _doing("go-review"),
    "unread-export": _doing("go-export"),
    "unread-explain": _doing("go-explain"),
    "blank": _nothing,
    "unreadable": _nothing,
    "unreadable-problems": _doing("problems"),
    "rules": _part("rules"),
    "filter": _filter,
    "read-only": _read_only,
    "diagram-all": _doing("diagram", "zoom"),
    "diagram-names": _doing("diagram", "zoom", "zoom"),
    "no-diagram": _doing("diagram"),
    "why": _doing("explain"),
    "theme": _doing("theme"),
    "folder": _doing("go-export", "folder"),
    "own-answer": _doing("go-interview", "own-answer"),
    "recovery": _recovery,
    "conflict": _conflict,
}

PROBLEMS_OF = {
    **dict.fromkeys(("problems", *(n for n in SCENES if n.startswith("unread-"))), (ERROR, PROBLEM)),
    **dict.fromkeys((n for n in SCENES if n.startswith("unreadable")), (UNREADABLE,)),
    "workbench": (PROBLEM,),
    "undrawn": (ERROR,),
}
ROLES = "".join(f"  {name}: Somebody.\n" for name in ("receptionist", "privacy_officer", "practitioner"))
LONG = "AuthorOfBooksAndOfEverythingElseThatWasEverWritten"
TEXTS = {
    "empty": "planner: 1\nname: Empty\nsummary: Nothing yet.\n",
    "no-diagram": "planner: 1\nname: Empty\nsummary: Nothing yet.\n",
    "blank": "\n",
    "unreadable": "planner: 1\nname: Broken\n  entities: [\n",
    "unreadable-problems": "planner: 1\nname: Broken\n  entities: [\n",
    "callers": SHOP.read_text().replace("roles:\n", f"roles:\n{ROLES}", 1),
    "undrawn": "planner: 1\nname: Broken\nentities: {Book: {fields: {title: strin}}}\n",
    "wide": f"""planner: 1
name: 書店
summary: 本を売る店。
entities:
  {LONG}:
    says: 本を書いた人。名前と、言語と、生まれた年と、そのほかに知られていることを全部ここに書く。長い文は切られる。
    fields:
      name: string(1..80) required
      the_language_that_the_author_writes_in: enum(日本語 | 中文 | 한국어 | English) = 日本語
  Book:
    says: "Büchér – naïve façade, 👩‍👩‍👧 ❤️ 👍🏽, \\e[31mred."
    fields: {{title: string(1..200) required}}
""",
}


@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
@pytest.mark.parametrize("name", SCENES)
async def test_screen(name: str, size: tuple[int, int], shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write_text(TEXTS.get(name, SHOP.read_text()))
    problems = PROBLEMS_OF.get(name, ())
    monkeypatch.setattr("planner.tui.app.Thinking", lambda: Canned(*problems))
    monkeypatch.setattr("planner.tui.welcome._folder", lambda path: "~/plans")
    monkeypatch.setattr(PlannerApp, "export_folder", lambda self: Path("~/plans/shop-plan"))
    design = None if name == "welcome" else shop
    preferences = Preferences(theme=os.environ.get("THEME") or "planner-dark")
    async with running(design, folder=shop.parent, size=size, preferences=preferences) as (app, pilot):
        await SCENES[name](app, pilot)
        shown = screen_text(app)
        if os.environ.get("PICTURES"):
            Path(os.environ["PICTURES"], f"{name}-{size[0]}x{size[1]}.svg").write_text(app.export_screenshot())
        if app.session is not None:
            app.session.recovery = app.session.conflict = None
    picture = PICTURES / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("GOLDEN") == "write":
        picture.parent.mkdir(exist_ok=True)
        picture.write_text(shown + "\n")
    assert shown + "\n" == picture.read_text()
