"""The step that makes and ends the sign-ins of roles that no account of the design carries: no operation does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.derive.work.drafts import Draft, critical, effort, expected
from planner.derive.work.foundation import AUTH, DATABASE
from planner.derive.work.layout import Layout, fill
from planner.model.database import Database, InValues, Table
from planner.model.work import Need, Verification
from planner.naming import listing

PRINCIPALS: Final = "step.principals"


def principals_step(database: Database, layout: Layout) -> Iterator[Draft]:
    """The step, where the plan keeps such sign-ins."""
    table = next((t for t in database.tables if _keeps_them(t)), None)
    if table is None:
        return
    roles = _roles(table)
    next_time = "renewal" if any(t.name == "refresh_tokens" for t in database.tables) else "request"
    yield Draft(
        id=PRINCIPALS,
        title=f"Make and disable sign-ins of {listing(roles)} by a command",
        kind="auth",
        phase="foundation",
        lane="security",
        says=f"Nobody signs up as {listing(roles, 'or')}: one command makes a row of {table.name} for an address and a role and "
        "sends it a code to set a password with, one disables it and ends what it has open, one lists them.",
        effort=effort(3),
        because=table.because,
        needs=(
            Need(AUTH, "they sign in by it, and set their password by its codes"),
            Need(DATABASE, f"{table.name} keeps them"),
        ),
        create=(fill(layout.service, "principals"), fill(layout.test, "principals")),
        acceptance=(
            critical("On an empty database the command makes the first of each role, who then signs in."),
            critical(f"Who is disabled is refused with the next sign-in and the next {next_time}."),
            expected("Neither the command line nor a log line holds a password."),
        ),
        verify=(Verification(fill(layout.test_one, "principals"), layout.passes),),
    )


def _keeps_them(table: Table) -> bool:
    return table.kind == "system" and table.column("disabled_at") is not None and table.column("role") is not None


def _roles(table: Table) -> list[str]:
    """The roles that may stand in it."""
    found = (
        c.predicate.values for c in table.checks if isinstance(c.predicate, InValues) and c.predicate.column == "role"
    )
    return list(next(found, ()))
