"""The lines of a file of the bundle, coloured as they come into view: long files cost no more than short ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, overload

from planner.tui.cells import width_of
from planner.tui.rows import Piece, Role, Row, line

_RULES: Final[dict[str, re.Pattern[str]]] = {
    "yaml": re.compile(
        r"(?P<comment>(?:^|\s)#.*$)|(?P<name>[\w$./{}-]+(?=:(?:\s|$)))|(?P<string>\"[^\"]*\"|'[^']*')"
        r"|(?P<number>(?<![\w.])-?\d[\d.]*(?![\w.])|\btrue\b|\bfalse\b|\bnull\b)"
    ),
    "json": re.compile(
        r"(?P<name>\"[^\"]*\"(?=\s*:))|(?P<string>\"(?:[^\"\\]|\\.)*\")|(?P<number>-?\d[\d.]*|\btrue\b|\bfalse\b|\bnull\b)"
    ),
    "sql": re.compile(
        r"(?P<comment>--.*$)|(?P<string>'[^']*')|(?P<name>\b(?:CREATE|TABLE|INDEX|UNIQUE|PRIMARY|FOREIGN|KEY|REFERENCES"
        r"|NOT|NULL|DEFAULT|CHECK|CONSTRAINT|ON|DELETE|UPDATE|ALTER|ADD|DROP|INSERT|INTO|VALUES|SELECT|FROM|WHERE|BEGIN"
        r"|COMMIT|TRIGGER|FUNCTION|POLICY|COMMENT|IS|AND|OR|IN|SET|RETURNS|AS|IF|EXISTS|ENABLE|ROW|LEVEL|SECURITY)\b)"
        r"|(?P<number>(?<![\w.])\d[\d.]*)"
    ),
    "md": re.compile(
        r"(?P<heading>^#{1,6} .*$)|(?P<string>`[^`]*`)|(?P<accent>^\s*[-*] |\|)|(?P<strong>\*\*[^*]+\*\*)"
    ),
    "graphql": re.compile(
        r"(?P<comment>#.*$)|(?P<string>\"[^\"]*\")|(?P<name>\b(?:type|input|enum|interface|union|scalar|query|mutation"
        r"|directive|extend|implements)\b)|(?P<type>\b[A-Z]\w*)"
    ),
    "diff": re.compile(r"(?P<added>^\+.*$)|(?P<removed>^-.*$)|(?P<accent>^@@.*$)"),
}
_KINDS: Final = {"yml": "yaml", "yaml": "yaml", "json": "json", "sarif": "json", "sql": "sql", "md": "md"}


class TextRows(Sequence[Row]):
    """Rows made when they are asked for. `widest` is how many cells the longest line takes."""

    def __init__(self, text: str, path: str, first: int = 0) -> None:
        self.first = first
        self.lines = text.removesuffix("\n").split("\n")
        self.widest = max(map(len if text.isascii() else width_of, self.lines))
        suffix = path.rpartition(".")[2]
        self._rule = _RULES.get(_KINDS.get(suffix, suffix))
        self._digits = len(str(first + len(self.lines)))

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self._row(i) for i in range(*index.indices(len(self.lines)))]
        return self._row(index)

    def _row(self, index: int) -> Row:
        number = Piece(f"{self.first + index + 1:>{self._digits}} ", "muted")
        return Row((number, *coloured(self.lines[index], self._rule)))


def coloured(text: str, rule: re.Pattern[str] | None) -> tuple[Piece, ...]:
    """The pieces of one line."""
    text = text.replace("\t", "    ")
    if rule is None or len(text) > 2000:
        return (Piece(text),)
    pieces: list[Piece] = []
    at = 0
    for found in rule.finditer(text):
        if found.start() > at:
            pieces.append(Piece(text[at : found.start()]))
        pieces.append(Piece(found.group(), _role(found.lastgroup)))
        at = found.end()
    pieces.append(Piece(text[at:]))
    return tuple(pieces)


def _role(group: str | None) -> Role:
    roles: dict[str | None, Role] = {
        "comment": "comment",
        "name": "name",
        "string": "string",
        "number": "number",
        "heading": "heading",
        "accent": "accent",
        "strong": "strong",
        "type": "type",
        "added": "added",
        "removed": "removed",
    }
    return roles.get(group, "text")


def difference_rows(diff: tuple[str, ...]) -> Sequence[Row]:
    """What changed in a file against the last export."""
    if not diff:
        return (line("as it was exported", "muted"),)
    return [Row(coloured(text, _RULES["diff"])) for text in diff]
