"""Jobs that write something for people to read, and say neither which entity keeps it nor who carries it away."""

from __future__ import annotations

from typing import Final

from planner.model.design import Job

_WRITTEN: Final = frozenset(
    (
        "digest", "digests", "export", "exports", "overview", "overviews", "report", "reports", "statement", "statements",
        "statistics", "summaries", "summary",
    )
)  # fmt: skip


def written(job: Job) -> str:
    """What it writes, in the design's word; empty for a job whose entity, message or outside party keeps it."""
    if job.entity or job.uses or job.emits or job.ends_rows:
        return ""
    return next((w for w in job.does.lower().replace(",", " ").rstrip(".").split() if w in _WRITTEN), "")


def writes_away(job: Job) -> bool:
    """Whether what it writes lies nowhere."""
    return bool(written(job))
