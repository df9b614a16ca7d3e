"""The card of an adapter: what it learned from, how good it is, how to train it again, its limits.

It lies beside the weights as ``adapter.json``, and for people as ``CARD.md``.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from shopguide.domain.bundle import BundleKind
from shopguide.domain.errors import BundleError

CARD_NAME = "adapter.json"
CARD_PAGE_NAME = "CARD.md"


class AdapterError(BundleError):
    """An adapter is broken, or it was trained on another base than it shall be put on."""

    code = "adapter_invalid"


@dataclass(frozen=True, slots=True)
class DataSource:
    """One set of data that an adapter was trained on; `licence` is "none stated" where it is so."""

    name: str
    licence: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterCard:
    """Everything one must know to use an adapter, to trust it and to train it again.

    Attributes:
        name: Of the adapter.
        kind: Of the bundle that it makes.
        base: Repository of the base model on the hub, as the recipe has it.
        base_source: Which copy of the base weights it was trained on.
        licence: Of the base weights, and so of the adapter (SPDX).
        data: What it was trained on.
        data_fingerprint: Of the training examples.
        command: That trains it again.
        seconds: That the training took.
        machine: That it took them on.
        figures: What was measured; a figure's name says on what.
        intended_use: One or two sentences.
        limits: What it is not good for, or was not measured on.
    """

    name: str
    kind: BundleKind
    base: str
    base_source: str
    licence: str
    data: tuple[DataSource, ...]
    data_fingerprint: str
    command: str
    seconds: float
    machine: str
    figures: Mapping[str, float] = field(default_factory=dict)
    intended_use: str
    limits: str


def write_card(folder: Path, card: AdapterCard) -> None:
    """Write ``adapter.json`` and ``CARD.md``, e.g. once more when the figures are known."""
    text = json.dumps(asdict(card), indent=2, ensure_ascii=False, sort_keys=True)
    (folder / CARD_NAME).write_text(f"{text}\n", encoding="utf-8")
    (folder / CARD_PAGE_NAME).write_text(render_card(card), encoding="utf-8")


def read_card(folder: Path) -> AdapterCard:
    """The card of the adapter in `folder`.

    Raises:
        AdapterError: there is none, or it is broken; names the member.
    """
    path = folder / CARD_NAME
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        record["kind"] = BundleKind(record["kind"])
        record["data"] = tuple(DataSource(**source) for source in record["data"])
        return AdapterCard(**record)
    except FileNotFoundError as error:
        raise AdapterError(
            f"No adapter in {folder}: {CARD_NAME} is missing.",
            fix="Name a folder that a training objective wrote.",
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise AdapterError(f"{path} is not an adapter's card: {error}.") from error


def require_fit(card: AdapterCard, *, kind: BundleKind, base: str, licence: str) -> None:
    """Make sure that an adapter belongs on a base model.

    Raises:
        AdapterError: it was trained for another kind of bundle or on another base, or it states
            another licence than that base has.
    """
    wanted = {"kind": kind, "base": base, "licence": licence}
    for name, value in wanted.items():
        found = getattr(card, name)
        if found != value:
            raise AdapterError(
                f"The adapter {card.name!r} states {name} {str(found)!r}, "
                f"but the model to put it on has {str(value)!r}.",
                fix="Choose the recipe that the adapter was trained for, or train it anew.",
            )


def render_card(card: AdapterCard) -> str:
    """The card as Markdown."""
    data = [(source.name, source.licence, f"{source.rows:,}") for source in card.data]
    figures = [(name, f"{value:.4g}") for name, value in card.figures.items()]
    parts = (
        f"# {card.name}",
        card.intended_use,
        _facts(card),
        "## Data",
        _table(("set", "licence", "rows"), data),
        f"Fingerprint of the examples: `{card.data_fingerprint}`.",
        "## Figures",
        _table(("figure", "value"), figures) if figures else "None were measured.",
        "## Train it again",
        f"```\n{card.command}\n```",
        f"{card.seconds:,.0f} s on {card.machine}.",
        "## Limits",
        card.limits,
    )
    return "\n\n".join(parts) + "\n"


def _facts(card: AdapterCard) -> str:
    facts = ("kind", "base", "base_source", "licence")
    return "\n".join(f"- {name.replace('_', ' ')}: {getattr(card, name)}" for name in facts)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
