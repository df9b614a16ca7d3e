"""Whatever is asked for and whatever is known, a page is sound: no product twice, none unwanted."""

import math
from typing import Any

import pytest

from shopguide.bootstrap import Container
from shopguide.domain.recommending import BlendWeights, Context, Signal
from tests.conftest import SHOP
from tests.unit.recommend.signalled_shop import act, ids_of, publish, recommended

PRODUCTS = [it.product_id for it in SHOP]
GONE = ["gone-1", "gone-2"]

REQUESTS: dict[str, dict[str, Any]] = {
    "one place, explored": {"limit": 1, "exploration": 1.0},
    "all explored": {"exploration": 1.0},
    "all different": {"diversity": 1.0},
    "long tail": {"long_tail": 1.0},
    "every knob": {"long_tail": 1.0, "diversity": 1.0, "exploration": 1.0},
    "more than there is": {"limit": 100},
    "among none": {"among": ()},
    "among one": {"among": ("CH-2",)},
    "among products that left": {"among": ("gone-1", "CH-2")},
    "among a thousand unknown": {"among": tuple(f"unknown-{n}" for n in range(1000))},
    "all excluded": {"exclude": tuple(PRODUCTS)},
    "all but one excluded": {"exclude": tuple(PRODUCTS[1:])},
    "odd interests": {"interests": ("chair", "数码", "暖山", "\u200b", "x" * 100)},
    "a context": {"context": Context("mobile", 23, "DE")},
    "no weights": {"weights": BlendWeights({})},
    "a weight of zero": {"weights": BlendWeights({Signal.FOLLOWED: 0.0})},
    "clicks alone": {"weights": BlendWeights(dict.fromkeys(Signal, 1.0), clicks=1.0)},
}


@pytest.fixture(params=["nothing published", "signals", "signals and a recommender"])
def known(request: pytest.FixtureRequest, container: Container) -> Container:
    """A shop with more and more behind it; its signals know products that left it."""
    if request.param == "signals and a recommender":
        container = request.getfixturevalue("signalled")
    elif request.param == "signals":
        publish(container, [*PRODUCTS, *GONE])
    act(container, "CH-1", "gone-1", "HP-1")
    act(container, "SP-1", shopper_id="another")
    return container


@pytest.mark.parametrize("asked", REQUESTS.values(), ids=REQUESTS.keys())
def test_page_is_sound(known: Container, asked: dict[str, Any]) -> None:
    for shopper_id in ("", "s", "unknown"):
        ranking = recommended(known, shopper_id, **asked)
        found = ids_of(ranking)
        assert len(found) == len(set(found)) <= asked.get("limit", 20)
        assert set(found) <= set(asked.get("among", PRODUCTS))
        assert not set(found) & set(asked.get("exclude", ()))
        assert shopper_id != "s" or not {"CH-1", "HP-1"} & set(found)
        assert all(math.isfinite(hit.score) for hit in ranking.hits)


def test_history_of_nothing_that_is_left_is_none(signalled: Container) -> None:
    act(signalled, *GONE)
    assert recommended(signalled).strategy == "trending"


def test_page_is_the_same_all_day(signalled: Container) -> None:
    act(signalled, "CH-1")
    pages = [ids_of(recommended(signalled, exploration=0.5, limit=4)) for _ in range(3)]
    assert pages[0] == pages[1] == pages[2]


def test_thousands_of_interactions_of_a_robot_stay_its_own(signalled: Container) -> None:
    act(signalled, "HP-1", shopper_id="another")
    before = ids_of(recommended(signalled, "another"))
    act(signalled, *(f"junk-{n}" for n in range(2_000)), "CH-1", shopper_id="robot")
    assert recommended(signalled, "robot").strategy == "blend"
    assert ids_of(recommended(signalled, "another")) == before
