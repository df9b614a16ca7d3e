"""The manifest of a model bundle: what training writes and the runtime verifies."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

MANIFEST_NAME = "bundle.json"
CURRENT_NAME = "current"
"""Of the text file beside a bundle's versions that names the one in use."""

FORMAT_VERSION = 1


class BundleKind(StrEnum):
    """What the model in a bundle does."""

    ENCODER = "encoder"
    RERANKER = "reranker"
    RECOMMENDER = "recommender"
    GENERATOR = "generator"


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """One input or output of the model; a free dimension is named, e.g. ``["batch", 384]``."""

    name: str
    dtype: str
    shape: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class BundleManifest:
    """``bundle.json``: everything one must know to run the model and to trust it.

    `version` is derived from the content, so equal bundles have equal versions. `files` maps each
    file's name to its SHA-256. `options` holds what only one kind needs: for an encoder
    ``dimension, pooling, query_prefix, passage_prefix, max_tokens``. `base_source` says which copy
    of the base weights was used, with its SHA-256; `recipe` is the key under which a build finds
    what it built before.
    """

    kind: BundleKind
    name: str
    version: str
    base_model: str
    licence: str
    files: Mapping[str, str]
    inputs: tuple[TensorSpec, ...] = ()
    outputs: tuple[TensorSpec, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    training_data: str = ""
    metrics: Mapping[str, float] = field(default_factory=dict)
    parity: Mapping[str, float] = field(default_factory=dict)
    base_source: str = ""
    recipe: str = ""
    format_version: int = FORMAT_VERSION

    @property
    def fingerprint(self) -> str:
        """Name and version in one word: equal fingerprints give equal outputs."""
        return fingerprint_of(self.name, self.version)


def fingerprint_of(name: str, version: str) -> str:
    """A bundle's name and version in one word."""
    return f"{name}@{version}"


def name_and_version(fingerprint: str) -> tuple[str, str]:
    """What `fingerprint_of` put together."""
    name, _, version = fingerprint.rpartition("@")
    return name, version


def manifest_to_json(manifest: BundleManifest) -> str:
    """The text of ``bundle.json``."""
    return json.dumps(asdict(manifest), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def manifest_from_json(text: str) -> BundleManifest:
    """Read ``bundle.json``.

    Raises:
        ValueError: with a sentence that names the member that is missing or wrong.
    """
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise ValueError("it is not a JSON object")
    if record.get("format_version") != FORMAT_VERSION:
        raise ValueError(
            f"format_version is {record.get('format_version')!r}, not {FORMAT_VERSION}"
        )
    try:
        record["kind"] = BundleKind(record["kind"])
        for side in ("inputs", "outputs"):
            record[side] = tuple(
                TensorSpec(spec["name"], spec["dtype"], tuple(spec["shape"]))
                for spec in record.get(side, ())
            )
        return BundleManifest(**record)
    except KeyError as error:
        raise ValueError(f"member {error.args[0]!r} is missing") from error
    except (TypeError, ValueError) as error:
        raise ValueError(str(error)) from error
