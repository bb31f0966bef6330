"""The user's own settings, in TOML: theme, keys, export folder. What is wrong in the file is said with its line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from msgspec import Struct

from planner.tui.actions import BY_ID

_PANE_KEYS: Final = tuple(
    f"pane.{n}" for n in ("up", "down", "page-up", "page-down", "first", "last", "left", "right", "choose")
)
_KEYS: Final = ("theme", "keys", "export", "mouse")


class Preferences(Struct, frozen=True):
    """What the user set; `problems` are lines like `config.toml:3: …`."""

    theme: str = ""
    keys: dict[str, str] = {}
    export: str = ""
    mouse: bool = True
    problems: tuple[str, ...] = ()


def config_path() -> Path:
    """Where the settings lie."""
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "planner" / "config.toml"


def state_folder() -> Path:
    """Where the list of recent designs and the tour lie."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "planner"


def read_preferences(path: Path, themes: tuple[str, ...]) -> Preferences:
    """The settings of a file; without one, those that are built in."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Preferences()
    except (OSError, UnicodeDecodeError) as error:
        return Preferences(problems=(f"{path.name}:1: {getattr(error, 'strerror', None) or 'not UTF-8 text'}",))
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = str(error).partition("(at line ")[2].partition(",")[0] or "1"
        return Preferences(problems=(f"{path.name}:{line}: {str(error).partition(' (at')[0]}",))
    return _Reading(path.name, text, themes).read(data)


class _Reading:
    """One file being read: keeps its lines, so that a problem can be placed."""

    def __init__(self, name: str, text: str, themes: tuple[str, ...]) -> None:
        self.name = name
        self.lines = text.splitlines()
        self.themes = themes
        self.problems: list[str] = []

    def read(self, data: dict[str, object]) -> Preferences:
        """The settings, with what was wrong."""
        for key in data:
            if key not in _KEYS:
                self._problem(key, f"'{key}' is not known", _KEYS)
        return Preferences(
            theme=self._theme(data.get("theme", "")),
            keys=self._keys(data.get("keys", {})),
            export=self._text("export", data.get("export", "")),
            mouse=self._flag("mouse", data.get("mouse", True)),
            problems=tuple(self.problems),
        )

    def _problem(self, key: str, says: str, known: tuple[str, ...] = (), word: str = "") -> None:
        from planner.naming import suggest

        near = suggest(word or key, known) if known else None
        hint = f"; did you mean '{near}'?" if near else ""
        self.problems.append(f"{self.name}:{self._line(key)}: {says}{hint}")

    def _line(self, key: str) -> int:
        for number, text in enumerate(self.lines, 1):
            if text.strip().strip('"[').startswith(key) or text.strip().startswith(f'"{key}"'):
                return number
        return 1

    def _text(self, key: str, value: object) -> str:
        if isinstance(value, str):
            return value
        self._problem(key, f"'{key}' is a text")
        return ""

    def _flag(self, key: str, value: object) -> bool:
        if isinstance(value, bool):
            return value
        self._problem(key, f"'{key}' is true or false")
        return True

    def _theme(self, value: object) -> str:
        name = self._text("theme", value)
        if not name or name in self.themes:
            return name
        self._problem("theme", f"there is no theme '{name}'", self.themes, name)
        return ""

    def _keys(self, value: object) -> dict[str, str]:
        if not isinstance(value, dict):
            self._problem("keys", "'keys' is a table of actions and their keys")
            return {}
        known = (*BY_ID, *_PANE_KEYS)
        found: dict[str, str] = {}
        for action, keys in value.items():
            if action not in known:
                self._problem(str(action), f"there is no action '{action}'", known)
            elif not isinstance(keys, str) or not keys.strip():
                self._problem(str(action), f"the keys of '{action}' are a text, such as \"ctrl+s\"")
            else:
                found[action] = keys
        return found
