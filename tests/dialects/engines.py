"""Real databases behind one small face: run statements, ask, and say how a refusal looks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import psycopg
import pymysql
import pytest

from planner.model.decisions import DialectName

REFUSED = (psycopg.Error, pymysql.MySQLError, sqlite3.Error)
ENGINES = ("postgres", "postgres16", "mariadb", "mysql", "sqlite")
DIALECTS: dict[str, DialectName] = {
    "postgres": "postgresql",
    "postgres16": "postgresql",
    "mariadb": "mariadb",
    "mysql": "mysql",
    "sqlite": "sqlite",
}


class Engine(Protocol):
    """A database of one's own."""

    dialect: DialectName

    def script(self, text: str) -> None:
        """Runs a whole file."""

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Runs one statement and gives its rows."""


class PostgresEngine:
    """PostgreSQL by psycopg, which sends a file as one message."""

    dialect: DialectName = "postgresql"

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def script(self, text: str) -> None:
        """Runs a whole file."""
        self.connection.execute(text.encode())

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Runs one statement."""
        cursor = self.connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


class MariaDBEngine:
    """MariaDB by PyMySQL, in whichever of the two dialects."""

    def __init__(self, connection: pymysql.Connection[Any], dialect: DialectName) -> None:
        self.connection = connection
        self.dialect = dialect

    def script(self, text: str) -> None:
        """Runs a whole file; every result is read, so that no error is missed."""
        with self.connection.cursor() as cursor:
            cursor.execute(text)
            while cursor.nextset():
                pass

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Runs one statement."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())


class SQLiteEngine:
    """SQLite in memory."""

    dialect: DialectName = "sqlite"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def script(self, text: str) -> None:
        """Runs a whole file."""
        self.connection.executescript(text)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Runs one statement."""
        return self.connection.execute(statement).fetchall()


@contextmanager
def engine(name: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty database of that kind."""
    if name == "sqlite":
        yield SQLiteEngine(request.getfixturevalue("sqlite_connection"))
        return
    if name in ("mariadb", "mysql"):
        server = request.getfixturevalue("mariadb")
        with server.database() as dsn:
            connection = server.connect(dsn)
            with connection:
                yield MariaDBEngine(connection, DIALECTS[name])
        return
    with request.getfixturevalue(name).database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        yield PostgresEngine(connection)
