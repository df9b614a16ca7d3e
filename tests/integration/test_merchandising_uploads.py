"""Rules and synonyms that are put into the bucket, as S3 tells the import function of them."""

import json
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from functions.catalog_import.app import lambda_handler as import_catalogue
from shopguide.bootstrap import Container
from shopguide.domain.errors import ObjectsUnavailableError
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.domain.record_key import IMPORT_TURNS
from shopguide.domain.upload import Upload, upload_event, uploads_in

LoadEvent = Callable[[str], dict[str, Any]]
RULES_KEY, SYNONYMS_KEY = "search/rules.csv", "search/synonyms.txt"
RULES = MerchandisingKind.RULES


class Bucket:
    """Puts files into the store, and delivers S3's events of them."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._uploads = 0

    def put(self, key: str, text: str) -> dict[str, Any]:
        """The event of an upload, not yet delivered."""
        self._uploads += 1
        etag = self._container.objects.put(key, text.encode()).etag
        return dict(upload_event(Upload(key, etag, f"{self._uploads:016X}")))

    def report(self, key: str) -> dict[str, Any]:
        with closing(self._container.objects.open(f"{key}.report.json")) as stream:
            return dict(json.loads(stream.read()))


@pytest.fixture
def bucket(empty_container: Container) -> Bucket:
    return Bucket(empty_container)


def hidden(container: Container) -> list[str]:
    container.merchandising.live(RULES)
    content = container.merchandising.content(RULES)
    return [rule.product_ids[0] for rule in getattr(content, "rules", ())]


def test_an_upload_of_rules_is_published_with_a_report(
    empty_container: Container, bucket: Bucket
) -> None:
    import_catalogue(bucket.put(RULES_KEY, "动作,商品\n隐藏,A\n"), None)
    assert hidden(empty_container) == ["A"]
    report = bucket.report(RULES_KEY)
    assert (report["outcome"], report["errors"], report["entries"]) == ("published", 0, 1)
    assert report["changes"]["added"] == ["hide A for every search"]
    (revision,) = empty_container.merchandising.history(RULES)
    assert (revision.by, revision.upload) == ("upload", report["upload"])


def test_an_upload_of_synonyms_is_published(empty_container: Container, bucket: Bucket) -> None:
    import_catalogue(bucket.put(SYNONYMS_KEY, "laptop = 笔记本电脑\n"), None)
    active = empty_container.merchandising.active()
    assert active.synonyms.groups == (("laptop", "笔记本电脑"),)


def test_a_file_with_errors_changes_nothing_and_says_where(
    empty_container: Container, bucket: Bucket
) -> None:
    import_catalogue(bucket.put(RULES_KEY, "action,product_id\nhide,A\n"), None)
    import_catalogue(bucket.put(RULES_KEY, "action,product_id\nhied,A\nhide,\n"), None)
    assert hidden(empty_container) == ["A"]
    report = bucket.report(RULES_KEY)
    assert (report["outcome"], report["errors"]) == ("refused", 2)
    assert [problem["line"] for problem in report["problems"]] == [2, 3]
    assert report["problems"][0]["column"] == "action"


def test_a_second_delivery_does_not_undo_a_rollback(
    empty_container: Container, bucket: Bucket
) -> None:
    import_catalogue(bucket.put(RULES_KEY, "action,product_id\nhide,A\n"), None)
    event = bucket.put(RULES_KEY, "action,product_id\nhide,B\n")
    import_catalogue(event, None)
    empty_container.merchandising.rollback(RULES)
    import_catalogue(event, None)
    assert hidden(empty_container) == ["A"]
    assert bucket.report(RULES_KEY)["outcome"] == "published"


def test_an_older_upload_never_takes_the_place_of_a_newer_one(
    empty_container: Container, bucket: Bucket
) -> None:
    older = bucket.put(RULES_KEY, "action,product_id\nhide,A\n")
    import_catalogue(bucket.put(RULES_KEY, "action,product_id\nhide,B\n"), None)
    import_catalogue(older, None)
    assert hidden(empty_container) == ["B"]
    assert len(empty_container.merchandising.history(RULES)) == 1


def test_a_file_that_was_deleted_meanwhile_is_passed_over(
    empty_container: Container, bucket: Bucket
) -> None:
    event = bucket.put(RULES_KEY, "action,product_id\nhide,A\n")
    empty_container.objects.delete(RULES_KEY)
    import_catalogue(event, None)
    assert hidden(empty_container) == []


def test_a_report_that_a_crash_left_out_is_made_up_for(
    empty_container: Container, bucket: Bucket
) -> None:
    event = bucket.put(RULES_KEY, "action,product_id\nhide,A\n")
    import_catalogue(event, None)
    empty_container.objects.delete(f"{RULES_KEY}.report.json")
    import_catalogue(event, None)
    assert bucket.report(RULES_KEY)["outcome"] == "published"
    assert len(empty_container.merchandising.history(RULES)) == 1


def test_uploads_wait_for_no_import_and_leave_no_import_record(
    empty_container: Container, bucket: Bucket
) -> None:
    import_catalogue(bucket.put(RULES_KEY, "action,product_id\nhide,A\n"), None)
    assert list(empty_container.records.query(IMPORT_TURNS)) == []
    assert empty_container.import_queue.depth().waiting == 0


def test_reports_and_published_versions_are_no_uploads() -> None:
    for key in (f"{RULES_KEY}.report.json", "search/rules/0123.json", "search/rules-old.csv"):
        assert uploads_in(upload_event(Upload(key, "e"))) == []
    for key in (RULES_KEY, SYNONYMS_KEY):
        assert uploads_in(upload_event(Upload(key, "e"))) == [Upload(key, "e")]


class AwayStore:
    """A store that does not answer."""

    def __getattr__(self, name: str) -> Any:
        raise ObjectsUnavailableError("S3 is away.")


def test_a_store_that_does_not_answer_is_tried_again(
    empty_container: Container, bucket: Bucket
) -> None:
    event = bucket.put(RULES_KEY, "action,product_id\nhide,A\n")
    objects = empty_container.objects
    empty_container.__dict__["objects"] = AwayStore()
    with pytest.raises(ObjectsUnavailableError):
        import_catalogue(event, None)
    for part in ("merchandising", "merchandising_uploads", "lexicon_reader"):
        empty_container.__dict__.pop(part, None)
    empty_container.__dict__["objects"] = objects
    import_catalogue(event, None)
    assert hidden(empty_container) == ["A"]


def test_an_upload_that_fails_for_good_says_so_in_its_report(
    empty_container: Container, bucket: Bucket
) -> None:
    event = bucket.put(RULES_KEY, "action,product_id\nhide,A\n")
    uploads = empty_container.merchandising_uploads
    status = uploads.fail(RULES, uploads_in(event)[0], ObjectsUnavailableError("S3 is away."))
    assert status.value == "failed"
    report = bucket.report(RULES_KEY)
    assert (report["outcome"], report["problem"]) == ("failed", "S3 is away.")
    assert hidden(empty_container) == []
