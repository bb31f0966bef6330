"""The lists of the workbench: entities and parts with their problems, a part as rows, all problems. No terminal."""

from __future__ import annotations

from collections.abc import Iterator

from planner.read.layout import Path, Value
from planner.read.names import join, split_path
from planner.session.entries import shown
from planner.session.session import Session
from planner.session.thoughts import Problem
from planner.tui.rows import GAP, Piece, Role, Row, fitted, heading, line, table, width_of

_SIGNS: dict[str, tuple[str, Role]] = {"error": ("✗", "bad"), "warning": ("!", "warn"), "info": ("i", "muted")}
_RANK = ("error", "warning", "info")
_WITHIN = ("fields", "relations", "actions", "access")


def entity_rows(
    session: Session, parts: tuple[str, ...], words: list[str], problems: tuple[Problem, ...]
) -> Iterator[Row]:
    """Entities, then the other parts of the design; those that hold every word."""
    worst = _worst(problems)
    for name in session.entities():
        if all(w in name.lower() for w in words):
            yield Row((Piece(name), _sign(worst.get(("entities", name)))), name)
    if not session.entities():
        yield line("a adds an entity", "muted")
    found = [p for p in parts if all(w in p for w in words)]
    if found:
        yield GAP
        yield heading("Parts")
    for part in found:
        count = session.count(part)
        role: Role = "text" if count else "muted"
        yield Row(
            (Piece(fitted(part, 14), role), Piece(str(count or "").rjust(3), "muted"), _sign(worst.get((part,)))),
            f"part:{part}",
        )


def _worst(problems: tuple[Problem, ...]) -> dict[tuple[str, ...], str]:
    """The gravest problem of each entity and part."""
    found: dict[tuple[str, ...], str] = {}
    for problem in sorted(problems, key=lambda p: _RANK.index(p.severity), reverse=True):
        steps = split_path(problem.path) if problem.path else ()
        if steps:
            found[steps[:1] if steps[0] != "entities" else steps[:2]] = problem.severity
    return found


def _sign(severity: str | None) -> Piece:
    sign, role = _SIGNS.get(severity or "", ("", "text"))
    return Piece(f"  {sign}" if sign else "", role)


def problems_of(problems: tuple[Problem, ...], around: Path) -> dict[str, Problem]:
    """The problem of each row below an element."""
    found: dict[str, Problem] = {}
    for problem in problems:
        steps = split_path(problem.path) if problem.path else ()
        if steps[: len(around)] == around and len(steps) > len(around):
            found.setdefault(nearest_key(steps[len(around) :], entity=True), problem)
    return found


def nearest_key(steps: tuple[str, ...], *, entity: bool) -> str:
    """The row of a form that a path below the element leads to."""
    if not steps:
        return ""
    if entity and steps[0] in _WITHIN and len(steps) > 1:
        return join(steps[0], steps[1])
    return join("", steps[0])


def part_rows(part: str, value: Value, problems: tuple[Problem, ...], width: int) -> Iterator[Row]:
    """A part of the design: an entry a line."""
    yield Row((Piece(part, "heading"), Piece("  + one more", "muted")), f"+{part}", head=True, does=True)
    entries: list[tuple[str, Value]] = []
    if isinstance(value, dict):
        entries = list(value.items())
    elif isinstance(value, list):
        entries = [(str(i), item) for i, item in enumerate(value)]
    elif value is not None:
        yield line(shown(value))
    marks = problems_of(problems, (part,))
    pieces = []
    for name, said in entries:
        problem = marks.get(join("", name))
        says = (
            Piece(f"  {_SIGNS[problem.severity][0]} {problem.message}", _SIGNS[problem.severity][1])
            if problem
            else Piece("")
        )
        label = shown(said.get("id")) if isinstance(said, dict) and isinstance(value, list) else name
        pieces.append((Piece(label or name, "name"), Piece(shown(said)), says))
    named = min(28, max((width_of(p[0].text) for p in pieces), default=0))
    for (name, _), row in zip(entries, table(pieces, (28, max(30, width - named - 2), 200)), strict=True):
        yield Row(row, join("", name))
    if not entries and value is None:
        yield line("nothing is said here yet", "muted")


def problem_rows(problems: tuple[Problem, ...]) -> Iterator[Row]:
    """All problems, the gravest first."""
    order = sorted(range(len(problems)), key=lambda i: (_RANK.index(problems[i].severity), problems[i].line))
    for index in order:
        problem = problems[index]
        sign, role = _SIGNS[problem.severity]
        place = f"{problem.line}: " if problem.line else ""
        hint = f"  ({problem.hint})" if problem.hint else ""
        yield Row(
            (Piece(f"{sign} ", role), Piece(place, "muted"), Piece(problem.message), Piece(hint, "muted")), str(index)
        )
