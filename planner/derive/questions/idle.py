"""Parts of the plan that no operation serves: an index nobody reads by, keys that nobody makes; each is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from planner.derive.database.access_paths import DECLARED
from planner.derive.key_store import is_key_store
from planner.model.api import Api, Operation, OperationKind
from planner.model.database import Database, Index, Table
from planner.model.risks import OpenQuestion
from planner.naming import listing

_MANAGED: Final = "resource.system.api_keys"


def unserved_parts(api: Api, database: Database) -> Iterator[OpenQuestion]:
    """A question for each."""
    lists: dict[str | None, list[Operation]] = {}
    for operation in api.operations:
        if operation.kind is OperationKind.LIST:
            lists.setdefault(operation.entity, []).append(operation)
    for table in database.tables:
        for index in table.indexes:
            if index.serves == (DECLARED,):
                narrowed = _narrowed(index, lists.get(table.entity, ()))
                yield _index(index, table) if narrowed is None else _unordered(index, table, narrowed)
        if is_key_store(table) and not any(o.resource == _MANAGED for o in api.operations):
            yield _keys(table)


def _narrowed(index: Index, lists: Iterable[Operation]) -> Operation | None:
    """The list whose filters the index answers, though not its order."""
    columns = {c.name for c in index.columns}
    return next((o for o in lists if columns <= {p.name for p in o.parameters if p.purpose == "filter"}), None)


def _unordered(index: Index, table: Table, operation: Operation) -> OpenQuestion:
    columns = listing([c.name for c in index.columns])
    some = " among some rows" if index.where is not None else ""
    order = next((p.member.default or "" for p in operation.parameters if p.purpose == "sort"), "").lstrip("-")
    return OpenQuestion(
        f"question.{table.name}.{index.name}",
        index.because[0],
        f"Is {operation.id} to find {table.name} by {columns}{some} and to sort what it found, as the index does not "
        f"end in its order ({order})?",
        "it is made as it was asked for: few rows are sorted quickly, many are not, and every write pays for it",
        f"the columns of {index.name}: with {order} and the key at its end it serves pages without sorting",
        index.because,
    )


def _index(index: Index, table: Table) -> OpenQuestion:
    columns = listing([c.name for c in index.columns])
    some = " among some rows" if index.where is not None else ""
    return OpenQuestion(
        f"question.{table.name}.{index.name}",
        index.because[0],
        f"Which read looks up {table.name} by {columns}{some}, where no operation of the contract does?",
        "it is made as it was asked for, and every write pays for it",
        f"whether {index.name} stays; a filter and sort of the list that match it would make it serve",
        index.because,
    )


def _keys(table: Table) -> OpenQuestion:
    return OpenQuestion(
        f"question.{table.name}.keeper",
        next(iter(table.because), "stack.auth"),
        "Who makes and revokes API keys?",
        "whoever runs the service, by a command (step.api_keys); no role of the design",
        "operations under /api-keys for a role called admin, or for one that extends the others",
        table.because,
    )
