"""Questions that shoppers really asked about products: none is refused or taken for small talk.

SHOPGUIDE_DATA names the folder of the data; without it the test is skipped.
"""

import csv
import os
from pathlib import Path

import pytest

from shopguide.domain.question import QuestionKind
from shopguide.text.question.reading import understand_question

DATA = Path(os.environ.get("SHOPGUIDE_DATA", "../shared/data"))  # noqa: TID251 - of the tests
FILES = (("epqa-dev.csv", ","), ("hetpqa-answer-dev.tsv", "\t"))


def _questions(name: str, delimiter: str) -> set[str]:
    path = DATA / "amazon-pqa" / name
    if not path.exists():
        pytest.skip(f"no {name} in {DATA}; SHOPGUIDE_DATA names its folder")
    with path.open(encoding="utf-8", newline="") as rows:
        read = csv.DictReader(rows, delimiter=delimiter)
        return {row["question"] for row in read if row.get("question")}


@pytest.mark.parametrize(("name", "delimiter"), FILES)
def test_no_real_product_question_is_refused_or_only_chatted_about(
    name: str, delimiter: str
) -> None:
    unanswered = (QuestionKind.UNSAFE, QuestionKind.CHIT_CHAT)
    asked = _questions(name, delimiter)
    assert asked
    assert [text for text in asked if understand_question(text).kind in unanswered] == []
