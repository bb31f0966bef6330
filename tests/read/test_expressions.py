"""Expressions: what a text means, where it is wrong, and that what is printed reads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model.expressions import (
    Aggregate,
    Among,
    Arithmetic,
    Compare,
    Constant,
    Expression,
    IsNull,
    Logic,
    Name,
    Not,
    names_in,
)
from planner.read.expressions import MAX_DEPTH, MAX_LENGTH, Slip, parse_expression

A, B, C = Name(("a",)), Name(("b",)), Name(("c",))
ONE, TWO = Constant("number", "1"), Constant("number", "2")


@pytest.mark.parametrize(("text", "meant"), [
    ("a = 1", Compare(A, "=", ONE)),
    ("a == 1", Compare(A, "=", ONE)),
    ("a <> b", Compare(A, "!=", B)),
    ("a>=1", Compare(A, ">=", ONE)),
    ("a = -1.50", Compare(A, "=", Constant("number", "-1.50"))),
    ("a = 'x y'", Compare(A, "=", Constant("text", "x y"))),
    ("a = TRUE", Compare(A, "=", Constant("bool", "true"))),
    ("a in (b | c)", Among(A, (B, C))),
    ("a in (b, c)", Among(A, (B, C))),
    ("a not in (1)", Among(A, (ONE,), negated=True)),
    ("a is null", IsNull(A)),
    ("a is not null", IsNull(A, negated=True)),
    ("a or b and c", Logic("or", (A, Logic("and", (B, C))))),
    ("(a or b) and c", Logic("and", (Logic("or", (A, B)), C))),
    ("a and b and c", Logic("and", (A, B, C))),
    ("not a and b", Logic("and", (Not(A), B))),
    ("not a = b", Not(Compare(A, "=", B))),
    ("a + b * c", Arithmetic("+", A, Arithmetic("*", B, C))),
    ("a - b - c", Arithmetic("-", Arithmetic("-", A, B), C)),
    ("(a + b) * c", Arithmetic("*", Arithmetic("+", A, B), C)),
    ("a + 1 <= b", Compare(Arithmetic("+", A, ONE), "<=", B)),
    ("items.quantity", Name(("items", "quantity"))),
    ("sum(items.q * items.p)", Aggregate("sum", Arithmetic("*", Name(("items", "q")), Name(("items", "p"))))),
    ("count(a where b = 1 per b, c) <= 2",
     Compare(Aggregate("count", A, Compare(B, "=", ONE), ("b", "c")), "<=", TWO)),
    ("max(a)", Aggregate("max", A)),
    ("max", Name(("max",))),
    ("größe > 1", Compare(Name(("größe",)), ">", ONE)),
])  # fmt: skip
def test_meaning(text: str, meant: Expression) -> None:
    assert parse_expression(text) == meant


@pytest.mark.parametrize(("text", "offset", "says"), [
    ("", 0, "the end"),
    ("a >", 3, "the end"),
    ("a b", 2, "'b'"),
    ("a = = b", 4, "'='"),
    ("(a", 2, "`)`"),
    ("a)", 1, "')'"),
    ("a = 'x", 4, "quote"),
    ("a $ b", 2, "'$'"),
    ("a / b", 2, "'/'"),
    ("a in b", 5, "`(`"),
    ("a in (b", 7, "`|` or `)`"),
    ("a is 1", 5, "`null`"),
    ("a not b", 6, "`in`"),
    ("a = -b", 5, "a number"),
    ("a..b = 1", 0, "empty part"),
    ("sum(a per 1)", 10, "a name"),
    ("sum(a", 5, "`)`"),
    ("(" * (MAX_DEPTH + 2) + "a", MAX_DEPTH + 1, "deeper"),
    ("not " * (MAX_DEPTH + 2) + "a", 4 * (MAX_DEPTH + 1), "deeper"),
    ("a" * (MAX_LENGTH + 1), 0, "longer"),
    ("+".join("a" * 150), 203, "more than 100 terms"),
    ("*".join("a" * 150), 203, "more than 100 terms"),
])  # fmt: skip
def test_slips_have_a_place(text: str, offset: int, says: str) -> None:
    slip = parse_expression(text)
    assert isinstance(slip, Slip)
    assert slip.offset == offset and says in slip.message


def test_names_in_order_of_appearance() -> None:
    parsed = parse_expression("a + b in (c | 1) and not sum(x.y where b is null) > a")
    assert not isinstance(parsed, Slip)
    assert [".".join(n.parts) for n in names_in(parsed)] == ["a", "b", "c", "x.y", "b", "a"]


_KEYWORDS = {"and", "or", "not", "in", "is", "null", "true", "false", "sum", "count", "min", "max", "where", "per"}
_WORD = st.from_regex(r"[a-z_][a-z0-9_]{0,6}", fullmatch=True).filter(lambda w: w not in _KEYWORDS)
_NAME = st.builds(lambda parts: Name(tuple(parts)), st.lists(_WORD, min_size=1, max_size=3))
_CONSTANT = st.one_of(
    st.builds(lambda n: Constant("number", n), st.from_regex(r"-?[0-9]{1,5}(\.[0-9]{1,3})?", fullmatch=True)),
    st.builds(lambda t: Constant("text", t), st.text(st.characters(exclude_characters="'"), max_size=8)),
    st.builds(lambda w: Constant("bool", w), st.sampled_from(("true", "false"))),
)


def _larger(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.builds(Compare, inner, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), inner),
        st.builds(Among, inner, st.lists(inner, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(IsNull, inner, st.booleans()),
        st.builds(Logic, st.sampled_from(("and", "or")), st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Not, inner),
        st.builds(Arithmetic, st.sampled_from(("+", "-", "*")), inner, inner),
        st.builds(
            Aggregate,
            st.sampled_from(("sum", "count", "min", "max")),
            inner,
            st.none() | inner,
            st.lists(_WORD, max_size=2).map(tuple),
        ),
    )


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(_NAME | _CONSTANT, _larger, max_leaves=8)


def written(node: Expression) -> str:
    """The expression with every part in parentheses."""
    match node:
        case Name():
            return ".".join(node.parts)
        case Constant():
            return f"'{node.text}'" if node.kind == "text" else node.text
        case Compare() | Arithmetic():
            return f"({written(node.left)} {node.operator} {written(node.right)})"
        case Among():
            return f"({written(node.left)} {'not ' * node.negated}in ({' | '.join(map(written, node.values))}))"
        case IsNull():
            return f"({written(node.left)} is {'not ' * node.negated}null)"
        case Logic():
            return f"({f' {node.operator} '.join(map(written, node.operands))})"
        case Not():
            return f"(not {written(node.operand)})"
        case Aggregate():
            where = f" where {written(node.where)}" if node.where is not None else ""
            per = f" per {', '.join(node.per)}" if node.per else ""
            return f"{node.function}({written(node.over)}{where}{per})"


@given(EXPRESSIONS)
def test_what_is_written_reads_back(expression: Expression) -> None:
    assert parse_expression(written(expression)) == expression


@given(st.text(max_size=60) | st.text("ab1 ()=<>!|,+-*.'\"", max_size=60))
def test_no_text_raises_and_slips_lie_within(text: str) -> None:
    found = parse_expression(text)
    if isinstance(found, Slip):
        assert 0 <= found.offset <= len(text) and found.message
