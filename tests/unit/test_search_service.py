"""Search finds by meaning within the constraints, and refuses what it cannot search."""

from collections.abc import Sequence

import pytest

from shopguide.adapters.memory.models import HashingEncoder, OverlapReranker
from shopguide.bootstrap import Container
from shopguide.domain.errors import (
    EncoderMismatchError,
    InvalidParameterError,
    ProductNotFoundError,
)
from shopguide.domain.indexed import Vector
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.search.request import MAX_QUERY_CHARACTERS, SearchRequest
from shopguide.text.index_layout import PRODUCTS, index_name, products_schema
from shopguide.text.product_filter import ProductConstraints


def found(container: Container, query: str, **more: object) -> list[str]:
    result = container.search.search(SearchRequest(query, **more))  # type: ignore[arg-type]
    return [hit.product.product_id for hit in result.hits]


def test_nearest_products_come_first(container: Container) -> None:
    assert set(found(container, "office chair")[:2]) == {"CH-1", "CH-2"}
    assert found(container, "蓝牙耳机")[0] == "耳机-1"


def test_constraints_are_applied_before_the_limit(container: Container) -> None:
    wanted = ProductConstraints(brands=("sedia",), price_max=200)
    assert found(container, "wireless headphones", limit=1, constraints=wanted) == ["CH-1"]


def test_pages_follow_each_other_without_gap_or_overlap(container: Container) -> None:
    whole = found(container, "headphones", limit=8)
    assert found(container, "headphones", limit=3) == whole[:3]
    assert found(container, "headphones", limit=5, offset=3) == whole[3:]
    assert found(container, "headphones", offset=8) == []


def test_result_tells_query_catalogue_and_encoder(container: Container) -> None:
    result = container.search.search(SearchRequest("  office\x00 ＣＨＡＩＲ\u202e "))
    assert result.understanding.query == "office CHAIR"
    assert result.trace.versions.catalogue == 1
    assert result.trace.versions.encoder == "hashing@1"
    assert result.strategy == "hybrid"
    assert result.notes == ()


def test_shop_without_catalogue_gives_nothing_and_says_so(empty_container: Container) -> None:
    result = empty_container.search.search(SearchRequest("chair"))
    assert list(result.hits) == []
    assert result.notes == ("catalogue_empty",)
    assert result.trace.versions.catalogue == 0


@pytest.mark.parametrize("query", ["", "  ", "\x00\x01", "\u202e\u200b", "x" * 513, "ﷺ" * 30])
def test_query_that_is_empty_or_too_long_after_cleaning_is_refused(
    container: Container, query: str
) -> None:
    with pytest.raises(InvalidParameterError) as raised:
        container.search.search(SearchRequest(query))
    assert raised.value.field == "q"
    assert str(MAX_QUERY_CHARACTERS) in raised.value.fix


@pytest.mark.parametrize("query", ["🎧", "سماعات", "\u202eabc", "x" * 512, "a b" * 170])
def test_unusual_queries_are_searched(container: Container, query: str) -> None:
    assert len(found(container, query)) == 8


def test_another_encoder_than_that_of_the_index_is_refused_with_the_fix(
    container: Container,
) -> None:
    container.__dict__["encoder"] = HashingEncoder(name="newer-encoder")
    with pytest.raises(EncoderMismatchError) as raised:
        container.search.search(SearchRequest("chair"))
    assert "hashing@1" in raised.value.message
    assert "shopguide reindex" in raised.value.fix


def test_an_index_that_was_exchanged_is_noticed_before_its_version_is_there(
    container: Container,
) -> None:
    assert found(container, "chair")
    name = index_name(PRODUCTS, "newer@1")
    container.index.create(name, products_schema(container.encoder.dimension, "newer@1"))
    container.records.update(LIVE_CATALOGUE, {"switching": True})
    assert found(container, "chair")
    container.index.point_aliases({PRODUCTS: name})
    with pytest.raises(EncoderMismatchError):
        container.search.search(SearchRequest("chair"))


def test_product_is_read_by_its_id_without_a_model(container: Container) -> None:
    assert container.products.product("耳机-1").title == "无线蓝牙耳机 降噪"
    assert container.encoder.encoded_count == 8  # type: ignore[attr-defined]


@pytest.mark.parametrize("fixture", ["container", "empty_container"])
def test_unknown_product_is_not_found(fixture: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(ProductNotFoundError):
        request.getfixturevalue(fixture).products.product("nope")


@pytest.mark.parametrize("kind", ["container", "empty_container"])
def test_warming_up_runs_the_models_ahead_with_products_and_without(
    request: pytest.FixtureRequest, kind: str
) -> None:
    here: Container = request.getfixturevalue(kind)
    judged: list[str] = []

    class Recording(OverlapReranker):
        def score(self, query: str, texts: Sequence[str]) -> Vector:
            judged.extend(texts)
            return super().score(query, texts)

    here.__dict__["reranker"] = Recording()
    here.search.warm_up()
    assert judged
