"""Parameters that no row answers and addresses that nothing calls are asked about."""

from __future__ import annotations

import pytest

from planner import make_plan
from planner.read.design import read_design_text

PARCELS = """
planner: 1
name: Parcels
roles: {{clerk: Sorts.}}
entities:
  Sender: {{fields: {{name: string(40), {url}: url}}, access: {{list: clerk, get: clerk, create: clerk}}}}
  Parcel:
    fields: {{code: string(14) unique required}}
    relations: {{sender: belongs_to Sender required}}
    access: {{list: clerk, get: clerk, create: clerk}}
queries:
  track: {{path: /track, params: {{{params}}}, returns: {{code: string(14)}}, access: public}}
events: {{parcel.made: {{of: Parcel, payload: [id]}}}}
jobs: {{tell: {{on: parcel.made, of: Parcel, does: "{does}"}}}}
"""


def asked(params: str = "code: string(14)", url: str = "homepage", does: str = "Prints a label.") -> dict[str, str]:
    """Questions by id."""
    plan = make_plan(read_design_text(PARCELS.format(params=params, url=url, does=does))).plan
    assert plan is not None
    return {q.id: q.asks for q in plan.questions}


def test_a_parameter_that_no_row_has_is_asked_about() -> None:
    found = asked("code: string(14) required, postcode: string(8) required")
    assert "compare postcode with" in found["question.query.track.params"]


@pytest.mark.parametrize("params", [
    "code: string(14)", "sender: uuid", "since: date, until: date", "sender_id: uuid", "codes: list(string(14))",
    "near: point, radius: int", "parcel: uuid", "search: string(40)",
])  # fmt: skip
def test_a_parameter_that_rows_or_any_read_know_is_not(params: str) -> None:
    assert "question.query.track.params" not in asked(params)


def test_an_address_that_is_to_be_called_and_is_not_is_asked_about() -> None:
    assert "question.sender.webhook_url.called" in asked(url="webhook_url")
    assert "question.sender.webhook_url.called" not in asked(url="webhook_url", does="Calls the webhook of the sender.")
    assert not [i for i in asked() if i.endswith(".called")]


def test_a_public_query_tells_nobody_which_of_its_words_was_wrong() -> None:
    def shown(params: str) -> str:
        plan = make_plan(read_design_text(PARCELS.format(params=params, url="homepage", does="Prints."))).plan
        assert plan is not None
        return " ".join(c.says for c in next(s for s in plan.work.steps if s.id == "step.query.track").acceptance)

    both = shown("code: string(14) required, name: string(40) required")
    assert "Where one of code and name is wrong it answers as if no row had any of them" in both
    assert "On rows that the test wrote it answers what they come to" in both
    assert "Where one of" not in shown("code: string(14) required, name: string(40)")
