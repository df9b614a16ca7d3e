"""The risk-coverage curves of ways of ranking, as one SVG without any library."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from training.evaluate.logistic import Array

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 640, 400, 56, 48, 20, 16
_COLOURS = ("#9aa0a6", "#c58b00", "#1a73e8", "#188038", "#d93025")
_FROM = 0.05
"""Coverage below which a curve is not drawn: a handful of questions."""


@dataclass(frozen=True, slots=True, eq=False)
class RiskCurve:
    """How sure one way was of each answer, and 1.0 where it was wrong; both ``[questions]``."""

    name: str
    confidence: Array
    wrong: Array


def risk_plot(curves: Sequence[RiskCurve]) -> str:
    """An SVG document: coverage from left to right, risk upwards."""
    lines = [_points(curve) for curve in curves]
    drawn = [
        f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="'
        + " ".join(f"{_x(share):.1f},{_y(risk):.1f}" for share, risk in points)
        + '"/>'
        for points, colour in zip(lines, _colours(curves), strict=True)
    ]
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12">'
    )
    ground = f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
    return "\n".join([opening, ground, *_axes(), *drawn, *_legend(curves), "</svg>\n"])


def _points(curve: RiskCurve) -> list[tuple[float, float]]:
    order = np.argsort(-curve.confidence, kind="stable")
    counts = np.arange(1, len(order) + 1)
    risks = np.cumsum(curve.wrong[order]) / counts
    shares = counts / len(order)
    rows = zip(shares, risks, strict=True)
    return [(float(share), float(risk)) for share, risk in rows if share >= _FROM]


def _axes() -> list[str]:
    left, right, low, high = _x(0), _x(1), _y(0), _y(1)
    lines = [f'<path d="M{left},{high}V{low}H{right}" fill="none" stroke="#5f6368"/>']
    for tick in (0, 0.25, 0.5, 0.75, 1):
        lines.append(_label(_x(tick), low + 18, "middle", f"{tick:.0%}"))
        lines.append(_label(left - 8, _y(tick) + 4, "end", f"{tick:.0%}"))
    told = "questions answered, the surest first; upwards: share of them answered wrongly"
    return [*lines, _label((left + right) / 2, low + 38, "middle", told)]


def _label(x: float, y: float, anchor: str, text: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{text}</text>'


def _legend(curves: Sequence[RiskCurve]) -> list[str]:
    lines = []
    for row, (curve, colour) in enumerate(zip(curves, _colours(curves), strict=True)):
        y = _TOP + 14 + 18 * row
        x = _WIDTH - 210
        lines += [
            f'<path d="M{x},{y - 4}h24" stroke="{colour}" stroke-width="2"/>',
            f'<text x="{x + 30}" y="{y}">{escape(curve.name)}</text>',
        ]
    return lines


def _colours(curves: Sequence[RiskCurve]) -> list[str]:
    return [_COLOURS[row % len(_COLOURS)] for row in range(len(curves))]


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _TOP)
