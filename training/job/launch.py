"""Starts a job's processes: one for each GPU of each machine, or a single one in this process."""

import os
import sys
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from training.config import Environment, set_defaults
from training.errors import TrainingError
from training.job.failure import FAILED, INPUT_WRONG, SIGNALLED, explain, write_failure
from training.job.inputs import Hosts, read_hosts
from training.job.layout import Layout
from training.job.worker import work

if TYPE_CHECKING:
    from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
    from torch.distributed.launcher.api import LaunchConfig

PORT = 29511
"""Where the machines of a job meet, on the first of them."""

SHUTDOWN_SECONDS = 100
"""For a last checkpoint after a stop; SageMaker kills 120 s after its SIGTERM."""

_MEETING_SECONDS = 900


def launch(layout: Layout, environment: Environment, root: Path | None, processes: int) -> int:
    """Run the whole of this machine's part of a job; returns its exit code.

    Args:
        layout: Folders of the job.
        environment: Of this process.
        root: As it was given on the command line, for the processes that are started.
        processes: On this machine; 0: one for each GPU, or one where there is none.
    """
    layout.failure_file.unlink(missing_ok=True)
    try:
        hosts = read_hosts(layout)
    except Exception as error:  # noqa: BLE001 - the process ends here, and says why
        return _fail(layout, error, INPUT_WRONG)
    each = processes or _gpus() or 1
    if each * len(hosts.names) == 1:
        return work(layout, environment)
    return _launch_several(layout, root, hosts, each)


def _launch_several(layout: Layout, root: Path | None, hosts: Hosts, each: int) -> int:
    from torch.distributed.elastic.multiprocessing.api import SignalException
    from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
    from torch.distributed.launcher.api import elastic_launch

    # Otherwise each process would take all cores for itself, and warn of a choice of `fit`'s.
    threads = max(1, (os.cpu_count() or 1) // each)
    set_defaults({"OMP_NUM_THREADS": str(threads), "TORCH_CPP_LOG_LEVEL": "ERROR"})
    if hosts.interface:
        set_defaults({"NCCL_SOCKET_IFNAME": hosts.interface, "GLOO_SOCKET_IFNAME": hosts.interface})
    arguments = ["-u", "-m", "training.job.worker", *(["--root", str(root)] if root else [])]
    try:
        with tempfile.TemporaryDirectory(prefix="shopguide-") as logs:
            elastic_launch(_launch_config(hosts, each, logs), sys.executable)(*arguments)
    except ChildFailedError as error:
        return _after_failure(layout, error)
    except SignalException as error:
        return SIGNALLED + int(error.sigval)
    except Exception as error:  # noqa: BLE001 - the process ends here, and says why
        return _fail(layout, error, FAILED)
    return 0


def _launch_config(hosts: Hosts, each: int, logs: str) -> "LaunchConfig":
    from torch.distributed.elastic.multiprocessing import DefaultLogsSpecs
    from torch.distributed.launcher.api import LaunchConfig

    several = len(hosts.names) > 1
    return LaunchConfig(
        min_nodes=len(hosts.names),
        max_nodes=len(hosts.names),
        nproc_per_node=each,
        run_id="shopguide" if several else uuid.uuid4().hex,
        rdzv_backend="static" if several else "c10d",
        rdzv_endpoint=f"{hosts.names[0]}:{PORT}" if several else "localhost:0",
        rdzv_configs={"rank": hosts.place, "timeout": _MEETING_SECONDS},
        max_restarts=0,
        shutdown_timeout=SHUTDOWN_SECONDS,
        logs_specs=DefaultLogsSpecs(log_dir=logs),
    )


def _after_failure(layout: Layout, error: "ChildFailedError") -> int:
    """The exit code of the process that failed first; one that was killed could not say why."""
    for rank, failure in error.failures.items():
        if failure.exitcode < 0:
            told = TrainingError(
                f"Process {rank} of the job was killed by {failure.signal_name()}.",
                fix="Most often the machine's memory was full: lower batch_size, or take a larger "
                "one. The job can be started again with its checkpoints.",
            )
            write_failure(layout.failure_file, told, replace=True)
            print(f"error: {told}", file=sys.stderr, flush=True)
            return FAILED
    codes = {failure.exitcode for failure in error.failures.values()}
    return INPUT_WRONG if INPUT_WRONG in codes else min(codes)


def _fail(layout: Layout, error: Exception, code: int) -> int:
    told = explain(error)
    write_failure(layout.failure_file, told, error)
    print(f"error: {told}", file=sys.stderr, flush=True)
    return code


def _gpus() -> int:
    import torch

    return torch.cuda.device_count()
