"""Publishing, history, rollback and what searches go by, also when something breaks on the way."""

import json
from collections.abc import Sequence
from threading import Barrier, Thread
from typing import BinaryIO

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.errors import (
    ConflictError,
    MerchandisingDamagedError,
    NotFoundError,
    ObjectsUnavailableError,
    RecordsUnavailableError,
)
from shopguide.domain.lexicon import EMPTY_LEXICON, Lexicon, Name
from shopguide.domain.live_catalogue import LiveCatalogue, live_to_json
from shopguide.domain.merchandising import NO_RULES, NO_SYNONYMS, Rules, Synonyms
from shopguide.domain.merchandising_revision import MerchandisingKind, RevisionAction
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.ports.object_store import ObjectInfo
from shopguide.ports.record_table import Write
from shopguide.search.merchandising.active import RULES_OUTDATED, ActiveReader
from shopguide.search.merchandising.known_names import LiveCatalogueNames
from shopguide.search.merchandising.service import Author, MerchandisingService, Receipt
from shopguide.search.merchandising.stored import stored_key

RULES, SYNONYMS = MerchandisingKind.RULES, MerchandisingKind.SYNONYMS
ONE = b"action,product_id,note\nhide,A,\nhide,B,why\n"
TWO = "动作,商品\n隐藏,A\n隐藏,C\n".encode()
THREE = b"action,brand\nbury,acme\n"
BROKEN = b"action,product_id\nhied,A\n"


class Shop:
    """A merchandising service over memory, and what it is made of."""

    def __init__(
        self,
        objects: InMemoryObjectStore | None = None,
        records: InMemoryRecordTable | None = None,
        lexicon: Lexicon = EMPTY_LEXICON,
        starter: Synonyms = NO_SYNONYMS,
    ) -> None:
        self.objects = objects or InMemoryObjectStore()
        self.records = records or InMemoryRecordTable()
        self.clock = FixedClock()
        self.reader = ActiveReader(
            self.objects,
            self.records,
            starter=starter,
            trust_seconds=0,
        )
        self.service = MerchandisingService(
            objects=self.objects,
            records=self.records,
            clock=self.clock,
            names=LiveCatalogueNames(self.objects, self.records, lambda: lexicon),
            reader=self.reader,
        )

    def publish(self, content: bytes, kind: MerchandisingKind = RULES) -> Receipt:
        receipt = self.service.publish(kind, content).receipt
        assert receipt is not None
        return receipt

    def hidden(self) -> list[tuple[str, ...]]:
        return [rule.product_ids for rule in self.service.active().rules.rules]

    def damage(self, version: str) -> None:
        self.objects.put(stored_key(RULES, version), b'{"rules": [')


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_searches_go_by_what_was_published(shop: Shop) -> None:
    assert shop.service.active().rules == NO_RULES
    receipt = shop.publish(ONE)
    assert shop.hidden() == [("A",), ("B",)]
    assert shop.service.active().rules_version == receipt.revision.version
    assert shop.service.active().notes == ()


def test_a_receipt_says_what_changed(shop: Shop) -> None:
    first, second = shop.publish(ONE), shop.publish(TWO)
    assert first.changes is not None
    assert len(first.changes.added) == 2
    assert second.changes is not None
    assert second.changes.added == ("hide C for every search",)
    assert second.changes.removed == ("hide B for every search",)
    assert (second.before, second.revision.number) == (first.revision.version, 2)


def test_another_weight_or_window_is_a_change_of_the_rule(shop: Shop) -> None:
    shop.publish(b"action,brand,weight\nboost,acme,3\n")
    changes = shop.publish(b"action,brand,weight,until\nboost,ACME,4,2030-01-01\n").changes
    assert changes is not None
    assert changes.changed == (
        "boost brand acme by 4 for every search until 2030-01-02T00:00+00:00",
    )
    assert not changes.added
    assert not changes.removed


def test_synonyms_are_compared_line_by_line(shop: Shop) -> None:
    shop.publish(b"a = b\nc => d\n", SYNONYMS)
    changes = shop.publish(b"a = b\nc => d, e\n", SYNONYMS).changes
    assert changes is not None
    assert (changes.added, changes.removed) == (("c => d, e",), ("c => d",))


def test_a_file_with_an_error_changes_nothing(shop: Shop) -> None:
    shop.publish(ONE)
    publication = shop.service.publish(RULES, BROKEN)
    assert publication.receipt is None
    assert publication.checked.errors == 1
    assert shop.hidden() == [("A",), ("B",)]
    assert len(shop.service.history(RULES)) == 1


def test_the_same_file_again_is_no_new_revision(shop: Shop) -> None:
    shop.publish(ONE)
    assert not shop.publish(ONE).is_new
    assert len(shop.service.history(RULES)) == 1


def test_history_says_who_and_why_the_newest_first(shop: Shop) -> None:
    shop.service.publish(RULES, ONE, author=Author(by="ann", note="start"))
    shop.service.publish(RULES, TWO, author=Author(by="bob", note="双十一"))
    newest, oldest = shop.service.history(RULES)
    assert (newest.number, newest.by, newest.note, newest.entries) == (2, "bob", "双十一", 2)
    assert (oldest.action, oldest.at) == (RevisionAction.PUBLISH, "2026-01-01T00:00:00.000Z")
    assert shop.service.history(SYNONYMS) == []


def test_rollback_returns_and_a_second_one_goes_back_further(shop: Shop) -> None:
    first, second, _ = shop.publish(ONE), shop.publish(TWO), shop.publish(THREE)
    back = shop.service.rollback(RULES)
    assert (back.revision.version, back.revision.action) == (
        second.revision.version,
        RevisionAction.ROLLBACK,
    )
    assert shop.service.rollback(RULES).revision.version == first.revision.version
    assert shop.hidden() == [("A",), ("B",)]
    with pytest.raises(ConflictError, match="No other rules"):
        shop.service.rollback(RULES)


def test_rollback_takes_a_version_that_was_in_use_and_no_other(shop: Shop) -> None:
    first = shop.publish(ONE)
    shop.publish(TWO)
    shop.publish(THREE)
    back = shop.service.rollback(RULES, first.revision.version)
    assert back.revision.version == first.revision.version
    with pytest.raises(NotFoundError, match="never published"):
        shop.service.rollback(RULES, "0123456789abcdef")


def test_an_expectation_that_does_not_hold_is_a_conflict(shop: Shop) -> None:
    first = shop.publish(ONE)
    shop.service.publish(RULES, TWO, expected_version=first.revision.version)
    with pytest.raises(ConflictError) as caught:
        shop.service.publish(RULES, THREE, expected_version=first.revision.version)
    assert "shopguide rules show" in caught.value.fix
    assert len(shop.service.history(RULES)) == 2


class MeetingRecords(InMemoryRecordTable):
    """Lets two publishers read what is live before either of them writes."""

    def __init__(self) -> None:
        super().__init__()
        self.both = Barrier(2)

    def write_groups(self, groups: Sequence[Sequence[Write]]) -> Sequence[bool]:
        self.both.wait(timeout=10)
        return super().write_groups(groups)


def test_of_two_that_publish_at_once_one_wins_and_the_other_is_told() -> None:
    shop = Shop(records=MeetingRecords())
    conflicts: list[ConflictError] = []

    def publish(content: bytes) -> None:
        try:
            shop.publish(content)
        except ConflictError as error:
            conflicts.append(error)

    threads = [Thread(target=publish, args=(content,)) for content in (ONE, TWO)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(conflicts) == 1
    (only,) = shop.service.history(RULES)
    assert shop.service.active().rules_version == only.version


class BreakingRecords(InMemoryRecordTable):
    """Does not answer writes while `broken`."""

    broken = False

    def write_groups(self, groups: Sequence[Sequence[Write]]) -> Sequence[bool]:
        if self.broken:
            raise RecordsUnavailableError("The table is away.")
        return super().write_groups(groups)


def test_a_crash_between_object_and_record_leaves_the_old_rules_and_may_be_repeated() -> None:
    records = BreakingRecords()
    shop = Shop(records=records)
    shop.publish(ONE)
    records.broken = True
    with pytest.raises(RecordsUnavailableError):
        shop.publish(TWO)
    assert shop.hidden() == [("A",), ("B",)]
    records.broken = False
    assert shop.publish(TWO).is_new
    assert shop.hidden() == [("A",), ("C",)]


def test_a_damaged_version_leaves_the_last_good_one_in_use_with_a_note(shop: Shop) -> None:
    shop.publish(ONE)
    assert shop.hidden() == [("A",), ("B",)]
    second = shop.service.publish(RULES, TWO).receipt
    assert second is not None
    shop.damage(second.revision.version)
    assert shop.hidden() == [("A",), ("B",)]
    assert shop.service.active().notes == (RULES_OUTDATED,)
    shop.publish(TWO)  # repairs it
    assert shop.hidden() == [("A",), ("C",)]
    assert shop.service.active().notes == ()


def test_a_new_process_falls_back_to_the_newest_version_that_can_be_read(shop: Shop) -> None:
    shop.publish(ONE)
    shop.damage(shop.publish(TWO).revision.version)
    fresh = Shop(shop.objects, shop.records)
    assert fresh.hidden() == [("A",), ("B",)]
    assert fresh.service.active().notes == (RULES_OUTDATED,)


def test_damage_is_told_to_whoever_asks_for_the_version(shop: Shop) -> None:
    version = shop.publish(ONE).revision.version
    shop.damage(version)
    with pytest.raises(MerchandisingDamagedError, match="cannot be read") as caught:
        shop.service.content(RULES)
    assert "rules publish" in caught.value.fix
    shop.objects.put(stored_key(RULES, version), b'{"rules": []}')
    with pytest.raises(MerchandisingDamagedError, match="other content"):
        shop.service.content(RULES)
    shop.objects.delete(stored_key(RULES, version))
    with pytest.raises(MerchandisingDamagedError, match="missing"):
        shop.service.at(version, NO_RULES.version)


def test_replay_goes_by_the_versions_of_the_trace(shop: Shop) -> None:
    shop.publish(ONE)
    shop.publish(b"a = b\n", SYNONYMS)
    before = shop.service.active()
    shop.publish(TWO)
    shop.publish(b"a = c\n", SYNONYMS)
    again = shop.service.at(before.rules_version, before.synonyms_version)
    assert again.rules.rules == before.rules.rules
    assert again.synonyms.groups == (("a", "b"),)
    empty = Shop().service.active()
    assert shop.service.at(empty.rules_version, empty.synonyms_version) == empty


class CountingObjects(InMemoryObjectStore):
    """Counts what is read, and does not answer while `away`."""

    reads = 0
    away = False

    def open(self, key: str, *, if_match: str | None = None) -> BinaryIO:
        if self.away:
            raise ObjectsUnavailableError("The store is away.")
        self.reads += 1
        return super().open(key, if_match=if_match)

    def put(self, key: str, body: BinaryIO | bytes) -> ObjectInfo:
        return super().put(key, body)


def test_what_is_in_use_is_read_once() -> None:
    objects = CountingObjects()
    shop = Shop(objects)
    shop.publish(ONE)
    before = objects.reads
    for _ in range(5):
        shop.service.active()
    assert objects.reads == before + 1


def test_a_store_that_is_away_does_not_end_searches() -> None:
    objects = CountingObjects()
    shop = Shop(objects)
    shop.publish(ONE)
    objects.away = True
    assert shop.hidden() == []
    assert shop.service.active().notes == (RULES_OUTDATED,)
    objects.away = False
    assert shop.hidden() == [("A",), ("B",)]


def test_the_pointer_is_looked_at_once_in_a_while() -> None:
    seconds = [0.0]
    objects, records = InMemoryObjectStore(), InMemoryRecordTable()
    reader = ActiveReader(objects, records, trust_seconds=1, clock=lambda: seconds[0])
    assert reader.active().rules == NO_RULES
    Shop(objects, records).publish(ONE)
    assert reader.active().rules == NO_RULES
    seconds[0] = 1.5
    assert len(reader.active().rules.rules) == 2


def test_a_shop_without_synonyms_of_its_own_uses_the_starter() -> None:
    starter = Synonyms.of([("laptop", "notebook")], {})
    shop = Shop(starter=starter)
    assert shop.service.active().synonyms == starter
    shop.publish(b"a = b\n", SYNONYMS)
    assert shop.service.active().synonyms.groups == (("a", "b"),)
    assert shop.service.at(NO_RULES.version, starter.version).synonyms == starter


def test_names_that_the_catalogue_does_not_have_are_warnings() -> None:
    objects, records = InMemoryObjectStore(), InMemoryRecordTable()
    rows = [["A", "", "", ""], ["B", "", "", ""]]
    objects.put("imports/1/manifest.jsonl", b"".join(json.dumps(r).encode() + b"\n" for r in rows))
    live = LiveCatalogue(1, manifests={"products": "imports/1/manifest.jsonl"})
    records.put(LIVE_CATALOGUE, live_to_json(live))
    lexicon = Lexicon(
        1, 2, brands={"acme": Name("ACME", 2)}, categories={"audio": Name("Audio", 2)}
    )
    shop = Shop(objects, records, lexicon)
    text = "action,product_id,brand,category\nhide,A|X,,\n"
    text += "boost,,Acme,Audio\nbury,,Nobody,Audio > Tape\n"
    checked = shop.service.check(RULES, text.encode())
    assert [(it.line, it.column, it.value) for it in checked.problems] == [
        (2, "product_id", "X"),
        (4, "brand", "nobody"),
        (4, "category", "audio > tape"),
    ]
    assert isinstance(checked.content, Rules)
    assert shop.service.publish(RULES, text.encode()).receipt is not None


def test_an_empty_shop_does_not_warn_of_every_name(shop: Shop) -> None:
    assert shop.service.check(RULES, ONE).problems == ()
