"""Pipeline step: a bundle that kept its gate -> the shop's registry, if that was approved.

    python -m infra.aws.training.publish_candidate --bucket NAME --source URI --approval Approved

Without approval nothing changes; the log says how somebody publishes it.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.aws.training.candidate import (
    RunCommand,
    StepFolders,
    run_command,
    run_step,
    shopguide_command,
)
from infra.aws.training.definition import WORK

APPROVED = "Approved"


def publish_candidate(
    bucket: str, source: str, approval: str, folders: StepFolders, run: RunCommand = run_command
) -> None:
    """Publish the bundle, or say how.

    Raises:
        TrainingJobFailedError: the registry refuses it.
    """
    if approval != APPROVED:
        print("Not approved, so nothing was published. To publish it:")
        print(f"  aws s3 sync {source} bundle/")
        print(f"  shopguide models publish bundle/ --bucket {bucket}")
        print("An encoder first: docs/training-aws.md, 'To publish by hand'.")
        return
    why = f"kept its gate; approved; from {source}"
    publish = ["models", "publish", str(folders.bundle), "--bucket", bucket, "--why", why]
    print(run(shopguide_command(*publish)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a command; see the top of the file."""
    parser = argparse.ArgumentParser(description="Publishes a candidate.")
    parser.add_argument("--bucket", required=True, help="the shop's bucket")
    parser.add_argument("--source", required=True, help="address of the bundle, for the history")
    parser.add_argument("--approval", required=True)
    parser.add_argument("--root", type=Path, default=Path(WORK))
    options = parser.parse_args(arguments)
    folders = StepFolders(options.root)
    return run_step(
        lambda: publish_candidate(options.bucket, options.source, options.approval, folders)
    )


if __name__ == "__main__":
    sys.exit(main())
