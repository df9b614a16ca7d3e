"""Measures the blend, its parts and baselines on public histories, as published figures are.

    python -m training.evaluate.sequential --sequences ../shared/data/amazon-beauty/Beauty.txt.xz \
        --products ../shared/data/amazon-beauty/derived_Beauty_items.tsv.xz

Guesses the validation products; ``--test`` the test products, which nothing may be chosen on.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from rich.console import Console
from rich.table import Table

from shopguide.domain.errors import ShopGuideError
from training.evaluate.display import make_progress
from training.evaluate.sequences import read_sequences
from training.evaluate.sequential.figures import Figures, measure_all
from training.evaluate.sequential.fits import BASELINES, fit_all
from training.evaluate.sequential.protocol import Task, make_task
from training.evaluate.sequential.texts import product_texts, text_vectors
from training.models.sequence_training import Epoch, SequenceSettings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 2 where a file cannot be used."""
    wanted = _parser().parse_args(arguments)
    torch.set_num_threads(wanted.threads)
    try:
        run(wanted)
    except ShopGuideError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def run(wanted: argparse.Namespace) -> None:
    """Fit, measure, and print a table for each question that is asked.

    Raises:
        EvaluationInputError: a file cannot be used.
        BundleError: the encoder is not there.
    """
    sequences = read_sequences(wanted.sequences)
    texts = product_texts(wanted.products, sequences.items)
    text = text_vectors(texts, wanted.models_dir.expanduser(), wanted.encoder)
    stages = {"validation": False, **({"test": True} if wanted.test else {})}
    tasks = {
        name: make_task(sequences, wanted.protocol, test=test, hidden_share=wanted.cold)
        for name, test in stages.items()
    }
    if wanted.protocol == "refit" and wanted.test:
        tasks.pop("validation")
    settings = SequenceSettings(seed=wanted.seed)
    fitted, seconds = fit_all(
        next(iter(tasks.values())),
        text,
        settings,
        wanted.protocol,
        baselines=wanted.baselines,
        advance=_say,
    )
    report = {}
    for stage, task in tasks.items():
        with make_progress() as progress:
            bar = progress.add_task(f"Measuring ({stage})", total=len(task.asked))
            figures = measure_all(task, fitted, lambda more, bar=bar: progress.advance(bar, more))  # type: ignore[misc]
        _print(stage, task, figures, seconds)
        report[stage] = {name: asdict(each) for name, each in figures.items()}
    if wanted.out:
        found = {"protocol": wanted.protocol, "fit_seconds": seconds, **report}
        wanted.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _say(name: str, epoch: Epoch | None) -> None:
    """One line of progress on standard error."""
    now = time.strftime("%H:%M:%S")
    if epoch is None:
        print(f"{now} fitting {name}", file=sys.stderr, flush=True)
        return
    quality = "" if epoch.quality is None else f", nDCG@10 {epoch.quality:.4f}"
    print(
        f"{now} {name}: epoch {epoch.number}, loss {epoch.loss:.3f}{quality}",
        file=sys.stderr,
        flush=True,
    )


def _print(
    stage: str, task: Task, figures: Mapping[str, Figures], seconds: Mapping[str, float]
) -> None:
    table = Table(title=f"{stage}: {len(task.asked):,} shoppers, {task.items:,} products")
    for column in ("", "HR@10", "NDCG@10", "coverage", "hidden HR@10", "fit s"):
        table.add_column(column, justify="left" if not column else "right")
    for name, each in figures.items():
        table.add_row(
            BASELINES.get(name, name),
            f"{each.hits:.4f}",
            f"{each.ndcg:.4f}",
            f"{each.coverage:.3f}",
            "-" if each.hidden is None else f"{each.hidden:.4f}",
            f"{seconds[name]:.0f}" if name in seconds else "",
        )
    Console(highlight=False, width=100).print(table)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate.sequential")
    parser.add_argument("--sequences", type=Path, required=True, help="user item item … a line")
    parser.add_argument("--products", type=Path, required=True, help="titles of the items")
    parser.add_argument("--protocol", choices=("strict", "refit"), default="strict")
    parser.add_argument("--test", action="store_true", help="also guess the test products")
    parser.add_argument("--cold", type=float, default=0.0, help="share of products hidden")
    parser.add_argument("--baselines", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, help="figures as JSON")
    parser.add_argument("--encoder", default="shopguide-e5-small")
    parser.add_argument("--models-dir", type=Path, default=Path("~/.cache/shopguide/models"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
