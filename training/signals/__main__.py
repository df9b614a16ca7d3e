"""Makes the signals of a shop out of its interactions: a version that can be published.

    python -m training.signals --lake shopguide-data/objects/lake --out signals
    python -m training.signals --lake interactions.parquet --out signals --progress --json

`shopguide signals build` runs this as a process of its own; docs/signals.md explains the signals.
"""

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from shopguide.domain.errors import ShopGuideError
from shopguide.domain.json_value import JsonObject
from training.errors import TrainingError, TrainingInputError
from training.signals.batch import STAGES, MadeSignals, make_signals
from training.signals.database import DEFAULT_MEMORY, DEFAULT_THREADS
from training.signals.settings import SignalSettings
from training.signals.settings_json import settings_from_json

OK, TOLD, INTERRUPTED = 0, 65, 130
"""Exit codes; `TOLD` is an error whose reason stands on standard error (and in the JSON)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a version; the exit code."""
    options = _parser().parse_args(arguments)
    # Whoever stops the batch finds no half-made files of it, as after Ctrl-C.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        made = make_signals(
            options.lake,
            options.out,
            _settings(options.settings),
            now=options.now or datetime.now(UTC),
            recommender=options.recommender,
            also=options.also,
            memory=options.memory,
            threads=options.threads,
            told=_tell_stage if options.progress else lambda _stage, _seconds: None,
        )
    except ShopGuideError as error:
        _tell_error(error, as_json=options.json)
        return TOLD
    except OSError as error:
        failed = TrainingError(f"{error}.", fix=f"See that {options.out} has room for the signals.")
        _tell_error(failed, as_json=options.json)
        return TOLD
    except KeyboardInterrupt:
        print("Interrupted; nothing was made.", file=sys.stderr)
        return INTERRUPTED
    finally:
        signal.signal(signal.SIGTERM, before)
    print(json.dumps(_document(made)) if options.json else _sentences(made))
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.signals",
        description="Makes a version of the signals out of interactions.",
    )
    add = parser.add_argument
    add("--lake", type=Path, required=True, help="folder or file of interactions")
    add("--out", type=Path, required=True, help="the version's folder is made in here")
    add("--settings", type=Path, help="JSON object of settings to change; docs/signals.md")
    add("--also", type=Path, nargs="+", default=[], help="files of other jobs to add")
    add("--recommender", default="", help="fingerprint of the recommender that goes with it")
    add("--now", type=_moment, help="leave out what is later, ISO 8601; the clock by default")
    add("--memory", default=DEFAULT_MEMORY, help="of the database, before it goes to disk")
    add("--threads", type=int, default=DEFAULT_THREADS, help="how many to work with")
    add("--progress", action="store_true", help="a line a stage on standard error")
    add("--json", action="store_true", help="one JSON object on standard output")
    return parser


def _moment(text: str) -> datetime:
    """Raises ValueError where it is none, which argparse tells."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _settings(path: Path | None) -> SignalSettings:
    """Raise `TrainingInputError` where the file is no JSON object or a setting is wrong."""
    if path is None:
        return SignalSettings()
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TrainingInputError(
            f"{path} cannot be read as JSON: {error}.",
            fix="Write one object with the settings to change.",
            field="settings",
        ) from None
    if not isinstance(told, dict):
        raise TrainingInputError(
            f"{path} is no JSON object.",
            fix="docs/signals.md lists the settings.",
            field="settings",
        )
    return settings_from_json(told)


def _document(made: MadeSignals) -> JsonObject:
    return {
        "folder": str(made.folder),
        **made.manifest,
        "seconds": {stage: round(seconds, 2) for stage, seconds in made.seconds.items()},
    }


def _sentences(made: MadeSignals) -> str:
    told, left_out = made.manifest, made.manifest["left_out"]
    counts = left_out if isinstance(left_out, dict) else {}
    reasons = ", ".join(f"{count:,} {why}" for why, count in counts.items() if count)
    return (
        f"{told['interactions']:,} interactions of {told['shoppers']:,} shoppers with"
        f" {told['products']:,} products, the last at {told['last_interaction_at'] or 'no time'}.\n"
        f"Robots held down: {told['robots']:,}. Left out: {reasons or 'nothing'}.\n"
        f"Bought together: {told['together']:,} pairs in {told['baskets']:,} baskets.\n"
        f"Version {told['version']}: {made.folder} ({sum(made.seconds.values()):.1f} s)"
    )


def _tell_stage(stage: str, seconds: float) -> None:
    print(f"{STAGES.index(stage) + 1}/{len(STAGES)} {stage} {seconds:.1f} s", file=sys.stderr)


def _tell_error(error: ShopGuideError, *, as_json: bool) -> None:
    fix = f" {error.fix}" if error.fix else ""
    print(f"error: {error.message}{fix}", file=sys.stderr)
    if as_json:
        told = {"code": error.code, "message": error.message, "fix": error.fix}
        print(json.dumps({**told, "field": error.field}))


if __name__ == "__main__":
    sys.exit(main())
