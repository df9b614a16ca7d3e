"""The un-pruned encoder in float32: what parity and ranking quality are measured against."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.models.base_weights import local_folder, resolve_base_weights
from training.models.encoder_weights import EncoderWeights, read_encoder_weights
from training.models.known_models import ENCODERS, EncoderRecipe
from training.models.progress import Progress

_BATCH = 32


class FullPrecisionEncoder:
    """Runs the base encoder in PyTorch, with its whole vocabulary."""

    def __init__(self, weights: EncoderWeights, recipe: EncoderRecipe) -> None:
        from tokenizers import Tokenizer

        self.dimension = int(weights.sizes["hidden_size"])
        self._recipe = recipe
        self._tokenizer = Tokenizer.from_str(weights.tokenizer_json())
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(recipe.max_tokens)
        self._model = self._sentence_encoder(weights)

    @staticmethod
    def _sentence_encoder(weights: EncoderWeights) -> Any:
        from training.models.sentence_encoder import SentenceEncoder

        return SentenceEncoder(weights.to_bert()).eval()

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors ``[len(texts), dimension]`` of queries."""
        return self._encode([self._recipe.query_prefix + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors ``[len(texts), dimension]`` of products or passages."""
        return self._encode([self._recipe.passage_prefix + text for text in texts])

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        vectors = np.empty((len(ids), self.dimension), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            vectors[rows] = self._run([ids[row] for row in rows])
        return vectors

    def _run(self, ids: list[list[int]]) -> NDArray[np.float32]:
        import torch

        lines = [torch.tensor(line) for line in ids]
        tokens = torch.nn.utils.rnn.pad_sequence(lines, batch_first=True)
        mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(line) for line in lines], True)
        with torch.inference_mode():
            vectors: NDArray[np.float32] = self._model(tokens, mask).numpy()
        return vectors


def write_full_precision_folder(
    name: str, target: Path, *, base_weights: Path | None = None
) -> EncoderRecipe:
    """Write the base of an encoder as a folder that transformers and its friends open; its recipe.

    Args:
        name: A key of `training.models.known_models.ENCODERS`.
        target: The folder.
        base_weights: Folder with a sub-folder of weights for each model.
    """
    from transformers import PreTrainedTokenizerFast

    weights, recipe = base_encoder_weights(name, base_weights), ENCODERS[name]
    weights.to_bert().save_pretrained(target)  # type: ignore[operator]
    tokenizer = target / "tokenizer.json"
    tokenizer.write_text(weights.tokenizer_json(), encoding="utf-8")
    marks = {"pad_token": _piece(weights, "pad"), "unk_token": _piece(weights, "unk")}
    PreTrainedTokenizerFast(
        tokenizer_file=str(tokenizer), model_max_length=recipe.max_tokens, **marks
    ).save_pretrained(target)
    return recipe


def _piece(weights: EncoderWeights, word: str) -> str:
    """How the tokenizer writes a special token: ``<pad>`` or ``[PAD]``."""
    added = [str(token["content"]) for token in weights.tokenizer["added_tokens"]]
    return next(token for token in added if token.strip("<>[]").lower() == word)


def base_encoder_weights(name: str, base_weights: Path | None) -> EncoderWeights:
    """The base of an encoder; arguments as for `write_full_precision_folder`.

    Raises:
        BundleError: no base weights.
    """
    with tempfile.TemporaryDirectory() as scratch:
        base = resolve_base_weights(
            ENCODERS[name],
            local=local_folder(base_weights, name),
            scratch=Path(scratch),
            progress=Progress(quiet=True),
        )
        return read_encoder_weights(base.folder)
