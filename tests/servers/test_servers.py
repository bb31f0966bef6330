"""The servers are real, apart from one another, reachable from here alone, and gone afterwards."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.servers.keeper import alive
from tests.servers.mariadb import MariaDB
from tests.servers.postgres import Postgres

KEEPER = Path(__file__).with_name("keeper.py")


@pytest.mark.server
def test_postgres_gives_databases_that_know_nothing_of_each_other(postgres: Postgres) -> None:
    first, second = postgres.fresh_database(), postgres.fresh_database()
    with psycopg.connect(first) as connection:
        connection.execute("CREATE TABLE a (id bigint PRIMARY KEY); INSERT INTO a VALUES (1)")
    with psycopg.connect(second) as connection:
        assert connection.execute("SELECT to_regclass('a')").fetchone() == (None,)
        assert connection.info.server_version >= 180000


@pytest.mark.server
def test_postgres_16_is_there_too(postgres16: Postgres) -> None:
    with postgres16.database() as dsn, psycopg.connect(dsn) as connection:
        assert 160000 <= connection.info.server_version < 170000


@pytest.mark.server
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the owner of a process is read from /proc")
def test_postgres_listens_on_loopback_only_and_not_as_root(postgres: Postgres) -> None:
    with psycopg.connect(postgres.fresh_database()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None and Path(f"/proc/{row[0]}").stat().st_uid != 0


@pytest.mark.server
def test_a_dropped_database_is_gone(postgres: Postgres) -> None:
    with postgres.database() as dsn:
        psycopg.connect(dsn).close()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(dsn)


@pytest.mark.server
def test_mariadb_takes_a_file_of_statements(mariadb: MariaDB) -> None:
    with mariadb.database() as dsn, mariadb.connect(dsn) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE a (id bigint PRIMARY KEY); INSERT INTO a VALUES (1), (2)")
        while cursor.nextset():
            pass
        cursor.execute("SELECT count(*), @@bind_address FROM a")
        assert cursor.fetchone() == (2, "127.0.0.1")


def test_sqlite_checks_foreign_keys(sqlite_connection: sqlite3.Connection) -> None:
    sqlite_connection.executescript("CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a)")
    with pytest.raises(sqlite3.IntegrityError):
        sqlite_connection.execute("INSERT INTO b VALUES (1)")


def _kept(owner: int, folder: Path) -> tuple[subprocess.Popen[bytes], int]:
    """A keeper of a process that would sleep for a minute, and that process."""
    sleeper = [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"]
    keeper = subprocess.Popen(
        [sys.executable, str(KEEPER), str(owner), str(folder), "", str(int(signal.SIGTERM)), *sleeper]
    )
    log = folder / "log"
    until = time.monotonic() + 20
    while not (log.exists() and log.read_text().strip()) and time.monotonic() < until:
        time.sleep(0.05)
    return keeper, int(log.read_text())


def test_a_keeper_stops_what_it_started_when_told(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    keeper, server = _kept(os.getpid(), folder)
    keeper.terminate()
    keeper.wait(20)
    assert not alive(server)
    assert not folder.exists()


def test_a_keeper_stops_what_it_started_when_its_owner_dies(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    owner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    keeper, server = _kept(owner.pid, folder)
    owner.kill()
    owner.wait()
    keeper.wait(20)
    assert not alive(server)
