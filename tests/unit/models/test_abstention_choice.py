"""When a reply begins as an abstention."""

import numpy as np
import pytest
from numpy.typing import NDArray

from shopguide.adapters.onnx.abstention import AbstentionChoice

ABSTENTION = 2


class Decoder:
    """Holds logits ``[1, 1, vocabulary]`` as the binding does, read-only."""

    def __init__(self, *probabilities: float) -> None:
        self.logits = np.log(np.array(probabilities, dtype=np.float32)).reshape(1, 1, -1)

    def get_logits(self) -> NDArray[np.float32]:
        shown = self.logits.copy()
        shown.flags.writeable = False
        return shown

    def set_logits(self, logits: NDArray[np.float32]) -> None:
        self.logits = logits


@pytest.mark.parametrize(
    ("probabilities", "threshold", "first"),
    [
        ((0.2, 0.2, 0.4, 0.2), 0.5, 0),  # the likeliest, but answers are likelier together
        ((0.1, 0.2, 0.6, 0.1), 0.5, ABSTENTION),
        ((0.3, 0.4, 0.3, 0.0001), 0.25, ABSTENTION),
        ((0.05, 0.04, 0.9, 0.01), 0.95, 0),
    ],
)
def test_probability_decides_and_not_the_likeliest_token(
    probabilities: tuple[float, ...], threshold: float, first: int
) -> None:
    decoder = Decoder(*probabilities)
    AbstentionChoice(ABSTENTION, threshold).settle(decoder)
    assert int(decoder.logits.argmax()) == first
    assert np.isfinite(decoder.logits).all()
    assert decoder.logits.dtype == np.float32


def test_order_of_the_other_tokens_stays() -> None:
    decoder = Decoder(0.1, 0.3, 0.5, 0.05, 0.05)
    before = np.delete(decoder.logits.reshape(-1), ABSTENTION)
    AbstentionChoice(ABSTENTION, 0.9).settle(decoder)
    assert (np.delete(decoder.logits.reshape(-1), ABSTENTION) == before).all()
