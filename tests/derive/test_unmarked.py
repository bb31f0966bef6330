"""What is of a person by its name, and marked as such by nothing, is asked about once."""

from __future__ import annotations

import pytest

from planner import make_plan
from planner.read.design import read_design_text

HEAD = "planner: 1\nname: Pay\nroles: {clerk: Pays.}\n"


def asks(fields: str, entity: str = "Payee") -> str:
    """The question, or nothing."""
    text = (
        f"{HEAD}entities: {{{entity}: {{fields: {{{fields}}}, access: {{list: clerk, get: clerk, create: clerk}}}}}}\n"
    )
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    return next((q.asks for q in plan.questions if q.id == "question.personal.unmarked"), "")


@pytest.mark.parametrize("field", [
    "iban: string(15..34) required sensitive", "account_number: string(20)", "sort_code: string(6..8) sensitive",
    "routing_number: string(9..9)", "bic: string(8..11)", "date_of_birth: date", "first_name: string(80)", "email: email",
    "mobile: phone", "passportNumber: string(20) sensitive", "bank_account: string(30)",
])  # fmt: skip
def test_a_name_of_a_person_or_their_bank_is_asked_about(field: str) -> None:
    assert f"Payee.{field.partition(':')[0]}" in asks(field)


@pytest.mark.parametrize("field", [
    "iban: string(15..34) required pii sensitive", "total: money", "code: string(8)", "serial_number: string(20)",
    "published_on: date", "secret_number: secret", "file_name: string(80)",
])  # fmt: skip
def test_what_is_marked_or_of_nobody_is_not(field: str) -> None:
    assert asks(field) == ""


def test_an_organisation_has_an_address_of_its_own() -> None:
    assert asks("email: email", "Company") == "" and asks("iban: string(34)", "Company")


def test_many_are_one_question() -> None:
    many = asks(", ".join(f"iban{n}_iban: string(34)" for n in range(9)))
    assert many.count("Payee.") == 6 and "3 more" in many
