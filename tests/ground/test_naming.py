"""Names: tables of cases, and what holds for every name there can be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planner import naming

NAMES = st.text(min_size=1, max_size=90)


@pytest.mark.parametrize(("name", "words"), [
    ("OrderItem", ("order", "item")),
    ("order_item", ("order", "item")),
    ("Order-Item", ("order", "item")),
    ("HTTPServer", ("http", "server")),
    ("userID", ("user", "id")),
    ("address2Line", ("address2", "line")),
    ("__x__", ("x",)),
    ("---", ("x",)),
    ("GrößeÜber", ("größe", "über")),
])  # fmt: skip
def test_words_of_every_convention(name: str, words: tuple[str, ...]) -> None:
    assert naming.words(name) == words


@pytest.mark.parametrize(("make", "name", "made"), [
    (naming.snake, "OrderItem", "order_item"),
    (naming.kebab, "OrderItem", "order-item"),
    (naming.pascal, "order_item", "OrderItem"),
    (naming.camel, "Order-item", "orderItem"),
    (naming.constant, "orderItem", "ORDER_ITEM"),
    (naming.title, "OrderItem", "order item"),
    (naming.title, "Größe", "größe"),
    (naming.snake, "Größe", "grosse"),
    (naming.snake, "Éclair", "eclair"),
    (naming.snake, "2fa", "n2fa"),
    (naming.pascal, "2fa", "N2fa"),
    (naming.snake, "中", "u4e2d"),
    (naming.plural_snake, "OrderItem", "order_items"),
    (naming.plural_title, "StaffMember", "staff members"),
])  # fmt: skip
def test_names_for_targets(make: Callable[[str], str], name: str, made: str) -> None:
    assert make(name) == made


@pytest.mark.parametrize(("said", "meant"), [
    (naming.article("order"), "an order"),
    (naming.article("user"), "a user"),
    (naming.article("book"), "a book"),
    (naming.listing(()), ""),
    (naming.listing(("a",)), "a"),
    (naming.listing(("a", "b", "c")), "a, b and c"),
    (naming.listing(("a", "b"), "or"), "a or b"),
    (naming.count_phrase(1, "table"), "1 table"),
    (naming.count_phrase(2, "foreign key"), "2 foreign keys"),
    (naming.count_phrase(1200, "entry"), "1,200 entries"),
    (naming.joined("orders", "customer_id", "fkey"), "orders_customer_id_fkey"),
])  # fmt: skip
def test_sentences(said: str, meant: str) -> None:
    assert said == meant


@pytest.mark.parametrize(("word", "candidates", "meant"), [
    ("requird", ("required", "unique"), "required"),
    ("uniqeu", ("required", "unique"), "unique"),
    ("Custmer", ("Customer", "Order"), "Customer"),
    ("wholly", ("required", "unique"), None),
    ("ab", ("xy",), None),
    ("cat", ("cut", "cot"), "cot"),
    ("x", (), None),
])  # fmt: skip
def test_suggestions(word: str, candidates: tuple[str, ...], meant: str | None) -> None:
    assert naming.suggest(word, candidates) == meant


@given(NAMES)
@example("İ")
@example("ß" * 70)
@example("٣")
def test_any_name_becomes_an_identifier(name: str) -> None:
    for make in (naming.snake, naming.pascal, naming.camel, naming.constant):
        made = make(name)
        assert made.isascii() and made.isidentifier(), (make, made)
    assert naming.snake(name) == naming.snake(name).lower()
    assert naming.kebab(name).replace("-", "_") == naming.snake(name)


@given(NAMES)
def test_a_name_that_was_made_is_made_no_further(name: str) -> None:
    assert naming.snake(naming.snake(name)) == naming.snake(name)


@given(NAMES, st.integers(16, 64))
def test_what_fits_stays_and_what_does_not_is_cut_the_same_way(name: str, limit: int) -> None:
    fitted = naming.fit(name, limit)
    assert len(fitted) <= limit
    assert fitted == (name if len(name) <= limit else naming.fit(name, limit))
    assert naming.fit(fitted, limit) == fitted


def test_long_names_that_differ_at_the_end_stay_different() -> None:
    assert naming.fit("a" * 80 + "b") != naming.fit("a" * 80 + "c")


@given(st.lists(st.tuples(st.sampled_from(("a", "b" * 70)), st.sampled_from("wxyz")), unique=True))
def test_owners_never_share_a_name(claims: list[tuple[str, str]]) -> None:
    taken = naming.Taken()
    given_names = [taken.claim(wanted, owner) for wanted, owner in claims]
    assert len(set(given_names)) == len(claims)
    assert all(len(name) <= naming.LIMIT for name in given_names)
    assert [taken.claim(wanted, owner) for wanted, owner in claims] == given_names


def test_reserved_names_are_given_to_nobody() -> None:
    assert naming.Taken(("users",)).claim("users", "entity.User") != "users"


def test_a_suffix_depends_on_the_owner_alone() -> None:
    first, second = naming.Taken(("n",)), naming.Taken(("n",))
    first.claim("n", "another")
    assert first.claim("n", "me") == second.claim("n", "me")
