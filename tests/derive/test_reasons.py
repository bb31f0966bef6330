"""What a decision says for itself: reasons that speak for it, titles a reader knows, weights that would move it."""

from __future__ import annotations

import re

from planner.emit.decisions import record_view
from planner.model.decisions import Decision
from tests.rules.harness import plan_of

SHOP = """
context: {hosting: containers}
stack: {language: python, api: {style: graphql}}
roles: {clerk: Sells.}
entities:
  Book:
    fields: {title: string(1..200) required search, price: money required}
    access: {list: clerk, get: clerk, create: clerk, update: clerk, delete: clerk}
integrations:
  payments: {kind: payment, provider: stripe}
  mailer: {kind: email, provider: ses}
jobs: {digest: {schedule: "0 6 * * *", does: Sends the digest., uses: mailer}}
"""


def decision(topic: str) -> Decision:
    return next(d for d in plan_of(SHOP).decisions if d.topic == topic)


def test_a_mark_in_the_lower_half_is_no_reason_beside_a_better_one() -> None:
    reason = decision("search").reason
    assert reason.startswith("what is found is what is there")
    assert all(int(mark) > 5 for mark in re.findall(r"\((\d+) of 10", reason))


def test_the_word_of_the_design_ends_its_sentence_once() -> None:
    plan = plan_of(SHOP)
    assert record_view(decision("api-style"), 1, plan).reason == "the design says so"


def test_where_two_options_are_level_the_weight_that_turns_it_is_any_above() -> None:
    told = [f.what for f in decision("secrets").flips if f.kind == "weight"]
    assert any(what.endswith("weight above 6") for what in told)
    assert not any(re.search(r"weight (\S+) instead of \1$", what) for what in told)


def test_what_was_assumed_names_options_by_their_titles() -> None:
    ids = {s.option for d in plan_of(SHOP).decisions for s in d.scores if "-" in s.option}
    said = " ".join(a.says for a in plan_of(SHOP).assumptions)
    assert "(otherwise " in said
    assert not [i for i in ids if f"otherwise {i})" in said]
