"""How a process that ran one command ends: at once, without taking a large plan apart object by object."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

_held: list[object] = []


def hold(value: object) -> None:
    """Keeps a value until the process ends: the kernel frees its pages faster than Python its objects."""
    _held.append(value)


def leave(status: int) -> NoReturn:
    """Ends the process. Nothing of ours waits for the interpreter's own farewell."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # the reader of a pipe has gone
        pass
    os._exit(status)
