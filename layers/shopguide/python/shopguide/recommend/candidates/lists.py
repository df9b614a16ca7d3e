"""Signals beside the history: what similar shoppers took, what trends, what a shopper declares."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from shopguide.domain.filters import Filter, Match
from shopguide.domain.indexed import NearestQuery, ScoredDocument
from shopguide.domain.json_value import JsonObject
from shopguide.domain.recommending import Context, Signal
from shopguide.domain.segment import EVERYONE, segments_of
from shopguide.domain.signals import LiveSignals
from shopguide.ports.encoder import Encoder
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.signals.reader import SignalsReader
from shopguide.text.index_layout import PRODUCTS
from shopguide.text.normalise import fold

SEGMENT_PRIOR = 50.0
"""Interactions that a segment needs before its trends count as much as everybody's."""

MOST_INTERESTS = 8
"""Interests that count, the first ones: each is looked for three times."""

_NEAR_INTEREST = 100
_MOST_HELD = 64

Scores = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ListSignals:
    """What lists say, and what their reasons name.

    Attributes:
        scores: By signal and product, 0 for all products that are missing.
        evidence: What the reason of a product names, by signal.
    """

    scores: Mapping[Signal, Scores] = field(default_factory=dict)
    evidence: Mapping[Signal, Mapping[str, JsonObject]] = field(default_factory=dict)


class ListReader:
    """Reads the lists that a request is about.

    Args:
        signals: What a batch found.
        index: Has the products.
        load_encoder: Reads interests.
    """

    def __init__(
        self, signals: SignalsReader, index: VectorIndex, load_encoder: Callable[[], Encoder]
    ) -> None:
        self._signals = signals
        self._index = index
        self._load_encoder = load_encoder
        self._trends: dict[tuple[str, Context], tuple[Scores, Mapping[str, JsonObject]]] = {}

    def read(
        self,
        live: LiveSignals | None,
        shopper_id: str,
        interests: Sequence[str],
        context: Context,
        wanted: Filter,
    ) -> ListSignals:
        """The lists; a signal that says nothing is left out.

        Raises:
            NotFoundError: no product was ever imported.
            EncoderMismatchError: there are interests, and the encoder is not the index's.
        """
        scores: dict[Signal, Scores] = {}
        evidence: dict[Signal, Mapping[str, JsonObject]] = {}
        if live is not None:
            if shopper_id:
                scores[Signal.SHOPPERS] = dict(self._signals.like_minded(live, shopper_id))
            trends, named = self._trending(live, context)
            scores[Signal.TRENDING], evidence[Signal.TRENDING] = trends, named
        if interests:
            near, of = self._near_interests(interests, wanted)
            scores[Signal.INTERESTS], evidence[Signal.INTERESTS] = near, of
        return ListSignals({signal: each for signal, each in scores.items() if each}, evidence)

    def _trending(
        self, live: LiveSignals, context: Context
    ) -> tuple[Scores, Mapping[str, JsonObject]]:
        key = (live.version, context)
        if key not in self._trends:
            if len(self._trends) >= _MOST_HELD:
                self._trends.clear()
            found = self._signals.trending(live, segments_of(context))
            self._trends[key] = shrunk(found)
        return self._trends[key]

    def _near_interests(
        self, interests: Sequence[str], wanted: Filter
    ) -> tuple[Scores, Mapping[str, JsonObject]]:
        """Products near any of the interests, by their places: each interest has its first one.

        Cosines of two interests have no common scale, and one that names a category would have
        its whole category before whatever the other finds.
        """
        best: dict[str, float] = {}
        of: dict[str, JsonObject] = {}
        heard = interests[:MOST_INTERESTS]
        vectors = self._load_encoder().encode_queries(heard)
        for interest, vector in zip(heard, vectors, strict=True):
            query = NearestQuery(vector, _NEAR_INTEREST, filter=wanted, fields=())
            found = [*self._named(interest, query), *self._index.nearest(PRODUCTS, query)]
            ids = list(dict.fromkeys(each.document.document_id for each in found))
            for place, product_id in enumerate(ids):
                score = 1 - place / len(ids)
                if score > best.get(product_id, 0.0):
                    best[product_id], of[product_id] = score, {"interest": interest}
        return best, of

    def _named(self, interest: str, query: NearestQuery) -> Sequence[ScoredDocument]:
        """Those whose brand or category is the interest, the nearest first."""
        found: list[ScoredDocument] = []
        for name in ("brand", "categories"):
            among = query.filter.and_must(Match(name, (fold(interest),)))
            asked = NearestQuery(query.vector, query.limit, filter=among, fields=())
            found += self._index.nearest(PRODUCTS, asked)
        return sorted(found, key=lambda each: -each.score)


def shrunk(
    found: Mapping[str, Sequence[tuple[str, float]]],
) -> tuple[Scores, Mapping[str, JsonObject]]:
    """Trends of segments together, each counting as much as there is of it, and who they are of.

    A segment of n decayed interactions counts n / (n + `SEGMENT_PRIOR`) beside everybody: few
    interactions say little, many say more than the rest of the shop.
    """
    scores: dict[str, float] = {}
    evidence: dict[str, JsonObject] = {}
    highest: dict[str, float] = {}
    for segment, products in found.items():
        total = sum(score for _, score in products)
        if total <= 0:
            continue
        trust = 1.0 if segment == EVERYONE else total / (total + SEGMENT_PRIOR)
        for product_id, score in products:
            part = trust * score / total
            scores[product_id] = scores.get(product_id, 0.0) + part
            if part > highest.get(product_id, 0.0):
                highest[product_id] = part
                evidence[product_id] = {} if segment == EVERYONE else {"segment": segment}
    return scores, evidence
