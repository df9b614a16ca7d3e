"""Whether a reply begins as an abstention is decided by its probability, not by the likeliest word.

An answer may begin with many words that share the probability between them, an abstention with one
alone: the likeliest first token would abstain far too often.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnxruntime_genai import Generator as Decoder


_SURE = 1e9
"""A logit that no other reaches; infinity would not survive a softmax."""


class AbstentionChoice:
    """Lets a reply begin with the abstention exactly where that is probable enough.

    Args:
        token: The first token of the abstention.
        threshold: Probability from which on the reply is an abstention.
    """

    def __init__(self, token: int, threshold: float) -> None:
        self._token = token
        self._threshold = threshold

    def settle(self, decoder: "Decoder") -> None:
        """Settle the first token of a reply, when the prompt is read and nothing is said yet."""
        logits = np.array(decoder.get_logits(), dtype=np.float32)  # [1, 1, vocabulary]
        logits[..., self._token] = _SURE if self._abstains(logits.reshape(-1)) else -_SURE
        decoder.set_logits(logits)

    def _abstains(self, logits: NDArray[np.float32]) -> bool:
        weights = np.exp(logits - logits.max())
        return bool(weights[self._token] >= self._threshold * weights.sum())
