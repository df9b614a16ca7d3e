"""A search repeated from its trace says whether it came out the same, and why not."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.api.schemas.replay import ReplayResponse
from shopguide.domain.errors import InvalidInputError, InvalidParameterError
from shopguide.domain.trace import (
    SearchTrace,
    SearchVersions,
    TracedHit,
    TracedRequest,
    trace_to_token,
)
from shopguide.search.replay import ReplayReport, ReplayService, ReplayVerdict, compare
from shopguide.search.tracing import constraints_from_json, page_fingerprint
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints, constraints_to_json

VERSIONS = SearchVersions(7, "e5@1", "lexicon-7", "rules-1", "synonyms-1", "settings-1")


def trace(
    product_ids: str, versions: SearchVersions = VERSIONS, first_score: float = 1.0
) -> SearchTrace:
    """Each character is a product; scores fall by a tenth from hit to hit."""
    hits = tuple(TracedHit(one, first_score - n / 10) for n, one in enumerate(product_ids))
    return SearchTrace(TracedRequest("chair"), datetime(2026, 6, 1, tzinfo=UTC), versions, hits)


class Fixed:
    """Finds the same whatever is asked."""

    def __init__(self, found: SearchTrace) -> None:
        self.found = found
        self.asked: list[SearchTrace] = []

    def search_again(self, trace: SearchTrace) -> SearchTrace:
        self.asked.append(trace)
        return self.found


class TestCompare:
    def test_the_same_is_identical_and_needs_no_words(self) -> None:
        assert compare(trace("abc"), trace("abc")) == ReplayReport(ReplayVerdict.IDENTICAL, ())

    def test_rounding_of_another_machine_is_no_difference(self) -> None:
        report = compare(trace("abc"), trace("abc", first_score=1 + 1e-6))
        assert report.verdict is ReplayVerdict.IDENTICAL

    def test_other_scores_in_the_same_order_are_told(self) -> None:
        report = compare(trace("ab"), trace("ab", first_score=1.05))
        assert report.verdict is ReplayVerdict.SAME_ORDER
        assert [(it.product_id, it.before, it.after) for it in report.scores] == [
            ("a", 1.0, 1.05), ("b", 0.9, pytest.approx(0.95)),
        ]  # fmt: skip

    def test_hits_that_moved_vanished_and_appeared_are_named(self) -> None:
        report = compare(trace("abcd"), trace("bxad"))
        assert report.verdict is ReplayVerdict.DIFFERENT
        assert [(it.product_id, it.before, it.after) for it in report.moved] == [
            ("b", 2, 1), ("a", 1, 3),
        ]  # fmt: skip
        assert (report.vanished, report.appeared) == (("c",), ("x",))

    def test_hits_that_only_close_a_gap_have_not_moved(self) -> None:
        report = compare(trace("abcd"), trace("bcd"))
        assert (report.moved, report.vanished) == ((), ("a",))

    @pytest.mark.parametrize("what", [each.name for each in fields(SearchVersions)])
    def test_every_version_that_differs_is_a_sentence(self, what: str) -> None:
        value = 8 if what == "catalogue" else "other"
        report = compare(trace("abc"), trace("acb", replace(VERSIONS, **{what: value})))
        assert [each.what for each in report.versions] == [what]
        assert len(report.why) == 1

    def test_versions_that_changed_nothing_are_told_too(self) -> None:
        report = compare(trace("abc"), trace("abc", replace(VERSIONS, catalogue=8)))
        assert report.verdict is ReplayVerdict.IDENTICAL
        assert report.why == ("The catalogue is version 8 now; it was 7.",)

    def test_difference_without_a_recorded_cause_says_so(self) -> None:
        [why] = compare(trace("abc"), trace("acb")).why
        assert "An import may be at work" in why

    @given(st.text("abcdefgh", max_size=8), st.text("abcdefgh", max_size=8))
    def test_report_accounts_for_every_hit(self, before: str, after: str) -> None:
        before, after = ("".join(dict.fromkeys(text)) for text in (before, after))
        report = compare(trace(before), trace(after))
        assert (report.verdict is ReplayVerdict.DIFFERENT) == (before != after)
        assert set(before) - set(report.vanished) == set(after) - set(report.appeared)
        differs = report.moved or report.vanished or report.appeared
        assert bool(differs) == (before != after)


class TestService:
    def test_search_of_the_trace_is_repeated_and_compared(self) -> None:
        search = Fixed(trace("ba"))
        report = ReplayService(search).replay(trace_to_token(trace("ab")))
        assert search.asked == [trace("ab")]
        assert report.verdict is ReplayVerdict.DIFFERENT

    def test_what_is_no_trace_is_refused(self) -> None:
        with pytest.raises(InvalidInputError):
            ReplayService(Fixed(trace(""))).replay("no trace")

    def test_report_is_told_as_it_is(self) -> None:
        response = ReplayResponse.of(compare(trace("abc"), trace("xcb"))).model_dump()
        assert response["verdict"] == "different"
        assert response["moved"][0] == {"product_id": "c", "before": 3, "after": 2}
        assert (response["vanished"], response["appeared"]) == (["a"], ["x"])


class TestConstraints:
    WANTED = ProductConstraints(
        price_min=5, price_max=20.5, currency="USD", brands=("Sedia", "暖山"), in_stock_only=True
    )

    @pytest.mark.parametrize("constraints", [ANY_PRODUCT, WANTED])
    def test_come_back_as_they_went_out(self, constraints: ProductConstraints) -> None:
        assert constraints_from_json(constraints_to_json(constraints)) == constraints

    @pytest.mark.parametrize(
        "record",
        [
            {"smell": "good"},
            {"brands": "Sedia"},
            {"brands": [1]},
            {"price_min": "5"},
            {"price_min": True},
            {"in_stock_only": 1},
            {"currency": None},
        ],
    )
    def test_of_another_form_are_refused(self, record: dict[str, object]) -> None:
        with pytest.raises(InvalidInputError, match="cannot be read"):
            constraints_from_json(record)  # type: ignore[arg-type]

    def test_that_contradict_each_other_are_refused_as_in_any_request(self) -> None:
        with pytest.raises(InvalidParameterError):
            constraints_from_json({"price_min": 9, "price_max": 5})


class TestPageFingerprint:
    REQUEST = TracedRequest("chair", {"brands": ["Sedia"]}, {"sort": "rating"}, ("a", "b"), "s", 20)

    def test_pages_of_one_request_share_it(self) -> None:
        expected = page_fingerprint(self.REQUEST)
        for same in (
            replace(self.REQUEST, offset=20),
            replace(self.REQUEST, limit=5),
            replace(self.REQUEST, query="  chair\u200b "),
            replace(self.REQUEST, off=("b", "a", "a")),
        ):
            assert page_fingerprint(same) == expected

    def test_all_else_changes_it(self) -> None:
        others = {
            page_fingerprint(self.REQUEST),
            page_fingerprint(replace(self.REQUEST, query="table")),
            page_fingerprint(replace(self.REQUEST, constraints={})),
            page_fingerprint(replace(self.REQUEST, parameters={})),
            page_fingerprint(replace(self.REQUEST, off=())),
            page_fingerprint(replace(self.REQUEST, shopper_id="")),
        }
        assert len(others) == 6

    def test_what_only_changes_the_telling_may_be_ignored(self) -> None:
        explained = replace(self.REQUEST, parameters={"sort": "rating", "explain": True})
        expected = page_fingerprint(self.REQUEST)
        assert page_fingerprint(explained, ignoring={"explain"}) == expected
