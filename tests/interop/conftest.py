"""The bundles, for every test of this folder."""

from __future__ import annotations

import pytest

from tests.interop.bundles import Bundles
from tests.interop.tools import HERE

LONGEST_FIRST = ("test_thin_air", "test_openapi", "test_archetypes")


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Bundles:
    """Bundles of the examples, one for each set of options."""
    return Bundles(tmp_path_factory.mktemp("bundles"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, and what is asked of one contract stands together: it is planned once."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[int, str]:
    if item.path.parent != HERE or item.path.stem not in LONGEST_FIRST:
        return len(LONGEST_FIRST), ""
    return LONGEST_FIRST.index(item.path.stem), item.name.partition("[")[2]
