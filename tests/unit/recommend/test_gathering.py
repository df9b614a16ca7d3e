"""Candidates: the best of every signal that pass the filter, new products among them."""

import pytest

from shopguide.bootstrap import Container
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.product import Availability, Product
from shopguide.domain.recommending import BlendWeights, Signal
from shopguide.recommend.blend import SIGNALS, CandidateTable
from shopguide.recommend.request import RecommendationRequest
from shopguide.recommend.shopper.history import read_history
from shopguide.text.index_layout import PRODUCTS, product_fields, product_sparse
from shopguide.text.product_filter import ProductConstraints
from shopguide.text.product_text import product_text
from tests.conftest import SHOP
from tests.unit.recommend.conftest import NOT_LEARNED
from tests.unit.recommend.signalled_shop import act, ids_of, publish, recommended

NEW = Product("CH-9", "Ergonomic office chair, mesh", product_type="Furniture > Chairs")


def table_of(container: Container, shopper_id: str = "s", **asked: object) -> CandidateTable:
    request = RecommendationRequest(shopper_id, **asked)  # type: ignore[arg-type]
    return container.recommend.candidates(request)


def add(container: Container, product: Product) -> None:
    """Index one product more, as an import does."""
    vector = container.encoder.encode_passages([product_text(product)])[0]
    document = IndexedDocument(
        product.product_id,
        product_fields(product),
        {TEXT_VECTOR: vector},
        product_sparse(product),
    )
    container.index.upsert(PRODUCTS, [document])


def value(table: CandidateTable, product_id: str, signal: Signal) -> float:
    row = list(table.product_ids).index(product_id)
    return float(table.signals[row, SIGNALS.index(signal)])


def test_product_is_recommended_the_moment_it_is_indexed(signalled: Container) -> None:
    act(signalled, "CH-1")
    assert NEW.product_id not in ids_of(recommended(signalled))
    add(signalled, NEW)
    assert NEW.product_id in ids_of(recommended(signalled))
    by_text = recommended(signalled, weights=BlendWeights({Signal.CONTENT: 1.0}))
    assert ids_of(by_text)[0] == NEW.product_id


def test_recommender_scores_by_its_text_what_it_has_not_learned(signalled: Container) -> None:
    act(signalled, "CH-1", "SP-1")
    add(signalled, NEW)
    table = table_of(signalled)
    known = read_history(signalled.records, "s")
    taste = signalled.tastes.read(known, signalled.signals_reader.live())
    assert taste is not None
    assert taste.recommender is not None
    history = taste.history_vectors()
    assert history is not None
    profile = taste.recommender.profiles([history]).text[0]
    scale = table.scales[Signal.SEQUENCE]
    for product_id in (NEW.product_id, NOT_LEARNED):
        [document] = signalled.index.fetch(PRODUCTS, [product_id], with_vectors=True)
        expected = (float(profile @ document.vectors[TEXT_VECTOR]) - scale.shift) / scale.unit
        assert value(table, product_id, Signal.SEQUENCE) == pytest.approx(expected, abs=1e-3)


def test_all_signals_of_a_known_shopper_speak(signalled: Container) -> None:
    act(signalled, "HP-1")
    table = table_of(signalled, interests=("chair",))
    assert set(table.scales) == set(Signal)


def test_nothing_that_fails_a_constraint_is_a_candidate(signalled: Container) -> None:
    act(signalled, "CH-1")
    wanted = ProductConstraints(categories=("audio",), in_stock_only=True)
    found = set(table_of(signalled, constraints=wanted).product_ids)
    audio = {it.product_id for it in SHOP if it.product_type.startswith("Audio")}
    sold_out = {it.product_id for it in SHOP if it.availability is Availability.OUT_OF_STOCK}
    assert found == audio - sold_out


def test_among_some_products_all_that_pass_are_candidates(signalled: Container) -> None:
    act(signalled, "CH-1")
    table = table_of(signalled, among=("HP-2", "CH-1", "HP-3", "unknown"))
    assert set(table.product_ids) == {"HP-2"}  # seen, sold out, and not in the shop


def test_products_that_left_the_shop_are_no_candidates(container: Container) -> None:
    publish(container, [*(it.product_id for it in SHOP), "gone"])
    act(container, "CH-1")
    assert "gone" not in table_of(container).product_ids


def test_without_a_history_lists_alone_make_candidates(signalled: Container) -> None:
    assert set(table_of(signalled, "").scales) == {Signal.TRENDING}
    assert set(table_of(signalled, "s").scales) == {Signal.TRENDING, Signal.SHOPPERS}
