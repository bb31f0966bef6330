"""The bundles, for every test of this folder."""

from __future__ import annotations

import pytest

from tests.interop.bundles import Bundles


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Bundles:
    """Bundles of the examples, one for each set of options."""
    return Bundles(tmp_path_factory.mktemp("bundles"))
