"""AWS as ministack plays it: one process on 127.0.0.1, TLS and IAM enforced, gone with the test.

IAM is enforced (`AUTH=true`), so that each function may do what its role in the stacks allows and
nothing else. TLS is on, because the stacks refuse whatever comes without.
"""

import os
import signal
import socket
import ssl
import subprocess
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3
from botocore.config import Config
from botocore.credentials import Credentials

VENV = Path(".venv-ministack")
REGION = "eu-central-1"
ACCOUNT = "000000000000"
_ROOT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
_READY_SECONDS = 30


class Ministack:
    """An empty AWS account while its context is open.

    Args:
        folder: For its files: unpacked functions, its certificate, its log.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        for name in ("tmp", "home"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [_python(), "-m", "ministack"],
                cwd=self._folder,
                env=self._own_environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,  # its functions are processes, too, and end with it
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    @property
    def url(self) -> str:
        """Where every service answers."""
        return f"https://127.0.0.1:{self._port}"

    @property
    def certificate(self) -> Path:
        """What signs its TLS."""
        return self._folder / "tmp" / "ministack-tls" / "server.crt"

    @property
    def log(self) -> Path:
        """What the services print."""
        return self._folder / "ministack.log"

    @property
    def temporary(self) -> Path:
        """Its /tmp, where functions are unpacked."""
        return self._folder / "tmp"

    @property
    def python(self) -> Path:
        """The interpreter of its virtual environment."""
        return _python()

    def environment(self) -> dict[str, str]:
        """What a command needs to take this for AWS, with all rights."""
        return {
            **_ROOT,
            "PATH": os.environ["PATH"],  # noqa: TID251 - handed on, not a setting
            "HOME": str(self._folder / "home"),
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_CA_BUNDLE": str(self.certificate),
        }

    def client(self, service: str, identity: Credentials | None = None) -> Any:
        """A client of one service, with all rights or those of an identity."""
        who = identity or Credentials(*_ROOT.values())
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            verify=str(self.certificate),
            config=Config(retries={"total_max_attempts": 2}, read_timeout=60),
            aws_access_key_id=who.access_key,
            aws_secret_access_key=who.secret_key,
        )

    def _own_environment(self) -> dict[str, str]:
        # Nothing else of this process's environment: functions inherit all of it.
        return {
            **_ROOT,
            "PATH": f"{_python().parent}:/usr/bin:/bin",
            "HOME": str(self._folder / "home"),
            "TMPDIR": str(self.temporary),
            "AUTH": "true",
            "USE_SSL": "1",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self._port),
            "MINISTACK_REGION": REGION,
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "OMP_NUM_THREADS": "1",
        }

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError):
                trust = ssl.create_default_context(cafile=str(self.certificate))
                urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=5, context=trust)
                return
            time.sleep(0.1)
        raise RuntimeError(f"ministack did not start:\n{self.log.read_text()[-2000:]}")

    def _end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            group = os.getpgid(self._process.pid)
            os.killpg(group, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
            self._process.wait()


def _python() -> Path:
    return (VENV / "bin" / "python").absolute()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
