"""What a search decides before it asks for hits."""

from collections.abc import Sequence
from datetime import UTC, datetime

from shopguide.domain.filters import Filter
from shopguide.domain.indexed import FacetCount
from shopguide.domain.lexicon import EMPTY_LEXICON
from shopguide.domain.merchandising import Rule, RuleAction, Rules
from shopguide.domain.query import ChipMode, ConstraintKind, SortOrder
from shopguide.search.merchandising.active import ActiveMerchandising
from shopguide.search.plan import (
    ACCESSORY_AMOUNT,
    PREFERRED_AMOUNT,
    Count,
    SearchPlan,
    plan_search,
)
from shopguide.search.reading import Surroundings, read_query
from shopguide.search.request import SearchRequest
from shopguide.text.index_layout import products_schema
from shopguide.text.product_filter import ProductConstraints

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PLAIN = Surroundings(NOW, "", EMPTY_LEXICON, ActiveMerchandising())


def planned(
    query: str,
    *,
    count: Count = lambda _: 1,
    layout: int = 2,
    around: Surroundings = PLAIN,
    stated: Sequence[FacetCount] = (FacetCount("red", 99),),
    **more: object,
) -> SearchPlan:
    request = SearchRequest(query, **more)  # type: ignore[arg-type]
    read = read_query(request.cleaned(), around, request.off)
    schema = products_schema(4, "e", layout)
    return plan_search(request, read, around, schema, count, lambda *_: stated)


class Counting:
    """Counts nothing for what is asked, and remembers what was."""

    def __init__(self, answer: int) -> None:
        self.answer = answer
        self.asked: list[Filter] = []

    def __call__(self, matching: Filter) -> int:
        self.asked.append(matching)
        return self.answer


def test_search_that_meets_its_constraints_counts_once() -> None:
    count = Counting(3)
    plan = planned("red shoes under $50", count=count)
    assert plan.total == 3
    assert plan.with_words is not None
    assert not plan.relaxation.relaxed
    assert len(count.asked) <= 2


def test_colour_that_hardly_any_product_states_is_a_wish() -> None:
    plan = planned("red lamp", stated=(), count=lambda _: 10)
    [chip] = plan.read.understanding.chips
    assert chip.mode is ChipMode.PREFER
    assert plan.matching.must == ()
    assert "colour:red" in [named.name for named in plan.boosts]


def test_nothing_is_counted_twice() -> None:
    count = Counting(0)
    planned("red shoes size 42 under $50 not adidas", count=count)
    assert len(count.asked) == len(set(count.asked))


def test_older_index_lets_go_what_it_has_no_field_for() -> None:
    plan = planned("red shoes under $50", layout=1)
    assert [chip.kind for chip in plan.relaxation.relaxed] == [ConstraintKind.COLOUR]
    assert [chip.kind for chip in plan.relaxation.kept] == [ConstraintKind.PRICE]
    assert plan.with_words is None
    assert all(named.name != "accessory" for named in plan.boosts)


def test_order_without_its_field_is_relevance() -> None:
    plan = planned("shoes", layout=1, sort=SortOrder.RATING)
    assert (plan.wished, plan.sort) == (SortOrder.RATING, SortOrder.RELEVANCE)
    assert planned("shoes", sort=SortOrder.RATING).sort is SortOrder.RATING


def test_accessories_are_lowered_unless_they_are_asked_for() -> None:
    [accessory] = planned("laptop").boosts
    assert (accessory.name, accessory.boost.amount) == ("accessory", ACCESSORY_AMOUNT)
    assert planned("laptop bag").boosts == ()


def test_total_of_a_query_without_words_is_what_the_constraints_leave() -> None:
    plan = planned("under $50", count=lambda _: 7)
    assert (plan.total, plan.with_words) == (7, None)


def test_hidden_products_pass_no_filter_of_the_search() -> None:
    hide = Rule("hide-P", line=2, action=RuleAction.HIDE, product_ids=("P",))
    rules = Rules.of([hide])
    around = Surroundings(NOW, "", EMPTY_LEXICON, ActiveMerchandising(rules=rules))
    plan = planned("lamp", around=around, constraints=ProductConstraints(price_max=9))
    assert len(plan.matching.must_not) == 1
    assert len(plan.matching.must) == 1
    assert plan.with_words is not None
    assert plan.with_words.must_not == plan.matching.must_not


def test_amounts_never_outweigh_what_words_and_meaning_say_together() -> None:
    assert 0 < PREFERRED_AMOUNT < 0.5
    assert -0.5 < ACCESSORY_AMOUNT < 0
