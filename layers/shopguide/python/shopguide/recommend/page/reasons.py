"""Why a hit is there: evidence without which its score would be lower, and not only might be.

The product of the history that seems to add most is named only after the score was computed again
for the history without it: all signals, the recommender among them, on the scales of the request.
Where no single product of the history carries a hit, another signal may, which is then taken away
in the same way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.domain.indexed import Matrix, Vector
from shopguide.domain.json_value import JsonObject
from shopguide.domain.ranking import REASON_TYPES, Reason, ReasonType
from shopguide.domain.recommending import BlendWeights, Signal
from shopguide.recommend.blend import SIGNALS, CandidateTable
from shopguide.recommend.shopper.taste import Taste

LEAST_SHARE = 0.1
"""Share of what single products add that a product must have to be named."""

MOST_EVIDENCE = 4
"""Different products of the history that are taken away to see what falls; each costs a run."""

_OTHERS: Mapping[Signal, ReasonType] = {
    Signal.INTERESTS: ReasonType.MATCHES_INTEREST,
    Signal.SHOPPERS: ReasonType.SHOPPERS_LIKE_YOU,
    Signal.TRENDING: ReasonType.TRENDING,
}
_LEAST_FALL = 1e-4
"""Less is the rounding of float32, beside scores around 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """Hits of a page, and what is needed to score them again.

    Attributes:
        product_ids: The hits.
        rows: Their rows in `table`.
        text: Their text vectors, ``[hits, dimension]``.
        table: The candidates that they were chosen from.
        weights: How signals count.
        evidence: What a signal beside the history names, by product: an interest, a segment.
    """

    product_ids: Sequence[str]
    rows: Sequence[int]
    text: Matrix
    table: CandidateTable
    weights: BlendWeights
    evidence: Mapping[Signal, Mapping[str, JsonObject]]


def reasons_of(page: Page, taste: Taste | None) -> list[Reason | None]:
    """The reason of each hit, None where nothing that can be named carries it."""
    found: list[Reason | None] = [None] * len(page.product_ids)
    if taste is not None and page.product_ids:
        found = _by_history(page, taste)
    return [each or _by_signal(page, place) for place, each in enumerate(found)]


def _by_history(page: Page, taste: Taste) -> list[Reason | None]:
    links = taste.links(page.product_ids)
    added = np.maximum(_added(page, taste, links), 0)
    shares = added / np.maximum(added.sum(axis=1, keepdims=True), 1e-12)
    columns = _worth_trying(shares)
    falls = _falls(page, taste, links, columns)
    found: list[Reason | None] = []
    for share, fall in zip(shares, falls, strict=True):
        told = [
            (float(share[column]), column)
            for column, each in zip(columns, fall.tolist(), strict=True)
            if each > _LEAST_FALL and share[column] >= LEAST_SHARE
        ]
        found.append(_named(taste, *max(told)) if told else None)
    return found


def _named(taste: Taste, share: float, column: int) -> Reason:
    product = taste.products[column]
    return Reason(REASON_TYPES[product.kind], product.product_id, round(share, 4))


def _added(page: Page, taste: Taste, links: Matrix) -> Matrix:
    """What each product of the history adds to each hit as far as sums tell, ``[hits, products]``.

    The recommender and the factors read a history as a whole: what they say is seen only by asking
    again without a product.
    """
    total = np.zeros((len(page.product_ids), len(taste.products)), dtype=np.float32)
    parts = {
        Signal.FOLLOWED: links * taste.weights,
        Signal.CONTENT: taste.content_shares(page.text),
    }
    for signal, part in parts.items():
        if signal in page.table.scales:
            weight = page.weights.weights.get(signal, 0.0)
            total += np.float32(weight / page.table.scales[signal].unit) * part
    return total


def _worth_trying(shares: Matrix) -> list[int]:
    """The products that are strongest for most hits: the best of each, then the second best."""
    order = np.argsort(-shares, axis=1)
    chosen: dict[int, None] = {}
    for rank in range(shares.shape[1]):
        columns, counts = np.unique(order[:, rank], return_counts=True)
        for column in columns[np.argsort(-counts)].tolist():
            chosen.setdefault(column)
            if len(chosen) == MOST_EVIDENCE:
                return list(chosen)
    return list(chosen)


def _falls(page: Page, taste: Taste, links: Matrix, columns: Sequence[int]) -> Matrix:
    """How much each hit's score falls without each of some products, ``[hits, products]``."""
    tastes = [taste.without(column) for column in columns]
    followed = [np.delete(links, column, axis=1) for column in columns]
    falls = np.zeros((len(page.product_ids), len(columns)), dtype=np.float32)
    if not columns:
        return falls
    for signal, values in _history_values(page, tastes, followed).items():
        scale = page.table.scales[signal]
        weight = np.float32(page.weights.weights.get(signal, 0.0))
        before = page.table.signals[page.rows, SIGNALS.index(signal)]
        falls += weight * (before[:, None] - np.stack([scale.of(each) for each in values], axis=1))
    return falls


def _history_values(
    page: Page, tastes: Sequence[Taste], links: Sequence[Matrix]
) -> dict[Signal, list[Vector]]:
    """What each signal of the history says of the hits, for each of the histories."""
    said = page.table.scales.keys()
    found: dict[Signal, list[Vector]] = {}
    if Signal.CONTENT in said:
        found[Signal.CONTENT] = [_content(each, page.text) for each in tastes]
    if Signal.FOLLOWED in said:
        found[Signal.FOLLOWED] = [
            each @ taste.weights for each, taste in zip(links, tastes, strict=True)
        ]
    if Signal.FACTORS in said:
        found[Signal.FACTORS] = _factors(page.product_ids, tastes)
    if Signal.SEQUENCE in said:
        found[Signal.SEQUENCE] = _sequence(page, tastes)
    return found


def _content(taste: Taste, hits: Matrix) -> Vector:
    if not taste.products:
        return np.zeros(len(hits), dtype=np.float32)
    return np.asarray(hits @ taste.content_profile(), dtype=np.float32)


def _factors(product_ids: Sequence[str], tastes: Sequence[Taste]) -> list[Vector]:
    space = tastes[0].spaces.factors
    if space is None:
        return [np.full(len(product_ids), np.nan, dtype=np.float32)] * len(tastes)
    rows, known = space.rows(product_ids)
    found = []
    for taste in tastes:
        profile = taste.factor_profile() if taste.products else None
        scores = rows @ (np.zeros(rows.shape[1], np.float32) if profile is None else profile)
        found.append(np.where(known > 0, scores, np.float32(np.nan)).astype(np.float32))
    return found


def _sequence(page: Page, tastes: Sequence[Taste]) -> list[Vector]:
    """In one run of the recommender; an empty history asks for nothing, whose score is 0.

    Hits that it has not learned count by their text, as candidates do.
    """
    space, recommender = tastes[0].spaces.sequence, tastes[0].recommender
    nothing = np.zeros(len(page.product_ids), dtype=np.float32)
    histories = [taste.history_vectors() for taste in tastes]
    asked = [each for each in histories if each is not None]
    if space is None or recommender is None or not asked:
        return [nothing] * len(tastes)
    rows, known = space.rows(page.product_ids)
    profiles = recommender.profiles(asked)
    scores = np.where(known > 0, profiles.learned @ rows.T, profiles.text @ page.text.T)
    found = iter(scores.astype(np.float32))
    return [nothing if each is None else next(found) for each in histories]


def _by_signal(page: Page, place: int) -> Reason | None:
    """The strongest of the other signals, if the hit would fall without it."""
    parts = {
        signal: page.weights.weights.get(signal, 0.0)
        * float(page.table.signals[page.rows[place], SIGNALS.index(signal)])
        for signal in _OTHERS
    }
    signal = max(parts, key=lambda each: parts[each])
    if parts[signal] <= _LEAST_FALL:
        return None
    evidence = page.evidence.get(signal, {}).get(page.product_ids[place], {})
    return Reason(_OTHERS[signal], evidence=evidence)
