"""How tenants are kept apart, said or decided: what the schema and the contract make of it."""

from __future__ import annotations

import pytest

from planner import make_plan
from planner.model.plan import Plan
from planner.read.design import read_design_text

DESIGN = """
planner: 1
name: T
summary: T.
stack: {{database: postgresql, auth: jwt}}
tenancy: {{root: Org{said}}}
{choices}
roles: {{member: Works.}}
entities:
  Org: {{fields: {{name: string(1..80) required}}, access: {{get: member}}}}
  Person:
    account: member
    fields: {{email: email required unique pii, password: password required}}
    access: {{get: owner, create: member}}
  Note:
    fields: {{text: text required}}
    relations: {{org: belongs_to Org required}}
    access: {{list: member, get: member, create: member}}
"""


def planned(said: str = "", decided: str = "") -> Plan:
    choices = f"choices: {{tenancy-isolation: {{option: {decided}, because: It is so.}}}}" if decided else ""
    made = make_plan(read_design_text(DESIGN.format(said=said, choices=choices)))
    assert made.plan is not None, made.diagnostics
    return made.plan


def members(plan: Plan, name: str) -> list[str]:
    return [m.name for p in plan.api.payloads if p.name == name for m in p.members]


def test_rows_of_all_tenants_in_one_table() -> None:
    plan = planned()
    assert plan.database.table("people").tenant_column == "org_id"
    assert plan.database.table("people").policies
    assert members(plan, "Credentials") == ["email", "password"], "no other tenant has the address"


@pytest.mark.parametrize("way", ["schema", "database"])
@pytest.mark.parametrize("how", ["said", "decided"])
def test_a_place_of_its_own_for_each_tenant(way: str, how: str) -> None:
    plan = planned(said=f", isolation: {way}") if how == "said" else planned(decided=way)
    assert plan.domain.isolation == way
    assert all(t.tenant_column is None for t in plan.database.tables)
    assert plan.database.table("people").column("org_id") is None
    assert members(plan, "Credentials") == ["org_id", "email", "password"], "which one is said before signing in"
    told = [d for d in plan.diagnostics if d.code == "DB016"]
    assert [d.path for d in told] == ["entities.Person.fields.email"], "no key reaches across tenants"


@pytest.mark.parametrize("way", ["row", "schema", "database"])
def test_the_tenant_comes_from_the_credential_whatever_keeps_tenants_apart(way: str) -> None:
    assert members(planned(decided=way), "NoteCreate") == ["text"]


SHARED = DESIGN.replace(
    "fields: {{email: email required unique pii, password: password required}}",
    "fields: {{email: email required pii, password: password required}}\n    unique: [[email]]",
)


def test_an_address_that_two_tenants_may_know_is_looked_up_in_one() -> None:
    reading = read_design_text(SHARED.format(said="", choices=""))
    plan = make_plan(reading).plan
    assert plan is not None, reading.diagnostics
    assert members(plan, "Credentials") == ["org_id", "email", "password"]
    assert members(plan, "Recovery") == ["org_id", "email"]
