"""Figures that follow from others say so: parts between two numbers, queries that a cache answers."""

from __future__ import annotations

from tests.rules.harness import plan_of


def test_a_number_of_parts_between_two_is_reckoned_as_its_middle_and_said() -> None:
    order = "Order: {{rows: 1k, relations: {{lines: has_many Line count={count}}}}}"
    line = "Line: {{part_of: order, relations: {{order: belongs_to Order required}}}}"
    text = "scale: {{peak_rps: 50}}\nentities:\n  " + order + "\n  " + line
    between, exact = (plan_of(text.format(count=count)).capacity for count in ("1..30", "4..4"))
    (said,) = [a for a in between.assumptions if "middle" in a.says]
    assert said.says == "15.5 lines of one order, the middle of 1 to 30."
    assert (said.path, said.would_change) == ("entities.Order.relations.lines", "sizes of tables")
    lines = next(t for t in between.tables if t.table == "lines")
    assert (lines.rows[0], lines.source) == (15_500, "assumed")
    assert not any("middle" in a.says for a in exact.assumptions)
    assert next(t for t in exact.tables if t.table == "lines").source == "derived"


def test_what_the_cache_answers_is_no_query_to_the_database() -> None:
    text = "scale: {{peak_rps: 100, read_write: 9:1}}\nstack: {{cache: {cache}}}\nentities: {{Note: {{rows: 1k, fields: {{body: text}}}}}}"
    plain, cached = (plan_of(text.format(cache=c)).capacity.load for c in ("none", "redis"))
    assert plain is not None and cached is not None
    assert round(plain.queries) == 300
    assert round(cached.queries) == (45 + 10) * 3
