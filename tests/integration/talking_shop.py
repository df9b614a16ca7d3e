"""A shop to talk to: catalogue files imported on one machine, and its dialogue."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from infra.local.one_machine import OneMachineShop
from shopguide.bootstrap import Container
from shopguide.config import read_settings
from tests.e2e.hashing_shop import ContainerWithHashing, put_upload, work_until_idle


@contextmanager
def talking_shop(
    data: Path, files: Mapping[str, str], *, has_encoder: bool = True
) -> Iterator[Container]:
    """The container of a shop with these files.

    Args:
        data: An empty folder for it.
        files: Content by kind of catalogue file, in the order of their import.
        has_encoder: Whether with the real one; else with one that needs no bundle.
    """
    settings = replace(read_settings(), data_dir=data, generator="", batch_rows=200)
    here = Container(settings) if has_encoder else ContainerWithHashing(settings)
    with OneMachineShop(settings, container_of=lambda _: here) as shop:
        for number, (kind, content) in enumerate(files.items()):
            put_upload(here, kind, content, f"{number:04d}")
        work_until_idle(shop, here)
        yield here
