"""Literals and comments: the one way in which a text of the design enters an SQL file.

Knows nothing of tables. A NUL character is left in, so that `emit_sql` can refuse the file that holds it.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
_HEX = re.compile(r"([0-9a-fA-F]{2})*", re.ASCII)


def quoted(text: str) -> str:
    """A text in single quotes, as the standard has it."""
    return f"'{text}'" if "'" not in text else "'" + text.replace("'", "''") + "'"


def quoted_with_backslashes(text: str) -> str:
    """The same where a backslash escapes (MySQL, MariaDB): safe with that mode on or off."""
    return quoted(text) if "\\" not in text else quoted(text.replace("\\", "\\\\"))


@lru_cache(maxsize=65536)
def is_number(text: str) -> bool:
    """Whether the text is a number in every dialect."""
    return _NUMBER.fullmatch(text) is not None


def hexadecimal(text: str) -> str:
    """The digits of a byte string: as given, or of the text itself where it is no hexadecimal."""
    return text if _HEX.fullmatch(text) else text.encode().hex()


def one_line(text: str) -> str:
    """A text that cannot end the line comment it stands in; control characters become blanks."""
    if text.isprintable():
        return text
    return " ".join("".join(c if c.isprintable() or c == " " else " " for c in text).split())
