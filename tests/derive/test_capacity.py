"""Capacity out of small designs: sizes, loads, limits, and that nothing is reckoned with in hiding."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner import make_bundle, make_plan, read_design
from planner.derive.capacity import derive_capacity
from planner.derive.capacity.storage import PAGE, entry_bytes, heap_pages, leaf_pages, row_bytes
from planner.derive.capacity.widths import Width, varying
from planner.derive.pipeline import derive
from planner.model.capacity import FACTORS, Capacity
from planner.model.plan import Plan
from planner.read.design import read_design_text
from tests.effort import calls

SHOP = """
planner: 1
name: Shop
summary: Sells things.
scale: {SCALE}
roles: {staff: Sells.}
entities:
  Order:
    rows: 1M
    growth: 10k/day
    fields: {number: string(12..12) required unique, note: string(..100)}
    relations: {lines: has_many Line}
    access: {list: staff, get: staff, create: staff}
    actions: {pay: {by: staff, uses: bank}}
  Line:
    part_of: order
    fields: {amount: money required}
    relations: {order: belongs_to Order required}
  Visit:
    rows: 900k
    growth: 10k/day
    retention: 90d
    fields: {page: string(..40) required}
  Label:
    fields: {name: string(..40) required}
integrations:
  bank: {kind: payment, timeout: 8s}
MORE
"""


def plan_of(tmp_path: Path, scale: str, more: str = "") -> Plan:
    file = tmp_path / "design.yaml"
    file.write_text(SHOP.replace("{SCALE}", scale).replace("MORE", more))
    derived = make_plan(read_design(file))
    assert derived.plan is not None, derived.diagnostics
    return derived.plan


def page_of(plan: Plan) -> str:
    text = next(a.content for a in make_bundle(plan) if a.path == "PLAN.md").decode()
    return text.partition("## How it carries the load")[2].partition("\n## ")[0]


def test_heap_and_index_pages_meet_the_measured_table() -> None:
    row, outside = row_bytes(
        (Width(16, 1), Width(8, 8), varying(40, differs=False), Width(8, 8), Width(8, 8)), 5, False
    )
    assert (row, outside) == (24 + 16 + 8 + 41 + 7 + 8 + 8, 0)
    assert heap_pages(300_000, 144) == 300_000 // 55 + 1 == 5455
    assert leaf_pages(300_000, entry_bytes([Width(16, 1)])) == 1146


def test_a_row_keeps_the_boundaries_of_its_real_order() -> None:
    loose = row_bytes((Width(1, 1), Width(8, 8), Width(1, 1), Width(8, 8)), 4, False)[0]
    packed = row_bytes((Width(8, 8), Width(8, 8), Width(1, 1), Width(1, 1)), 4, False)[0]
    assert (loose, packed) == (24 + 32, 24 + 24)


def test_the_bitmap_of_nulls_costs_nothing_up_to_eight_columns() -> None:
    eight = (Width(8, 8),) * 8
    assert row_bytes(eight, 8, True) == row_bytes(eight, 8, False)
    assert row_bytes(eight, 9, True)[0] == row_bytes(eight, 8, False)[0] + 8


def test_a_wide_value_lies_out_of_line() -> None:
    row, outside = row_bytes((Width(16, 1), varying(9000)), 2, False)
    assert row < 100
    assert outside == 9004


def test_the_peak_follows_from_daily_users(tmp_path: Path) -> None:
    load = plan_of(
        tmp_path, "{daily_users: 86400, requests_per_user_day: 10, burst: 3x, read_write: 9:1}"
    ).capacity.load
    assert load is not None
    assert (load.requests, load.reads, load.writes) == pytest.approx((30, 27, 3))
    assert set(load.because) >= {"scale.daily_users", "scale.requests_per_user_day", "scale.burst", "scale.read_write"}


def test_a_stated_peak_wins_over_daily_users(tmp_path: Path) -> None:
    load = plan_of(tmp_path, "{daily_users: 86400, peak_rps: 120}").capacity.load
    assert load is not None and load.requests == 120


def test_rows_leave_as_their_time_ends(tmp_path: Path) -> None:
    tables = {t.table: t for t in plan_of(tmp_path, "{}").capacity.tables}
    assert tables["orders"].rows == (1_000_000, 4_650_000, 11_950_000, 19_250_000)
    assert tables["visits"].rows == (900_000, 900_000, 900_000, 900_000)
    assert tables["lines"].rows[0] == 3_000_000
    assert tables["lines"].source == "assumed"


def test_every_assumed_figure_is_an_assumption_of_the_plan(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "{peak_rps: 50}")
    assumed = [i for i in plan.capacity.inputs if i.source == "assumed"]
    assert {f"assumption.capacity.{i.name}" for i in assumed} <= {a.id for a in plan.assumptions}
    assert {"service_time", "queries", "cores", "parts"} <= {i.name for i in assumed}
    page = page_of(plan)
    assert all(f"`{i.path.removeprefix('controls.capacity.')}`" in page for i in assumed)


def test_a_control_takes_the_place_of_an_assumption(tmp_path: Path) -> None:
    before = plan_of(tmp_path, "{peak_rps: 50}").capacity
    after = plan_of(tmp_path, "{peak_rps: 50}", "controls: {capacity: {service_time: 300ms, ram: 1GB}}").capacity
    assert before.workers and after.workers and before.workers.needed < after.workers.needed
    assert after.workers.busy == pytest.approx(15)
    assert "controls.capacity.service_time" in after.workers.because
    assert not {"assumption.capacity.service_time", "assumption.capacity.ram"} & {a.id for a in after.assumptions}


def limits_of(capacity: Capacity) -> dict[str, float | None]:
    return {x.id: x.reached_at for x in capacity.limits}


def test_limits_come_in_the_order_in_which_they_are_reached(tmp_path: Path) -> None:
    capacity = plan_of(tmp_path, "{peak_rps: 300, rto: 1h, events_per_second: 50, burst: 4x}").capacity
    reached = [x.reached_at for x in capacity.limits if x.reached_at is not None]
    assert reached == sorted(reached)
    assert {
        "limit.workers", "limit.connections", "limit.database-cores", "limit.database-writes", "limit.largest-table",
        "limit.working-set", "limit.disk", "limit.restore", "limit.purge", "limit.burst", "limit.integration.bank",
    } <= set(limits_of(capacity))  # fmt: skip
    for limit in capacity.limits:
        assert limit.because and limit.cure, limit.id
        assert list(limit.used) == sorted(limit.used), limit.id
        if limit.reached_at is not None:
            below = [u for f, u in zip(FACTORS, limit.used, strict=True) if f < limit.reached_at * 0.99]
            assert all(u < limit.threshold for u in below), limit.id


def test_a_hanging_integration_holds_job_workers_as_long_as_its_time_out(tmp_path: Path) -> None:
    limit = plan_of(tmp_path, "{peak_rps: 300}").capacity.limit("integration.bank")
    assert limit is not None
    assert limit.used[1] == pytest.approx(10_000 / 86400 * 5 * 8 / 16, rel=1e-4)
    assert limit.resource == "job workers held while bank hangs"
    assert limit.because[0] == "integrations.bank"


def test_a_distributed_engine_is_named_only_beyond_one_machine(tmp_path: Path) -> None:
    small = page_of(plan_of(tmp_path, "{peak_rps: 5, read_write: 50:1}"))
    assert "Citus" not in small
    assert "Citus" in page_of(plan_of(tmp_path, "{peak_rps: 5k, read_write: 1:1}"))


def test_without_any_figure_nothing_is_made_up(tmp_path: Path) -> None:
    file = tmp_path / "design.yaml"
    file.write_text("planner: 1\nname: A\nsummary: B.\nentities:\n  Book: {fields: {title: string}}\n")
    plan = make_plan(read_design(file)).plan
    assert plan is not None
    capacity = plan.capacity
    assert (capacity.load, capacity.tables, capacity.limits, capacity.inputs, capacity.assumptions) == (
        None,
        (),
        (),
        (),
        (),
    )
    lines = [line for line in page_of(plan).splitlines() if line]
    assert len(lines) == 1
    assert "Book" in lines[0] and "scale.peak_rps" in lines[0]


def test_a_small_design_gets_no_table_of_sizes(tmp_path: Path) -> None:
    file = tmp_path / "design.yaml"
    file.write_text(
        "planner: 1\nname: A\nsummary: B.\nscale: {peak_rps: 1}\nentities:\n  Book: {rows: 2k, fields: {title: string}}\n"
    )
    plan = make_plan(read_design(file)).plan
    assert plan is not None
    assert "| Table |" not in page_of(plan)
    assert "`books` holds" in page_of(plan)


def test_another_database_is_told_that_the_sizes_are_postgresqls(tmp_path: Path) -> None:
    assert "MariaDB differs" in page_of(plan_of(tmp_path, "{}", "stack: {database: mariadb}"))
    assert "PostgreSQL's" not in page_of(plan_of(tmp_path, "{}"))


def test_every_element_has_an_id_of_its_own_and_a_reason(tmp_path: Path) -> None:
    capacity = plan_of(tmp_path, "{peak_rps: 300, rpo: 5m}").capacity
    parts = [capacity.load, capacity.workers, capacity.pools, capacity.storage, *capacity.tables, *capacity.limits]
    assert all(p is not None and p.because for p in parts)
    ids = [p.id for p in (*parts, *capacity.inputs) if p is not None]
    assert len(ids) == len(set(ids))
    assert all(i.because or i.source == "assumed" for i in capacity.inputs)


def many(entities: int) -> str:
    body = "".join(
        f"  Thing{n}:\n    rows: {n + 1}k\n    growth: {n + 1}/day\n    fields: {{name: string(..80) required, code: string(..40) unique, "
        f"price: money, on: date, at: timestamp, active: bool, count: int, score: float, note: text, state: enum(a | b)}}\n"
        + (f"    relations: {{before: belongs_to Thing{n - 1}}}\n" if n else "")
        for n in range(entities)
    )
    return f"planner: 1\nname: Many\nsummary: Many things.\nscale: {{peak_rps: 100}}\nentities:\n{body}"


def test_each_table_is_reckoned_once(tmp_path: Path) -> None:
    """Effort grows with the design and with nothing else."""

    def reckoned(entities: int) -> float:
        file = tmp_path / f"{entities}.yaml"
        file.write_text(many(entities))
        reading = read_design(file)
        assert reading.design is not None
        plan = derive(reading.design, reading.source.locate).plan
        assert plan is not None
        parts = plan.design, plan.domain, plan.settings, plan.database, plan.api
        entered, capacity = calls(lambda: derive_capacity(*parts))
        assert len(capacity.tables) == entities
        assert capacity.tables[0].heap[0] % PAGE == 0
        return entered / entities

    assert reckoned(500) < reckoned(50) * 1.05


@pytest.mark.parametrize(
    ("controls", "instances", "path"),
    [
        ("controls: {instances: 3}", 3, "controls.instances"),
        ("controls: {instances: 3, capacity: {instances: 5}}", 5, "controls.capacity.instances"),
    ],
)
def test_copies_that_are_promised_are_the_copies_reckoned_with(
    tmp_path: Path, controls: str, instances: int, path: str
) -> None:
    capacity = plan_of(tmp_path, "{peak_rps: 50}", controls + "\n").capacity
    assert capacity.workers is not None
    assert capacity.workers.instances == instances
    assert path in capacity.workers.because
    assert "assumption.capacity.instances" not in {a.id for a in capacity.assumptions}


def test_parts_whose_own_rows_are_said_go_with_wholes_that_go_by_age() -> None:
    text = """
planner: 1
name: Purchases
entities:
  Purchase:
    rows: 3.65M
    growth: 1k/day
    retention: 10y after created
    fields: {note: text}
    relations: {lines: has_many Line}
  Line:
    part_of: purchase
    rows: 7.3M
    growth: 2k/day
    fields: {quantity: int}
    relations: {purchase: belongs_to Purchase required}
"""
    plan = make_plan(read_design_text(text)).plan
    assert plan is not None
    lines = next(t for t in plan.capacity.tables if t.table.endswith("lines"))
    assert max(lines.rows) <= 7_310_000, "as many go as come"
