"""What is decided is what is emitted: another option of a decision is another plan, beyond the decision's own words.

Each option is forced by `choices` on the designs that stand beside the decision; option against option, some part of
the plan must differ on one of them after the options' own names are taken out of it.
"""

from __future__ import annotations

import json
from functools import cache
from itertools import combinations

import msgspec
import pytest

from planner.derive.pipeline import derive
from planner.model.catalog import DecisionItem
from planner.model.plan import Plan
from planner.read.design import read_design_text
from planner.rules.library import Library
from tests.rules.harness import BASE, cases, plan_of

DECISIONS = {item.id: item for item in Library().decisions}
DESIGNS = {
    topic: tuple(text for text in found.values() if isinstance(text, str)) for topic, found in cases("decisions")
}
BY_SETTING = {
    "response-envelope": "the emitters put the envelope around answers by the setting: no part of the plan holds it",
}
"""Decisions whose options differ in the settings alone, each with who reads the setting."""


@cache
def forced(text: str, topic: str, option: str) -> Plan:
    """The plan of a design in which the architect takes an option."""
    assert "choices:" not in text
    reading = read_design_text(f"{BASE}{text.strip()}\nchoices: {{{topic}: {{option: {option}, because: Tried.}}}}\n")
    assert reading.design is not None, [str(d) for d in reading.diagnostics]
    made = derive(reading.design, reading.source.locate).plan
    assert made is not None
    return made


def printed(plan: Plan, item: DecisionItem) -> dict[str, str]:
    """What is printed of a plan, part by part, without the words that any option of the decision is called by."""
    parts = {
        "steps": plan.work.steps,
        "tables": plan.database,
        "contract": plan.api,
        "capacity": plan.capacity,
        "conventions": plan.conventions,
        "settings": plan.settings,
    }
    words = sorted({w for o in item.options for w in (o.title, o.id)}, key=len, reverse=True)
    return {name: _without(json.dumps(_content(msgspec.to_builtins(part))), words) for name, part in parts.items()}


def _content(tree: object) -> object:
    """Without `because`: that it cites another choice is no difference."""
    if isinstance(tree, dict):
        return {key: _content(value) for key, value in tree.items() if key != "because"}
    return [_content(value) for value in tree] if isinstance(tree, list | tuple) else tree


def _without(text: str, words: list[str]) -> str:
    for word in words:
        text = text.replace(json.dumps(word)[1:-1], "§")
    return text


@pytest.mark.parametrize("topic", sorted(DECISIONS))
def test_each_option_changes_more_than_the_words_of_its_decision(topic: str) -> None:
    item = DECISIONS[topic]
    differing: dict[tuple[str, str], set[str]] = {(a.id, b.id): set() for a, b in combinations(item.options, 2)}
    for text in DESIGNS[topic]:
        parts = {option.id: printed(forced(text, topic, option.id), item) for option in item.options}
        for a, b in differing:
            differing[a, b] |= {name for name in parts[a] if parts[a][name] != parts[b][name]}
    own = {"settings"} if topic not in BY_SETTING else set()
    alike = [pair for pair, parts in differing.items() if not parts - own]
    assert alike == [], "these options are printed alike"


LEDGER = """
entities:
  Account: {fields: {name: text, balance: money readonly}, audit: true}
  Posting: {operations: [list, get, create], fields: {amount: money required}, relations: {account: belongs_to Account required}}
"""


def test_a_ledger_that_asks_for_a_trail_is_given_one() -> None:
    """Events as the record were decided beside an audit table and its triggers."""
    plan = plan_of(LEDGER)
    assert {d.topic: d.option for d in plan.decisions}["audit"] == "trail"
    assert "audit_log" in {t.name for t in plan.database.tables}


def test_a_ledger_without_a_trail_has_the_step_that_computes_from_its_record() -> None:
    plan = plan_of(LEDGER.replace(", audit: true", ""))
    assert {d.topic: d.option for d in plan.decisions}["audit"] == "event-log"
    assert "audit_log" not in {t.name for t in plan.database.tables}
    assert "step.journal" in {s.id for s in plan.work.steps}


SHARED = """
roles: {clerk: Files., lead: Leads.}
entities:
  Note: {fields: {body: text}, access: {list: clerk, update: [clerk, lead]}}
  Label: {fields: {word: text}, access: {list: clerk, create: lead}}
"""


def test_versions_that_are_decided_are_there() -> None:
    """Several kinds of people change notes; nobody said `versioned`."""
    plan = plan_of(SHARED)
    assert {d.topic: d.option for d in plan.decisions}["concurrency"] == "optimistic"
    versioned = {t.name for t in plan.database.tables if any(c.name == "version" for c in t.columns)}
    assert versioned == {"notes"}
    update = next(o for o in plan.api.operations if o.id == "op.note.update")
    assert update.if_match


def test_a_decided_trait_cites_its_decision() -> None:
    table = next(t for t in plan_of(SHARED).database.tables if t.name == "notes")
    assert next(c for c in table.columns if c.name == "version").because == ("decision.concurrency",)


def test_an_entity_s_own_word_beats_the_decision() -> None:
    """Where one entity says `versioned`, the others are meant not to be."""
    plan = plan_of(SHARED.replace("Label: {", "Label: {versioned: true, "))
    versioned = {t.name for t in plan.database.tables if any(c.name == "version" for c in t.columns)}
    assert versioned == {"labels"}


@pytest.mark.parametrize(
    ("delivery", "outbox", "steps"),
    [("at_most_once", False, {"step.publish"}), ("at_least_once", True, {"step.outbox"})],
)
def test_events_that_may_be_lost_need_no_outbox(delivery: str, outbox: bool, steps: set[str]) -> None:
    plan = plan_of(
        f"events: {{Seen: {{of: Note, payload: [id], delivery: {delivery}}}}}\nentities: {{Note: {{fields: {{body: text}}}}}}\n"
    )
    assert ("outbox_messages" in {t.name for t in plan.database.tables}) is outbox
    assert {s.id for s in plan.work.steps} & {"step.publish", "step.outbox"} == steps


@pytest.mark.parametrize(("option", "indexed"), [("database", True), ("engine", False), ("none", False)])
def test_a_full_text_index_is_there_where_the_database_searches(option: str, indexed: bool) -> None:
    plan = forced("entities: {Book: {rows: 500k, fields: {title: string required search}}}", "search", option)
    found = [i for t in plan.database.tables for i in t.indexes if i.method == "fulltext"]
    assert bool(found) is indexed


PEOPLE = """
context: {consumers: [internal]}
roles: {operator: Runs it.}
controls: {mfa: [operator]}
entities: {Note: {fields: {body: text}, access: {list: operator, update: operator}}}
"""


def test_people_do_not_sign_in_as_programs() -> None:
    """A second factor is asked of operators: no sign-in of services alone can ask for it."""
    auth = next(d for d in plan_of(PEOPLE).decisions if d.topic == "authentication")
    assert auth.option == "oidc"
    assert {s.option for s in auth.scores if s.vetoed} >= {"service_token", "api_key"}


def test_a_second_factor_counts_only_where_people_sign_in() -> None:
    plan = forced(PEOPLE, "authentication", "service_token")
    found = next(f for f in plan.findings if f.rule == "admin-without-second-factor")
    assert found.status == "open"


def test_tokens_between_services_are_kept_in_no_table_of_keys() -> None:
    plan = plan_of("context: {consumers: [internal]}\nentities: {Note: {fields: {body: text}}}\n")
    assert plan.settings.auth == "service_token"
    assert "api_keys" not in {t.name for t in plan.database.tables}
    ending = next(f for f in plan.findings if f.rule == "unbounded-credential")
    assert (ending.status, ending.mitigated_by) == ("mitigated_by_design", "step.auth")
