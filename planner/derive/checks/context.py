"""What all checks share: the design by name, and the list of problems."""

from __future__ import annotations

from collections.abc import Iterable

from planner.derive.infer.mixins import merge_mixins
from planner.diagnostics import Diagnostic, Severity
from planner.model.design import Design, Entity
from planner.naming import suggest

IMPLICIT = ("id", "created_at", "updated_at")


class Checking:
    """A design looked up by name; problems gather in `problems`."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self.entities = merge_mixins(design)
        self.external = frozenset(n for s in design.services if s.external for n in s.owns)
        self.roles = frozenset(r.name for r in design.roles) or frozenset({"user"})
        self.enums = {e.name: e for e in design.enums}
        self.events = {e.name: e for e in design.events}
        self.integrations = frozenset(i.name for i in design.integrations)
        self.inverses: dict[str, list[str]] = {}
        for entity in self.entities.values():
            for relation in entity.relations:
                if relation.inverse:
                    for target in relation.targets:
                        self.inverses.setdefault(target, []).append(relation.inverse)
        self.problems: list[Diagnostic] = []

    def error(self, code: str, message: str, path: str, hint: str = "") -> None:
        """A problem that stops the plan."""
        self.problems.append(Diagnostic(code, Severity.ERROR, message, None, hint, path))

    def warn(self, code: str, message: str, path: str, hint: str = "") -> None:
        """A problem that does not."""
        self.problems.append(Diagnostic(code, Severity.WARNING, message, None, hint, path))

    def unknown(self, code: str, what: str, word: str, known: Iterable[str], path: str) -> None:
        """A name that names nothing, with the one that was probably meant."""
        names = tuple(known)
        near = suggest(word, names)
        hint = (
            f"did you mean '{near}'?"
            if near
            else f"known are {', '.join(names[:12])}"
            if names
            else f"the design has no {what} yet"
        )
        self.error(code, f"there is no {what} '{word}'", path, hint)


def members(entity: Entity) -> tuple[str, ...]:
    """Every name usable in filters, sorts, indexes and payloads of an entity."""
    extra = (("version",) if entity.versioned else ()) + (("deleted_at",) if entity.soft_delete else ())
    return (*(f.name for f in entity.fields), *(r.name for r in entity.relations), *IMPLICIT, *extra)
