import pytest
import torch
from torch import nn

from training.loop.precision import choose_precision
from training.loop.throughput import PEAK_FLOPS, count_tokens, flops_per_token, peak_flops


def test_padding_is_not_counted() -> None:
    batch = {
        "query_attention_mask": torch.tensor([[1, 1, 0], [1, 0, 0]]),
        "text_attention_mask": torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]]),
        "query_input_ids": torch.ones(2, 3),
    }
    assert count_tokens(batch) == 9
    assert count_tokens({"input_ids": torch.ones(2, 3)}) == 6
    assert count_tokens({"labels": torch.ones(2)}) == 0


def test_trained_parameters_cost_six_operations_a_token_frozen_ones_four_embeddings_none() -> None:
    model = nn.Sequential(nn.Embedding(100, 8), nn.Linear(8, 8, bias=False), nn.Linear(8, 4))
    model[1].requires_grad_(False)
    assert flops_per_token(model) == 4 * 64 + 6 * 36


def test_processor_has_no_known_peak() -> None:
    assert peak_flops(torch.device("cpu")) is None


def test_longer_device_names_stand_before_their_beginnings() -> None:
    names = list(PEAK_FLOPS)
    hidden = [
        (early, late)
        for place, early in enumerate(names)
        for late in names[place + 1 :]
        if late.startswith(early)
    ]
    assert hidden == []


def test_precision_of_a_processor_is_measured() -> None:
    assert choose_precision(torch.device("cpu")) in ("float32", "bfloat16")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_gpu_of_known_name_has_a_peak() -> None:
    assert peak_flops(torch.device("cuda")) is None or peak_flops(torch.device("cuda")) > 1e13
