"""A difference over time with its confidence sequence, as one SVG without any library."""

import math
from collections.abc import Sequence
from datetime import date
from html import escape

from shopguide.experiments.reporting.report import Comparison
from shopguide.experiments.statistics.confidence_sequence import Look

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 640, 360, 72, 48, 36, 16
_TICKS = 5
_HEADROOM = 1.1
_WIDEST = 6.0
"""How many times the last half width is drawn: the first days' would flatten all the others."""


def difference_plot(found: Comparison, control: str) -> str:
    """An SVG document: days from left to right, what the variant has more than the control."""
    top = _reach(found.looks)
    title = f"{found.variant} − {control}: {found.metric.value.replace('_', ' ')}"
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
            'font-family="sans-serif" font-size="12">'
        ),
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        _label(_LEFT, _TOP - 14, "start", escape(title)),
        *_axes(found.days, top),
        *_band(found.looks, top),
    ]
    return "\n".join([*parts, "</svg>\n"])


def _reach(looks: Sequence[Look]) -> float:
    """The largest difference that is drawn, in either direction."""
    known = [look.interval for look in looks if math.isfinite(look.interval.low)]
    if not known:
        return max((abs(look.interval.value) for look in looks), default=0.0) * 2 or 1.0
    last = _WIDEST * (known[-1].high - known[-1].low) / 2
    ends = max(max(abs(each.low), abs(each.high)) for each in known)
    return _HEADROOM * (min(ends, last) or 1.0)


def _axes(days: Sequence[date], top: float) -> list[str]:
    left, right, low, high = _LEFT, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM, _TOP
    lines = [f'<path d="M{left},{high}V{low}H{right}" fill="none" stroke="#5f6368"/>']
    for step in range(_TICKS):
        value = top * (1 - 2 * step / (_TICKS - 1))
        lines.append(_label(left - 8, _y(value, top) + 4, "end", f"{value:+.3g}"))
    zero = _y(0.0, top)
    lines.append(f'<path d="M{left},{zero:.1f}H{right}" stroke="#9aa0a6" stroke-dasharray="4 3"/>')
    lines.append(_label(left, low + 18, "start", days[0].isoformat()))
    if len(days) > 1:
        lines.append(_label(right, low + 18, "end", days[-1].isoformat()))
    told = "end of the day; the band holds the difference with 95% at every look at once"
    return [*lines, _label((left + right) / 2, low + 38, "middle", told)]


def _band(looks: Sequence[Look], top: float) -> list[str]:
    known = [
        (number, look.interval)
        for number, look in enumerate(looks)
        if math.isfinite(look.interval.low)
    ]
    if not known:
        return [_label(_WIDTH / 2, _TOP + 40, "middle", "too few shoppers yet")]
    count = len(looks)
    upper = [_point(number, count, each.high, top) for number, each in known]
    lower = [_point(number, count, each.low, top) for number, each in reversed(known)]
    middle = [_point(number, count, each.value, top) for number, each in known]
    return [
        f'<polygon fill="#1a73e8" fill-opacity="0.18" points="{" ".join(upper + lower)}"/>',
        f'<polyline fill="none" stroke="#1a73e8" stroke-width="2" points="{" ".join(middle)}"/>',
    ]


def _point(number: int, count: int, value: float, top: float) -> str:
    share = number / (count - 1) if count > 1 else 0.5
    x = _LEFT + share * (_WIDTH - _LEFT - _RIGHT)
    return f"{x:.1f},{_y(min(max(value, -top), top), top):.1f}"


def _y(value: float, top: float) -> float:
    return _TOP + (top - value) / (2 * top) * (_HEIGHT - _TOP - _BOTTOM)


def _label(x: float, y: float, anchor: str, text: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{text}</text>'
