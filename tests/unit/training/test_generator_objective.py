"""A Llama of two layers and random weights learns to answer and to abstain from a few rows."""

import csv
import json
import lzma
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from shopguide.text.abstention import ABSTENTION
from training.data.answer_mixture import Mixture, mix_public_answers
from training.data.chat_rows import IGNORED, ChatRow, collate_groups, group_by_length, make_rows
from training.errors import TrainingInputError
from training.loop.job import Job
from training.loop.settings import parse_settings
from training.models.adapter_card import read_card
from training.models.adapters import add_adapter
from training.models.generator import merge_into_folder
from training.objectives.generator import NAME, SMALL, CitedAnswerLoss, GeneratorSettings, run

COLOURS = ("red", "blue", "green", "black", "white", "pink")
ANSWER_COLUMNS = ("ASIN", "question", "candidate", "answer", "source")


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    separator = "," if path.name.endswith(".csv") else "\t"
    with (lzma.open if path.suffix == ".xz" else open)(path, "wt", encoding="utf-8") as stream:
        csv.writer(stream, delimiter=separator).writerows([columns, *rows])


@pytest.fixture
def public(tmp_path: Path) -> Path:
    folder = tmp_path / "public" / "amazon-pqa"
    folder.mkdir(parents=True)
    answers = [
        (f"P{n}", f"which colour is toy {n}?", f"toy {n} is {colour}.", f"it is {colour}", "CQA")
        for n, colour in enumerate(COLOURS)
    ]
    write_rows(folder / "hetpqa-answer-train.tsv.xz", ANSWER_COLUMNS, answers)
    write_rows(folder / "hetpqa-answer-dev.tsv", ANSWER_COLUMNS, answers[:1])
    judged = [
        (n, f"P{n}", f"{n}-{label}", f"is toy {n} loud?", text, label, "review", "high")
        for n in range(6)
        for label, text in enumerate(("nice box", "quite loud"))
    ]
    columns = (
        "qid",
        "ASIN",
        "qa_pair_id",
        "question",
        "candidate",
        "label",
        "source",
        "confidence",
    )
    write_rows(folder / "hetpqa-evidence-dev.tsv.xz", columns, judged)
    columns = ("qid", "question", "ASIN", "candidate", "source", "qa_pair_id", "title", "label")
    epqa = [(1, "is it soft?", "P1", "it is soft", "review", "1", "toy", 2)]
    write_rows(folder / "epqa-dev.csv", columns, epqa)
    attributes = [
        (n, f"{n}-{label}", f"how heavy is item {n}?", text, label)
        for n in range(6)
        for label, text in enumerate(("color: { value:red }", "weight: { value:5 }"))
    ]
    columns = ("qid", "qa_pair_id", "question", "candidate", "label")
    for part in ("dev", "testseen"):
        write_rows(folder / f"semipqa-attribute-{part}.tsv.xz", columns, attributes)
    sentences = [(f'color: {{ value:"{colour}" }}', f"It is {colour}.") for colour in COLOURS]
    write_rows(folder / "semipqa-d2t-train.tsv", ("data", "text"), sentences)
    return folder.parent


@pytest.fixture
def base(tmp_path: Path, public: Path) -> Path:
    from transformers import LlamaConfig, LlamaForCausalLM

    examples = mix_public_answers(public, Mixture(), seed=1).examples
    texts = [text for e in examples for text in (e.question, e.reply, *(p.text for p in e.facts))]
    tokenizer = Tokenizer(models.WordLevel(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    special = ["<unk>", "<|im_start|>", "<|im_end|>"]
    tokenizer.train_from_iterator(texts, trainers.WordLevelTrainer(special_tokens=special))
    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=32, intermediate_size=64,
        num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        tie_word_embeddings=True, initializer_range=0.2,
    )  # fmt: skip
    folder = tmp_path / "base"
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text("{}")
    return folder


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Threads would only wait for each other over matrices this small."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def test_training_lowers_the_loss_and_leaves_an_adapter(
    tmp_path: Path, public: Path, base: Path, one_thread: None
) -> None:
    job = Job(
        {"public": public, "base": base},
        tmp_path / "model",
        tmp_path / "checkpoints",
        tmp_path / "output",
        {
            "size": "small",
            "examples": "0",
            "group": "64",
            "steps": "30",
            "learning_rate": "0.01",
            "precision": "float32",
        },
    )
    for folder in (job.model_dir, job.checkpoint_dir, job.output_dir):
        folder.mkdir()
    run(job, parse_settings(GeneratorSettings, job.hyperparameters, small=SMALL))
    figures = json.loads((job.model_dir / "metrics.json").read_text())
    assert figures["last_loss"] < 0.7 * figures["first_loss"]
    card = read_card(job.model_dir / NAME)
    assert sum(source.rows for source in card.data) >= figures["examples"] > 20
    before = load_file(base / "model.safetensors")
    configuration = (base / "config.json").read_bytes()
    merge_into_folder(base, job.model_dir / NAME)
    after = load_file(base / "model.safetensors")
    assert before.keys() == after.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed == {name for name in before if "_proj" in name}
    assert (base / "config.json").read_bytes() == configuration


def test_questions_and_products_that_are_measured_on_are_left_out(public: Path) -> None:
    mixed = mix_public_answers(public, Mixture(), seed=1)
    asked = {example.question for example in mixed.examples}
    assert "which colour is toy 0?" not in asked  # asked in hetPQA's development part
    assert not any("toy 1" in question for question in asked)  # ePQA's product
    assert "which colour is toy 2?" in asked
    assert mixed.left_out == 3


def test_missing_set_is_named(public: Path) -> None:
    (public / "amazon-pqa" / "semipqa-d2t-train.tsv").unlink()
    with pytest.raises(TrainingInputError, match=r"semipqa-d2t-train\.tsv"):
        mix_public_answers(public, Mixture(), seed=1)


def test_only_tokens_of_replies_are_labels(public: Path, base: Path) -> None:
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    examples = mix_public_answers(public, Mixture(), seed=1).examples
    rows = make_rows(examples, tokenizer, max_tokens=320)
    batch = collate_groups([rows])
    end = tokenizer.token_to_id("<|im_end|>")
    for number, example in enumerate(examples):
        labels, ids = batch["labels"][number], batch["input_ids"][number]
        counted = labels != IGNORED
        assert bool((labels[counted] == ids[counted]).all())
        wanted = tokenizer.encode(example.reply, add_special_tokens=False).ids
        assert ids[counted].tolist() == ([*wanted, end] if wanted else [])
        assert not counted[: batch["reply_at"][number]].any()
        assert batch["abstains"][number] == float(example.reply == ABSTENTION["en"])


def test_groups_hold_rows_of_like_length_and_lose_none() -> None:
    rows = [ChatRow([0] * (n * 7 % 50), [1], abstains=False) for n in range(1, 101)]
    groups = group_by_length(rows, 8)
    assert sorted(len(row) for group in groups for row in group) == sorted(map(len, rows))
    assert max(len(group[-1]) - len(group[0]) for group in groups) <= 6


def test_reading_the_shared_prefix_once_changes_nothing(public: Path, base: Path) -> None:
    from peft import LoraConfig
    from transformers import LlamaForCausalLM

    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    examples = mix_public_answers(public, Mixture(), seed=1).examples[:8]
    batch = collate_groups([make_rows(examples, tokenizer, max_tokens=320)])
    outcomes = []
    for share_prefix in (True, False):
        torch.manual_seed(1)
        llama = LlamaForCausalLM.from_pretrained(base)
        layers = LoraConfig(target_modules="all-linear", init_lora_weights=False)
        loss = CitedAnswerLoss(add_adapter(llama, layers), 5, 1.0, share_prefix=share_prefix)
        value = loss(**batch)["loss"]
        value.backward()
        slopes = [p.grad for p in loss.parameters() if p.grad is not None]
        outcomes.append((value.detach(), *slopes))
    for shared, plain in zip(*outcomes, strict=True):
        assert torch.allclose(shared, plain, atol=1e-5)


def test_choice_counts_where_nobody_wrote_the_answer(base: Path) -> None:
    from peft import LoraConfig
    from transformers import LlamaForCausalLM

    llama = LlamaForCausalLM.from_pretrained(base)
    model = add_adapter(llama, LoraConfig(target_modules="all-linear", init_lora_weights=False))
    loss = CitedAnswerLoss(model, abstention_token=5, choice_weight=1.0)
    batch = collate_groups([[ChatRow([3, 4, 6], [], abstains=False)]])
    value = loss(**batch)["loss"]
    assert 0 < float(value.detach()) < 1  # -log(1 - p), p small in a random model
    value.backward()
    assert any(parameter.grad is not None for parameter in model.parameters())
