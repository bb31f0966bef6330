"""What callers type to ask for an operation: method and path over HTTP, else the name that the contract gives it."""

from __future__ import annotations

from typing import Final

from planner.model.api import Operation, OperationKind, Style
from planner.naming import pascal

_OVER_HTTP: Final = frozenset({OperationKind.WEBHOOK, OperationKind.HEALTH, OperationKind.READY})


def called(o: Operation, style: Style) -> tuple[str, str]:
    """The way it is asked for, and its name there."""
    if style == "rest" or o.kind in _OVER_HTTP:
        return o.method, o.path
    if style == "grpc":
        return "rpc", pascal(o.name)
    return "query" if o.method == "GET" else "mutation", o.name
