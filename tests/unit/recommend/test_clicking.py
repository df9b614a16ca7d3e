"""The head of a ranking moves by how probable clicks are, by as much as the weights say."""

import numpy as np
import pytest

from shopguide.bootstrap import Container
from shopguide.domain.errors import UnavailableError
from shopguide.domain.indexed import Matrix, Vector
from shopguide.domain.recommending import BlendWeights, Signal
from shopguide.ports.click_model import ClickModel
from shopguide.recommend.blend import CandidateTable, table_of
from shopguide.recommend.page.clicking import HEAD, ClickOrder
from shopguide.recommend.request import RecommendationRequest
from tests.conftest import SHOP

PRODUCTS = [it.product_id for it in SHOP]


class LastIsLikeliest:
    """A click is the likelier the later a product comes in what it is asked about."""

    fingerprint = "last@1"

    def probabilities(self, features: Matrix) -> Vector:
        return np.linspace(0.1, 0.9, len(features), dtype=np.float32)


def candidates(product_ids: list[str]) -> CandidateTable:
    falling = np.linspace(1, 0.1, len(product_ids), dtype=np.float32)
    return table_of(product_ids, {Signal.FOLLOWED: falling})


def moved(
    container: Container,
    table: CandidateTable,
    clicks: float,
    model: ClickModel | None = LastIsLikeliest(),  # noqa: B008 - has no state
) -> list[str]:
    weights = BlendWeights({Signal.FOLLOWED: 1.0}, clicks=clicks)
    order = ClickOrder(
        container.index, container.records, container.signals_reader, lambda: model, container.clock
    )
    scores = order.moved(RecommendationRequest(), table, None, weights, table.scores(weights))
    assert np.isfinite(scores).all()
    return [table.product_ids[row] for row in np.argsort(-scores, kind="stable")]


def test_clicks_alone_order_the_head(container: Container) -> None:
    assert moved(container, candidates(PRODUCTS), 1.0) == PRODUCTS[::-1]


def test_without_a_share_or_a_model_nothing_moves(container: Container) -> None:
    table = candidates(PRODUCTS)
    assert moved(container, table, 0.0) == PRODUCTS
    assert moved(container, table, 1.0, model=None) == PRODUCTS


def test_products_that_are_not_read_stay_below(container: Container) -> None:
    table = candidates([PRODUCTS[0], "gone", PRODUCTS[1]])
    assert moved(container, table, 1.0) == [PRODUCTS[1], PRODUCTS[0], "gone"]


def test_what_lies_below_the_head_stays_there(container: Container) -> None:
    names = [*PRODUCTS, *(f"gone-{number}" for number in range(HEAD))]
    assert moved(container, candidates(names), 1.0)[len(PRODUCTS) :] == names[len(PRODUCTS) :]


@pytest.mark.parametrize("clicks", [0.0, 1.0])
def test_model_that_cannot_be_had_leaves_the_blend(container: Container, clicks: float) -> None:
    def lost() -> ClickModel:
        raise UnavailableError("The store is away.", fix="Try again.")

    order = ClickOrder(
        container.index, container.records, container.signals_reader, lost, container.clock
    )
    table, weights = candidates(PRODUCTS), BlendWeights({Signal.FOLLOWED: 1.0}, clicks=clicks)
    scores = table.scores(weights)
    found = order.moved(RecommendationRequest(), table, None, weights, scores)
    assert found.tolist() == scores.tolist()
