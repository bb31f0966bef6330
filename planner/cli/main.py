"""The command line: finds the command, gives it the arguments, turns its answer into an exit status.

Nothing is imported before it is known to be needed; each command is a module of its own.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import NoReturn

COMMANDS = {
    "edit": "open the interface on a terminal: interview, workbench, export",
    "new": "start a design: from a sentence, or question by question",
    "plan": "derive the whole bundle from a design",
    "check": "say what is wrong with a design",
    "questions": "say what is worth asking about a design, and what each answer would change",
    "answer": "write answers into a design, comments kept",
    "explain": "walk from an element of the plan back to the lines that caused it",
    "diagram": "draw the entities and how they hang together",
    "fmt": "put a design into canonical order, comments kept",
    "catalog": "list, show and check what the planner knows",
    "schema": "print a JSON Schema: of the design language or of an output",
    "serve": "open the same interface in a browser on this machine",
    "verify": "run the full, slow judges on a bundle",
}
WRONG_USAGE = 2
INTERRUPTED = 130


def main() -> NoReturn:
    """The process: runs the command that was typed, and ends."""
    if sys.argv[1:] and sys.argv[1] in COMMANDS:
        from planner.cli import pack

        modules = pack.take()
        status = run(sys.argv[1:])
        pack.keep(modules)
    else:
        status = run(sys.argv[1:])
    from planner.cli.ending import leave

    leave(status)


def run(arguments: list[str]) -> int:
    """Runs one command; returns the exit status of `docs/reference/commands.md`."""
    if not arguments and sys.stdin.isatty() and sys.stdout.isatty():
        return _run("edit", [])
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        sys.stdout.write(_usage())
        return 0 if arguments else WRONG_USAGE
    if arguments[0] in ("--version", "-V"):
        from planner import __version__

        sys.stdout.write(f"planner {__version__}\n")
        return 0
    if arguments[0] not in COMMANDS:
        return _unknown(arguments[0])
    return _run(arguments[0], arguments[1:])


def _run(name: str, arguments: list[str]) -> int:
    try:
        status: int = _command(name).run(arguments)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _command(name: str) -> ModuleType:
    """The module of a command. Nothing that imports make is garbage, so nobody looks for any, then or later."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        _light_libraries()
        return import_module(f"planner.cli.{name}")
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


def _light_libraries() -> None:
    """Imports what every command stands on, without what that prepares and no command uses."""
    from planner.patterns import deferred

    with deferred():
        for name in ("argparse", "textwrap", "uuid"):  # msgspec imports the last two
            import_module(name)
    _without_backports()


def _without_backports() -> None:
    """msgspec takes names that typing has from typing_extensions, where that happens to be installed, at 10 ms."""
    if "typing_extensions" not in sys.modules:
        modules: dict[str, object] = vars(sys)["modules"]
        modules["typing_extensions"] = None  # so that importing it fails at once
        import_module("msgspec")
        del modules["typing_extensions"]


def _usage() -> str:
    width = max(map(len, COMMANDS))
    rows = "\n".join(f"  {name:<{width}}  {says}" for name, says in COMMANDS.items())
    return (
        "usage: planner COMMAND [options]\n\n"
        "Turns a design (YAML) into a plan that can be built: contract, schema, order and risks from one model.\n\n"
        f"commands:\n{rows}\n\n"
        "  planner COMMAND --help   says what a command takes\n"
        "  planner --version        prints the version\n"
    )


def _unknown(word: str) -> int:
    from planner.naming import suggest

    near = suggest(word, tuple(COMMANDS))
    hint = f" (did you mean '{near}'?)" if near else ""
    sys.stderr.write(f"planner: there is no command '{word}'{hint}; planner --help lists them\n")
    return WRONG_USAGE
