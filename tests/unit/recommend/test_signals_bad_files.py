"""Files that are not as the batch writes them are refused, and what was live stays live."""

import gzip
import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from shopguide.bootstrap import Container
from shopguide.domain.errors import SignalsDamagedError
from shopguide.domain.recommending import BlendWeights, Signal
from shopguide.domain.signals import Neighbours
from tests.signals_files import SignalFiles, write_signals

LIVE = SignalFiles(neighbours={"a": Neighbours((("b", 1.0),))}, factors={"a": [1.0], "b": [2.0]})
NEXT = SignalFiles(
    neighbours={"a": Neighbours((("c", 1.0),))},
    trending={"all": [("a", 1.0)]},
    factors={"a": [1.0, 0.0], "b": [2.0, 1.0]},
    weights=BlendWeights({Signal.CONTENT: 1.0}),
    made_at="2026-01-02T03:00:00+00:00",
)


def replaced(container: Container, name: str, content: bytes, *, honest: bool = True) -> str:
    """The version `NEXT`, one file of which is another one; `honest`: with its checksum."""
    version = write_signals(container.objects, NEXT)
    folder = f"signals/{version}/"
    container.objects.put(folder + name, content)
    if honest:
        manifest = json.loads(container.objects.open(f"{folder}signals.json").read())
        manifest["files"][name] = hashlib.sha256(content).hexdigest()
        container.objects.put(f"{folder}signals.json", json.dumps(manifest).encode())
    return version


def refused(container: Container, version: str, told: str) -> None:
    with pytest.raises(SignalsDamagedError, match=told) as caught:
        container.signals_publisher.publish(version)
    assert caught.value.fix
    live = container.signals_reader.live()
    assert live is not None
    assert container.signals_reader.neighbours(live, ["a"]) == LIVE.neighbours


@pytest.fixture
def shop(container: Container) -> Container:
    """`LIVE` is live."""
    container.signals_publisher.publish(write_signals(container.objects, LIVE))
    return container


def npz(**members: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **members)
    return file.getvalue()


def factors(**changes: Any) -> bytes:
    members = {
        "ids": np.array(["a", "b"]),
        "vectors": np.ones((2, 3), dtype=np.float32),
        "gram": np.eye(3, dtype=np.float32),
        "regularization": 0.1,
        "alpha": 1.0,
        **changes,
    }
    return npz(**{name: value for name, value in members.items() if value is not None})


def packed(*lines: Mapping[str, Any] | str) -> bytes:
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    return gzip.compress("\n".join(texts).encode())


def test_another_checksum_is_refused(shop: Container) -> None:
    refused(shop, replaced(shop, "trending.jsonl.gz", b"", honest=False), "another checksum")


def test_a_missing_file_is_named(shop: Container) -> None:
    version = write_signals(shop.objects, NEXT)
    shop.objects.delete(f"signals/{version}/like-minded.jsonl.gz")
    refused(shop, version, r"its file like-minded\.jsonl\.gz is missing")


def test_a_file_that_nobody_knows_is_refused(shop: Container) -> None:
    refused(shop, replaced(shop, "malware.exe", b"x"), r"no file 'malware\.exe'")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"plain text", "cannot be unpacked"),
        (packed({"product_id": "a"})[:-9], "cannot be unpacked"),
        (packed("{"), "line 1 of neighbours.jsonl.gz is no JSON"),
        (packed("[]"), "line 1 of neighbours.jsonl.gz is no JSON object"),
        (packed({"product_id": "a"}), "line 1 .* lacks the member 'followed'"),
    ],
)
def test_a_broken_line_is_named(shop: Container, content: bytes, told: str) -> None:
    refused(shop, replaced(shop, "neighbours.jsonl.gz", content), told)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"surprise": 1}, "unknown member 'surprise'"),
        ({"product_id": 7}, "product_id has an id that is no text"),
        ({"product_id": ""}, "product_id has an id that is no text"),
        ({"followed": {"b": 1}}, "followed is no list"),
        ({"followed": [["b"]]}, "followed is not made of lists of 2"),
        ({"followed": [["b", "heavy"]]}, "followed has 'heavy' for a number"),
        ({"followed": [["b", float("nan")]]}, "followed has 'nan' for a number"),
        ({"together": [["b", 1.0]]}, "together is not made of lists of 3"),
        ({"count": True}, "count has 'True' for a number"),
    ],
)
def test_a_wrong_member_of_a_line_is_named(
    shop: Container, change: dict[str, Any], told: str
) -> None:
    line = {"product_id": "a", "followed": [], "together": [], "count": 1, **change}
    refused(shop, replaced(shop, "neighbours.jsonl.gz", packed(line)), told)


def test_as_many_scores_as_products_are_wanted(shop: Container) -> None:
    line = {"segment": "all", "products": ["a", "b"], "scores": [1.0]}
    refused(shop, replaced(shop, "trending.jsonl.gz", packed(line)), "2 products and 1 scores")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"no archive", "cannot be read"),
        (factors(gram=None), "lacks the member 'gram'"),
        (factors(extra=1), "unknown member 'extra.npy'"),
        (factors(ids=np.array([1, 2])), "no list of texts"),
        (factors(ids=np.array(["a"])), "1 ids and 2 vectors"),
        (factors(ids=np.array(["a", "a"])), "stands there twice"),
        (factors(ids=np.array(["a", {}], dtype=object)), "cannot be read"),
        (factors(vectors=np.ones(2, dtype=np.float32)), "no rows of float32"),
        (factors(vectors=np.ones((2, 3))), "no rows of float32"),
        (factors(vectors=np.full((2, 3), np.nan, np.float32)), "no finite number"),
        (factors(gram=np.eye(2, dtype=np.float32)), "not 3 x 3"),
        (factors(alpha=np.ones(2)), "alpha is float64 of shape .2., no number"),
    ],
)
def test_factors_of_a_wrong_shape_are_refused(shop: Container, content: bytes, told: str) -> None:
    refused(shop, replaced(shop, "factors.npz", content), told)


def test_wrong_weights_are_refused(shop: Container) -> None:
    refused(shop, replaced(shop, "weights.json", b'{"weights": 3}'), "weights.json is wrong")


def test_a_version_cannot_climb_out_of_its_folder(shop: Container) -> None:
    from shopguide.domain.errors import InvalidParameterError

    with pytest.raises(InvalidParameterError):
        shop.signals_publisher.publish("../catalog")
