"""Canaries are searched as shoppers search, in what is live and in what would be."""

import pytest

from shopguide.bootstrap import Container
from shopguide.domain.canary import Canary, FallenCanary, canaries_problem
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.text.index_layout import PRODUCTS, product_fields, product_of, product_sparse
from tests.unit.search.conftest import GOODS, ids, product, publish, search

SECOND = "products-second"


@pytest.fixture
def two_indexes(shop_of_goods: Container) -> Container:
    """`GOODS` live, and beside it the same without K1, where L1 is a bag and much else a laptop."""
    here = shop_of_goods
    documents = here.index.scan(PRODUCTS, with_vectors=True).documents
    schema = here.index.schema(PRODUCTS)
    assert schema is not None
    here.index.create(SECOND, schema)
    kept = [each for each in documents if each.document_id not in ("K1", "L1")]
    more = [product(f"N{number}", f"Nordion laptop 14 inch model {number}", "Nordion", "Computers")
            for number in range(12)]  # fmt: skip
    more.append(product("L1", "Laptop bag for 14 inch", "Nordion", "Computers > Bags"))
    vectors = here.encoder.encode_passages([each.title for each in more])
    new = [
        IndexedDocument(
            each.product_id, product_fields(each), {TEXT_VECTOR: vector}, product_sparse(each)
        )
        for each, vector in zip(more, vectors, strict=True)
    ]
    here.index.upsert(SECOND, [*kept, *new])
    return here


def canaries(here: Container, *rows: str) -> None:
    publish(here, "\n".join(("query,product_id,top", *rows)), MerchandisingKind.CANARIES)


def test_a_product_that_is_gone_or_pushed_down_falls_with_its_places(
    two_indexes: Container,
) -> None:
    canaries(two_indexes, "nordion laptop 14 inch,L1,3", "无线键盘 黑色,K1,", "road shoes,S-road,")
    assert ids(search(two_indexes, "nordion laptop 14 inch"))[0] == "L1"
    pushed, gone = two_indexes.canaries.fallen(SECOND)
    assert (pushed.canary.product_id, pushed.before) == ("L1", 1)
    assert pushed.after is not None
    assert pushed.after > 3
    assert (gone.canary.product_id, gone.before, gone.after) == ("K1", 1, None)
    assert [
        product_of(each.fields).title for each in two_indexes.index.fetch(PRODUCTS, ["L1"])
    ] == [GOODS[0].title], "what is live is still searched by its own name"


def test_nothing_falls_that_was_not_found_before(two_indexes: Container) -> None:
    canaries(two_indexes, "leather city shoes,K1,1", "nordion laptop,A2,1", "keyboard,unknown,")
    assert two_indexes.canaries.fallen(SECOND) == []


def test_a_variant_is_found_where_another_one_stands_for_it(two_indexes: Container) -> None:
    shown = search(two_indexes, "trail running shoes").hits[0]
    assert shown.variants
    canaries(two_indexes, f"trail running shoes,{shown.variants[-1]},1")
    assert two_indexes.canaries.fallen(SECOND) == []
    two_indexes.index.delete(SECOND, [shown.variants[-1]])
    (fallen,) = two_indexes.canaries.fallen(SECOND)
    assert (fallen.before, fallen.after) == (1, None)


def test_without_canaries_nothing_is_searched(two_indexes: Container) -> None:
    assert two_indexes.canaries.fallen(SECOND) == []


def test_of_many_that_fell_five_are_named_and_the_way_on_is_told() -> None:
    fallen = [FallenCanary(Canary(f"q{number}", "A1"), 2, 17) for number in range(7)]
    problem = canaries_problem(fallen, "1f0c")
    assert problem.startswith("7 canary queries lose their products: “q0” A1 from place 2 to place")
    assert "“q4”" in problem
    assert "“q5”" not in problem
    assert "and 2 more" in problem
    assert problem.endswith("let it in with `shopguide catalog approve 1f0c`.")
    assert canaries_problem(fallen[:1], "1f0c").startswith("A canary query loses its product: “q0”")
