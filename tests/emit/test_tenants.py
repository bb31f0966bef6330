"""Tenants that lie apart: one set of migrations, and a script that runs it for each of them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from planner.emit.base import Artifact
from planner.emit.migrations import emit
from planner.emit.options import EmitOptions
from planner.emit.sql.tenants import PATH
from tests.rules.harness import plan_of

DESIGN = """
stack: {database: DATABASE}
tenancy: {root: Firm, isolation: ISOLATION}
entities: {Firm: {fields: {name: string}}, Note: {fields: {body: text}}}
"""
CLIENT = '#!/bin/sh\necho "$0 $*" >> "$CALLS"\ncase "$*" in *select*|*show*) printf "tenant_a\\ntenant_b\\n" ;; esac\n'


def files(database: str, isolation: str) -> dict[str, str]:
    plan = plan_of(DESIGN.replace("DATABASE", database).replace("ISOLATION", isolation))
    return {a.path: a.content.decode() for a in emit(plan, EmitOptions()) if isinstance(a, Artifact)}


def run(folder: Path, script: str, migrate: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The script with clients that only say that they were called."""
    for client in ("psql", "mysql"):
        (folder / client).write_text(CLIENT, encoding="utf-8")
        (folder / client).chmod(0o755)
    said = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "CALLS": str(folder / "calls"),
        "DATABASE_URL": "postgresql://db/main",
        "MIGRATE": migrate,
    }
    return subprocess.run(
        ["sh", "-c", script], cwd=folder, env={**said, **more}, capture_output=True, text=True, check=False, timeout=20
    )


def test_tenants_in_shared_tables_need_no_runner() -> None:
    assert PATH not in files("postgresql", "row")


@pytest.mark.parametrize(
    ("database", "isolation", "addresses"),
    [
        ("postgresql", "schema", ["postgresql://db/main?options=-csearch_path%3Dtenant_a%2Cpublic"]),
        ("postgresql", "database", ["postgresql://db/tenant_a", "postgresql://db/tenant_b"]),
        ("mysql", "database", ["postgresql://db/tenant_a", "postgresql://db/tenant_b"]),
        ("mariadb", "schema", ["postgresql://db/tenant_a"]),
    ],
)
def test_each_tenant_is_migrated_at_its_own_address(
    database: str, isolation: str, addresses: list[str], tmp_path: Path
) -> None:
    done = run(tmp_path, files(database, isolation)[PATH], 'echo "$DATABASE_URL"')
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "2 of 2 tenants migrated"
    assert set(addresses) <= set(done.stdout.splitlines())


def test_an_address_with_options_keeps_them(tmp_path: Path) -> None:
    script = files("postgresql", "schema")[PATH]
    done = run(tmp_path, script, 'echo "$DATABASE_URL"', DATABASE_URL="postgresql://db/main?sslmode=require")
    assert "postgresql://db/main?sslmode=require&options=-csearch_path%3Dtenant_b%2Cpublic" in done.stdout


def test_a_named_tenant_gets_its_place_before_it_is_migrated(tmp_path: Path) -> None:
    done = run(tmp_path, files("postgresql", "schema")[PATH], "true", TENANTS="tenant_new")
    assert done.stdout == "1 of 1 tenants migrated\n"
    assert 'create schema if not exists "tenant_new"' in (tmp_path / "calls").read_text(encoding="utf-8")


def test_a_failure_does_not_stop_the_others_and_is_told(tmp_path: Path) -> None:
    migrate = 'case $DATABASE_URL in *tenant_a*) exit 1 ;; esac; echo "$DATABASE_URL"'
    done = run(tmp_path, files("postgresql", "database")[PATH], migrate)
    assert done.returncode == 1
    assert "postgresql://db/tenant_b" in done.stdout
    assert done.stdout.splitlines()[-1] == "1 of 2 tenants migrated"
    assert done.stderr == "failed: tenant_a\n"


def test_files_of_sqlite_are_tenants_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "tenants").mkdir()
    (tmp_path / "tenants" / "tenant_a.db").touch()
    done = run(tmp_path, files("sqlite", "database")[PATH], 'echo "$DATABASE_URL"')
    assert done.stdout.splitlines() == ["sqlite:///tenants/tenant_a.db", "1 of 1 tenants migrated"]


def test_the_step_says_how_each_tenant_is_migrated() -> None:
    plan = plan_of(DESIGN.replace("DATABASE", "postgresql").replace("ISOLATION", "schema"))
    step = next(s for s in plan.work.steps if s.id == "step.tenants")
    command = next(v for v in step.verify if PATH in v.command)
    assert command.command.startswith("MIGRATE='alembic upgrade head' TENANTS=")
    assert command.expect == "2 of 2 tenants migrated"
