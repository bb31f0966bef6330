"""What stands in an included file is edited there: comments stay, undo takes it back, nothing is written half."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.session.brain import Brain
from planner.session.commands import Drop, Put, Rename
from planner.session.session import Session, open_session
from planner.tui.entity_edits import Spot, added, entity_renamed, renamed, roles_in

MAIN = """# The shop.
planner: 1
name: Shop
include: parts/orders.yaml
roles: {buyer: Buys.}
entities:
  Customer:
    account: buyer
    fields: {email: email required unique pii, password: password required}
    relations: {orders: has_many Order}
    access: {list: none, get: owner, create: public, update: owner, delete: owner}
"""
ORDERS = """# Orders live here.
roles:
  clerk: Ships.   # only here
entities:
  Order:   # what was bought
    fields:
      number: string(12) required   # printed
      note: text
    relations: {customer: belongs_to Customer required}
    access: {list: clerk, get: clerk, create: buyer, update: clerk, delete: none}
"""
NOTE = ("entities", "Order", "fields", "note")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "orders.yaml").write_text(ORDERS)
    path = tmp_path / "shop.yaml"
    path.write_text(MAIN)
    found = open_session(path)
    assert isinstance(found, Session)
    seen = Brain().look(found.text, path)
    found.parts.homes = {(h.section, h.name): h.file for h in seen.homes}
    return found


def orders(session: Session) -> str:
    return (session.path.parent / "parts" / "orders.yaml").read_text()


def test_what_stands_elsewhere_is_listed_and_read(session: Session) -> None:
    assert session.entities() == ("Customer", "Order")
    assert session.parts.home(NOTE) == "parts/orders.yaml" and session.parts.home(("entities", "Customer")) == ""
    assert session.value(NOTE) == "text"
    assert session.value(("roles",)) == {"buyer": "Buys.", "clerk": "Ships."}
    assert session.count("roles") == 2 and roles_in(session).names == ("buyer", "clerk")


def test_an_edit_is_made_in_its_file_and_taken_back_there(session: Session) -> None:
    assert session.execute(Put(NOTE, "text pii", "Changed Order.note"))
    assert orders(session) == ORDERS.replace("note: text\n", "note: text pii\n"), "comments stay"
    assert session.text == MAIN and not session.dirty
    assert session.undo() == "Changed Order.note" and orders(session) == ORDERS
    assert session.redo() == "Changed Order.note" and "text pii" in orders(session)
    assert session.execute(Drop(NOTE)) and "note" not in orders(session)


def test_an_edit_that_changes_nothing_writes_nothing(session: Session) -> None:
    assert not session.execute(Put(NOTE, "text")) and session.undoable == ""


def test_a_rename_goes_through_every_file(session: Session) -> None:
    assert session.execute(entity_renamed(session, "Order", "Purchase"))
    assert "has_many Purchase" in session.text and "  Purchase:   # what was bought" in orders(session)
    assert session.undo() and orders(session) == ORDERS and session.text == MAIN
    assert session.execute(entity_renamed(session, "Customer", "Buyer"))
    assert "  Buyer:" in session.text and "belongs_to Buyer required" in orders(session)


def test_a_member_is_renamed_where_it_stands(session: Session) -> None:
    assert session.execute(renamed(session, Spot(("entities", "Order"), "fields.note"), "remark"))
    assert "      remark: text\n" in orders(session)
    assert session.execute(Rename(("roles", "clerk"), "seller")) and "seller: Ships.   # only here" in orders(session)


def test_undo_stops_where_somebody_else_wrote(session: Session) -> None:
    session.execute(Put(NOTE, "text pii"))
    theirs = orders(session).replace("text pii", "string(..80)")
    (session.path.parent / "parts" / "orders.yaml").write_text(theirs)
    assert session.undo() == "" and session.refusal is not None and "changed elsewhere" in session.refusal.message
    assert orders(session) == theirs


def test_a_file_that_cannot_be_written_is_said(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.session.parts.is_writable", lambda path: False)
    assert not session.execute(Put(NOTE, "text pii"))
    assert session.refusal is not None and "cannot be written" in session.refusal.message
    assert session.undoable == "" and orders(session) == ORDERS


RULES = """# Rules of selling.
rules:
  - {id: once, says: A coupon counts once., on: [Order]}   # seldom
  - {id: few, says: At most ten coupons., on: [Order]}
"""


@pytest.fixture
def listed(tmp_path: Path) -> Session:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "orders.yaml").write_text(ORDERS + "rules:\n- {id: last, says: Nothing else.}\n")
    path = tmp_path / "shop.yaml"
    mine = "rules:\n  - {id: first, says: All of it., on: [Customer]}\n"
    path.write_text(MAIN.replace("parts/orders.yaml", "[rules.yaml, orders.yaml]") + mine)
    found = open_session(path)
    assert isinstance(found, Session)
    found.parts.know(Brain().look(found.text, path).homes)
    return found


def test_the_items_of_a_list_are_one_list_wherever_they_stand(listed: Session) -> None:
    found = listed.value(("rules",))
    assert isinstance(found, list)
    assert [r["id"] for r in found if isinstance(r, dict)] == ["first", "once", "few", "last"]
    assert listed.count("rules") == 4
    homes = [listed.parts.home(("rules", n)) for n in range(5)]
    assert homes == ["", "rules.yaml", "rules.yaml", "orders.yaml", ""]
    assert listed.value(("rules", 2, "says")) == "At most ten coupons."


def test_an_item_is_edited_and_removed_where_it_stands(listed: Session) -> None:
    folder = listed.path.parent
    assert listed.execute(Put(("rules", 1, "says"), "Each coupon counts once."))
    assert (folder / "rules.yaml").read_text() == RULES.replace("A coupon counts", "Each coupon counts"), (
        "comments stay"
    )
    assert listed.execute(Drop(("rules", 3))) and "last" not in (folder / "orders.yaml").read_text()
    assert listed.count("rules") == 3 and not listed.dirty
    assert listed.undo() and listed.undo() and (folder / "rules.yaml").read_text() == RULES


def test_a_new_item_stands_in_the_design_itself(listed: Session) -> None:
    assert listed.execute(added(listed, ("rules",), "rules", "{id: new, says: One more.}"))
    assert "id: new" in listed.text and listed.count("rules") == 5
    assert listed.value(("rules", 1, "id")) == "new" and listed.parts.home(("rules", 2)) == "rules.yaml"
