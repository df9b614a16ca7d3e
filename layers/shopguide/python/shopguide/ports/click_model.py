"""Port: how probable a click is on each of the products that could be shown."""

from typing import Protocol

from shopguide.domain.indexed import Matrix, Vector


class ClickModel(Protocol):
    """Calibrated probabilities, all as if the product stood in the first place of its list."""

    @property
    def fingerprint(self) -> str:
        """Equal fingerprints give equal probabilities."""

    def probabilities(self, features: Matrix) -> Vector:
        """Probability of a click on each product, ``[products]``, in [0, 1].

        Args:
            features: Rows of `shopguide.text.click_features.click_features`.
        """
