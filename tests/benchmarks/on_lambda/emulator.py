"""One Lambda container: AWS's runtime interface emulator around a function, within its limits."""

import json
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.benchmarks.on_lambda.limits import LambdaLimits, Usage
from tests.benchmarks.on_lambda.packages import REGION, ROOT, RUNTIME, Package, unpack_layers
from tests.benchmarks.served_shop import free_port

_EMULATOR = "lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-x86_64"
_INVOKE = "/2015-03-31/functions/function/invocations"
_INIT = re.compile(r"INIT REPORT\(durationMs: ([0-9.]+)\)")


class ContainerDiedError(Exception):
    """The function's process ended, as it does where its memory is too small."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """One answer: what the handler returned, and the milliseconds until it was there."""

    answer: Any
    milliseconds: float


def find_emulator() -> Path | None:
    """AWS's emulator, which comes with the SAM command line; None where that is not installed."""
    return next((ROOT / ".venv-sam").glob(_EMULATOR), None)


class EmulatedContainer:
    """A running container; the first `invoke` initialises it, as on Lambda."""

    def __init__(self, address: str, log: Path, limits: LambdaLimits, timeout: float) -> None:
        self._client = httpx.Client(base_url=address, timeout=timeout)
        self._log = log
        self._limits = limits
        self.init_ms = 0.0

    def invoke(self, event: Mapping[str, Any]) -> Invocation:
        """Hand the function an event; the time of the first is without the initialisation.

        Raises:
            ContainerDiedError: it gave no answer.
        """
        started = time.perf_counter()
        try:
            response = self._client.post(_INVOKE, content=json.dumps(event))
            answer = json.loads(response.content)
        except (httpx.HTTPError, ValueError) as error:
            raise ContainerDiedError(self._log.read_text()[-2000:]) from error
        milliseconds = (time.perf_counter() - started) * 1000
        if "X-Amz-Function-Error" in response.headers or "errorType" in (answer or ()):
            raise ContainerDiedError(f"{answer}\n{self._log.read_text()[-2000:]}")
        if not self.init_ms:
            self.init_ms = self._find_init()
            milliseconds -= self.init_ms
        return Invocation(answer, milliseconds)

    def usage(self) -> Usage:
        """What the function has used since it started."""
        return self._limits.usage()

    def resident_mb(self) -> float:
        """Most memory that the function's process itself held, mapped files included."""
        peak = 0.0
        for process in self._limits.processes():
            for line in Path(f"/proc/{process}/status").read_text().splitlines():
                if line.startswith("VmHWM"):
                    peak += int(line.split()[1]) / 1024
        return peak

    def _find_init(self) -> float:
        found = _INIT.search(self._log.read_text())
        if found is None:
            raise ContainerDiedError(f"no initialisation in the log:\n{self._log.read_text()}")
        return float(found[1])

    def is_listening(self) -> bool:
        """Whether it takes requests; asking does not initialise it."""
        address = (self._client.base_url.host, self._client.base_url.port or 0)
        with socket.socket() as probe:
            return probe.connect_ex(address) == 0

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()


@contextmanager
def start_container(package: Package, memory_mb: int) -> Iterator[EmulatedContainer]:
    """A container of its own /tmp, with `memory_mb` and the share of a core that goes with it.

    Raises:
        FileNotFoundError: the SAM command line is not installed.
    """
    emulator = find_emulator()
    if emulator is None:
        raise FileNotFoundError("There is no emulator: run `make sam`.")
    port, inner = free_port(), free_port()
    with (
        tempfile.TemporaryDirectory(prefix="lambda-") as scratch,
        LambdaLimits(memory_mb) as limits,
    ):
        python = [str(RUNTIME / "bin/python"), "-S", "-m", "awslambdaric", package.handler]
        log = Path(scratch) / "log"
        unpack_layers(package, Path(scratch) / "opt")
        process = subprocess.Popen(
            [
                str(emulator),
                *("--runtime-interface-emulator-address", f"127.0.0.1:{port}"),
                *("--runtime-api-address", f"127.0.0.1:{inner}"),
                *limits.command(*python),
            ],
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
            cwd=package.code,
            env=_environment(package, memory_mb, Path(scratch)),
        )
        container = EmulatedContainer(f"http://127.0.0.1:{port}", log, limits, package.timeout + 60)
        try:
            _wait_until_listening(container, process)
            yield container
        finally:
            container.close()
            process.terminate()
            process.wait(timeout=30)


def _environment(package: Package, memory_mb: int, scratch: Path) -> dict[str, str]:
    return {
        **package.variables,
        "SHOPGUIDE_MODELS_DIR": str(scratch / "models"),
        "PYTHONPATH": f"{package.code}:{scratch}/opt/python:{RUNTIME}/runtime",
        "PYTHONDONTWRITEBYTECODE": "1",  # code and layers are read-only
        "PATH": "/usr/bin:/bin",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.12",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:9",
        "AWS_LAMBDA_FUNCTION_NAME": package.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(memory_mb),
        "AWS_LAMBDA_FUNCTION_TIMEOUT": str(package.timeout),
        "LAMBDA_TASK_ROOT": str(package.code),
    }


def _wait_until_listening(
    container: EmulatedContainer, process: "subprocess.Popen[bytes]", seconds: float = 10
) -> None:
    """Wait until the emulator takes requests; nothing is asked, which would start the function."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        if container.is_listening():
            return
        time.sleep(0.005)
    raise ContainerDiedError("the emulator did not start")
