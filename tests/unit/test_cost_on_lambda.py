from dataclasses import replace

import pytest

from infra.aws.prices import read_prices
from tests.benchmarks.cost_on_lambda import Assumed, always_on, request_cost
from tests.benchmarks.on_lambda.figures import Figures
from tests.benchmarks.on_lambda.plot import draw

PRICES = read_prices()
SEARCH = Figures("search", "ShopApi", 1024, init=800, first=400, cold_median=1200, warm_p50=100)


def test_a_warm_request_costs_its_own_time() -> None:
    cost = request_cost(SEARCH, Assumed(cold_share=0), PRICES)
    assert cost["compute"] == pytest.approx(0.1 * PRICES.lambda_gb_second)


def test_starts_are_billed_in_their_share() -> None:
    cost = request_cost(SEARCH, Assumed(cold_share=0.5), PRICES)
    assert cost["compute"] == pytest.approx((0.05 + 0.6) * PRICES.lambda_gb_second)


def test_twice_the_memory_costs_twice_the_compute() -> None:
    large = replace(SEARCH, memory_mb=2048)
    small, twice = (request_cost(one, Assumed(), PRICES)["compute"] for one in (SEARCH, large))
    assert twice == pytest.approx(2 * small)


def test_servers_that_always_run_are_paid_when_nobody_asks() -> None:
    servers, money = always_on({"search": 0.0}, {"search": SEARCH}, Assumed(), PRICES)
    assert servers == 2
    assert money > 0


def test_servers_grow_with_the_busiest_hour() -> None:
    asked = {"search": 100e6}
    servers, _ = always_on(asked, {"search": SEARCH}, Assumed(peak=4, busy=0.5), PRICES)
    assert servers == 31  # 10,000,000 core seconds in 2,628,000 s, eight times as many


def test_the_drawing_has_a_bar_for_each_size_that_lived() -> None:
    drawn = draw([SEARCH, replace(SEARCH, memory_mb=512, died="out of memory")])
    assert ">1024</text>" in drawn
    assert ">512</text>" not in drawn
