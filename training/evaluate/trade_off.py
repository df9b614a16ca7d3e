"""What the long-tail knob gives and what it costs, as one SVG without any library."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from shopguide.domain.exposure import counted, coverage, gini, long_tail, novelty, share_of
from shopguide.domain.json_value import JsonObject
from training.evaluate.sequences import IntArray

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 640, 420, 64, 56, 28, 64
_NDCG, _COVERAGE, _AXES = "#1a73e8", "#188038", "#5f6368"


@dataclass(frozen=True, slots=True)
class TradeOffPoint:
    """Figures at one setting of the knob.

    Attributes:
        long_tail: The setting, 0 to 1.
        ndcg: nDCG@10 of what shoppers took next.
        coverage: Share of the products that anybody was shown.
        gini: How unevenly the places are spread, 0 to 1.
        tail_share: Share of the places that products outside the most popular fifth have.
        novelty: Mean surprise of a place, in bits.
    """

    long_tail: float
    ndcg: float
    coverage: float
    gini: float
    tail_share: float
    novelty: float

    def to_json(self) -> JsonObject:
        """The point as the report prints it."""
        return {name: round(float(value), 6) for name, value in asdict(self).items()}


def point_at(knob: float, ndcg: float, top: IntArray, popularity: IntArray) -> TradeOffPoint:
    """The figures of what was shown at one setting.

    Args:
        knob: The setting.
        ndcg: What it reached.
        top: Product numbers shown, ``[shoppers, places]``; negative where there was none.
        popularity: Interactions of each product, ``[products]``.
    """
    shown = counted([row[row >= 0].tolist() for row in top], len(popularity))
    return TradeOffPoint(
        knob,
        ndcg,
        coverage(shown),
        gini(shown),
        share_of(shown, long_tail(popularity)),
        novelty(shown, popularity),
    )


def trade_off_plot(points: Sequence[TradeOffPoint]) -> str:
    """An SVG document: long-tail share from left to right, nDCG@10 and coverage upwards.

    Each of the two has its own axis, from 0 to a little above its largest value.
    """
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">'
    )
    ground = f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
    ndcg_most = _roomy([point.ndcg for point in points])
    coverage_most = _roomy([point.coverage for point in points])
    right = _x(1)
    drawn = [
        *_axis(_LEFT, ndcg_most, "nDCG@10", _NDCG, "end", -8),
        *_axis(right, coverage_most, "coverage", _COVERAGE, "start", 8),
        *_bottom(),
        *_curve([(it.tail_share, it.ndcg / ndcg_most) for it in points], _NDCG),
        *_curve([(it.tail_share, it.coverage / coverage_most) for it in points], _COVERAGE),
        *(
            _label(_x(it.tail_share), _y(it.ndcg / ndcg_most) - 10, "middle", f"{it.long_tail:g}")
            for it in points
        ),
    ]
    return "\n".join([opening, ground, *drawn, "</svg>\n"])


def _roomy(values: Sequence[float]) -> float:
    return float(np.max(values)) * 1.15 or 1.0


def _curve(points: Sequence[tuple[float, float]], colour: str) -> list[str]:
    places = [(_x(across), _y(up)) for across, up in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places]
    return [f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{line}"/>', *dots]


def _axis(x: float, most: float, name: str, colour: str, anchor: str, gap: float) -> list[str]:
    lines = [f'<path d="M{x:.0f},{_y(0):.0f}V{_y(1):.0f}" stroke="{_AXES}"/>']
    lines += [
        _label(x + gap, _y(share) + 4, anchor, f"{most * share:.3f}", colour)
        for share in (0.25, 0.5, 0.75, 1.0)
    ]
    return [*lines, _label(x, _y(1) - 10, "middle", name, colour)]


def _bottom() -> list[str]:
    low = _y(0)
    ticks = [
        _label(_x(share), low + 18, "middle", f"{share:.0%}") for share in (0, 0.25, 0.5, 0.75, 1)
    ]
    told = "share of the places that the long tail has; at each point: the knob"
    return [
        f'<path d="M{_LEFT},{low:.0f}H{_x(1):.0f}" stroke="{_AXES}"/>',
        *ticks,
        _label((_LEFT + _x(1)) / 2, low + 40, "middle", told),
    ]


def _label(x: float, y: float, anchor: str, text: str, colour: str = "#202124") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}">{text}</text>'


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _TOP)
