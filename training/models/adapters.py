"""Adapters: what training learned, as a few megabytes of LoRA beside the base weights.

A folder holds peft's own two files (``adapter_config.json`` and ``adapter_model.safetensors``, in
float16) and the card (`training.models.adapter_card`).
"""

import hashlib
import json
import textwrap
import warnings
from pathlib import Path
from typing import Any

from shopguide.adapters.onnx.bundle import sha256_of
from training.models.adapter_card import CARD_NAME, AdapterCard, AdapterError, write_card

ADAPTERS = Path(__file__).parents[1] / "adapters"
"""Holds the adapters that this project trained, one folder each."""

_CONFIG_NAME = "adapter_config.json"
_WEIGHTS_NAME = "adapter_model.safetensors"
_REASON_LENGTH = 240  # torch names every tensor that does not fit; the first will do


def add_adapter(model: Any, settings: Any) -> Any:
    """A `peft.PeftModel` around `model`, with new LoRA matrices; nothing else of it is trained.

    Args:
        model: The base model; peft changes it in place.
        settings: A `peft.LoraConfig`.

    Raises:
        ValueError: `settings` name modules that the model has not.
    """
    from peft import get_peft_model

    with warnings.catch_warnings():  # peft still asks transformers by a name that is going away
        warnings.simplefilter("ignore", FutureWarning)
        return get_peft_model(model, settings)


def write_adapter(folder: Path, peft_model: Any, card: AdapterCard) -> None:
    """Write the adapter of a `peft.PeftModel`, in float16, and its card.

    Args:
        folder: Made where it is missing; its files of an earlier adapter are replaced.
        peft_model: The trained model. Only what peft calls its adapter is written: the LoRA
            matrices and the modules that its configuration lists in `modules_to_save`.
        card: Figures may be added later with `write_card`.
    """
    import torch
    from peft import get_peft_model_state_dict
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    state = get_peft_model_state_dict(peft_model, save_embedding_layers=False)
    half = {
        name: value.detach().to("cpu", torch.float16).contiguous() for name, value in state.items()
    }
    save_file(half, folder / _WEIGHTS_NAME)
    settings = _plain(peft_model.peft_config[peft_model.active_adapter].to_dict())
    settings |= {"base_model_name_or_path": card.base, "inference_mode": True}
    text = json.dumps(settings, indent=2, sort_keys=True)
    (folder / _CONFIG_NAME).write_text(f"{text}\n", encoding="utf-8")
    write_card(folder, card)


def load_adapter(model: Any, folder: Path, *, trainable: bool = False) -> Any:
    """A `peft.PeftModel` around `model` with the adapter in `folder`.

    Args:
        model: The same architecture, wrapped in the same way, as the adapter was trained on.
        folder: Holds the adapter.
        trainable: Whether its matrices shall be trained further.

    Raises:
        AdapterError: the adapter is missing or broken, or belongs to another architecture.
    """
    from peft import set_peft_model_state_dict
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        settings = _read_settings(folder, trainable=trainable)
        state = load_file(folder / _WEIGHTS_NAME)
        adapted = add_adapter(model, settings)
        outcome = set_peft_model_state_dict(adapted, state)
    except (OSError, SafetensorError, RuntimeError, TypeError, ValueError) as error:
        reason = textwrap.shorten(str(error), _REASON_LENGTH)
        raise AdapterError(
            f"The adapter in {folder} cannot be put on this model: {reason}"
        ) from error
    missing = [key for key in outcome.missing_keys if "lora_" in key or "modules_to_save" in key]
    for word, names in (("lacks", missing), ("has also", outcome.unexpected_keys)):
        if names:
            raise AdapterError(
                f"The adapter in {folder} is for another architecture: it {word} {names[0]!r}."
            )
    return adapted


def merge_adapter(model: Any, folder: Path) -> Any:
    """`model` with the adapter in `folder` added to its weights; no trace of peft is left in it.

    Args:
        model: As for `load_adapter`; its weights are changed in place.
        folder: Holds the adapter.

    Raises:
        AdapterError: as for `load_adapter`.
    """
    return load_adapter(model, folder).merge_and_unload()


def adapter_fingerprint(folder: Path) -> str:
    """SHA-256 of what an adapter brings into a bundle: its weights, their settings and its card.

    Raises:
        AdapterError: a file is missing.
    """
    digest = hashlib.sha256()
    for name in (_CONFIG_NAME, _WEIGHTS_NAME, CARD_NAME):
        if not (folder / name).is_file():
            raise AdapterError(
                f"No adapter in {folder}: {name} is missing.",
                fix="Name a folder that a training objective wrote.",
            )
        digest.update(f"{name} {sha256_of(folder / name)}\n".encode())
    return digest.hexdigest()


def _read_settings(folder: Path, *, trainable: bool) -> Any:
    """The `peft.LoraConfig` in a folder.

    Raises:
        ValueError: it is of another kind of adapter.
    """
    from peft import LoraConfig

    settings = json.loads((folder / _CONFIG_NAME).read_text(encoding="utf-8"))
    if settings.pop("peft_type", None) != "LORA":
        raise ValueError(f"{_CONFIG_NAME} describes no LoRA adapter")
    # the base is named for people; peft would compare it with a name that our models do not have
    settings |= {"base_model_name_or_path": None, "inference_mode": not trainable}
    return LoraConfig(**settings)


def _plain(value: Any) -> Any:
    """Settings as JSON that does not change from one run to the next: sets are put in order."""
    if isinstance(value, dict):
        return {str(name): _plain(member) for name, member in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(_plain(member) for member in value)
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    return getattr(value, "value", value)
