"""`python keeper.py OWNER FOLDER USER SIGNAL COMMAND...`: runs one server for as long as OWNER lives.

The process that starts a server is the one that stops it, whatever becomes of the tests: on SIGTERM, or once
the process OWNER is gone, the server gets SIGNAL, is waited for, and FOLDER is removed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

LOOK_EVERY = 0.5
STOP_WITHIN = 30.0


def main(owner: int, folder: str, user: str, stop: int, command: list[str]) -> None:
    """Starts, watches, stops, tidies up."""
    wanted: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: wanted.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the owner decides
    with (Path(folder) / "log").open("ab") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", **as_user(user))
    try:
        while not wanted and alive(owner) and server.poll() is None:
            wait(server, LOOK_EVERY)
    finally:
        if server.poll() is None:
            server.send_signal(stop)
            if not wait(server, STOP_WITHIN):
                server.kill()
                server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def wait(server: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether the server ended within the time."""
    try:
        server.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def alive(process: int) -> bool:
    """Whether a process is there; it may belong to somebody else."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def as_user(name: str) -> dict[str, object]:
    """How a child becomes `name`; nothing to do when the name is empty."""
    return (
        {"user": name, "group": _group(name), "extra_groups": [], "start_new_session": True}
        if name
        else {"start_new_session": True}
    )


def _group(name: str) -> int:
    import pwd

    return pwd.getpwnam(name).pw_gid


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5:])
