"""Base weights of an encoder in a few kilobytes, for tests of what builds and trains encoders."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors

SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "vocab_size": 130,
    "max_position_embeddings": 160,
    "type_vocab_size": 2,
    "layer_norm_eps": 1e-12,
}


def base_weights(folder: Path, *, outlier: float = 0.0) -> Path:
    """A BERT of random weights that reads characters.

    An `outlier` is a large activation that no other weight listens to: float32 does not notice it,
    but the int8 scale of its neighbours follows it.
    """
    width, inner = SIZES["hidden_size"], SIZES["intermediate_size"]
    shapes = {
        "embeddings.word_embeddings.weight": (SIZES["vocab_size"], width),
        "embeddings.position_embeddings.weight": (SIZES["max_position_embeddings"], width),
        "embeddings.token_type_embeddings.weight": (2, width),
        "embeddings.LayerNorm.weight": (width,),
        "embeddings.LayerNorm.bias": (width,),
    }
    for layer in range(SIZES["num_hidden_layers"]):
        for name, out, into in (
            ("attention.self.query", width, width),
            ("attention.self.key", width, width),
            ("attention.self.value", width, width),
            ("attention.output.dense", width, width),
            ("intermediate.dense", inner, width),
            ("output.dense", width, inner),
        ):
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (out, into)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (out,)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"encoder.layer.{layer}.{name}.weight"] = (width,)
            shapes[f"encoder.layer.{layer}.{name}.bias"] = (width,)
    random = np.random.default_rng(3)
    tensors = {
        name: (random.normal(size=shape) * 0.3 + name.endswith("LayerNorm.weight")).astype("f4")
        for name, shape in shapes.items()
    }
    for layer in range(SIZES["num_hidden_layers"]):
        tensors[f"encoder.layer.{layer}.intermediate.dense.bias"][0] = outlier
        tensors[f"encoder.layer.{layer}.output.dense.weight"][:, 0] = 0
    folder.mkdir(parents=True)
    save_file(tensors, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", **SIZES}))
    letters = {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, **{chr(32 + n): 3 + n for n in range(95)}}
    letters["[MASK]"] = len(letters)
    tokenizer = Tokenizer(models.WordLevel(letters, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder
