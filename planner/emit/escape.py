"""User text on its way into a target: one function per target, and nothing else escapes."""

from __future__ import annotations

import re
import shlex
from functools import lru_cache

_MARKDOWN = {ord(c): f"\\{c}" for c in "\\`*_[]<>|~$#"}
_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$#]").search
_HTML = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#39;"}
_MERMAID = {ord(c): f"#{ord(c)};" for c in "\"'`<>{}[]()|;#&%:\\"}
_FORMULA = frozenset("=+-@\t\r")


@lru_cache(maxsize=65536)
def one_line(text: str) -> str:
    """White space folded to single spaces; control characters gone."""
    if text.isprintable():
        return text if "  " not in text and text.strip(" ") == text else " ".join(text.split())
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@lru_cache(maxsize=65536)
def markdown(text: str) -> str:
    """Inline Markdown that shows the text and means nothing."""
    line = one_line(text)
    if _SPECIAL(line):
        line = line.translate(_MARKDOWN)
    if not line:
        return ""
    if line[0] in "-+=>" or line[:3] in ("1. ", "1) "):
        line = f"\\{line}" if not line[:1].isdigit() else f"{line[0]}\\{line[1:]}"
    return (
        line.replace("&", "&amp;").replace("://", ":\u200b//").replace("@", "@\u200b")
        if "://" in line or "&" in line
        else line
    )


@lru_cache(maxsize=65536)
def code_span(text: str) -> str:
    """Inline code; backticks inside are outnumbered."""
    line = one_line(text)
    fence = "`"
    while fence in line:
        fence += "`"
    pad = " " if line[:1] == "`" or line[-1:] == "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}".replace("|", "\\|") if line else ""


def marked(text: str) -> str:
    """Names between backticks stay code; the rest is text."""
    parts = text.split("`")
    return "".join(code_span(p) if i % 2 else _spaced(p) for i, p in enumerate(parts))


def _spaced(part: str) -> str:
    """Escaped, with the spaces at its ends, which escaping drops."""
    head = " " if part[:1] == " " else ""
    tail = " " if part[-1:] == " " and part.strip() else ""
    return f"{head}{markdown(part)}{tail}"


def reference(text: str) -> str:
    """An address becomes a link; anything else is a title."""
    plain = text.isascii() and text.isprintable() and not any(c in ' <>"`' for c in text)
    return f"<{text}>" if plain and text.startswith("https://") else markdown(text)


def html(text: str) -> str:
    """Text inside an element or a quoted attribute."""
    return one_line(text).translate(_HTML)


@lru_cache(maxsize=65536)
def mermaid_label(text: str) -> str:
    """A label; marks of the grammar become character codes."""
    return one_line(text).translate(_MERMAID)


@lru_cache(maxsize=4096)
def csv_cell(text: str) -> str:
    """A cell no spreadsheet takes for a formula. Kept: rows that stand together say much alike."""
    if not text:
        return text
    plain = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    guarded = f"'{plain}" if plain[:1] in _FORMULA else plain
    if "," in guarded or '"' in guarded or "\n" in guarded:
        return '"' + guarded.replace('"', '""') + '"'
    return guarded


def shell_word(text: str) -> str:
    """One word of a POSIX shell."""
    return shlex.quote(text)
