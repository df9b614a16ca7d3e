"""A BERT of six tiny random layers learns which passage answers, and becomes a bundle."""

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from shopguide.adapters.onnx.reranker import OnnxReranker
from shopguide.domain.bundle import BundleKind
from tests.contract.tiny_bundles import tiny_encoder_bundle
from training.data.relevance import RelevanceList
from training.data.relevance_rows import collate_lists, encode_lists, group_by_length
from training.data.relevance_targets import Scores, list_shares, read_teachers
from training.errors import TrainingInputError
from training.loop.job import Job
from training.models.adapter_card import read_card
from training.models.bundle_writer import BuiltBundle
from training.models.cross_encoder import pair_tokenizer
from training.models.encoder_weights import sentencepiece_tokenizer
from training.models.known_models import RERANKERS
from training.models.parity import ParityError
from training.models.progress import Progress
from training.models.ranking_parity import RankingParity, compare_rankings, require_same_ranking
from training.models.reranker import build_reranker
from training.objectives.reranker import NAME, RerankerSettings, listwise_loss, run

COLOURS = ("red", "blue", "green", "black", "white", "pink")
THINGS = ("cup", "lamp", "chair", "desk", "pen", "shoe")
WORDS = (*COLOURS, *THINGS, "query:", "passage:", "which", "is")
SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 6,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": 130,
    "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
}
SETTINGS = RerankerSettings(
    steps=25, learning_rate=5e-3, group=12, rank=4, data="epqa", precision="float32"
)


def tokenizer_document() -> dict[str, object]:
    special = [(f"<{name}>", 0.0) for name in ("s", "pad", "/s", "unk", "mask")]
    words = [(f"▁{word}", -2.0) for word in WORDS]
    letters = [(letter, -9.0) for letter in "▁abcdefghijklmnopqrstuvwxyz:?"]
    return sentencepiece_tokenizer([*special, *words, *letters])


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Base weights in a folder, as `models build --base-weights` takes them."""
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("base")
    tokenizer = tokenizer_document()
    sizes = {**SIZES, "vocab_size": Tokenizer.from_str(json.dumps(tokenizer)).get_vocab_size()}
    torch.manual_seed(0)
    model = BertModel(BertConfig(**sizes), add_pooling_layer=False)
    tensors = {name: value.numpy().copy() for name, value in model.state_dict().items()}
    save_file(tensors, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({**sizes, "model_type": "bert"}))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ePQA of 36 questions: the passage that names the thing asked about answers."""
    folder = tmp_path_factory.mktemp("public")
    (folder / "amazon-pqa").mkdir()
    columns = "qid question ASIN candidate source qa_pair_id title label answer".split()
    rows = [
        (
            f"{thing}{colour}",
            f"which {thing}?",
            f"P{n}",
            text,
            "review",
            f"{n}{label}",
            "",
            label,
            "",
        )
        for n, (thing, colour) in enumerate((t, c) for t in THINGS for c in COLOURS)
        for label, text in (
            (0, f"{THINGS[(n + 1) % 6]} {colour}"),
            (2, f"{thing} {colour}"),
            (0, f"{THINGS[(n + 2) % 6]} {colour}"),
        )
        if label or thing not in text
    ]
    with (folder / "amazon-pqa" / "epqa-dev.csv").open("w", encoding="utf-8") as stream:
        csv.writer(stream).writerows([columns, *rows])
    return folder


def make_job(folder: Path, **channels: Path) -> Job:
    return Job(
        channels=channels,
        model_dir=folder / "model",
        checkpoint_dir=folder / "checkpoints",
        output_dir=folder / "output",
        hyperparameters={},
    )


@pytest.fixture(scope="module")
def trained(base: Path, public: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    job = make_job(tmp_path_factory.mktemp("job"), public=public, base=base)
    run(job, SETTINGS)
    return job.model_dir


@pytest.fixture(scope="module")
def built(trained: Path, base: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltBundle:
    return build_reranker(
        replace(RERANKERS[NAME], adapter=str(trained / NAME)),
        models_dir=tmp_path_factory.mktemp("models"),
        local=base,
        key="test",
        progress=Progress(quiet=True),
    )


def test_training_lowers_the_loss(trained: Path) -> None:
    figures = json.loads((trained / "metrics.json").read_text())
    assert figures["steps"] == SETTINGS.steps
    assert figures["last_loss"] < 0.7 * figures["first_loss"]


def test_card_names_the_data_and_its_licence(trained: Path) -> None:
    card = read_card(trained / NAME)
    assert card.kind is BundleKind.RERANKER
    assert [(source.name, source.licence) for source in card.data] == [
        ("ePQA dev", "CDLA-Sharing-1.0")
    ]


def test_bundle_ranks_the_answer_first(built: BuiltBundle) -> None:
    reranker = OnnxReranker(built.folder, threads=1)
    scores = [
        reranker.score(f"which {thing}?", ["cup red", "desk red"]) for thing in ("cup", "desk")
    ]
    assert scores[0][0] > scores[0][1]
    assert scores[1][0] < scores[1][1]


def test_bundle_carries_card_and_parity(built: BuiltBundle) -> None:
    assert (built.folder / "CARD.md").is_file()
    assert "ePQA dev" in built.manifest.training_data
    assert built.manifest.parity["ndcg_kept"] >= 0.995


def test_second_stage_goes_on_from_the_first(
    trained: Path, public: Path, base: Path, tmp_path: Path
) -> None:
    job = make_job(tmp_path, public=public, base=base, start=trained / NAME)
    run(job, replace(SETTINGS, steps=1, held_out=0))
    before = json.loads((trained / "metrics.json").read_text())
    after = json.loads((job.model_dir / "metrics.json").read_text())
    assert after["first_loss"] < 0.7 * before["first_loss"]
    assert after["left_out"] > 0
    assert len(read_card(job.model_dir / NAME).data) == 2


def test_missing_set_is_named(tmp_path: Path, public: Path, base: Path) -> None:
    with pytest.raises(TrainingInputError, match="hetpqa-evidence"):
        run(make_job(tmp_path, public=public, base=base), replace(SETTINGS, data="public"))


def test_pair_is_framed_with_both_prefixes_and_types() -> None:
    document = pair_tokenizer(tokenizer_document(), "query: ", "passage: ")
    pair = Tokenizer.from_str(json.dumps(document)).encode("cup", "red pen")
    assert pair.tokens == "<s> ▁query: ▁cup </s> <s> ▁passage: ▁red ▁pen </s>".split()
    assert pair.type_ids == [0] * 4 + [1] * 5


def test_batch_keeps_every_pair_in_its_list() -> None:
    document = pair_tokenizer(tokenizer_document(), "query: ", "passage: ")
    lists = [
        RelevanceList("cup", ["red cup", "pen"], [1.0, 0.0], "t"),
        RelevanceList("desk", ["desk", "lamp", "blue chair"], [1.0, 0.0, 0.5], "t", judged=False),
    ]
    shares = list_shares(lists, [], teacher_share=0.5)
    tokenizer = Tokenizer.from_str(json.dumps(document))
    rows = encode_lists(lists, shares, tokenizer, max_tokens=32)
    batch = collate_lists(group_by_length(rows, 2))
    assert batch["slots"].tolist() == [[0, 1, -1], [2, 3, 4]]
    assert batch["grades"].tolist() == [1.0, 0.0, 1.0, 0.0, 0.5]
    assert batch["judged"].tolist() == [1.0, 1.0, 0.0, 0.0, 0.0]
    assert (batch["attention_mask"].sum(1) == torch.tensor([9, 8, 8, 8, 9])).all()


def test_listwise_loss_is_least_for_the_wanted_order() -> None:
    shares = torch.tensor([[0.7, 0.3, 0.0], [0.0, 0.0, 0.0]])
    right = torch.tensor([[3.0, 1.0, -torch.inf], [0.0, 0.0, 0.0]])
    assert listwise_loss(right, shares) < listwise_loss(right[:, [1, 0, 2]], shares)
    assert listwise_loss(right, torch.zeros(2, 3)) == 0


def test_teachers_move_the_shares_of_graded_texts_and_decide_those_of_others() -> None:
    lists = [
        RelevanceList("a", ["x", "y", "z"], [1.0, 0.0, 0.0], "t"),
        RelevanceList("b", ["x", "y", "z"], [0.0, 0.0, 0.0], "t"),
        RelevanceList("c", ["x", "y", "z"], [0.0, 0.0, 0.0], "t"),
    ]

    def teacher(lists: Sequence[RelevanceList]) -> list[Scores | None]:
        return [np.array([0.0, 1.0, -1.0]), np.array([0.0, 1.0, -1.0]), None]

    both, taught, untaught = list_shares(lists, [teacher], teacher_share=0.5)
    assert both[0] > 0.5 > both[1] > both[2] > 0
    assert taught.argmax() == 1
    assert both.sum() == pytest.approx(1)
    assert taught.sum() == pytest.approx(1)
    assert not untaught.any()
    assert list_shares(lists, [], teacher_share=0.5)[0].tolist() == [1, 0, 0]


def test_english_teacher_leaves_chinese_lists_alone(tmp_path: Path) -> None:
    bundle = tiny_encoder_bundle(tmp_path)
    lists = [RelevanceList(query, ["red shoe", "水 壶"], [1, 0], "t") for query in ("shoe", "水壶")]
    (teacher,) = read_teachers({"teacher_en": bundle})
    english, chinese = teacher(lists)
    assert english is not None
    assert english.shape == (2,)
    assert chinese is None


def test_ranking_otherwise_than_in_full_precision_is_refused() -> None:
    full = {"q": np.array([3.0, 0.0, -3.0], dtype=np.float32)}
    require_same_ranking("r", compare_rankings(full, full))
    other = compare_rankings(full, {"q": -full["q"]})
    with pytest.raises(ParityError, match="Worst: 'q'"):
        require_same_ranking("r", other)
    with pytest.raises(ParityError):
        require_same_ranking("r", RankingParity(1, float("nan"), 1.0, "q"))
