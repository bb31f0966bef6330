"""The bundles that are judged: what `planner plan` writes for each example, made once a session by the real command."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tests.archetypes.archetypes import design_text
from tests.interop.tools import ROOT

EXAMPLES = tuple(sorted((ROOT / "examples").glob("*.yaml")))
CASES = tuple(sorted((ROOT / "tests" / "cases").glob("*/design.yaml")))


@cache
def style(design: Path) -> str:
    """The API style a design asks for; REST where it asks for none."""
    said = yaml.load(design.read_text(encoding="utf-8"), yaml.CSafeLoader)
    api = (said.get("stack") or {}).get("api") or {}
    return str(api.get("style", "rest") if isinstance(api, dict) else api)


KITCHEN_SINK = ROOT / "tests" / "cases" / "kitchen-sink" / "design.yaml"


def label(design: Path) -> str:
    """What a design is called in tests: a case by its folder."""
    return design.parent.name if design.stem == "design" else design.stem


def examples_of(wanted: str) -> list[Path]:
    """The examples and cases whose contract is of a style."""
    return [design for design in (*EXAMPLES, *CASES) if style(design) == wanted]


@dataclass
class Bundles:
    """Plans an example with some options when it is first asked for."""

    scratch: Path

    def of_archetype(self, name: str, *options: str) -> Path:
        """The folder of the bundle of an archetype's own design."""
        return self.of_text(name, design_text(name), *options)

    def of_text(self, name: str, text: str, *options: str) -> Path:
        """The folder of the bundle of a design that has no file."""
        design = self.scratch / f"{name}.source" / f"{name}.yaml"
        design.parent.mkdir(exist_ok=True)
        design.write_text(text, encoding="utf-8")
        return self.of(design, *options)

    def of(self, design: Path, *options: str) -> Path:
        """The folder of its bundle. The design is copied first: planning may write a lock file beside it."""
        name = "-".join((label(design), *(o.strip("-") for o in options)))
        out = self.scratch / name
        if not out.exists():
            source = shutil.copytree(design.parent, self.scratch / f"{name}.design") / design.name
            command = [sys.executable, "-m", "planner", "plan", str(source), "-o", str(out), "--quiet", *options]
            done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
            assert done.returncode == 0, f"{' '.join(command)}: {done.returncode}\n{done.stdout}{done.stderr}"
        return out


def files(bundle: Path, *patterns: str) -> list[Path]:
    """The files of a bundle, or of its services' folders, that match."""
    return sorted(file for pattern in patterns for file in bundle.rglob(pattern))
