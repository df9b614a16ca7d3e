"""Products that nobody knows yet get the places that are kept for them, and no others."""

from dataclasses import replace

import pytest

from shopguide.bootstrap import Container
from shopguide.domain.ranking import Ranking
from shopguide.domain.recommending import BlendWeights, Signal
from shopguide.recommend.request import RecommendationRequest
from tests.unit.recommend.signalled_shop import act
from tests.unit.recommend.test_gathering import NEW, add

LIMIT = 3
BY_OTHERS = BlendWeights({Signal.FOLLOWED: 1.0, Signal.FACTORS: 0.01})
"""What others did decides: a newcomer has nothing to show for itself."""


def page(container: Container, **asked: object) -> list[str]:
    ranking = found(container, **asked)
    return [hit.product.product_id for hit in ranking.hits]


def found(container: Container, **asked: object) -> Ranking:
    request = RecommendationRequest("s", limit=LIMIT, diversity=0, weights=BY_OTHERS)
    return container.recommend.recommend(replace(request, **asked))  # type: ignore[arg-type]


@pytest.fixture
def shop(signalled: Container) -> Container:
    """Where a new product is like nothing that the shopper has done."""
    act(signalled, "\u4fdd\u6e29\u676f-1")
    add(signalled, replace(NEW, product_id="NEW-1", title="Garden hose with brass fittings"))
    return signalled


def test_a_newcomer_has_the_last_place_that_is_kept(shop: Container) -> None:
    without = page(shop, newcomers=0)
    assert "NEW-1" not in without
    assert page(shop, newcomers=0.34) == [*without[: LIMIT - 1], "NEW-1"]


def test_no_more_places_are_kept_than_there_are_newcomers(shop: Container) -> None:
    without = page(shop, newcomers=0)
    assert page(shop, newcomers=1) == [*without[: LIMIT - 1], "NEW-1"]


def test_without_newcomers_no_place_is_kept(signalled: Container) -> None:
    act(signalled, "CH-1")
    assert page(signalled, newcomers=1) == page(signalled, newcomers=0)


def test_a_newcomer_that_is_on_the_page_anyway_takes_no_further_place(
    signalled: Container,
) -> None:
    act(signalled, "CH-1")
    add(signalled, NEW)
    whole = page(signalled, newcomers=0, limit=100)
    assert NEW.product_id in whole
    assert page(signalled, newcomers=0.34, limit=len(whole)) == whole


def test_a_shop_without_signals_knows_no_newcomers(container: Container) -> None:
    act(container, "CH-1")
    assert page(container, newcomers=1) == page(container, newcomers=0)


def test_every_newcomer_has_a_reason(shop: Container) -> None:
    last = found(shop, newcomers=0.34).hits[-1]
    assert last.product.product_id == "NEW-1"
    assert last.reason is not None
