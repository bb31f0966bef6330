"""`planner diagram`: a picture for the terminal, an SVG for everything else, and why there is none."""

from __future__ import annotations

import xml.etree.ElementTree as Tree
from pathlib import Path

import pytest

from tests.bundle.commands import SHOP, typed

ENTITIES = ("Customer", "Author", "Book", "Category", "Stock", "Order", "OrderItem")


def words(drawn: str) -> str:
    """Every text of an SVG."""
    root = Tree.fromstring(drawn)
    assert root.tag.endswith("svg")
    return " ".join(root.itertext())


def test_text_for_the_terminal(tmp_path: Path) -> None:
    done = typed(tmp_path, "diagram", str(SHOP))
    assert (done.returncode, done.stderr) == (0, "")
    assert all(name in done.stdout for name in ENTITIES)
    assert "┌" in done.stdout or "╭" in done.stdout


@pytest.mark.parametrize(("level", "shown", "hidden"), [("names", "Book", "isbn"), ("all", "isbn", "\0")])
def test_as_much_of_each_entity_as_is_wanted(level: str, shown: str, hidden: str, tmp_path: Path) -> None:
    drawn = typed(tmp_path, "diagram", str(SHOP), "--level", level).stdout
    assert shown in drawn and hidden not in drawn


def test_around_one_entity(tmp_path: Path) -> None:
    near = typed(tmp_path, "diagram", str(SHOP), "--around", "Author").stdout
    assert "Author" in near and "Book" in near and "Customer" not in near
    further = typed(tmp_path, "diagram", str(SHOP), "--around", "Author", "--hops", "2").stdout
    assert "Category" in further and "Customer" not in further


def test_svg_to_standard_output_and_into_a_file(tmp_path: Path) -> None:
    printed = typed(tmp_path, "diagram", str(SHOP), "--svg")
    assert printed.returncode == 0 and all(name in words(printed.stdout) for name in ENTITIES)
    done = typed(tmp_path, "diagram", str(SHOP), "-o", "shop.svg")
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "shop.svg").read_text() == printed.stdout


def test_standard_input_is_a_design_too(tmp_path: Path) -> None:
    assert "OrderItem" in typed(tmp_path, "diagram", "-", stdin=SHOP.read_text()).stdout


def test_an_entity_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    done = typed(tmp_path, "diagram", str(SHOP), "--around", "Ordr")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "planner diagram: there is no entity 'Ordr'; did you mean 'Order'?\n"
    assert "did you mean" not in typed(tmp_path, "diagram", str(SHOP), "--around", "Xylophone").stderr


@pytest.mark.parametrize("hops", ["0", "10", "some", "-1"])
def test_hops_are_a_small_number(hops: str, tmp_path: Path) -> None:
    done = typed(tmp_path, "diagram", str(SHOP), "--around", "Order", f"--hops={hops}")
    assert done.returncode == 2 and "a whole number from 1 to 9" in done.stderr


def test_a_design_with_errors_is_not_drawn(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(SHOP.read_text().replace("belongs_to Category required", "belongs_to Catgory"))
    done = typed(tmp_path, "diagram", "d.yaml", "-o", "d.svg")
    assert done.returncode == 1 and not (tmp_path / "d.svg").exists()
    line = next(n for n, text in enumerate((tmp_path / "d.yaml").read_text().splitlines(), 1) if "Catgory" in text)
    assert f"d.yaml:{line}:" in done.stderr and "REF201 there is no entity 'Catgory'" in done.stderr
    (tmp_path / "d.yaml").write_text("entities: [")
    assert typed(tmp_path, "diagram", "d.yaml").returncode == 1


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    done = typed(tmp_path, "diagram", str(SHOP), "-o", "nowhere/shop.svg")
    assert done.returncode == 3
    assert "shop.svg: No such file or directory" in done.stderr and "choose a file that can be" in done.stderr
