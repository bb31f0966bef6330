"""What every test may ask for: database servers of its own, one of each kind a run."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests.servers import sharing

# a busy machine is no fault of the code: what takes long is judged where time is the subject
settings.register_profile("planner", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("planner")

pytest_plugins = ("tests.servers.postgres", "tests.servers.mariadb", "tests.servers.sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """The controller owns the servers; workers find them through its environment."""
    if not hasattr(config, "workerinput"):
        sharing.open_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last one out stops them."""
    if not hasattr(config, "workerinput"):
        sharing.close_folder()
