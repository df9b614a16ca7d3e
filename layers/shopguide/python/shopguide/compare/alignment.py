"""Lays what products say side by side: the same attribute in one row, whatever it is called."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from shopguide.compare.facts import AVAILABILITY, BRAND, PRICE, RATING, Fact
from shopguide.compare.values import Measure, measure_of, says_the_same
from shopguide.domain.comparison import ComparedCell, ComparedRow
from shopguide.text.attribute_concepts import (
    Better,
    concept,
    concept_of_column,
    concept_of_topic,
    shown_column,
)
from shopguide.text.language import Language, detect_language
from shopguide.text.normalise import fold

FIRST_ROWS = (PRICE, AVAILABILITY, BRAND, RATING)
"""What is compared of all products, in this order; attributes follow."""

_FAMILIES = {
    "weight": "mass",
    "capacity": "volume",
    "battery_life": "time",
    "charging_time": "time",
    "setup_time": "time",
    "noise_level": "decibel",
    "cable_length": "length",
    "power": "watt",
}
"""What a column that only its topic tells must measure: a number of people is no volume."""


_SAME_UNIT = 100
"""Numbers without a unit that lie further apart are hardly in the same one: 4 and 16384."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A row, the facts that stand in it (None: the product says nothing), and their measures."""

    row: ComparedRow
    facts: Sequence[Fact | None]
    measures: Sequence[Measure | None]

    @property
    def stated(self) -> int:
        """How many products say something."""
        return sum(fact is not None for fact in self.facts)


def align(
    facts: Sequence[Sequence[Fact]], language: Language, *, carried: bool = False
) -> list[Aligned]:
    """One row an attribute: those of every shop, those that differ, those that do not, the rest.

    Args:
        facts: Of each product.
        language: Of the rows' names.
        carried: Whether the products are carried about, so that less weight is better.
    """
    keyed = [_keyed(each) for each in facts]
    names = dict.fromkeys(name for each in keyed for name in each)
    rows = [_aligned(name, [each.get(name) for each in keyed], language, carried) for name in names]
    return sorted(rows, key=_place)


def _place(aligned: Aligned) -> tuple[int, int]:
    row = aligned.row
    if row.name in FIRST_ROWS:
        return 0, FIRST_ROWS.index(row.name)
    return (3 if aligned.stated == 1 else 1 if row.differs else 2), 0


def _keyed(facts: Sequence[Fact]) -> dict[str, Fact]:
    """A product's facts by concept, or by their own name where none is known."""
    keyed: dict[str, Fact] = {}
    unknown = []
    for fact in facts:
        known = concept_of_column(fact.name)
        if known is None or known.concept_id in keyed:
            unknown.append(fact)
        else:
            keyed[known.concept_id] = fact
    topics = {fact.name: _by_topic(fact) for fact in unknown}
    times = Counter(topics.values())
    for fact in unknown:
        topic = topics[fact.name]
        is_clear = topic and times[topic] == 1 and topic not in keyed
        keyed.setdefault(topic if is_clear else fold(fact.name.replace("_", " ")), fact)
    return keyed


def _by_topic(fact: Fact) -> str:
    """The concept that the column's topic is, if its value measures what that is measured in."""
    known = concept_of_topic(fact.name)
    if known is None:
        return ""
    measure = measure_of(fact.value, known.concept_id)
    expected = _FAMILIES.get(known.concept_id)
    fits = expected is None or (measure is not None and measure.family == expected)
    return known.concept_id if fits else ""


def _aligned(name: str, facts: Sequence[Fact | None], language: Language, carried: bool) -> Aligned:
    measures = [_measure(fact, name) for fact in facts]
    cells = [
        ComparedCell(fact.value, fact.passage.passage_id) if fact else ComparedCell("")
        for fact in facts
    ]
    values = [cell.value for cell in cells if cell.value]
    differs = any(not says_the_same(*pair, name) for pair in combinations(values, 2))
    best = _best(_better(name, carried), measures) if differs else ()
    row = ComparedRow(name, _shown(name, facts, language), cells, differs, best)
    return Aligned(row, facts, measures)


def _measure(fact: Fact | None, name: str) -> Measure | None:
    if fact is None:
        return None
    return fact.measure or (None if name == PRICE else measure_of(fact.value, name))


def _shown(name: str, facts: Sequence[Fact | None], language: Language) -> str:
    """The row's name in `language`, where a shop's own column has one in it."""
    known = concept(name)
    if known is not None:
        return known.shown(language)
    names = [fact.name for fact in facts if fact is not None]
    return shown_column(next((n for n in names if detect_language(n) == language), names[0]))


def _best(better: Better, measures: Sequence[Measure | None]) -> tuple[int, ...]:
    """Places of the best; none where fewer than two say it, or not in what can be compared."""
    stated = [measure for measure in measures if measure is not None]
    if better is Better.NEITHER or len(stated) < 2 or len({each.family for each in stated}) > 1:
        return ()
    amounts = [each.amount for each in stated]
    if not stated[0].family and max(amounts) > _SAME_UNIT * min(amounts):
        return ()
    wanted = max(amounts) if better is Better.MORE else min(amounts)
    best = tuple(n for n, each in enumerate(measures) if each and each.amount == wanted)
    return best if len(best) < len(stated) else ()


def _better(name: str, carried: bool) -> Better:
    known = concept(name)
    better = Better.NEITHER if known is None else known.better
    if better is Better.LESS_CARRIED:
        return Better.LESS if carried else Better.NEITHER
    return better
