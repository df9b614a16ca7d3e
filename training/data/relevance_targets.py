"""What the scores of a list shall be: as people graded it, and as other models rank it.

Distillation (Hinton et al. 2015, https://arxiv.org/abs/1503.02531): a reranker of half the layers,
trained on a few thousand lists, otherwise forgets what its base knew of all other texts.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.text.language import detect_language
from training.data.relevance import RelevanceList

SHARPNESS = 2.0
"""A text that teachers score one standard deviation higher gets e^2 times the share."""

Scores: TypeAlias = NDArray[np.float64]
Teacher: TypeAlias = Callable[[Sequence[RelevanceList]], list[Scores | None]]


def read_teachers(channels: Mapping[str, Path]) -> list[Teacher]:
    """Encoder bundles whose cosines teach: of channel ``teacher``, and of ``teacher_en`` those
    lists alone whose query is English.

    Raises:
        BundleError: a channel holds no encoder bundle.
    """
    return [
        encoder_teacher(OnnxEncoder(channels[name], threads=2), english_only=name == "teacher_en")
        for name in ("teacher", "teacher_en")
        if name in channels
    ]


def encoder_teacher(encoder: OnnxEncoder, *, english_only: bool) -> Teacher:
    """Cosines, standardised over all lists; None for a list that it does not judge."""

    def teach(lists: Sequence[RelevanceList]) -> list[Scores | None]:
        mine = [each for each in lists if not english_only or detect_language(each.query) == "en"]
        texts = list(dict.fromkeys(text for each in mine for text in each.texts))
        place = {text: row for row, text in enumerate(texts)}
        vectors = encoder.encode_passages(texts)
        queries = encoder.encode_queries([each.query for each in mine])
        found = {
            id(each): (vectors[[place[text] for text in each.texts]] @ query).astype(np.float64)
            for each, query in zip(mine, queries, strict=True)
        }
        everything = np.concatenate([*found.values(), np.zeros(0)])
        mean, deviation = (everything.mean(), everything.std() or 1.0) if mine else (0.0, 1.0)
        return [
            (found[id(each)] - mean) / deviation if id(each) in found else None for each in lists
        ]

    return teach


def list_shares(
    lists: Sequence[RelevanceList], teachers: Sequence[Teacher], *, teacher_share: float
) -> list[Scores]:
    """What the softmax of each list's scores shall be.

    Graded texts have shares in proportion to their gain ``4^grade - 1``, as nDCG has it for labels
    up to 2; teachers theirs by the softmax of their mean score.

    Args:
        lists: At least one.
        teachers: Maybe none.
        teacher_share: Weight of the teachers where a list has both, in 0..1; a list in which no
            text has a grade above 0 learns from teachers alone, or not at all.
    """
    taught = list(zip(*(teach(lists) for teach in teachers), strict=True)) or [()] * len(lists)
    return [
        _shares(each, [scores for scores in found if scores is not None], teacher_share)
        for each, found in zip(lists, taught, strict=True)
    ]


def _shares(each: RelevanceList, taught: Sequence[Scores], teacher_share: float) -> Scores:
    gains = 4 ** np.asarray(each.grades, dtype=np.float64) - 1
    if not taught:
        return gains / gains.sum() if gains.any() else gains
    scores = np.exp(SHARPNESS * np.mean(taught, axis=0))
    soft: Scores = scores / scores.sum()
    if not gains.any():
        return soft
    return (1 - teacher_share) * gains / gains.sum() + teacher_share * soft
