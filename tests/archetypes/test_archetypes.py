"""Every archetype is a design that plans without a word of complaint, migrates, and whose figures agree."""

from __future__ import annotations

import sqlite3
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from planner import make_plan, read_design
from planner.diagnostics import Diagnostic, Severity
from planner.emit.sql.layouts import emit_sql
from planner.model.design import Design
from planner.model.entities import Entity, OnDelete, RelationKind
from planner.model.plan import Plan
from planner.read import units
from tests.archetypes.archetypes import FILES, NAMES, design_text, facts

KEYS = ["id", "title", "says", "why", "refs", "triggers", "hints", "excludes", "design"]
YEAR = 365
each = pytest.mark.parametrize("name", NAMES)


@cache
def planned(name: str, folder: Path) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """The plan of an archetype and what was said about its design."""
    file = folder / f"{name}.yaml"
    file.write_text(design_text(name), encoding="utf-8")
    reading = read_design(file)
    made = make_plan(reading)
    said = (*reading.diagnostics, *made.diagnostics)
    assert made.plan is not None, "\n".join(f"{d.code} {d.message} ({d.path})" for d in said)
    return made.plan, said


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archetypes")


@pytest.fixture
def plan(name: str, folder: Path) -> Plan:
    return planned(name, folder)[0]


@pytest.fixture
def design(plan: Plan) -> Design:
    return plan.design


def test_there_are_sixteen_or_more() -> None:
    assert len(FILES) >= 16


@each
def test_a_file_says_what_it_is_for(name: str) -> None:
    said = facts(name)
    assert list(said) == KEYS
    assert said["id"] == name
    assert said["says"].endswith(".") and said["says"].count(". ") == 0, "one sentence"
    assert len(said["why"]) > 80, "when to start here, and when not"
    assert len(said["triggers"]) >= 6
    words = [*said["triggers"], *said["hints"], *said["excludes"]]
    assert words == [w.lower() for w in words] and len(set(words)) == len(words)


def test_the_first_trigger_points_at_one_archetype_alone() -> None:
    strongest = [facts(name)["triggers"][0] for name in NAMES]
    everywhere = Counter(word for name in NAMES for word in facts(name)["triggers"])
    assert [word for word in strongest if everywhere[word] > 1] == []


def test_no_two_archetypes_tell_the_same_product() -> None:
    names = [set(facts(name)["design"]["entities"]) for name in NAMES]
    for at, mine in enumerate(names):
        for other in names[at + 1 :]:
            assert len(mine & other) <= min(len(mine), len(other)) / 2


@each
def test_nothing_is_wrong_with_the_design(name: str, folder: Path) -> None:
    loud = [d for d in planned(name, folder)[1] if d.severity is not Severity.INFO]
    assert [f"{d.code} {d.message} ({d.path})" for d in loud] == []


@each
def test_it_is_a_whole_product(design: Design, plan: Plan) -> None:
    assert len(design.entities) >= 6
    assert any(e.machines for e in plan.domain.entities.values()), "something moves through states"
    assert design.roles and design.rules and design.requirements
    ids = [r.id for r in (*design.rules, *design.requirements, *design.constraints)]
    assert len(set(ids)) == len(ids)


@each
def test_who_may_do_what_is_said_of_every_entity(design: Design) -> None:
    for entity in design.entities:
        operations = entity.operations or ("list", "get", "create", "update", "delete")
        said = {rule.operation for rule in entity.access}
        if entity.part_of is None:
            assert said >= set(operations), entity.name
        for action in entity.actions:
            assert action.by, f"{entity.name}.{action.name}"


@each
def test_rows_agree_with_growth_and_retention(design: Design) -> None:
    for entity in design.entities:
        assert entity.rows, f"how many {entity.name}?"
        if entity.growth is None:
            continue
        a_year = entity.growth.per_day * YEAR
        if entity.retention is not None and entity.retention.after == "created":
            kept = entity.growth.per_day * entity.retention.days
            assert 0.8 * kept <= entity.rows <= 1.25 * kept, f"{entity.name}: {entity.rows} rows, {kept:.0f} kept"
        else:
            assert a_year / 8 <= entity.rows <= a_year * 11, f"{entity.name}: {entity.rows} rows, {a_year:.0f} a year"


@each
def test_parts_grow_with_their_whole(design: Design) -> None:
    by_name = {e.name: e for e in design.entities}
    for entity in design.entities:
        whole = next((by_name[r.targets[0]] for r in entity.relations if r.name == entity.part_of), None)
        if whole is not None and whole.growth and entity.growth and whole.rows and entity.rows:
            per_whole, a_day = entity.rows / whole.rows, entity.growth.per_day / whole.growth.per_day
            assert 0.5 <= per_whole / a_day <= 2, entity.name


@each
def test_the_load_agrees_with_its_parts(design: Design) -> None:
    scale = design.scale
    assert scale.daily_users and scale.requests_per_user_day and scale.burst and scale.peak_rps
    peak = scale.daily_users.value * scale.requests_per_user_day.value / 86400 * scale.burst.value
    assert 0.7 <= scale.peak_rps.value / peak <= 1.4, f"the parts say {peak:.1f} requests a second"


@each
def test_callers_write_as_much_as_the_tables_grow(design: Design) -> None:
    scale = design.scale
    assert scale.daily_users and scale.requests_per_user_day and scale.read_write
    writes = scale.daily_users.value * scale.requests_per_user_day.value / (scale.read_write.value + 1)
    grown = sum(e.growth.per_day for e in design.entities if e.growth and _created_by_callers(e))
    assert grown <= 1.2 * writes, f"{grown:.0f} rows a day from {writes:.0f} writes"


def _created_by_callers(entity: Entity) -> bool:
    """Parts come in one call with their whole; jobs write by themselves."""
    grants = [g.role for rule in entity.access if rule.operation == "create" for g in rule.grants]
    return entity.part_of is None and any(role not in ("none", "system") for role in grants)


@each
def test_the_backup_keeps_what_the_rpo_promises(design: Design) -> None:
    every = next(str(c.value) for c in design.controls if c.name == "backup.every")
    backup = units.duration(every)
    assert backup and design.scale.rpo and backup.value <= design.scale.rpo.value


@each
def test_personal_data_has_an_end(design: Design) -> None:
    for entity in design.entities:
        if entity.account and any(f.pii for f in entity.fields):
            assert entity.retention, entity.name
    if any(f.pii for e in design.entities for f in e.fields):
        assert design.context.compliance


@each
def test_migrations_run_up_and_down_on_sqlite(plan: Plan) -> None:
    files, _ = emit_sql(plan.database, "sqlite", "plain")
    ups = [f.text for f in files if f.path.endswith(".up.sql")]
    downs = [f.text for f in files if f.path.endswith(".down.sql")][::-1]
    seeds = [f.text for f in files if f.path.startswith("seeds/")]
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    for text in (*ups, *seeds):
        connection.executescript(text)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    tables = {name for (name,) in connection.execute(listed)}
    assert tables == {t.name for t in plan.database.tables}
    for text in downs:
        connection.executescript(text)
    assert connection.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall() == []
    for text in ups:
        connection.executescript(text)
    connection.close()


@each
def test_nothing_kept_longer_holds_on_to_what_goes_sooner(design: Design) -> None:
    """A purge would fail on the foreign key; a job that names the entity is trusted to see to it."""
    by_name = {e.name: e for e in design.entities}
    purged = {job.entity for job in design.jobs if job.purges}
    for entity in design.entities:
        for relation in entity.relations:
            target = by_name[relation.targets[0]]
            holds = relation.kind is RelationKind.BELONGS_TO and relation.on_delete is OnDelete.RESTRICT
            if holds and target.retention is not None and target.name not in purged:
                kept = _kept(entity, by_name)
                assert kept is not None and kept <= target.retention.days, f"{entity.name}.{relation.name}"


def _kept(entity: Entity, by_name: dict[str, Entity]) -> int | None:
    """The days a row is kept; a part goes with its whole."""
    if entity.retention is not None or entity.part_of is None:
        return entity.retention.days if entity.retention else None
    whole = next(r.targets[0] for r in entity.relations if r.name == entity.part_of)
    return _kept(by_name[whole], by_name)


@each
def test_every_entity_comes_from_somebody(design: Design) -> None:
    """By an operation, inline with its whole, through a job that names it, or by an action of another."""
    made_by_jobs = {job.entity for job in design.jobs}
    told = " ".join(a.says for e in design.entities for a in e.actions).lower()
    for entity in design.entities:
        callers = [g.role for r in entity.access if r.operation == "create" for g in r.grants]
        by_callers = any(c not in ("none", "system") for c in callers) and (
            entity.operations is None or "create" in entity.operations
        )
        spoken_of = entity.name.lower() in told
        assert by_callers or entity.part_of or entity.name in made_by_jobs or spoken_of, entity.name
