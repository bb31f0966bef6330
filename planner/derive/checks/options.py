"""What the design chooses that no plan can be made of: document databases, options nobody knows."""

from __future__ import annotations

from planner import codes
from planner.derive.checks.context import Checking
from planner.derive.settings import impossible_options
from planner.model.catalog import DecisionItem

_DOCUMENT_STORES = frozenset({"mongodb", "mongo", "dynamodb", "couchdb", "firestore", "cassandra", "documentdb"})


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
