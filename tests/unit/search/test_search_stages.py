"""Stages of a search, each by itself: variants become one hit, taste shifts the order a little."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.domain.product import Product
from shopguide.domain.ranking import Hit
from shopguide.search.collapsing import MAX_VARIANTS, collapse
from shopguide.search.personal import MAX_SHARE, personal_order


def hits_with(*scores: float) -> list[Hit]:
    return [Hit(Product(f"P{n}", f"Product {n}"), score) for n, score in enumerate(scores)]


def ids(hits: list[Hit]) -> list[str]:
    return [hit.product.product_id for hit in hits]


rankings = st.integers(0, 30).flatmap(
    lambda count: st.tuples(
        st.lists(st.floats(-10, 10), min_size=count, max_size=count),
        st.lists(
            st.floats(-1, 1) | st.just(float("nan")), min_size=count, max_size=count
        ),
        st.integers(0, 5),
    )
)  # fmt: skip


def group_of(hit: Hit) -> str:
    groups = {"P0": "a", "P1": "b", "P2": "a", "P3": "", "P4": "", "P5": "a"}
    return groups[hit.product.product_id]


class TestCollapse:
    def test_best_of_each_group_stays_and_names_the_others(self) -> None:
        collapsed = collapse(hits_with(6, 5, 4, 3, 2, 1), group_of)
        assert ids([each.hit for each in collapsed]) == ["P0", "P1", "P3", "P4"]
        assert collapsed[0].variants == ("P2", "P5")
        assert [each.count for each in collapsed] == [2, 0, 0, 0]

    def test_pinned_product_is_never_folded_away(self) -> None:
        collapsed = collapse(hits_with(6, 5, 4, 3, 2, 1), group_of, pinned={"P2"})
        assert ids([each.hit for each in collapsed]) == ["P0", "P1", "P2", "P3", "P4"]
        assert collapsed[0].variants == ("P5",)

    def test_pinned_product_stands_for_its_group(self) -> None:
        collapsed = collapse(hits_with(6, 5, 4, 3, 2, 1), group_of, pinned={"P0"})
        assert collapsed[0].variants == ("P2", "P5")

    def test_names_of_variants_are_bounded_and_their_count_is_not(self) -> None:
        many = hits_with(*[1.0] * (MAX_VARIANTS + 11))
        [only] = collapse(many, lambda _: "one")
        assert (len(only.variants), only.count) == (MAX_VARIANTS, MAX_VARIANTS + 10)

    def test_nothing_collapses_to_nothing(self) -> None:
        assert collapse([], lambda _: "a") == []


class TestPersonalOrder:
    @given(rankings)
    def test_every_hit_stays_and_none_moves_further_than_allowed(
        self, ranking: tuple[list[float], list[float], int]
    ) -> None:
        scores, cosines, places = ranking
        hits = hits_with(*scores)
        shifted = personal_order(hits, cosines, max_places=places)
        assert {id(each.hit) for each in shifted} == {id(hit) for hit in hits}
        for place, each in enumerate(shifted):
            assert hits[place + each.places] is each.hit
            assert abs(each.places) <= places

    @given(rankings)
    def test_no_hit_passes_one_that_scores_more_than_both_shares_above_it(
        self, ranking: tuple[list[float], list[float], int]
    ) -> None:
        scores, cosines, _ = ranking
        scores = sorted(map(abs, scores), reverse=True)
        shifted = personal_order(hits_with(*scores), cosines)
        for above, below in pairwise(shifted):
            limit = below.hit.score * (1 - MAX_SHARE)
            assert above.hit.score * (1 + MAX_SHARE) >= limit - 1e-6

    @given(st.lists(st.floats(-10, 10), max_size=30), st.floats(-1, 1))
    def test_equal_cosines_change_nothing(self, scores: list[float], cosine: float) -> None:
        hits = hits_with(*scores)
        shifted = personal_order(hits, [cosine] * len(hits))
        assert [each.hit for each in shifted] == hits

    @given(rankings)
    def test_no_strength_changes_nothing(
        self, ranking: tuple[list[float], list[float], int]
    ) -> None:
        scores, cosines, places = ranking
        hits = hits_with(*scores)
        shifted = personal_order(hits, cosines, 0.0, max_places=places)
        assert [each.hit for each in shifted] == hits

    def test_what_the_shopper_likes_comes_forward_and_says_how_far(self) -> None:
        hits = hits_with(1.0, 0.99, 0.98, 0.97, 0.96)
        shifted = personal_order(hits, [0.1, 0.1, 0.1, 0.1, 0.9])
        assert [(each.hit.product.product_id, each.places) for each in shifted] == [
            ("P0", 0), ("P4", 3), ("P1", -1), ("P2", -1), ("P3", -1),
        ]  # fmt: skip

    def test_hit_that_the_query_speaks_less_for_is_never_lifted(self) -> None:
        by_both_branches, by_one = 2 / 61, 1 / 61
        shifted = personal_order(hits_with(by_both_branches, by_one), [-1.0, 1.0])
        assert ids([each.hit for each in shifted]) == ["P0", "P1"]

    def test_hits_alike_to_the_shopper_stay_where_they_differ_a_little(self) -> None:
        shifted = personal_order(hits_with(1.0, 0.97), [0.800, 0.802])
        assert [each.places for each in shifted] == [0, 0]

    def test_unknown_cosine_is_neither_liked_nor_disliked(self) -> None:
        shifted = personal_order(hits_with(1.0, 0.99, 0.98), [0.0, float("nan"), 1.0])
        assert ids([each.hit for each in shifted]) == ["P2", "P1", "P0"]

    def test_one_cosine_a_hit_is_needed(self) -> None:
        with pytest.raises(ValueError, match="shorter"):
            personal_order(hits_with(1.0, 0.5), np.array([0.5], dtype=np.float32).tolist())
