"""Which question next, what is at stake, what an answer changes: without a screen, for the terminal and for pipelines."""

from __future__ import annotations
