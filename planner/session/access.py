"""One row of an access matrix: who may, on which rows, as it is written; and the row with a right given or taken."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from planner.read.layout import Value

OPERATIONS: Final = ("list", "get", "create", "update", "delete")
Right: TypeAlias = Literal["all", "some", "no", "unsaid"]
_ALONE: Final = ("public", "none")
_ALL: Final = "all"


def granted(said: Value) -> dict[str, str] | None:
    """Caller -> the rows it reaches, as written (`all` where nothing narrows it); None where nothing is said."""
    if said is None or said == "unknown":
        return None
    if isinstance(said, dict):
        return {caller: str(rows) for caller, rows in said.items()}
    callers = said if isinstance(said, list) else [said]
    return {str(c): _ALL for c in callers if c != "none"}


def right(said: Value, caller: str) -> Right:
    """What one caller may."""
    found = granted(said)
    if found is None:
        return "unsaid"
    if caller not in found:
        return "no"
    return "all" if found[caller] == _ALL else "some"


def toggled(said: Value, caller: str) -> Value:
    """The row with the right given, or taken."""
    found = granted(said) or {}
    if caller in found:
        del found[caller]
    else:
        found = {} if caller in _ALONE else {c: rows for c, rows in found.items() if c not in _ALONE or rows != _ALL}
        found[caller] = _ALL
    return written(found)


def narrowed(said: Value, caller: str, rows: str) -> Value:
    """The row with the caller reaching these rows only; every row where nothing is said."""
    found = granted(said) or {}
    found[caller] = rows.strip() or _ALL
    return written(found)


def written(found: dict[str, str]) -> Value:
    """The row in the shortest form that says it."""
    if not found:
        return "none"
    if any(rows != _ALL for rows in found.values()):
        return dict(found)
    callers: list[Value] = list(found)
    return callers[0] if len(callers) == 1 else callers
