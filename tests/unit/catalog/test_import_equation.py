"""Whatever is uploaded, and whatever stops half way: each row is counted once, and shop and index
are what the files say."""

from collections.abc import Mapping
from copy import copy
from dataclasses import asdict

from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.catalog_import import CatalogKind, ImportCounts
from shopguide.domain.json_value import JsonObject
from shopguide.domain.price_history import history_from_json
from shopguide.domain.product import product_from_json
from tests.unit.catalog.shop_model import (
    ImportingShop,
    ModelProduct,
    ModelShop,
    ProductRow,
    QuestionRow,
    prices_file,
    products_file,
    questions_file,
    without_warnings,
)

IDS = st.sampled_from(["p1", "p2", "p3", "p4"])
PRODUCT_ROWS = st.lists(
    st.builds(
        ProductRow,
        product_id=IDS,
        title=st.sampled_from(["Kettle", "Lamp", ""]),
        price=st.sampled_from(["5", "6", "6", "cheap"]),
        seller=st.sampled_from(["", "", "ann", "bob"]),
    ),
    min_size=1,
    max_size=6,
)
QUESTION_ROWS = st.lists(
    st.builds(
        QuestionRow,
        row_id=st.sampled_from(["q1", "q2", "q3"]),
        product_id=IDS,
        answer=st.sampled_from(["Yes.", "No.", ""]),
    ),
    min_size=1,
    max_size=5,
)
STEPS = st.lists(
    st.tuples(
        st.one_of(
            st.tuples(st.just(CatalogKind.PRODUCTS), PRODUCT_ROWS),
            st.tuples(st.just(CatalogKind.PRODUCTS_DELTA), PRODUCT_ROWS),
            st.tuples(st.just("prices"), PRODUCT_ROWS),
            st.tuples(st.just(CatalogKind.QA), QUESTION_ROWS),
            st.tuples(st.just("restore"), st.sampled_from(["products", "qa"])),
        ),
        st.one_of(st.none(), st.none(), st.lists(st.integers(0, 9), min_size=1, max_size=3)),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=80, deadline=None)
@given(steps=STEPS)
def test_every_row_is_counted_once_and_the_shop_is_what_its_files_say(steps: list) -> None:
    shop, model = ImportingShop(), ModelShop()
    versions: list[tuple[ModelShop, Mapping[str, str]]] = [(copy(model), {})]
    for (what, rows), stops_after, number in steps:
        ends = stops_after is None
        after = copy(model)
        if what == "restore":
            family = rows
            earlier, manifests = versions[number % len(versions)]
            import_id, prepared = shop.restore(family, manifests.get(family, ""))
            name = "products" if family == "products" else "questions"
            setattr(after, name, getattr(earlier, name))
            assert prepared.counts.read == len(getattr(earlier, name))
        else:
            family = "products" if what == "prices" else what.family
            import_id, prepared, counts = import_file(shop, after, what, rows)
            assert without_warnings(prepared.counts) == counts, products_file
        assert_equation(prepared.counts)
        if ends:
            shop.index_batches(import_id, family)
            shop.publish(import_id, family)
            model = after
            versions.append((copy(model), shop.live.manifests))
            if family == "products":
                assert_passages_are_of_products(shop)
        else:
            shop.index_batches(import_id, family, stops_after)
            shop.abandon(import_id, family)
        if not any(shop.live.unsettled.values()):
            assert_index_is_like(shop, model)


def import_file(
    shop: ImportingShop, model: ModelShop, kind: CatalogKind | str, rows: list
) -> tuple:
    """Prepare a file, and let the model have it."""
    if kind == "prices":
        prepared = shop.prepare(CatalogKind.PRODUCTS_DELTA, prices_file(rows))
        return (*prepared, model.import_prices(rows))
    if kind is CatalogKind.QA:
        return (*shop.prepare(kind, questions_file(rows)), model.import_questions(rows))
    counts = model.import_products(rows, is_snapshot=kind.is_snapshot)
    return (*shop.prepare(kind, products_file(rows)), counts)


def assert_equation(counts: ImportCounts) -> None:
    parts = asdict(counts)
    for aside in ("removed", "warnings"):
        del parts[aside]
    assert parts.pop("read") == sum(parts.values()), counts


def assert_passages_are_of_products(shop: ImportingShop) -> None:
    """Also of rows that an import of questions which never went live left in the index."""
    about = {row["passages"][0]["product_id"] for row in shop.rows("qa").values()}
    assert about <= shop.rows("products").keys()


def assert_index_is_like(shop: ImportingShop, model: ModelShop) -> None:
    found = {row_id: seen(content) for row_id, content in shop.rows("products").items()}
    assert found == dict(model.products)
    for row_id, content in shop.rows("products").items():
        assert_history_ends_with_the_price(row_id, content)
    answers = {
        row_id: content["passages"][0]["text"] for row_id, content in shop.rows("qa").items()
    }
    assert answers == {row_id: model.questions[row_id][1] for row_id in model.shown_questions}


def seen(content: JsonObject) -> ModelProduct:
    product = product_from_json(content)
    offers = tuple((offer.seller, str(offer.price.amount)) for offer in product.offers)
    return ModelProduct(product.title, offers or (("", str(product.price.amount)),))


def assert_history_ends_with_the_price(row_id: str, content: JsonObject) -> None:
    last = {}
    for point in history_from_json(content["price_history"]):
        now = str(point.price.amount) if point.price else None
        assert last.get(point.seller, "none yet") != now, (row_id, content)
        last[point.seller] = now
    asked = {seller: price for seller, price in last.items() if price is not None}
    assert asked == dict(seen(content).offers)
