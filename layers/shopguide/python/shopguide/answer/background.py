"""Vectors of the background questions, made once a process and language."""

from functools import cached_property

from shopguide.domain.indexed import Matrix
from shopguide.ports.encoder import Encoder
from shopguide.text.evidence.background_questions import BACKGROUND_QUESTIONS
from shopguide.text.language import Language


class Background:
    """What `text/evidence/features.py` measures every cosine against."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def of(self, language: Language) -> Matrix:
        """Unit vectors ``[count, dimension]``, as queries."""
        return self._chinese if language == "zh" else self._english

    @cached_property
    def _chinese(self) -> Matrix:
        return self._encoder.encode_queries(BACKGROUND_QUESTIONS["zh"])

    @cached_property
    def _english(self) -> Matrix:
        return self._encoder.encode_queries(BACKGROUND_QUESTIONS["en"])
