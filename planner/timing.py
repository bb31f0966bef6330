"""Stage timings for `--timings`: how much CPU each stage took. Never part of any output."""

from __future__ import annotations

import time


class Clock:
    """Collects CPU seconds per stage."""

    def __init__(self) -> None:
        self._last = time.process_time()
        self.stages: dict[str, float] = {"start": self._last}

    def stage(self, name: str) -> None:
        """Ends a stretch of the stage `name`, which began where the last one ended."""
        now = time.process_time()
        self.stages[name] = self.stages.get(name, 0.0) + now - self._last
        self._last = now
