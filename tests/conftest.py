"""What every test may ask for: database servers of its own, one of each kind a run."""

from __future__ import annotations

import pytest

from tests.servers import sharing

pytest_plugins = ("tests.servers.postgres", "tests.servers.mariadb", "tests.servers.sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """The controller owns the servers; workers find them through its environment."""
    if not hasattr(config, "workerinput"):
        sharing.open_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last one out stops them."""
    if not hasattr(config, "workerinput"):
        sharing.close_folder()
