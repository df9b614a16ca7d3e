"""Batches of texts that lie close to each other, with every query that was made from one of them.

A listwise loss over such a batch compares a query with texts that it could be taken for, and one
pass over the texts serves all of their queries.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from training.objectives.hard_negatives import Judged

_NEAR = 4
"""Hard texts that a query brings into its batch; another draw each time. With more of them a batch
has fewer queries, whose texts are what a query must be told from at a glance."""


@dataclass(frozen=True, slots=True)
class PreparedSet:
    """A set, judged, with the states of its queries and texts below the trained layers."""

    judged: Judged
    query_states: Sequence[Tensor]
    text_states: Sequence[Tensor]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Queries of one set whose hard texts make a batch."""

    prepared: PreparedSet
    seeds: Sequence[int]


def neighbourhoods(
    prepared: PreparedSet, *, tokens: int, chance: random.Random
) -> list[Neighbourhood]:
    """Every query of a set once, in groups whose hard texts have about `tokens` tokens."""
    mean = sum(map(len, prepared.text_states)) / len(prepared.text_states)
    size = max(1, round(tokens / (mean * _NEAR)))
    seeds = list(range(len(prepared.query_states)))
    chance.shuffle(seeds)
    return [
        Neighbourhood(prepared, seeds[start : start + size]) for start in range(0, len(seeds), size)
    ]


@dataclass(frozen=True, slots=True)
class CollateNeighbourhood:
    """One neighbourhood -> the arguments of `encoder.TeacherLoss`.

    Attributes:
        queries: Of a batch at most.
    """

    queries: int

    def __call__(self, batch: list[Neighbourhood]) -> dict[str, Tensor]:
        """States of all tokens in a row, ``[tokens, width]``, lengths, and the teacher's logits."""
        (group,) = batch
        prepared, judged = group.prepared, group.prepared.judged
        near = min(_NEAR, judged.hard.shape[1])
        texts = list(
            dict.fromkeys(
                int(text)
                for seed in group.seeds
                for text in random.sample(judged.hard[seed].tolist(), near)
            )
        )
        queries = [query for text in texts for query in judged.queries_of[text]]
        queries = list(dict.fromkeys([*group.seeds, *queries]))[: self.queries]
        targets = torch.from_numpy(judged.targets[queries][:, texts])
        return {
            **_packed("query", [prepared.query_states[query] for query in queries]),
            **_packed("text", [prepared.text_states[text] for text in texts]),
            "targets": targets.float(),
        }


def _packed(name: str, states: Sequence[Tensor]) -> dict[str, Tensor]:
    lengths = torch.tensor([len(row) for row in states])
    return {f"{name}_states": torch.cat(list(states)), f"{name}_lengths": lengths}


def count_packed_tokens(batch: dict[str, Tensor]) -> int:
    """Tokens of the queries and texts of a batch."""
    return int(batch["query_lengths"].sum() + batch["text_lengths"].sum())
