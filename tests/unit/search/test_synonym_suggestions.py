from collections.abc import Sequence

import numpy as np
import pytest

from infra.local.synonym_suggestions import file_lines
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument, Matrix
from shopguide.domain.lexicon import Lexicon, Name
from shopguide.domain.product import Product
from shopguide.search.synonym_suggestions import (
    SynonymSuggester,
    SynonymSuggestion,
    candidate_words,
)
from shopguide.text.index_layout import (
    PRODUCTS,
    index_name,
    product_fields,
    product_sparse,
    products_schema,
)
from shopguide.text.merchandising.synonyms_file import check_synonyms_file

_MEANINGS = {"sofa": 0, "couch": 0, "沙发": 0, "table": 2, "desk": 2, "mouse": 4, "keyboard": 4}
_TITLES = {
    "sofa": ["Corner sofa {}", 0],
    "couch": ["Leather couch {}", 0],
    "沙发": ["真皮沙发 {}", 0],
    "mouse": ["Wireless mouse {}", 4],
    "keyboard": ["Keyboard and mouse {}", 4],
    "desk": ["Office desk {}", 2],
}


class _ByMeaning(HashingEncoder):
    """Words of one meaning lie close, all others far from each other."""

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        return np.stack([_near(_MEANINGS.get(text, 6 + n), n) for n, text in enumerate(texts)])


def _near(place: int, seed: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    vector = np.random.default_rng(seed).normal(scale=0.02, size=64).astype(np.float32)
    vector[place] += 1
    return (vector / np.linalg.norm(vector)).astype(np.float32)


@pytest.fixture(scope="module")
def index() -> InMemoryVectorIndex:
    index = InMemoryVectorIndex()
    name = index_name(PRODUCTS, "test")
    index.create(name, products_schema(64, "test"))
    index.point_aliases({PRODUCTS: name})
    products = [
        (Product(f"{word}-{n}", str(title).format(n), brand="Acme"), int(str(place)))
        for word, (title, place) in _TITLES.items()
        for n in range(8)
    ]
    index.upsert(
        name,
        [
            IndexedDocument(
                product.product_id,
                product_fields(product),
                {TEXT_VECTOR: _near(place, seed)},
                product_sparse(product),
            )
            for seed, (product, place) in enumerate(products)
        ],
    )
    return index


_LEXICON = Lexicon(
    products=48,
    words={**dict.fromkeys(_TITLES, 8), "mouse": 16, "acme": 48, "with": 30, "xj7": 9, "red": 9},
    brands={"acme": Name("Acme", 48)},
)


def _suggest(
    index: InMemoryVectorIndex, known: Sequence[Sequence[str]] = ()
) -> dict[frozenset[str], SynonymSuggestion]:
    suggester = SynonymSuggester(index, _ByMeaning(64))
    found = suggester.suggest(_LEXICON, limit=20, known=known)
    return {frozenset((each.left, each.right)): each for each in found}


def test_words_of_one_meaning_for_like_products_are_suggested(index: InMemoryVectorIndex) -> None:
    found = _suggest(index)
    assert frozenset(("sofa", "couch")) in found
    assert frozenset(("sofa", "沙发")) in found


def test_words_that_stand_in_one_title_are_two_things(index: InMemoryVectorIndex) -> None:
    assert frozenset(("mouse", "keyboard")) not in _suggest(index)


def test_known_synonyms_are_not_suggested_again(index: InMemoryVectorIndex) -> None:
    found = _suggest(index, known=[("couch", "sofa", "settee")])
    assert frozenset(("sofa", "couch")) not in found
    assert frozenset(("couch", "沙发")) in found


def test_brands_codes_colours_and_small_words_name_no_thing() -> None:
    assert not {"acme", "with", "xj7", "red"} & set(candidate_words(_LEXICON, 100))


def test_suggestions_are_a_synonyms_file(index: InMemoryVectorIndex) -> None:
    document = {
        "suggestions": [
            {
                "phrases": [each.left, each.right],
                "score": each.score,
                "products": each.counts,
                "together": each.together,
                "examples": each.examples,
            }
            for each in _suggest(index).values()
        ]
    }
    checked = check_synonyms_file("\n".join(file_lines(document)).encode())
    assert checked.errors == 0
    assert checked.content is not None
    assert len(checked.content.groups) == len(document["suggestions"])
