"""The recommender network: no look ahead, text alone where nothing was learned, one by one."""

import pytest
import torch

from training.models.sequence_network import HistoryBatch, SequenceConfig, SequenceNetwork

CONFIG = SequenceConfig(text_dimension=6, dimension=8, layers=2, heads=2, reach=4, dropout=0.2)


@pytest.fixture
def network() -> SequenceNetwork:
    torch.manual_seed(3)
    made = SequenceNetwork(CONFIG, torch.randn(6), text_scale=2.0).eval()
    for block in made.blocks:
        torch.nn.init.normal_(block.by_distance)
    return made


def history(steps: int, *, seed: int = 1, known: bool = True) -> HistoryBatch:
    chance = torch.Generator().manual_seed(seed)
    return HistoryBatch(
        text=torch.randn(1, steps, 6, generator=chance),
        learned=torch.randn(1, steps, 8, generator=chance),
        is_known=torch.full((1, steps), known),
        actions=torch.full((1, steps), 4),
        ages_days=torch.arange(steps).float().flip(0)[None],
        log_prices=torch.full((1, steps), torch.nan),
        is_step=torch.ones(1, steps, dtype=torch.bool),
    )


def first(batch: HistoryBatch, steps: int) -> HistoryBatch:
    return HistoryBatch(*(field[:, :steps] for field in batch))


def test_profile_after_a_step_knows_nothing_of_later_ones(network: SequenceNetwork) -> None:
    whole = history(7)
    torch.testing.assert_close(network(whole)[:, :4], network(first(whole, 4)))


def test_filling_up_a_history_changes_nothing(network: SequenceNetwork) -> None:
    whole, short = history(7), history(3, seed=2)
    filled = [
        torch.cat([field, other[:, 3:]], dim=1) for field, other in zip(short, whole, strict=True)
    ]
    filled[-1] = torch.arange(7)[None] < 3
    both = HistoryBatch(*(torch.cat(pair) for pair in zip(whole, filled, strict=True)))
    profiles, _ = network.profile(both)
    torch.testing.assert_close(profiles[:1], network.profile(whole)[0])
    torch.testing.assert_close(profiles[1:], network.profile(short)[0])


def test_profile_is_what_follows_the_last_step(network: SequenceNetwork) -> None:
    both = HistoryBatch(
        *(torch.cat(pair) for pair in zip(history(7), history(7, seed=2), strict=True))
    )
    both = both._replace(is_step=torch.arange(7) < torch.tensor([[7], [4]]))
    profiles, _ = network.profile(both)
    torch.testing.assert_close(profiles, network(both)[torch.arange(2), torch.tensor([6, 3])])


def test_product_that_nothing_was_learned_of_is_read_by_its_text(network: SequenceNetwork) -> None:
    unknown = history(3, known=False)
    as_projected = unknown._replace(
        learned=network.project(unknown.text), is_known=torch.ones(1, 3, dtype=torch.bool)
    )
    torch.testing.assert_close(network(unknown), network(as_projected))


def test_text_profile_scores_a_text_as_the_profile_scores_its_projection(
    network: SequenceNetwork,
) -> None:
    text = torch.randn(5, 6)
    profile, text_profile = network.profile(history(4))
    torch.testing.assert_close(text_profile @ text.T, profile @ network.project(text).T)


def test_actions_ages_and_prices_mean_nothing_before_training(network: SequenceNetwork) -> None:
    plain = history(4)
    told = plain._replace(
        actions=torch.tensor([[0, 1, 2, 3]]),
        ages_days=plain.ages_days + 90,
        log_prices=torch.tensor([[1.0, torch.nan, 3.0, 2.0]]),
    )
    torch.testing.assert_close(network(plain), network(told))
    assert not torch.isnan(network(told)).any()


def test_additions_at_rest_are_not_trained(network: SequenceNetwork) -> None:
    network.rest(actions=True, prices=True)
    trained = {name for name, each in network.named_parameters() if each.requires_grad}
    assert "age.weight" in trained
    assert not {"action.weight", "price.weight"} & trained
