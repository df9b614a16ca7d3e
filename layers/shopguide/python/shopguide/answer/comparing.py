"""Compares the products that a question names by what it asks for; computed from their records."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shopguide.answer.asked import Asked
from shopguide.answer.draft import Draft
from shopguide.answer.naming import NamedProducts
from shopguide.answer.yes_no import begin_with
from shopguide.domain.answer import ComposedBy, Verdict
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.text.bounds import Side, find_bounds
from shopguide.text.comparatives import Comparing, Direction, end_named, read_comparing
from shopguide.text.fact_words import fact_in
from shopguide.text.language import Language
from shopguide.text.passages import record_passages
from shopguide.text.product_mentions import without_product_name
from shopguide.text.topics import topics_of
from shopguide.text.unit_conversion import Measure

DIFFERENCES = 3
"""Facts that are set side by side where the question names none."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """What one product says; None where its record does not."""

    product: Product
    passage: Passage | None

    @property
    def measure(self) -> Measure | None:
        """Its amount, where it has one and says so exactly."""
        if self.passage is None:
            return None
        if self.passage.passage_id.endswith("/price") and self.product.current_price:
            money = self.product.current_price
            return Measure(money.currency, money.amount)
        bounds = list(find_bounds(self.passage.text))
        is_exact = len(bounds) == 1 and bounds[0].side is Side.EXACTLY
        return bounds[0].measure if is_exact else None


def compare_named(asked: Asked, products: Sequence[Product]) -> Draft | None:
    """What the products say of what is asked, each with its citation, and which has less or more.

    None where none of them says anything of it.

    Args:
        asked: The question.
        products: Two or more, as they stand now; "is A lighter than B?" asks about the first.
    """
    comparing = read_comparing(_without_names(asked.text, products))
    columns = [_facts(products, comparing.topic)] if comparing.topic else _differences(products)
    columns = [facts for facts in columns if any(fact.passage for fact in facts)]
    if not columns:
        return None
    sentences: list[str] = []
    cited: list[Sequence[Passage]] = []
    for facts in columns:
        for fact in facts:
            sentences.append(_said(asked.language, fact))
            cited.append([fact.passage] if fact.passage else [])
    verdict = None
    if comparing.topic:
        conclusion = _conclusion(asked.language, comparing, columns[0])
        if conclusion:
            sentences.append(conclusion)
            cited.append([fact.passage for fact in columns[0] if fact.passage])
        verdict = _verdict(comparing, columns[0]) if asked.is_yes_no else None
    if verdict:
        sentences = begin_with(verdict, sentences, asked.language)
        cited = [*[cited[-1]] * (len(sentences) - len(cited)), *cited]
    return Draft(
        sentences, cited, ComposedBy.COMPUTATION, verdict=verdict, products=tuple(products)
    )


def products_compared(
    asked: Asked, named: NamedProducts, about: Product | None
) -> Sequence[Product]:
    """The products that a comparison speaks of; fewer than two where it names none.

    Args:
        asked: The question.
        named: Finds them.
        about: The product that the question was put about, which comes first.
    """
    found = named.find(asked.text)
    if about is None:
        return found
    return [about, *(each for each in found if each.product_id != about.product_id)]


def _without_names(text: str, products: Sequence[Product]) -> str:
    """The question without the products' names: a "Quiet 5" says nothing of noise."""
    for product in products:
        text = without_product_name(text, product)
    return text


def _facts(products: Sequence[Product], topic: str) -> list[_Fact]:
    return [_Fact(product, _passage_about(product, topic)) for product in products]


def _passage_about(product: Product, topic: str) -> Passage | None:
    """The attribute that is about a topic and nothing else, else the first that is about it too."""
    about = [
        (topics_of(passage.text.split(":")[0].split("：")[0]), passage)
        for passage in record_passages(product)
        if passage.kind is PassageKind.ATTRIBUTE
    ]
    alone = [passage for topics, passage in about if topics == {topic}]
    return next(iter([*alone, *(passage for topics, passage in about if topic in topics)]), None)


def _differences(products: Sequence[Product]) -> list[list[_Fact]]:
    """Price, and the first attributes that all have and that differ."""
    records = [
        {passage.passage_id.removeprefix(f"{product.product_id}/"): passage for passage in passages}
        for product in products
        for passages in [record_passages(product)]
    ]
    shared = [
        name
        for name, passage in records[0].items()
        if passage.kind is PassageKind.ATTRIBUTE
        and all(name in record for record in records)
        and len({record[name].text for record in records}) > 1
    ]
    return [
        [_Fact(product, record[name]) for product, record in zip(products, records, strict=True)]
        for name in shared[: DIFFERENCES + 1]
    ]


def _said(language: Language, fact: _Fact) -> str:
    title, passage = fact.product.title, fact.passage
    if passage is None:
        return f"{title}：店里的数据没有说明。" if language == "zh" else f"{title}: not said."
    said = (
        passage.text if passage.language == language else fact_in(language, passage, fact.product)
    )
    return f"{title}{'：' if language == 'zh' else ': '}{said or passage.text}"


def _conclusion(language: Language, comparing: Comparing, facts: Sequence[_Fact]) -> str:
    """Which has less or more; empty where their values cannot be compared."""
    ordered = _ordered(facts)
    if not ordered:
        return ""
    if ordered[0][0] == ordered[-1][0]:
        return "两者相同。" if language == "zh" else "They are the same."
    ends = {Direction.LESS: ordered[0][1], Direction.MORE: ordered[-1][1]}
    directions = [comparing.direction] if comparing.direction else list(ends)
    parts = [
        (end_named(comparing.topic, direction, len(facts), language), ends[direction].product.title)
        for direction in directions
    ]
    if language == "zh":
        return "，".join(f"{name}的是{title}" for name, title in parts) + "。"
    return "; ".join(f"{name}: {title}" for name, title in parts) + "."


def _verdict(comparing: Comparing, facts: Sequence[_Fact]) -> Verdict:
    """Whether the first product is at the end that the question asks for."""
    measures = [fact.measure for fact in facts]
    ordered = _ordered(facts)
    if not comparing.direction or not ordered or measures[0] is None:
        return Verdict.UNKNOWN
    end = ordered[0][0] if comparing.direction is Direction.LESS else ordered[-1][0]
    is_alone = sum(amount == end for amount, _ in ordered) == 1
    return Verdict.YES if measures[0].amount == end and is_alone else Verdict.NO


def _ordered(facts: Sequence[_Fact]) -> list[tuple[Decimal, _Fact]]:
    """Amounts in rising order, each with its fact; empty where one has none, or of another kind."""
    measures = [fact.measure for fact in facts]
    if None in measures or len({each.dimension for each in measures if each}) != 1:
        return []
    pairs = [(each.amount, fact) for each, fact in zip(measures, facts, strict=True) if each]
    return sorted(pairs, key=lambda pair: pair[0])
