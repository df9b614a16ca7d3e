"""The words of a catalogue: what is counted, and that memory and results stay in bounds."""

from collections.abc import Iterable, Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st

from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.domain.indexed import IndexedDocument
from shopguide.domain.lexicon import EMPTY_LEXICON, Lexicon, Name
from shopguide.domain.product import Product
from shopguide.indexing.han_words import HanWordCounts
from shopguide.indexing.lexicon import CatalogueWords, LexiconBuilder
from shopguide.indexing.phrases import PhraseCounts
from shopguide.indexing.pruned_counts import PrunedCounts
from shopguide.text.index_layout import PRODUCTS, product_fields, products_schema
from shopguide.text.lexicon_file import lexicon_of, lexicon_to_bytes, words_fingerprint
from shopguide.text.suggestion_table import suggestion_table_of
from shopguide.text.surface_words import surface_words


def words_of(products: Iterable[Product], page: int = 3) -> CatalogueWords:
    index = InMemoryVectorIndex()
    index.create(PRODUCTS, products_schema(4, "hashing@1"))
    index.upsert(
        PRODUCTS,
        [IndexedDocument(each.product_id, product_fields(each)) for each in products],
    )
    return LexiconBuilder(index, page=page).build(7)


def lexicon_of_shop(products: Iterable[Product]) -> Lexicon:
    return words_of(products).lexicon


def test_counts_products_with_each_word_of_title_brand_category_and_values(
    shop: Sequence[Product],
) -> None:
    lexicon = lexicon_of_shop(shop)
    assert (lexicon.catalogue_version, lexicon.products) == (7, 8)
    assert lexicon.words["headphones"] == 3
    assert lexicon.words["auralis"] == 3
    assert lexicon.words["furniture"] == 2
    assert lexicon.words["black"] == 1
    assert lexicon.words["over"] == lexicon.words["ear"] - 1 == 1


def test_names_are_shown_as_they_are_mostly_written() -> None:
    lexicon = lexicon_of_shop(
        Product(f"p{n}", f"Chair {n}", brand=brand, product_type=path)
        for n, (brand, path) in enumerate(
            [("ACME", "Home > Chairs"), ("Acme", "Home > Chairs"), ("Acme", "Office > chairs")]
        )
    )
    assert lexicon.brands == {"acme": Name("Acme", 3)}
    assert lexicon.categories["chairs"] == Name("Chairs", 3, "Home > Chairs")
    assert lexicon.categories["office"] == Name("Office", 1, "Office")


def test_model_codes_are_kept_whole_and_numbers_alone_left_out() -> None:
    assert surface_words("brother tn-2110 toner, 2600 pages, wh-1000xm4 4k x") == [
        "brother", "tn-2110", "toner", "pages", "wh-1000xm4", "4k",
    ]  # fmt: skip


def test_chinese_words_are_those_whose_characters_keep_together() -> None:
    counts = HanWordCounts()
    titles = [
        "无线蓝牙耳机",
        "蓝牙音箱",
        "头戴耳机降噪",
        "苹果蓝牙键盘",
        "运动耳机跑步",
        "机械键盘",
    ]
    for title in titles:
        counts.add([title])
    words = counts.words()
    assert words == {"蓝牙": 3, "耳机": 3, "键盘": 2}


def test_a_word_that_only_one_description_has_is_taken_for_a_slip() -> None:
    lexicon = lexicon_of_shop(
        Product(f"p{n}", "Lamp", description="dimmable" + (" recieve" if n == 0 else ""))
        for n in range(3)
    )
    assert lexicon.words["dimmable"] == 3
    assert "recieve" not in lexicon.words


def test_terms_of_titles_tell_their_categories() -> None:
    products = [Product(f"m{n}", "Silent mouse", product_type="IT > Mice") for n in range(3)]
    products.append(Product("k", "Silent keyboard", product_type="IT > Keyboards"))
    lexicon = lexicon_of_shop(products)
    assert lexicon.word_categories["silent"] == (("it", 1.0), ("mice", 0.75), ("keyboards", 0.25))
    assert "keyboard" not in lexicon.word_categories  # one title says nothing


def test_phrases_are_words_that_titles_repeat_together() -> None:
    counts = PhraseCounts()
    for title in (
        "acme wireless mouse for laptop", "bolt wireless mouse", "wireless mouse, red",
        "wireless keyboard", "laptop stand", "red laptop stand", "blue lamp for the desk",
    ):  # fmt: skip
        counts.add(title)
    assert counts.phrases(2) == {"wireless": 4, "wireless mouse": 3, "laptop": 3} | {
        "laptop stand": 2, "red": 2,
    }  # fmt: skip


def test_equal_products_give_equal_objects_in_any_version_and_order(
    shop: Sequence[Product],
) -> None:
    one, other = words_of(shop), words_of(shop[::-1], page=100)
    assert lexicon_to_bytes(one.lexicon) == lexicon_to_bytes(other.lexicon)
    assert one.suggestions.to_bytes() == other.suggestions.to_bytes()
    assert words_fingerprint(one.lexicon) != words_fingerprint(EMPTY_LEXICON)


def test_what_is_stored_is_read_back(shop: Sequence[Product]) -> None:
    words = words_of(shop)
    again = lexicon_of(lexicon_to_bytes(words.lexicon))
    assert lexicon_to_bytes(again) == lexicon_to_bytes(words.lexicon)
    assert dict(again.word_categories) == dict(words.lexicon.word_categories)
    stored = words.suggestions.to_bytes()
    assert suggestion_table_of(stored).to_bytes() == stored


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=300), st.integers(1, 20))
@example(keys=[0, 0, 1, 2, 1, 1, 2], room=2)
def test_a_pruned_count_is_never_too_high_and_too_low_by_what_was_forgotten(
    keys: list[int], room: int
) -> None:
    counts: PrunedCounts[int] = PrunedCounts(room)
    for key in keys:
        counts.add([key])
    assert len(counts) <= room
    for key in set(keys):
        assert keys.count(key) - counts.forgotten <= counts[key] <= keys.count(key)
