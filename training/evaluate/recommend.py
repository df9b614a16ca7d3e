"""Measures recommendations as served: what a shopper took last, hidden and asked for.

Leave-one-out with full ranking: all items but those of the history compete, as Krichene & Rendle
2020 (*On sampled metrics for item recommendation*) ask for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.recommending import BlendWeights
from training.evaluate.blend_tuning import TUNING, TunedBlend, tune_blend
from training.evaluate.errors import EvaluationInputError
from training.evaluate.intervals import Estimate, exactly, mean_of, percentile_of
from training.evaluate.neighbours import (
    NOTHING,
    Recommender,
    cosine_neighbours,
    directed_neighbours,
    most_popular,
    top_items,
)
from training.evaluate.nightly import Night, spend_night
from training.evaluate.report import (
    Baseline,
    Figures,
    PerQuery,
    Report,
    bands,
    mean_figures,
    mean_leads,
    slice_by,
    values_at,
)
from training.evaluate.sequences import IntArray, Sequences, read_sequences
from training.evaluate.served import ServedShop
from training.evaluate.shop_files import items_as_products
from training.evaluate.trade_off import point_at, trade_off_plot
from training.models.sequence_training import SequenceSettings

SHOWN = 10
"""Products of one answer."""

MEANS = ("hr@10", "ndcg@10", "novelty")
HEADLINE = ("hr@10", "ndcg@10", "coverage")
METRICS = (*MEANS, "coverage", "gini", "long-tail", "latency-p50-ms", "latency-p95-ms", *TUNING)
KNOBS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
"""Settings of the long-tail knob that the curve shows."""

CURVE_USERS = 500
"""Users that are asked for at each of them."""

Protocol = Literal["served", "strict"]
_HISTORIES = ("up to 4 products", "5-9 products", "10 products or more")
_TARGETS = ("never seen", "seen 1-4 times", "seen 5-19 times", "seen 20 times or more")
_SEED = 17

_RECOMMENDERS: Mapping[str, tuple[str, Callable[[Sequence[IntArray], int], Recommender]]] = {
    "popularity": ("the same most popular products for everyone", most_popular),
    "knn": ("neighbours in order: what followed what (item kNN)", directed_neighbours),
    "cosine-knn": ("products that the same people took (item kNN)", cosine_neighbours),
}
_PROTOCOLS = {"": "as much known as served", "-strict": "fitted without anyone's last two"}
BASELINES = tuple(name + protocol for protocol in _PROTOCOLS for name in _RECOMMENDERS)

_PROTOCOL_NOTES: Mapping[Protocol, str] = {
    "served": "Served knows what everybody did before their last product, as a shop does whose"
    " batch ran last night; baselines ending in -strict are fitted without anyone's last two, as"
    " published figures are.",
    "strict": "The batch saw nobody's last two products, as in published figures; the last but one"
    " belongs to the history that is asked with. Compare with baselines ending in -strict.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the served system gave to some of the users: items ``[users, SHOWN]``."""

    rows: IntArray
    top: IntArray
    latencies: Sequence[float]
    strategies: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """How recommendations are measured.

    Attributes:
        users: How many users, drawn at random, to ask for; None for all.
        protocol: ``served``: everybody's last product alone is hidden, from the night's batch, too;
            ``strict``: the batch saw nobody's last two, as in published figures.
        recommender: How a recommender is fitted, None for none.
        tune: Fit the blend's weights to the last but one products, and measure them on the last.
        curve: Where to draw what the long-tail knob gives and costs; None for nowhere.
    """

    users: int | None = 2_000
    protocol: Protocol = "served"
    recommender: SequenceSettings | None = None
    tune: bool = False
    curve: Path | None = None


def evaluate_recommend(
    shop: ServedShop, sequences: Path, products: Path | None, plan: Plan
) -> tuple[Report, BlendWeights | None]:
    """Import the products, report histories, spend a night, and ask for recommendations.

    Args:
        shop: An empty one.
        sequences: One user a line, ``user item item …``.
        products: A products file, or ``derived_*_items.tsv``; without it an item's title is its id.
        plan: How.

    Returns:
        The report, and the weights that tuning found where they are better than the defaults.

    Raises:
        EvaluationInputError: a file cannot be used, or they have no product in common.
    """
    known = read_sequences(sequences)
    with items_as_products(products, known.items) as file:
        imported = shop.import_products(file)
    missing = _missing_items(shop, known, products)
    rows = _sample(len(known.users), plan.users)
    tuned = _live(shop, known, rows, plan)
    weights = None if tuned is None else tuned.weights
    asked = _ask(shop, known, rows, weights)
    values = measure(asked.top, known.targets[asked.rows], known.counts)
    report = Report(
        about=f"next product out of {len(known.items):,}, {len(asked.rows):,} shoppers asked for",
        metrics={
            **_figures(values, asked.top, len(known.items)),
            **_spread(asked.top, known),
            **_latency(asked.latencies),
            **({} if tuned is None else tuned.figures()),
        },
        headline=HEADLINE,
        baselines=list(_baselines(shop, known, asked, values)),
        slices=_slices(known, asked, values),
        sizes={"products": imported.counts.added, **_sizes(known, asked, missing)},
        notes=[*_notes(known, asked, missing, products, plan), *_told(tuned)],
    )
    if plan.curve is not None:
        plan.curve.write_text(_curve(shop, known, rows, weights), encoding="utf-8")
    return report, weights


def _live(shop: ServedShop, known: Sequences, rows: IntArray, plan: Plan) -> TunedBlend | None:
    """Live through the histories: a night after what may be fitted on, and then the rest."""
    night = Night(plan.recommender)
    if plan.protocol == "served" and not plan.tune:
        shop.report_events(interactions_of(known), sum(map(len, known.known())))
        spend_night(shop, known, known.known(), night)
        return None
    shop.report_events(interactions_of(known, last=2), sum(map(len, known.training())))
    spend_night(shop, known, known.training(), night)
    tuned = tune_blend(shop, known, rows) if plan.tune else None
    shop.report_events(interactions_of(known, first=-2, last=1), len(known.users))
    if plan.protocol == "served":
        spend_night(shop, known, known.known(), night)
    return tuned


def measure(top: IntArray, targets: IntArray, counts: NDArray[np.int64]) -> PerQuery:
    """One value a user for each of `MEANS`.

    Novelty is the mean self-information of what is shown, ``-log2`` of a product's share of all
    interactions (Zhou et al. 2010, *Solving the apparent diversity-accuracy dilemma*).

    Args:
        top: Items ``[users, SHOWN]``, best first; `NOTHING` where there are fewer.
        targets: The hidden item of each user.
        counts: Interactions of each item.
    """
    hits = top == targets[:, None]
    discounts = 1 / np.log2(np.arange(2, top.shape[1] + 2))
    surprise = np.append(-np.log2(np.maximum(counts, 1) / counts.sum()), 0.0)
    shown = np.maximum((top != NOTHING).sum(axis=1), 1)
    return {
        "hr@10": hits.any(axis=1).astype(float),
        "ndcg@10": hits @ discounts,
        "novelty": surprise[top].sum(axis=1) / shown,
    }


def interactions_of(
    known: Sequences, *, first: int = 0, last: int = 1
) -> Iterator[ReportedInteraction]:
    """Interactions from the `first` on, but each user's `last` ones: purchases a second apart.

    Args:
        known: Whole histories.
        first: Where to begin; negative from the end.
        last: How many to leave out.
    """
    now = datetime.now(UTC)
    for user, history in zip(known.users, known.histories, strict=True):
        places = range(len(history))[first : len(history) - last]
        for place in places:
            moment = now - timedelta(seconds=len(history) - place)
            product_id = known.items[history[place]]
            yield ReportedInteraction(
                f"{user}/{place}", user, InteractionKind.PURCHASE, product_id, moment
            )


def _ask(
    shop: ServedShop,
    known: Sequences,
    rows: IntArray,
    weights: BlendWeights | None = None,
    long_tail: float = 0.0,
) -> Asked:
    top = np.full((len(rows), SHOWN), NOTHING)
    latencies: list[float] = []
    strategies: dict[str, int] = {}
    for place, row in enumerate(shop.progress.track(rows.tolist(), description="Recommending")):
        ids, strategy, took = shop.recommend(
            known.users[row], SHOWN, weights=weights, long_tail=long_tail
        )
        items = [known.numbers.get(name, NOTHING) for name in ids]
        top[place, : len(items)] = items
        latencies.append(took)
        strategies[strategy] = strategies.get(strategy, 0) + 1
    return Asked(rows, top, latencies, strategies)


def _baselines(
    shop: ServedShop, known: Sequences, asked: Asked, served: PerQuery
) -> Iterator[Baseline]:
    """Each baseline over all users; its lead over those that the served system was asked for."""
    items = len(known.items)
    fitted_on = {"": known.known(), "-strict": known.training()}
    for (suffix, protocol), (name, (about, fit)) in (
        (protocol, row) for protocol in _PROTOCOLS.items() for row in _RECOMMENDERS.items()
    ):
        task = shop.progress.add_task(f"Baseline {name}{suffix}", total=len(known.users))
        top = top_items(
            fit(fitted_on[suffix], items),
            known.known(),
            SHOWN,
            lambda done, task=task: shop.progress.advance(task, done),
        )
        shop.progress.remove_task(task)
        values = measure(top, known.targets, known.counts)
        yield Baseline(
            name + suffix,
            f"{about}; {protocol}",
            _figures(values, top, items),
            mean_leads(served, values_at(values, asked.rows)),
        )


def _figures(values: PerQuery, top: IntArray, items: int) -> dict[str, Estimate]:
    shown = np.unique(top[top != NOTHING])
    return {**mean_figures(values), "coverage": exactly(len(shown) / items, len(top))}


def _spread(top: IntArray, known: Sequences) -> dict[str, Estimate]:
    """How the places are spread over the products."""
    point = point_at(0.0, 0.0, top, known.counts)
    return {
        "gini": exactly(point.gini, len(top)),
        "long-tail": exactly(point.tail_share, len(top)),
    }


def _curve(shop: ServedShop, known: Sequences, rows: IntArray, weights: BlendWeights | None) -> str:
    """The long-tail knob from end to end, over some of the users."""
    some = rows[:: max(1, len(rows) // CURVE_USERS)]
    points = []
    for knob in KNOBS:
        asked = _ask(shop, known, some, weights, knob)
        values = measure(asked.top, known.targets[some], known.counts)
        points.append(point_at(knob, float(values["ndcg@10"].mean()), asked.top, known.counts))
    return trade_off_plot(points)


def _told(tuned: TunedBlend | None) -> list[str]:
    return [] if tuned is None else [tuned.told()]


def _latency(latencies: Sequence[float]) -> dict[str, Estimate]:
    return {
        "latency-p50-ms": percentile_of(latencies, 0.5),
        "latency-p95-ms": percentile_of(latencies, 0.95),
    }


def _slices(known: Sequences, asked: Asked, values: PerQuery) -> dict[str, dict[str, Figures]]:
    lengths = [len(known.histories[row]) - 1 for row in asked.rows]
    others = known.counts[known.targets[asked.rows]]

    def figures(rows: NDArray[np.int64]) -> Figures:
        return {name: mean_of(each) for name, each in values_at(values, rows).items()}

    return {
        "history": slice_by(bands(lengths, (5, 10), _HISTORIES), figures, _HISTORIES),
        "hidden product": slice_by(bands(others, (1, 5, 20), _TARGETS), figures, _TARGETS),
    }


def _sizes(known: Sequences, asked: Asked, missing: int) -> dict[str, int]:
    return {
        "users": len(known.users),
        "users_asked_for": len(asked.rows),
        "users_too_short": known.too_short,
        "users_with_hidden_product_in_history": known.repeats,
        "items": len(known.items),
        "items_without_product": missing,
        "interactions": known.interactions,
        **{f"answers_by_{name}": count for name, count in asked.strategies.items()},
    }


def _sample(size: int, users: int | None) -> IntArray:
    if users is None or users >= size:
        return np.arange(size)
    return np.sort(np.random.default_rng(_SEED).choice(size, users, replace=False))


def _missing_items(shop: ServedShop, known: Sequences, products: Path | None) -> int:
    live = {product.product_id for product in shop.products()}
    missing = sum(name not in live for name in known.items)
    if missing == len(known.items):
        raise EvaluationInputError(
            f"None of the items of the sequences (such as {known.items[0]!r}) is a product.",
            fix=f"Use the ids of {products.name if products else 'the products file'} in both.",
            field="id",
        )
    return missing


def _notes(
    known: Sequences, asked: Asked, missing: int, products: Path | None, plan: Plan
) -> list[str]:
    notes = [_PROTOCOL_NOTES[plan.protocol]]
    if plan.recommender is None:
        notes.append("Served without a recommender; --recommender fits one, which takes minutes.")
    if len(asked.rows) < len(known.users):
        notes.append(
            f"The served system was asked for {len(asked.rows):,} of {len(known.users):,} shoppers,"
            " drawn at random: its intervals allow for that, its coverage is of these answers"
            " alone. Baselines are over all shoppers, leads over those that were asked for."
        )
    if known.repeats:
        notes.append(
            f"{known.repeats:,} shoppers had the hidden product before; what a shopper has is never"
            " recommended, so these count as misses for every way."
        )
    if products is None:
        notes.append(
            "Without --products a product's title is its id: recommending by content says nothing "
            "here, and what is measured is the rest of the fallback chain."
        )
    if missing:
        notes.append(f"{missing:,} items have no product, so the shop can never recommend them.")
    return notes
