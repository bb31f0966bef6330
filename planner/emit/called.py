"""What callers type to ask for an operation: method and path over HTTP, else the name that the contract gives it."""

from __future__ import annotations

from typing import Final

from planner.model.api import Operation, OperationKind, Style
from planner.naming import camel, pascal

_OVER_HTTP: Final = frozenset({OperationKind.WEBHOOK, OperationKind.HEALTH, OperationKind.READY})


def called(o: Operation, style: Style) -> tuple[str, str]:
    """The way it is asked for, and its name there."""
    if style == "rest" or o.kind in _OVER_HTTP:
        return o.method, o.path
    if style == "grpc":
        return "rpc", pascal(o.name)
    if o.kind is OperationKind.LINK_LIST and o.entity is not None:
        member = o.id.rpartition(".")[2].removesuffix("_list")
        return "field", f"{pascal(o.entity)}.{camel(member)}"
    return "query" if o.method == "GET" else "mutation", o.name
