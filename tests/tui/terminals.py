"""A real terminal for the tests: tmux on a socket of its own, with the interface running in it."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
needs_tmux = pytest.mark.skipif(
    shutil.which("tmux") is None and not os.environ.get("PLANNER_REQUIRE_ALL"), reason="tmux is not installed"
)


_NUMBERS = count()
_OPEN: list[Terminal] = []


def end_all() -> None:
    """Takes down every terminal that a test opened, also where it failed."""
    while _OPEN:
        _OPEN.pop().end()


class Terminal:
    """One window of one tmux server."""

    def __init__(self, folder: Path, *, columns: int = 100, lines: int = 30) -> None:
        self.folder = folder
        self.socket = folder / f"tmux-{next(_NUMBERS)}"
        self.columns = columns
        self.lines = lines
        _OPEN.append(self)

    def start(self, *arguments: str, environment: dict[str, str] | None = None, before: tuple[str, ...] = ()) -> None:
        """Runs `planner` with these arguments, under the command before it."""
        values = {
            "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "PYTHONPATH": str(ROOT),
            "TERM": "screen-256color",
            **(environment or {}),
        }
        words = [
            "env",
            "-u",
            "COLUMNS",
            "-u",
            "LINES",
            "-u",
            "NO_COLOR",
            *(f"{k}={v}" for k, v in values.items()),
            sys.executable,
            "-m",
            "planner",
            *arguments,
        ]
        command = (
            f"cd {shlex.quote(str(self.folder))} && {shlex.join([*before, *words])}; echo ENDED $?; exec sleep 600"
        )
        size = ("-x", str(self.columns), "-y", str(self.lines))
        self._tmux("-f", "/dev/null", "new-session", "-d", "-s", "main", *size, command)
        self.resize(self.columns, self.lines)

    def _tmux(self, *words: str) -> str:
        found = subprocess.run(["tmux", "-S", str(self.socket), *words], capture_output=True, text=True, check=False)
        return found.stdout

    def screen(self, *, styled: bool = False) -> str:
        """What is on the screen."""
        return self._tmux("capture-pane", "-p", *(["-e"] if styled else []))

    def until(self, *wanted: str, without: str = "\0") -> str:
        """The screen, once all of these are on it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            shown = self.screen()
            if all(w in shown for w in wanted) and without not in shown:
                return shown
            time.sleep(0.05)
        raise AssertionError(f"{wanted} did not come:\n{self.screen()}")

    def still(self) -> str:
        """The screen, once it moves no more."""
        before = ""
        for _ in range(100):
            shown = self.screen()
            if shown == before:
                return shown
            before = shown
            time.sleep(0.4)
        raise AssertionError("the screen does not come to rest")

    def keys(self, *keys: str) -> None:
        """Keys by the names tmux gives them."""
        for key in keys:
            self._tmux("send-keys", key)
            time.sleep(0.05)

    def type(self, text: str) -> None:
        """Text as it is typed."""
        self._tmux("send-keys", "-l", text)

    def click(self, text: str, *, nth: int = 0, dx: int = 1) -> None:
        """A click on the first place that says so."""
        rows = [(y, line.index(text)) for y, line in enumerate(self.screen().split("\n")) if text in line]
        y, x = rows[nth]
        for last in ("M", "m"):
            self.type(f"\x1b[<0;{x + dx + 1};{y + 1}{last}")

    def resize(self, columns: int, lines: int) -> None:
        """Another size."""
        self._tmux("resize-window", "-t", "main", "-x", str(columns), "-y", str(lines))

    def process(self) -> int:
        """The process of the interface."""
        pane = int(self._tmux("display-message", "-p", "#{pane_pid}"))
        found = subprocess.run(["pgrep", "-P", str(pane), "-f", "planner"], capture_output=True, text=True, check=False)
        return int(found.stdout.split()[0])

    def shoot(self) -> None:
        """Ends it as the kernel does when memory is short."""
        os.kill(self.process(), signal.SIGKILL)
        self.until("ENDED 137")
        self.end()

    def end(self) -> None:
        """Takes the server down."""
        self._tmux("kill-server")
