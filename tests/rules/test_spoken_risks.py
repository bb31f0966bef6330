"""Risks are told in the words of the contract: where it is no REST, no method, header or status of HTTP is spoken of."""

from __future__ import annotations

import re

import pytest

from planner.derive.risks import worded_risks
from planner.model.risks import Finding
from planner.rules.library import Library
from tests.rules.harness import cases, plan_of, world

HTTP = re.compile(
    r"\b(20[124]|40[0-9]|41[0-9]|42[0-9]|50[1-4])\b|\b(GET|POST|PUT|PATCH|DELETE)\b|If-Match|ETag|Retry-After|Idempotency-Key|Cache-Control|[Hh]eader"
)
SHOWN = [
    (id, label, text) for id, found in cases("risks") for label, text in found.items() if label in ("open", "fires")
]


def told(style: str, text: str, rule: str) -> list[Finding]:
    """What one risk finds in a case whose contract is of that style."""
    items = [r for r in Library().risks if r.id == rule]
    if "api: {style:" in text:
        return list(worded_risks(items, world(re.sub(r"api: {style: \w+", f"api: {{style: {style}", text))))
    stack = f"api: {{style: {style}}}"
    said = text.replace("stack: {", f"stack: {{{stack}, ") if "stack: {" in text else f"stack: {{{stack}}}\n{text}"
    return list(worded_risks(items, world(said)))


@pytest.mark.parametrize("style", ["graphql", "grpc"])
@pytest.mark.parametrize(("rule", "label", "text"), SHOWN, ids=[f"{i}-{k}" for i, k, _ in SHOWN])
def test_no_risk_speaks_of_http_where_the_contract_is_none(rule: str, label: str, text: str, style: str) -> None:
    for finding in told(style, text, rule):
        for said in (finding.title, finding.says, finding.mitigation, finding.verification):
            assert not HTTP.search(said), said


def test_the_status_is_that_of_the_style() -> None:
    (text,) = [t for i, k, t in SHOWN if (i, k) == ("free-status", "open")]
    shown = {s: told(s, text, "free-status")[0].verification for s in ("rest", "graphql", "grpc")}
    assert "answers 409" in shown["rest"]
    assert "answers WRONG_STATE" in shown["graphql"]
    assert "answers FAILED_PRECONDITION" in shown["grpc"]


def test_open_questions_are_asked_in_the_words_of_the_contract() -> None:
    (text,) = [t for i, k, t in SHOWN if (i, k) == ("repeated-create", "fires")]
    text = text.replace("note: text", "note: text, state: enum(open | paid) = open").replace(
        "{by: buyer, uses: pay}", "{by: buyer, uses: pay}, confirm: {by: integration.pay, from: open, to: paid}"
    )
    said = {
        style: " ".join(q.assumed for q in plan_of(f"stack: {{api: {{style: {style}}}}}\n{text}").questions)
        for style in ("rest", "graphql", "grpc")
    }
    assert "answers 409" in said["rest"]
    assert "answers WRONG_STATE" in said["graphql"]
    assert "answers FAILED_PRECONDITION" in said["grpc"]
