"""Base generators as a Hugging Face folder, whatever file they came in.

A GGUF file is unpacked here and not by transformers: that is four times faster and needs no
`accelerate`.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.errors import BundleError

_HUB_FILES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")
_BLOCK_NAMES = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
_CONTROL_TOKEN = 3  # GGUF's token type


def write_generator_folder(weights: Path, target: Path) -> None:
    """Write float32 ``config.json, model.safetensors, tokenizer.json, tokenizer_config.json``.

    Args:
        weights: A folder with those files already, or with one ``*.gguf`` file.
        target: Folder to write to; made if it is missing.

    Raises:
        BundleError: the folder holds neither, or a model of an unknown architecture.
    """
    target.mkdir(parents=True, exist_ok=True)
    packed = sorted(weights.glob("*.gguf"))
    if packed:
        _unpack_gguf(packed[0], target)
        return
    for name in _HUB_FILES:
        if not (weights / name).is_file():
            raise BundleError(
                f"No base weights in {weights}: {name} is missing.",
                fix=f"Put {', '.join(_HUB_FILES)} or one .gguf file there.",
            )
        shutil.copyfile(weights / name, target / name)


def _unpack_gguf(path: Path, target: Path) -> None:
    from gguf import GGUFReader
    from safetensors.numpy import save_file

    reader = GGUFReader(path)
    fields = {name: field.contents() for name, field in reader.fields.items()}
    if fields["general.architecture"] != "llama":
        raise BundleError(f"{path.name} holds a {fields['general.architecture']!r} model.")
    config = _configuration(fields)
    save_file(_tensors(reader, config), target / "model.safetensors", metadata={"format": "pt"})
    for name, document in (
        ("config.json", config),
        ("tokenizer.json", _tokenizer(fields)),
        ("tokenizer_config.json", _tokenizer_configuration(fields)),
    ):
        (target / name).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def _configuration(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_act": "silu",
        "hidden_size": fields["llama.embedding_length"],
        "intermediate_size": fields["llama.feed_forward_length"],
        "max_position_embeddings": fields["llama.context_length"],
        "num_attention_heads": fields["llama.attention.head_count"],
        "num_hidden_layers": fields["llama.block_count"],
        "num_key_value_heads": fields["llama.attention.head_count_kv"],
        "rms_norm_eps": fields["llama.attention.layer_norm_rms_epsilon"],
        "rope_theta": fields["llama.rope.freq_base"],
        "vocab_size": fields["llama.vocab_size"],
        "tie_word_embeddings": True,
        "bos_token_id": fields["tokenizer.ggml.bos_token_id"],
        "eos_token_id": fields["tokenizer.ggml.eos_token_id"],
        "pad_token_id": fields["tokenizer.ggml.padding_token_id"],
        "dtype": "float32",
    }


def _tensors(reader: Any, config: dict[str, Any]) -> dict[str, NDArray[np.float32]]:
    from gguf import dequantize

    heads = {
        "attn_q": config["num_attention_heads"],
        "attn_k": config["num_key_value_heads"],
    }
    tensors = {}
    for packed in reader.tensors:
        weight = dequantize(packed.data, packed.tensor_type)
        parts = packed.name.split(".")
        if parts[0] == "blk":
            if parts[2] in heads:
                weight = unpermute_rotary(weight, heads[parts[2]])
            name = f"model.layers.{parts[1]}.{_BLOCK_NAMES[parts[2]]}.weight"
        else:
            name = {"token_embd": "model.embed_tokens", "output_norm": "model.norm"}[parts[0]]
            name = f"{name}.weight"
        tensors[name] = np.ascontiguousarray(weight, dtype=np.float32)
    return tensors


def unpermute_rotary(weight: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """Rows of a query or key matrix ``[heads * size, width]`` in Hugging Face's order.

    GGUF stores the two halves that rotary embedding pairs side by side (llama.cpp,
    ``LlamaModel.permute``); transformers wants one half after the other.
    """
    rows, width = weight.shape
    return weight.reshape(heads, rows // heads // 2, 2, width).swapaxes(1, 2).reshape(rows, width)


def _tokenizer(fields: dict[str, Any]) -> dict[str, Any]:
    """``tokenizer.json``: byte-level BPE that takes digits one by one, as SmolLM2 was trained."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    if fields["tokenizer.ggml.pre"] != "smollm":
        raise BundleError(f"Unknown pre-tokeniser {fields['tokenizer.ggml.pre']!r}.")
    pieces = fields["tokenizer.ggml.tokens"]
    merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"]]
    vocabulary = {piece: index for index, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.BPE(vocabulary, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    kinds = fields["tokenizer.ggml.token_type"]
    special = [piece for piece, kind in zip(pieces, kinds, strict=True) if kind == _CONTROL_TOKEN]
    tokenizer.add_special_tokens([AddedToken(piece, special=True) for piece in special])
    document: dict[str, Any] = json.loads(tokenizer.to_str())
    return document


def _tokenizer_configuration(fields: dict[str, Any]) -> dict[str, Any]:
    pieces = fields["tokenizer.ggml.tokens"]
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": pieces[fields["tokenizer.ggml.bos_token_id"]],
        "eos_token": pieces[fields["tokenizer.ggml.eos_token_id"]],
        "unk_token": pieces[fields["tokenizer.ggml.unknown_token_id"]],
        "pad_token": pieces[fields["tokenizer.ggml.padding_token_id"]],
        "chat_template": fields["tokenizer.chat_template"],
    }
