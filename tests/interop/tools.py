"""Where the outside judges are installed, and how one is run. Knows nothing of what they judge."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.servers.sharing import missing

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
QUIET = {
    "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "DO_NOT_TRACK": "1",
    "NO_UPDATE_NOTIFIER": "1", "PYTHONWARNINGS": "ignore",
}  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """How a judge ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """The end of all it said: where the reason stands."""
        return (self.out + self.err).strip()[-2000:]


def folder() -> Path:
    """$JUDGES, or .judges/ in the checkout."""
    return Path(os.environ.get("JUDGES", ROOT / ".judges")).resolve()


def need(*parts: str) -> Path:
    """A file of the judges' folder; the test is skipped, visibly, when it is not there."""
    path = folder().joinpath(*parts)
    if not path.exists():
        missing(f"judge not installed: {'/'.join(parts)} (tests/interop/setup.sh installs it)")
    return path


def module(name: str) -> Path:
    """The command of an npm package."""
    return need("npm", "node_modules", ".bin", name)


def tool(name: str, environment: str = "venv") -> Path:
    """A command of one of the judges' Python environments."""
    return need(environment, "bin", name)


def run(
    *command: str | Path, cwd: Path | None = None, text: str | None = None,
    extra: Mapping[str, str] | None = None, seconds: float = 300,
) -> Ran:  # fmt: skip
    """Runs a judge to its end, telemetry off, Node and the judges' own commands on PATH."""
    judges = folder()
    path = os.pathsep.join([str(judges / "bin"), str(judges / "venv/bin"), os.environ["PATH"]])
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, input=text, capture_output=True, text=True, check=False,
        timeout=seconds, env={**os.environ, **QUIET, "PATH": path, **(extra or {})},
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def run_script(name: str, files: Sequence[Path]) -> tuple[str, ...]:
    """Runs one of our .mjs judges, which looks its packages up from the folder it runs in; its lines are findings."""
    ran = run(
        need("bin", "node"), "--input-type=module", "-", *(file.resolve() for file in files),
        cwd=need("npm"), text=(HERE / name).read_text(encoding="utf-8"),
    )  # fmt: skip
    findings = tuple(line for line in ran.out.splitlines() if line.strip())
    return findings or ((f"did not run: {ran.words}",) if ran.status else ())
