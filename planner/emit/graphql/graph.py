"""What makes the schema a graph: fields that lead from a row to the rows it refers to, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from planner.emit.graphql.types import Types, described
from planner.model.api import Operation, OperationKind, Parameter
from planner.model.domain import Domain, DomainEntity
from planner.naming import camel, pascal, snake, title

MAX_DEPTH: Final = 8
MAX_COST: Final = 1000
MAX_PAGE: Final = 100
PAGE_COST: Final = 10
PAGE: Final = {"first": "Int = 20", "after": "String"}
_PAGED: Final = ", ".join(f"{name}: {kind}" for name, kind in PAGE.items())


class Edge(Struct, frozen=True):
    """A field that leads to other rows."""

    name: str
    target: str
    many: bool
    says: str


class Graph:
    """Who may follow which edge: whoever may read the rows at its far end."""

    def __init__(self, domain: Domain, operations: tuple[Operation, ...], types: Types) -> None:
        self._domain = domain
        self._rows = types.rows
        self._types = types
        self._sorts: dict[str, Parameter] = {}
        self._lists: dict[str, str] = {}
        self._gets: dict[str, str] = {}
        for operation in operations:
            if operation.entity is not None and operation.kind is OperationKind.LIST:
                self._lists.setdefault(operation.entity, callers(operation))
                for sort in operation.parameters if operation.entity not in self._sorts else ():
                    if sort.purpose == "sort":
                        self._sorts[operation.entity] = sort
            elif operation.entity is not None and operation.kind is OperationKind.GET:
                self._gets.setdefault(operation.entity, callers(operation))

    def _followers(self, edge: Edge) -> str | None:
        """Whoever lists rows follows an edge to many, whoever gets one an edge to one; else whoever reads at all."""
        first, second = (self._lists, self._gets) if edge.many else (self._gets, self._lists)
        return first.get(edge.target) or second.get(edge.target)

    def edges(self, entity: DomainEntity) -> Iterator[Edge]:
        """References first, then what points here, then links."""
        for r in entity.references:
            if len(r.targets) == 1 and not r.private:
                yield Edge(r.name, r.targets[0], False, r.says or f"The {title(r.name)}, for callers who may read it.")
        for c in entity.collections:
            yield Edge(c.name, c.target, c.many, c.says or f"The {title(c.name)} that the caller may read.")
        for p in entity.pairings:
            yield Edge(p.name, p.target, True, p.says or f"The {title(p.name)} that the caller may read.")
        for p in entity.paired_by:
            if p.inverse is not None:
                yield Edge(p.inverse, p.entity, True, f"The {title(p.inverse)} that the caller may read.")

    def fields(self, entity: str, taken: set[str]) -> Iterator[tuple[str, str | None]]:
        """Lines of a type for its edges, each with the row it pages over; names the row has already come first."""
        for edge in self.edges(self._domain.entities[entity]):
            name, row, who = camel(edge.name), self._rows.get(edge.target), self._followers(edge)
            if row is None or who is None or name in taken:
                continue
            taken.add(name)
            head = f"{described(edge.says, '  ')}  {name}"
            if edge.many:
                yield f"{head}({self._paged(edge)}): {row}Connection! @cost(value: {PAGE_COST}){who}", row
            else:
                yield f"{head}: {row} @cost(value: 1){who}", None

    def _paged(self, edge: Edge) -> str:
        """The arguments of a page: in an order of the rows' own list, where they have one."""
        sort = self._sorts.get(edge.target)
        return f"orderBy: {self._types.order(sort, pascal(edge.target))}, {_PAGED}" if sort is not None else _PAGED

    def stands_for(self, o: Operation) -> bool:
        """Whether an edge leads to the rows that an operation lists."""
        if o.kind is not OperationKind.LINK_LIST or o.entity is None:
            return False
        edges = self.edges(self._domain.entities[o.entity])
        return any(o.id == f"op.{snake(o.entity)}.{snake(e.name)}_list" and self._followers(e) for e in edges)


def callers(o: Operation) -> str:
    """Who may ask, as a directive."""
    return access(tuple(dict.fromkeys(s.role for s in o.security.scopes)) or ("nobody",))


def access(names: tuple[str, ...]) -> str:
    """The directive for these callers."""
    return f" @access(callers: {json.dumps(names, ensure_ascii=False)})"


def connection(row: str) -> str:
    """A page of rows."""
    return (
        f"type {row}Connection {{\n  edges: [{row}Edge!]!\n  nodes: [{row}!]!\n  pageInfo: PageInfo!\n}}\n\n"
        f"type {row}Edge {{\n  cursor: String!\n  node: {row}!\n}}"
    )
