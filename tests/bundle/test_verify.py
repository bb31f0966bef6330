"""`planner verify`: a verdict per judge; edited is 1, refused by a judge or a database is 4, not run is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli import embedded, judging, verify
from planner.emit.canonical import to_json
from tests.cases.cases import HERE, bundle_of
from tests.servers.mariadb import MariaDB
from tests.servers.postgres import Postgres


@pytest.fixture
def tasks(tmp_path: Path) -> Path:
    """The bundle of the smallest design, in SQLite."""
    return bundle_of(HERE / "sqlite/design.yaml", tmp_path, "--layout", "plain")


def verdicts(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, dict[str, str], dict[str, str]]:
    """Exit status, states and words by judge."""
    status = verify.run([*map(str, arguments), "--json"])
    said = json.loads(capsys.readouterr().out)["verdicts"]
    return status, {v["judge"]: v["state"] for v in said}, {v["judge"]: v["says"] for v in said}


def rewritten(bundle: Path, name: str, content: bytes) -> None:
    """Replaces a file and its digest: the bundle is whole, and wrong."""
    from hashlib import sha256

    (bundle / name).write_bytes(content)
    manifest = json.loads((bundle / "manifest.json").read_bytes())
    for row in manifest["files"]:
        if row["path"] == name:
            row["sha256"] = sha256(content).hexdigest()
    (bundle / "manifest.json").write_bytes(to_json(manifest))


def test_a_bundle_as_written_passes_every_judge(tasks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, states, says = verdicts(capsys, tasks)
    assert status == 0
    assert states == dict.fromkeys(("files", "schemas", "contract", "migrations"), "ok")
    assert "on SQLite" in says["migrations"]


def test_it_speaks_in_lines_to_people(tasks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.run([str(tasks)]) == 0
    assert capsys.readouterr().out.startswith("ok       files: ")


def test_a_folder_without_a_manifest_is_no_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.run([str(tmp_path)]) == 1
    assert "is no bundle" in capsys.readouterr().err


def test_an_edited_file_is_named(tasks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tasks / "PLAN.md").write_text("mine\n")
    (tasks / "BUILD_ORDER.md").unlink()
    status, states, says = verdicts(capsys, tasks)
    assert (status, states["files"]) == (1, "changed")
    assert "PLAN.md is edited" in says["files"]
    assert "BUILD_ORDER.md is missing" in says["files"]


def test_a_contract_that_is_none_is_refused(tasks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rewritten(tasks, "openapi.yaml", b"openapi: 3.1.0\n")
    status, states, _ = verdicts(capsys, tasks)
    assert (status, states["files"], states["contract"]) == (4, "ok", "failed")


@pytest.mark.parametrize("content", [b"{}\n", b"no json\n"])
def test_data_that_misses_its_schema_is_refused(
    tasks: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    rewritten(tasks, "risks.json", content)
    status, states, says = verdicts(capsys, tasks)
    assert (status, states["schemas"]) == (4, "failed")
    assert says["schemas"].startswith("risks.json: ")


def test_a_migration_that_the_database_refuses_is_named(tasks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = sorted((tasks / "migrations").glob("*.up.sql"))[-1]
    rewritten(tasks, f"migrations/{first.name}", b"CREATE TABLE nonsense (;\n")
    status, states, says = verdicts(capsys, tasks)
    assert (status, states["migrations"]) == (4, "failed")
    assert first.name in says["migrations"]


def test_sqlite_in_a_file_must_be_empty(tasks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import sqlite3

    place = tmp_path / "tasks.db"
    assert verdicts(capsys, tasks, "--database", f"sqlite:///{place}")[0] == 0
    sqlite3.connect(place).execute("CREATE TABLE mine (id INTEGER)").connection.close()
    status, _, says = verdicts(capsys, tasks, "--database", f"sqlite:///{place}")
    assert status == 4
    assert "not empty" in says["migrations"]


def test_a_url_of_another_database_is_refused(tasks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, says = verdicts(capsys, tasks, "--database", "mysql://root@127.0.0.1/x")
    assert status == 4
    assert "no URL of sqlite" in says["migrations"]


def test_what_cannot_be_run_is_skipped_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, states, says = verdicts(capsys, bundle_of(HERE / "mysql/design.yaml", tmp_path))
    assert (status, states["migrations"]) == (0, "skipped")
    assert "--database mysql://" in says["migrations"]
    for name in ("plan.json",):
        (tmp_path / "bundle" / name).unlink()
    assert verdicts(capsys, tmp_path / "bundle")[1]["migrations"] == "skipped"


@pytest.mark.parametrize("layout", ["plain", "flyway", "alembic"])
def test_every_layout_is_run(layout: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = bundle_of(HERE / "sqlite/design.yaml", tmp_path, "--layout", layout)
    status, _, says = verdicts(capsys, bundle)
    assert status == 0
    assert says["migrations"].startswith("2 migrations up, seeded, down, up and down again on SQLite")


def test_a_revision_that_is_no_python_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = bundle_of(HERE / "sqlite/design.yaml", tmp_path, "--layout", "alembic")
    rewritten(bundle, "migrations/versions/0001_tables.py", b"def upgrade(:\n")
    status, _, says = verdicts(capsys, bundle)
    assert status == 4
    assert "cannot be read" in says["migrations"]


def test_without_migrations_there_is_nothing_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = bundle_of(HERE / "sqlite/design.yaml", tmp_path, "--only", "openapi,plan")
    assert verdicts(capsys, bundle)[2]["migrations"] == "the bundle has no migrations"


def test_a_style_without_openapi_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = bundle_of(HERE / "graphql/design.yaml", tmp_path, "--only", "graphql,plan")
    assert verdicts(capsys, bundle)[1]["contract"] == "skipped"


def test_a_judge_that_is_not_installed_fails(
    tasks: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "find_spec", lambda _: None)
    status, states, says = verdicts(capsys, tasks)
    assert status == 4
    assert (states["schemas"], states["contract"]) == ("missing", "missing")
    assert "planner-compiler[verify]" in says["contract"]


def test_without_the_wheel_postgresql_is_skipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda _: None)
    status, states, says = verdicts(capsys, bundle_of(HERE / "any-of/design.yaml", tmp_path))
    assert (status, states["migrations"]) == (0, "skipped")
    assert "--database postgresql://" in says["migrations"]


@pytest.mark.server
def test_postgresql_is_started_for_the_run_and_gone_afterwards(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, says = verdicts(capsys, bundle_of(HERE / "any-of/design.yaml", tmp_path))
    assert status == 0, says
    assert "on PostgreSQL" in says["migrations"]
    with embedded.embedded_postgres() as dsn:
        folder = Path(dsn.split()[0].removeprefix("host="))
        assert folder.exists()
    assert not folder.exists()


@pytest.mark.server
def test_postgresql_at_a_url(tmp_path: Path, capsys: pytest.CaptureFixture[str], postgres: Postgres) -> None:
    bundle, dsn = bundle_of(HERE / "tenancy/design.yaml", tmp_path, "--layout", "plain"), postgres.fresh_database()
    assert verdicts(capsys, bundle, "--database", dsn)[0] == 0
    rewritten(bundle, sorted((bundle / "migrations").glob("*.up.sql"))[0].relative_to(bundle).as_posix(), b"nonsense;")
    status, states, _ = verdicts(capsys, bundle, "--database", dsn)
    assert (status, states["migrations"]) == (4, "failed")


@pytest.mark.server
def test_mysql_at_a_url(tmp_path: Path, capsys: pytest.CaptureFixture[str], mariadb: MariaDB) -> None:
    bundle, dsn = bundle_of(HERE / "mysql/design.yaml", tmp_path), mariadb.fresh_database()
    status, _, says = verdicts(capsys, bundle, "--database", dsn)
    assert status == 0, says
    with mariadb.connect(dsn) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id int)")
    assert "not empty" in verdicts(capsys, bundle, "--database", dsn)[2]["migrations"]


@pytest.mark.parametrize(
    ("case", "url"), [("any-of", "postgresql://x@127.0.0.1:1/x"), ("mysql", "mysql://x@127.0.0.1:1/x")]
)
def test_a_server_that_is_not_there_fails(
    case: str, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, states, says = verdicts(capsys, bundle_of(HERE / f"{case}/design.yaml", tmp_path), "--database", url)
    assert (status, states["migrations"]) == (4, "failed")
    assert "cannot be used" in says["migrations"]
