"""The parts of the interface that need no terminal: the registry of actions, rows, settings, the state machine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from rich.cells import cell_len

from planner.read.layout import Value
from planner.session.window import value_at
from planner.tui.actions import ACTIONS, BY_ID, VIEWS, actions_at, footer_of
from planner.tui.bars import laid_out
from planner.tui.cells import drawable, fitted, width_of
from planner.tui.chooser import kept_rows
from planner.tui.forms import Roles, form_rows
from planner.tui.preferences import config_path, read_preferences, state_folder
from planner.tui.recents import designs_in, free_path, is_empty, recent_designs, remember
from planner.tui.rows import Piece, Row, flowing, flowing_table, prose, wrapped
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


def test_columns_stand_where_the_terminal_draws_them() -> None:
    for text in (
        "本を書いた人",
        "👍🏽",
        "❤️",
        "👩‍👩‍👧 x",
        "ไทยที่",
        "é",
        "한국",
        "🇩🇪",
        "nai\u0308ve",
        "a\u200bb",
        "\u202eabc",
    ):
        assert cell_len(drawable(text)) == width_of(text) == width_of(drawable(text)), text
        assert width_of(fitted(text, 9)) == 9 and width_of(fitted(text, 1)) == 1
    assert drawable("👍🏽 ❤️ 👩‍👩‍👧") == "👍 ❤ 👩", "terminals measure joined pictures in different ways"
    assert drawable("क्\u200dष") == "क्ष" and drawable("\u200d") == "", "a joiner takes no letter with it"


def test_no_text_commands_the_terminal() -> None:
    assert drawable("\x1b[31mred\a") == "␛[31mred␇" and drawable("é\x9b31m\x7f") == "é\ufffd31m␡"
    assert drawable("é\u202eabc\u2028") == "é\ufffdabc "
    rows = [*flowing("k", (Piece("a\tb  "),), (Piece("x\x1b]0;title\x07"),), 40), *prose("one\x1b[2J two", 8)]
    assert all(drawable(row.plain.replace("\t", "␉")).isprintable() for row in rows)
    assert "\x1b" not in "".join(wrapped("one\x1b[2J two", 8))


def texts(rows: Iterable[Row]) -> list[str]:
    return [("+" if row.more else " ") + row.plain.rstrip() for row in rows]


def test_what_has_no_room_on_a_line_goes_on_below_itself() -> None:
    name, flow = Piece("total  "), (Piece("required unique readonly"), Piece("✗ no such type"))
    assert texts(flowing("k", (name,), flow, 24)) == [
        " total  required unique",
        "+       readonly",
        "+       ✗ no such type",
    ]
    assert texts(flowing("k", (name,), flow, 80)) == [" total  required unique readonly  ✗ no such type"]
    assert texts(flowing("k", (name,), (), 24)) == [" total"], "nothing flows: one line"
    assert texts(flowing("k", (Piece("a long name  "),), flow[:1], 22)) == [
        " a long name",
        "+    required unique",
        "+    readonly",
    ], "where hardly anything is left, all of it stands below"
    assert [r.key for r in flowing("k", (name,), flow, 24)] == ["k", "", ""]


@pytest.mark.parametrize("word", ["日本語の長い文", "a" * 17, "a" * 16, "a" * 15])
def test_a_word_without_spaces_is_broken_where_the_line_ends(word: str) -> None:
    lines = list(flowing("k", (Piece("ab  "),), (Piece(word),), 12))
    assert "".join(row.plain.strip() for row in lines).removeprefix("ab").strip() == word
    assert all(width_of(row.plain) <= 12 and row.plain.strip() for row in lines)
    assert "".join(wrapped(word, 8)) == word and all(width_of(part) <= 8 for part in wrapped(word, 8))


def test_what_is_wider_than_its_column_flows_with_the_rest() -> None:
    lines = [
        ("a", (Piece("name"), Piece("string(1..80)")), (Piece("required"),)),
        ("b", (Piece("state"), Piece("enum(draft | sent | paid)")), (Piece("= draft"),)),
        ("c", (Piece("the_name_of_it"), Piece("text")), (Piece("pii"),)),
    ]
    assert texts(flowing_table(lines, (8, 14), 36)) == [
        " name   string(1..80)  required",
        " state  enum(draft | sent | paid)",
        "+       = draft",
        " the_name_of_it",
        "+       text  pii",
    ]


def test_a_name_that_is_wider_than_all_goes_on_below_itself() -> None:
    rows = list(flowing_table([("a", (Piece("f" * 30, "name"), Piece("text")), (Piece("pii"),))], (8, 14), 20))
    assert texts(rows) == [f" {'f' * 20}", f"+{'f' * 10}", "+" + " " * 10 + "text  pii"]
    assert [r.key for r in rows] == ["a", "", ""] and {
        p.role for r in rows[:2] for p in r.pieces if p.text.strip()
    } == {"name"}


def test_a_filter_keeps_lines_with_what_they_go_on_with() -> None:
    rows = [
        Row((Piece("one"),), "1"),
        Row((Piece("more"),), more=True),
        Row((Piece("heading"),)),
        Row((Piece("two"),), "2"),
    ]
    assert kept_rows(rows, ["more"]) == rows[:2] == kept_rows(rows, ["one", "more"])
    assert kept_rows(rows, ["heading"]) == [] and kept_rows(rows, ["two"]) == rows[3:]


def test_an_empty_file_may_become_a_design(tmp_path: Path) -> None:
    for name, text in (("blank.yaml", " \n"), ("none.yaml", ""), ("other.yaml", "a: 1\n"), ("shop.yaml", BOOKSHOP)):
        (tmp_path / name).write_text(text)
    assert [p.name for p in designs_in(tmp_path)] == ["blank.yaml", "none.yaml", "shop.yaml"]
    assert [is_empty(tmp_path / n) for n in ("blank.yaml", "other.yaml", "gone.yaml")] == [True, False, False]


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
    assert rows["access.delete"].split() == ["delete", "·", "·", "·", "·", "·"]


def test_a_state_machine_in_lines() -> None:
    data: dict[str, Value] = {
        "actions": {
            "pay": {"by": "system", "from": "pending", "to": "paid"},
            "cancel": {"by": "staff", "from": ["pending", "paid"], "to": "gone"},
        }
    }
    lines = [r.plain.rstrip() for r in machine_rows(data, 80)]
    assert lines[0].startswith("● pending ┬─ pay") and lines[-1].startswith("◉ gone") and len(lines) == 4


def test_whose_an_arrow_is_may_take_more_lines_than_the_arrow() -> None:
    data: dict[str, Value] = {
        "actions": {
            "pay": {"by": "integration.payments", "from": "pending", "to": "paid"},
            "cancel": {"by": "integration.payments", "from": "pending", "to": "gone"},
        }
    }
    lines = [r.plain.rstrip() for r in machine_rows(data, 48)]
    assert lines[:4] == [
        "● pending ┬─ pay    → paid     integration.",
        "          │                    payments",
        "          └─ cancel → gone     integration.",
        "                               payments",
    ]
    assert all(width_of(r.plain) <= 30 for r in machine_rows(data, 30) if "payments" in r.plain)


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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "config.toml:1: not UTF-8 text"),
        (b"theme = 3\n", "config.toml:1: 'theme' is a text"),
        (b"export = true\n", "config.toml:1: 'export' is a text"),
        (b'# keys\nkeys = "all"\n', "config.toml:2: 'keys' is a table of actions and their keys"),
        (b'theme = "xyzzy"\n', "config.toml:1: there is no theme 'xyzzy'"),
        (b'"odd key" = 1\n', "config.toml:1: 'odd key' is not known"),
    ],
)
def test_each_setting_is_of_its_kind(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    found = read_preferences(path, NAMES)
    assert found.problems == (said,)
    assert (found.theme, found.export, found.keys, found.mouse) == ("", "", {}, True)


def test_settings_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    assert read_preferences(tmp_path / "config.toml", NAMES).problems == ("config.toml:1: Is a directory",)


def test_the_folders_of_settings_and_state_are_where_they_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/reader")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert config_path() == Path("/home/reader/.config/planner/config.toml")
    assert state_folder() == Path("/home/reader/.local/state/planner")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/elsewhere")
    assert config_path() == Path("/elsewhere/planner/config.toml")


def test_recent_designs_survive_what_is_broken(tmp_path: Path) -> None:
    design = tmp_path / "d.yaml"
    design.write_text("planner: 1\n")
    for content in ("no json", "{}", '[3, "/nowhere/d.yaml"]'):
        (tmp_path / "recent.json").write_text(content)
        assert recent_designs(tmp_path) == ()
    remember(tmp_path, design)
    remember(tmp_path, design)
    assert recent_designs(tmp_path) == (design,)
    remember(design / "no folder", design)
    assert recent_designs(design / "no folder") == (), "a list that cannot be written is no reason to stop"
    (tmp_path / "odd.yaml").mkdir()
    assert designs_in(tmp_path) == (design,) and designs_in(tmp_path / "nowhere") == ()
    assert free_path(tmp_path, "d") == tmp_path / "d-2.yaml" and free_path(tmp_path, "") == tmp_path / "design.yaml"
