"""Does the small generator still answer as well as the full one? One that drifts is not written."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shopguide.adapters.onnx.chat_prompt import ChatTokenizer
from shopguide.adapters.onnx.generator import GenaiGenerator
from shopguide.domain.generation import PromptMessage
from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.abstention import ABSTENTION
from shopguide.text.answer_prompt import build_prompt
from training.models.parity import ParityError
from training.models.text_overlap import rouge_l

MAX_LOSS = 0.01
"""One ROUGE-L point."""

_MAX_TOKENS = 24
_CASES = Path(__file__).with_name("parity_answers.json")


@dataclass(frozen=True, slots=True)
class AnswerCase:
    """A question with its facts as they are served, and an answer that a person wrote."""

    prompt: Sequence[PromptMessage]
    answer: str


@dataclass(frozen=True, slots=True)
class AnswerParity:
    """ROUGE-L of two models' greedy answers, and the share of answers that are equal."""

    answers: int
    full: float
    small: float
    equal: float


def answer_cases() -> list[AnswerCase]:
    """The committed questions; a fifth of them cannot be answered."""
    return [
        AnswerCase(build_prompt(record["question"], _passages(record["facts"])), record["answer"])
        for record in json.loads(_CASES.read_text(encoding="utf-8"))
    ]


def full_precision_answers(
    folder: Path, cases: Sequence[AnswerCase], abstention_threshold: float | None
) -> list[str]:
    """Greedy answers of a float32 model in a Hugging Face folder, all cases in one batch.

    Args:
        folder: Holds the model.
        cases: What it is asked.
        abstention_threshold: As in the recipe; served as `AbstentionChoice` does.
    """
    import torch
    from tokenizers import Tokenizer
    from transformers import LlamaForCausalLM

    chat = ChatTokenizer(Tokenizer.from_file(str(folder / "tokenizer.json")))
    model: Any = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32)
    ids, mask = _left_padded([chat.encode(case.prompt) for case in cases], chat.end_of_turn)
    abstention = chat.first_token(ABSTENTION["en"])

    def settle(said: Any, logits: Any) -> Any:
        if said.shape == ids.shape:  # nothing but the prompts
            abstains = logits.softmax(-1)[:, abstention] >= abstention_threshold
            logits[:, abstention] = torch.where(abstains, torch.inf, -torch.inf)
        return logits

    with torch.inference_mode():
        written = model.generate(
            input_ids=ids,
            attention_mask=mask,
            max_new_tokens=_MAX_TOKENS,
            do_sample=False,
            eos_token_id=chat.end_of_turn,
            pad_token_id=chat.end_of_turn,
            logits_processor=[settle] if abstention_threshold is not None else None,
        )[:, ids.shape[1] :].tolist()
    ends = [[*row, chat.end_of_turn].index(chat.end_of_turn) for row in written]
    return [chat.decode(row[:end]) for row, end in zip(written, ends, strict=True)]


def _left_padded(prompts: Sequence[list[int]], padding: int) -> tuple[Any, Any]:
    """Token ids and attention mask ``[prompts, longest]``, each prompt at the end of its row."""
    import torch

    shape = (len(prompts), max(map(len, prompts)))
    ids, mask = torch.full(shape, padding), torch.zeros(shape, dtype=torch.long)
    for row, prompt in enumerate(prompts):
        ids[row, -len(prompt) :], mask[row, -len(prompt) :] = torch.tensor(prompt), 1
    return ids, mask


def served_answers(bundle: Path, cases: Sequence[AnswerCase]) -> list[str]:
    """Greedy answers of a finished bundle, through the code that serves."""
    generator = GenaiGenerator(bundle, threads=2)
    return [
        generator.generate(case.prompt, max_tokens=_MAX_TOKENS, time_budget_seconds=60).text
        for case in cases
    ]


def compare_answers(
    cases: Sequence[AnswerCase], full: Sequence[str], small: Sequence[str]
) -> AnswerParity:
    """How well two models answer the same questions."""
    wanted = [case.answer for case in cases]
    return AnswerParity(
        len(cases),
        sum(map(rouge_l, full, wanted)) / len(cases),
        sum(map(rouge_l, small, wanted)) / len(cases),
        sum(a == b for a, b in zip(full, small, strict=True)) / len(cases),
    )


def require_answer_parity(name: str, parity: AnswerParity) -> None:
    """Refuse a model that drifted.

    Raises:
        ParityError: its answers are more than `MAX_LOSS` worse than the full model's.
    """
    if not parity.full - parity.small <= MAX_LOSS:  # NaN fails too
        raise ParityError(
            f"The quantised model of {name} has a ROUGE-L of {parity.small:.4f} on "
            f"{parity.answers} answers, the full-precision model {parity.full:.4f}; at most "
            f"{MAX_LOSS} less is allowed. No bundle was written.",
            fix="Quantise in smaller blocks (`builder_options` of the recipe).",
        )


def _passages(facts: Sequence[str]) -> list[Passage]:
    return [Passage(str(n), PassageKind.DESCRIPTION, fact) for n, fact in enumerate(facts)]
