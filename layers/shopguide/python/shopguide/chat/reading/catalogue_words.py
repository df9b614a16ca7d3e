"""What a shopper's words say in this shop: taken apart, and the categories they point to."""

from dataclasses import dataclass, replace

from shopguide.domain.query import ConstraintKind, Understanding
from shopguide.search.lexicon_reader import LexiconReader
from shopguide.search.merchandising.service import MerchandisingService
from shopguide.text.normalise import fold
from shopguide.text.product_filter import ProductConstraints
from shopguide.text.query.categories import inferred_categories
from shopguide.text.query.understand import understand
from shopguide.text.terms import query_terms

_SURE = 0.5
"""Share of the products with a word that makes their category the word's own."""


def things_of(understood: Understanding) -> frozenset[str]:
    """Names of the categories that a text was read to ask for, and what the shop calls the same."""
    named = {
        value
        for chip in understood.chips
        if chip.kind is ConstraintKind.CATEGORY and not chip.negated
        for value in chip.values
    }
    if not named:
        return frozenset()
    same = {fold(each) for use in understood.synonyms for each in (use.phrase, *use.alternatives)}
    return frozenset(named | same)


@dataclass(frozen=True, slots=True)
class CatalogueWords:
    """The words of the live catalogue, as search reads queries with them."""

    lexicon: LexiconReader
    merchandising: MerchandisingService

    def understand(self, text: str) -> Understanding:
        """A text taken apart into constraints, order and words."""
        return understand(text, self.lexicon.current(), self.merchandising.active().synonyms)

    def named(self, constraints: ProductConstraints) -> ProductConstraints:
        """The same with brands as the catalogue writes them."""
        return replace(constraints, brands=tuple(map(self.brand_name, constraints.brands)))

    def brand_name(self, brand: str) -> str:
        """A brand as the catalogue writes it; any other word as it is."""
        name = self.lexicon.current().brands.get(fold(brand))
        return brand if name is None else name.shown

    def things(self, text: str) -> frozenset[str]:
        """Names of the categories that a text asks for, in all the words that mean the same."""
        return things_of(self.understand(text))

    def categories_of(self, words: str) -> frozenset[str]:
        """Levels of categories in which most products with these words lie; maybe none."""
        found = inferred_categories(query_terms(words), self.lexicon.current())
        return frozenset(level for level, share in found if share >= _SURE)

    def knows(self, words: str) -> bool:
        """Whether a title of the catalogue has one of these words."""
        known = self.lexicon.current().word_categories
        return not known or any(term in known for term in query_terms(words))
