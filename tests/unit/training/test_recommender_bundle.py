"""What is served of the recommender says what PyTorch says, for histories of any length."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from shopguide.adapters.onnx.recommender import OnnxRecommender, waits
from shopguide.domain.errors import BundleError, InvalidInputError
from training.models.recommender import (
    LearnedProducts,
    batch_of,
    draft_of,
    random_histories,
    write_recommender,
)
from training.models.sequence_network import SequenceConfig, SequenceNetwork

SIZES = SequenceConfig(text_dimension=12, dimension=8, layers=2, heads=2, reach=5)
LONGEST = 9


@pytest.fixture(scope="module")
def network() -> SequenceNetwork:
    torch.manual_seed(1)
    network = SequenceNetwork(SIZES, torch.rand(12)).eval()
    for parameter in network.parameters():  # what rests at zero counts too
        torch.nn.init.normal_(parameter, std=0.3)
    return network


@pytest.fixture(scope="module")
def bundle(network: SequenceNetwork, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recommender")
    learned = LearnedProducts(["p1", "靴2"], np.ones((2, 8), np.float32))
    draft = draft_of("tiny-recommender", network, longest=LONGEST, encoder="e@1")
    return write_recommender(folder, network, learned, draft).folder


def test_a_batch_of_any_lengths_gives_what_pytorch_gives_for_each_alone(
    network: SequenceNetwork, bundle: Path
) -> None:
    histories = random_histories(network, (5, 1, 9, 2, 1))
    found = OnnxRecommender(bundle).profiles(histories)
    for place, history in enumerate(histories):
        with torch.inference_mode():
            learned, text = network.profile(batch_of([history]))
        np.testing.assert_allclose(found.learned[place], learned[0], atol=1e-5)
        np.testing.assert_allclose(found.text[place], text[0], atol=1e-5)


def test_of_a_longer_history_the_last_steps_count(bundle: Path, network: SequenceNetwork) -> None:
    (history,) = random_histories(network, (30,))
    last = slice(-LONGEST, None)
    cut = replace(
        history,
        **{name: getattr(history, name)[last] for name in history.__dataclass_fields__},
    )
    recommender = OnnxRecommender(bundle)
    both = recommender.profiles([history, cut])
    np.testing.assert_allclose(both.learned[0], both.learned[1], atol=1e-6)


def test_without_histories_there_are_no_profiles(bundle: Path) -> None:
    found = OnnxRecommender(bundle).profiles([])
    assert (found.learned.shape, found.text.shape) == ((0, 8), (0, 12))


def test_a_history_of_another_encoder_is_refused(bundle: Path, network: SequenceNetwork) -> None:
    (history,) = random_histories(network, (3,))
    wrong = replace(history, text=np.ones((3, 7), np.float32))
    with pytest.raises(InvalidInputError, match="is none for tiny-recommender"):
        OnnxRecommender(bundle).profiles([wrong])


def test_the_bundle_says_how_far_it_is_from_the_trained_network(bundle: Path) -> None:
    manifest = OnnxRecommender(bundle).bundle
    assert manifest.parity["max_abs_error"] < 1e-4
    assert manifest.options["encoder"] == "e@1"
    products = np.load(bundle / "products.npz")
    assert list(products["ids"]) == ["p1", "靴2"]
    assert products["vectors"].shape == (2, 8)


def test_a_network_that_gives_no_numbers_makes_no_bundle(tmp_path: Path) -> None:
    broken = SequenceNetwork(SIZES)
    torch.nn.init.constant_(broken.projection.weight, float("nan"))
    draft = draft_of("broken", broken, longest=LONGEST, encoder="e@1")
    with pytest.raises(BundleError, match="No bundle was written"):
        write_recommender(
            tmp_path, broken, LearnedProducts(["p"], np.ones((1, 8), np.float32)), draft
        )
    assert not (tmp_path / "bundle.json").exists()


def test_a_wait_is_the_time_to_the_next_step_and_at_last_to_now() -> None:
    ages = np.array([10, 4, 5, 1], np.float32)
    np.testing.assert_array_equal(waits(ages), [6, 0, 4, 1])
