"""The state of a conversation survives being kept, whatever it holds."""

from hypothesis import given
from hypothesis import strategies as st

from shopguide.chat.sharing import constraints_over
from shopguide.chat.state import ConversationState, OpenQuestion, state_from_json, state_to_json
from shopguide.domain.query import SortOrder
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints

words = st.text("abc黑色 -", min_size=1, max_size=8).filter(lambda text: text.strip(" -"))
texts = st.lists(words, max_size=3).map(tuple)
prices = st.one_of(st.none(), st.floats(1, 10))
constraints = st.builds(
    ProductConstraints,
    price_min=prices,
    price_max=st.one_of(st.none(), st.floats(10, 20)),
    currency=st.sampled_from(["", "CNY"]),
    brands=texts,
    colours=texts,
    in_stock_only=st.booleans(),
)
states = st.builds(
    ConversationState,
    language=st.sampled_from(["", "zh", "en"]),
    need=st.text("abc", max_size=5),
    constraints=constraints,
    without=texts,
    sort=st.sampled_from(SortOrder),
    shown=texts,
    focus=st.text("abc", max_size=5),
    asked=texts,
    question=st.one_of(st.none(), st.builds(OpenQuestion, facet=words, values=texts, shown=texts)),
    turn=st.integers(0, 99),
)


@given(states)
def test_state_reads_back_as_it_was_kept(state: ConversationState) -> None:
    assert state_from_json(state_to_json(state)) == state


@given(constraints, constraints)
def test_what_a_request_says_wins_over_what_the_conversation_asks(
    base: ProductConstraints, over: ProductConstraints
) -> None:
    both = constraints_over(base, over)
    for name in ("price_min", "price_max", "currency", "brands", "colours"):
        said = getattr(over, name)
        assert getattr(both, name) == (said or getattr(base, name))


def test_a_bound_that_contradicts_the_conversation_stands_alone() -> None:
    cheap = ProductConstraints(price_max=50)
    dear = ProductConstraints(price_min=80)
    assert constraints_over(cheap, dear) == dear
    assert constraints_over(dear, cheap) == cheap
    assert constraints_over(cheap, ANY_PRODUCT) == cheap
