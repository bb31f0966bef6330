"""Which ids a call without a path has to send: a part is found by its own, unless its key is made of several.

Knows operations, not how a contract is written.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from planner.model.api import Operation, OperationKind, Parameter
from planner.model.plan import Plan

_K = OperationKind
_ONE_PART: Final = frozenset({_K.GET, _K.UPDATE, _K.DELETE})
_AMONG_PARTS: Final = frozenset({_K.LIST, _K.CREATE, _K.SIGN_UP})


class Wholes(Struct, frozen=True):
    """Part -> the parameters that name its whole, where its own id finds it in all of them."""

    above: dict[str, tuple[str, ...]]

    def needed(self, operation: Operation) -> list[Parameter]:
        """The parameters of an operation without what its row says by itself."""
        one = not operation.bulk and operation.kind not in _AMONG_PARTS
        above = self.above.get(operation.entity or "", ()) if one else ()
        return [p for p in operation.parameters if p.name not in above]


def wholes_named(plan: Plan) -> Wholes:
    """The parts of a plan that have an id of their own."""
    found: dict[str, tuple[str, ...]] = {}
    for o in plan.api.operations:
        entity = plan.domain.entities.get(o.entity or "")
        if entity is not None and not entity.key and entity.parent is not None and o.kind in _ONE_PART:
            found.setdefault(entity.name, tuple(p.name for p in o.parameters if p.place == "path")[:-1])
    return Wholes(found)
