"""What the click model reads: the same row in training and serving, and finite for any input."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.recommending import Context, Signal
from shopguide.text.click_features import (
    CLICK_COLUMNS,
    ClickProducts,
    ClickShopper,
    click_features,
    click_shopper,
    text_cosines,
)

ANY_FLOAT = st.floats(width=32)


def products(**columns: object) -> ClickProducts:
    unknown = np.full(2, np.nan, dtype=np.float32)
    values: dict[str, object] = {
        "prices": unknown,
        "in_stock": np.ones(2, dtype=bool),
        "ratings": unknown,
        "ages_days": unknown,
        "popularity": unknown,
        "shown": unknown,
        "text_cosines": unknown,
        "categories": ["", ""],
        "brands": ["", ""],
        "signals": np.full((2, len(Signal)), np.nan, dtype=np.float32),
    }
    return ClickProducts(**(values | columns))  # type: ignore[arg-type]


def column(rows: np.ndarray, name: str) -> list[float]:
    return [float(value) for value in rows[:, CLICK_COLUMNS.index(name)]]


def test_price_is_told_relative_to_what_the_shopper_usually_pays() -> None:
    shopper = click_shopper(np.array([10, 40, np.nan, 20], dtype=np.float32), ["a"] * 4, ["b"] * 4)
    rows = click_features(products(prices=np.array([20, 40], dtype=np.float32)), shopper)
    np.testing.assert_allclose(column(rows, "log_price_gap"), [0, np.log(2)], atol=1e-6)
    assert column(rows, "has_price_gap") == [1, 1]


def test_unknown_values_are_zero_and_told_apart_from_known_ones() -> None:
    rows = click_features(products(ratings=np.array([np.nan, 4], dtype=np.float32)), ClickShopper())
    assert column(rows, "rating") == [0, 4]
    assert column(rows, "has_rating") == [0, 1]
    assert column(rows, "has_price_gap") == column(rows, "has_age") == [0, 0]


def test_overlap_is_the_share_of_the_history_of_the_same_category_and_brand() -> None:
    shopper = click_shopper(
        np.full(4, np.nan, dtype=np.float32), ["鞋", "鞋", "包", ""], ["acme", "", "", ""]
    )
    rows = click_features(products(categories=["鞋", ""], brands=["other", "acme"]), shopper)
    assert column(rows, "category_overlap") == [0.5, 0]
    assert column(rows, "brand_overlap") == [0, 0.25]


def test_context_and_scene_stand_in_columns_of_their_own() -> None:
    shopper = ClickShopper(context=Context("mobile", 6, "DE"), scene="cart")
    rows = click_features(products(), shopper)
    assert column(rows, "device_mobile") == column(rows, "scene_cart") == [1, 1]
    assert column(rows, "device_app") == column(rows, "scene_home") == [0, 0]
    np.testing.assert_allclose(column(rows, "hour_sine"), 1)


@settings(max_examples=30)
@given(st.lists(ANY_FLOAT, min_size=2, max_size=2), st.lists(ANY_FLOAT, max_size=4))
def test_rows_are_finite_whatever_the_input(values: list[float], paid: list[float]) -> None:
    given_values = np.array(values, dtype=np.float32)
    names = ("prices", "ratings", "ages_days", "popularity", "shown", "text_cosines")
    signals = np.tile(given_values[:, None], (1, len(Signal)))
    empty = [""] * len(paid)
    shopper = click_shopper(np.array(paid, dtype=np.float32), empty, empty)
    rows = click_features(products(signals=signals, **dict.fromkeys(names, given_values)), shopper)
    assert rows.shape == (2, len(CLICK_COLUMNS))
    assert np.isfinite(rows).all()


def test_text_cosines_are_of_the_weighted_history_and_unknown_without_one() -> None:
    axes = np.eye(2, dtype=np.float32)
    found = text_cosines(axes, axes, np.array([4.0, 3.0]))
    np.testing.assert_allclose(found, [0.8, 0.6], rtol=1e-6)
    assert np.isnan(text_cosines(axes, axes[:0], np.array([]))).all()
