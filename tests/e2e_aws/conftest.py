"""A shop on AWS as ministack plays it, deployed once for all tests of this folder.

Skipped where something is missing that `make sam`, `make ministack` or `make models` makes, and
where the build is older than the code.
"""

import filecmp
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.sample_shop.rows import product_row
from shopguide.config import default_models_folder
from tests.e2e.conftest import SMALL_SHOP, questions_about, write_products
from tests.e2e_aws.deployment import SAM, Deployment, deploy, publish_models
from tests.e2e_aws.ministack import VENV, Ministack
from tests.e2e_aws.shop import ShopOnAws
from tests.e2e_aws.signed_requests import Signed, identity_that_may
from tests.qdrant_server import QdrantServer

BUILD = Path(".aws-sam/build")
CODE = "layers/shopguide/python/shopguide"
BUNDLES = ("encoder/shopguide-e5-small", "reranker/shopguide-reranker", "generator/smollm2-135m")


@pytest.fixture(scope="session")
def shop_on_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShopOnAws]:
    """Deployed, with 48 products and the questions about them; tests may add to it."""
    _skip_unless_built()
    folder = tmp_path_factory.mktemp("aws")
    with Ministack(folder) as aws, QdrantServer() as qdrant:
        parameters = {
            "Stage": "e2e",
            "QdrantUrl": qdrant.url,
            "AllowedOrigins": "https://shop.example",
        }
        deployment = deploy(aws, BUILD, parameters, folder)
        publish_models(deployment, *(default_models_folder() / bundle for bundle in BUNDLES))
        with deployment.api() as http:
            shop = ShopOnAws(deployment, http, qdrant, _operator(deployment))
            _fill(shop, folder)
            yield shop


def _operator(deployment: Deployment) -> Signed:
    """An identity that may call the API, and do nothing else."""
    everything = f"{deployment.physical['Api']}/$default/*"
    return Signed(identity_that_may(deployment.aws, "operator", everything))


def _fill(shop: ShopOnAws, folder: Path) -> None:
    rows = [product_row(product) for product in SMALL_SHOP]
    for kind, file in (
        ("products", write_products(folder / "first.csv", rows)),
        ("qa", questions_about(SMALL_SHOP, folder / "questions.csv")),
    ):
        report = shop.upload(kind, file)
        assert report["outcome"] == "published", report


def _skip_unless_built() -> None:
    for needed, command in (
        (BUILD / "template.yaml", "sam"),
        (SAM, "sam"),
        (VENV / "bin/ministack", "ministack"),
        *((default_models_folder() / bundle, "models") for bundle in BUNDLES),
    ):
        if not needed.exists():
            pytest.skip(f"there is no {needed}: run `make {command}`")
    built = BUILD / "LayersStack/ShopGuideLayer/python/shopguide"
    files = [str(file.relative_to(CODE)) for file in Path(CODE).rglob("*.py")]
    _, changed, missing = filecmp.cmpfiles(CODE, built, files, shallow=False)
    if changed or missing:
        pytest.skip("the build is older than the code: run `make sam`")
