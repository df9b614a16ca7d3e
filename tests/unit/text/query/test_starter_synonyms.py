import pytest

from shopguide.domain.merchandising import Synonyms
from shopguide.text.merchandising.synonym_uses import find_synonyms
from shopguide.text.merchandising.synonyms_file import check_synonyms_file
from shopguide.text.query.starter_synonyms import STARTER_FILE, starter_synonyms


@pytest.fixture(scope="module")
def starter() -> Synonyms:
    return starter_synonyms()


def _alternatives(text: str, synonyms: Synonyms) -> set[str]:
    return {phrase for use in find_synonyms(text, synonyms) for phrase in use.alternatives}


def test_starter_list_reads_without_a_warning(starter: Synonyms) -> None:
    assert not check_synonyms_file(STARTER_FILE.read_bytes()).problems
    assert len(starter.groups) >= 150


@pytest.mark.parametrize(
    ("asked", "also"),
    [
        ("laptop", "笔记本电脑"),
        ("冰箱", "refrigerator"),
        ("cell phones", "手机"),
        ("head set", "headset"),
        ("ipad", "tablet"),
        ("滑鼠", "鼠标"),
    ],
)
def test_asks_for_the_same_thing_in_other_words(asked: str, also: str, starter: Synonyms) -> None:
    assert also in _alternatives(asked, starter)


@pytest.mark.parametrize(
    ("asked", "never"),
    [
        ("tablet", "ipad"),
        ("gaming mouse pad", "鼠标"),
        ("电视柜", "television"),
        ("手机壳", "cell phone"),
        ("baby monitor", "显示器"),
        ("ipad case", "tablet"),
    ],
)
def test_takes_no_part_for_the_whole(asked: str, never: str, starter: Synonyms) -> None:
    assert never not in _alternatives(asked, starter)
