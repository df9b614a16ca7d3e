"""Base encoders as one thing, whatever file they came in: sizes, tensors and tokenizer."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
)

from shopguide.domain.errors import BundleError
from training.models.e5_packed import PackedE5, PackedFormatError

PACKED_E5 = "e5-small-q4.bin"
_WORDS = "embeddings.word_embeddings.weight"
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_CONTROL = r"[\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"


@dataclass(frozen=True, slots=True)
class EncoderWeights:
    """A BERT encoder in full precision.

    Attributes:
        sizes: Members of a BERT configuration.
        tensors: By their names in `transformers.BertModel`.
        tokenizer: ``tokenizer.json``.
    """

    sizes: Mapping[str, Any]
    tensors: Mapping[str, NDArray[np.float32]]
    tokenizer: dict[str, Any]

    def keep_pieces(self, kept: list[int], tokenizer: dict[str, Any]) -> "EncoderWeights":
        """The same encoder with only the word vectors of token ids `kept`, renumbered."""
        tensors = {**self.tensors, _WORDS: self.tensors[_WORDS][kept]}
        return EncoderWeights({**self.sizes, "vocab_size": len(kept)}, tensors, tokenizer)

    def tokenizer_json(self) -> str:
        """The text of ``tokenizer.json``."""
        return json.dumps(self.tokenizer, ensure_ascii=False, separators=(",", ":"))

    def to_bert(self) -> Any:
        """The `transformers.BertModel`, without its pooling layer, ready for inference."""
        import torch
        from transformers import BertConfig, BertModel

        configuration = BertConfig(**self.sizes, attn_implementation="eager")
        with torch.device("meta"):
            model = BertModel(configuration, add_pooling_layer=False)
        state = {name: torch.from_numpy(np.array(value)) for name, value in self.tensors.items()}
        model.load_state_dict(state, strict=False, assign=True)
        positions = torch.arange(configuration.max_position_embeddings)[None]
        model.embeddings.position_ids = positions
        model.embeddings.token_type_ids = torch.zeros_like(positions)
        left = [name for name, tensor in model.state_dict().items() if tensor.is_meta]
        if left:
            raise BundleError(f"The base weights have no tensor {left[0]!r}.")
        return model.eval()


def read_encoder_weights(folder: Path) -> EncoderWeights:
    """Read ``config.json + model.safetensors + tokenizer.json``, or a packed E5 file.

    Raises:
        BundleError: the folder holds neither, or what it holds is broken.
    """
    packed = folder / PACKED_E5
    try:
        return _read_packed(packed) if packed.is_file() else _read_safetensors(folder)
    except PackedFormatError as error:
        raise BundleError(f"{packed} is not a packed E5 model: {error}.") from error
    except FileNotFoundError as error:
        raise BundleError(
            f"No base weights in {folder}: {Path(error.filename).name} is missing.",
            fix="Put config.json, model.safetensors and tokenizer.json there.",
        ) from error


def _read_safetensors(folder: Path) -> EncoderWeights:
    from safetensors.numpy import load_file

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if config.get("model_type") != "bert":
        raise BundleError(
            f"{folder / 'config.json'} describes a {config.get('model_type')!r} model.",
            fix="Only BERT encoders can be built.",
        )
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    tensors = {
        name.removeprefix("bert."): value.astype(np.float32)
        for name, value in load_file(folder / "model.safetensors").items()
        if "position_ids" not in name and "pooler" not in name
    }
    return EncoderWeights(
        {name: config[name] for name in _size_names() if name in config}, tensors, tokenizer
    )


def _size_names() -> list[str]:
    from training.models.e5_packed import PackedSizes

    return list(PackedSizes.__dataclass_fields__)


def _read_packed(path: Path) -> EncoderWeights:
    packed = PackedE5(path)
    width = packed.sizes.hidden_size
    pieces = len(packed.pieces)
    tensors = {
        _WORDS: packed.tensor("emb.word").reshape(-1, width)[:pieces],
        "embeddings.position_embeddings.weight": packed.tensor("emb.pos").reshape(-1, width),
        "embeddings.token_type_embeddings.weight": packed.tensor("emb.type").reshape(-1, width),
        "embeddings.LayerNorm.weight": packed.tensor("emb.ln.w"),
        "embeddings.LayerNorm.bias": packed.tensor("emb.ln.b"),
    }
    for layer in range(packed.sizes.num_hidden_layers):
        for short, long in _LAYER_NAMES.items():
            weight, bias = (packed.tensor(f"l{layer}.{short}.{part}") for part in "wb")
            shape = weight.shape if len(weight) == len(bias) else (len(bias), -1)
            tensors[f"encoder.layer.{layer}.{long}.weight"] = weight.reshape(shape)
            tensors[f"encoder.layer.{layer}.{long}.bias"] = bias
    sizes = {**asdict(packed.sizes), "vocab_size": pieces}
    return EncoderWeights(sizes, tensors, sentencepiece_tokenizer(packed.pieces))


def sentencepiece_tokenizer(pieces: list[tuple[str, float]]) -> dict[str, Any]:
    """``tokenizer.json`` of an XLM-R vocabulary: Unigram, ``<s> … </s>``, NFKC."""
    ids = {piece: index for index, (piece, _) in enumerate(pieces)}
    tokenizer = Tokenizer(models.Unigram(pieces, ids["<unk>"], False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Replace(Regex(_CONTROL), ""), normalizers.NFKC()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", ids["<s>"]), ("</s>", ids["</s>"])],
    )
    specials = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
    tokenizer.add_special_tokens([AddedToken(piece, special=True) for piece in specials])
    document: dict[str, Any] = json.loads(tokenizer.to_str())
    return document
