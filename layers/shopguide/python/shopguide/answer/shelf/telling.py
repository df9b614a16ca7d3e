"""Sentences of an answer with the passages that they cite, gathered one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shopguide.answer.shelf.asking import Asked
from shopguide.answer.shelf.things import ANYTHING
from shopguide.answer.shelf.wording import say, scope
from shopguide.domain.json_value import JsonValue
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.domain.query import Chip
from shopguide.text.passages import record_passages


@dataclass(slots=True)
class Telling:
    """An answer while it is made.

    Attributes:
        asked: What is answered.
        sentences: So far.
        cited: The passages of each.
        products: Those named, in their order.
        figures: For machines.
    """

    asked: Asked
    sentences: list[str] = field(default_factory=list)
    cited: list[tuple[Passage, ...]] = field(default_factory=list)
    products: dict[str, Product] = field(default_factory=dict)
    figures: dict[str, JsonValue] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """Of the answer."""
        return self.asked.language

    def add(
        self, sentence: str, about: Sequence[Product] = (), column: str = "price", **values: object
    ) -> None:
        """A sentence about some products, which cites a passage of each one's record."""
        self.sentences.append(say(sentence, self.language, **values))
        self.cited.append(tuple(_passages_of(about, column)))
        self.show(about)

    def show(self, products: Iterable[Product]) -> None:
        """Products as evidence that no sentence names."""
        self.products |= {each.product_id: each for each in products}

    def scope(self, chips: Sequence[Chip] | None = None) -> str:
        """Which products were counted, under all constraints or some."""
        asked = self.asked
        if asked.among:
            kind = "these"
        elif asked.thing is ANYTHING:
            kind = "all"
        else:
            kind = "category" if asked.thing.levels else "named"
        constraints = [each.text.rstrip("的") for each in (asked.chips if chips is None else chips)]
        if asked.comparison:
            constraints.append(asked.comparison)
        return scope(kind, self.language, asked.thing.shown, constraints)


def _passages_of(products: Iterable[Product], column: str) -> Iterable[Passage]:
    """The passage of each product's record that a sentence stands on: its price, else its stock."""
    for product in products:
        record = {each.passage_id: each for each in record_passages(product)}
        wanted = (column, "price", "availability")
        ids = (f"{product.product_id}/{name}" for name in wanted)
        found = next((record[each] for each in ids if each in record), None)
        if found is not None:
            yield found
