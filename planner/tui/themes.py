"""Colours: two themes of our own beside those of Textual, among them ansi-light and ansi-dark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from textual.theme import BUILTIN_THEMES, Theme

DARK: Final = Theme(
    name="planner-dark",
    primary="#7aa2c9",
    secondary="#9a8fc7",
    accent="#e0b36a",
    warning="#e0a458",
    error="#e07a75",
    success="#8fbf7f",
    foreground="#d8dde4",
    background="#14181d",
    surface="#1a1f26",
    panel="#20262e",
    dark=True,
)
LIGHT: Final = Theme(
    name="planner-light",
    primary="#2f5f8f",
    secondary="#6a4fa3",
    accent="#9a5b00",
    warning="#a35c00",
    error="#b3261e",
    success="#2e7031",
    foreground="#1f2933",
    background="#fbfaf7",
    surface="#f3f1ec",
    panel="#e9e6df",
    dark=False,
)
ANSI_LIGHT: Final = replace(BUILTIN_THEMES["ansi-light"], secondary="ansi_magenta")
"""Cyan can hardly be read on a light ground."""
OWN: Final = (DARK, LIGHT, ANSI_LIGHT)
NAMES: Final = (DARK.name, LIGHT.name, *sorted(BUILTIN_THEMES))


def fitting_theme(environment: Mapping[str, str]) -> str:
    """The theme where none is chosen: the terminal's own colours where it has few, or none are wanted."""
    term, depth = environment.get("TERM", ""), environment.get("COLORTERM", "")
    few = not depth and "256" not in term and not term.startswith(("xterm-kitty", "xterm-ghostty", "alacritty", "foot"))
    return "ansi-dark" if few or "NO_COLOR" in environment else DARK.name


CSS: Final = """
Ground { background: $background; color: $foreground; overflow: hidden hidden; }
Pane { background: $background; color: $foreground; overflow: hidden hidden; }
Input { background-tint: transparent; }
Input:focus { background-tint: transparent; }
Input > .input--placeholder { color: $foreground 60%; }
Input:ansi > .input--placeholder { color: ansi_default; text-style: dim; }
Input:ansi > .input--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
Chooser Pane { background: $panel; }
Bar { height: 1; background: $panel; color: $foreground; }
#top { dock: top; }
#below { dock: bottom; height: 2; }
#status { background: $surface; }
View { height: 1fr; width: 1fr; display: none; }
View.-shown { display: block; }
#sentence, #sentence:focus { border: round $primary; background: $background; }
.titled { border: round $foreground 25%; border-title-color: $foreground 75%; border-subtitle-color: $foreground 65%; }
.titled:ansi { border: round ansi_default; border-title-color: ansi_default; border-subtitle-color: ansi_default; }
"""
