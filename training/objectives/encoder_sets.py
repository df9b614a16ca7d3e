"""From a job's channels to sets that a teacher has judged and the frozen layers have read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from shopguide.adapters.onnx.encoder import OnnxEncoder
from training.data.text_sets import TextSet, TextSetSizes, public_sets, shop_sets
from training.errors import TrainingInputError
from training.loop.job import Job
from training.loop.precision import choose_precision
from training.models.known_models import ENCODERS
from training.models.upper_layers import split_states
from training.objectives.encoder_settings import EncoderSettings
from training.objectives.hard_negatives import judge, lexical_scores
from training.objectives.neighbourhoods import PreparedSet


def read_sets(job: Job, settings: EncoderSettings) -> list[TextSet]:
    """The sets of the channels ``public`` and ``train``, those that there are.

    Raises:
        TrainingInputError: there is neither channel, or no two texts in them.
    """
    sizes = TextSetSizes(
        icecat=settings.icecat, chinese=settings.chinese, questions=settings.questions
    )
    sets = []
    if "public" in job.channels:
        sets += public_sets(job.channel("public"), sizes, seed=settings.seed)
    if "train" in job.channels or not sets:
        sets += _shop_sets(job.channel("train"), settings.shop_pairs)
    kept = [texts for texts in sets if len(texts.texts) > 1]
    if not kept:
        raise TrainingInputError(
            "The data holds no two texts to tell apart.",
            fix="Add products with descriptions, questions with answers, or rated queries.",
            field="train",
        )
    return kept


def _shop_sets(folder: Path, limit: int) -> list[TextSet]:
    from training.data.cleaning.preparation import prepare
    from training.data.pairs import question_evidence_pairs, title_description_pairs
    from training.data.reading.shop_tables import read_shop

    shop = prepare(read_shop(folder))
    pairs = title_description_pairs(shop, limit=limit)
    return shop_sets([*pairs, *question_evidence_pairs(shop, limit=limit)])


def read_teacher(job: Job) -> OnnxEncoder | None:
    """The encoder bundle in the channel ``teacher``, if there is one."""
    return OnnxEncoder(job.channel("teacher"), threads=2) if "teacher" in job.channels else None


def prepared(
    texts: TextSet,
    teacher: OnnxEncoder | None,
    bert: Any,
    tokenizer: Tokenizer,
    settings: EncoderSettings,
) -> PreparedSet:
    """Run the lower layers once over a set, and let the teacher judge it.

    Args:
        texts: The set.
        teacher: A second encoder, for English.
        bert: The `transformers.BertModel` that will be trained.
        tokenizer: Of the encoder; made to cut long texts here.
        settings: Of the job.
    """
    recipe = ENCODERS[settings.base_model]
    tokenizer.no_padding()
    tokenizer.enable_truncation(min(settings.max_tokens, recipe.max_tokens))

    def states(prefix: str, lines: Sequence[str]) -> tuple[list[Tensor], NDArray[np.float32]]:
        ids = [line.ids for line in tokenizer.encode_batch([prefix + text for text in lines])]
        device = next(bert.parameters()).device
        precision = settings.precision
        chosen = choose_precision(device) if precision == "auto" else precision
        with torch.autocast(device.type, torch.bfloat16, enabled=chosen == "bfloat16"):
            found, vectors = split_states(bert, ids, settings.frozen_layers)
        return found, vectors.numpy()

    query_states, query_vectors = states(recipe.query_prefix, texts.queries)
    text_states, text_vectors = states(recipe.passage_prefix, texts.texts)
    judged = judge(
        texts,
        query_vectors @ text_vectors.T,
        _others(texts, teacher, settings),
        temperature=settings.temperature,
        spread=settings.spread,
        near=settings.near,
    )
    return PreparedSet(judged, query_states, text_states)


def _others(
    texts: TextSet, teacher: OnnxEncoder | None, settings: EncoderSettings
) -> list[tuple[float, NDArray[np.float32]]]:
    """What the teacher of a set knows beside the encoder itself; of questions, only the pairs."""
    if texts.kind == "question_evidence":
        return []
    others = []
    lexical = settings.lexical_zh if texts.language == "zh" else settings.lexical_en
    if lexical:
        others.append((lexical, lexical_scores(texts)))
    if teacher is not None and texts.language == "en":
        vectors = teacher.encode_queries(texts.queries)
        others.append((settings.teacher_weight, vectors @ teacher.encode_passages(texts.texts).T))
    return others
