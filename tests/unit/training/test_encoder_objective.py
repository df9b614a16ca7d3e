"""A BERT of two layers and random weights learns to rank as its teacher does."""

import json
import lzma
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.tiny_bert import base_weights
from training.data.examples import TextPair
from training.data.text_sets import TextSet, TextSetSizes, public_sets, shop_sets
from training.errors import TrainingInputError
from training.loop.job import Job
from training.loop.settings import parse_settings
from training.models.adapter_card import read_card
from training.models.adapters import merge_adapter
from training.models.encoder_weights import read_encoder_weights
from training.models.upper_layers import UpperLayers, length_batches, split_states
from training.objectives.encoder import run
from training.objectives.encoder_settings import SMALL, EncoderSettings
from training.objectives.hard_negatives import judge, lexical_scores, standardised

SHELF = ("toner cartridge", "photo paper", "audio cable", "power supply unit", "memory card")
LEARNS = {"steps": "60", "tokens": "2000", "spread": "3", "learning_rate": "0.01"}
TITLE = "小 B-HPPX\n米 I-HPPX\n黑 O\n色 O\n手 B-HCCX\n机 I-HCCX\n{} B-XH\n\n"


@pytest.fixture
def public(tmp_path: Path) -> Path:
    folder = tmp_path / "public"
    (folder / "icecat").mkdir(parents=True)
    products = [
        {
            "id": str(number),
            "name": f"{'abcdef'[number % 6]}x",
            "title": f"ACME {'abcdef'[number % 6]}x {SHELF[number % 5]} {'ghijkl'[number // 5]}",
            "supplier": "ACME",
            "short_description": f"A {SHELF[number % 5]} for the office",
        }
        for number in range(30)
    ]
    with zipfile.ZipFile(folder / "icecat" / "1.json.zip", "w") as archive:
        archive.writestr("1.json", json.dumps(products))
    titles = "".join(TITLE.format(letter) for letter in "abcdefgh")
    (folder / "zh-product-ner").mkdir()
    with lzma.open(folder / "zh-product-ner" / "train.txt.xz", "wt", encoding="utf-8") as stream:
        stream.write(titles)
    for name in ("dev.txt", "test.txt"):
        (folder / "zh-product-ner" / name).write_text(titles, encoding="utf-8")
    return folder


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return base_weights(tmp_path / "base")


def job_of(tmp_path: Path, **channels: Path) -> Job:
    folders = {name: tmp_path / name for name in ("model", "checkpoints", "output")}
    for folder in folders.values():
        folder.mkdir()
    return Job(
        channels=channels,
        model_dir=folders["model"],
        checkpoint_dir=folders["checkpoints"],
        output_dir=folders["output"],
        hyperparameters={},
    )


def small_settings(**others: str) -> EncoderSettings:
    hyperparameters = {
        "size": "small",
        "base_model": "all-MiniLM-L6-v2",
        "frozen_layers": "1",
        "precision": "float32",
        "lexical_en": "1",
        "seed": "3",
        **others,
    }
    return parse_settings(EncoderSettings, hyperparameters, small=SMALL)


def test_loss_falls_and_the_adapter_merges_into_its_base(
    tmp_path: Path, public: Path, base: Path
) -> None:
    run(job_of(tmp_path, public=public, base=base), small_settings(**LEARNS))
    metrics = json.loads((tmp_path / "model" / "metrics.json").read_text())
    assert metrics["last_loss"] < 0.8 * metrics["first_loss"]
    folder = tmp_path / "model" / "shopguide-e5-small"
    card = read_card(folder)
    assert {source.name for source in card.data} == {"icecat", "zh-product-ner"}
    weights = read_encoder_weights(base)
    merged = merge_adapter(weights.to_bert(), folder).state_dict()
    name = "encoder.layer.{}.attention.self.query.weight"
    changed = [
        not np.array_equal(merged[name.format(layer)].numpy(), weights.tensors[name.format(layer)])
        for layer in (0, 1)
    ]
    assert changed == [False, True]


def test_public_sets_hold_no_question_that_is_measured_on(tmp_path: Path) -> None:
    folder = tmp_path / "amazon-pqa"
    folder.mkdir()
    (folder / "epqa-dev.csv").write_text(
        "qid,question,ASIN,candidate,source,qa_pair_id,title,label,answer\n"
        "1,is it soft?,P1,it is soft,review,1,toy,2,yes\n"
    )
    rows = "ASIN\tquestion\tcandidate\tanswer\tsource\n"
    rows += "P1\thow big is it?\tit is big\tbig\tCQA\n"  # the measured product
    rows += "P2\tIs it soft\tvery soft\tsoft\tCQA\n"  # the measured question
    rows += "P3\tdoes it float?\tit floats\tyes\tCQA\n"
    with lzma.open(folder / "hetpqa-answer-train.tsv.xz", "wt", encoding="utf-8") as stream:
        stream.write(rows)
    (questions,) = public_sets(tmp_path, TextSetSizes(), seed=1)
    assert questions.queries == ["does it float?"]
    assert questions.texts == ["it floats"]


def test_folder_without_public_sets_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(TrainingInputError, match="icecat, zh-product-ner, amazon-pqa"):
        public_sets(tmp_path, TextSetSizes(), seed=1)


def test_shop_pairs_make_one_set_a_language_and_kind() -> None:
    pairs = [
        TextPair("red kettle", "A kettle", "title_description", "en"),
        TextPair("blue kettle", "A kettle", "title_description", "en"),
        TextPair("红色水壶", "水壶", "title_description", "zh"),
    ]
    english, chinese = shop_sets(pairs)
    assert (english.language, english.texts, english.answers) == ("en", ["A kettle"], [0, 0])
    assert chinese.queries == ["红色水壶"]


def text_set(queries: list[str], texts: list[str], answers: list[int], trusted: float) -> TextSet:
    return TextSet(
        name="test", licence="", kind="query_product", language="en", trusted=trusted,
        queries=queries, texts=texts, answers=answers,
    )  # fmt: skip


def test_teacher_adds_what_words_know_and_keeps_the_spread_of_cosines() -> None:
    texts = text_set(["kettle"], ["red kettle", "red shoe", "blue hat", "a wall"], [0], trusted=0.0)
    cosines = np.array([[0.7, 0.9, 0.8, 0.6]], dtype=np.float32)
    lexical = lexical_scores(texts)
    judged = judge(texts, cosines, [(3.0, lexical)], temperature=0.1, spread=1, near=2)
    assert judged.targets[0].argmax() == 0
    assert judged.targets[0].astype(np.float32).std() == pytest.approx(
        cosines.std() / 0.1, rel=1e-2
    )
    assert set(judged.hard[0].tolist()) == {0, 1, 2}  # what the teacher and the encoder rank first


def test_trusted_pairs_raise_their_own_text() -> None:
    texts = text_set(["kettle"], ["red kettle", "red shoe", "blue hat"], [2], trusted=4.0)
    cosines = np.array([[0.9, 0.8, 0.7]], dtype=np.float32)
    judged = judge(texts, cosines, [], temperature=0.1, spread=1, near=1)
    assert judged.targets[0].argmax() == 2
    assert judged.queries_of == [[], [], [0]]


def test_row_of_equal_scores_says_nothing() -> None:
    assert standardised(np.ones((2, 3), dtype=np.float32)).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_upper_layers_continue_where_the_lower_ones_stopped(base: Path) -> None:
    bert = read_encoder_weights(base).to_bert()
    ids = [[1, 40, 50, 2], [1, 60, 2], [1, *range(30, 60), 2]]
    states, vectors = split_states(bert, ids, 1)
    lengths = torch.tensor([len(line) for line in ids])
    with torch.no_grad():
        again = UpperLayers(bert, 1)(torch.cat(states).float(), lengths)
        hidden = bert(torch.tensor([ids[1]])).last_hidden_state.mean(dim=1)
    whole = torch.nn.functional.normalize(hidden, dim=-1)[0]
    torch.testing.assert_close(vectors[1], whole, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(again, vectors, atol=0.02, rtol=0.02)  # states lie in bfloat16


def test_batches_hold_texts_of_like_length_once_each() -> None:
    lengths = [5, 60, 7, 6, 58]
    batches = length_batches(lengths, 120)
    assert batches == [[1, 4], [2, 3, 0]]


def test_batch_of_several_neighbourhoods_is_refused() -> None:
    with pytest.raises(TrainingInputError, match="batch_size"):
        replace(small_settings(), batch_size=2)


def test_unknown_base_model_is_named() -> None:
    with pytest.raises(TrainingInputError, match="bert-tiny"):
        small_settings(base_model="bert-tiny")


@pytest.mark.models
def test_small_job_lowers_the_loss_of_the_real_base(tmp_path: Path, public: Path) -> None:
    values = {"size": "small", "seed": "3", "lexical_en": "1", "learning_rate": "0.001"}
    run(job_of(tmp_path, public=public), parse_settings(EncoderSettings, values, small=SMALL))
    metrics = json.loads((tmp_path / "model" / "metrics.json").read_text())
    assert metrics["last_loss"] < metrics["first_loss"]
