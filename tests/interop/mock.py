"""The judges of examples: Prism plays the API of a document, schemathesis asks it, and what it answers must keep the document."""

from __future__ import annotations

import itertools
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from tests.interop.judges import Findings
from tests.interop.tools import need, run, tool
from tests.servers.sharing import free_port

AGREEMENT = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance"
)
# Prism answers a request with the example of its status, whatever stands in it: requests at random draw no answer
# that these do not, and cost as much again
EVERY_ANSWER = "examples,coverage"
AT_RANDOM = "fuzzing"


def mock_openapi(document: Path, phases: str = EVERY_ANSWER, examples: int = 5) -> Findings:
    """Prism plays the API, schemathesis asks it: examples, headers and schemas must agree with one another."""
    command = tool("schemathesis")
    headers = itertools.chain.from_iterable(("-H", header) for header in credentials(document))
    with _mock(document) as url, tempfile.TemporaryDirectory() as scratch:
        ran = run(
            command, "run", document.resolve(), "--url", url, *headers,
            "--mode", "positive", "--max-examples", str(examples), "--seed", "1",
            "--phases", phases, "--request-timeout", "5", "--generation-database", "none",
            "--checks", AGREEMENT, cwd=Path(scratch), seconds=1200,
        )  # fmt: skip
    return (ran.words,) if ran.status else ()


def credentials(document: Path) -> tuple[str, ...]:
    """A header for each way to sign in that a document declares: without its own, Prism refuses whatever is asked."""
    read = yaml.load(document.read_text(encoding="utf-8"), yaml.CSafeLoader)
    schemes = read.get("components", {}).get("securitySchemes", {}).values()
    return tuple(sorted({_header(scheme) for scheme in schemes} | {"Authorization: Bearer token"}))


def _header(scheme: dict[str, str]) -> str:
    match scheme:
        case {"type": "apiKey", "in": "cookie", "name": name}:
            return f"Cookie: {name}=token"
        case {"type": "apiKey", "in": "header", "name": name}:
            return f"{name}: token"
        case _:
            return "Authorization: Bearer token"


@contextmanager
def _mock(document: Path) -> Iterator[str]:
    program = need("npm", "node_modules", "@stoplight", "prism-cli", "dist", "index.js")
    port = free_port()
    command = [need("bin", "node"), program, "mock", document.resolve(), "-h", "127.0.0.1", "-p", port, "-v", "fatal"]
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log)
        try:
            if not _answers(f"http://127.0.0.1:{port}", server):
                log.seek(0)
                raise AssertionError(f"the mock did not start: {log.read()[-2000:].decode(errors='replace')}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


def _answers(url: str, server: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError as answer:
            answer.close()
            return True
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False
