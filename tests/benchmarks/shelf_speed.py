"""How long shelf questions take at 19,406 products, in one process on the engine of one machine.

    SHOPGUIDE_DATA=../shared/data python -m tests.benchmarks.shelf_speed

A name that is no category is looked up in titles once for each version of the catalogue: "first"
has each question asked of a new service, "again" the same questions after that.
"""

import time
from collections.abc import Sequence

from shopguide.answer.shelf.service import ShelfAnswers
from tests.benchmarks.real_data import data_folder
from tests.integration.shelf_shops import icecat_rows, shelf_over, shelf_shop
from tests.integration.shelf_truth import questions

ROUNDS = 3


def main() -> None:
    """Print both figures."""
    asked = [(each["question"], each["language"]) for each in questions("icecat")]
    with shelf_shop(icecat_rows(data_folder())) as shop:
        shop.shelf.answer("How many brands are there?", "en")  # compiles what all of them use
        fresh = shelf_over(shop.index)
        print(f"{len(shop.rows):,} products, {len(asked)} questions")
        _print("first", _times(fresh, asked))
        _print(f"again, {ROUNDS} rounds", _times(fresh, asked * ROUNDS))


def _times(shelf: ShelfAnswers, asked: Sequence[tuple[str, str]]) -> list[float]:
    """Milliseconds of each answer, sorted."""
    taken = []
    for question, language in asked:
        start = time.perf_counter()
        shelf.answer(question, language)
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


def _print(name: str, taken: Sequence[float]) -> None:
    middle, late = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    print(f"{name}: p50 {middle:.1f} ms, p95 {late:.1f} ms, longest {taken[-1]:.1f} ms")


if __name__ == "__main__":
    main()
