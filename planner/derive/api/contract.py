"""What every part of the API pass shares: the names and paths given so far, and who is served where."""

from __future__ import annotations

from typing import Final

from planner.derive.api.claims import Names, Paths
from planner.derive.api.members import Members
from planner.derive.api.security import Holders, is_served, is_unsaid
from planner.diagnostics import Diagnostic, Severity
from planner.model.api import Member, Payload, Unserved
from planner.model.decisions import Settings
from planner.model.design import BusinessRule, Design
from planner.model.domain import Domain, DomainEntity
from planner.model.entities import AccessRule, OnDelete
from planner.naming import article, pascal, snake, title
from planner.rules.facts.accounts import proven_addresses

_BROUGHT: Final = ("Problem", "StoredFile", "FileOffer", "Point")
"""Types that every style of contract brings itself."""
_OF_LANGUAGES: Final = ("Array", "Headers", "Map", "Object", "Promise", "Record", "Set")
"""Types that generated clients use under their bare names: one of the contract beside them would not compile."""


class Contract:
    """The contract while it is being derived."""

    def __init__(self, domain: Domain, design: Design, settings: Settings) -> None:
        elsewhere = frozenset(name for s in design.services if s.external for name in s.owns)
        self.domain = domain
        self.design = design
        self.settings = settings
        self.entities = tuple(e for e in domain.entities.values() if e.name not in elsewhere)
        self.owned = frozenset(e.name for e in self.entities)
        self.names, self.operations, self.tags, self.paths = Names(), Names(), Names(), Paths()
        for given in (*_BROUGHT, *_OF_LANGUAGES):
            self.names.claim(given)
        self.reads = {name: self.names.claim(pascal(name), f"{pascal(name)}Row") for name in domain.entities}
        self.members = Members(domain, settings, self.names)
        self.payloads: dict[str, Payload] = {}
        self.notes: list[Diagnostic] = []
        self.unserved: list[Unserved] = []
        self.holders = Holders(domain)
        self.readers: dict[str, tuple[str, ...]] = {}
        self.rows: dict[str, tuple[Member, ...]] = {}
        self.writable: dict[int, Member] = {}
        self.held = _held(domain)
        self.proven = proven_addresses(domain, design)
        self.limited = settings.profile == "strict" or any(c.name.startswith("rate_limits") for c in design.controls)
        self.counted = _counted(domain)
        self.rules = _rules(design)
        self.nested: set[str] = set()
        self._types: dict[tuple[str, str], str] = {}

    def type_name(self, entity: DomainEntity, suffix: str) -> str:
        """The name of a payload of an entity: `OrderCreate`; the row itself is `Order`."""
        at = (entity.name, suffix)
        found = self._types.get(at)
        if found is None:
            wanted = f"{pascal(entity.name)}{suffix}"
            found = self._types[at] = self.names.claim(wanted, f"{wanted}Body")
        return found

    def add(self, payload: Payload) -> str:
        """Keeps a payload; its name."""
        self.payloads[payload.name] = payload
        return payload.name

    def admits(self, entity: DomainEntity, operation: str, rule: AccessRule | None) -> bool:
        """Whether an operation is served; where the design does not say, that is noted."""
        if is_served(rule, self.domain):
            return True
        if is_unsaid(rule, self.domain):
            path = rule.path if rule is not None else f"{entity.path}.access.{operation}"
            self.deny(
                f"{snake(entity.name)}.{snake(operation)}",
                entity.name,
                operation,
                path,
                (entity.path,),
                f"{title(operation)} {article(title(entity.name))}",
            )
        return False

    def deny(self, id: str, entity: str, operation: str, path: str, because: tuple[str, ...], does: str) -> None:
        """Notes an operation that nobody is given."""
        self.unserved.append(Unserved(f"unserved.{id}", entity, operation, path, does, because))

    def warn(self, code: str, message: str, path: str, hint: str = "") -> None:
        """A problem of the contract that does not stop it."""
        self.notes.append(Diagnostic(code, Severity.WARNING, message, None, hint, path))

    def inform(self, code: str, message: str, path: str, hint: str = "") -> None:
        """Something that works, but not for every row or as it was written."""
        self.notes.append(Diagnostic(code, Severity.INFO, message, None, hint, path))


def _rules(design: Design) -> dict[str, list[BusinessRule]]:
    """Entity -> the rules that speak of it."""
    found: dict[str, list[BusinessRule]] = {}
    for rule in design.rules:
        for name in rule.on:
            found.setdefault(name, []).append(rule)
    return found


def _counted(domain: Domain) -> dict[str, tuple[tuple[str, str], ...]]:
    """Entity -> the collections its rows stand in elsewhere, each with the relation that puts them there."""
    found: dict[str, list[tuple[str, str]]] = {}
    for entity in domain.entities.values():
        for collection in entity.collections:
            found.setdefault(collection.target, []).append((collection.name, collection.reference))
    return {name: tuple(places) for name, places in found.items()}


def _held(domain: Domain) -> frozenset[str]:
    """Entities whose rows cannot go while others refer to them."""
    return frozenset(
        target
        for entity in domain.entities.values()
        for reference in entity.references
        if reference.on_delete is OnDelete.RESTRICT
        for target in reference.targets
    )
