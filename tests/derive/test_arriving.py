"""Accounts of an outside identity that must have parts: who makes these is said, or the first sign-in cannot be."""

from __future__ import annotations

import pytest

from planner import make_plan
from planner.read.design import read_design_text

CLUB = """
planner: 1
name: Club
stack: {{database: postgresql, auth: {auth}}}
roles: {{member: Belongs., staff: Looks after it.}}
entities:
  Member:
    account: member
    fields: {{email: email required unique}}
    relations: {{addresses: has_many Address {count}}}
    {said}
  Address:
    part_of: member
    fields: {{line: string(200) required}}
    relations: {{member: belongs_to Member required on_delete=cascade}}
"""
NOBODY = "access: {list: staff, get: staff, create: none}"


def places(said: str = NOBODY, auth: str = "oidc", count: str = "count=1..") -> tuple[str, ...]:
    """Where the design says that members arrive without their addresses."""
    text = CLUB.format(auth=auth, count=count, said=said)
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    id = "contradiction.arrives-incomplete@entity.member"
    return next((c.places for c in plan.contradictions if c.id == id), ())


def test_a_first_sign_in_brings_no_parts() -> None:
    assert places() == ("entities.Member.relations.addresses", "entities.Member.access.create")


def test_no_operation_is_nobody_too() -> None:
    said = "operations: [list, get]\n    access: {list: staff, get: staff}"
    assert places(said) == ("entities.Member.relations.addresses", "entities.Member.operations")


@pytest.mark.parametrize(
    "changed",
    [
        {"said": "access: {list: staff, get: staff, create: public}"},
        {"said": "access: {list: staff, get: staff, create: staff}"},
        {"said": "access: {list: staff, get: staff}"},
        {"auth": "jwt"},
        {"count": "count=..3"},
    ],
    ids=["a call makes both", "somebody makes both before", "nobody has said", "the sign-up is here", "none is needed"],
)
def test_where_a_call_makes_both_or_none_is_needed_nothing_is_wrong(changed: dict[str, str]) -> None:
    assert not places(**changed)
