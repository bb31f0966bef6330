"""A real MariaDB for the tests, from the system's packages: loopback only, a fresh database for whoever asks."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pymysql
import pytest
from pymysql.constants import CLIENT

from tests.servers.sharing import Running, free_port, keep, missing, prepare, server_folder, shared

SYSTEM_FOLDERS = "/usr/sbin:/usr/local/sbin:/usr/libexec"


@dataclass(frozen=True)
class MariaDB:
    """A server; databases on it are made when asked for."""

    port: int
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def fresh_database(self) -> str:
        """An empty database of one's own, as a URL; it goes when the server goes."""
        name = f"t{os.getpid()}_{next(self._numbers)}"
        self._administer(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
        return f"mysql://root@127.0.0.1:{self.port}/{name}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """A fresh database that is dropped afterwards: for tests that want many."""
        dsn = self.fresh_database()
        try:
            yield dsn
        finally:
            self._administer(f"DROP DATABASE `{urlsplit(dsn).path[1:]}`")

    def connect(self, dsn: str) -> pymysql.Connection:
        """A connection that commits by itself and takes a whole file of statements at once."""
        place = urlsplit(dsn)
        return pymysql.connect(
            host="127.0.0.1", port=self.port, user="root", database=place.path[1:] or None,
            autocommit=True, charset="utf8mb4", client_flag=CLIENT.MULTI_STATEMENTS,
        )  # fmt: skip

    def _administer(self, statement: str) -> None:
        with self.connect(f"mysql://root@127.0.0.1:{self.port}/") as connection, connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture(scope="session")
def mariadb() -> MariaDB:
    """MariaDB, one server for the whole run."""
    server = program("mariadbd")
    if server is None or program("mariadb-install-db") is None:
        missing("no MariaDB: apt-get install mariadb-server-core mariadb-client-core")
    return MariaDB(shared("mariadb", _start).port)


def program(name: str) -> str | None:
    """Where a server's program is; Debian keeps some out of an ordinary PATH."""
    return shutil.which(name) or shutil.which(name, path=SYSTEM_FOLDERS)


def _start() -> Running:
    folder, port = server_folder("mariadb", in_memory=True), free_port()
    data = f"--datadir={folder / 'data'}"
    prepare(
        [str(program("mariadb-install-db")), "--no-defaults", data, "--skip-test-db",
         "--auth-root-authentication-method=normal"]
    )  # fmt: skip
    command = [
        str(program("mariadbd")), "--no-defaults", data, f"--socket={_socket(folder)}", f"--pid-file={folder / 'pid'}",
        "--bind-address=127.0.0.1", f"--port={port}", "--skip-name-resolve", "--character-set-server=utf8mb4",
        "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M", "--max-connections=60",
    ]  # fmt: skip
    return keep(folder, port, signal.SIGTERM, command, lambda: _answers(port))


def _socket(folder: Path) -> Path:
    return folder / "s"


def _answers(port: int) -> bool:
    try:
        pymysql.connect(host="127.0.0.1", port=port, user="root", connect_timeout=2).close()
    except pymysql.MySQLError:
        return False
    return True
