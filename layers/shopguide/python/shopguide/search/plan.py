"""Everything that a search decides before it asks for hits."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from shopguide.domain.filters import EVERYTHING, Condition, Filter, Match
from shopguide.domain.indexed import Boost, FacetCount, IndexSchema
from shopguide.domain.query import Chip, ChipMode, ConstraintKind, SortOrder
from shopguide.search.chip_conditions import chip_condition, field_of, with_chips
from shopguide.search.merchandising.applying import NO_RULES_MATCH, MatchedRules, matching
from shopguide.search.reading import ReadQuery, Surroundings
from shopguide.search.relaxation import Relaxation, relax
from shopguide.search.request import SearchRequest
from shopguide.search.sort_fields import SORT_FIELDS
from shopguide.text.accessories import asks_for_accessory
from shopguide.text.normalise import fold
from shopguide.text.product_filter import fold_category, product_filter
from shopguide.text.query.categories import inferred_categories

ACCESSORY_AMOUNT = -0.03
"""Added to the score of what only goes with the thing that the query names."""

CATEGORY_AMOUNT = 0.1
"""Added where the words of the query point to a category, times how surely they do."""

PREFERRED_AMOUNT = 0.02
"""Added for a brand or category that the query names beside other words."""

USUAL_SHARE = 0.3
"""Of the products with the query's words: where fewer lie in a category, it is no hint."""

STATED_SHARE = 0.5
"""Of the same: where fewer state any colour (or size, or gender), one that is asked for is a wish
and no condition, or most of what is meant would be left out for what its text does not say."""

RULES = "rules"
"""Name of the boosts that the shop's rules ask for."""

_SELDOM_STATED = frozenset({"colours", "sizes", "genders"})

Count = Callable[[Filter], int]
Facet = Callable[[str, Filter], Sequence[FacetCount]]


@dataclass(frozen=True, slots=True)
class NamedBoost:
    """A boost, by the name that `explain` has for it."""

    name: str
    boost: Boost

    @property
    def brings_in(self) -> bool:
        """Whether it can bring in what neither words nor meaning would: what the shop raises."""
        return self.name == RULES and self.boost.amount > 0


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """What to search.

    Attributes:
        read: The query.
        wished: The order that is asked for.
        sort: The order; relevance where the index is too old for the one that is asked for.
        relaxation: The query's constraints that hold, and those that were let go.
        rules: The merchandiser's rules for this search.
        matching: What every hit passes.
        with_words: The same, and every word of the query; None where no product does.
        total: How many products pass that; of a query without words, how many match.
        boosts: What raises or lowers scores; those first that bring products in.
    """

    read: ReadQuery
    wished: SortOrder
    sort: SortOrder
    relaxation: Relaxation
    rules: MatchedRules
    matching: Filter
    with_words: Filter | None
    total: int | None
    boosts: tuple[NamedBoost, ...]

    @classmethod
    def of_nothing(cls, read: ReadQuery) -> "SearchPlan":
        """The plan for a shop without products."""
        sort = read.understanding.sort
        return cls(read, sort, sort, Relaxation(()), NO_RULES_MATCH, EVERYTHING, None, None, ())

    def among(self, matching: Filter) -> "SearchPlan":
        """The same among other products."""
        return replace(self, matching=matching)


def plan_search(
    request: SearchRequest,
    read: ReadQuery,
    around: Surroundings,
    schema: IndexSchema,
    count: Count,
    facet: Facet,
) -> SearchPlan:
    """Decide what a search looks for.

    Args:
        request: What is asked.
        read: The query, read.
        around: What is in use.
        schema: Of the index, which may be of an older layout with fewer fields.
        count: Products that pass a filter.
        facet: Values of a field among them.
    """
    count = cache(count)
    rules = _rules(request, read, around)
    allowed = product_filter(request.constraints).and_must_not(*rules.hidden)
    words = read.words.conditions if "terms" in schema.fields else ()
    read = _as_stated(read, schema, allowed.and_must(*words), count, facet)
    understanding = read.understanding
    relaxation = _relaxed(understanding.chips, schema, words, allowed, around, count)
    among = with_chips(allowed, relaxation.kept, around.now)
    with_words = among.and_must(*words)
    counted = bool(words) or not read.words.text
    total = count(with_words) if counted else 0
    wished = request.sort or understanding.sort
    is_known = wished in SORT_FIELDS and SORT_FIELDS[wished].name in schema.fields

    def is_usual(wanted: Filter) -> bool:
        return total > 0 and count(with_words.and_must(*wanted.must)) >= USUAL_SHARE * total

    return SearchPlan(
        read=read,
        wished=wished,
        sort=wished if is_known else SortOrder.RELEVANCE,
        relaxation=relaxation,
        rules=rules,
        matching=among,
        with_words=with_words if words and total else None,
        total=total or None,
        boosts=tuple(
            sorted(
                _boosts(read, rules, schema, around, is_usual),
                key=lambda named: not named.brings_in,
            )
        ),
    )


def _as_stated(
    read: ReadQuery, schema: IndexSchema, among: Filter, count: Count, facet: Facet
) -> ReadQuery:
    """The query with the constraints as wishes that too few products could meet at all."""

    def is_wish(chip: Chip) -> bool:
        field = field_of(chip)
        is_filter = chip.mode is ChipMode.FILTER and not chip.negated
        if not is_filter or field not in _SELDOM_STATED or field not in schema.fields:
            return False
        products = count(among)
        stated = sum(each.count for each in facet(field, among))
        return products > 0 and stated < STATED_SHARE * products

    understanding = read.understanding
    chips = tuple(
        replace(chip, mode=ChipMode.PREFER) if is_wish(chip) else chip
        for chip in understanding.chips
    )
    return replace(read, understanding=replace(understanding, chips=chips))


def _rules(request: SearchRequest, read: ReadQuery, around: Surroundings) -> MatchedRules:
    chips = [chip for chip in read.understanding.chips if not chip.negated]
    asked = request.constraints
    return matching(
        around.merchandising.rules,
        read.understanding.query,
        now=around.now,
        categories=[
            *map(fold_category, asked.categories),
            *_values(chips, ConstraintKind.CATEGORY),
        ],
        brands=[*map(fold, asked.brands), *_values(chips, ConstraintKind.BRAND)],
    )


def _values(chips: Iterable[Chip], kind: ConstraintKind) -> Iterator[str]:
    for chip in chips:
        if chip.kind is kind:
            yield from chip.values


def _relaxed(
    chips: Sequence[Chip],
    schema: IndexSchema,
    words: Sequence[Condition],
    allowed: Filter,
    around: Surroundings,
    count: Count,
) -> Relaxation:
    """Constraints that some product with the query's words meets, or any product if none has them.

    What an older index has no field for cannot hold.
    """
    filters = [chip for chip in chips if chip.mode is ChipMode.FILTER]
    able = [chip for chip in filters if field_of(chip) in schema.fields]
    if not able:
        return Relaxation((), tuple(filters))

    def under(some: Sequence[Chip]) -> Filter:
        return with_chips(allowed, some, around.now)

    has_words = count(under(able).and_must(*words)) or count(allowed.and_must(*words))
    wanted = words if has_words else ()
    found = relax(able, lambda some: count(under(some).and_must(*wanted)))
    unable = (chip for chip in filters if chip not in able)
    return replace(found, relaxed=(*found.relaxed, *unable))


def _boosts(
    read: ReadQuery,
    rules: MatchedRules,
    schema: IndexSchema,
    around: Surroundings,
    is_usual: Callable[[Filter], bool],
) -> Iterator[NamedBoost]:
    yield from (NamedBoost(RULES, boost) for boost in rules.boosts)
    chips = [chip for chip in read.understanding.chips if not chip.negated]
    for chip in chips:
        if chip.mode is ChipMode.PREFER:
            wanted = Filter(must=(chip_condition(chip, around.now),))
            if chip.kind is ConstraintKind.CATEGORY and not is_usual(wanted):
                continue
            yield NamedBoost(chip.id, Boost(wanted, PREFERRED_AMOUNT))
    meant = inferred_categories(read.words.terms, around.lexicon)
    if meant and meant[0][0] not in _values(chips, ConstraintKind.CATEGORY):
        level, confidence = meant[0]
        in_level = Filter(must=(Match("categories", (level,)),))
        if is_usual(in_level):
            yield NamedBoost("category", Boost(in_level, CATEGORY_AMOUNT * confidence))
    if "accessory" in schema.fields and not asks_for_accessory(read.meant):
        accessory = Filter(must=(Match("accessory", (True,)),))
        yield NamedBoost("accessory", Boost(accessory, ACCESSORY_AMOUNT))
