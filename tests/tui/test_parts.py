"""The parts of the interface that need no terminal: the registry of actions, rows, settings, the state machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.read.layout import Value
from planner.session.window import value_at
from planner.tui.actions import ACTIONS, BY_ID, VIEWS, actions_at, footer_of
from planner.tui.bars import laid_out
from planner.tui.forms import Roles, form_rows
from planner.tui.preferences import read_preferences
from planner.tui.rows import Piece, fitted, width_of, wrapped
from planner.tui.states import machine_rows
from planner.tui.texts import TextRows
from planner.tui.themes import NAMES

BOOKSHOP = Path(__file__).parent.joinpath("shop.yaml").read_text()


@pytest.mark.parametrize("place", VIEWS)
def test_no_key_means_two_things_in_one_view(place: str) -> None:
    keys = [key for a in actions_at(place) for key in a.keys.split(",") if key]  # type: ignore[arg-type]
    assert len(keys) == len(set(keys)), sorted(k for k in keys if keys.count(k) > 1)
    assert len(footer_of(place)) <= 8  # type: ignore[arg-type]


def test_every_action_says_what_it_does_and_can_be_reached() -> None:
    assert len(BY_ID) == len(ACTIONS)
    for action in ACTIONS:
        assert action.title and action.says.endswith("."), action.id
        assert action.where, action.id


def test_every_action_is_done_somewhere() -> None:
    source = "".join(p.read_text() for p in Path("planner/tui").glob("*.py") if p.name != "actions.py")
    missing = [a.id for a in ACTIONS if f'"{a.id}"' not in source and not a.id.startswith("go-")]
    assert missing == []


def test_texts_take_the_cells_they_take() -> None:
    assert width_of("ab") == 2 and width_of("本") == 2 and width_of("é") == 1
    assert fitted("日本語", 5) == "日本…" and fitted("ab", 4) == "ab  " and fitted("abc", 0) == ""
    assert list(wrapped("one two three", 7)) == ["one two", "three"]


def test_a_bar_leaves_out_what_has_no_room() -> None:
    pieces = laid_out((Piece("abc"), Piece("a long piece of text", "text", "key")), (Piece("right"),), 12)
    assert "".join(p.text for p in pieces) == "abc    right"
    assert sum(len(p.text) for p in laid_out((Piece("abcdefghijklmnop"),), (Piece("right"),), 12)) == 12


def test_the_form_of_an_entity_shows_what_is_said_and_nothing_else() -> None:
    data = value_at(BOOKSHOP, ("entities", "Order"))
    assert isinstance(data, dict)
    roles = Roles(("customer", "staff", "admin"), {"admin": ("staff",)})
    rows = {r.key: r.plain for r in form_rows("Order", data, roles, {}, 100)}
    assert "string(12)" in rows["fields.number"] and "required unique readonly" in rows["fields.number"]
    assert "paid → shipped" in rows["actions.ship"]
    assert rows["access.list"].split() == ["list", "·", "✓", "↑", "✓", "·"]
    assert rows["access.delete"].split()[-1] == "nobody"


def test_a_state_machine_in_lines() -> None:
    data: dict[str, Value] = {
        "actions": {
            "pay": {"by": "system", "from": "pending", "to": "paid"},
            "cancel": {"by": "staff", "from": ["pending", "paid"], "to": "gone"},
        }
    }
    lines = [r.plain.rstrip() for r in machine_rows(data, 80)]
    assert lines[0].startswith("● pending ┬─ pay") and lines[-1].startswith("◉ gone") and len(lines) == 4


def test_long_files_are_coloured_a_line_at_a_time() -> None:
    rows = TextRows("name: x # note\n" * 50_000, "a.yaml")
    assert len(rows) == 50_000
    roles = {p.role for p in rows[49_999].pieces}
    assert {"name", "comment"} <= roles


CONFIG = """theme = "planner-lihgt"
mouse = 3
colour = "blue"

[keys]
undo = "ctrl+u"
undoo = "x"
save = ""
"""


def test_settings_that_are_wrong_are_said_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    found = read_preferences(path, NAMES)
    assert found.keys == {"undo": "ctrl+u"} and found.theme == "" and found.mouse is True
    assert found.problems == (
        "config.toml:3: 'colour' is not known",
        "config.toml:1: there is no theme 'planner-lihgt'; did you mean 'planner-light'?",
        "config.toml:7: there is no action 'undoo'; did you mean 'undo'?",
        "config.toml:8: the keys of 'save' are a text, such as \"ctrl+s\"",
        "config.toml:2: 'mouse' is true or false",
    )
    path.write_text("theme = \n")
    assert read_preferences(path, NAMES).problems[0].startswith("config.toml:1: ")
    assert read_preferences(tmp_path / "none.toml", NAMES).problems == ()
