"""Cited examples as token ids, in groups of like length, and as the tensors of a batch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from shopguide.adapters.onnx.chat_prompt import ChatTokenizer
from shopguide.text.answer_prompt import build_prompt
from training.data.cited_answers import CitedExample

IGNORED = -100
"""Label of a token that the loss does not count, as PyTorch's cross-entropy has it."""

_LIKE_LENGTH = 40  # groups that are sorted together: more pad less, and mix less


@dataclass(frozen=True, slots=True)
class ChatRow:
    """Token ids of a prompt and of its reply, with the mark that ends it; empty if not known."""

    prompt: list[int]
    reply: list[int]
    abstains: bool

    def __len__(self) -> int:
        return len(self.prompt) + len(self.reply)


def make_rows(
    examples: Iterable[CitedExample], tokenizer: Tokenizer, *, max_tokens: int
) -> list[ChatRow]:
    """The examples that are not longer than `max_tokens`, as the served code encodes them."""
    chat = ChatTokenizer(tokenizer)
    rows = []
    for example in examples:
        prompt = chat.encode(build_prompt(example.question, example.facts))
        reply = tokenizer.encode(example.reply, add_special_tokens=False).ids
        row = ChatRow(prompt, [*reply, chat.end_of_turn] if reply else [], example.abstains)
        if len(row) <= max_tokens:
            rows.append(row)
    return rows


def group_by_length(rows: Sequence[ChatRow], size: int) -> list[tuple[ChatRow, ...]]:
    """Groups of `size` rows (the last ones may be smaller) that need little padding."""
    groups = []
    for start in range(0, len(rows), _LIKE_LENGTH * size):
        window = sorted(rows[start : start + _LIKE_LENGTH * size], key=len)
        groups += [tuple(window[at : at + size]) for at in range(0, len(window), size)]
    return groups


def collate_groups(groups: Sequence[Sequence[ChatRow]]) -> dict[str, Tensor]:
    """All rows of some groups as one batch.

    Returns:
        ``input_ids, attention_mask, labels [rows, longest]``, where a label is the token itself if
        it belongs to a reply; ``reply_at [rows]``, where the reply begins; ``abstains [rows]``, 1.0
        or 0.0.
    """
    rows = [row for group in groups for row in group]
    shape = (len(rows), max(len(row) + (not row.reply) for row in rows))
    ids, mask = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
    labels = torch.full(shape, IGNORED)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row.prompt + row.reply)
        mask[number, : len(row)] = 1
        labels[number, len(row.prompt) : len(row)] = torch.tensor(row.reply, dtype=torch.long)
    return {
        "input_ids": ids,
        "attention_mask": mask,
        "labels": labels,
        "reply_at": torch.tensor([len(row.prompt) for row in rows]),
        "abstains": torch.tensor([float(row.abstains) for row in rows]),
    }
