"""`planner serve` without a browser: who may reach it, what its page asks for, and what comes over its socket."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from planner.cli import serve
from tests.servers.sharing import free_port
from tests.tui.terminals import ROOT

HOST = "127.0.0.1"
PATIENCE = 60.0


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "planner", "serve", *arguments]


@contextmanager
def served(folder: Path, *arguments: str) -> Iterator[int]:
    """The port of a server that answers; it is gone afterwards."""
    pytest.importorskip("textual_serve", reason="the extra `serve` is not installed")
    port = free_port()
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    command = _command(*arguments, "--port", str(port))
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        _until_answered(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0, "an interrupted server ends in peace"


def _until_answered(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server does not answer")


def fetched(port: int, path: str) -> str:
    """A page or a part of it."""
    with urlopen(f"http://{HOST}:{port}{path}", timeout=PATIENCE) as answer:
        assert answer.status == 200
        return str(answer.read().decode("utf-8", "replace"))


def test_the_page_needs_nothing_from_outside(folder: Path) -> None:
    with served(folder) as port:
        page = fetched(port, "/")
        assert "<title>planner</title>" in page
        wanted = re.findall(r"(?:src|href)=\"([^\"]+)\"|url\(\"([^\"]+)\"\)", page)
        paths = [one or other for one, other in wanted if not (one or other).startswith("data:")]
        assert len(paths) == 4 and all(path.startswith("/static/") for path in paths)
        texts = [page, *(fetched(port, path) for path in paths)]
        assert all(texts) and not [t for t in texts[:3] if re.search(r"(?:src|href)=\"https?:|url\([\"']?https?:", t)]
        assert re.findall(r"\b(?:https?|wss?)://[^\"/]+", page) == [f"ws://{HOST}:{port}"]
        with pytest.raises(HTTPError):
            fetched(port, "/nothing")


def test_it_answers_on_this_machine_alone(folder: Path) -> None:
    with served(folder) as port:
        with pytest.raises(OSError):  # who listens everywhere answers here too
            socket.create_connection(("127.0.0.2", port), 1).close()
        taken = subprocess.run(
            _command("--port", str(port)), cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert taken.returncode == 4 and f"planner serve: port {port}: " in taken.stderr
        assert "Traceback" not in taken.stderr


def test_the_socket_draws_the_start_page_and_takes_keys(folder: Path) -> None:
    with served(folder) as port:
        drawn = asyncio.run(_sitting(port))
    assert "What is the backend for?" in drawn and "[Interview]" in drawn
    assert "name: " in next(folder.glob("*.yaml")).read_text()


async def _sitting(port: int) -> str:
    """Everything that is drawn while a sentence is typed."""
    from aiohttp import ClientSession, WSServerHandshakeError

    address = f"http://{HOST}:{port}/ws?width=100&height=30"
    async with ClientSession() as session:
        for origin in ({}, {"Origin": "http://elsewhere.example"}):
            with pytest.raises(WSServerHandshakeError) as refused:
                await session.ws_connect(address, headers=origin)
            assert refused.value.status == 403, "no other page of the browser may open it"
        async with session.ws_connect(address, headers={"Origin": f"http://{HOST}:{port}"}) as opened:
            drawn = await _until(opened, "What is the backend for?")
            await opened.send_json(["stdin", "an online shop for books"])
            drawn += await _until(opened, "for books")
            await opened.send_json(["stdin", "\r"])
            return drawn + await _until(opened, "[Interview]")


async def _until(opened: Any, wanted: str) -> str:
    drawn = ""
    async with asyncio.timeout(PATIENCE):
        async for message in opened:
            drawn += message.data.decode("utf-8", "replace") if isinstance(message.data, bytes) else ""
            if wanted in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", drawn):
                return drawn
    raise AssertionError(f"{wanted!r} did not come")


def test_without_the_extra_it_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda _: None)
    assert serve.run([]) == 4
    assert "pip install 'planner-compiler[serve]'" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_is_a_number_that_can_be_one(port: str) -> None:
    done = subprocess.run(_command(f"--port={port}"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "a whole number from 1 to 65535" in done.stderr
