"""`planner serve`: the interface of the terminal, in a browser, on this machine alone. Needs no network."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from planner.assets import folder
from planner.cli.arguments import DONE, OUTSIDE_FAILED, parser

if TYPE_CHECKING:
    from aiohttp.web import Request, StreamResponse

LOOPBACK = "127.0.0.1"


def run(arguments: list[str]) -> int:
    """Serves until it is interrupted."""
    line = parser("serve", "Opens the interface in a browser, on this machine alone.")
    line.add_argument("design", nargs="?", metavar="DESIGN", help="the design file; without one, the start page")
    line.add_argument("--port", type=_port, default=8421, help="the port on the loopback interface (8421)")
    options = line.parse_args(arguments)
    if find_spec("textual_serve") is None:
        sys.stderr.write("planner serve: this needs the extra: pip install 'planner-compiler[serve]'\n")
        return OUTSIDE_FAILED
    from textual_serve.server import Server

    os.environ["COLORTERM"] = "truecolor"  # a browser has every colour, whatever terminal this was started from
    pages = folder("templates") / "served"  # the library's own page asks a host outside for its font
    server = Server(
        _command(options.design), host=LOOPBACK, port=options.port, title="planner", templates_path=pages.absolute()
    )
    server.handle_websocket = _from_here(server.handle_websocket, options.port)
    try:
        server.serve()
    except OSError as error:
        sys.stderr.write(f"planner serve: port {options.port}: {error.strerror or error}\n")
        return OUTSIDE_FAILED
    return DONE


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a whole number from 1 to 65535")
    return int(text)


def _from_here(
    answer: Callable[[Request], Awaitable[StreamResponse]], port: int
) -> Callable[[Request], Awaitable[StreamResponse]]:
    """Only the page that is served here may open the interface: another page in the same browser could write files."""
    own = (f"http://{LOOPBACK}:{port}", f"http://localhost:{port}")

    async def guarded(request: Request) -> StreamResponse:
        if request.headers.get("Origin") not in own:
            from aiohttp.web import HTTPForbidden

            raise HTTPForbidden(text="this is for the page that planner serves")
        return await answer(request)

    return guarded


def _command(design: str | None) -> str:
    """What each browser window runs."""
    words = [sys.executable, "-m", "planner", "edit", *([str(Path(design).absolute())] if design else [])]
    return shlex.join(words)
