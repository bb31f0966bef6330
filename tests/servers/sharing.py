"""One of a kind for a whole test run, a server or a folder: made by whichever worker asks first, found by the others.

Knows folders, locks, ports and keepers, and nothing of any database.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from tests.servers.keeper import as_user

FOLDER_VARIABLE = "PLANNER_TEST_SERVERS"
OWNER_VARIABLE = "PLANNER_TEST_OWNER"
STRICT_VARIABLE = "PLANNER_REQUIRE_ALL"
STOP_WITHIN = 40.0
UNPRIVILEGED = "nobody"
KEEPER = Path(__file__).with_name("keeper.py")


@dataclass(frozen=True)
class Running:
    """A server that answers: where it is and who keeps it."""

    folder: str
    port: int
    keeper: int


def user() -> str:
    """Who a server runs as: servers refuse root, so root lends it to nobody."""
    return UNPRIVILEGED if os.name == "posix" and os.geteuid() == 0 else ""


def missing(reason: str) -> None:
    """Skips with the reason; where everything has to be there (CI), fails with it."""
    if os.environ.get(STRICT_VARIABLE):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def open_folder() -> None:
    """The run begins: its folder, named in the environment that workers inherit."""
    os.environ[FOLDER_VARIABLE] = tempfile.mkdtemp(prefix="planner-tests-")
    os.environ[OWNER_VARIABLE] = str(os.getpid())


def close_folder() -> None:
    """The run is over: every keeper is told, and waited for."""
    if os.environ.get(OWNER_VARIABLE) != str(os.getpid()):
        return
    folder = Path(os.environ.pop(FOLDER_VARIABLE))
    servers = [Running(**json.loads(state.read_text())) for state in folder.glob("*.json")]
    for server in servers:
        _tell(server.keeper)
    until = time.monotonic() + STOP_WITHIN
    while any(Path(s.folder).exists() for s in servers) and time.monotonic() < until:
        time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def _tell(keeper: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(keeper, signal.SIGTERM)


def shared(kind: str, start: Callable[[], Running]) -> Running:
    """The server of this kind, started now if nobody has yet."""
    folder = Path(os.environ[FOLDER_VARIABLE])
    state = folder / f"{kind}.json"
    with FileLock(folder / f"{kind}.lock", timeout=180):
        if not state.exists():
            state.write_text(json.dumps(asdict(start())))
        return Running(**json.loads(state.read_text()))


def once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of this name, filled now if nobody has yet."""
    folder = Path(os.environ[FOLDER_VARIABLE]) / "once" / name
    folder.parent.mkdir(exist_ok=True)
    with FileLock(folder.with_suffix(".lock"), timeout=600):
        if not folder.exists():
            unfinished = Path(tempfile.mkdtemp(dir=folder.parent))
            make(unfinished)
            unfinished.rename(folder)
    return folder


MEMORY = Path("/dev/shm")
ROOM = 4 << 30


def server_folder(kind: str, *, in_memory: bool = False) -> Path:
    """A folder that the server's user owns and everybody may enter; in memory where there is room."""
    roomy = in_memory and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix=f"planner-{kind}-", dir=MEMORY if roomy else None))
    if user():
        folder.chmod(0o755)
        shutil.chown(folder, user())
    return folder


def free_port() -> int:
    """A port of the loopback that nobody holds just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def prepare(command: list[str]) -> None:
    """Runs a set-up command as the server's user; its words are the error when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **as_user(user()))
    assert done.returncode == 0, f"{command[0]}:\n{done.stdout}{done.stderr}"


def keep(folder: Path, port: int, stop: signal.Signals, command: list[str], answers: Callable[[], bool]) -> Running:
    """Hands the server to a keeper and waits until it answers."""
    owner = os.environ[OWNER_VARIABLE]
    keeper = subprocess.Popen(
        [sys.executable, str(KEEPER), owner, str(folder), user(), str(int(stop)), *command], start_new_session=True
    )
    until = time.monotonic() + 60
    while not answers():
        log = folder / "log"
        said = log.read_text(errors="replace") if log.exists() else ""
        assert keeper.poll() is None and time.monotonic() < until, f"{command[0]} did not start:\n{said}"
        time.sleep(0.05)
    keeper.returncode = 0  # it outlives this worker by design: nobody here waits for it
    return Running(str(folder), port, keeper.pid)
