"""The plot of prices by category: where each of its boxes, lines, dots and words stands."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 760
LABELS = 230
ROW = 28
TOP = 8
AXIS = 46
_RIGHT = 24
_LABEL_WIDTH = 30
_MAX_PLOTS = 3
_LOG_FROM = 20
"""A range of prices this many times as high as it begins is drawn in steps that multiply."""


@dataclass(frozen=True, slots=True)
class Row:
    """A category: its label cut to its place, its figures, and pixels from the left edge."""

    label: str
    figures: Mapping[str, Any]
    y: float
    low: float
    lower: float
    median: float
    upper: float
    high: float
    outliers: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A price on the axis."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class PricePlot:
    """One plot: the categories whose prices are in one currency."""

    currency: str
    is_log: bool
    height: int
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]


class _Scale:
    """Amounts to pixels."""

    def __init__(self, amounts: Sequence[float]) -> None:
        positive = [amount for amount in amounts if amount > 0]
        self.high = max(amounts)
        self.is_log = bool(positive) and self.high > _LOG_FROM * min(positive)
        self.low = min(positive) if self.is_log else 0.0
        if self.high <= self.low:
            self.high = self.low + 1

    def place(self, amount: float) -> float:
        """Pixels from the left; on a logarithmic scale, what is free stands at its beginning."""
        if self.is_log:
            share = math.log(max(amount, self.low) / self.low) / math.log(self.high / self.low)
        else:
            share = (amount - self.low) / (self.high - self.low)
        return round(LABELS + share * (WIDTH - LABELS - _RIGHT), 1)

    def ticks(self) -> list[Tick]:
        """Round amounts within the scale."""
        amounts = self._log_amounts() if self.is_log else self._even_amounts()
        return [Tick(self.place(amount), amount_text(amount)) for amount in amounts]

    def _even_amounts(self) -> list[float]:
        step = _round_step((self.high - self.low) / 5)
        return [number * step for number in range(int(self.high / step) + 1)]

    def _log_amounts(self) -> list[float]:
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        for digits in ((1, 2, 5), (1,)):
            amounts = [digit * 10.0**power for power in powers for digit in digits]
            inside = [amount for amount in amounts if self.low <= amount <= self.high]
            if len(inside) <= 8:
                break
        return inside


def price_plots(categories: Sequence[Mapping[str, Any]]) -> list[PricePlot]:
    """A plot for each of the commonest currencies among `categories`, members of the report."""
    by_currency: dict[str, list[Mapping[str, Any]]] = {}
    for category in categories:
        by_currency.setdefault(category["currency"], []).append(category)
    largest = sorted(by_currency, key=lambda it: -sum(each["count"] for each in by_currency[it]))
    return [_plot(currency, by_currency[currency]) for currency in largest[:_MAX_PLOTS]]


def _plot(currency: str, categories: Sequence[Mapping[str, Any]]) -> PricePlot:
    ends = [each[end] for each in categories for end in ("low", "high")]
    scale = _Scale([*ends, *(amount for each in categories for amount in each["outliers"])])
    rows = [
        Row(
            label=cut_label(each["category"]),
            figures=each,
            y=TOP + ROW * (number + 0.5),
            low=scale.place(each["low"]),
            lower=scale.place(each["lower_quartile"]),
            median=scale.place(each["median"]),
            upper=scale.place(each["upper_quartile"]),
            high=scale.place(each["high"]),
            outliers=tuple(map(scale.place, each["outliers"])),
        )
        for number, each in enumerate(categories)
    ]
    height = TOP + ROW * len(rows) + AXIS
    return PricePlot(currency, scale.is_log, height, tuple(rows), tuple(scale.ticks()))


def cut_label(text: str) -> str:
    """As much of a label as has room: a Chinese character takes that of two letters."""
    room = _LABEL_WIDTH
    for place, letter in enumerate(text):
        room -= 2 if ord(letter) > 0x2E7F else 1
        if room < 0:
            return text[: max(0, place - 1)] + "…"
    return text


def amount_text(amount: float) -> str:
    """An amount of money without its currency: whole ones without decimals."""
    return f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"


def _round_step(rough: float) -> float:
    """The next of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next(digit * power for digit in (1, 2, 5, 10) if digit * power >= rough))
