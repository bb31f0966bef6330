"""Steps before the features: sign-ins that nobody signs up for, repeated requests, resets; and what waits for which."""

from __future__ import annotations

from pathlib import Path

from planner import make_plan, read_design
from planner.model.plan import Plan
from planner.model.work import Step
from planner.read.design import read_design_text

SHOP = Path(__file__).parents[2] / "examples/bookshop.yaml"


def shop() -> dict[str, Step]:
    """The steps of the shop."""
    plan = make_plan(read_design(SHOP)).plan
    assert plan is not None
    return {s.id: s for s in plan.work.steps}


def small(text: str) -> Plan:
    """The plan of a small design."""
    plan = make_plan(read_design_text(f"planner: 1\nname: Small\n{text}")).plan
    assert plan is not None
    return plan


def waits(step: Step) -> dict[str, str]:
    """What a step waits for, and why."""
    return {n.step: n.because for n in step.depends_on}


def says(step: Step) -> str:
    """What its criteria say."""
    return "\n".join(c.says for c in step.acceptance)


def test_staff_are_made_by_a_command_where_no_operation_makes_them() -> None:
    steps = shop()
    found = steps["step.principals"]
    assert "staff" in found.title and "the first of each role" in says(found)
    assert waits(steps["step.access_matrix"])["step.principals"] == "its callers sign in"
    own = "roles: {person: Writes.}\nentities: {Person: {account: person, fields: {email: email required unique, password: password required}, access: {create: public, get: owner}}}"
    assert "step.principals" not in {s.id for s in small(own).work.steps}


def test_a_repeated_request_has_a_step_that_every_operation_with_a_key_waits_for() -> None:
    steps = shop()
    assert "checkoutOrder" in steps["step.idempotency"].says
    for later in ("step.order.endpoints", "step.order.actions", "step.order_item.endpoints"):
        assert "may be sent again" in waits(steps[later])["step.idempotency"]
    assert "step.idempotency" not in waits(steps["step.book.endpoints"])
    read = small("entities: {Note: {operations: [list, get], fields: {body: text}}}")
    assert "step.idempotency" not in {s.id for s in read.work.steps}


def test_sign_in_shows_its_renewal_and_its_reset_and_waits_for_the_mail() -> None:
    auth = shop()["step.auth"]
    assert "second time ends every sign-in of its family" in says(auth)
    assert "answered alike" in says(auth) and "works once" in says(auth)
    assert waits(auth)["step.integration.mailer.client"] == "mailer carries the code of a reset"


def test_a_rule_is_tested_through_operations_that_are_there() -> None:
    needs = waits(shop()["step.rule.one_currency"])
    assert {"step.order.endpoints", "step.order_item.endpoints", "step.order.actions"} <= set(needs)


def test_the_matrix_of_rights_has_every_operation() -> None:
    steps = shop()
    assert {"step.accepted_work", "step.integration.payments.webhook"} <= set(waits(steps["step.access_matrix"]))


def test_a_whole_is_made_with_its_parts_and_amounts_are_copied() -> None:
    steps = shop()
    assert "One wrong order item refuses the order with all its order items" in says(steps["step.order.endpoints"])
    assert "Unit price of a new order item is what its book had" in says(steps["step.order_item.endpoints"])


def test_a_query_is_quick_also_where_its_times_are_left_out() -> None:
    found = shop()["step.query.bestsellers"]
    assert "also where since is left out" in says(found)
    assert found.says.startswith("Books by copies sold since a day.")


def test_who_is_disabled_is_out_with_whatever_the_sign_in_gives() -> None:
    assert "the next sign-in and the next renewal." in says(shop()["step.principals"])
    own = "stack: {auth: session}\ncontext: {consumers: [web]}\nroles: {clerk: Works.}\nentities: {Note: {fields: {body: text}, access: {list: clerk}}}"
    found = {s.id: s for s in small(own).work.steps}
    assert "the next sign-in and the next request." in says(found["step.principals"])


def test_operations_of_a_long_row_are_counted() -> None:
    made = "".join(f"  N{i}: {{fields: {{body: text}}, access: {{create: clerk}}}}\n" for i in range(6))
    found = {s.id: s for s in small(f"roles: {{clerk: Works.}}\nentities:\n{made}").work.steps}
    assert "createN0, createN1, createN2, createN3 and 2 more)" in found["step.idempotency"].says


def test_a_job_of_several_events_runs_on_one_or_the_other() -> None:
    told = "events: {note.created: {of: Note, payload: [id]}, note.deleted: {of: Note, payload: [id]}}\n"
    text = f"{told}jobs: {{tell: {{on: [note.created, note.deleted], of: Note, does: Tells.}}}}\nroles: {{clerk: Works.}}\n"
    note = "entities: {Note: {fields: {body: text}, access: {create: clerk, delete: clerk}}}"
    found = {s.id: s for s in small(text + note).work.steps}
    assert found["step.job.tell"].title == "Run tell on note.created or note.deleted"
