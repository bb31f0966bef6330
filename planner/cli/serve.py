"""`planner serve`: the interface of the terminal, in a browser, on this machine alone."""

from __future__ import annotations

import shlex
import sys
from importlib.util import find_spec
from pathlib import Path

from planner.cli.arguments import DONE, OUTSIDE_FAILED, parser

LOOPBACK = "127.0.0.1"


def run(arguments: list[str]) -> int:
    """Serves until it is interrupted."""
    line = parser("serve", "Opens the interface in a browser, on this machine alone.")
    line.add_argument("design", nargs="?", metavar="DESIGN", help="the design file; without one, the start page")
    line.add_argument("--port", type=int, default=8421, help="the port on the loopback interface (8421)")
    options = line.parse_args(arguments)
    if find_spec("textual_serve") is None:
        sys.stderr.write("planner serve: this needs the extra: pip install 'planner-compiler[serve]'\n")
        return OUTSIDE_FAILED
    from textual_serve.server import Server

    Server(_command(options.design), host=LOOPBACK, port=options.port, title="planner").serve()
    return DONE


def _command(design: str | None) -> str:
    """What each browser window runs."""
    words = [sys.executable, "-m", "planner", "edit", *([str(Path(design).absolute())] if design else [])]
    return shlex.join(words)
