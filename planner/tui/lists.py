"""The lists of the workbench: entities and parts with their problems, a part as rows, all problems. No terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from planner.read.layout import Path, Value
from planner.read.names import join, split_path
from planner.session.entries import shown
from planner.session.session import Session
from planner.session.thoughts import Problem
from planner.tui.cells import fitted, width_of
from planner.tui.forms import Roles, empty_rows, form_rows
from planner.tui.rows import GAP, Line, Piece, Role, Row, flowing, flowing_table, heading, line, prose

_SIGNS: dict[str, tuple[str, Role]] = {"error": ("✗", "bad"), "warning": ("!", "warn"), "info": ("i", "muted")}
_RANK = ("error", "warning", "info")
NOTHING: Final = "+"
"""The key of the line that stands where there is no entity."""
_FRAME: Final = 3
"""So much shorter than a line is what the frame has room for: a longer name stands below it, whole."""
_WITHIN = ("fields", "relations", "actions", "access")


def entity_rows(
    session: Session, parts: tuple[str, ...], words: list[str], problems: tuple[Problem, ...], width: int
) -> Iterator[Row]:
    """Entities, then the other parts of the design; those that hold every word."""
    worst = _worst(problems)
    for name in session.entities():
        if all(w in name.lower() for w in words):
            yield from _entity_row(name, _sign(worst.get(("entities", name))), width)
    found = [p for p in parts if all(w in p for w in words)]
    if not session.entities():
        yield line("no entity yet", "muted", NOTHING)
    elif words and not found and not any(all(w in n.lower() for w in words) for n in session.entities()):
        yield line("no such name", "muted")
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


def _entity_row(name: str, sign: Piece, width: int) -> Iterator[Row]:
    """One line, or as many as a long name takes."""
    if width_of(name) + width_of(sign.text) <= width:
        yield Row((Piece(name), sign), name)
    else:
        yield from flowing(name, (), (Piece(name), sign), width)


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


def chosen_rows(
    session: Session, around: Path, roles: Roles, problems: tuple[Problem, ...], width: int
) -> Iterator[Row]:
    """What the form shows: an entity, a part of the design, or how one begins."""
    value = session.value(around) if around else None
    if not around:
        yield from empty_rows(width, readable=not any(p.severity == "error" and not p.path for p in problems))
    elif len(around) == 2:
        data: dict[str, Value] = value if isinstance(value, dict) else {}
        if width_of(str(around[1])) > width - _FRAME:
            yield from prose(str(around[1]), width, "heading")
        yield from form_rows(str(around[1]), data, roles, problems_of(problems, around), width)
    else:
        yield from part_rows(str(around[0]), value, problems, width, session.parts.home)


def part_rows(
    part: str, value: Value, problems: tuple[Problem, ...], width: int, home: Callable[[Path], str]
) -> Iterator[Row]:
    """A part of the design, entry by entry; `home` names the included file that one stands in."""
    yield Row((Piece(part, "heading"), Piece("  + one more", "muted")), f"+{part}", head=True, does=True)
    marks = problems_of(problems, (part,))
    lines: list[Line] = []
    for step, said in _entries(value):
        problem = marks.get(join("", str(step)))
        sign, role = _SIGNS[problem.severity] if problem else ("", "text")
        slip = Piece(f"{sign} {problem.message}" if problem else "", role)
        place = home((part, step))
        aside = Piece(f"in {place}" if place else "", "muted")
        lines.append((join("", str(step)), (Piece(_name_of(step, said), "name"),), (_rest(step, said), aside, slip)))
    yield from flowing_table(lines, (28,), width)
    if not lines:
        yield line(shown(value) if value is not None else "nothing is said here yet", "muted")


def _entries(value: Value) -> Iterator[tuple[str | int, Value]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _name_of(step: str | int, said: Value) -> str:
    """The key of an entry; of an item of a list its id, else its number."""
    if isinstance(step, int):
        return (shown(said.get("id")) if isinstance(said, dict) else "") or str(step + 1)
    return step


def _rest(step: str | int, said: Value) -> Piece:
    """What an entry says, its name apart."""
    told = {k: v for k, v in said.items() if k != "id"} if isinstance(step, int) and isinstance(said, dict) else said
    return Piece(shown(told))


def problem_rows(problems: tuple[Problem, ...], width: int) -> Iterator[Row]:
    """All problems, the gravest first."""
    order = sorted(range(len(problems)), key=lambda i: (_RANK.index(problems[i].severity), problems[i].line))
    for index in order:
        problem = problems[index]
        sign, role = _SIGNS[problem.severity]
        fixed = (Piece(f"{sign} ", role), Piece(f"{problem.line}: " if problem.line else "", "muted"))
        hint = f"({problem.hint})" if problem.hint else ""
        yield from flowing(str(index), fixed, (Piece(problem.message), Piece(hint, "muted")), width)
