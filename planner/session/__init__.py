"""One sitting with one design: its text, every edit as a command, undo, journal, lock, file. Knows no screen."""

from __future__ import annotations
