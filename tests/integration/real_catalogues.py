"""The first rows of real shops' files; `SHOPGUIDE_DATA` names the folder that they lie in."""

import json
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

from shopguide.domain.catalog_import import CatalogKind
from tests.integration.catalogue_files import CatalogueFile

DATA = Path(os.environ.get("SHOPGUIDE_DATA", "../shared/data"))  # noqa: TID251 - of the tests
ROWS = 36

_BEST_BUY = {"columns": {"id": "upc", "gtin": "upc", "title": "name", "brand": "manufacturer"}}
_MYNTRA = {"columns": {"id": "ProductID", "title": "ProductName"}, "currency": "INR"}
_ICECAT = {"columns": {"image_link": "img_high", "brand": "supplier"}, "currency": "EUR"}


def real_files() -> list[CatalogueFile]:
    """Those that are there, each with the mapping that it needs."""
    found = []
    for pattern, name, read, mapping in (
        ("catalog-bestbuy/products.tgz", "bestbuy.csv", _best_buy, _BEST_BUY),
        ("catalog-myntra/*.csv.xz", "myntra.csv", _myntra, _MYNTRA),
        ("icecat/1.json.zip", "icecat.json", _icecat, _ICECAT),
    ):
        for path in sorted(DATA.glob(pattern)):
            beside = json.dumps(mapping).encode()
            found.append(CatalogueFile(CatalogKind.PRODUCTS, name, read(path), beside))
    return found


def _best_buy(path: Path) -> bytes:
    with tarfile.open(path) as archive:
        member = next(entry for entry in archive if entry.name.endswith("products.csv"))
        stream = archive.extractfile(member)
        return b"".join(stream.readline() for _ in range(ROWS)) if stream else b""


def _myntra(path: Path) -> bytes:
    with lzma.open(path) as stream:
        return b"".join(stream.readline() for _ in range(ROWS))


def _icecat(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        products = json.loads(archive.read("1.json"))[:6]
    return json.dumps(products, ensure_ascii=False, indent=1).encode()
