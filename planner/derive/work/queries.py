"""Steps of queries: each waits for what it returns, and for the tables that its words and parameters speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.derive.work.drafts import Draft, critical, effort
from planner.derive.work.features import endpoints_of
from planner.derive.work.foundation import CONTRACT, POLICY, migration_of
from planner.derive.work.layout import Layout, fill
from planner.derive.work.reading import Readers
from planner.model.api import Api, Operation, OperationKind
from planner.model.design import Design
from planner.model.entities import TypeKind
from planner.model.work import Criterion, Need, Verification
from planner.naming import listing, snake, title


def query_steps(design: Design, api: Api, readers: Readers, drafts: Iterable[Draft], layout: Layout) -> Iterator[Draft]:
    """A step for each query that somebody may run."""
    served = frozenset(d.id for d in drafts if d.kind == "endpoints")
    said = {q.path: q for q in design.queries}
    for operation in api.operations:
        if operation.kind is OperationKind.QUERY:
            query = said[operation.because[0]]
            yield _query(operation, readers.of_query(query, operation.reads), served, layout)


def _query(operation: Operation, told: Iterable[Need], served: frozenset[str], layout: Layout) -> Draft:
    needs = [
        Need(POLICY, "who may ask is decided by role"),
        Need(CONTRACT, "parameters and answer follow the contract"),
    ]
    for entity in operation.reads:
        step = endpoints_of(entity) if endpoints_of(entity) in served else migration_of(entity)
        needs.append(Need(step, f"it reads {title(entity)}"))
    needs += told
    return Draft(
        id=f"step.query.{snake(operation.name)}",
        title=f"Answer the query {operation.name}",
        kind="query",
        phase="breadth",
        lane="api",
        says=operation.description,
        effort=effort(4),
        because=operation.because,
        needs=tuple(needs),
        create=(fill(layout.module, operation.name), fill(layout.test, operation.name)),
        makes=(operation.id,),
        acceptance=(
            *_answered(operation),
            critical(
                f"EXPLAIN of its statement shows no sequential scan over a table that grows{_left_out(operation)}."
            ),
        ),
        verify=(Verification(fill(layout.test_one, operation.name), layout.passes),),
    )


def _answered(operation: Operation) -> Iterator[Criterion]:
    """What it answers, and what nobody learns by asking."""
    reader = "nothing is told of rows that its caller may not read" if not operation.security.public else "nothing else"
    yield critical(f"On rows that the test wrote it answers what they come to, and {reader}.")
    required = [p for p in operation.parameters if p.purpose == "input" and p.required]
    if operation.security.public and len(required) > 1:
        names = listing([p.name for p in required])
        yield critical(f"Where one of {names} is wrong it answers as if no row had any of them, and as quickly.")


def _left_out(operation: Operation) -> str:
    """Times that narrow what is read, where callers may leave them out: then everything there ever was is read."""
    times = [
        p.name
        for p in operation.parameters
        if p.purpose == "input" and not p.required and p.member.type is not None and p.member.type.kind in _TIMES
    ]
    return f", also where {listing(times, 'or')} is left out" if times else ""


_TIMES = frozenset({TypeKind.DATE, TypeKind.TIMESTAMP})
