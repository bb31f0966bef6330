"""Queueing formulas against published values, and their laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.derive.capacity.queueing import erlang_b, erlang_c, mean_wait, servers_for, slow_share, wait_at


@pytest.mark.parametrize(("servers", "busy", "share"), [(2, 1, 0.333333), (8, 4, 0.059044), (14, 10, 0.174132)])
def test_erlang_c_meets_its_tables(servers: int, busy: float, share: float) -> None:
    assert erlang_c(servers, busy) == pytest.approx(share, abs=5e-7)


def test_eight_servers_keep_the_wait_of_a_hundred_a_second_within_ten_milliseconds() -> None:
    assert servers_for(100, 0.04, 0.01, 0.95, 0.8) == 8
    assert wait_at(0.95, 8, 100, 0.04) <= 0.01 < wait_at(0.95, 7, 100, 0.04)


def test_one_server_waits_as_m_m_1_does() -> None:
    assert erlang_b(1, 0.5) == pytest.approx(1 / 3)
    assert mean_wait(1, 5, 0.1) == pytest.approx(0.5 / (1 / 0.1 - 5))


def test_without_spare_servers_the_wait_has_no_end() -> None:
    assert mean_wait(4, 100, 0.04) == float("inf")
    assert erlang_c(4, 4) == 1.0


def test_of_ten_calls_one_in_a_hundred_slow_ones_spoils_nearly_a_tenth() -> None:
    assert slow_share(0.01, 10) == pytest.approx(0.0956, abs=1e-4)


@given(rate=st.floats(0.01, 5000), service=st.floats(0.001, 1.0), goal=st.floats(0.0, 1.0))
def test_the_fewest_servers_keep_goal_and_cap_and_one_fewer_does_not(rate: float, service: float, goal: float) -> None:
    servers = servers_for(rate, service, goal)
    assert rate * service / servers <= 0.8 + 1e-9
    assert wait_at(0.95, servers, rate, service) <= goal + 1e-9
    fewer = servers - 1
    assert fewer < 1 or rate * service / fewer > 0.8 - 1e-9 or wait_at(0.95, fewer, rate, service) > goal - 1e-9
