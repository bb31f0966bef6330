"""Findings of one rule are told in one sentence that names them, or each in its own words."""

from __future__ import annotations

import pytest

from planner.emit.risks.grouped import headline, held_by_all, one_text
from planner.model.risks import Finding


def finding(element: str, title: str) -> Finding:
    return Finding(f"r@{element}", "r", element, title, title, "high", "open", title, title, ())


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["hold it", "hold it"], "hold it"),
        (["wait for pay.", "wait for mail."], "wait for each of pay and mail."),
        (["pay hangs, and pay's callers wait for pay.", "mail hangs, and mail's callers wait for mail."],
         "Each of pay and mail hangs, and its callers wait for it."),
        (["a is late. Let a wait, and a is on time.", "b is late. Let b wait, and b is on time."],
         "Each of a and b is late. Let each of a and b wait, and it is on time."),
        (["ask a", "ask b", "ask c", "ask d", "ask e"], "ask each of a, b, c and 2 more"),
        (["2 rows of a", "3 rows of b"], ""),
        (["ask a", "ask the b"], ""),
    ],
)  # fmt: skip
def test_one_sentence_holds_for_all_or_there_is_none(texts: list[str], said: str) -> None:
    assert held_by_all(texts) == said


def test_a_headline_names_the_others() -> None:
    assert headline([finding("integration.pay", "pay may hang")]) == "pay may hang"
    two = [finding("integration.pay", "pay may hang"), finding("integration.mail", "mail may hang")]
    assert headline(two) == "pay may hang; likewise mail"
    unlike = [finding("field.a.b", "Nobody says why"), finding("field.c.d", "Nobody knows how")]
    assert headline(unlike) == "Nobody says why; likewise c.d"
    assert one_text(two, lambda f: f.title) == "Each of pay and mail may hang"
