"""Lists as a cross-encoder reads them: tokens of pairs, grades, and which pairs are a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.data.relevance import RelevanceList

_MAX_QUERY_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list as the model reads it.

    Attributes:
        pairs: Token ids and types of the query with each text.
        grades: Of each text, in 0..1.
        shares: What the softmax of the scores shall be.
        judged: Whether people gave the grades.
    """

    pairs: Sequence[tuple[Sequence[int], Sequence[int]]]
    grades: Sequence[float]
    shares: Sequence[float]
    judged: bool

    @property
    def longest(self) -> int:
        """Tokens of the longest pair."""
        return max(len(ids) for ids, _ in self.pairs)


Group: TypeAlias = Sequence[ListRow]


def encode_lists(
    lists: Sequence[RelevanceList],
    shares: Sequence[Sequence[float]],
    tokenizer: Tokenizer,
    *,
    max_tokens: int,
) -> list[ListRow]:
    """Tokens of every query with every text of its list; `shares` as `list_shares` gives them."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens, strategy="only_second")
    rows = []
    for each, wanted in zip(lists, shares, strict=True):
        query = each.query[:_MAX_QUERY_CHARACTERS]
        pairs = tokenizer.encode_batch([(query, text) for text in each.texts])
        rows.append(
            ListRow([(pair.ids, pair.type_ids) for pair in pairs], each.grades, wanted, each.judged)
        )
    return rows


def group_by_length(rows: Sequence[ListRow], size: int) -> list[Group]:
    """Groups of `size` lists whose longest pairs are of like length, so that little is padding."""
    ordered = sorted(rows, key=lambda row: row.longest)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


def collate_lists(groups: list[Group]) -> dict[str, Tensor]:
    """One batch of all lists of some groups.

    Returns:
        ``input_ids, attention_mask, token_type_ids [pairs, longest pair]``; ``slots [lists, longest
        list]``, the number of each list's pairs, -1 where it has none; ``grades, judged, taught
        [pairs]``.
    """
    lists = [each for group in groups for each in group]
    pairs = [pair for each in lists for pair in each.pairs]
    shape = (len(pairs), max(len(ids) for ids, _ in pairs))
    tokens, mask, types = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    for number, (ids, kinds) in enumerate(pairs):
        tokens[number, : len(ids)] = torch.tensor(ids)
        types[number, : len(ids)] = torch.tensor(kinds)
        mask[number, : len(ids)] = 1
    slots = torch.full((len(lists), max(len(each.pairs) for each in lists)), -1)
    first = 0
    for number, each in enumerate(lists):
        slots[number, : len(each.pairs)] = torch.arange(first, first + len(each.pairs))
        first += len(each.pairs)
    return {
        "input_ids": tokens,
        "attention_mask": mask,
        "token_type_ids": types,
        "slots": slots,
        "grades": torch.tensor([float(grade) for each in lists for grade in each.grades]),
        "taught": torch.tensor([float(share) for each in lists for share in each.shares]),
        "judged": torch.tensor([float(each.judged) for each in lists for _ in each.pairs]),
    }
