"""Capacity reckons with what was decided: the load table names the next step beyond it, and what is full is a finding."""

from __future__ import annotations

import pytest

from planner import make_bundle
from planner.model.capacity import Limit
from planner.model.plan import Plan
from tests.rules.harness import contradictions_of, plan_of

BUSY = """
scale: {peak_rps: 6000, read_write: 20:1}
entities: {Note: {rows: 5k, fields: {body: text}}}
"""
LARGE = "entities: {Reading: {rows: 800M, growth: 3M/day, retention: 2y, fields: {value: float}}}\n"


def limit(plan: Plan, name: str) -> Limit:
    found = plan.capacity.limit(name)
    assert found is not None
    return found


def chosen(text: str, **options: str) -> Plan:
    taken = ", ".join(f"{topic}: {{option: {option}, because: Tried.}}" for topic, option in options.items())
    return plan_of(f"{text}choices: {{{taken}}}\n")


def test_a_cache_takes_its_share_of_the_reads() -> None:
    without = limit(chosen(BUSY, cache="none", replicas="none"), "database-reads").used[1]
    beside = limit(chosen(BUSY, cache="redis", replicas="none"), "database-reads")
    assert beside.used[1] == pytest.approx(without / 2, rel=1e-4)
    assert beside.cure.startswith("replicas for what the cache leaves of")
    assert "input.cache_hits" in beside.inputs
    assert "decision.cache" in beside.because


def test_a_replica_takes_half_of_the_reads_and_the_cure_is_one_more() -> None:
    without = limit(chosen(BUSY, cache="none", replicas="none"), "database-reads").used[1]
    beside = limit(chosen(BUSY, cache="none", replicas="read-replica"), "database-reads")
    assert beside.used[1] == pytest.approx(without / 2, rel=1e-4)
    assert beside.cure.startswith("one more replica for")


def test_what_a_share_is_taken_to_be_is_an_assumption_until_it_is_said() -> None:
    assert "assumption.capacity.cache_hits" in {a.id for a in chosen(BUSY, cache="redis").assumptions}
    said = chosen(BUSY + "controls: {capacity: {cache_hits: 90%}}\n", cache="redis", replicas="none")
    half = limit(chosen(BUSY, cache="redis", replicas="none"), "database-reads").used[1]
    assert limit(said, "database-reads").used[1] == pytest.approx(half / 5, rel=1e-4)
    assert "assumption.capacity.cache_hits" not in {a.id for a in said.assumptions}


def test_nodes_of_a_distributed_engine_share_writes_and_room() -> None:
    text = "scale: {peak_rps: 60000, read_write: 0.1:1}\n" + LARGE
    one, three = chosen(text, sharding="none"), chosen(text, sharding="citus")
    for name in ("database-writes", "largest-table", "disk"):
        assert limit(three, name).used[1] == pytest.approx(limit(one, name).used[1] / 3, rel=1e-4), name
    assert limit(three, "database-writes").cure.startswith("more nodes")


def test_a_pooler_counts_what_is_in_work_and_is_not_proposed_again() -> None:
    plan = plan_of(BUSY + "controls: {pooler: pgbouncer}\n")
    found = limit(plan, "connections")
    assert plan.capacity.workers is not None
    assert found.used[1] == pytest.approx(plan.capacity.workers.busy / 90)
    assert found.resource == "database connections behind PgBouncer"
    assert "in transaction mode" not in found.cure


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("none", "`readings` after 3 years"),
        ("time", "a month of `readings`"),
        ("hash", "one of 16 parts of `readings`"),
    ],
)
def test_of_a_table_in_parts_one_part_is_held(option: str, says: str) -> None:
    found = limit(chosen(LARGE, partitioning=option), "largest-table")
    assert found.resource == says
    assert ("partition `readings`" in found.cure) is (option == "none")


def test_parts_by_time_are_as_long_as_rows_are_kept() -> None:
    week = LARGE.replace("2y", "7d")
    assert limit(chosen(week, partitioning="time"), "largest-table").resource == "a day of `readings`"


def test_rows_that_leave_with_their_part_are_not_deleted_one_by_one() -> None:
    assert limit(chosen(LARGE, partitioning="none"), "purge").used[1] == pytest.approx(3)
    assert chosen(LARGE, partitioning="time").capacity.limit("purge") is None


def test_a_random_key_is_no_way_to_cut_a_table() -> None:
    found = limit(plan_of("entities: {Product: {rows: 5M, fields: {name: string}}}\n"), "largest-table")
    assert found.cure == "more memory, or an archive for rows of `products` that are seldom read"


GROWING = "entities: {Reading: {rows: 5M, growth: 500k/day, fields: {value: float}}}\n"


def test_the_risk_of_a_large_table_and_the_decision_to_cut_it_agree() -> None:
    plan = plan_of(GROWING)
    assert {d.topic: d.option for d in plan.decisions}["partitioning"] == "hash"
    found = next(f for f in plan.findings if f.rule == "outgrown-table")
    assert (found.status, found.mitigated_by) == ("mitigated_by_design", "step.partitions")
    kept = chosen(GROWING, partitioning="none")
    assert next(f for f in kept.findings if f.rule == "outgrown-table").status == "open"
    assert "step.partitions" not in {s.id for s in kept.work.steps}


def test_what_is_full_at_the_stated_load_is_a_finding_that_names_it() -> None:
    found = next(f for f in plan_of(BUSY).findings if f.rule == "over-capacity")
    assert found.status == "open"
    assert "database processor (" in found.title
    verdict = next(v for v in plan_of(BUSY).review.verdicts if v.perspective == "performance")
    assert found.id in verdict.reasons
    assert not [f for f in plan_of(BUSY.replace("6000", "6")).findings if f.rule == "over-capacity"]


RESTORE = """
scale: {rpo: 1m, rto: 10m}
controls: {zones: 3, backup: {every: 1m}}
entities: {Reading: {rows: 2B, growth: 1M/day, fields: {value: float}}}
"""


def test_a_second_zone_does_not_bring_lost_rows_back() -> None:
    found = next(f for f in plan_of(RESTORE).findings if f.rule == "slow-recovery")
    assert found.status == "open"
    assert "3 zones answer for a lost machine, and lose the same rows" in found.says
    assert "3 zones answer for a lost machine, not for lost rows" in limit(plan_of(RESTORE), "restore").cure


def test_a_restore_at_a_stated_rate_contradicts_the_promise() -> None:
    assert contradictions_of(RESTORE, "restore-beyond-rto") == []
    stated = RESTORE.replace("{every: 1m}", "{every: 1m}, capacity: {restore_rate: 100MB}")
    found = contradictions_of(stated, "restore-beyond-rto")
    assert [c.places[:2] for c in found] == [("scale.rto", "controls.capacity.restore_rate")]


def test_a_recovery_is_answered_by_its_rehearsal_as_well() -> None:
    found = next(f for f in plan_of(RESTORE).findings if f.rule == "unrehearsed-recovery")
    assert found.status == "mitigated_by_design"
    assert "step.backup" in found.mitigated_by
    alone = chosen(RESTORE, backup="none").findings
    assert next(f for f in alone if f.rule == "unrehearsed-recovery").status != "mitigated_by_design"


def test_a_stated_volume_tells_sizes_where_no_rows_do() -> None:
    plan = plan_of("scale: {data_volume: 1TB, growth: 100%, rto: 1h}\nentities: {Note: {fields: {body: text}}}\n")
    storage = plan.capacity.storage
    assert storage is not None
    assert storage.data == (10**12, 2 * 10**12, 8 * 10**12, 32 * 10**12)
    assert storage.because[:2] == ("scale.data_volume", "scale.growth")
    assert limit(plan, "restore").is_reached
    assert plan.capacity.limit("largest-table") is None


def test_rows_tell_more_than_a_stated_volume() -> None:
    rows = "entities: {Note: {rows: 1M, fields: {body: text}}}\n"
    beside = plan_of("scale: {data_volume: 1GB}\n" + rows).capacity.storage
    alone = plan_of(rows).capacity.storage
    assert beside is not None
    assert alone is not None
    assert beside.data == alone.data


def test_devices_bring_the_load_where_no_people_are_counted() -> None:
    devices = plan_of("scale: {devices: 86400, requests_per_user_day: 10}\nentities: {Note: {fields: {body: text}}}\n")
    assert devices.capacity.load is not None
    assert devices.capacity.load.requests == pytest.approx(10 * 5)
    assert "scale.devices" in devices.capacity.load.because
    beside = plan_of(
        "scale: {devices: 86400, daily_users: 8640, requests_per_user_day: 10}\nentities: {Note: {fields: {body: text}}}\n"
    )
    assert beside.capacity.load is not None
    assert beside.capacity.load.requests == pytest.approx(5)


def test_each_device_has_its_row_of_the_one_account() -> None:
    plan = plan_of(
        "scale: {devices: 40k}\nroles: {meter: Reports.}\n"
        "entities: {Meter: {account: meter, fields: {serial: string required unique, secret: secret}}}\n"
    )
    assert [t.rows[0] for t in plan.capacity.tables if t.table == "meters"] == [40_000]


def test_a_burst_is_held_by_the_broker_that_was_decided() -> None:
    text = (
        "scale: {events_per_second: 400, burst: 50x}\n"
        "events: {Seen: {of: Note, payload: [id]}}\nentities: {Note: {fields: {body: text}}}\n"
    )
    broker, table = chosen(text, queue="kafka"), chosen(text, queue="database")
    assert limit(broker, "burst").cure.startswith("more workers: Kafka holds what exceeds")
    assert limit(table, "burst").cure.startswith("let a queue hold")
    full = {
        name: next((f.title for f in p.findings if f.rule == "over-capacity"), "")
        for name, p in (("broker", broker), ("table", table))
    }
    assert "event burst" in full["table"]
    assert "event burst" not in full["broker"]


KEYED = """
stack: {database: DATABASE}
entities:
  Entry: {rows: 900M, growth: 3M/day, retention: 2y after created, fields: {reference: string(8..64) required unique}}
  Line:
    rows: 500M
    growth: 2M/day
    retention: 2y after created
    fields: {amount: money required}
    relations: {entry: belongs_to Entry required}
  Total:
    key: [entry, day]
    rows: 300M
    growth: 1M/day
    retention: 2y after created
    fields: {day: date required, amount: money required}
    relations: {entry: belongs_to Entry required}
"""


def _parting(plan: Plan) -> dict[str, tuple[str, str]]:
    return {t.table: (t.parts, t.uncut) for t in plan.capacity.tables if t.parts or t.uncut}


def test_no_table_is_cut_whose_keys_would_hold_in_a_part_only() -> None:
    plan = chosen(KEYED.replace("DATABASE", "postgresql"), partitioning="time")
    assert _parting(plan) == {
        "entries": ("", "its unique `reference` and the foreign keys of `lines` and `totals`"),
        "lines": ("time", ""),
        "totals": ("time", ""),
    }
    step = next(s for s in plan.work.steps if s.id == "step.partitions")
    assert "lines (by time)" in step.says and "entries (for its unique reference" in step.says
    assert "only once something else holds its unique `reference`" in limit(plan, "largest-table").cure


def test_what_holds_the_largest_table_together_rules_its_parts_out() -> None:
    plan = plan_of(KEYED.replace("DATABASE", "postgresql"))
    decision = next(d for d in plan.decisions if d.topic == "partitioning")
    vetoed = {s.option: s.vetoed for s in decision.scores if s.vetoed}
    assert decision.option == "none" and vetoed.keys() == {"time", "hash"}
    assert vetoed["time"].startswith("reference of Entry is unique and Line and Total refer to Entry")
    assert "reference of Entry is unique" in make_bundle_text(plan, "PLAN.md")


@pytest.mark.parametrize(("database", "said"), [("mysql", "its foreign keys"), ("sqlite", "SQLite has no tables")])
def test_databases_that_cut_no_such_table_say_so(database: str, said: str) -> None:
    found = _parting(chosen(KEYED.replace("DATABASE", database), partitioning="time"))
    assert found and all(parts == "" and said in uncut for parts, uncut in found.values())


def make_bundle_text(plan: Plan, path: str) -> str:
    return next(a.content for a in make_bundle(plan) if a.path == path).decode()


def test_an_event_is_told_as_often_as_what_tells_it_happens() -> None:
    plan = plan_of("""
roles: {clerk: Books.}
entities:
  Entry: {rows: 1M, growth: 8640/day, fields: {amount: money required}, access: {list: clerk, create: clerk}}
  Transfer:
    rows: 10k
    growth: 864/day
    fields: {amount: money required, status: enum(asked | approved | posted) = asked}
    access: {list: clerk, create: clerk}
    actions: {approve: {by: clerk, from: asked, to: approved, emits: approved}, post: {by: system, from: approved, to: posted}}
events: {approved: {of: Transfer, payload: [id]}, posted: {of: Entry, payload: [id]}}
jobs: {post: {on: approved, of: Transfer, does: Write its entry., emits: posted}}
""")
    rates = {r.event: r.per_second for r in plan.capacity.messages}
    assert rates == {"approved": pytest.approx(0.01), "posted": pytest.approx(0.01)}, (
        "entries made otherwise tell nothing"
    )


@pytest.mark.parametrize(("volume", "told"), [("10GB", True), ("60GB", False)])
def test_rows_that_outweigh_the_stated_volume_are_told(volume: str, told: bool) -> None:
    text = f"scale: {{data_volume: {volume}, peak_rps: 50}}\n" + LARGE.replace("retention: 2y, ", "")
    size = plan_of(text).capacity.storage
    assert size is not None and 30e9 < size.data[0] < 180e9
    assert ("CON707" in {c.code for c in plan_of(text).contradictions}) is told


TARIFFS = """
context: {{consumers: [web]}}
roles: {{clerk: Works here., guest: Signs up.}}
entities:
  Guest: {{account: guest, fields: {{email: email required unique, password: password required}}, access: {{create: public}}}}
  Tariff:
    fields: {{code: string(8) required, from: date required, until: date}}
    access: {{list: public, create: {creator}, update: clerk, delete: none}}
rules: [{{id: one-at-a-time, says: One at a time., on: [Tariff], exclusive: {{on: code, range: [from, until]}}}}]
"""


@pytest.mark.parametrize(("creator", "told"), [("clerk", False), ("guest", True)])
def test_scripts_take_only_what_people_outside_may_take(creator: str, told: bool) -> None:
    found = {f.rule for f in plan_of(TARIFFS.format(creator=creator)).findings}
    assert ("automated-flow" in found) is told
