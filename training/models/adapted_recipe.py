"""From a recipe to the adapter that it names, and from the adapter's card into the bundle."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from shopguide.domain.bundle import BundleManifest
from training.models.adapter_card import CARD_PAGE_NAME, AdapterCard, read_card, require_fit
from training.models.adapters import ADAPTERS
from training.models.known_models import EncoderRecipe, GeneratorRecipe, Recipe, RerankerRecipe

R = TypeVar("R", EncoderRecipe, GeneratorRecipe, RerankerRecipe)


def adapter_folder(recipe: Recipe) -> Path | None:
    """Where the adapter of `recipe` lies, or None where it has none.

    `recipe.adapter` is a name under `ADAPTERS`, or the path of a folder anywhere.

    Raises:
        AdapterError: it is missing, or it was trained on another base.
    """
    if recipe.adapter is None:
        return None
    folder = ADAPTERS / recipe.adapter  # an absolute path replaces what stands before it
    require_fit(
        read_card(folder), kind=recipe.kind, base=recipe.hub.repository, licence=recipe.licence
    )
    return folder


def with_adapter(recipe: R, folder: Path) -> R:
    """The recipe of a bundle that is named as the adapter in `folder`, on the same base.

    Raises:
        AdapterError: there is no adapter in `folder`.
    """
    return replace(
        recipe,
        name=read_card(folder).name,
        adapter=str(folder.resolve()),
        base_name=recipe.base_name or recipe.name,
    )


def with_card(draft: BundleManifest, adapter: Path | None, files: Path) -> BundleManifest:
    """Put an adapter's card among a bundle's files, its data and figures into the manifest."""
    if adapter is None:
        return draft
    shutil.copyfile(adapter / CARD_PAGE_NAME, files / CARD_PAGE_NAME)
    card = read_card(adapter)
    metrics = {**draft.metrics, **card.figures}
    return replace(draft, training_data=_data_line(card), metrics=metrics)


def _data_line(card: AdapterCard) -> str:
    sets = (f"{source.name} ({source.licence}; {source.rows:,})" for source in card.data)
    return f"{', '.join(sets)}; fingerprint {card.data_fingerprint}"
