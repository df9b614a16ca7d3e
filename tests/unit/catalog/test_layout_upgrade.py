"""A shop whose index has an older layout: it goes on as it is until it is rebuilt."""

from typing import Any

from shopguide.domain.catalog_import import ImportStatus
from shopguide.domain.indexed import TERMS_VECTOR, TEXT_VECTOR, NearestQuery
from shopguide.text.index_layout import (
    PASSAGES,
    PRODUCTS,
    PRODUCTS_LAYOUT,
    index_name,
    passages_schema,
    product_fields,
    products_schema,
)
from shopguide.text.terms import query_terms, query_vector
from tests.unit.catalog.test_reindex import ARTICLES_FILE, PRODUCTS_FILE, contents, reindex

MADE_BY = "hashing@1"


def old_shop(shop: Any) -> Any:
    """A shop that was filled before there were sparse vectors."""
    for alias, schema in (
        (PRODUCTS, products_schema(16, MADE_BY, layout=1)),
        (PASSAGES, passages_schema(16, MADE_BY)),
    ):
        name = index_name(alias, MADE_BY, 1)
        shop.index.create(name, schema)
        shop.index.point_aliases({alias: name})
    assert shop.run("products", PRODUCTS_FILE).status is ImportStatus.PUBLISHED
    assert shop.run("articles", ARTICLES_FILE).status is ImportStatus.PUBLISHED
    return shop


def documents(shop: Any) -> dict[str, Any]:
    page = shop.index.scan(PRODUCTS, with_vectors=True)
    return {document.document_id: document for document in page.documents}


def found(shop: Any, words: str) -> list[str]:
    """Ids of the products with any of these words, best first."""
    query = NearestQuery(query_vector(query_terms(words)), 10, vector_name=TERMS_VECTOR)
    return [each.document.document_id for each in shop.index.nearest(PRODUCTS, query)]


def test_an_index_of_the_first_layout_takes_deltas_in_its_own_layout(shop_in_memory: Any) -> None:
    shop = old_shop(shop_in_memory)
    shop.run("products-delta", "id,title,price,color\nfresh,Fresh,5 USD,red\np0,Product 0,7 USD,\n")
    assert shop.index.schema(PRODUCTS).layout == 1
    assert not any(document.sparse for document in documents(shop).values())
    fresh = documents(shop)["fresh"].fields
    assert fresh == product_fields(shop.products()["fresh"], 1, fresh["price_history"])
    assert documents(shop)["p0"].fields["price"] == 7
    nearest = NearestQuery(shop.encoder.encode_passages(["Fresh"])[0], 1)
    (best,) = shop.index.nearest(PRODUCTS, nearest)
    assert best.document.document_id == "fresh"


def test_a_reindex_brings_the_new_layout_and_embeds_nothing(shop_in_memory: Any) -> None:
    shop = old_shop(shop_in_memory)
    before = documents(shop)
    embedded = shop.encoder.encoded_count
    record = reindex(shop, MADE_BY)
    assert (record.status, record.problem) == (ImportStatus.PUBLISHED, "")
    assert shop.encoder.encoded_count == embedded
    schema = shop.index.schema(PRODUCTS)
    assert (schema.layout, schema.encoder) == (PRODUCTS_LAYOUT, MADE_BY)
    assert shop.index.schema(PASSAGES) == passages_schema(16, MADE_BY)
    for document_id, document in documents(shop).items():
        history = before[document_id].fields["price_history"]
        fields = product_fields(shop.products()[document_id], price_history=history)
        assert document.fields == fields
        same = document.vectors[TEXT_VECTOR] == before[document_id].vectors[TEXT_VECTOR]
        assert same.all()
    assert found(shop, "product 3")[0] == "p3"


def test_a_second_reindex_has_nothing_to_do(shop_in_memory: Any) -> None:
    shop = old_shop(shop_in_memory)
    reindex(shop, MADE_BY)
    before = contents(shop)
    shop.clock.advance(1)
    assert shop.reindexing.request(MADE_BY).record is None
    assert contents(shop) == before


def test_the_index_of_the_old_layout_is_kept_until_it_is_dropped(shop_in_memory: Any) -> None:
    shop = old_shop(shop_in_memory)
    reindex(shop, MADE_BY)
    assert index_name(PRODUCTS, MADE_BY, 1) in shop.index.names()
    shop.indexing.drop_old_indexes()
    live = {index_name(alias, MADE_BY) for alias in (PRODUCTS, PASSAGES)}
    assert set(shop.index.names()) == live


def test_an_attribute_changes_the_terms_and_not_the_embedding(shop_in_memory: Any) -> None:
    shop = shop_in_memory
    head = "id,title,price,material\n"
    shop.run("products", head + "a,Chair,5 USD,oak\nb,Table,5 USD,pine\n")
    embedded = shop.encoder.encoded_count
    assert found(shop, "oak") == ["a"]
    shop.run("products-delta", head + "a,Chair,6 USD,walnut\nb,Table,7 USD,pine\n")
    assert shop.encoder.encoded_count == embedded
    assert (found(shop, "oak"), found(shop, "walnut")) == ([], ["a"])
    assert [documents(shop)[each].fields["price"] for each in "ab"] == [6, 7]
    assert documents(shop)["a"].vectors[TEXT_VECTOR].any()
