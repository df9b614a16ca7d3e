"""The words in memory follow the pointer, and a bad object never takes them away."""

import threading
from typing import BinaryIO

import pytest

from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.errors import ObjectNotFoundError, RecordsUnavailableError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.lexicon import EMPTY_LEXICON, Lexicon
from shopguide.domain.lexicon_pointer import LexiconPointer, WordObjects, pointer_to_json
from shopguide.domain.record_key import LEXICON, Key
from shopguide.search.lexicon_reader import LexiconReader
from shopguide.text.lexicon_file import lexicon_to_bytes


class Shop:
    """A store of lexicons, and the pointer to one."""

    def __init__(self) -> None:
        self.objects = SlowObjects()
        self.records = FlakyRecords()

    def point_at(self, word: str, version: int = 1) -> str:
        key = f"search/lexicon/{word}.json.gz"
        content = lexicon_to_bytes(Lexicon(catalogue_version=version, words={word: 1}))
        self.objects.put(key, content)
        self.point(key, version)
        return key

    def point(self, key: str, version: int = 1) -> None:
        pointer = LexiconPointer(version, WordObjects(key, "unused"))
        self.records.update(LEXICON, pointer_to_json(pointer))


class SlowObjects(InMemoryObjectStore):
    """Waits for a signal before it opens anything, if there is one; counts what it opens."""

    def __init__(self) -> None:
        super().__init__()
        self.may_open: threading.Event | None = None
        self.opening = threading.Event()
        self.opened = 0

    def open(self, key: str, *, if_match: str | None = None) -> BinaryIO:
        self.opened += 1
        self.opening.set()
        if self.may_open is not None:
            assert self.may_open.wait(10)
        return super().open(key, if_match=if_match)


class FlakyRecords(InMemoryRecordTable):
    """Does not answer when it is told so."""

    fails = False

    def get(self, key: Key) -> JsonObject | None:
        if self.fails:
            raise RecordsUnavailableError("The table does not answer.")
        return super().get(key)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def reader_of(shop: Shop, look_seconds: float = 0) -> LexiconReader:
    return LexiconReader(shop.objects, shop.records, look_seconds)


def test_a_shop_without_words_has_the_empty_lexicon(shop: Shop) -> None:
    assert reader_of(shop).keyed() == ("", EMPTY_LEXICON)


def test_new_words_are_read_once_and_kept(shop: Shop) -> None:
    reader = reader_of(shop)
    key = shop.point_at("lamp")
    first = reader.current()
    assert dict(first.words) == {"lamp": 1}
    assert reader.current() is first
    assert reader.keyed()[0] == key
    shop.point_at("chair", version=2)
    assert dict(reader.current().words) == {"chair": 1}
    assert shop.objects.opened == 2


def test_no_look_is_taken_more_often_than_asked_for(shop: Shop) -> None:
    reader = reader_of(shop, look_seconds=60)
    shop.point_at("lamp")
    first = reader.current()
    shop.point_at("chair")
    assert reader.current() is first


def test_the_words_before_stay_in_use_when_the_new_ones_cannot_be_read(shop: Shop) -> None:
    reader = reader_of(shop)
    shop.point_at("lamp")
    before = reader.current()
    shop.point("search/lexicon/gone.json.gz")
    assert reader.current() is before
    shop.objects.put("search/lexicon/gone.json.gz", b"damaged")
    assert reader.current() is before
    shop.records.fails = True
    assert reader.current() is before


def test_words_that_were_never_readable_are_no_words(shop: Shop) -> None:
    shop.records.fails = True
    reader = reader_of(shop)
    assert reader.current() is EMPTY_LEXICON
    shop.records.fails = False
    shop.point_at("lamp")
    assert "lamp" in reader.current().words


def test_earlier_words_are_read_by_their_key(shop: Shop) -> None:
    earlier = shop.point_at("lamp")
    reader = reader_of(shop)
    shop.point_at("chair")
    assert reader.current().words.keys() == {"chair"}
    assert reader.at(earlier).words.keys() == {"lamp"}
    with pytest.raises(ObjectNotFoundError):
        reader.at("search/lexicon/never.json.gz")


def test_one_thread_reads_while_the_others_go_on_with_the_words_before(shop: Shop) -> None:
    reader = reader_of(shop)
    shop.point_at("lamp")
    before = reader.current()
    shop.objects.opening.clear()
    shop.objects.may_open = threading.Event()
    shop.point_at("chair")
    loading = threading.Thread(target=reader.current)
    loading.start()
    assert shop.objects.opening.wait(10)
    assert reader.current() is before
    shop.objects.may_open.set()
    loading.join()
    assert reader.current().words.keys() == {"chair"}
    assert shop.objects.opened == 2


def test_whoever_comes_first_at_once_gets_the_words_that_are_read_once(shop: Shop) -> None:
    shop.point_at("lamp")
    reader = reader_of(shop, look_seconds=60)
    found: list[Lexicon] = []
    threads = [threading.Thread(target=lambda: found.append(reader.current())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert shop.objects.opened == 1
