"""The step that holds a rule waits for what could break it: operations that write what the rule reads, and no others."""

from __future__ import annotations

from planner import make_plan
from planner.derive.infer.read_by import read_by
from planner.read.design import read_design_text

LOANS = """
planner: 1
name: Loans
stack: {{database: {database}, auth: jwt}}
roles: {{clerk: Lends.}}
integrations:
  bank: {{kind: payment, direction: in}}
  scale: {{kind: other, direction: in}}
entities:
  Shelf:
    fields: {{name: string required, most: int required}}
    access: {{list: clerk, get: clerk, create: clerk, update: clerk, delete: clerk}}
  Borrower:
    fields: {{name: string required, credit: money required, remark: string}}
    access: {{list: clerk, get: clerk, create: none, update: clerk, delete: none}}
    actions: {{annotate: {{by: clerk, input: {{what: string}}, sets: {{remark: input.what}}}}}}
  Loan:
    fields: {{state: enum(asked | lent) = asked, sum: money required, net: money computed=sum, weighed: int readonly, paid: money readonly}}
    relations: {{borrower: belongs_to Borrower required}}
    access: {{list: clerk, get: clerk, create: none, update: none, delete: clerk}}
    actions:
      lend: {{by: clerk, from: asked, to: lent}}
      weigh: {{by: integration.scale, input: {{grams: int required}}, sets: {{weighed: input.grams}}}}
      pay: {{by: integration.bank, input: {{amount: money required}}, sets: {{paid: input.amount}}}}
  Piece:
    part_of: loan
    fields: {{weight: int required, name: string}}
    relations: {{loan: belongs_to Loan required}}
    access: {{list: clerk, get: clerk, create: clerk, update: none, delete: clerk}}
rules: [{{id: bounded, says: It stays bounded., on: [{on}], {rule}}}]
"""
MOVED, PAID, WEIGHED = "step.loan.actions", "step.integration.bank.webhook", "step.integration.scale.webhook"
LOAN, BORROWER, PIECE = "step.loan.endpoints", "step.borrower.endpoints", "step.piece.endpoints"
ALL = {MOVED, PAID, WEIGHED, LOAN, BORROWER, PIECE, "step.borrower.actions"}


def waited_for(on: str, rule: str, database: str = "postgresql") -> set[str]:
    """Of the steps that build operations, those that the rule waits for."""
    plan = make_plan(read_design_text(LOANS.format(on=on, rule=rule, database=database))).plan
    assert plan is not None
    assert {s.id for s in plan.work.steps} >= ALL
    step = next(s for s in plan.work.steps if s.id == "step.rule.bounded")
    return {n.step for n in step.depends_on} & ALL


def test_members_of_two_rows_are_waited_for_where_they_are_written() -> None:
    """The sum is sent by nobody here, the credit by whoever changes a borrower; remarks and weights change neither."""
    assert waited_for("Loan", "check: Loan.paid <= Borrower.credit") == {BORROWER, PAID}


def test_a_computed_member_is_what_it_rests_on() -> None:
    assert waited_for("Loan", "check: Loan.net <= Borrower.credit") == {BORROWER}


def test_a_state_is_written_by_what_moves_it() -> None:
    assert MOVED in waited_for("Loan", "check: Loan.state = asked or Borrower.credit >= 0")


def test_rows_that_are_counted_are_changed_by_a_row_more_and_a_row_less() -> None:
    """A piece more or less counts; a loan that is only deleted takes its pieces with it."""
    found = waited_for("Loan", "check: sum(pieces.weight) = 100", "sqlite")
    assert found == {PIECE}


def test_words_alone_may_read_anything() -> None:
    assert waited_for("Loan, Borrower", "append_only: false") == ALL - {PIECE}


def test_what_a_rule_reads_follows_its_relations() -> None:
    design = read_design_text(LOANS.format(on="Piece", rule="check: loan.borrower.credit >= weight", database="mysql"))
    plan = make_plan(design)
    assert plan.plan is not None
    reads = read_by(design.design.rules[0], plan.plan.domain)
    assert {k: set(v or ()) for k, v in reads.members.items()} == {
        "Piece": {"loan", "weight"},
        "Loan": {"borrower"},
        "Borrower": {"credit"},
    }
