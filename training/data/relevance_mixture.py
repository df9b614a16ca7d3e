"""What a reranker is trained on: lists of the public sets, in fixed numbers, or a shop's own.

Two stages. `public_lists` leaves out every question and product of ePQA's development part, so that
what it trains can be measured there; `epqa_lists` are that part, less one fold of its products.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar

from training.data.cleaning.splits import stable_share
from training.data.examples import GradedPair, TextPair
from training.data.public import icecat, zh_titles
from training.data.public.pqa import (
    LICENCE,
    AnsweredQuestion,
    JudgedQuestion,
    Overlap,
    read_answered,
    read_judged,
)
from training.data.relevance import RelevanceList, answered_lists, judged_lists
from training.data.relevance_queries import product_lists, title_lists
from training.errors import TrainingInputError

FOLDS = 5
EPQA = "epqa-dev.csv"
_HELPS, _NOISY = 0.35, 0.8
"""Grades of ePQA's label 1 and of hetPQA's, which one annotator in four would not have given."""
_BEST_RATING = 3.0
_Q = TypeVar("_Q", AnsweredQuestion, JudgedQuestion)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelevanceSizes:
    """How many lists of each set at most.

    Attributes:
        judged: Questions of hetPQA with judged candidates.
        attributes: Questions of semiPQA, answered by attributes.
        answered: Answered questions of hetPQA.
        english: Pseudo-queries for Icecat's products.
        chinese: Pseudo-queries for tagged Chinese titles.
        longest: Texts of a list.
    """

    judged: int = 504
    attributes: int = 500
    answered: int = 2000
    english: int = 500
    chinese: int = 500
    longest: int = 8


@dataclass(frozen=True, slots=True)
class RelevanceMixture:
    """Lists; rows and licence by set; questions left out because they are measured on."""

    lists: list[RelevanceList]
    licences: dict[str, str] = field(default_factory=dict)
    left_out: int = 0

    def rows(self) -> dict[str, int]:
        """Graded texts of each set."""
        counts = dict.fromkeys(self.licences, 0)
        for each in self.lists:
            counts[each.source] += len(each.texts)
        return counts


def public_lists(folder: Path, sizes: RelevanceSizes, *, seed: int) -> RelevanceMixture:
    """Read and mix the public sets without anything that ePQA's development part asks.

    Args:
        folder: Laid out like the benchmark data: ``amazon-pqa/``, ``icecat/``, ``zh-product-ner/``.
        sizes: How many of each.
        seed: Equal seeds and files give equal lists.

    Raises:
        TrainingInputError: a file is missing.
    """
    chance = Random(seed)
    measured = Overlap.of(read_judged(_file(folder, f"amazon-pqa/{EPQA}")))
    left_out = 0

    def some(read: Callable[[Path], list[_Q]], names: Sequence[str], count: int) -> list[_Q]:
        nonlocal left_out
        known = [item for name in names for item in read(_file(folder, f"amazon-pqa/{name}"))]
        kept = [item for item in known if not measured.holds(item)]
        left_out += len(known) - len(kept)
        return chance.sample(kept, min(count, len(kept)))

    judged = some(read_judged, ("hetpqa-evidence-dev.tsv.xz",), sizes.judged)
    attribute_files = ("semipqa-attribute-dev.tsv.xz", "semipqa-attribute-testseen.tsv.xz")
    attributes = some(read_judged, attribute_files, sizes.attributes)
    answered = some(read_answered, ("hetpqa-answer-train.tsv.xz",), sizes.answered)
    longest = sizes.longest
    lists = [
        *judged_lists(
            judged, (0.0, _NOISY), source="hetPQA evidence", longest=longest, chance=chance
        ),
        *judged_lists(
            attributes, (0.0, 1.0), source="semiPQA attributes", longest=longest, chance=chance
        ),
        *answered_lists(answered, source="hetPQA answers", same_product=4, others=1, chance=chance),
    ]
    licences = dict.fromkeys(("hetPQA evidence", "semiPQA attributes", "hetPQA answers"), LICENCE)
    if sizes.english:
        products = list(icecat.read_catalogue(_file(folder, "icecat")))
        lists += product_lists(products, sizes.english, longest=longest, chance=chance)
        licences["icecat"] = icecat.LICENCE
    if sizes.chinese:
        titles = zh_titles.read_tagged_titles(_file(folder, "zh-product-ner/train.txt.xz"))
        lists += title_lists(list(titles), sizes.chinese, longest=longest, chance=chance)
        licences["zh-product-ner"] = zh_titles.LICENCE
    chance.shuffle(lists)
    return RelevanceMixture(lists, licences, left_out)


def epqa_lists(folder: Path, *, held_out: int | None, longest: int, seed: int) -> RelevanceMixture:
    """EPQA's development part, without the questions of one fold.

    Raises:
        TrainingInputError: the file is missing.
    """
    chance = Random(seed)
    known = read_judged(_file(folder, f"amazon-pqa/{EPQA}"))
    kept = [question for question in known if fold_of(question.product_id) != held_out]
    lists = judged_lists(
        kept, (0.0, _HELPS, 1.0), source="ePQA dev", longest=longest, chance=chance
    )
    return RelevanceMixture(lists, {"ePQA dev": LICENCE}, len(known) - len(kept))


def fold_of(product_id: str) -> int:
    """The fold, below `FOLDS`, that all questions about a product are in."""
    return int(stable_share(product_id, b"fold") * FOLDS)


def shop_lists(
    pairs: Sequence[TextPair], rated: Sequence[GradedPair], *, others: int, seed: int
) -> RelevanceMixture:
    """A shop's answered questions, beside answers to others, and its rated search results.

    Args:
        pairs: Questions and what answers them.
        rated: Queries and products with ratings.
        others: Texts about other products beside each answer.
        seed: Of their choice.
    """
    chance = Random(seed)
    lists = []
    for pair in pairs:
        drawn = chance.sample(pairs, min(others, len(pairs)))
        texts = {pair.text: 1.0}
        for other in drawn:
            if other.group != pair.group:
                texts.setdefault(other.text, 0.0)
        lists.append(RelevanceList(pair.query, list(texts), list(texts.values()), "shop"))
    of_query: dict[str, dict[str, float]] = {}
    for graded in rated:
        of_query.setdefault(graded.query, {})[graded.text] = graded.grade / _BEST_RATING
    lists += [
        RelevanceList(query, list(texts), list(texts.values()), "shop")
        for query, texts in of_query.items()
    ]
    return RelevanceMixture(lists, {"shop": "the shop's own"})


def _file(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.exists():
        raise TrainingInputError(
            f"The public data lacks {path}.",
            fix="Give a folder that holds amazon-pqa/, icecat/ and zh-product-ner/, or set the "
            "number of lists of the missing set to 0.",
            field="public",
        )
    return path
