"""`planner edit`: the interface on a terminal. Nothing of it is imported before it is asked for."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from planner.cli.arguments import WRONG_USAGE, parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from planner.tui.actions import Place


def run(arguments: list[str]) -> int:
    """Opens a design, or the start page."""
    line = parser("edit", "Opens the interface on a terminal: the interview, the workbench, the export.")
    line.add_argument("design", nargs="?", metavar="DESIGN", help="the design file; without one, the start page")
    options = line.parse_args(arguments)
    if not is_terminal() and not is_served():
        sys.stderr.write("planner edit: this needs a terminal; planner new --plain asks without a screen\n")
        return WRONG_USAGE
    return open_screen(Path(options.design) if options.design else None)


def is_terminal() -> bool:
    """Whether somebody sits there."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in ("", "dumb")


def is_served() -> bool:
    """Whether a browser stands at the other end of the pipes."""
    return os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")


def open_screen(design: Path | None, view: Place = "workbench") -> int:
    """Runs the interface until it is left."""
    os.environ.setdefault("TEXTUAL_FPS", "200")  # a key is drawn when it was pressed, not at the next sixtieth
    os.environ.setdefault("ESCDELAY", "25")
    gc.disable()  # the first view switches it on again
    from planner.tui.app import Opening, PlannerApp
    from planner.tui.preferences import config_path, read_preferences
    from planner.tui.themes import NAMES

    preferences = read_preferences(config_path(), NAMES)
    app = PlannerApp(Opening(design, view, Path.cwd()), preferences)
    status = app.run(mouse=preferences.mouse)
    return status if status is not None else app.return_code or 0
