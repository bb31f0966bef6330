"""What the design chooses that no plan can be made of, and words of open lists that were nearly known ones."""

from __future__ import annotations

from collections.abc import Iterator

from planner import codes
from planner.derive.checks.context import Checking
from planner.derive.settings import impossible_options
from planner.model.catalog import DecisionItem
from planner.naming import suggest
from planner.read.language.top import DESIGN_KEYS
from planner.rules.facts.context import CONSUMERS, HOSTING, REGIMES
from planner.rules.facts.controls import CONTROLS

_DOCUMENT_STORES = frozenset({"mongodb", "mongo", "dynamodb", "couchdb", "firestore", "cassandra", "documentdb"})
_CLOSED = frozenset({"context.consumers"})
"""Lists from which everything follows: who could call, and so what has to be held against them."""
_OPEN_WORDS = (
    ("language", "language"),
    ("framework", "framework"),
    ("orm", "orm"),
    ("cache", "cache"),
    ("queue", "queue"),
    ("search", "search"),
    ("storage", "file-storage"),
    ("migrations", "migration-tool"),
)


def check_options(checking: Checking, decisions: tuple[DecisionItem, ...]) -> None:
    """The database, then the other options."""
    unknown = impossible_options(checking.design, decisions)
    database = checking.design.stack.database
    if database is not None and database.lower() in _DOCUMENT_STORES:
        unknown = tuple(d for d in unknown if d.path != "stack.database")
        checking.error(
            codes.MOD_DOCUMENT_STORE,
            f"{database} keeps documents, and the plan is relational",
            "stack.database",
            "choose postgresql and keep documents in json fields",
        )
    checking.problems += unknown
    for path, word, known in (
        *_stack(checking, decisions),
        *_context(checking),
        *_controls(checking),
        *_notes(checking),
    ):
        near = suggest(word, known) if word.lower() not in known else None
        if near is not None or (path in _CLOSED and word not in known):
            hint = f"did you mean '{near}'?" if near else f"known are {', '.join(known)}"
            checking.warn(codes.MOD_NEARLY, f"'{word}' means nothing to the plan here", path, hint)


def _stack(checking: Checking, decisions: tuple[DecisionItem, ...]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Words of decisions that take others than their own options too."""
    by_id = {item.id: item for item in decisions}
    for key, topic in _OPEN_WORDS:
        word: str | None = getattr(checking.design.stack, key)
        if word is not None and topic in by_id:
            known = tuple(name for o in by_id[topic].options for name in (o.id, *o.aliases))
            yield f"stack.{key}", word, known


def _context(checking: Checking) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    context = checking.design.context
    for word in context.consumers:
        yield "context.consumers", word, CONSUMERS
    for word in context.compliance:
        yield "context.compliance", word, REGIMES
    if context.hosting is not None:
        yield "context.hosting", context.hosting, HOSTING


def _controls(checking: Checking) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    known = (*CONTROLS, *dict.fromkeys(name.partition(".")[0] for name in CONTROLS))
    for setting in checking.design.controls:
        yield setting.path, setting.name, known


def _notes(checking: Checking) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What was said instead of an answer names a path of the design."""
    for note in checking.design.interview:
        yield note.path, note.target.partition(".")[0], tuple(DESIGN_KEYS)
