"""Whatever is drawn: boxes apart, lines that end where they should and run through nothing, the same picture every time."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.derive.infer import infer
from planner.diagram.graph import graph_of
from planner.diagram.layout import lay_out
from planner.diagram.picture import LEVELS, Graph, Level, Link, Node, Picture, Row
from planner.diagram.raster import Raster
from planner.diagram.svg import svg
from planner.diagram.widths import width_of
from planner.model.domain import Domain
from planner.read.design import read_design

ROOT = Path(__file__).parents[2]
DESIGNS = (*sorted((ROOT / "examples").glob("*.yaml")), ROOT / "tests/cases/kitchen-sink/design.yaml")
WORDS = st.text("abcdefghij", min_size=1, max_size=12)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Nodes with rows, and links of every kind: circles, loops, parallels."""
    count = draw(st.integers(1, 14))
    nodes = tuple(
        Node(
            f"N{n}",
            f"entities.N{n}",
            (Row(f"N{n}", "title", ""), *(_row(n, r) for r in range(draw(st.integers(0, 4))))),
        )
        for n in range(count)
    )
    links = tuple(
        Link(
            f"l{n}",
            f"N{a}",
            f"N{b}",
            draw(st.integers(0, len(nodes[a].rows) - 1)),
            "many",
            draw(st.sampled_from(("one", "maybe"))),
        )
        for n, (a, b) in enumerate(
            draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=24))
        )
    )
    return Graph(nodes, tuple(link for link in links if link.holder != link.target or link.row))


def _row(node: int, row: int) -> Row:
    return Row(f"row{row}: of{node}", "field", f"entities.N{node}.fields.row{row}")


def domain_of(file: Path) -> Domain:
    """The domain of a design."""
    design = read_design(file).design
    assert design is not None
    return infer(design)


def check(picture: Picture) -> None:
    """What holds of every picture."""
    taken: dict[tuple[int, int], str] = {}
    for box in picture.boxes:
        for y in range(box.y, box.y + box.height):
            for x in range(box.x, box.x + box.width):
                assert (x, y) not in taken, f"{box.node.name} over {taken[(x, y)]}"
                taken[(x, y)] = box.node.name
    for route in picture.routes:
        target, holder = picture.box(route.link.target), picture.box(route.link.holder)
        assert target is not None
        assert holder is not None
        assert route.points[0][0] in (target.x - 1, target.x + target.width)
        assert route.points[0][1] == target.line_of(0)
        assert route.points[-1][0] in (holder.x - 1, holder.x + holder.width)
        assert route.points[-1][1] == holder.line_of(route.link.row)
        for (x, y), (to_x, to_y) in pairwise(route.points):
            assert x == to_x or y == to_y, "slanted"
            for at in range(min(x, to_x), max(x, to_x) + 1):
                for line in range(min(y, to_y), max(y, to_y) + 1):
                    assert (at, line) not in taken, f"{route.link.path} runs through {taken[(at, line)]}"


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_any_graph_has_a_sound_picture(graph: Graph) -> None:
    picture = lay_out(graph)
    check(picture)
    assert len(picture.boxes) == len(graph.nodes)
    assert [r.link for r in picture.routes] == list(graph.links)
    lines = Raster(picture).text().splitlines()
    assert all(width_of(line) <= picture.width for line in lines)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("file", DESIGNS, ids=lambda f: f.parent.name + "/" + f.stem)
def test_the_designs_at_hand(file: Path, level: Level) -> None:
    graph = graph_of(domain_of(file), level)
    picture = lay_out(graph)
    check(picture)
    assert lay_out(graph) == picture
    ElementTree.fromstring(svg(picture, file.stem))


def test_two_lines_never_lie_on_each_other_unless_they_leave_one_place() -> None:
    picture = lay_out(graph_of(domain_of(ROOT / "tests/cases/kitchen-sink/design.yaml"), "keys"))
    held: dict[tuple[int, int], int] = {}
    for route in picture.routes:
        for (x, y), (_, to_y) in pairwise(route.points):
            for line in range(min(y, to_y) + 1, max(y, to_y)):
                assert held.setdefault((x, line), route.bundle) == route.bundle


def test_around_an_entity_only_its_neighbours_stand() -> None:
    domain = domain_of(ROOT / "examples/bookshop.yaml")
    near = {n.name for n in graph_of(domain, "keys", "Order", 1).nodes}
    assert near == {"Order", "Customer", "OrderItem"}
    assert {n.name for n in graph_of(domain, "keys", "Order", 2).nodes} == near | {"Book"}


def test_a_cell_knows_what_stands_on_it() -> None:
    picture = lay_out(graph_of(domain_of(ROOT / "examples/bookshop.yaml"), "all"))
    box = picture.box("Book")
    assert box is not None
    row = next(n for n, r in enumerate(box.node.rows) if r.path.endswith(".isbn"))
    hit = picture.at(box.x + 3, box.line_of(row))
    assert hit is not None
    assert hit[1].path == "entities.Book.fields.isbn"
    assert picture.at(picture.width + 5, 0) is None


def test_a_stretch_of_a_line_is_what_the_whole_line_shows_there() -> None:
    picture = lay_out(graph_of(domain_of(ROOT / "tests/cases/kitchen-sink/design.yaml"), "all"))
    raster, chance = Raster(picture, "Person"), random.Random(7)
    for y in range(picture.height):
        whole = "".join(text for text, _ in raster.line(y))
        start = chance.randrange(picture.width)
        stop = chance.randrange(start, picture.width)
        assert "".join(text for text, _ in raster.line(y, start, stop)) == whole[start:stop]


def test_what_is_chosen_stands_out_with_its_lines() -> None:
    picture = lay_out(graph_of(domain_of(ROOT / "examples/bookshop.yaml"), "keys"))
    roles = {role for y in range(picture.height) for _, role in Raster(picture, "Book").line(y)}
    assert {"chosen", "chosen-line", "line", "border"} <= roles
    assert "chosen" not in {role for y in range(picture.height) for _, role in Raster(picture).line(y)}


HOSTILE = ("<script>alert(1)</script>", '"quoted"', "&amp;", "漢字の名前", "é́̂", "\u202eright", "a\tb\nc", "🦀")


def test_names_that_would_break_a_picture_do_not() -> None:
    nodes = tuple(Node(name, name, (Row(name, "title", name), Row(f"{name}: x", "field", name))) for name in HOSTILE)
    links = tuple(Link(name, name, HOSTILE[0], 1, "many", "one") for name in HOSTILE[1:])
    picture = lay_out(Graph(nodes, links))
    check(picture)
    drawn = svg(picture, HOSTILE[0])
    root = ElementTree.fromstring(drawn)
    assert not [e for e in root.iter() if e.tag.endswith("script")]
    lines = Raster(picture).text().splitlines()
    box = picture.box("漢字の名前")
    assert box is not None
    assert width_of(lines[box.y + 1].rstrip()) >= box.x + box.width


def test_the_bookshop_looks_like_this() -> None:
    shown = Raster(lay_out(graph_of(domain_of(ROOT / "examples/bookshop.yaml"), "names"))).text()
    assert shown == (Path(__file__).with_name("bookshop.txt")).read_text(encoding="utf-8")
