"""What only shows once relations and owners are resolved: parts in circles, owners that are no accounts."""

from __future__ import annotations

from planner import codes
from planner.derive.infer.owners import account_at
from planner.diagnostics import Diagnostic, Severity
from planner.graph import stable_order
from planner.model.design import Design
from planner.model.domain import Domain


def check_domain(design: Design, domain: Domain) -> tuple[Diagnostic, ...]:
    """Circles of parts, owner paths that lead elsewhere, keys that contain themselves."""
    problems: list[Diagnostic] = []
    parents = {e.name: (e.parent.targets[0],) if e.parent else () for e in domain.entities.values()}
    for cycle in stable_order(tuple(parents), parents).cycles:
        problems.append(
            _error(
                codes.MOD_PART_CYCLE,
                f"{' is part of '.join((*cycle, cycle[0]))}",
                f"{domain.entities[cycle[0]].path}.part_of",
            )
        )
    keyed = {e.name: tuple(r.targets[0] for r in e.references if r.name in e.key) for e in domain.entities.values()}
    for cycle in stable_order(tuple(keyed), keyed).cycles:
        problems.append(
            _error(
                codes.MOD_KEY,
                f"the keys of {' and '.join(cycle)} contain each other",
                f"{domain.entities[cycle[0]].path}.key",
            )
        )
    for entity in domain.entities.values():
        if entity.owner and entity.parent is None and account_at(entity, entity.owner, domain.entities) is None:
            problems.append(
                _error(
                    codes.MOD_OWNER,
                    f"the owner path {'.'.join(entity.owner)} of {entity.name} does not end at an account",
                    f"{entity.path}.owner",
                    "name belongs_to relations, up to an entity with `account:`",
                )
            )
    if design.stack.database and design.stack.database.lower() in _DOCUMENT_STORES:
        problems.append(
            _error(
                codes.MOD_DOCUMENT_STORE,
                f"{design.stack.database} keeps documents, and the plan is relational",
                "stack.database",
                "choose postgresql and keep documents in json fields",
            )
        )
    return tuple(problems)


_DOCUMENT_STORES = frozenset({"mongodb", "mongo", "dynamodb", "couchdb", "firestore", "cassandra", "documentdb"})


def _error(code: str, message: str, path: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, None, hint, path)
