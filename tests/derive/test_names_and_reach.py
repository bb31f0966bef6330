"""Databases: names that two tables would share, rows that a policy can and cannot say, columns behind words."""

from __future__ import annotations

import pytest

from planner import make_plan
from planner.model.database import Database, Policy
from planner.read.design import read_design_text
from tests.derive.test_database import database_of, elements

CLERKS = "roles: {clerk: Works., customer: Buys.}\n"
ACCOUNT = "  Customer: {account: customer, fields: {email: email required unique pii, password: password required}}\n"


def policies(database: Database, name: str, command: str) -> list[Policy]:
    """The policies of a table for one command."""
    return [p for p in database.table(name).policies if p.command == command]


@pytest.mark.parametrize("order", [0, 1])
def test_two_elements_never_share_a_name_whatever_the_order(order: int) -> None:
    entities = (
        "  Order: {fields: {lines_code: string(8) unique, lines_kind: enum(a | b)}}\n",
        "  OrdersLine: {fields: {code: string(8) unique, kind: enum(a | b)}}\n",
    )
    database = database_of("entities:\n" + "".join(entities[:: -1 if order else 1]))
    names = [e.name for t in database.tables for e in (*t.uniques, *t.checks, *t.foreign_keys, *t.indexes, *t.triggers)]
    assert len(names) == len(set(names))
    (one,) = [u.name for u in database.table("orders").uniques]
    (other,) = [u.name for u in database.table("orders_lines").uniques]
    assert one != other and one.startswith("orders_lines_code")
    assert {i for i in elements(database) if i.endswith(f".{other}")}, "its id carries the name it got"
    assert one == "orders_lines_code_key", "the first by id keeps the short one"


@pytest.mark.parametrize(
    "access",
    [
        "get: [owner, clerk]",
        "get: {owner: open = true, clerk: all}",
        "get: {customer: via Membership, clerk: all}",
        "get: {customer: via Membership where level = write, clerk: all}",
        "get: {customer: open = true, clerk: all}",
    ],
)
def test_the_rows_a_caller_reaches_are_those_of_a_policy(access: str) -> None:
    database = database_of(
        f"{CLERKS}entities:\n{ACCOUNT}"
        "  Team: {fields: {name: text}}\n"
        "  Membership: {fields: {level: enum(read | write)}, relations: {member: belongs_to Customer required, "
        "team: belongs_to Team required}}\n"
        "  Note:\n    owner: author\n    fields: {body: text, open: bool}\n"
        "    relations: {author: belongs_to Customer required, team: belongs_to Team}\n"
        f"    access: {{list: clerk, {access}, create: customer, update: clerk, delete: none}}\n"
    )
    narrowed = [p for p in policies(database, "notes", "select") if p.owner_column or p.link or p.using]
    assert narrowed, "at least one policy names the rows"


def test_a_condition_over_more_than_the_row_is_left_to_the_service() -> None:
    database = database_of(
        f"{CLERKS}entities:\n{ACCOUNT}"
        "  Shelf: {fields: {open: bool}}\n"
        "  Note:\n    fields: {body: text}\n    relations: {shelf: belongs_to Shelf}\n"
        "    access: {list: clerk, get: {customer: shelf.open = true, clerk: all}, create: clerk, update: clerk, delete: clerk}\n"
    )
    said = [p for p in policies(database, "notes", "select") if "customer" in p.roles and p.using is not None]
    assert said == [], "no policy claims to say it"


def test_a_part_is_reached_as_its_whole_is() -> None:
    database = database_of(
        f"{CLERKS}entities:\n{ACCOUNT}"
        "  Order:\n    owner: customer\n    relations: {customer: belongs_to Customer required}\n"
        "    access: {list: [owner, clerk], get: [owner, clerk], create: customer, update: clerk, delete: none}\n"
        "  Line:\n    part_of: order\n    fields: {amount: int}\n    relations: {order: belongs_to Order required}\n"
    )
    own = [p for p in policies(database, "lines", "select") if p.link is not None]
    assert own and own[0].link is not None and [h.table for h in own[0].link.hops] == ["orders"]


def test_words_of_an_enum_and_keys_of_references_are_columns_and_values() -> None:
    database = database_of(
        f"{CLERKS}entities:\n{ACCOUNT}"
        "  Desk:\n    key: [floor, number]\n    fields: {floor: int required, number: int required}\n"
        "  Stay:\n"
        "    fields: {state: enum(asked | held), a: int, b: int, note: text}\n"
        "    relations: {desk: belongs_to Desk, guest: belongs_to Customer}\n"
        "    checks: [state = asked or note is not null, desk is null or a > 0, desk is not null or b > 0,\n"
        "      a in (1 | 2 | 3), not (a + 1 = b)]\n"
    )
    said = [str(c.predicate) for c in database.table("stays").checks]
    assert any("Constant(kind='word', text='asked')" in c for c in said)
    assert any("desk_floor" in c and "desk_number" in c and "operator='and'" in c for c in said), "null where all are"
    assert any("Among" in c for c in said) and any("Not(" in c for c in said) and any("Arithmetic" in c for c in said)


PAPERS = """
planner: 1
name: Papers
stack: {database: postgresql}
roles: {writer: Writes., editor: Reads.}
entities:
  Writer: {account: writer, fields: {email: email required unique, password: password required}, access: {get: owner}}
  Paper:
    owner: writer
    fields: {status: enum(draft | out) = draft}
    relations: {writer: belongs_to Writer required}
    access: {get: [owner, editor], create: writer, update: {owner: status = draft}, delete: none}
    actions: {hand_in: {by: owner, from: draft, to: out}}
  Figure:
    part_of: paper
    fields: {text: text required}
    relations: {paper: belongs_to Paper required}
"""


def test_a_part_is_written_by_the_owner_of_a_whole_in_the_states_that_its_access_names() -> None:
    derived = make_plan(read_design_text(PAPERS))
    assert derived.plan is not None
    assert [d.message for d in derived.diagnostics if d.code == "DB014"] == []
    policies = {p.name: p for p in derived.plan.database.table("figures").policies}
    link = policies["figures_owner_update"].link
    assert link is not None
    assert ([h.table for h in link.hops], link.account_column) == (["papers"], "writer_id")
    assert link.where is not None
