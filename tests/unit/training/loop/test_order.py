import random

import numpy as np
import torch

from training.loop.order import SeededCollate, StepOrder, fold


def epoch(order: StepOrder[str], number: int) -> list[str]:
    length = order.per_epoch
    return [order[place][1] for place in range(number * length, (number + 1) * length)]


def test_step_never_sees_an_example_twice() -> None:
    order = StepOrder("abcdefghijk", per_step=4, steps=50, seed=1)
    assert len(order) == 200
    for step in range(50):
        seen = [order[4 * step + place][1] for place in range(4)]
        assert len(set(seen)) == 4


def test_each_epoch_is_another_permutation_and_leaves_out_others() -> None:
    order = StepOrder("abcdefghijk", per_step=4, steps=50, seed=1)
    epochs = [epoch(order, number) for number in range(12)]
    assert len({"".join(seen) for seen in epochs}) == 12
    assert set().union(*epochs) == set("abcdefghijk")


def test_fewer_examples_than_a_step_takes_are_all_seen_before_any_again() -> None:
    order = StepOrder("abc", per_step=8, steps=3, seed=1)
    assert sorted(epoch(order, 0)) == sorted(epoch(order, 5)) == ["a", "b", "c"]


def test_order_depends_on_seed_and_place_alone() -> None:
    order = StepOrder("abcdefghijk", per_step=4, steps=50, seed=1)
    forward = [order[place] for place in range(200)]
    again = StepOrder("abcdefghijk", per_step=4, steps=50, seed=1)
    assert [again[place] for place in reversed(range(200))] == forward[::-1]
    other = StepOrder("abcdefghijk", per_step=4, steps=50, seed=2)
    assert [other[place] for place in range(200)] != forward


def draw(batch: list[str]) -> tuple[str, float, float, float]:
    return "".join(batch), random.random(), float(np.random.rand()), float(torch.rand(()))


def test_random_collate_draws_the_same_whatever_was_drawn_before() -> None:
    collate = SeededCollate(draw, seed=3)
    torch.manual_seed(0)
    first = collate([(4, "a"), (5, "b")])
    drawn = torch.rand(())
    torch.manual_seed(0)
    assert torch.rand(()) == drawn, "collating must leave the process' randomness as it was"
    assert collate([(4, "a"), (5, "b")]) == first
    assert collate([(6, "a"), (7, "b")])[1:] != first[1:]


def test_folded_seeds_tell_their_numbers_and_their_order_apart() -> None:
    assert len({fold(1, 2), fold(2, 1), fold(1, 2, 0), fold(1, 3)}) >= 3
    assert fold(1, 2) == fold(1, 2)
