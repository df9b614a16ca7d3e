"""A job's files in S3: its channels on the way there, its model on the way back.

::

    training/
    ├── files/<sha256>                     each file that was ever uploaded, once
    └── <job>/
        ├── input/<channel>/<path>         what the job reads, copied from files/ inside S3
        ├── checkpoints/                   what an interrupted job goes on from
        └── output/model.tar.gz

A job's own copy is never written again, so a spot interruption reads what the first start read.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from shopguide.adapters.aws.client import AwsClient, error_code
from shopguide.adapters.sagemaker.archive import unpack_model
from shopguide.domain.errors import (
    InvalidParameterError,
    StorageFullError,
    TrainingJobsUnavailableError,
    means_full_disk,
)
from shopguide.domain.training_job import ChannelUpload

PREFIX = "training"
READ_SECONDS = 60.0

_GONE = {"404", "NoSuchKey", "NotFound"}


class TrainingFiles:
    """Channels and models in one bucket.

    Args:
        bucket: The training bucket.
        kms_key: Encrypts what is uploaded; none leaves it to the bucket.
    """

    def __init__(self, bucket: str, kms_key: str = "") -> None:
        self._bucket = bucket
        self._encryption: dict[str, str] = {}
        if kms_key:
            self._encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key}
        self._client = AwsClient(
            "s3",
            target=f"bucket {bucket!r} (SHOPGUIDE_TRAINING_BUCKET)",
            error=TrainingJobsUnavailableError,
            read_seconds=READ_SECONDS,
        )

    def upload(
        self, job: str, channel: str, folder: Path, on_file: Callable[[str], None]
    ) -> ChannelUpload:
        """Make `folder` a channel of a job; only bytes that S3 has not are sent.

        Raises:
            InvalidParameterError: no such folder, or no file in it.
            TrainingJobsUnavailableError: S3 does not answer.
        """
        place = f"{PREFIX}/{job}/input/{channel}/"
        files = list(_files_of(folder, channel))
        sent = [path for path in files if self._upload_file(folder, path, place, on_file)]
        return ChannelUpload(
            uri=f"s3://{self._bucket}/{place}",
            files=len(files),
            sent_files=len(sent),
            sent_bytes=sum(path.stat().st_size for path in sent),
        )

    def download_model(self, uri: str, folder: Path) -> None:
        """Unpack a ``model.tar.gz``.

        Raises:
            InvalidParameterError: `folder` holds something already.
            TrainingJobFailedError: the archive is damaged, or would write outside of `folder`.
            TrainingJobsUnavailableError: S3 does not answer.
            StorageFullError: no room for it.
        """
        if folder.exists() and any(folder.iterdir()):
            raise InvalidParameterError(
                f"The folder {folder} is not empty.", fix="Name a new one.", field="out"
            )
        parts = urlsplit(uri)
        try:
            with tempfile.TemporaryFile() as archive:
                request = {"Bucket": parts.netloc, "Key": parts.path.lstrip("/")}
                self._call("download_fileobj", Fileobj=archive, **request)
                archive.seek(0)
                unpack_model(archive, folder, uri)
        except OSError as error:
            if not means_full_disk(error):
                raise
            raise StorageFullError(f"There is no room for the model in {folder}.") from error

    def holds_anything(self, uri: str) -> bool:
        """Whether there is an object under `uri`; True also where we may not look."""
        parts = urlsplit(uri)
        request = {"Bucket": parts.netloc, "Prefix": parts.path.lstrip("/"), "MaxKeys": 1}
        try:
            return bool(self._client.sdk.list_objects_v2(**request).get("KeyCount"))
        except ClientError as error:
            return error_code(error) != "NoSuchBucket"
        except BotoCoreError as error:
            raise self._client.translated(error) from error

    def close(self) -> None:
        """Close the connections."""
        self._client.sdk.close()

    def _upload_file(
        self, folder: Path, path: Path, place: str, on_file: Callable[[str], None]
    ) -> bool:
        """Whether the file's bytes had to be sent."""
        name = path.relative_to(folder).as_posix()
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stored = {"Bucket": self._bucket, "Key": f"{PREFIX}/files/{digest}"}
        missing = not self._is_stored(stored)
        if missing:
            on_file(name)
            self._call("upload_file", Filename=str(path), **stored, ExtraArgs=self._encryption)
        target = {"Bucket": self._bucket, "Key": place + name, "ExtraArgs": self._encryption}
        self._call("copy", CopySource=stored, **target)
        return missing

    def _is_stored(self, place: dict[str, str]) -> bool:
        try:
            self._client.call("head_object", **place)
        except ClientError as error:
            if error_code(error) in _GONE:
                return False
            raise self._refused("head_object", error) from error
        return True

    def _call(self, operation: str, **parameters: object) -> None:
        """One of boto3's transfers: in parts, several at a time, each repeated on failure."""
        try:
            getattr(self._client.sdk, operation)(**parameters)
        except (ClientError, BotoCoreError) as error:
            problem = self._client.translated(error)
            raise (self._refused(operation, error) if problem is error else problem) from error
        except Boto3Error as error:
            raise self._refused(operation, error) from error

    def _refused(self, operation: str, error: Exception) -> TrainingJobsUnavailableError:
        return TrainingJobsUnavailableError(
            f"S3 refuses {operation} in bucket {self._bucket!r}: {error}",
            fix="Check SHOPGUIDE_TRAINING_BUCKET, its key and your policy.",
        )


def _files_of(folder: Path, channel: str) -> Iterator[Path]:
    """Its files in a stable order, without hidden ones, which desktops and editors leave behind."""
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    if not files:
        raise InvalidParameterError(
            f"The folder {folder} of channel {channel!r} does not exist, or is empty.",
            fix="Give a folder with the shop's files; docs/training-aws.md lists them.",
            field="data" if channel == "train" else "channel",
        )
    yield from files
