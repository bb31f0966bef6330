"""What callers may do to rows that others made, judged or are in is asked about, where nothing in the design forbids it."""

from __future__ import annotations

from planner import make_plan
from planner.read.design import read_design_text

PRESS = """
planner: 1
name: Press
roles: {writer: Writes., editor: Judges.}
entities:
  Writer: {account: writer, fields: {email: email required unique, password: password required}, access: {get: owner}}
  Article:
    owner: writer
    fields: {title: string required, status: enum(draft | offered | accepted | paid | stale) = draft}
    relations: {writer: belongs_to Writer required}
    access: {get: [owner, editor], create: writer, update: owner, delete: owner}
    actions:
      offer: {by: owner, from: draft, to: offered}
      accept: {by: editor, from: offered, to: accepted}
      pay: {by: integration.bank, from: accepted, to: paid}
      age: {by: system, from: draft, to: stale}
  Remark:
    part_of: article
    fields: {text: text required}
    relations: {article: belongs_to Article required, noted_by: belongs_to Writer required readonly}
    access: {create: writer, update: [writer, editor]}
  Room:
    fields: {name: string required}
    relations: {seats: has_many Seat}
    access: {get: {writer: via Seat}, create: writer}
  Seat:
    part_of: room
    key: [room, writer]
    relations: {room: belongs_to Room required, writer: belongs_to Writer required}
integrations: {bank: {kind: payment, direction: both}}
"""


def asked(text: str = PRESS) -> dict[str, tuple[str, str]]:
    """Questions and what is assumed, by id."""
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    return {q.id.removeprefix("question."): (q.asks, q.assumed) for q in plan.questions}


def test_what_others_judged_may_still_be_changed_by_who_made_it() -> None:
    asks, assumed = asked()["article.judged"]
    assert (
        asks
        == "May an article still be changed or deleted by its owner once it is accepted or paid, which others decide?"
    )
    assert assumed == "yes, whatever its status: access names no states"
    held = PRESS.replace("update: owner, delete: owner", "update: {owner: status = draft}, delete: none")
    assert "article.judged" not in asked(held)
    alone = PRESS.replace("by: editor", "by: owner").replace("by: integration.bank", "by: system")
    assert "article.judged" not in asked(alone)


def test_who_comes_with_a_link_is_no_judge() -> None:
    text = PRESS.replace("by: editor", "by: public").replace("by: integration.bank", "by: system")
    text = text.replace("get: [owner, editor], create: writer", "get: public, create: writer")
    assert "article.judged" not in asked(text)


def test_rows_that_say_who_wrote_them_may_be_rewritten_by_others() -> None:
    asks, assumed = asked()["remark.noted_by.rewritten"]
    assert asks == "May a remark be changed by somebody else than it was noted by?"
    assert assumed.startswith("yes: writer and editor may")
    owned = PRESS.replace("    part_of: article\n", "    part_of: article\n    owner: noted_by\n").replace(
        "update: [writer, editor]", "update: owner"
    )
    assert "remark.noted_by.rewritten" not in asked(owned)


def test_who_makes_a_room_may_be_in_none_of_its_seats() -> None:
    asks, assumed = asked()["room.seat.maker"]
    assert asks.startswith("Is who makes a room among its seats")
    assert "the body names any writer" in assumed
    assert "room.seat.maker" not in asked(PRESS.replace("create: writer}\n  Seat", "create: editor}\n  Seat"))


def test_what_a_rule_says_in_words_is_not_asked() -> None:
    rules = """
rules:
  - {id: own-words, says: A remark is changed by who it was noted by., on: [Remark]}
  - {id: maker-sits, says: Who makes a room sits in it., on: [Room, Seat]}
"""
    assert not {"remark.noted_by.rewritten", "room.seat.maker"} & set(asked(PRESS + rules))
