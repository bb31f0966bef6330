"""What only shows once relations are resolved: owner paths over relations that a mirror has made."""

from __future__ import annotations

from planner import codes
from planner.derive.infer.owners import account_at
from planner.diagnostics import Diagnostic, Severity
from planner.model.domain import Domain


def check_domain(domain: Domain) -> tuple[Diagnostic, ...]:
    """Owner paths that lead elsewhere."""
    problems: list[Diagnostic] = []
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
    return tuple(problems)


def _error(code: str, message: str, path: str, hint: str = "") -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, None, hint, path)
