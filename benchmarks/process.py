"""Runs one command to its end and says what the whole process cost, its children included."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

KIB_PER_UNIT = 1 if sys.platform != "darwin" else 1 / 1024


@dataclass(frozen=True)
class Cost:
    """CPU seconds (user and system) and peak memory in MiB of one process."""

    cpu: float
    peak: float


class CommandFailed(RuntimeError):
    """The command did not end with status 0; a figure of it would mean nothing."""


def cost_of(command: tuple[str, ...], cwd: Path | None = None) -> Cost:
    """What one run costs, interpreter start included."""
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(command, cwd=cwd, stdout=output, stderr=output, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            output.seek(0)
            said = output.read()[-2000:].decode(errors="replace")
            raise CommandFailed(f"{' '.join(command)}: status {child.returncode}\n{said}")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * KIB_PER_UNIT / 1024)


def median(costs: list[Cost]) -> Cost:
    """The middle of several runs, figure by figure."""
    return Cost(statistics.median(c.cpu for c in costs), statistics.median(c.peak for c in costs))
