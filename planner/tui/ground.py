"""The screen everything lies on: moving the focus over it draws only what the focus changes."""

from __future__ import annotations

from typing import ClassVar

from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget


class Ground(Screen[None]):
    """The application's own screen; nothing of it is ever seen but its colour."""

    BLANK: ClassVar[bool] = True
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
