"""Runs a bundle's migrations on a database: up, development data, down, up and down again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from planner.cli.embedded import Unavailable, embedded_postgres
from planner.cli.judging import Verdict
from planner.cli.scripts import Scripts, scripts_of
from planner.naming import count_phrase

_NAME = "migrations"
_SCHEMES = {
    "postgresql": "postgresql", "postgres": "postgresql", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite",
}  # fmt: skip
_FAMILY = {"postgresql": "postgresql", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite"}
Run = Callable[[str], None]


def judge_migrations(folder: Path, url: str | None) -> Verdict:
    """Up, seed, down, up, down on the database of `url`, else on one that can be had here, else not, with the reason."""
    try:
        dialect = str(json.loads((folder / "plan.json").read_bytes())["settings"]["dialect"])
    except (OSError, ValueError, KeyError, TypeError):
        return Verdict(_NAME, "skipped", "plan.json does not say for which database they are")
    family = _FAMILY[dialect]
    if url is not None and _SCHEMES.get(urlsplit(url).scheme) != family:
        return Verdict(_NAME, "failed", f"--database is no URL of {dialect}, for which these migrations are")
    try:
        scripts = scripts_of(folder)
    except (OSError, ValueError, SyntaxError) as error:
        return Verdict(_NAME, "failed", f"a migration cannot be read: {error}")
    if not scripts.ups:
        return Verdict(_NAME, "skipped", "the bundle has no migrations")
    return _JUDGES[family](scripts, url)


def _through(scripts: Scripts, run: Run, errors: tuple[type[Exception], ...], where: str) -> Verdict:
    for script in scripts.through():
        try:
            run(script.text)
        except errors as error:
            says = " ".join(str(error).split())[:300]
            return Verdict(_NAME, "failed", f"{script.name} on {where}: {says}")
    count = count_phrase(len(scripts.ups), "migration")
    return Verdict(_NAME, "ok", f"{count} up, seeded, down, up and down again on {where}")


def _sqlite(scripts: Scripts, url: str | None) -> Verdict:
    name = unquote(urlsplit(url).path.removeprefix("/")) if url else ""
    try:
        with closing(sqlite3.connect(name or ":memory:", isolation_level=None)) as database:
            if database.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
                return Verdict(_NAME, "failed", "the database is not empty; give an empty one")
            database.execute("PRAGMA foreign_keys = ON")
            where = f"SQLite {sqlite3.sqlite_version}"
            return _through(scripts, lambda text: database.executescript(text).close(), (sqlite3.Error,), where)
    except sqlite3.Error as error:
        return Verdict(_NAME, "failed", f"the database cannot be used: {error}")


def _postgres(scripts: Scripts, url: str | None) -> Verdict:
    if find_spec("psycopg") is None:
        return Verdict(_NAME, "skipped", "no PostgreSQL client: install planner-compiler[verify]")
    if url is not None:
        return _postgres_at(scripts, url)
    try:
        with embedded_postgres() as dsn:
            return _postgres_at(scripts, dsn)
    except Unavailable as reason:
        return Verdict(_NAME, "skipped", f"{reason}; name an empty database by --database postgresql://…")


def _postgres_at(scripts: Scripts, dsn: str) -> Verdict:
    import psycopg

    try:
        with psycopg.connect(dsn, autocommit=True, connect_timeout=10) as database:
            row = database.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
            if row != (0,):
                return Verdict(_NAME, "failed", "the database is not empty; give an empty one")
            version = database.info.server_version // 10000

            def run(text: str) -> None:
                database.execute(text.encode())

            return _through(scripts, run, (psycopg.Error,), f"PostgreSQL {version}")
    except psycopg.Error as error:
        return Verdict(_NAME, "failed", f"the database cannot be used: {' '.join(str(error).split())[:300]}")


def _mysql(scripts: Scripts, url: str | None) -> Verdict:
    if url is None:
        return Verdict(_NAME, "skipped", "no server of MySQL here; name an empty database by --database mysql://…")
    if find_spec("pymysql") is None:
        return Verdict(_NAME, "skipped", "no MySQL client: install planner-compiler[verify]")
    import pymysql
    from pymysql.constants import CLIENT

    place = urlsplit(url)
    try:
        with closing(
            pymysql.connect(
                host=place.hostname or "127.0.0.1", port=place.port or 3306, user=unquote(place.username or "root"),
                password=unquote(place.password or ""), database=place.path[1:], autocommit=True, charset="utf8mb4",
                client_flag=CLIENT.MULTI_STATEMENTS, connect_timeout=10,
            )
        ) as database, database.cursor() as cursor:  # fmt: skip
            if cursor.execute("SHOW TABLES"):
                return Verdict(_NAME, "failed", "the database is not empty; give an empty one")

            def run(text: str) -> None:
                cursor.execute(text)
                while cursor.nextset():
                    pass

            return _through(scripts, run, (pymysql.MySQLError,), f"the server of {place.hostname}")
    except (pymysql.MySQLError, OSError) as error:
        return Verdict(_NAME, "failed", f"the database cannot be used: {error}")


_JUDGES: dict[str, Callable[[Scripts, str | None], Verdict]] = {
    "sqlite": _sqlite,
    "postgresql": _postgres,
    "mysql": _mysql,
}
