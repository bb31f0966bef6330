"""The archetypes as files: what they say of themselves, and the design each holds as text of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "catalogs" / "archetypes"
FILES = tuple(sorted(FOLDER.glob("*.yaml")))
NAMES = tuple(file.stem for file in FILES)


@cache
def facts(name: str) -> dict:
    """The whole file as plain data; scalars stay as they are written."""
    return yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@cache
def design_text(name: str) -> str:
    """The lines below `design:`, moved to the left, so that positions are those of a design."""
    _, _, below = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").partition("\ndesign:\n")
    return "".join(line.removeprefix("  ") for line in below.splitlines(keepends=True))


def expectations() -> dict:
    """What an expert would decide, per archetype."""
    return yaml.load((Path(__file__).parent / "expectations.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def answer_sets() -> list[dict]:
    """Variants of the archetypes: paths of a design and what they shall say."""
    return yaml.load((Path(__file__).parent / "answers.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
