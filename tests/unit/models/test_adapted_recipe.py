"""From the folder that training left to the recipe of its bundle."""

from pathlib import Path

import pytest

from infra.local.cli import run
from shopguide.domain.bundle import BundleKind
from shopguide.domain.errors import BundleError
from training.models.adapter_card import AdapterCard, write_card
from training.models.build import _parser, _recipes
from training.models.known_models import (
    ENCODERS,
    GENERATORS,
    RERANKERS,
    GeneratorRecipe,
    Recipe,
)

E5 = ENCODERS["multilingual-e5-small"]
SMOLLM2 = GENERATORS["smollm2-135m"]


def adapter_on(folder: Path, kind: BundleKind, base: str) -> Path:
    card = AdapterCard(
        name="my-shop",
        kind=kind,
        base=base,
        base_source="",
        licence="MIT",
        data=(),
        data_fingerprint="",
        command="",
        seconds=1.0,
        machine="",
        intended_use="",
        limits="",
    )
    folder.mkdir(exist_ok=True)
    write_card(folder, card)
    return folder


def recipes(*arguments: str | Path) -> list[Recipe]:
    given = [*map(str, arguments), "--models-dir", "m"]
    return _recipes(_parser().parse_args(given))


@pytest.mark.parametrize(
    ("kind", "base"),
    [
        (BundleKind.ENCODER, E5),
        (BundleKind.RERANKER, RERANKERS["shopguide-reranker"]),
        (BundleKind.GENERATOR, SMOLLM2),
    ],
)
def test_card_says_on_which_base_an_adapter_is_built(
    tmp_path: Path, kind: BundleKind, base: Recipe
) -> None:
    folder = adapter_on(tmp_path / "out", kind, base.hub.repository)
    (recipe,) = recipes("--adapter", folder)
    assert (recipe.kind, recipe.name) == (kind, "my-shop")
    assert recipe.hub == base.hub
    assert recipe.base_name in (*ENCODERS, *GENERATORS)


def test_generator_of_a_shop_abstains_as_ours_does(tmp_path: Path) -> None:
    folder = adapter_on(tmp_path / "out", BundleKind.GENERATOR, SMOLLM2.hub.repository)
    (recipe,) = recipes("--adapter", folder)
    ours = GENERATORS["shopguide-smollm2-135m"]
    assert isinstance(recipe, GeneratorRecipe)
    assert recipe.abstention_threshold is not None
    assert recipe.abstention_threshold == ours.abstention_threshold


def test_adapter_on_an_unknown_base_is_refused(tmp_path: Path) -> None:
    folder = adapter_on(tmp_path / "out", BundleKind.ENCODER, "somebody/else")
    with pytest.raises(BundleError, match="somebody/else"):
        recipes("--adapter", folder)


def test_command_that_training_recommends_reaches_the_build(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = adapter_on(tmp_path / "out", BundleKind.ENCODER, "somebody/else")
    arguments = ["models", "build", "--adapter", str(folder), "--models-dir", str(tmp_path)]
    assert run(arguments) == 1
    assert "No encoder is known on somebody/else" in capfd.readouterr().err
