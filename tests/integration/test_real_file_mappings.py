"""Real files of shops with other headers: the proposal is right without help.

They are not part of the product: `SHOPGUIDE_DATA` names the folder that they lie in.
"""

import io
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from shopguide.catalog.mapping.preview import preview_rows
from shopguide.catalog.mapping.proposal import MappingProposal, propose_mapping
from shopguide.catalog.mapping.sample import read_sample
from shopguide.domain.catalog_import import CatalogKind

DATA = Path(os.environ.get("SHOPGUIDE_DATA", "../shared/data"))  # noqa: TID251 - of the tests
PRODUCTS = CatalogKind.PRODUCTS


def _found(pattern: str) -> Path:
    for path in DATA.glob(pattern):
        return path
    pytest.skip(f"no {pattern} in {DATA}; SHOPGUIDE_DATA names the folder of the data")


def _proposed(content: bytes, file: str) -> MappingProposal:
    return propose_mapping(read_sample(io.BytesIO(content), file, PRODUCTS), PRODUCTS)


def test_best_buy_has_barcodes_for_ids() -> None:
    with tarfile.open(_found("catalog-bestbuy/products.tgz")) as archive:
        member = next(entry for entry in archive if entry.name.endswith("products.csv"))
        stream = archive.extractfile(member)
        assert stream is not None
        content = stream.read(2_000_000).rpartition(b"\n")[0]
    proposal = _proposed(content, "products.csv")
    assert dict(proposal.mapping.columns) == {
        "id": "upc",
        "gtin": "upc",
        "title": "name",
        "brand": "manufacturer",
        "description": "long_description",
    }
    assert proposal.mapping.attributes == {"short_description": "short_description"}
    assert all(column.confidence > 0.8 for column in proposal.columns)
    rows = preview_rows(io.BytesIO(content), "products.csv", PRODUCTS, proposal.mapping)
    assert [row.rejection for row in rows] == [None] * 5


def test_myntra_says_all_but_its_currency() -> None:
    content = lzma.decompress(_found("catalog-myntra/*.csv.xz").read_bytes())
    proposal = _proposed(content, "myntra.csv")
    assert dict(proposal.mapping.columns) == {
        "id": "ProductID",
        "title": "ProductName",
        "description": "Description",
        "price": "Price",
        "brand": "ProductBrand",
    }
    assert {other.column.header: other.name for other in proposal.others} == {
        "Gender": "gender",
        "PrimaryColor": "color",
        "NumImages": "",
    }
    assert proposal.mapping.currency == ""
    assert any("which currency 'Price' is in" in note for note in proposal.notes)


def test_icecat_has_hundreds_of_attributes_and_few_columns() -> None:
    with zipfile.ZipFile(_found("icecat/1.json.zip")) as archive:
        content = archive.read("1.json")
    proposal = _proposed(content, "1.json")
    assert dict(proposal.mapping.columns) == {
        "id": "id",
        "title": "title",
        "description": "short_description",
        "image_link": "img_high",
        "price": "price",
        "brand": "supplier",
        "gtin": "ean",
    }
    assert proposal.mapping.attributes is None
