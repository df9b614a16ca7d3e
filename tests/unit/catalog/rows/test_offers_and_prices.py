"""Sellers' offers, price histories and warnings, from file to file."""

from typing import Any

import pytest

from shopguide.catalog.comparing import row_problems
from shopguide.catalog.comparing.known_rows import KnownRows
from shopguide.catalog.comparing.manifest import PARTITIONS
from shopguide.catalog.preparation import PreparedImport
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.price_history import history_from_json
from shopguide.domain.row_problem import ProblemCode
from tests.unit.catalog.shop_model import ImportingShop

HEADER = "id,title,price,seller\n"
TWO_SELLERS = HEADER + "kettle,Kettle,5 USD,ann\nmug,Mug,2 USD,ann\nkettle,Pot,4 USD,bob\n"


@pytest.fixture
def shop() -> ImportingShop:
    return ImportingShop()


def load(shop: ImportingShop, content: str, kind: str = "products") -> PreparedImport:
    return shop.run(CatalogKind(kind), content)


def offers(shop: ImportingShop, product_id: str = "kettle") -> dict[str, str]:
    content = shop.rows("products")[product_id]
    return {each["seller"]: each["price"]["amount"] for each in content.get("offers", [])}


def prices(shop: ImportingShop, product_id: str = "kettle") -> list[tuple[str, str | None]]:
    points = history_from_json(shop.rows("products")[product_id]["price_history"])
    return [(each.seller, str(each.price.amount) if each.price else None) for each in points]


def manifest_rows(shop: ImportingShop) -> dict[str, Any]:
    with KnownRows(shop.objects, shop.live, "products", "") as rows:
        return {
            row_id: row
            for number in range(PARTITIONS)
            for row_id, row in rows.partition(number).live.items()
        }


def test_sellers_of_one_product_are_its_offers(shop: ImportingShop) -> None:
    counts = load(shop, TWO_SELLERS).counts
    assert (counts.read, counts.added, counts.merged) == (3, 2, 1)
    assert offers(shop) == {"ann": "5", "bob": "4"}
    assert shop.rows("products")["kettle"]["title"] == "Kettle"
    assert shop.rows("products")["kettle"]["price"]["amount"] == "4"


def test_the_same_sellers_again_change_nothing(shop: ImportingShop) -> None:
    load(shop, TWO_SELLERS)
    again = load(shop, TWO_SELLERS)
    assert (again.counts.unchanged, again.counts.merged, again.batches) == (2, 1, 0)


def test_the_same_seller_twice_is_a_duplicate(shop: ImportingShop) -> None:
    prepared = load(shop, TWO_SELLERS + "kettle,Kettle,3 USD,bob\n")
    assert offers(shop)["bob"] == "4"
    [rejection] = prepared.rejections
    assert (rejection.line, rejection.code) == (5, ProblemCode.DUPLICATE_ID)
    assert "line 4" in rejection.reason


def test_a_seller_whose_row_is_wrong_keeps_the_offer_that_is_live(shop: ImportingShop) -> None:
    load(shop, TWO_SELLERS)
    prepared = load(shop, TWO_SELLERS.replace("4 USD", "four"))
    assert offers(shop) == {"ann": "5", "bob": "4"}
    assert (prepared.counts.unchanged, prepared.counts.rejected) == (2, 1)
    load(shop, TWO_SELLERS.replace("kettle,Pot,4 USD,bob\n", ""))
    assert offers(shop) == {"ann": "5"}


def test_a_row_that_does_not_even_say_whose_it_is_takes_no_offer_away(shop: ImportingShop) -> None:
    load(shop, TWO_SELLERS)
    load(shop, TWO_SELLERS.replace("kettle,Pot,4 USD,bob", "kettle,Pot"))
    assert offers(shop) == {"ann": "5", "bob": "4"}


def test_a_delta_adds_to_the_offers_that_are_live(shop: ImportingShop) -> None:
    load(shop, TWO_SELLERS)
    load(shop, HEADER + "kettle,Kettle,3 USD,bob\nkettle,Kettle,6 USD,cas\n", "products-delta")
    assert offers(shop) == {"ann": "5", "bob": "3", "cas": "6"}
    counts = load(shop, HEADER + "kettle,Kettle,3 USD,bob\n").counts
    assert (counts.changed_fields, counts.removed) == (1, 1)
    assert offers(shop) == {"bob": "3"}


def test_a_price_history_begins_with_the_product_and_grows_with_every_change(
    shop: ImportingShop,
) -> None:
    file = "id,title,price\nkettle,Kettle,5 USD\nmug,Mug,\n"
    load(shop, file)
    assert prices(shop) == [("", "5")]
    assert "price_history" not in shop.rows("products")["mug"]
    load(shop, file)
    load(shop, file.replace("Kettle,", "Better kettle,"))
    load(shop, file.replace("5 USD", "6 USD"))
    load(shop, file)
    assert prices(shop) == [("", "5"), ("", "6"), ("", "5")]


def test_a_price_history_tells_sellers_apart_and_when_an_offer_ends(shop: ImportingShop) -> None:
    load(shop, TWO_SELLERS)
    load(shop, TWO_SELLERS.replace("kettle,Pot,4 USD,bob\n", ""))
    assert prices(shop) == [("ann", "5"), ("bob", "4"), ("bob", None)]


def test_a_row_that_stays_as_it_is_keeps_its_line_of_the_manifest(shop: ImportingShop) -> None:
    load(shop, TWO_SELLERS)
    before = manifest_rows(shop)
    load(shop, TWO_SELLERS.replace("2 USD", "3 USD"))
    after = manifest_rows(shop)
    assert after["kettle"].line == before["kettle"].line
    assert after["mug"].line != before["mug"].line


WARNED = "id,title,price,gtin\nkettle,Kettle,5 USD,4006381333932\nmug,Mug,2 USD,4006381333931\n"


def test_warnings_are_told_at_every_upload_and_reject_nothing(shop: ImportingShop) -> None:
    for _ in range(2):
        prepared = load(shop, WARNED)
        assert (prepared.counts.warnings, prepared.counts.rejected) == (1, 0)
        [warning] = prepared.warnings
        assert (warning.line, warning.row_id, warning.column) == (2, "kettle", "gtin")
        assert warning.code is ProblemCode.BAD_GTIN
    assert prepared.counts.unchanged == 2
    assert load(shop, WARNED.replace("3932", "3931")).counts.warnings == 0


def test_the_first_warnings_by_line_are_listed_and_all_are_counted(
    shop: ImportingShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_problems, "MAX_WARNINGS", 3)
    rows = "".join(f"p{number},Kettle,5 USD,4006381333932\n" for number in range(50))
    prepared = load(shop, WARNED.partition("\n")[0] + "\n" + rows)
    assert prepared.counts.warnings == 50
    assert [warning.line for warning in prepared.warnings] == [2, 3, 4]


def test_a_dry_run_writes_its_rejections_and_nothing_else(shop: ImportingShop) -> None:
    load(shop, TWO_SELLERS)
    before = {stored.key for stored in shop.objects.list()}
    import_id, dry = shop.prepare(
        CatalogKind.PRODUCTS, TWO_SELLERS.replace("2 USD", "two"), dry_run=True
    )
    after = {stored.key for stored in shop.objects.list()}
    names = ("rejected.csv", "mapping.json")
    assert after - before == {f"imports/{import_id}/{name}" for name in names}
    _, real = shop.prepare(CatalogKind.PRODUCTS, TWO_SELLERS.replace("2 USD", "two"))
    assert dry.counts == real.counts
    assert dry.batches == 0


def test_members_in_another_order_change_nothing(shop: ImportingShop) -> None:
    first = (
        '{"id": "a", "title": "Lamp", "color": "red"}\n{"id": "b", "title": "Mug", "size": "1"}\n'
    )
    other = (
        '{"size": "1", "title": "Mug", "id": "b"}\n{"color": "red", "id": "a", "title": "Lamp"}\n'
    )
    load(shop, first)
    before = manifest_rows(shop)
    assert load(shop, other).counts.unchanged == 2
    assert manifest_rows(shop) == before
    assert load(shop, other.replace("red", "blue")).counts.changed_fields == 1
