"""Pipeline step: an approved encoder -> the shop's index made with it, if its canaries allow it.

    python -m infra.aws.training.rebuild_index --bucket NAME --objective encoder --approval Approved

The bundle is stored without coming into use, the shop is asked to rebuild its index with that
version, and the end is waited for. Where a canary query loses its product the shop holds the new
index, and the step fails: index and version in use are what they were. Nothing is done without
approval, for other objectives, or where the stack was not told where the shop's records are.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from infra.aws.training.candidate import (
    RunCommand,
    StepFolders,
    run_command,
    run_step,
    shopguide_command,
)
from infra.aws.training.definition import WORK
from infra.aws.training.publish_candidate import APPROVED
from infra.local.output import ExitCode
from shopguide.config import read_settings
from shopguide.domain.errors import TrainingJobFailedError

ENCODER = "encoder"

_ENDS = (ExitCode.OK, ExitCode.HELD, ExitCode.IMPORT_FAILED)
"""How a reindex may end without the command itself having failed."""


def rebuild_index(bucket: str, folders: StepFolders, run: RunCommand = run_command) -> None:
    """Store the bundle, rebuild the index with it, wait.

    Raises:
        TrainingJobFailedError: the index stays what it was: canaries fell, or the reindex failed.
    """
    place = ("--bucket", bucket, "--json")
    store = ("models", "publish", folders.bundle, "--keep-current", *place)
    stored = json.loads(run(shopguide_command(*store)))
    encoder = f"{stored['name']}@{stored['version']}"
    print(f"Stored {encoder}; in use stays {stored['in_use']}.")
    asked = run(shopguide_command("reindex", "--encoder", encoder, "--json"), allowed=_ENDS)
    _check_live(json.loads(asked))
    print(f"The shop's index is made by {encoder}.")


def _check_live(outcome: dict[str, Any]) -> None:
    """Raise `TrainingJobFailedError` unless the new index is live, or there was nothing to do."""
    record = outcome["import"]
    if record is None or record["status"] == "published":
        return
    raise TrainingJobFailedError(
        f"The shop goes on with {outcome['live_encoder']}. Reindex {record['import_id']} is"
        f" {record['status']}: {record['problem']}",
        fix="Nothing has to be undone: neither the index nor the version in use has changed.",
    )


def is_wanted(objective: str, approval: str) -> bool:
    """Whether there is anything to rebuild; says so where there is not."""
    if objective != ENCODER:
        reason = f"the {objective} makes no index"
    elif approval != APPROVED:
        reason = "not approved"
    elif read_settings().mode != "aws":
        reason = "the stack was not told of the shop's table, queues and Qdrant"
    else:
        return True
    print(f"The index is left alone: {reason}.")
    return False


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a command; see the top of the file."""
    parser = argparse.ArgumentParser(description="Rebuilds the shop's index with a candidate.")
    parser.add_argument("--bucket", required=True, help="the shop's bucket")
    parser.add_argument("--objective", required=True)
    parser.add_argument("--approval", required=True)
    parser.add_argument("--root", type=Path, default=Path(WORK))
    options = parser.parse_args(arguments)
    folders = StepFolders(options.root)

    def step() -> None:
        if is_wanted(options.objective, options.approval):
            rebuild_index(options.bucket, folders)

    return run_step(step)


if __name__ == "__main__":
    sys.exit(main())
