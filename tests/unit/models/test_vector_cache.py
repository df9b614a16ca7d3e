"""The vectors of texts that come again."""

import errno
import os

import numpy as np
import pytest

from shopguide.adapters.onnx.vector_cache import VectorCache, key_of_text


def test_keeps_the_newest_vectors_and_forgets_the_oldest() -> None:
    cache = VectorCache(dimension=3, slots=4)
    vectors = {key_of_text(str(n)): np.full(3, n, np.float32) for n in range(6)}
    for key, vector in vectors.items():
        cache.keep({key: vector})
    found = cache.find(vectors)
    assert list(found) == list(vectors)[2:]
    for key, vector in found.items():
        np.testing.assert_array_equal(vector, vectors[key])


def test_text_that_is_kept_is_not_kept_twice() -> None:
    cache = VectorCache(dimension=1, slots=2)
    one, other = key_of_text("one"), key_of_text("other")
    for key in (one, other, one, one):
        cache.keep({key: np.ones(1, np.float32)})
    assert set(cache.find((one, other))) == {one, other}


def test_full_disk_costs_the_cache_and_not_the_import(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    cache = VectorCache(dimension=1)
    monkeypatch.setattr(os, "pwrite", no_room)
    cache.keep({key_of_text("one"): np.ones(1, np.float32)})
    assert cache.find([key_of_text("one")]) == {}
