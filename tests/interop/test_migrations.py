"""squawk on the migrations of every example, case and archetype, whatever layout their bundles have."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.emit.sql import emit_sql
from tests.archetypes.archetypes import FILES
from tests.dialects.test_designs import DESIGNS, database_of
from tests.interop.judges import DROPS, squawk


@pytest.mark.parametrize("design", (*DESIGNS, *FILES), ids=lambda p: p.parent.name if p.stem == "design" else p.stem)
def test_squawk_finds_nothing(design: Path, tmp_path: Path) -> None:
    files, _ = emit_sql(database_of(design), "postgresql", "plain")
    for file in files:
        (tmp_path / file.path).parent.mkdir(exist_ok=True)
        (tmp_path / file.path).write_text(file.text, encoding="utf-8")
    up, down = (sorted(tmp_path.rglob(f"*.{way}.sql")) for way in ("up", "down"))
    assert len(up) == len(down) > 0
    assert squawk(up) == ()
    assert squawk(down, waived=DROPS) == ()
