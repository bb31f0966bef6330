"""Stage timings for `--timings`: how much CPU each stage took. Never part of any output."""

from __future__ import annotations

import time


class Clock:
    """Collects CPU seconds per stage."""

    def __init__(self) -> None:
        self._last = time.process_time()
        self.stages: list[tuple[str, float]] = []

    def stage(self, name: str) -> None:
        """Ends the stage `name`, which began where the last one ended."""
        now = time.process_time()
        self.stages.append((name, now - self._last))
        self._last = now
