"""kill -9 at random moments of imports, rehearsals, rollbacks and approvals.

After a restart everything is as one clean run leaves it: documents with their vectors and price
histories, what is live, versions, manifests, passages, reports; no index, batch or message is left.
"""

import multiprocessing
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shopguide.domain.record_key import IMPORT_LOCK
from tests.e2e.hashing_shop import copy_shop, hashing_shop, work_until_idle
from tests.e2e.killable_shop import Story, work_until_killed, write_stories
from tests.e2e.shop_state import state_of
from tests.memory_folder import memory_folder

STORIES = ("import", "delta", "rehearsed", "rehearsed and held", "roll back", "approve")

Seen = dict[str, Any]


@pytest.fixture(scope="module")
def in_memory() -> Iterator[Path]:
    with memory_folder() as folder:
        yield folder


@pytest.fixture(scope="module", autouse=True)
def quick_workers() -> Iterator[None]:
    """They look whether they are to stop more often."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("infra.local.workers.WAIT_SECONDS", 0.05)
        yield


@pytest.fixture(scope="module")
def stories(in_memory: Path, quick_workers: None) -> dict[str, Story]:
    return write_stories(in_memory / "stories")


@pytest.fixture(scope="module")
def processes() -> multiprocessing.context.ForkServerContext:
    """Processes that have loaded everything when they begin."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.e2e.killable_shop", "functions.catalog_index.app"])
    return context


def kill_after(seconds: float, story: Story, folder: Path, processes: Any) -> None:
    """Open the shop in a process of its own, and kill it so many seconds after it was asked."""
    ready, told = processes.Pipe(duplex=False)
    process = processes.Process(
        target=work_until_killed, args=(folder, story.act, story.import_id, told)
    )
    process.start()
    assert ready.recv()
    time.sleep(seconds)
    process.kill()
    process.join()
    ready.close()
    told.close()


def finish(story: Story, folder: Path) -> tuple[str, float, Seen]:
    """Where the import stood, how long the rest took, and the state in the end."""
    with hashing_shop(folder) as (shop, here):
        newest = here.imports.recent(1)
        stood = newest[0].status.value if newest else "unknown"
        began = time.perf_counter()
        story.act(here, story.import_id)
        work_until_idle(shop, here)
        took = time.perf_counter() - began
        import_id = story.import_id or here.imports.recent(1)[0].import_id
        assert here.imports.find(import_id).status is story.ends
        assert here.records.get(IMPORT_LOCK) == {"import_id": None}
        return stood, took, state_of(here)


@pytest.mark.parametrize("name", STORIES)
def test_what_was_killed_ends_like_one_clean_run(
    name: str,
    stories: dict[str, Story],
    kills: int,
    in_memory: Path,
    processes: multiprocessing.context.ForkServerContext,
) -> None:
    story = stories[name]
    _, took, expected = finish(story, copy_shop(story.folder, in_memory / "clean" / name))
    assert expected["queued"] == [[0, 0, 0], [0, 0, 0]]
    assert not [key for key in expected["objects"] if "/batches/" in key]
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    print(f"\n{name}: {took:.2f} s undisturbed, seed {seed}")
    for _ in range(kills):
        folder = copy_shop(story.folder, in_memory / "killed")
        moment = chance.uniform(0, took)
        kill_after(moment, story, folder, processes)
        stood, _, seen = finish(story, folder)
        print(f"killed after {moment:.3f} s, when the last import was {stood}")
        assert seen == expected, (seed, moment, stood, _first_difference(expected, seen))
        shutil.rmtree(folder)


def _first_difference(expected: Any, seen: Any, path: str = "") -> str:
    """The first place where two states differ."""
    if isinstance(expected, dict) and isinstance(seen, dict):
        for key in sorted({*expected, *seen}):
            if expected.get(key) != seen.get(key):
                return _first_difference(expected.get(key), seen.get(key), f"{path}/{key}")
    return f"{path}: {expected!r} became {seen!r}"
