"""A complete first design out of a starting model: named things added, everything taken over marked as unsure."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from planner.diagnostics import Diagnostic
from planner.interview.sentence import NamedThing, Understood
from planner.model.design import Design
from planner.naming import snake
from planner.plurals import singular
from planner.read.design import read_design_text
from planner.read.document import Document, open_document, set_value
from planner.read.layout import Value, plain
from planner.read.names import split_path
from planner.read.printing import flow_text, key_text

SURE = ("planner", "name", "summary")


class Draft(Struct, frozen=True):
    """The text of a design, and every line of it that nobody has confirmed."""

    text: str
    assumed: tuple[tuple[str, str], ...]
    added: tuple[str, ...]
    archetype: str
    problems: tuple[Diagnostic, ...] = ()


BARE = """planner: 1
name: Backend
summary: What the sentence names.
roles:
  member: Uses it.
entities:
  Member:
    account: member
    fields:
      email: email required unique pii
      password: password required
      name: string(1..80) required pii
    access: {list: none, get: owner, create: public, update: owner, delete: owner}
"""


def draft(sentence: str, understood: Understood, answers: Iterable[tuple[str, Value]] = ()) -> Draft:
    """The design a sentence leads to, with the answers given beside it."""
    archetype = understood.archetype
    text = archetype.design if archetype is not None else BARE
    if sentence.strip():
        text = set_value(open_document(text), ("summary",), _sentence(sentence))
    added: list[str] = []
    for thing in understood.things:
        design = _design(text)
        if not _is_there(thing, design):
            text = _with_entity(text, thing, design)
            added.append(thing.name)
    given = dict(answers)
    for path, value in given.items():
        text = set_value(open_document(text), split_path(path), value)
    assumed = tuple((p, v) for p, v in _figures(open_document(text)) if p not in given)
    name = archetype.id if archetype else ""
    text = _with_doubts(text, tuple(p for p, _ in assumed), name)
    return Draft(text, assumed, tuple(added), name, read_design_text(text).diagnostics)


def parsed(text: str) -> Value:
    """A value as YAML would read it, so that `[web, mobile]` is a list."""
    root = open_document(f"value: {text}\n").root
    found = plain(root) if root is not None else None
    return found["value"] if isinstance(found, dict) else text


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    return line[0].upper() + line[1:] + ("" if line.endswith((".", "!", "?")) else ".")


def _design(text: str) -> Design:
    reading = read_design_text(text)
    if reading.design is None:
        raise ValueError("; ".join(str(d) for d in reading.diagnostics))
    return reading.design


def _is_there(thing: NamedThing, design: Design) -> bool:
    """Whether an entity, a role or a shared list has that name already, whole or as its last word."""
    wanted = snake(thing.name)
    names = [*(e.name for e in design.entities), *(r.name for r in design.roles), *(e.name for e in design.enums)]
    held = {snake(n) for n in names}
    return any(n == wanted or n.endswith(f"_{wanted}") or n.startswith(f"{wanted}_") for n in held)


def _with_entity(text: str, thing: NamedThing, design: Design) -> str:
    """A small entity that its maker owns, hanging on the thing the sentence names before it."""
    account = next((e for e in design.entities if e.account), None)
    whole = next((e.name for e in design.entities if thing.of and snake(e.name) == snake(singular(thing.of))), None)
    relations: dict[str, Value] = {}
    if account is not None:
        relations[snake(account.name)] = f"belongs_to {account.name} required"
    if whole is not None and (account is None or whole != account.name):
        relations[snake(whole)] = f"belongs_to {whole} required"
    entity: dict[str, Value] = {"says": f"Named in the first sentence as '{thing.word}'."}
    if account is not None:
        entity["owner"] = snake(account.name)
    entity["fields"] = {"name": "string(1..120) required search", "note": "text"}
    if relations:
        entity["relations"] = relations
    if design.roles:
        entity["access"] = _access(account is not None, design)
    return set_value(open_document(text), ("entities", thing.name), entity)


def _access(owned: bool, design: Design) -> dict[str, Value]:
    caller: Value = "owner" if owned else design.roles[0].name
    creator = next((e.account for e in design.entities if e.account), None) or design.roles[0].name
    return {"list": caller, "get": caller, "create": creator, "update": caller, "delete": caller}


def _figures(document: Document) -> tuple[tuple[str, str], ...]:
    """What a starting model filled in below context, scale, stack, tenancy and controls."""
    root = plain(document.root)
    found: list[tuple[str, str]] = []
    for part in ("context", "scale", "stack", "tenancy", "controls"):
        section = root.get(part) if isinstance(root, dict) else None
        if isinstance(section, dict):
            found += _leaves(part, section)
    return tuple(found)


def _leaves(path: str, section: dict[str, Value]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in section.items():
        below = f"{path}.{key_text(key)}"
        found += _leaves(below, value) if isinstance(value, dict) else [(below, flow_text(value))]
    return found


def _with_doubts(text: str, assumed: tuple[str, ...], archetype: str) -> str:
    document = open_document(text)
    notes: dict[str, Value] = {
        path: {"state": "unsure", "because": f"Taken over from {archetype or 'the sentence'}."} for path in assumed
    }
    return set_value(document, ("interview",), notes) if notes else text
