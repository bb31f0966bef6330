"""Says what libyaml's complaints mean to somebody who wrote a design, and how to mend them.

Knows the text and the parser's marks, nothing of what a design means.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from planner.read.events import SyntaxFault
from planner.read.splits import quoted, shorthand_end

Explained: TypeAlias = tuple[int, int, str, str]
"""Line, column, message, hint."""

_BREAK: Final = "\r\n|[\n\r\x85\u2028\u2029]"
_BAD: Final = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_GLUED: Final = r"\s*(?:- +)?([A-Za-z_][\w.-]*):([^\s/:][^#]*)"
_PAIR: Final = r"\s*(?:- +)?([\w.\"'-]+): +(\S.*)"
_FLOW_KEY: Final = r"[{,]\s*([\w.-]+):\s+"
_WIDE_BOMS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def line_list(text: str | bytes) -> list[str]:
    """The lines of a text as YAML counts them."""
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return re.split(_BREAK, plain.removeprefix("\ufeff"))


def shown(text: str, limit: int = 60) -> str:
    """User text, safe and short enough for a message."""
    short = text if len(text) <= limit else text[: limit - 3] + "..."
    return short if short.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in short)


def undecodable(text: str | bytes) -> Explained:
    """Why this is not UTF-8 text, and where."""
    save = "save the file as UTF-8"
    if isinstance(text, str):
        return first_bad_character(text)
    if text.startswith(_WIDE_BOMS):
        return 1, 1, "this is UTF-16 or UTF-32, not UTF-8 text", save
    try:
        return first_bad_character(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line, column = _place(text[: error.start].decode("utf-8", "replace"))
        return line, column, f"the byte 0x{text[error.start]:02x} is not UTF-8 text", save


def first_bad_character(text: str) -> Explained:
    """Where the first character stands that YAML does not allow."""
    found = re.search(_BAD, text)
    if found is None:
        return 1, 1, "the text cannot be read", ""
    line, column = _place(text[: found.start()])
    message = f"the character U+{ord(found[0]):04X} is not allowed in YAML"
    return line, column, message, "remove it, or escape it in quotes"


def _place(before: str) -> tuple[int, int]:
    lines = re.split(_BREAK, before)
    return len(lines), len(lines[-1]) + 1


def explain(text: str, error: SyntaxFault) -> Explained:
    """The place of a syntax error, what is wrong, and a hint."""
    mark, context = error.problem_mark, error.context_mark
    problem = (error.problem or "this cannot be read").splitlines()[0]
    unclosed = context is not None and "end of stream" in problem
    at = context if unclosed or mark is None else mark
    line, column = (at.line + 1, at.column + 1) if at is not None else (1, 1)
    since = context.line + 1 if context is not None else line
    during = f", {error.context}" if error.context else ""
    lines = re.split(_BREAK, text)
    return line, column, f"{problem}{during}", _hint(lines, since, line, column, problem, error.context or "")


def culprit(text: str, error: SyntaxFault) -> int:
    """The line to leave out if the rest is to be read."""
    mark, context = error.problem_mark, error.context_mark
    line = mark.line + 1 if mark is not None else 1
    if context is not None and "block" not in (error.context or ""):
        return context.line + 1
    lines = re.split(_BREAK, text)
    above = lines[line - 2] if 1 < line <= len(lines) else ""
    return line - 1 if "mapping values" in (error.problem or "") and re.fullmatch(_GLUED, above) else line


def without_block(text: str, line: int) -> str | None:
    """The text with a line, and the deeper lines below it, left blank; None if there is nothing to leave out."""
    lines = text.split("\n")
    if (
        re.search(_BREAK, text.replace("\r\n", "\n").replace("\n", ""))
        or line > len(lines)
        or not lines[line - 1].strip()
    ):
        return None
    indent = _depth(lines[line - 1])
    lines[line - 1] = ""
    for below in range(line, len(lines)):
        if lines[below].strip() and _depth(lines[below]) <= indent:
            break
        lines[below] = ""
    return "\n".join(lines)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _hint(lines: list[str], since: int, line: int, column: int, problem: str, context: str) -> str:
    source = lines[line - 1] if line <= len(lines) else ""
    if "\t" in source[: len(source) - len(source.lstrip())]:
        return "indent with spaces, not tabs"
    if "flow" in context and (split := _split(lines, since, line)):
        return split
    if "mapping values" in problem or "expected ':'" in problem:
        return _colon(lines, line, column)
    if source[column - 1 : column] in ("@", "`", "%"):
        return f"quote the text: {quoted(source[column - 1 :].split(' #')[0].strip())}"
    return _told(problem, context, since)


def _told(problem: str, context: str, since: int) -> str:
    if "quoted scalar" in context:
        return "close the quote"
    if "flow" in context:
        bracket = "]" if "sequence" in context else "}"
        return f"the bracket opened in line {since} needs its `{bracket}`; quote text that holds brackets or commas"
    if "alias" in context or "anchor" in context:
        return "quote text that begins with * or &"
    if "expected key" in problem or "block" in context:
        return f"line it up with its neighbours, which begin in line {since}"
    return "quote the text if it is meant as text"


def _colon(lines: list[str], line: int, column: int) -> str:
    """A colon that is missing its space, or one too many in a value."""
    for number in (line, line - 1, line - 2):
        glued = re.fullmatch(_GLUED, lines[number - 1]) if 0 < number <= len(lines) else None
        if glued and (number < line or glued.start(2) >= column):
            return f"put a space after the colon in line {number}: `{glued[1]}: {shown(glued[2].strip())}`"
    pair = re.match(_PAIR, lines[line - 1]) if line <= len(lines) else None
    if pair and pair.start(2) < column:
        return f"quote the value: `{pair[1]}: {quoted(shown(pair[2]))}`"
    return "put a space after `key:`, or quote a value that holds `: `"


def _split(lines: list[str], since: int, line: int) -> str:
    """The shorthand between braces that its own comma or bracket broke, in quotes."""
    source = " ".join(part.strip() for part in lines[since - 1 : min(line, since + 20)])[:2000]
    for key in re.finditer(_FLOW_KEY, source):
        end = shorthand_end(source, key.end(), ",}")
        value = source[key.end() : end].strip() if end > 0 else ""
        if value and value[0] not in "[{\"'" and any(c in value for c in ",[]{}"):
            fixed = f"{key[1]}: {quoted(value)}"
            return f"between braces a comma or a bracket ends the value: quote the shorthand, `{{{fixed}}}`"
    return ""
