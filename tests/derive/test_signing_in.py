"""Whom an address signs in: it is proven to be its holder's where the design says so, and asked about where it does not."""

from __future__ import annotations

from planner import make_plan
from planner.model.plan import Plan
from planner.read.design import read_design_text

SHOP = """
planner: 1
name: Shop
stack: {{database: postgresql, auth: {auth}}}
roles: {{buyer: Buys.{more}}}
entities:
  Buyer:
    account: buyer
    fields: {{email: email required unique pii, password: password required{fields}}}
    access: {{list: none, get: owner, create: {made}, update: {changed}, delete: none}}
"""
PROVEN = "question.accounts.proven_address"
SAME = "question.accounts.same_address"


def shop(
    auth: str = "jwt", more: str = "", fields: str = "", made: str = "public", changed: str = "owner", rest: str = ""
) -> Plan:
    """The plan of a shop whose buyers sign up."""
    text = SHOP.format(auth=auth, more=more, fields=fields, made=made, changed=changed) + rest
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    return plan


def asked(plan: Plan) -> dict[str, str]:
    """Questions by id."""
    return {q.id: q.asks for q in plan.questions}


def test_an_address_that_nothing_proves_is_asked_about() -> None:
    assert "Buyer.email" in asked(shop())[PROVEN]
    assert "Buyer.email" in asked(shop(more=", staff: Sells.", made="staff"))[PROVEN], "who holds it may change it"


def test_an_address_that_is_proven_or_no_business_of_ours_is_not() -> None:
    for plan in (
        shop(fields=", email_verified_at: timestamp readonly"),
        shop(fields=", status: enum(unconfirmed | active) = unconfirmed"),
        shop(auth="oidc"),
        shop(more=", staff: Sells.", made="staff", changed="staff"),
        shop(rest="controls: {proven_address: true}\n"),
        shop(rest="controls: {proven_address: false}\n"),
    ):
        assert PROVEN not in asked(plan)


def test_where_it_is_to_be_proven_a_code_goes_out_and_comes_back() -> None:
    plan = shop(rest="controls: {proven_address: true}\n")
    calls = {o.kind.value: o for o in plan.api.operations}
    assert calls["proof_request"].path == "/auth/address-proof" and not calls["proof_request"].security.public
    assert calls["proof_confirm"].security.public and 401 in {r.status for r in calls["proof_confirm"].refusals}
    assert plan.database.table("address_proofs").column("token_hash") is not None
    auth = next(s for s in plan.work.steps if s.id == "step.auth")
    assert {calls["proof_request"].id, calls["proof_confirm"].id} <= set(auth.makes)
    assert any("not proven reads and writes nothing" in c.says for c in auth.acceptance)


def test_a_new_address_goes_through_its_proof_and_no_update() -> None:
    def written(plan: Plan, kind: str) -> set[str]:
        operation = next(o for o in plan.api.operations if o.kind.value == kind)
        return {m.name for p in plan.api.payloads if p.name == operation.request for m in p.members}

    fields = ", name: string(1..80)"
    assert "email" in written(shop(fields=fields), "update")
    proven = shop(fields=fields, rest="controls: {proven_address: true}\n")
    assert "email" not in written(proven, "update") and "email" in written(proven, "sign_up")


def test_one_address_in_two_tables_of_accounts_is_asked_about() -> None:
    plan = shop(more=", staff: Sells.")
    assert asked(plan)[SAME] == "As whom does an address sign in to Shop that Buyer and staff both have?"
    auth = next(s for s in plan.work.steps if s.id == "step.auth")
    assert any("one of Buyer and staff is refused to the others" in c.says for c in auth.acceptance)


def test_one_table_or_words_that_settle_it_leave_nothing_to_ask() -> None:
    words = "constraints: [{id: apart, kind: hard, says: Nobody is staff and buyer with the same e-mail address.}]\n"
    for plan in (shop(), shop(auth="oidc", more=", staff: Sells."), shop(more=", staff: Sells.", rest=words)):
        assert SAME not in asked(plan)
        auth = next(s for s in plan.work.steps if s.id == "step.auth")
        assert not any("refused to the others" in c.says for c in auth.acceptance)


def test_an_address_is_the_same_in_capitals() -> None:
    auth = next(s for s in shop().work.steps if s.id == "step.auth")
    assert any(c.says.startswith("Buyer.email is kept in small letters") for c in auth.acceptance)


GIVEN = "question.accounts.given_password"


def test_a_password_that_who_makes_the_account_sends_is_asked_about() -> None:
    found = asked(shop(more=", staff: Sells.", made="staff"))[GIVEN]
    assert found == "Who chooses Buyer.password, as nobody signs up and staff makes the account?"
    assert GIVEN not in asked(shop()), "who signs up chooses"
    assert GIVEN not in asked(shop(auth="oidc", more=", staff: Sells.", made="staff"))


def test_a_password_that_its_holder_sets_is_in_no_body() -> None:
    text = SHOP.format(auth="jwt", more=", staff: Sells.", fields="", made="staff", changed="owner")
    plan = make_plan(read_design_text(text.replace("password: password required", "password: password readonly"))).plan
    assert plan is not None and GIVEN not in asked(plan)
    made = next(o for o in plan.api.operations if o.id == "op.buyer.create")
    assert "password" not in {m.name for p in plan.api.payloads if p.name == made.request for m in p.members}
    assert "reset_confirm" in {o.kind.value for o in plan.api.operations}
    column = plan.database.table("buyers").column("password_hash")
    assert column is not None and column.nullable
