"""One entity as a form: traits, fields, relations, access, actions, states, in aligned lines. Knows no terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from planner.read.layout import Value
from planner.read.names import join
from planner.session.access import OPERATIONS, Right, granted, right
from planner.session.entries import shown
from planner.session.thoughts import Problem
from planner.tui.cells import fitted, width_of
from planner.tui.rows import GAP, Line, Piece, Role, Row, flowing, flowing_table, line, prose
from planner.tui.states import machine_rows

TRAITS: Final[dict[str, str]] = {
    "says": "what it is, in a sentence",
    "account": "the role that people who sign in as this have",
    "owner": "the relation to the account that owns a row",
    "part_of": "the relation to the whole it lives and dies with",
    "mixins": "shared members to take in: [Tracked]",
    "key": "what identifies a row instead of an id: [book]",
    "path_key": "the unique field that stands in paths",
    "rows": "how many rows there will be: 500k",
    "growth": "how many rows are added: 8k/day",
    "retention": "how long rows are kept: 3y after last login",
    "soft_delete": "rows are marked, not removed",
    "audit": "true: who changed what; reads: also who looked",
    "versioned": "edits need the version they saw",
    "tenant": "false: shared by all tenants",
    "abstract": "only there to be mixed in",
    "operations": "which of list, get, create, update, delete exist",
    "plural": "the plural of its name",
    "table": "the table's name",
    "path": "the path of its collection",
    "was": "the former name: a rename",
}
FLAGS: Final = ("soft_delete", "versioned", "abstract", "audit")
LISTS: Final[dict[str, str]] = {
    "list": "filter, sort, search, include, page",
    "unique": "fields that are unique together: [[title, published_on]]",
    "indexes": "indexes beyond the derived ones",
    "checks": "conditions every row meets: [a >= b]",
}
_RIGHTS: Final[dict[Right, tuple[str, Role]]] = {
    "all": ("✓", "good"),
    "some": ("◐", "warn"),
    "no": ("·", "muted"),
    "unsaid": ("?", "warn"),
}
_INHERITED: Final = "↑"
_LEAD: Final = 8
_WIDEST_CALLER: Final = 20


class Roles(Struct, frozen=True):
    """The callers of a design: its roles, and whose rights each takes over."""

    names: tuple[str, ...]
    extends: dict[str, tuple[str, ...]]

    @property
    def callers(self) -> tuple[str, ...]:
        """The columns of an access matrix."""
        return (*self.names, "owner", "public")


def form_rows(
    name: str, data: dict[str, Value], roles: Roles, problems: dict[str, Problem], width: int
) -> Iterator[Row]:
    """Every line of the form; the key of a line is its path below the entity, `+part` adds to a part."""
    says = shown(data.get("says"))
    yield from flowing("says", (), (Piece(says or f"+ {TRAITS['says']}", "text" if says else "muted"),), width)
    yield GAP
    yield from _traits(data, problems, width)
    yield GAP
    yield from _fields(data, problems, width)
    yield GAP
    yield from _relations(data, problems, width)
    yield GAP
    yield from _access(data, roles, problems, width)
    yield GAP
    yield from _actions(data, problems, width)
    machines = tuple(machine_rows(data, width))
    if machines:
        yield GAP
        yield line("States", "heading")
        yield from machines
    yield GAP
    yield from _lists(data, problems, width)


def _mark(path: str, problems: dict[str, Problem]) -> Piece:
    """The sign of a problem on a line."""
    found = problems.get(path)
    if found is None:
        return Piece("")
    sign = {"error": "✗ ", "warning": "! ", "info": "i "}[found.severity]
    return Piece(sign + found.message, "bad" if found.severity == "error" else "warn")


def _part(title: str, key: str, hint: str) -> Row:
    return Row((Piece(title, "heading"), Piece(f"  + {hint}", "muted")), f"+{key}", head=True, does=True)


def _mapping(data: dict[str, Value], key: str) -> dict[str, Value]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _traits(data: dict[str, Value], problems: dict[str, Problem], width: int) -> Iterator[Row]:
    yield _part("Traits", "traits", "trait")
    for trait in TRAITS:
        if trait in data and trait != "says":
            name = Piece(fitted(trait, 14), "name")
            yield from flowing(trait, (name,), (Piece(shown(data[trait])), _mark(trait, problems)), width)


def _fields(data: dict[str, Value], problems: dict[str, Problem], width: int) -> Iterator[Row]:
    yield _part("Fields", "fields", "field")
    lines: list[Line] = []
    for name, value in _mapping(data, "fields").items():
        key = join("fields", name)
        kind, rest = _field(value)
        lines.append((key, (Piece(name, "name"), kind), (rest, _mark(key, problems))))
    yield from flowing_table(lines, (24, max(16, min(30, width // 3))), width)


def _field(value: Value) -> tuple[Piece, Piece]:
    text = shown(value)
    if isinstance(value, dict):
        rest = {k: v for k, v in value.items() if k != "type"}
        return Piece(shown(value.get("type")), "type"), Piece(shown(rest), "muted")
    head, rest_text = _head(text)
    return Piece(head, "type"), Piece(rest_text, "text")


def _head(text: str) -> tuple[str, str]:
    """The first word, its brackets included."""
    depth = 0
    for place, char in enumerate(text):
        depth += (char in "([") - (char in ")]")
        if char == " " and depth <= 0:
            return text[:place], text[place + 1 :].strip()
    return text, ""


def _relations(data: dict[str, Value], problems: dict[str, Problem], width: int) -> Iterator[Row]:
    yield _part("Relations", "relations", "relation")
    lines: list[Line] = []
    for name, value in _mapping(data, "relations").items():
        key = join("relations", name)
        kind, target, more = _relation(value)
        lines.append((key, (Piece(name, "name"), kind, target), (more, _mark(key, problems))))
    yield from flowing_table(lines, (24, 12, 30), width)


def _relation(value: Value) -> tuple[Piece, Piece, Piece]:
    kind, rest = _head(shown(value))
    if isinstance(value, dict):
        return Piece(""), Piece(shown(value), "type"), Piece("")
    target, more = _head(rest)
    return Piece(kind, "muted"), Piece(target, "type"), Piece(more, "text")


def _access(data: dict[str, Value], roles: Roles, problems: dict[str, Problem], width: int) -> Iterator[Row]:
    """The matrix: operations down, callers across; where they have no room beside each other, each sign with its caller."""
    taken = [max(4, min(width_of(c), _WIDEST_CALLER)) for c in roles.callers]
    room = width - _LEAD
    gap = 2 if sum(taken) + 2 * len(taken) <= room else 1
    named = sum(taken) + gap * len(taken) > room
    lines = (
        _lines_of(roles.callers, [t + 2 for t in taken], room)
        if named
        else [list(zip(roles.callers, taken, strict=True))]
    )
    heads = () if named else tuple(Piece(fitted(c, w + gap), "muted") for c, w in lines[0])
    yield Row((Piece(fitted("Access", _LEAD), "heading"), *heads), "+access", head=True)
    said = _mapping(data, "access")
    for operation in OPERATIONS:
        path, mine = f"access.{operation}", said.get(operation)
        cells = [[_cell(mine, c, roles, w + gap, named=named) for c, w in each] for each in lines]
        aside = (Piece(_narrowing(mine), "muted"), _mark(path, problems))
        yield from _stack(path, Piece(operation, "name"), cells, aside, width)


def _lines_of(callers: tuple[str, ...], taken: list[int], room: int) -> list[list[tuple[str, int]]]:
    """The callers on as few lines as there is room for, each with the width of its column."""
    across = len(callers)
    while across > 1 and sum(_widths(taken, across)) + across > room:
        across -= 1
    across = -(-len(callers) // -(-len(callers) // across))
    widths = _widths(taken, across)
    each = [(caller, widths[i % across]) for i, caller in enumerate(callers)]
    return [each[i : i + across] for i in range(0, len(each), across)]


def _widths(taken: list[int], across: int) -> list[int]:
    """How wide each of so many columns is."""
    return [max(taken[i::across]) for i in range(across)]


def _stack(key: str, name: Piece, lines: list[list[Piece]], aside: tuple[Piece, ...], width: int) -> Iterator[Row]:
    """One row on as many lines as it has; what is said beside it stands behind the last."""
    lead = Piece(fitted(name.text, _LEAD), name.role)
    for pieces in lines[:-1]:
        yield Row((lead, *pieces), key, more=not key)
        key, lead = "", Piece(" " * _LEAD)
    yield from flowing(key, (lead, *lines[-1]), aside, width)


def _cell(said: Value, caller: str, roles: Roles, width: int, *, named: bool) -> Piece:
    mine = right(said, caller)
    sign, role = _RIGHTS[mine]
    if mine == "no" and any(right(said, above) in ("all", "some") for above in roles.extends.get(caller, ())):
        sign, role = _INHERITED, "good"
    return Piece(fitted(f"{sign} {caller}" if named else sign, width), role, caller)


def _narrowing(said: Value) -> str:
    found = [f"{c}: {rows}" for c, rows in (granted(said) or {}).items() if rows != "all"]
    return "; ".join(found)


def _actions(data: dict[str, Value], problems: dict[str, Problem], width: int) -> Iterator[Row]:
    yield _part("Actions", "actions", "action")
    lines: list[Line] = []
    for name, value in _mapping(data, "actions").items():
        key = join("actions", name)
        lines.append((key, (Piece(name, "name"), _by(value)), (*_action(value), _mark(key, problems))))
    yield from flowing_table(lines, (24, max(12, min(26, width // 4))), width)


def _by(value: Value) -> Piece:
    return Piece(shown(value.get("by") if isinstance(value, dict) else value), "type")


def _action(value: Value) -> tuple[Piece, Piece]:
    """The arrow of an action, and what else it says."""
    if not isinstance(value, dict):
        return Piece(""), Piece("")
    arrow = f"{shown(value.get('from'))} → {shown(value['to'])}" if "to" in value else ""
    rest = {k: v for k, v in value.items() if k not in ("by", "from", "to")}
    return Piece(arrow, "accent"), Piece(shown(rest) if rest else "", "muted")


def _lists(data: dict[str, Value], problems: dict[str, Problem], width: int) -> Iterator[Row]:
    yield line("Reading and rules", "heading")
    for key, says in LISTS.items():
        value = data.get(key)
        text = Piece(shown(value)) if value is not None else Piece(says, "muted")
        yield from flowing(key, (Piece(fitted(key, 9), "name"),), (text, _mark(key, problems)), width)


def empty_rows(width: int, *, readable: bool) -> tuple[Row, ...]:
    """No entity is chosen, or there is none; or the text cannot be read as a design at all."""
    if not readable:
        return (
            *prose("This text cannot be read as a design; below is why.", width, "warn"),
            GAP,
            Row((Piece("^e  ", "key"), Piece("opens it in $EDITOR", "muted")), "edit-text", does=True),
        )
    return (
        *prose("No entity yet.", width, "strong"),
        GAP,
        Row((Piece("a   ", "key"), Piece("adds the first one", "muted")), "add", does=True),
        Row((Piece("F2  ", "key"), Piece("asks what there is to decide", "muted")), "go-interview", does=True),
        Row((Piece("^e  ", "key"), Piece("opens the text in $EDITOR", "muted")), "edit-text", does=True),
    )
