"""A drawing of cold starts, as SVG: one group of bars a case, one bar a size."""

from collections.abc import Sequence
from html import escape

from tests.benchmarks.on_lambda.figures import Figures

_WIDTH, _HEIGHT = 760, 380
_LEFT, _TOP, _BOTTOM = 56, 48, 64
_INIT, _FIRST, _TEXT, _LINE = "#4269a5", "#e0913a", "#555", "#ccc"


def draw(results: Sequence[Figures]) -> str:
    """The bars of all `results` that have figures; init at the bottom, first request above it."""
    shown = [one for one in results if not one.died]
    highest = max((one.cold for one in shown), default=1000)
    top = 1000 * (int(highest / 1000) + 1)
    cases = list(dict.fromkeys(one.case for one in shown))
    room = (_WIDTH - _LEFT - 10) / max(1, len(cases))
    parts = [*_grid(top), *_legend()]
    for number, case in enumerate(cases):
        left = _LEFT + number * room
        ordered = sorted((one for one in shown if one.case == case), key=lambda one: one.memory_mb)
        for place, figures in enumerate(ordered):
            parts += _bar(figures, left + 8 + place * (room - 16) / 4, (room - 16) / 4 - 6, top)
        parts.append(_text(left + room / 2, _HEIGHT - 16, case, "middle"))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="sans-serif" font-size="11">\n'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>\n{body}\n</svg>\n'
    )


def _bar(figures: Figures, left: float, width: float, top: float) -> list[str]:
    scale = (_HEIGHT - _TOP - _BOTTOM) / top
    ground = _HEIGHT - _BOTTOM
    init, first = figures.init * scale, figures.first * scale
    middle = left + width / 2
    return [
        _rectangle(left, ground - init, width, init, _INIT),
        _rectangle(left, ground - init - first, width, first, _FIRST),
        _text(middle, ground - init - first - 4, f"{figures.cold / 1000:.1f}", "middle"),
        _text(middle, ground + 14, f"{figures.memory_mb}", "middle"),
    ]


def _grid(top: float) -> list[str]:
    ground, scale = _HEIGHT - _BOTTOM, (_HEIGHT - _TOP - _BOTTOM) / top
    parts = []
    for second in range(0, int(top / 1000) + 1, max(1, int(top / 5000))):
        y = ground - second * 1000 * scale
        parts.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - 10}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_LINE}"/>'
        )
        parts.append(_text(_LEFT - 6, y + 4, f"{second} s", "end"))
    return parts


def _legend() -> list[str]:
    title = "Cold start by memory (MB): seconds to the first answer"
    return [
        _text(_LEFT, 18, title, "start"),
        _rectangle(_LEFT, 26, 10, 10, _INIT),
        _text(_LEFT + 14, 35, "initialisation", "start"),
        _rectangle(_LEFT + 100, 26, 10, 10, _FIRST),
        _text(_LEFT + 114, 35, "first request", "start"),
    ]


def _rectangle(x: float, y: float, width: float, height: float, colour: str) -> str:
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{colour}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{_TEXT}">{escape(words)}</text>'
