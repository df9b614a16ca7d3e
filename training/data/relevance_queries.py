"""Search queries made from a catalogue, each with products that serve it more and less well.

What stands beside the right product decides what is learned. Products that share no word with the
query are too easy, and those that share all of them may be right too; so the wrong ones share some
words, and where the query is a category they are of another one: a case is no laptop.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from random import Random

from shopguide.text.words import content_words
from training.data.public.icecat import CatalogueProduct, QueryWriter, categories, category_of
from training.data.public.zh_titles import TaggedTitle, shopper_query
from training.data.relevance import RelevanceList

_OTHER_BRAND = 0.5
"""Grade of a product of the wanted category but not of the wanted brand."""
_DRAWN = 50
"""So many texts of a query's word are looked at."""


class ListMaker:
    """Makes lists around texts that serve a query, with near misses of the same texts.

    Args:
        texts: All texts of a catalogue; they are known by their number.
        source: Name of the set.
        longest: Texts of a list.
        chance: Draws whatever is drawn.
    """

    def __init__(self, texts: Sequence[str], *, source: str, longest: int, chance: Random) -> None:
        self._texts = texts
        self._source = source
        self._longest = longest
        self.chance = chance
        self._words: Sequence[Collection[str]] = [frozenset(content_words(text)) for text in texts]
        texts_of: dict[str, list[int]] = defaultdict(list)
        for number, words in enumerate(self._words):
            for word in words:
                texts_of[word].append(number)
        self._texts_of: Mapping[str, Sequence[int]] = texts_of

    def lacks_word(self, query: str) -> Callable[[int], bool]:
        """Whether a text, by its number, lacks a word of `query`."""
        asked = frozenset(content_words(query))
        return lambda number: not asked <= self._words[number]

    def make(
        self, query: str, right: Mapping[int, float], wrong: Callable[[int], bool]
    ) -> RelevanceList:
        """The list of the texts `right`, with their grades, and others that are `wrong`."""
        grades = {self._texts[number]: grade for number, grade in right.items()}
        for number in (*self._near(query), *self._anywhere()):
            if len(grades) == self._longest:
                break
            if wrong(number):
                grades.setdefault(self._texts[number], 0.0)
        return RelevanceList(query, list(grades), list(grades.values()), self._source, judged=False)

    def _near(self, query: str) -> list[int]:
        """Texts that share a word with `query`, those with its rarer words first, and one other."""
        asked = [word for word in dict.fromkeys(content_words(query)) if word in self._texts_of]
        asked.sort(key=lambda word: len(self._texts_of[word]))
        found = []
        for word in asked:
            texts = self._texts_of[word]
            found += self.chance.sample(texts, min(_DRAWN, len(texts)))
        return [*self._anywhere()[:1], *found]

    def _anywhere(self) -> list[int]:
        return [self.chance.randrange(len(self._texts)) for _ in range(_DRAWN)]


def product_lists(
    products: Sequence[CatalogueProduct], count: int, *, longest: int, chance: Random
) -> list[RelevanceList]:
    """Queries for a catalogue with a supplier and a category in each title.

    Half of the queries name a category, often with a brand: products of both have grade 1, of the
    category alone `_OTHER_BRAND`. The other half are words of one product.
    """
    maker = ListMaker(
        [product.text for product in products], source="icecat", longest=longest, chance=chance
    )
    writer = QueryWriter(categories(products))
    members: dict[str, list[int]] = defaultdict(list)
    for number, product in enumerate(products):
        members[category_of(product)].append(number)
    named = [category for category, numbers in members.items() if category and len(numbers) > 1]
    lists = []
    for _ in range(count // 2):
        category = chance.choice(named)
        lists.append(_category_list(category, members[category], products, maker))
    while len(lists) < count:
        number = chance.randrange(len(products))
        if query := writer.write(products[number], chance):
            lists.append(maker.make(query, {number: 1.0}, maker.lacks_word(query)))
    return lists


def _category_list(
    category: str,
    members: Sequence[int],
    products: Sequence[CatalogueProduct],
    maker: ListMaker,
) -> RelevanceList:
    brand = products[maker.chance.choice(members)].supplier if maker.chance.random() < 0.5 else ""
    drawn = maker.chance.sample(members, min(3, len(members)))
    grades = {
        number: 1.0 if products[number].supplier == brand or not brand else _OTHER_BRAND
        for number in drawn
    }
    return maker.make(
        f"{brand} {category}".strip().lower(),
        grades,
        lambda number: category not in category_of(products[number]),
    )


def title_lists(
    titles: Sequence[TaggedTitle], count: int, *, longest: int, chance: Random
) -> list[RelevanceList]:
    """Chinese queries, each with the title it was made from and titles that share words with it."""
    unique = list({title.text: title for title in titles}.values())
    maker = ListMaker(
        [title.text for title in unique], source="zh-product-ner", longest=longest, chance=chance
    )
    drawn = chance.sample(range(len(unique)), min(count, len(unique)))
    return [
        maker.make(query, {number: 1.0}, maker.lacks_word(query))
        for number in drawn
        if (query := shopper_query(unique[number], chance))
    ]
