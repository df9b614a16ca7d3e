"""The deployed shop as its people use it: files go in through S3, everything else over HTTP."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx

from shopguide.domain.catalog_import import ImportStatus
from tests.e2e_aws.deployment import Deployment
from tests.qdrant_server import QdrantServer

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class ShopOnAws:
    """A deployed shop, the Qdrant beside it, and how its operators prove who they are."""

    deployment: Deployment
    http: httpx.Client
    qdrant: QdrantServer
    operator: httpx.Auth

    @property
    def bucket(self) -> str:
        """Its one bucket."""
        return self.deployment.outputs["BucketName"]

    def client(self, service: str) -> Any:
        """A client of one of AWS's services, with all rights."""
        return self.deployment.aws.client(service)

    def leave(self, kind: str, name: str, size: int) -> Mapping[str, Any]:
        """Leave to upload one CSV file, as the catalogue team asks for it."""
        order = {"kind": kind, "file_name": name, "content_type": "text/csv", "bytes": size}
        answer = self.http.post("/v1/catalog/uploads", json=order, auth=self.operator)
        assert answer.status_code == 201, answer.text
        leave: Mapping[str, Any] = answer.json()
        return leave

    def send(self, leave: Mapping[str, Any], content: bytes, **changed: str) -> httpx.Response:
        """Send a file with a leave, some of whose fields may be changed, and nothing else."""
        return httpx.post(
            leave["url"],
            data={**leave["fields"], **changed},
            files={"file": content},
            verify=self.deployment.trust(),
            timeout=30,
        )

    def upload(self, kind: str, file: Path) -> Mapping[str, Any]:
        """Upload a file and wait for its report's end."""
        self.store(kind, file)
        return self.report(kind, file.name)

    def store(self, kind: str, file: Path) -> None:
        """Upload a file."""
        content = file.read_bytes()
        sent = self.send(self.leave(kind, file.name, len(content)), content)
        assert sent.status_code in (200, 204), sent.text

    def report(self, kind: str, name: str, seconds: float = 60) -> Mapping[str, Any]:
        """The report of an import that has ended; each file of a test has a name of its own."""
        key = f"reports/{kind}/{name}/report.json"

        def ended() -> Mapping[str, Any] | None:
            report = self.object(key)
            return report if report and ImportStatus(report["outcome"]).is_final else None

        return wait_for(ended, f"the report {key}", seconds)

    def object(self, key: str) -> Mapping[str, Any] | None:
        """A JSON object of the bucket."""
        bucket = self.client("s3")
        try:
            body = bucket.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except bucket.exceptions.NoSuchKey:
            return None
        document: Mapping[str, Any] = json.loads(body)
        return document


def wait_for(look: Callable[[], _Found | None], what: str, seconds: float) -> _Found:
    """What `look` finds in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"{what} did not come within {seconds} s")
