"""A new encoder that loses what canary queries must find does not go live, and can be let in."""

import pytest

from shopguide.bootstrap import Container
from shopguide.domain.catalog_import import ImportRecord, ImportStatus
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.text.index_layout import PRODUCTS
from tests.integration.reindexed_shop import (
    BAGS,
    CANARY,
    FILE,
    NEW,
    OLD,
    BlindEncoder,
    LoadEvent,
    ReindexedShop,
)

LOST = "blind@1"


@pytest.fixture
def shop(empty_container: Container, load_event: LoadEvent) -> ReindexedShop:
    """The canary's query is misspelt, so that only its meaning finds the product."""
    shop = ReindexedShop(empty_container, load_event)
    shop.bundles[LOST] = BlindEncoder(64, "blind")
    shop.upload("products", f"{FILE}{BAGS}h1,Headphones over-ear,80.00 CNY\n")
    here = shop.container
    here.merchandising.publish(MerchandisingKind.CANARIES, CANARY.encode())
    return shop


def last_reindex(shop: ReindexedShop) -> ImportRecord:
    return next(each for each in shop.container.imports.recent() if each.encoder)


def live_encoder(shop: ReindexedShop) -> str:
    schema = shop.container.index.schema(PRODUCTS)
    assert schema is not None
    return schema.encoder


def test_an_encoder_that_keeps_the_canaries_goes_live(shop: ReindexedShop) -> None:
    assert shop.reindex(NEW) is ImportStatus.PUBLISHED
    assert live_encoder(shop) == NEW


def test_an_encoder_that_loses_a_canary_is_held_and_nothing_changes(shop: ReindexedShop) -> None:
    before = shop.get("api-search")[1]
    assert shop.reindex(LOST) is ImportStatus.HELD
    held = last_reindex(shop)
    assert (held.problem_code, held.holds) == ("canary_fell", ("canary_fell",))
    assert "“headfone” h1 from place" in held.problem
    assert f"not made by {LOST}" in held.problem
    assert held.problem.endswith(f"`shopguide catalog approve {held.import_id}`.")
    assert live_encoder(shop) == OLD
    after = shop.get("api-search")[1]
    assert (after["encoder"], after["catalogue_version"]) == (OLD, before["catalogue_version"])
    assert [hit["product"] for hit in after["hits"]] == [hit["product"] for hit in before["hits"]]


def test_the_next_upload_goes_on_with_the_encoder_that_stayed(shop: ReindexedShop) -> None:
    shop.reindex(LOST)
    import_id = shop.upload("products-delta", "id,title,price\nfresh,Fresh,1 CNY\n")
    assert shop.container.imports.find(import_id).status is ImportStatus.PUBLISHED
    assert live_encoder(shop) == OLD


def test_who_means_it_lets_the_held_encoder_in_and_comes_back_again(shop: ReindexedShop) -> None:
    shop.reindex(LOST)
    embedded = shop.bundles[LOST].encoded_count
    held = last_reindex(shop)
    shop.container.approvals.approve(held.import_id, operator="ann")
    shop.work()
    assert shop.container.imports.find(held.import_id).status is ImportStatus.PUBLISHED
    assert live_encoder(shop) == LOST
    assert shop.bundles[LOST].encoded_count == embedded, "what was held is not embedded again"
    assert shop.reindex(OLD) is ImportStatus.PUBLISHED
    assert live_encoder(shop) == OLD


def test_another_encoder_may_follow_one_that_is_held(shop: ReindexedShop) -> None:
    shop.reindex(LOST)
    assert shop.reindex(NEW) is ImportStatus.PUBLISHED
    assert live_encoder(shop) == NEW


def test_a_shop_whose_encoder_is_gone_has_nothing_to_compare_with(shop: ReindexedShop) -> None:
    del shop.bundles[OLD]
    shop.forget_loaded()
    assert shop.reindex(LOST) is ImportStatus.PUBLISHED
    assert live_encoder(shop) == LOST
