"""Measures what a typing slip costs: the served search asked with and without it."""

import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shopguide.text.normalise import fold
from training.evaluate.benchmark_data import icecat_qrels, zh_queries
from training.evaluate.errors import EvaluationInputError
from training.evaluate.intervals import Estimate, Rows, Values, estimate, mean_of
from training.evaluate.judgements import Judgements
from training.evaluate.public_sets import write_icecat_products, write_zh_products
from training.evaluate.report import Figures, Report, slice_by
from training.evaluate.search import PAGE, measure
from training.evaluate.served import ServedShop
from training.evaluate.slips import LETTER_SLIPS, SOUND_SLIPS, Slip, letter_slips, sound_slips

SEED = 5
MEASURES = ("ndcg@10", "judged-ndcg@10", "mrr@10")
METRICS = tuple(f"{name}{part}" for name in MEASURES for part in ("", "-clean", "-kept"))
BASELINES: tuple[str, ...] = ()
_SLIPS_PER_CHINESE_QUERY = 4


@dataclass(frozen=True, slots=True)
class DataSet:
    """Where a public set's products and queries come from, and how its queries go wrong."""

    write_products: Callable[[Path, Path], int]
    ratings: Callable[[Path], Mapping[str, Mapping[str, float]]]
    slips: Callable[[Sequence[str], frozenset[str]], list[Slip]]


@dataclass(frozen=True, slots=True)
class Pairs:
    """By measure, the value of each slip's query and that of the query that was meant."""

    slips: Sequence[Slip]
    typed: Mapping[str, NDArray[np.float64]]
    clean: Mapping[str, NDArray[np.float64]]

    def figures(self, rows: ArrayLike) -> dict[str, Estimate]:
        """Over these slips; intervals speak of other queries, since slips of one are alike."""
        those = np.asarray(rows)
        _, query_of = np.unique([self.slips[row].meant for row in those], return_inverse=True)
        figures = {}
        for name in MEASURES:
            typed, clean = self._by_query(name, those, query_of)
            figures[name] = mean_of(typed)
            figures[f"{name}-clean"] = mean_of(clean)
            figures[f"{name}-kept"] = _share_kept(typed, clean)
        return figures

    def _by_query(
        self, name: str, rows: NDArray[np.int64], query_of: NDArray[np.int64]
    ) -> tuple[Values, Values]:
        """Mean over the slips of each query, typed and clean."""
        times = np.bincount(query_of)
        typed, clean = self.typed[name][rows], self.clean[name][rows]
        return np.bincount(query_of, typed) / times, np.bincount(query_of, clean) / times

    def worst(self, count: int) -> list[str]:
        """The slips that cost most nDCG, for a look."""
        name = MEASURES[0]
        lost = self.clean[name] - self.typed[name]
        return [
            f"{self.slips[row].meant} -> {self.slips[row].typed}: "
            f"{self.clean[name][row]:.3f} -> {self.typed[name][row]:.3f}"
            for row in np.argsort(-lost, kind="stable")[:count]
            if lost[row] > 0
        ]


def evaluate_typos(
    shop: ServedShop, data: Path, dataset: str, *, limit: int | None = None, examples: int = 0
) -> Report:
    """Import a public set's products and ask its queries, clean and with one slip each.

    Args:
        shop: An empty one.
        data: Folder of the public sets.
        dataset: A key of `DATA_SETS`.
        limit: Only the first so many queries, for a quick look.
        examples: How many of the costliest slips the notes show.

    Raises:
        EvaluationInputError: the set is not in that folder, or no query has a word to mistype.
    """
    if not (data / dataset).is_dir():
        raise EvaluationInputError(
            f"There is no folder {dataset} in {data}.",
            fix="Name the folder that the public sets lie in.",
            field="data",
        )
    source = DATA_SETS[dataset]
    with tempfile.TemporaryDirectory() as folder:
        products = Path(folder) / "products.csv"
        source.write_products(data, products)
        shop.import_products(products)
    titles = {product.product_id: product.title for product in shop.products()}
    judged = Judgements(source.ratings(data), 0).within(set(titles)).first(limit)
    words = frozenset(word for title in titles.values() for word in fold(title).split())
    slips = source.slips(list(judged.ratings), words)
    if not slips:
        raise EvaluationInputError("No query has a word to mistype.", field="dataset")
    pairs = ask_pairs(shop, slips, judged)
    meant = len({slip.meant for slip in slips})
    return Report(
        about=f"{len(slips)} slips in {meant} queries over {len(titles):,} products",
        metrics=pairs.figures(np.arange(len(slips))),
        headline=("ndcg@10-kept", "mrr@10-kept"),
        slices={"slip": _by_kind(pairs)},
        sizes={"products": len(titles), "queries": meant, "slips": len(slips)},
        notes=[
            "-kept is the mean with slips divided by the mean of the same queries without.",
            *pairs.worst(examples),
        ],
    )


def ask_pairs(shop: ServedShop, slips: Sequence[Slip], judged: Judgements) -> Pairs:
    """Ask each slip's query and the one that was meant, and measure both by its ratings."""
    ratings = {slip.meant: judged.ratings[slip.meant] for slip in slips}
    ratings |= {slip.typed: judged.ratings[slip.meant] for slip in slips}
    rankings = {}
    for query in shop.progress.track(ratings, description="Searching"):
        rankings[query], _ = shop.search(query, PAGE)
    values = measure(rankings, Judgements(ratings, 0))
    place = {query: row for row, query in enumerate(ratings)}
    typed = [place[slip.typed] for slip in slips]
    clean = [place[slip.meant] for slip in slips]
    return Pairs(
        slips,
        {name: values[name][typed] for name in MEASURES},
        {name: values[name][clean] for name in MEASURES},
    )


def _share_kept(typed: Values, clean: Values) -> Estimate:
    """Sum with slips by sum without; a resample in which nothing is found keeps nothing."""

    def statistic(rows: Rows) -> Values:
        whole = clean[rows].sum(axis=1)
        return np.divide(typed[rows].sum(axis=1), whole, out=np.zeros_like(whole), where=whole > 0)

    return estimate(statistic, len(typed))


def _by_kind(pairs: Pairs) -> dict[str, Figures]:
    kinds = [slip.kind for slip in pairs.slips]
    return slice_by(kinds, pairs.figures, (*LETTER_SLIPS, *SOUND_SLIPS))


def _slips_in_letters(queries: Sequence[str], words: frozenset[str]) -> list[Slip]:
    dice = random.Random(SEED)
    return [slip for query in queries for slip in letter_slips(query, words, dice)]


def _slips_in_sound(queries: Sequence[str], words: frozenset[str]) -> list[Slip]:  # noqa: ARG001
    dice = random.Random(SEED)
    return [s for query in queries for s in sound_slips(query, _SLIPS_PER_CHINESE_QUERY, dice)]


def _right_products(data: Path) -> dict[str, dict[str, float]]:
    return {query: {product: 1.0} for query, product in zh_queries(data).items()}


DATA_SETS: Mapping[str, DataSet] = {
    "icecat": DataSet(write_icecat_products, icecat_qrels, _slips_in_letters),
    "zh-retrieval": DataSet(write_zh_products, _right_products, _slips_in_sound),
}
