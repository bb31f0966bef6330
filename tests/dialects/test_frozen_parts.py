"""Parts of a total stand still once their whole has moved on, on real servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dialects.engines import Engine, engine
from tests.dialects.test_rules import SHOP, _at_once, _two, filled, one_of_each, refused

_ID = "019b8f3c-0000-7000-8000-0000000000ab"


def _order(database: Engine) -> str:
    """An order that has items."""
    return str(database.ask("SELECT order_id FROM order_items")[0][0])


@pytest.mark.server
@one_of_each
def test_items_of_a_paid_order_stand_still(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, SHOP, name)
        order = _order(database)
        (book,) = database.ask("SELECT id FROM books")[0]
        mine = f"order_id = '{order}'"
        writes = (
            f"INSERT INTO order_items (id, order_id, book_id, quantity, unit_price) VALUES ('{_ID}', '{order}', '{book}', 1, 1)",
            f"UPDATE order_items SET quantity = 5 WHERE {mine}",
            f"UPDATE order_items SET unit_price = 5 WHERE {mine}",
            f"DELETE FROM order_items WHERE {mine}",
        )
        database.ask(f"UPDATE order_items SET quantity = 1 WHERE {mine}")
        for write in writes[1:]:
            assert not refused(database, write), write
        database.ask(f"UPDATE orders SET status = 'paid' WHERE id = '{order}'")
        for write in writes:
            assert refused(database, write), write
        assert not refused(database, f"UPDATE order_items SET quantity = 1 WHERE {mine}"), "nothing changes"
        elsewhere = f"UPDATE order_items SET {mine} WHERE order_id <> '{order}'"
        assert refused(database, elsewhere), "no item moves into a paid order"


@pytest.mark.server
@one_of_each
def test_they_go_with_their_order_whatever_its_state(name: str, request: pytest.FixtureRequest) -> None:
    with engine(name, request) as database:
        filled(database, SHOP, name)
        order = _order(database)
        database.ask(f"UPDATE orders SET status = 'paid' WHERE id = '{order}'")
        database.ask(f"DELETE FROM orders WHERE id = '{order}'")
        assert database.ask(f"SELECT count(*) FROM order_items WHERE order_id = '{order}'") == [(0,)]


@pytest.mark.server
@pytest.mark.parametrize("name", ["postgres", "mariadb"])
def test_paying_and_changing_at_once(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Whoever comes second sees what the first did: no item is added to an order that was paid meanwhile."""
    with engine(name, request) as database:
        filled(database, SHOP, name)
        order = _order(database)
        (total,) = database.ask(f"SELECT total FROM orders WHERE id = '{order}'")[0]
        callers = list(_two(name, request, database))
        results = _at_once(
            callers,
            (
                f"UPDATE orders SET status = 'paid' WHERE id = '{order}' AND total = {total}",
                f"UPDATE order_items SET quantity = quantity + 1 WHERE order_id = '{order}'",
            ),
        )
        (status, after) = database.ask(f"SELECT status, total FROM orders WHERE id = '{order}'")[0]
        assert status != "paid" or after == total, results
