"""Port: histories to profile vectors."""

from collections.abc import Sequence
from typing import Protocol

from shopguide.domain.bundle import BundleManifest
from shopguide.domain.sequence import HistoryVectors, SequenceProfiles


class Recommender(Protocol):
    """Reads histories, and says where in the space of products their next one lies."""

    @property
    def bundle(self) -> BundleManifest:
        """The bundle it runs."""

    @property
    def dimension(self) -> int:
        """Length of a learned vector."""

    def profiles(self, histories: Sequence[HistoryVectors]) -> SequenceProfiles:
        """Profiles of histories of any length from 1 on, in their order, in one run."""
