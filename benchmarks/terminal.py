"""How fast the interface answers on a real (pseudo) terminal: key to first output byte, and start to usable.

    python benchmarks/terminal.py [--entities 500] [--keys 40] [--starts 5]

A design with so many entities of eight fields is opened; keys are sent one at a time, each after the screen came to
rest. Start-up is compared with a Textual application that shows one word. Informational: it fails nothing.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path

HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("hello there")
Hello().run()
"""
REST = 0.15
FEW = 50
SURELY_THOUGHT = 2.0
MOST_REST = 5.0
LIMIT = 60.0


class Terminal:
    """A program on a pseudo terminal of 120 by 40."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.began = time.perf_counter()
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            environment = dict(os.environ, TERM="xterm-256color", COLORTERM="truecolor", HOME=str(folder))
            environment |= {"XDG_STATE_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
            environment |= {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}  # as where it is installed
            for name in ("NO_COLOR", "PYTHONDONTWRITEBYTECODE"):
                environment.pop(name, None)
            os.execvpe(command[0], command, environment)
        fcntl.ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def read(self, patience: float) -> bytes:
        """What comes within this time; the first piece of it."""
        ready, _, _ = select.select([self.handle], [], [], patience)
        if not ready:
            return b""
        try:
            return os.read(self.handle, 1 << 16)
        except OSError:
            return b""

    def until(self, wanted: bytes) -> float:
        """Seconds from the start until these bytes were on the screen."""
        seen = b""
        while wanted not in seen:
            if time.perf_counter() - self.began > LIMIT:
                raise TimeoutError(f"{wanted!r} did not come: {seen[-300:]!r}")
            seen = (seen + self.read(1.0))[-(1 << 20) :]
        return time.perf_counter() - self.began

    def rest(self, quiet: float = REST) -> None:
        """Reads until nothing comes any more."""
        end = time.perf_counter() + MOST_REST
        while self.read(quiet) and time.perf_counter() < end:
            pass

    def press(self, key: bytes) -> float:
        """Seconds from a key to the first byte it causes."""
        self.rest()
        began = time.perf_counter()
        os.write(self.handle, key)
        got = self.read(2.0)
        return time.perf_counter() - began if got else float("nan")

    def kill(self) -> None:
        """Ends it."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.handle)


def design(count: int) -> str:
    """Entities of eight fields, each with a relation, rights and two arrows."""
    return "".join(_design(count))


def _design(count: int) -> Iterator[str]:
    yield "planner: 1\nname: Big\nsummary: Many entities.\nroles:\n  member: Uses it.\n  staff: {extends: member}\nentities:\n"
    yield "  Member:\n    account: member\n    fields:\n      email: email required unique pii\n      password: password required\n"
    yield "    access: {list: staff, get: owner, create: public, update: owner, delete: owner}\n"
    for number in range(count - 1):
        yield f"  Thing{number:04d}:\n    says: Number {number}.\n    fields:\n      name: string(1..80) required\n      note: text\n"
        yield "      amount: money required min=0\n      status: enum(draft | live | gone) = draft\n      count: int = 0\n"
        yield "      due: date index\n      code: string(12) unique\n      active: bool = true\n"
        yield f"    relations:\n      parent: belongs_to Thing{number // 2:04d}\n" if number else ""
        yield "    access: {list: staff, get: staff, create: staff, update: staff, delete: staff}\n"
        yield "    actions:\n      publish: {by: staff, from: draft, to: live}\n      retire: {by: staff, from: live, to: gone}\n"


KEYS = {
    "down": b"\x1b[B",
    "up": b"\x1b[A",
    "page down": b"\x1b[6~",
    "page up": b"\x1b[5~",
    "enter": b"\r",
    "back tab": b"\x1b[Z",
}


def latencies(terminal: Terminal, count: int) -> dict[str, list[float]]:
    """Seconds per key, by what the key does."""
    found: dict[str, list[float]] = {}

    def each(name: str, keys: list[bytes]) -> None:
        found[name] = [terminal.press(key) for key in keys]

    each("moving in the list", [KEYS["down"]] * count)
    each("paging in the list", [KEYS["page down"], KEYS["page up"]] * (count // 2))
    terminal.press(b"/")
    each("typing in the filter", [bytes([c]) for c in b"thing01"] + [b"\x7f"] * 7)
    terminal.press(KEYS["enter"])
    each("selecting: list to form and back", [KEYS["enter"], KEYS["back tab"]] * (count // 2))
    terminal.press(KEYS["enter"])
    each("moving in the form", [KEYS["down"], KEYS["up"]] * (count // 2))
    each("panning in the form", [KEYS["page down"], KEYS["page up"]] * (count // 2))
    terminal.press(KEYS["back tab"])
    terminal.press(b"r")
    each("typing a name", [bytes([c]) for c in b"Renamed"] + [b"\x7f"] * 7)
    terminal.press(KEYS["enter"])
    found["renaming: the edit itself"] = []
    for number in range(6):
        terminal.rest(0.5)
        terminal.press(b"r")
        terminal.press(str(number).encode())
        found["renaming: the edit itself"].append(terminal.press(KEYS["enter"]))
    return found


def following(terminal: Terminal, count: int) -> list[float]:
    """Seconds from keeping an edit until the file beside shows it."""
    taken = []
    terminal.press(KEYS["enter"])
    for number in range(count):
        word = f"Zq{number}x".encode()
        for key in (b"\x1b[H", b"e", b"\x15", *(bytes([c]) for c in word)):
            terminal.press(key)
        terminal.rest()
        began = time.perf_counter()
        os.write(terminal.handle, KEYS["enter"])
        seen = b""
        while seen.count(word) < 2 and time.perf_counter() - began < LIMIT:
            seen += terminal.read(0.5)
        taken.append(time.perf_counter() - began)
    return taken


def start_up(command: list[str], wanted: bytes, folder: Path, rounds: int) -> float:
    """The median of starts, in seconds; the first one compiles, and does not count."""
    taken = []
    for _ in range(rounds + 1):
        terminal = Terminal(command, folder)
        taken.append(terminal.until(wanted))
        terminal.kill()
    return statistics.median(taken[1:])


def report(what: str, taken: list[float]) -> None:
    """One line."""
    ordered = sorted(taken)
    print(
        f"{what:<36} median {statistics.median(ordered) * 1000:6.1f} ms   "
        f"95 % {ordered[int(len(ordered) * 0.95) - 1] * 1000:6.1f} ms   worst {ordered[-1] * 1000:6.1f} ms   ({len(ordered)} keys)"
    )


def main() -> int:
    """Measures and prints."""
    line = argparse.ArgumentParser(description=__doc__)
    line.add_argument("--entities", type=int, default=500)
    line.add_argument("--keys", type=int, default=40)
    line.add_argument("--starts", type=int, default=5)
    line.add_argument("--settle", type=float, default=0.0, help="wait so long after the start, for the thinking to end")
    options = line.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        path = folder / "big.yaml"
        path.write_text(design(options.entities))
        edit = [sys.executable, "-m", "planner", "edit", str(path)]
        hello = start_up([sys.executable, "-c", HELLO], b"hello", folder, options.starts)
        ours = start_up(edit, b"Thing0000", folder, options.starts)
        print(
            f"start to usable      {ours * 1000:8.0f} ms   bare Textual {hello * 1000:.0f} ms   ratio {ours / hello:.2f}"
        )
        terminal = Terminal(edit, folder)
        terminal.until(b"Thing0000")
        end = time.perf_counter() + options.settle
        while time.perf_counter() < end:
            terminal.read(0.1)
        for what, taken in latencies(terminal, options.keys).items():
            report(what, taken)
        terminal.kill()
        path.write_text(design(FEW))
        terminal = Terminal(edit, folder)
        terminal.until(b"Thing0000")
        terminal.rest(SURELY_THOUGHT)
        report(f"from an edit to the preview, at {FEW}", following(terminal, options.keys // 4))
        terminal.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
