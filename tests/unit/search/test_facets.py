"""Facets count what a choice would leave, and let a second value be chosen beside the first."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.facet import Facet, FacetCounts, FacetResult, FacetScope
from shopguide.domain.filters import EVERYTHING, Filter, Match, Range
from shopguide.domain.indexed import FieldKind, IndexedDocument, IndexSchema
from shopguide.domain.lexicon import EMPTY_LEXICON, Lexicon, Name
from shopguide.domain.money import Money
from shopguide.domain.product import Availability, Product
from shopguide.search.facet_choices import FIELDS
from shopguide.search.facet_sources import CountedDocuments, CountedInIndex, IndexReads
from shopguide.search.facets import FacetCounter, FacetRequest, read_facets
from shopguide.search.price_ranges import RANGES, price_ranges, range_word
from shopguide.text.index_layout import PRODUCTS, product_fields, products_schema
from shopguide.text.terms import matchable, query_terms

LEXICON = Lexicon(
    brands={"auralis": Name("Auralis", 8)},
    categories={
        "audio": Name("Audio", 12, "Audio"),
        "headphones": Name("Headphones", 12, "Audio > Headphones"),
        "gifts": Name("Gifts", 1, "Gifts"),
    },
)
SCHEMA = products_schema(4, "encoder@1")


def product(number: int, brand: str, price: str, **more: object) -> Product:
    amount, currency = price.split()
    money = Money(Decimal(amount), currency)
    common = {
        "title": f"wireless headphones {number}",
        "product_type": "Audio > Headphones",
        "price": money,
    }
    return Product(f"P{number}", brand=brand, **(common | more))  # type: ignore[arg-type]


SHOP = (
    *(product(n, "Auralis", f"{10 * n + 5}.00 USD", attributes={"color": "black", "size": "XL"})
      for n in range(8)),
    *(product(n, "Tonwerk", f"{10 * n + 5}.00 USD", attributes={"color": "红色", "rating": "4.5"},
              availability=Availability.OUT_OF_STOCK)
      for n in range(8, 12)),
    product(20, "Tonwerk", "99.00 CNY", title="studio headphones"),
    product(21, "Sedia", "9.00 USD", title="gift card", product_type="Gifts"),
)  # fmt: skip


@pytest.fixture
def index() -> InMemoryVectorIndex:
    index = InMemoryVectorIndex()
    index.create("products-1", SCHEMA)
    index.upsert("products-1", [IndexedDocument(it.product_id, product_fields(it)) for it in SHOP])
    index.point_aliases({PRODUCTS: "products-1"})
    return index


@pytest.fixture
def counter(index: InMemoryVectorIndex) -> FacetCounter:
    return FacetCounter(index)


def count(
    counter: FacetCounter,
    facet: Facet,
    *,
    query: str = "",
    matching: Filter = EVERYTHING,
    hits: tuple[str, ...] = (),
    schema: IndexSchema = SCHEMA,
    lexicon: Lexicon = LEXICON,
    **more: object,
) -> FacetCounts:
    words = tuple(Match("terms", (term,)) for term in matchable(query_terms(query)))
    request = FacetRequest((facet,), matching, words, hits, **more)  # type: ignore[arg-type]
    return counter.count(request, schema, lexicon)


def counts_of(counts: FacetCounts) -> dict[str, int]:
    [result] = counts.facets
    return {value.shown: value.count for value in result.values}


class TestNames:
    def test_brands_come_with_their_own_spelling_the_most_frequent_first(
        self, counter: FacetCounter
    ) -> None:
        counts = count(counter, Facet.BRAND)
        assert list(counts_of(counts).items()) == [("Auralis", 8), ("tonwerk", 5), ("sedia", 1)]
        assert (counts.scope, counts.products) == (FacetScope.FILTER, 14)

    def test_categories_are_paths_from_the_root(self, counter: FacetCounter) -> None:
        expected = {"Audio": 13, "Audio > Headphones": 13, "Gifts": 1}
        assert counts_of(count(counter, Facet.CATEGORY)) == expected
        without_lexicon = counts_of(count(counter, Facet.CATEGORY, lexicon=EMPTY_LEXICON))
        assert list(without_lexicon.values()) == [13, 13, 1]

    def test_colours_are_named_in_the_language_of_the_query(self, counter: FacetCounter) -> None:
        assert counts_of(count(counter, Facet.COLOUR)) == {"black": 8, "red": 4}
        assert counts_of(count(counter, Facet.COLOUR, language="zh")) == {"黑色": 8, "红色": 4}

    def test_sizes_and_stock_are_counted(self, counter: FacetCounter) -> None:
        assert counts_of(count(counter, Facet.SIZE)) == {"XL": 8}
        assert counts_of(count(counter, Facet.IN_STOCK)) == {"true": 10, "false": 4}

    def test_limit_holds_for_each_facet(self, counter: FacetCounter) -> None:
        assert len(counts_of(count(counter, Facet.BRAND, limit=1))) == 1


class TestSelection:
    def test_chosen_brand_leaves_the_others_to_choose(self, counter: FacetCounter) -> None:
        chosen = EVERYTHING.and_must(Match("brand", ("auralis",)), Match("in_stock", (True,)))
        [result] = count(counter, Facet.BRAND, matching=chosen).facets
        assert [(it.value, it.count, it.selected) for it in result.values] == [
            ("auralis", 8, True), ("sedia", 1, False), ("tonwerk", 1, False),
        ]  # fmt: skip

    def test_other_facets_are_counted_within_the_choice(self, counter: FacetCounter) -> None:
        chosen = EVERYTHING.and_must(Match("brand", ("tonwerk",)))
        assert counts_of(count(counter, Facet.COLOUR, matching=chosen)) == {"red": 4}

    def test_choice_that_is_not_among_the_first_values_is_told_all_the_same(
        self, counter: FacetCounter
    ) -> None:
        chosen = EVERYTHING.and_must(Match("brand", ("sedia", "nobody")))
        [result] = count(counter, Facet.BRAND, matching=chosen, limit=1).facets
        assert [(it.value, it.count, it.selected) for it in result.values] == [
            ("auralis", 8, False), ("sedia", 1, True), ("nobody", 0, True),
        ]  # fmt: skip

    def test_chosen_flag_and_range_are_marked(self, counter: FacetCounter) -> None:
        chosen = EVERYTHING.and_must(Match("in_stock", (True,)), Range("rating", at_least=4.0))
        [stock] = count(counter, Facet.IN_STOCK, matching=chosen).facets
        assert {it.value: it.selected for it in stock.values} == {"false": False, "true": True}
        [rating] = count(counter, Facet.RATING, matching=chosen).facets
        assert rating.values == ()


class TestScope:
    def test_products_with_all_words_are_counted_beyond_the_page(
        self, counter: FacetCounter
    ) -> None:
        counts = count(counter, Facet.BRAND, query="wireless headphones", hits=("P1", "P2"))
        assert counts.scope is FacetScope.WORDS
        assert counts.products == 12
        assert counts_of(counts) == {"Auralis": 8, "tonwerk": 4}

    def test_hits_are_counted_where_hardly_a_product_has_all_words(
        self, counter: FacetCounter
    ) -> None:
        counts = count(counter, Facet.BRAND, query="cordless ear phones", hits=("P1", "P9", "P20"))
        assert (counts.scope, counts.products) == (FacetScope.HITS, 3)
        assert counts_of(counts) == {"tonwerk": 2, "Auralis": 1}

    def test_few_products_are_enough_where_there_are_no_more_hits(
        self, counter: FacetCounter
    ) -> None:
        counts = count(counter, Facet.BRAND, query="gift card", hits=("P21",))
        assert (counts.scope, counts_of(counts)) == (FacetScope.WORDS, {"sedia": 1})

    def test_older_index_counts_what_it_has(self, counter: FacetCounter) -> None:
        old = products_schema(4, "encoder@1", layout=1)
        counts = count(counter, Facet.BRAND, query="headphones", hits=("P1",), schema=old)
        assert (counts.scope, counts_of(counts)) == (FacetScope.HITS, {"Auralis": 1})
        assert count(counter, Facet.COLOUR, schema=old).facets == (FacetResult(Facet.COLOUR, ()),)


class TestRanges:
    def test_price_ranges_are_of_the_commonest_currency_and_lose_no_product(
        self, counter: FacetCounter
    ) -> None:
        [result] = count(counter, Facet.PRICE).facets
        assert result.currency == "USD"
        assert 3 <= len(result.values) <= RANGES
        assert sum(value.count for value in result.values) == 13

    def test_chosen_price_range_is_marked_and_does_not_hide_the_others(
        self, counter: FacetCounter
    ) -> None:
        [before] = count(counter, Facet.PRICE).facets
        second = before.values[1]
        chosen = EVERYTHING.and_must(Range("price", second.at_least, second.at_most))
        [after] = count(counter, Facet.PRICE, matching=chosen).facets
        marked = tuple(replace(it, selected=it == second) for it in before.values)
        assert after.values == marked

    def test_products_without_a_price_have_no_ranges(self, counter: FacetCounter) -> None:
        nothing = EVERYTHING.and_must(Match("brand", ("nobody",)))
        assert count(counter, Facet.PRICE, matching=nothing).facets[0].values == ()

    def test_ratings_are_counted_from_a_number_of_stars_up(self, counter: FacetCounter) -> None:
        [result] = count(counter, Facet.RATING).facets
        assert [(it.value, it.count) for it in result.values] == [
            ("4-", 4), ("3-", 4), ("2-", 4), ("1-", 4),
        ]  # fmt: skip


class TestSources:
    @pytest.mark.parametrize("field", [*FIELDS.values(), "currency"])
    def test_index_and_documents_count_alike(self, index: InMemoryVectorIndex, field: str) -> None:
        stored = CountedInIndex(IndexReads(index), 1, EVERYTHING)
        read = CountedDocuments([product_fields(it) for it in SHOP])
        for condition in (
            Match("brand", ("auralis", "sedia")),
            Match("in_stock", (False,)),
            Match("colours", ("red",)),
            Range("price", 20.0, 65.0),
            Range("rating", at_least=4.0),
        ):
            assert stored.among(condition).count() == read.among(condition).count() > 0
            one, other = stored.among(condition), read.among(condition)
            assert sorted(one.numbers(field)) == sorted(other.numbers(field))
            if SCHEMA.fields[field] is not FieldKind.FLOAT:
                assert list(one.values(field, 5)) == list(other.values(field, 5))

    def test_counts_of_the_index_are_remembered_until_the_catalogue_changes(
        self, index: InMemoryVectorIndex, counter: FacetCounter
    ) -> None:
        chosen = EVERYTHING.and_must(Match("brand", ("auralis",)))

        def brands(version: int) -> dict[str, int]:
            counts = count(counter, Facet.BRAND, matching=chosen, catalogue_version=version)
            return counts_of(counts)

        before = brands(1)
        assert brands(0) == before
        index.delete(PRODUCTS, ["P21"])
        assert brands(1) == before
        now = {name: number for name, number in before.items() if name != "sedia"}
        assert brands(2) == brands(0) == now


class TestPriceRanges:
    @given(st.lists(st.integers(0, 10**9).map(lambda cents: cents / 100), max_size=60))
    def test_every_price_lies_in_exactly_one_range(self, prices: list[float]) -> None:
        ranges = price_ranges("price", prices)
        assert len(ranges) <= RANGES
        for price in prices if ranges else ():
            assert [_holds(each, price) for each in ranges].count(True) == 1

    def test_bounds_are_round_and_named(self) -> None:
        ranges = price_ranges("price", [3.99, 12.5, 19, 24, 48, 55, 89, 130, 260, 999])
        words = [range_word(each) for each in ranges]
        assert words == ["-19.99", "20-39.99", "40-59.99", "60-149.99", "150-"]

    @pytest.mark.parametrize("prices", [[], [5.0], [5.0, 5.0], [0.0, 0.0]])
    def test_prices_that_are_all_alike_need_no_ranges(self, prices: list[float]) -> None:
        assert price_ranges("price", prices) == ()


def _holds(wanted: Range, price: float) -> bool:
    low = wanted.at_least is None or price >= wanted.at_least
    return low and (wanted.at_most is None or price <= wanted.at_most)


def test_unknown_facet_is_refused_with_those_there_are() -> None:
    assert read_facets(["brand", "price", "brand"]) == (Facet.BRAND, Facet.PRICE)
    with pytest.raises(InvalidParameterError) as raised:
        read_facets(["brand", "smell"])
    assert raised.value.field == "facets"
    assert "colour" in raised.value.fix


def test_every_facet_counts_a_field_that_new_indexes_have() -> None:
    assert set(FIELDS) == set(Facet)
    assert set(FIELDS.values()) <= set(SCHEMA.fields)
