"""One machine's shop with its real stores and an encoder that needs no bundle."""

import csv
import errno
import io
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from infra.local.one_machine import OneMachineShop
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.bootstrap import Container
from shopguide.config import Settings
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.upload import Upload, import_id_of, upload_event, upload_object_key
from shopguide.ports.encoder import Encoder

LONGEST_SECONDS = 60


class ContainerWithHashing(Container):
    """One machine's adapters, with encoders that need no bundle; `name` is the published one.

    `dimensions` has those of encoders by name; 48 for all others.
    """

    name = "first"
    dimensions: Mapping[str, int] = {"first": 32}

    def wanted_encoder(self) -> str:
        """The published encoder."""
        return f"{self.name}@1"

    def _open_encoder(self, fingerprint: str) -> Encoder:
        name = fingerprint.removesuffix("@1")
        return HashingEncoder(self.dimensions.get(name, 48), name)


@contextmanager
def hashing_shop(data: Path) -> Iterator[tuple[OneMachineShop, ContainerWithHashing]]:
    """The shop in a folder, open; its workers are not started."""
    settings = Settings(
        data_dir=data, models_dir=data, generator="", batch_rows=12, max_rejected_share=0.5
    )
    here = ContainerWithHashing(settings)
    with OneMachineShop(settings, container_of=lambda _: here) as shop:
        yield shop, here


def work_until_idle(shop: OneMachineShop, here: Container) -> None:
    """Start the workers, and wait until both queues are empty."""
    shop.start_workers()
    deadline = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline:
        depths = (here.import_queue.depth(), here.index_queue.depth())
        if not sum(depth.waiting + depth.in_flight for depth in depths):
            return
        time.sleep(0.005)
    raise AssertionError("the work never ends")


def copy_shop(source: Path, target: Path) -> Path:
    """A copy of a shop's folder; the index reserves room in its files, which stays unwritten."""
    return Path(shutil.copytree(source, target, copy_function=_copy_written))


def _copy_written(source: str, target: str) -> None:
    with Path(source).open("rb") as read, Path(target).open("wb") as written:
        written.truncate(os.fstat(read.fileno()).st_size)
        end = 0
        while (start := _next_data(read.fileno(), end)) is not None:
            end = os.lseek(read.fileno(), start, os.SEEK_HOLE)
            read.seek(start)
            written.seek(start)
            written.write(read.read(end - start))


def _next_data(descriptor: int, offset: int) -> int | None:
    try:
        return os.lseek(descriptor, offset, os.SEEK_DATA)
    except OSError as error:
        if error.errno == errno.ENXIO:
            return None
        raise


def put_upload(here: Container, kind: str, content: str, sequencer: str) -> str:
    """Store a file and queue its event, as the upload's route does; the import's id."""
    key = upload_object_key(CatalogKind(kind), f"{kind}.csv")
    upload = Upload(key, here.objects.put(key, content.encode()).etag, sequencer)
    here.import_queue.send([json.dumps(upload_event(upload))])
    return import_id_of(upload)


def csv_text(rows: Iterable[Mapping[str, str]]) -> str:
    """Rows of equal members as a file."""
    listed = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, listed[0])
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue()
