"""Supervised fine-tuning of a generator: cited answers from numbered facts, or an abstention.

    shopguide train generator --channel public=../shared/data --local

LoRA on every linear layer (Hu et al. 2021, https://arxiv.org/abs/2106.09685). Only replies count,
and the choice between answering and abstaining counts once more: see `CitedAnswerLoss`. It learns
from public product questions (channel ``public``), the shop's own (channel ``train``), or both.
The channel ``base``, if it is there, holds base weights (config.json, model.safetensors,
tokenizer.json, tokenizer_config.json, or one .gguf file); otherwise they are fetched as
`models build` does.
"""

import hashlib
import json
import platform
import random
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from shopguide.domain.bundle import BundleKind
from shopguide.text.abstention import ABSTENTION
from training.data.answer_mixture import Mixed, Mixture, mix_public_answers
from training.data.chat_rows import IGNORED, collate_groups, group_by_length, make_rows
from training.data.cleaning.preparation import prepare
from training.data.public.pqa import LICENCE
from training.data.reading.shop_tables import read_shop
from training.data.shop_answers import OWN_QUESTIONS, mix_shop_answers
from training.loop.fit import FitReport, fit
from training.loop.job import Job
from training.loop.settings import FitSettings
from training.models.adapter_card import AdapterCard, DataSource
from training.models.adapters import add_adapter, write_adapter
from training.models.base_weights import BaseWeights, resolve_base_weights
from training.models.generator_weights import write_generator_folder
from training.models.known_models import GENERATORS
from training.models.progress import Progress

NAME = "shopguide-smollm2-135m"
SMALL = {"steps": 12, "examples": 16, "rank": 8, "learning_rate": 2e-3}


@dataclass(frozen=True, kw_only=True)
class GeneratorSettings(FitSettings):
    """As for every objective, and what this one adds.

    Attributes:
        batch_size: Groups of rows a process and step.
        group: Rows of like length that stand in one batch together.
        examples: At most so many of the mixture; 0 takes all.
        max_tokens: Longer rows are left out.
        rank: Of the LoRA matrices; their scale is twice that.
        choice_weight: Of the loss of the choice between answering and abstaining.
    """

    steps: int = 428
    batch_size: int = 1
    learning_rate: float = 6e-4
    warmup_share: float = 0.06
    weight_decay: float = 0.0
    group: int = 16
    examples: int = 0
    max_tokens: int = 320
    rank: int = 16
    choice_weight: float = 1.0


SETTINGS = GeneratorSettings


class CitedAnswerLoss(nn.Module):
    """A causal language model whose loss counts replies, and the choice to abstain.

    Cross-entropy over the tokens of the replies, plus binary cross-entropy of the probability that
    a reply begins as the abstention does. The latter also learns from examples of which nobody
    wrote the answer, only that there is one.

    Args:
        model: A Llama with ``model`` and ``lm_head``, or peft's wrapper around one.
        abstention_token: The first token of the abstention.
        choice_weight: Of the second part.
        share_prefix: Read once what all rows of a batch begin with; not possible where activations
            are computed again on the way back.
    """

    def __init__(
        self, model: Any, abstention_token: int, choice_weight: float, *, share_prefix: bool = True
    ) -> None:
        super().__init__()
        self.share_prefix = share_prefix
        self.model = model
        self.abstention_token = abstention_token
        self.choice_weight = choice_weight

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        labels: Tensor,
        reply_at: Tensor,
        abstains: Tensor,
    ) -> dict[str, Tensor]:
        """The mean loss of a batch of `collate_groups`."""
        llama = self.model.get_base_model()
        shared = _shared_tokens(input_ids, reply_at) if self.share_prefix else 0
        hidden = _read(llama, input_ids, attention_mask, shared)  # [rows, length - shared, width]
        labels = labels[:, shared:]
        counted = labels[:, 1:] != IGNORED
        # the vocabulary is the widest matrix, so only positions that count go through it
        logits = llama.lm_head(hidden[:, :-1][counted]).float()
        wording = cross_entropy(logits, labels[:, 1:][counted], reduction="sum")
        before = hidden[torch.arange(len(hidden), device=hidden.device), reply_at - 1 - shared]
        first = llama.lm_head(before).float().log_softmax(-1)[:, self.abstention_token]
        return {
            "loss": wording / counted.sum().clamp(min=1)
            + self.choice_weight * _choice_loss(first, abstains)
        }


def _shared_tokens(input_ids: Tensor, reply_at: Tensor) -> int:
    """How many tokens all rows begin with; the one before a reply is never counted among them."""
    same = (input_ids == input_ids[:1]).all(dim=0).long().cumprod(dim=0)
    return min(int(same.sum()), int(reply_at.min()) - 1)


def _read(llama: Any, input_ids: Tensor, attention_mask: Tensor, shared: int) -> Tensor:
    """Hidden states from token `shared` on. What all rows begin with is read once, for all.

    Every prompt opens with the same instructions, two fifths of an average row; attention looks
    back only, so their keys and values do not depend on what follows.
    """
    if not shared:
        plain = llama.model(input_ids=input_ids, attention_mask=attention_mask, use_cache=False)
        return plain.last_hidden_state
    cache = llama.model(input_ids=input_ids[:1, :shared], use_cache=True).past_key_values
    cache.batch_repeat_interleave(len(input_ids))
    rest = llama.model(
        input_ids=input_ids[:, shared:], attention_mask=attention_mask, past_key_values=cache
    )
    return rest.last_hidden_state


def _choice_loss(log_probability: Tensor, abstains: Tensor) -> Tensor:
    """Binary cross-entropy of log-probabilities ``[rows]``."""
    otherwise = torch.log1p(-log_probability.exp().clamp(max=1 - 1e-6))
    return -(abstains * log_probability + (1 - abstains) * otherwise).mean()


def run(job: Job, settings: GeneratorSettings) -> None:
    """Train, and write ``<model_dir>/shopguide-smollm2-135m/`` and ``metrics.json``.

    Raises:
        TrainingInputError: no data, or a part of it is missing.
        BundleError: no base weights, or weights of another architecture.
    """
    mixed = read_examples(job, settings.seed)
    torch.manual_seed(settings.seed)  # of the LoRA matrices
    with tempfile.TemporaryDirectory() as name:
        base = _base_weights(job, Path(name))
        write_generator_folder(base.folder, Path(name) / "float")
        tokenizer = Tokenizer.from_file(str(Path(name) / "float" / "tokenizer.json"))
        model = _adapted(Path(name) / "float", settings.rank)
    chosen = mixed.examples[: settings.examples or None]
    rows = make_rows(chosen, tokenizer, max_tokens=settings.max_tokens)
    groups = group_by_length(rows, settings.group)
    first_token = tokenizer.encode(ABSTENTION["en"], add_special_tokens=False).ids[0]
    loss = CitedAnswerLoss(
        model,
        first_token,
        settings.choice_weight,
        share_prefix=not settings.activation_checkpointing,
    )
    report = fit(job, loss, groups, collate_groups, settings)
    if job.is_main:
        card = _card(base, mixed, report)
        write_adapter(job.model_dir / NAME, model, card)
        figures = asdict(report) | {"examples": len(rows), "left_out": mixed.left_out}
        (job.model_dir / "metrics.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


def read_examples(job: Job, seed: int) -> Mixed:
    """Examples of the channels that are there: ``public`` and ``train``, the shop's own data.

    Raises:
        TrainingInputError: neither is there, or one cannot be read.
    """
    parts = []
    if "public" in job.channels:
        parts.append(mix_public_answers(job.channel("public"), Mixture(), seed=seed))
    if "train" in job.channels or not parts:
        shop = prepare(read_shop(job.channel("train")))
        parts.append(mix_shop_answers(shop, seed=seed))
    examples = [example for part in parts for example in part.examples]
    if len(parts) > 1:
        random.Random(seed).shuffle(examples)
    rows = {name: count for part in parts for name, count in part.rows.items()}
    return Mixed(examples, rows, sum(part.left_out for part in parts))


def _base_weights(job: Job, scratch: Path) -> BaseWeights:
    return resolve_base_weights(
        GENERATORS["smollm2-135m"],
        local=job.channels.get("base"),
        scratch=scratch,
        progress=Progress(quiet=not job.is_main),
    )


def _adapted(folder: Path, rank: int) -> Any:
    from peft import LoraConfig
    from transformers import LlamaForCausalLM

    # rows are short: on a processor, plain attention takes less time than the fused one
    attention = "sdpa" if torch.cuda.is_available() else "eager"
    model = LlamaForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation=attention
    )
    layers = LoraConfig(
        r=rank, lora_alpha=2 * rank, target_modules="all-linear", task_type="CAUSAL_LM"
    )
    return add_adapter(model, layers)


def _card(base: BaseWeights, mixed: Mixed, report: FitReport) -> AdapterCard:
    recipe = GENERATORS["smollm2-135m"]
    return AdapterCard(
        name=NAME,
        kind=BundleKind.GENERATOR,
        base=recipe.hub.repository,
        base_source=base.source,
        licence=recipe.licence,
        data=tuple(
            DataSource(name, "its own" if name == OWN_QUESTIONS else LICENCE, rows)
            for name, rows in mixed.rows.items()
        ),
        data_fingerprint=_fingerprint(mixed),
        command="shopguide train generator --channel public=../shared/data --local",
        seconds=round(report.seconds),
        machine=f"{platform.machine()}, {torch.get_num_threads()} threads",
        figures={
            "training loss, first": report.first_loss,
            "training loss, last": report.last_loss,
        },
        intended_use="Puts answers to shoppers' questions into words from up to three numbered "
        "facts, cites them, and abstains where they hold no answer. English.",
        limits="It learned from one marketplace's questions, half of them about toys. What it says "
        "must be verified against the facts, as ShopGuide does: it may contradict them. It has no "
        "Chinese and does not count, compare or compute.",
    )


def _fingerprint(mixed: Mixed) -> str:
    content = json.dumps([asdict(example) for example in mixed.examples], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:12]
