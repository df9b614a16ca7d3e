"""Going back to the rows of an earlier version."""

import json

import pytest

from shopguide.catalog.comparing.manifest import partition_of
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.errors import VersionNotKeptError
from shopguide.domain.price_history import history_from_json
from tests.unit.catalog.shop_model import ImportingShop

FIRST = "id,title,price\nkettle,Kettle,5 USD\nlamp,Lamp,7 USD\nmug,Mug,2 USD\n"
SECOND = "id,title,price\nkettle,Kettle,6 USD\nlamp,New lamp,7 USD\nvase,Vase,9 USD\n"
QUESTIONS = "id,product_id,question,answer\nq1,mug,Is it big?,No.\nq2,vase,Is it red?,Yes.\n"


@pytest.fixture
def shop() -> ImportingShop:
    shop = ImportingShop()
    shop.run(CatalogKind.PRODUCTS, FIRST)
    shop.run(CatalogKind.QA, QUESTIONS)
    shop.run(CatalogKind.PRODUCTS, SECOND)
    return shop


def first_manifest(shop: ImportingShop) -> str:
    return shop.live.versions[-1].manifests["products"]


def titles(shop: ImportingShop) -> dict[str, tuple[str, str]]:
    return {
        row_id: (row["title"], row["price"]["amount"])
        for row_id, row in shop.rows("products").items()
    }


def test_every_row_is_as_it_was_and_passages_are_too(shop: ImportingShop) -> None:
    assert set(shop.rows("qa")) == {"q2"}
    import_id, prepared = shop.restore("products", first_manifest(shop))
    counts = prepared.counts
    assert (counts.read, counts.added, counts.removed) == (3, 1, 1)
    assert (counts.changed_text, counts.changed_fields, counts.unchanged) == (1, 1, 0)
    assert prepared.live_rows == 3
    shop.index_batches(import_id, "products")
    shop.publish(import_id, "products")
    assert titles(shop) == {"kettle": ("Kettle", "5"), "lamp": ("Lamp", "7"), "mug": ("Mug", "2")}
    assert set(shop.rows("qa")) == {"q1"}


def test_the_price_history_goes_on_since_the_price_did_change_back(shop: ImportingShop) -> None:
    import_id, _ = shop.restore("products", first_manifest(shop))
    shop.index_batches(import_id, "products")
    points = history_from_json(shop.rows("products")["kettle"]["price_history"])
    assert [str(point.price.amount) for point in points] == ["5", "6", "5"]
    assert [point.at for point in points] == sorted(point.at for point in points)


def test_the_file_of_the_earlier_version_changes_nothing_afterwards(shop: ImportingShop) -> None:
    import_id, _ = shop.restore("products", first_manifest(shop))
    shop.index_batches(import_id, "products")
    shop.publish(import_id, "products")
    again = shop.run(CatalogKind.PRODUCTS, FIRST)
    assert (again.counts.unchanged, again.batches) == (3, 0)


def test_rows_that_an_unfinished_import_touched_are_written_again(shop: ImportingShop) -> None:
    failed, _ = shop.prepare(CatalogKind.PRODUCTS, SECOND.replace("Vase", "Broken vase"))
    shop.index_batches(failed, "products")
    shop.abandon(failed, "products")
    import_id, prepared = shop.restore("products", shop.live.manifests["products"])
    assert prepared.counts.unchanged == 3
    shop.index_batches(import_id, "products")
    assert titles(shop)["vase"] == ("Vase", "9")


def test_a_family_can_go_back_to_having_no_rows(shop: ImportingShop) -> None:
    import_id, prepared = shop.restore("qa", "")
    assert (prepared.counts.read, prepared.counts.removed) == (0, 2)
    shop.index_batches(import_id, "qa")
    assert shop.rows("qa") == {}


def test_a_version_that_kept_fingerprints_alone_is_refused_with_the_way_on(
    shop: ImportingShop,
) -> None:
    ids = sorted(("kettle", "lamp", "mug"), key=partition_of)
    lines = [json.dumps([row_id, "r", "t", "f"]) + "\n" for row_id in ids]
    shop.objects.put("imports/0/manifest.jsonl", "".join(lines).encode())
    with pytest.raises(VersionNotKeptError, match="Upload the file that it was made from again"):
        shop.restore("products", "imports/0/manifest.jsonl")
