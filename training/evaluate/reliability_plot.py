"""A reliability diagram as an SVG without any library: what was said against what came."""

from collections.abc import Sequence

from training.evaluate.click_quality import ReliabilityBin

_SIZE, _LEFT, _BOTTOM, _TOP, _RIGHT = 420, 64, 52, 20, 20
_TICKS = 5
_MARGIN = 1.1


def reliability_plot(bins: Sequence[ReliabilityBin]) -> str:
    """An SVG document: mean probability of each bin from left to right, share clicked upwards."""
    top = _MARGIN * max([0.01, *(each.said for each in bins), *(each.came for each in bins)])
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" '
        'font-family="sans-serif" font-size="12">'
    )
    points = [(_x(each.said / top), _y(each.came / top)) for each in bins]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return "\n".join(
        [
            opening,
            f'<rect width="{_SIZE}" height="{_SIZE}" fill="#fff"/>',
            *_axes(top),
            f'<path d="M{_x(0)},{_y(0)}L{_x(1)},{_y(1)}" stroke="#9aa0a6" stroke-dasharray="4"/>',
            f'<polyline fill="none" stroke="#1a73e8" stroke-width="2" points="{line}"/>',
            *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="#1a73e8"/>' for x, y in points),
            "</svg>\n",
        ]
    )


def _axes(top: float) -> list[str]:
    left, right, low, high = _x(0), _x(1), _y(0), _y(1)
    lines = [f'<path d="M{left},{high}V{low}H{right}" fill="none" stroke="#5f6368"/>']
    for tick in range(_TICKS + 1):
        share = tick / _TICKS
        told = f"{share * top:.1%}"
        lines.append(_label(_x(share), low + 18, "middle", told))
        lines.append(_label(left - 8, _y(share) + 4, "end", told))
    told = "probability that was said; upwards: share that was clicked"
    return [*lines, _label((left + right) / 2, low + 40, "middle", told)]


def _label(x: float, y: float, anchor: str, text: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{text}</text>'


def _x(share: float) -> float:
    return _LEFT + share * (_SIZE - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _SIZE - _BOTTOM - share * (_SIZE - _BOTTOM - _TOP)
