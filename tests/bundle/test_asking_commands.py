"""`planner catalog`, `explain`, `questions` and `plan`: what they say to people and machines, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bundle.commands import SHOP, typed

SMALL = "planner: 1\nname: Small\nroles: {clerk: Works.}\nentities:\n  Thing:\n    fields: {name: text}\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with a small design."""
    (tmp_path / "d.yaml").write_text(SMALL)
    return tmp_path


# catalog


def test_a_catalog_that_is_not_there(tmp_path: Path) -> None:
    near = typed(tmp_path, "catalog", "list", "riskz")
    assert (near.returncode, near.stderr) == (
        2,
        "planner catalog: there is no catalog 'riskz'; did you mean 'risks'?\n",
    )
    assert "; there are " in typed(tmp_path, "catalog", "list", "xyzzy").stderr


def test_one_item_in_full_by_its_id_alone_or_with_its_catalog(tmp_path: Path) -> None:
    alone = typed(tmp_path, "catalog", "show", "pagination")
    assert alone.returncode == 0 and alone.stdout
    assert typed(tmp_path, "catalog", "show", "decisions/pagination").stdout in alone.stdout
    wrong = typed(tmp_path, "catalog", "show", "risks/pagination")
    assert wrong.returncode == 2 and "there is no item 'risks/pagination'" in wrong.stderr
    assert "planner catalog list shows them all" in typed(tmp_path, "catalog", "show", "xyzzy-plugh").stderr


def test_the_pages_are_those_of_the_documentation(tmp_path: Path) -> None:
    done = typed(tmp_path, "catalog", "docs", "-o", "made/pages")
    assert done.returncode == 0
    made = {p.name: p.read_text() for p in (tmp_path / "made/pages").iterdir()}
    kept = {p.name: p.read_text() for p in (SHOP.parents[1] / "docs/catalog").iterdir()}
    assert made == kept
    (tmp_path / "made/pages/risks.md").unlink()
    (tmp_path / "made/pages/risks.md").mkdir()
    refused = typed(tmp_path, "catalog", "docs", "-o", "made/pages")
    assert refused.returncode == 1 and "risks.md: " in refused.stderr


def test_every_fact_has_a_kind_and_a_sentence(tmp_path: Path) -> None:
    done = typed(tmp_path, "catalog", "facts")
    rows = [line.split(None, 2) for line in done.stdout.splitlines()]
    assert done.returncode == 0 and len(rows) > 100 and all(len(row) == 3 for row in rows)
    assert "scale.users" in {row[0] for row in rows}


def test_checking_a_folder_that_is_none(tmp_path: Path) -> None:
    done = typed(tmp_path, "catalog", "check", "nowhere")
    assert (done.returncode, done.stderr) == (2, "planner catalog: nowhere is not a folder\n")


@pytest.mark.parametrize("words", [("list",), ("show", "pagination"), ("docs", "-o", "out"), ("detect", ".")])
def test_catalogs_that_are_wrong_end_every_part(words: tuple[str, ...], tmp_path: Path) -> None:
    done = typed(tmp_path, "catalog", *words, "--catalog", "nowhere")
    assert done.returncode == 1 and "nowhere" in done.stderr and done.stdout == ""


# explain


def test_explain_speaks_to_machines(tmp_path: Path) -> None:
    table = json.loads(typed(tmp_path, "explain", str(SHOP), "table.customers", "--json").stdout)
    assert table["made_by"] == ["step.customer.migration"]
    said = json.loads(typed(tmp_path, "explain", str(SHOP), "table.customers.email", "--json").stdout)
    assert said["element"]["name"] == "email"
    assert said["because"][0]["path"] == "entities.Customer.fields.email"
    assert said["because"][0]["place"].startswith("bookshop.yaml:")


def test_explain_reads_standard_input(tmp_path: Path) -> None:
    done = typed(tmp_path, "explain", "-", "table.things.name", stdin=SMALL)
    assert done.returncode == 0 and "because of entities.Thing.fields.name (design.yaml:6)" in done.stdout
    assert "fields: {name: text}" in done.stdout


def test_explain_of_a_design_with_errors(small: Path) -> None:
    (small / "d.yaml").write_text(SMALL.replace("text", "txet"))
    done = typed(small, "explain", "d.yaml", "table.things")
    assert (done.returncode, done.stdout) == (1, "") and "d.yaml:6:" in done.stderr
    assert typed(small, "explain", "d.yaml", "x", "--catalog", "nowhere").returncode == 1


def test_explain_names_what_comes_near(small: Path) -> None:
    assert "did you mean table.things" in typed(small, "explain", "d.yaml", "table.thing").stderr
    assert "did you mean " in typed(small, "explain", "d.yaml", "name").stderr, "the end of an id leads to it"
    done = typed(small, "explain", "d.yaml", "qqqq")
    assert done.returncode == 2 and "ids look like table.orders.status or op.order.create" in done.stderr


def test_explain_of_a_path_that_another_answer_moves(small: Path) -> None:
    done = typed(small, "explain", "d.yaml", "scale.peak_rps")
    assert done.returncode == 0 and done.stdout.startswith("scale.peak_rps (nobody says it)")
    assert "another answer there may change " in done.stdout
    moved = json.loads(typed(small, "explain", "d.yaml", "scale.peak_rps", "--json").stdout)
    assert moved["causes"] == [] and moved["may_change"]


def test_explain_shortens_a_long_line(tmp_path: Path) -> None:
    wide = ", ".join(f"field_number_{n}: text" for n in range(20))
    (tmp_path / "d.yaml").write_text(SMALL.replace("name: text", wide))
    shown = typed(tmp_path, "explain", "d.yaml", "table.things.field_number_1").stdout
    assert "…\n" in shown and max(map(len, shown.splitlines())) <= 110


# questions


def test_questions_rank_and_gate(small: Path) -> None:
    done = typed(small, "questions", "d.yaml")
    assert done.returncode == 0 and done.stdout.startswith("1. ")
    assert typed(small, "questions", "d.yaml", "--max-open-impact", "0").returncode == 1
    assert typed(small, "questions", "d.yaml", "--max-open-impact", "1000000").returncode == 0
    asked = json.loads(typed(small, "questions", "d.yaml", "--json").stdout)["questions"]
    scores = [q["score"] for q in asked]
    assert scores == sorted(scores, reverse=True) and all(q["answers"] for q in asked)


def test_questions_about_a_design_that_cannot_be_read(small: Path) -> None:
    (small / "d.yaml").write_text("entities: [")
    done = typed(small, "questions", "d.yaml")
    assert (done.returncode, done.stdout) == (1, "") and "d.yaml:1:" in done.stderr
    assert typed(small, "questions", "d.yaml", "--catalog", "nowhere").returncode == 1


# plan


def test_plan_wants_to_know_where_to(small: Path) -> None:
    done = typed(small, "plan", "d.yaml")
    assert done.returncode == 2 and "say where to: -o DIR, or --stdout ARTIFACT, or --json" in done.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--only", "openapy"), "--only knows no output 'openapy'; did you mean 'openapi'?"),
        (("--only", "xyzzy"), "--only knows no output 'xyzzy' (it knows "),
        (("--force", "--adopt"), "--force and --adopt exclude each other"),
        (("--team", "0"), "a whole number from 1 to 100"),
    ],
)
def test_plan_refuses_what_it_does_not_know(words: tuple[str, ...], says: str, small: Path) -> None:
    done = typed(small, "plan", "d.yaml", "-o", "out", *words)
    assert done.returncode == 2 and says in done.stderr and not (small / "out").exists()


def test_plan_prints_one_file_or_names_one_that_is_near(small: Path) -> None:
    printed = typed(small, "plan", "d.yaml", "--json", "-q")
    assert json.loads(printed.stdout)["name"] == "Small"
    wrong = typed(small, "plan", "d.yaml", "--stdout", "PLN.md", "-q")
    assert wrong.returncode == 2 and "did you mean PLAN.md?" in wrong.stderr
    assert "it has plan.json" in typed(small, "plan", "d.yaml", "--stdout", "qqqqqq", "-q").stderr


def test_plan_reports_what_it_wrote_to_machines(small: Path) -> None:
    said = json.loads(typed(small, "plan", "d.yaml", "-o", "out", "--json", "--team", "3").stdout)
    assert "openapi.yaml" in said["written"] and said["unchanged"] == []


def test_plan_says_how_long_each_stage_took(small: Path) -> None:
    done = typed(small, "plan", "d.yaml", "-o", "out", "-q", "--timings")
    stages = [line.split() for line in done.stderr.splitlines()]
    assert {"read", "write"} <= {s[0] for s in stages} and all(float(s[-1]) >= 0 for s in stages)


def test_plan_compares_with_an_earlier_bundle_only(small: Path) -> None:
    (small / "old").mkdir()
    done = typed(small, "plan", "d.yaml", "-o", "out", "--since", "old")
    assert done.returncode == 1 and "error" in done.stderr and not (small / "out").exists()


def test_plan_takes_no_catalogs_that_are_wrong(small: Path) -> None:
    done = typed(small, "plan", "d.yaml", "-o", "out", "--catalog", "nowhere")
    assert done.returncode == 1 and "nowhere" in done.stderr and not (small / "out").exists()
    (small / "planner.toml").write_text("catalgs = []\n")
    toml = typed(small, "plan", "d.yaml", "-o", "out")
    assert toml.returncode == 1 and "planner.toml: catalgs: no such key" in toml.stderr
    (small / "planner.toml").write_text("catalogs = [\n")
    assert "planner.toml: " in typed(small, "plan", "d.yaml", "-o", "out").stderr
    (small / "planner.toml").write_bytes(b"\xff\xfe")
    assert "planner.toml cannot be read" in typed(small, "plan", "d.yaml", "-o", "out").stderr


def test_plan_where_a_file_stands_in_the_way(small: Path) -> None:
    (small / "out").write_text("mine\n")
    done = typed(small, "plan", "d.yaml", "-o", "out")
    assert done.returncode == 3 and "this is a file, not a folder" in done.stderr
    assert (small / "out").read_text() == "mine\n"


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "planner", "plan", str(SHOP), "--stdout", "plan.json", "-q"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=SHOP.parents[1]) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 0
