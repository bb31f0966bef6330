"""What signing in leaves open: whether an address is proven to be its holder's, and whether two accounts may share one."""

from __future__ import annotations

from collections.abc import Iterator

from planner.model.design import Design
from planner.model.domain import Domain
from planner.model.risks import OpenQuestion
from planner.naming import listing
from planner.rules.facts.accounts import PROVEN, given_passwords, shared_addresses, unproven_addresses


def sign_in_questions(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    """At most one of each kind."""
    if not any(s.path == PROVEN for s in design.controls):
        yield from _unproven(domain, design)
    yield from _shared(domain, design)
    yield from _given(domain, design)


def _unproven(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    found = unproven_addresses(domain, design)
    if found:
        names = listing([f"{e.name}.{f.name}" for e, f in found], "or")
        yield OpenQuestion(
            "question.accounts.proven_address",
            PROVEN,
            f"Is {names} proven to be its holder's before it signs in to {design.name}, and a new one before it takes the old "
            "one's place?",
            "no: whoever signs up with the address of somebody else holds it until that person asks for a new password",
            "the operations that mail a code and take it back, its table, and what an unproven account may do",
            tuple(f.path for _, f in found),
        )


def _shared(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    """Two tables of accounts in which the same address could stand."""
    sharing = shared_addresses(domain, design)
    if sharing:
        names = [name for name, _ in sharing]
        both = "both" if len(names) == 2 else "each"
        yield OpenQuestion(
            "question.accounts.same_address",
            "rules",
            f"As whom does an address sign in to {design.name} that {listing(names)} {both} have?",
            "nobody has it twice: an address that one of them signs in with is refused to the others",
            "what sign-in asks beside the address, and which addresses sign-up refuses: a rule says so in words",
            tuple(path for _, path in sharing),
        )


def _given(domain: Domain, design: Design) -> Iterator[OpenQuestion]:
    """Accounts that others make, who send the password along."""
    found = given_passwords(domain, design)
    if found:
        names = [f"{e.name}.{f.name}" for e, f, _ in found]
        makers = listing(list(dict.fromkeys(m for _, _, many in found for m in many)), "or")
        yield OpenQuestion(
            "question.accounts.given_password",
            found[0][1].path,
            f"Who chooses {listing(names)}, as nobody signs up and {makers} makes the account?",
            f"{makers}: the body carries it, and so somebody else knows it until it is changed",
            "`readonly` on it: its holder sets it with the code of a mail, and no body carries it",
            tuple(f.path for _, f, _ in found),
        )
