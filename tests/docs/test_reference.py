"""The pages that follow from the code are as the code would write them today, and nothing else lies beside them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.build import DOCS, pages
from planner.cli.main import COMMANDS
from planner.codes import all_codes

PAGES = pages()
ROOT = DOCS.parent
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_fresh(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name], "make docs"


def test_no_page_is_left_of_what_is_gone() -> None:
    found = {p.relative_to(DOCS).as_posix() for f in ("reference", "catalog") for p in (DOCS / f).rglob("*.*")}
    assert found == set(PAGES)


def test_every_code_and_command_has_its_place() -> None:
    assert all(f"| {code.code} |" in PAGES["reference/codes.md"] for code in all_codes())
    assert all(f"## planner {name}\n" in PAGES["reference/commands.md"] for name in COMMANDS)


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))], ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    missing = [to for to in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / to).exists()]
    assert missing == []
