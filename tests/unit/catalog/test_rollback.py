"""Going back to an earlier version: which can come back, and what that brings back."""

from collections.abc import Callable
from typing import Any

import pytest

from shopguide.domain.catalog_import import (
    CatalogKind,
    ImportCounts,
    ImportRecord,
    ImportStatus,
    manifest_key,
    old_manifest_key,
)
from shopguide.domain.errors import (
    ConflictError,
    ImportNotFoundError,
    NotFoundError,
    VersionNotKeptError,
)
from shopguide.domain.live_catalogue import KEPT_VERSIONS, live_to_json
from shopguide.domain.record_key import IMPORT_LOCK, LIVE_CATALOGUE

HEADER = "id,title,price\n"
QA = "id,product_id,question,answer\n"


def rows(*numbers: int, price: str = "5 USD", title: str = "Product") -> str:
    return HEADER + "".join(f"p{number},{title} {number},{price}\n" for number in numbers)


def roll_back(shop: Any, version: int | None = None) -> list[ImportRecord]:
    """Go back and work until it is done; how its imports ended."""
    request = shop.rolling_back.request(version)
    shop.work()
    return [shop.imports.find(record.import_id) for record in request.imports]


@pytest.fixture
def shop(shop_in_memory: Any) -> Any:
    """A shop in its third version: two files of products, between them one of questions."""
    shop_in_memory.run("products", rows(*range(6)))
    shop_in_memory.run("qa", QA + "q1,p1,Is it red?,Yes.\nq5,p5,Is it blue?,No.\n", "qa.csv")
    shop_in_memory.run("products", rows(0, 1, price="6 USD") + "p2,Renamed,5 USD\nn,New,1 USD\n")
    return shop_in_memory


def test_what_the_live_version_changed_is_undone(shop: Any) -> None:
    [record] = roll_back(shop)
    assert record.status is ImportStatus.PUBLISHED
    assert (record.restores, record.kind) == (2, CatalogKind.PRODUCTS)
    assert record.catalogue_version == shop.live().version == 4
    assert record.counts.removed == 1
    products = shop.products()
    assert set(products) == {f"p{number}" for number in range(6)}
    assert str(products["p1"].price) == "5 USD"
    assert products["p2"].title == "Product 2"
    assert {key.split("#")[0] for key in shop.passages()} == {"qa:q1", "qa:q5"}


def test_texts_that_did_not_change_are_not_embedded_again(shop: Any) -> None:
    before = shop.encoder.encoded_count
    roll_back(shop)
    assert shop.encoder.encoded_count - before <= 5  # p2 to p5, and the question about p5


def test_every_family_that_differs_goes_back(shop: Any) -> None:
    records = roll_back(shop, 1)
    assert [record.kind for record in records] == [CatalogKind.PRODUCTS, CatalogKind.QA]
    assert all(record.status is ImportStatus.PUBLISHED for record in records)
    assert shop.live().version == 5
    assert len(shop.products()) == 6
    assert shop.passages() == {}


def test_a_rollback_can_be_undone(shop: Any) -> None:
    live = shop.products()
    roll_back(shop)
    roll_back(shop)
    assert shop.live().version == 5
    assert {key: product.title for key, product in shop.products().items()} == {
        key: product.title for key, product in live.items()
    }


def test_a_first_import_is_undone_to_the_empty_shop(shop_in_memory: Any) -> None:
    shop_in_memory.run("products", rows(1, 2))
    [record] = roll_back(shop_in_memory)
    assert (record.restores, record.status) == (0, ImportStatus.PUBLISHED)
    assert record.counts.removed == 2
    assert shop_in_memory.products() == {}


def test_the_same_file_again_after_a_rollback_brings_its_rows_again(shop: Any) -> None:
    roll_back(shop, 1)
    again = shop.run("products", rows(0, 1, price="6 USD") + "p2,Renamed,5 USD\nn,New,1 USD\n")
    assert again.status is ImportStatus.PUBLISHED
    assert set(shop.products()) == {"p0", "p1", "p2", "n"}


def test_holds_do_not_apply_to_a_rollback(new_shop: Callable[..., Any]) -> None:
    shop = new_shop()
    shop.run("products", rows(1))
    shop.run("products", rows(*range(100)))
    [record] = roll_back(shop)
    assert (record.status, record.counts.removed) == (ImportStatus.PUBLISHED, 99)


def test_a_version_whose_rows_are_the_live_ones_needs_nothing(shop_in_memory: Any) -> None:
    shop_in_memory.run("products", rows(1))
    shop_in_memory.reindexing.request("newer@1")
    shop_in_memory.work()
    assert shop_in_memory.live().version == 2
    assert shop_in_memory.rolling_back.request(1).imports == []
    with pytest.raises(ConflictError, match="is a reindex"):
        shop_in_memory.rolling_back.request(None)


def test_versions_say_what_made_them_and_whether_they_can_come_back(shop: Any) -> None:
    roll_back(shop)
    summaries = shop.versions.recent()
    assert [version.version for version in summaries] == [4, 3, 2, 1]
    assert [version.family for version in summaries] == ["products", "products", "qa", "products"]
    assert [version.is_live for version in summaries] == [True, False, False, False]
    assert [version.why_not for version in summaries] == ["It is live.", "", "", ""]
    assert summaries[0].restores == 2
    assert summaries[2].object_key == "catalog/qa/qa.csv"
    assert summaries[3].counts == ImportCounts(read=6, added=6)


def test_a_version_from_before_rows_were_kept_cannot_come_back(shop: Any) -> None:
    live = live_to_json(shop.live())
    for version in live["versions"]:
        if version["version"] < 3:
            version["manifests"]["products"] = old_manifest_key("0123456789abcdef")
    shop.records.put(LIVE_CATALOGUE, live)
    with pytest.raises(VersionNotKeptError, match="Version 1 cannot come back"):
        shop.rolling_back.request(1)
    assert "before versions kept" in shop.versions.recent()[-1].why_not


def test_a_version_whose_rows_are_gone_cannot_come_back(shop: Any) -> None:
    shop.objects.delete(shop.live().versions[-1].manifests["products"])
    with pytest.raises(VersionNotKeptError, match="not kept any more"):
        shop.rolling_back.request(None)


def test_what_is_live_unknown_or_was_never_there_cannot_be_gone_back_to(
    shop: Any, new_shop: Callable[..., Any]
) -> None:
    with pytest.raises(NotFoundError, match="no catalogue version 9"):
        shop.rolling_back.request(9)
    assert shop.rolling_back.request(3).imports == []
    with pytest.raises(ConflictError, match="Nothing was imported"):
        new_shop().rolling_back.request(None)


def test_a_request_on_another_live_version_than_was_seen_is_refused(shop: Any) -> None:
    with pytest.raises(ConflictError, match="Version 3 is live by now, not 2"):
        shop.rolling_back.request(1, live=2)


def test_a_second_request_joins_the_first(shop: Any) -> None:
    first = shop.rolling_back.request(None)
    second = shop.rolling_back.request(None)
    assert second == first
    assert shop.rolling_back.request(2) == first
    with pytest.raises(ConflictError, match="rollback to version 2 is at work"):
        shop.rolling_back.request(1)
    shop.work()
    assert shop.live().version == 4
    assert shop.records.get(IMPORT_LOCK) == {"import_id": None}


def test_a_rollback_waits_for_the_import_before_it(shop: Any) -> None:
    upload = shop.importing.run(shop.upload("products-delta", rows(50), name="delta.csv"))
    [waiting] = shop.rolling_back.request(2).imports
    assert shop.rolling_back.run(waiting.import_id).status is ImportStatus.WAITING
    shop.work()
    assert shop.imports.find(upload.import_id).catalogue_version == 4
    assert shop.imports.find(waiting.import_id).catalogue_version == 5
    assert set(shop.products()) == {f"p{number}" for number in range(6)}


def test_an_upload_during_a_rollback_waits_and_is_compared_with_what_it_brought(
    shop: Any,
) -> None:
    [record] = shop.rolling_back.request(None).imports
    assert shop.rolling_back.run(record.import_id).status is ImportStatus.INDEXING
    delta = shop.importing.run(shop.upload("products-delta", rows(3), name="delta.csv"))
    assert delta.status is ImportStatus.WAITING
    shop.work()
    assert shop.imports.find(delta.import_id).counts == ImportCounts(read=1, unchanged=1)


def test_a_rollback_that_cannot_go_on_leaves_what_is_live_and_the_line_free(shop: Any) -> None:
    [record] = shop.rolling_back.request(None).imports
    shop.objects.delete(shop.live().versions[-1].manifests["products"])
    with pytest.raises(NotFoundError) as caught:
        shop.rolling_back.run(record.import_id)
    failed = shop.rolling_back.fail(record.import_id, caught.value)
    assert failed.status is ImportStatus.FAILED
    assert shop.run("products-delta", rows(9)).status is ImportStatus.PUBLISHED
    assert "n" in shop.products()


def test_the_import_of_a_file_is_no_rollback(shop: Any) -> None:
    with pytest.raises(ImportNotFoundError, match="is no rollback"):
        shop.rolling_back.run(shop.live().imports["products"])


def test_what_no_kept_version_needs_is_deleted(shop_in_memory: Any) -> None:
    shop = shop_in_memory
    first = shop.run("products", rows(1))
    for price in range(1, KEPT_VERSIONS + 3):
        shop.run("products", rows(1, price=f"{price} USD"))
    live = shop.live()
    kept = {version.manifests["products"] for version in live.versions}
    assert len(kept) == KEPT_VERSIONS
    stored = {each.key for each in shop.objects.list() if each.key.endswith(".jsonl.gz")}
    assert stored == kept
    assert manifest_key(first.import_id) not in stored
    assert live.discarded == ()
    [oldest] = [each.version for each in live.versions[-1:]]
    [record] = roll_back(shop, oldest)
    assert record.status is ImportStatus.PUBLISHED


def test_an_import_that_changed_nothing_leaves_no_manifest_and_no_batch(shop: Any) -> None:
    record = shop.run("qa", QA + "q1,p1,Is it red?,Yes.\nq5,p5,Is it blue?,No.\n", "qa.csv")
    assert record.counts.unchanged == 2
    assert (record.status, record.catalogue_version) == (ImportStatus.PUBLISHED, 3)
    assert (record.batches_total, record.batches_done) == (0, 0)
    names = {each.key for each in shop.objects.list(f"imports/{record.import_id}/")}
    assert {name.rpartition("/")[2] for name in names} == {"report.json", "report.html"}
