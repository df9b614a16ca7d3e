"""The Lorenz curve of the places of a shop's products, as one SVG without any library."""

import numpy as np

from shopguide.experiments.statistics.ratio import Array

_SIZE, _LEFT, _BOTTOM, _TOP, _RIGHT = 400, 56, 48, 36, 16
_POINTS = 100


def exposure_plot(shown: Array) -> str:
    """An SVG document: the products, least shown first, and which share of the places they have.

    Args:
        shown: How often each product was shown, ``[products]``.
    """
    line = " ".join(f"{_x(share):.1f},{_y(places):.1f}" for share, places in _curve(shown))
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" '
        'font-family="sans-serif" font-size="12">'
    )
    ground = f'<rect width="{_SIZE}" height="{_SIZE}" fill="#fff"/>'
    curve = f'<polyline fill="none" stroke="#1a73e8" stroke-width="2" points="{line}"/>'
    return "\n".join([opening, ground, *_axes(), curve, "</svg>\n"])


def _curve(shown: Array) -> list[tuple[float, float]]:
    total = shown.sum()
    if total == 0:
        return [(0.0, 0.0), (1.0, 0.0)]
    sums = np.concatenate([[0.0], np.cumsum(np.sort(shown))]) / total
    at = np.unique(np.linspace(0, len(shown), min(_POINTS, len(shown)) + 1).astype(int))
    return [(float(number / len(shown)), float(sums[number])) for number in at]


def _axes() -> list[str]:
    left, right, low, high = _x(0), _x(1), _y(0), _y(1)
    lines = [
        f'<path d="M{left},{high}V{low}H{right}" fill="none" stroke="#5f6368"/>',
        f'<path d="M{left},{low}L{right},{high}" stroke="#9aa0a6" stroke-dasharray="4 3"/>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        lines.append(_label(_x(tick), low + 18, "middle", f"{tick:.0%}"))
        lines.append(_label(left - 8, _y(tick) + 4, "end", f"{tick:.0%}"))
    told = "products, the least shown first; upwards: share of the places"
    return [*lines, _label((left + right) / 2, low + 38, "middle", told)]


def _label(x: float, y: float, anchor: str, text: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{text}</text>'


def _x(share: float) -> float:
    return _LEFT + share * (_SIZE - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _SIZE - _BOTTOM - share * (_SIZE - _BOTTOM - _TOP)
