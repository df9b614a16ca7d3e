"""Chat prompt to text with a generator bundle."""

import json
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from tokenizers import Tokenizer

from shopguide.adapters.onnx.abstention import AbstentionChoice
from shopguide.adapters.onnx.bundle import open_bundle
from shopguide.adapters.onnx.chat_prompt import ChatTokenizer
from shopguide.domain.bundle import BundleKind, BundleManifest
from shopguide.domain.errors import InvalidInputError
from shopguide.domain.generation import Generation, PromptMessage
from shopguide.text.abstention import ABSTENTION

if TYPE_CHECKING:
    from onnxruntime_genai import Generator as Decoder

_PROMPT_PIECE = 64
"""Prompt tokens read at once. Between pieces the time is checked, and other Python threads run: the
binding holds the global lock while it computes."""


class GenaiGenerator:
    """A `Generator` on ONNX Runtime GenAI; one generation at a time, others wait their turn."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        """Open the bundle in `folder`; a generation uses `threads` threads.

        Raises:
            BundleError: the bundle is missing, damaged, or no generator.
        """
        import onnxruntime_genai

        self.bundle = open_bundle(folder, BundleKind.GENERATOR)
        self._genai = onnxruntime_genai
        self._context_length = int(self.bundle.options["context_length"])
        self._tokenizer = ChatTokenizer(Tokenizer.from_file(str(folder / "tokenizer.json")))
        self._abstention = _abstention_choice(self.bundle, self._tokenizer)
        config = onnxruntime_genai.Config(str(folder))
        config.overlay(_session_options(threads))
        self._model = onnxruntime_genai.Model(config)
        self._turn = threading.Lock()

    def generate(
        self, messages: Sequence[PromptMessage], *, max_tokens: int, time_budget_seconds: float
    ) -> Generation:
        """Greedy continuation of the prompt; waiting for one's turn counts against the time.

        Raises:
            InvalidInputError: the prompt leaves no room in the model's context.
        """
        deadline = time.monotonic() + time_budget_seconds
        prompt = self._tokenizer.encode(messages)
        room = self._context_length - len(prompt)
        if room < 1:
            raise InvalidInputError(
                f"The prompt has {len(prompt)} tokens; the generator {self.bundle.name} takes "
                f"{self._context_length - 1}.",
                fix="Give it less evidence.",
            )
        if not self._turn.acquire(timeout=max(0.0, time_budget_seconds)):
            return Generation("", 0, "time")
        try:
            tokens, reason = self._decode(prompt, min(max_tokens, room), deadline)
        finally:
            self._turn.release()
        return Generation(self._tokenizer.decode(tokens), len(tokens), reason)

    def _decode(
        self, prompt: list[int], max_tokens: int, deadline: float
    ) -> tuple[list[int], Literal["stop", "length", "time"]]:
        parameters = self._genai.GeneratorParams(self._model)
        parameters.set_search_options(do_sample=False, max_length=len(prompt) + max_tokens)
        decoder = self._genai.Generator(self._model, parameters)
        tokens: list[int] = []
        if not _read_prompt(decoder, prompt, deadline):
            return tokens, "time"
        if self._abstention:
            self._abstention.settle(decoder)
        while len(tokens) < max_tokens:
            if time.monotonic() >= deadline:
                return tokens, "time"
            decoder.generate_next_token()
            token = int(decoder.get_next_tokens()[0])
            if token == self._tokenizer.end_of_turn:
                return tokens, "stop"
            tokens.append(token)
        return tokens, "length"


def _abstention_choice(bundle: BundleManifest, tokenizer: ChatTokenizer) -> AbstentionChoice | None:
    """As the bundle has it: a model that was not taught to abstain has no threshold."""
    threshold = bundle.options.get("abstention_threshold")
    if threshold is None:
        return None
    return AbstentionChoice(tokenizer.first_token(ABSTENTION["en"]), float(threshold))


def _read_prompt(decoder: "Decoder", prompt: list[int], deadline: float) -> bool:
    for start in range(0, len(prompt), _PROMPT_PIECE):
        if time.monotonic() >= deadline:
            return False
        decoder.append_tokens(np.array(prompt[start : start + _PROMPT_PIECE], dtype=np.int32))
    return True


def _session_options(threads: int) -> str:
    options = {
        "intra_op_num_threads": threads,
        "inter_op_num_threads": 1,
        "session.intra_op.allow_spinning": "0",
    }
    return json.dumps({"model": {"decoder": {"session_options": options}}})
