"""The curve of the long-tail knob."""

from xml.etree import ElementTree

import numpy as np
import pytest

from training.evaluate.trade_off import point_at, trade_off_plot

POPULARITY = np.array([90, 4, 3, 2, 1])


def test_a_point_tells_who_has_the_places() -> None:
    top = np.array([[0, 1], [0, -1]])
    point = point_at(0.5, 0.3, top, POPULARITY)
    assert point.coverage == pytest.approx(0.4)
    assert point.tail_share == pytest.approx(1 / 3)
    assert point.gini > 0.6
    assert point.to_json()["long_tail"] == 0.5


def test_nothing_shown_is_a_point_too() -> None:
    point = point_at(0, 0.0, np.full((2, 3), -1), POPULARITY)
    assert (point.coverage, point.gini, point.novelty) == (0, 0, 0)


def test_the_plot_is_one_svg_with_a_dot_for_each_figure() -> None:
    points = [point_at(knob, 0.1 - knob / 20, np.array([[0, 1]]), POPULARITY) for knob in (0, 1)]
    root = ElementTree.fromstring(trade_off_plot(points))
    assert root.tag.endswith("svg")
    assert len(root.findall(".//{*}circle")) == 4
