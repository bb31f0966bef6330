"""A faulty file is told everything at once, in words that show the way out."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from planner.cli.check import run

DESIGN = """planner: 1
name: Depot
scale: {SCALE}
roles: {clerk: Sorts., driver: Drives.}
entities:
  Driver:
    account: driver
    fields: {name: string required}
    access: {get: owner, create: public}
  Parcel:
    fields: {size: enum(small | large) = small, note: NOTE}
    relations: {driver: belongs_to DRIVER}
    list: {filter: [size, FILTER]}
    access: {list: WHO, get: clerk, create: clerk}
queries:
  late: {returns: [Parcel], access: clerk, says: SAYS}
"""
RIGHT = {
    "{SCALE}": "{availability: 99.95%}",
    "NOTE": "text",
    "DRIVER": "Driver",
    "FILTER": "driver",
    "WHO": "clerk",
    "SAYS": "Late ones.",
}


def told(folder: Path, **wrong: str) -> str:
    """What check says of the design with some words wrong."""
    text = DESIGN
    for word, right in RIGHT.items():
        text = text.replace(word, wrong.get(word.strip("{}").lower(), right))
    file = folder / "depot.yaml"
    file.write_text(text)
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        run([str(file)])
    return out.getvalue()


def test_a_line_that_cannot_be_read_hides_no_broken_reference_elsewhere(tmp_path: Path) -> None:
    found = told(tmp_path, note="text requird", driver="Drivers", filter="weight", who="clrk")
    for code, word in (("DES104", "requird"), ("REF201", "Drivers"), ("REF204", "weight"), ("REF202", "clrk")):
        assert any(code in line and word in line for line in found.splitlines()), found


def test_what_may_be_there_once_the_line_can_be_read_is_not_called_missing(tmp_path: Path) -> None:
    found = told(tmp_path, note="text requird", filter="note")
    assert "REF204" not in found
    assert "DES104" in found


def test_half_a_text_is_not_judged(tmp_path: Path) -> None:
    found = told(tmp_path, note="[", driver="Drivers")
    assert "SYN" in found
    assert "REF201" not in found


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"scale": "{availability: 99,95%}"}, "write availability: 99.95%"),
        ({"says": "Late ones, oldest first"}, 'quote it, says: "Late ones, oldest first"'),
        ({"note": 'string says="Why."'}, "a sentence needs the long form"),
        ({"note": "varchar"}, "did you mean 'string'?"),
        ({"note": "datetime"}, "did you mean 'timestamp'?"),
        ({"who": "nobody"}, "did you mean 'none'?"),
        ({"who": "everyone"}, "did you mean 'public'?"),
    ],
)
def test_what_others_write_is_answered_with_what_is_written_here(
    wrong: dict[str, str], hint: str, tmp_path: Path
) -> None:
    assert hint in told(tmp_path, **wrong)


def test_a_value_of_the_wrong_kind_is_told_what_the_key_is_for(tmp_path: Path) -> None:
    file = tmp_path / "depot.yaml"
    file.write_text(DESIGN.replace("{SCALE}", "{}").replace("account: driver", "account: true"))
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        run([str(file)])
    assert "account: The role that people (or devices) who sign in as this have." in out.getvalue()


def test_the_right_design_is_told_nothing(tmp_path: Path) -> None:
    assert "error" not in told(tmp_path)


def test_a_state_that_is_not_there_is_answered_with_those_of_its_own_field(tmp_path: Path) -> None:
    file = tmp_path / "depot.yaml"
    file.write_text(
        "planner: 1\nname: Depot\nroles: {clerk: Sorts.}\nentities:\n  Parcel:\n"
        "    fields: {size: enum(small | large) = small, state: enum(open | gone) = open}\n"
        "    access: {list: clerk, get: clerk}\n"
        "    actions: {send: {by: clerk, from: opened, to: gone}}\n"
    )
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        run([str(file)])
    found = next(line for line in out.getvalue().splitlines() if "REF207" in line)
    assert found.startswith("depot.yaml:8:33: ")
    assert "known are open, gone" in found or "did you mean 'open'" in found
