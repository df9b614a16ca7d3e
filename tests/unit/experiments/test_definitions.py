"""Definitions: refused with the line of what is wrong, published, rolled back, never in the way."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.errors import (
    ConflictError,
    ExperimentsDamagedError,
    NotFoundError,
    RecordsUnavailableError,
)
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import Key
from shopguide.experiments.definition_file import check_definitions
from shopguide.experiments.definitions import ExperimentDefinitions


def definition(**changes: Any) -> dict[str, Any]:
    variants = [{"name": "A", "share": 0.5}, {"name": "B", "share": 0.5, "overrides": {}}]
    variants[1]["overrides"] = {"diversity": 0.4}
    return {"name": "更多样", "scene": "home", "variants": variants, **changes}


def as_file(*definitions: object) -> bytes:
    return json.dumps(list(definitions), ensure_ascii=False, indent=1).encode()


def _variants(*rows: tuple[str, object, dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"name": name, "share": share, "overrides": over} for name, share, over in rows]


@pytest.fixture
def objects() -> InMemoryObjectStore:
    return InMemoryObjectStore()


@pytest.fixture
def definitions(objects: InMemoryObjectStore) -> ExperimentDefinitions:
    clock = FixedClock()
    return ExperimentDefinitions(objects, InMemoryRecordTable(clock), clock, trust_seconds=0)


WRONG = {
    "diversty": definition(variants=_variants(("A", 0.5, {}), ("B", 0.5, {"diversty": 1}))),
    "no number from 0 to 1": definition(
        variants=_variants(("A", 0.5, {}), ("B", 0.5, {"diversity": 7}))
    ),
    "add up to 0.9": definition(variants=_variants(("A", 0.5, {}), ("B", 0.4, {"diversity": 1}))),
    "above 0 and up to 1": definition(
        variants=_variants(("A", 0.0, {}), ("B", 1, {"diversity": 1}))
    ),
    "two variants or more": definition(variants=_variants(("A", 1, {}))),
    "exactly what another one does": definition(
        variants=_variants(("A", 0.5, {"diversity": 1}), ("B", 0.5, {"diversity": 1}))
    ),
    "Two variants are called": definition(
        variants=_variants(("A", 0.5, {}), ("A", 0.5, {"diversity": 1}))
    ),
    "no signal 'luck'": definition(
        variants=_variants(("A", 0.5, {}), ("B", 0.5, {"weights": {"weights": {"luck": 1}}}))
    ),
    "no override 'rerank'": definition(
        variants=_variants(("A", 0.5, {}), ("B", 0.5, {"rerank": False}))
    ),
    "no scene of this name": definition(scene="product"),
    "no metric of this name": definition(metric="ctr"),
    "no status of this name": definition(status="on"),
    "no time with its zone": definition(starts="2026-01-01"),
    "ends before it starts": definition(
        starts="2026-02-01T00:00:00Z", ends="2026-01-01T00:00:00Z"
    ),
    "no name": definition(name="a b"),
    "no member 'scen'": definition(scen="home"),
    "no JSON object": 7,
    "same share": definition(
        interleave=True, variants=_variants(("A", 0.4, {}), ("B", 0.6, {"diversity": 1}))
    ),
    "Searches are not interleaved": definition(
        interleave=True,
        scene="search",
        variants=_variants(("A", 0.5, {}), ("B", 0.5, {"rerank": False})),
    ),
}  # fmt: skip


@pytest.mark.parametrize("reason", WRONG)
def test_what_is_wrong_is_told_at_its_line(reason: str) -> None:
    content = as_file(definition(name="fine", status="stopped"), WRONG[reason])
    checked = check_definitions(content)
    assert checked.content is None
    told = [each for each in checked.problems if reason in each.reason]
    assert told, [each.reason for each in checked.problems]
    first_line_of_second = content.decode().split("\n").index(" },") + 2
    assert told[0].line >= first_line_of_second
    assert told[0].column.startswith("[1]")
    assert told[0].fix


def test_a_problem_stands_at_the_line_of_its_value() -> None:
    wrong = as_file(WRONG["diversty"])
    (problem,) = check_definitions(wrong).problems
    assert "diversty" in wrong.decode().split("\n")[problem.line - 1]
    assert problem.column == "[0].variants[1].overrides.diversty"
    assert problem.fix.startswith("Did you mean 'diversity'?")


def test_two_experiments_may_not_pull_at_one_member_at_the_same_time() -> None:
    both = check_definitions(as_file(definition(), definition(name="other")))
    assert "both override diversity" in both.problems[0].reason
    weights = {"weights": {"weights": {"content": 1}}}
    other = definition(name="other", variants=_variants(("A", 0.5, {}), ("B", 0.5, weights)))
    in_turn = [
        definition(ends="2026-02-01T00:00:00Z"),
        definition(name="other", starts="2026-02-01T00:00:00Z"),
    ]
    stopped = [definition(), definition(name="other", status="stopped")]
    for fine in ([definition(), other], in_turn, stopped):
        assert check_definitions(as_file(*fine)).content is not None
    assert check_definitions(as_file(definition(), definition())).errors == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"{}", b"\xff\xfe", b"[NaN]", b'[{"a":1,"a":2}]', b"[" * 100_000, b" " * 2_000_000],
)  # fmt: skip
def test_what_is_no_list_of_experiments_is_refused(content: bytes) -> None:
    checked = check_definitions(content)
    assert checked.content is None
    assert checked.errors == 1


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "share", "overrides", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(list(definition(status=1, metric=1, ends=1))), _JSON))
@settings(max_examples=60)
def test_any_definition_is_read_or_refused(changes: dict[str, Any]) -> None:
    checked = check_definitions(as_file(definition(**changes)))
    assert (checked.content is None) == bool(checked.errors)


def test_published_experiments_are_in_use_and_can_be_rolled_back(
    definitions: ExperimentDefinitions,
) -> None:
    assert definitions.active().experiments == ()
    first = definitions.publish(as_file(definition()), by="ann", note="双十一")
    again = definitions.publish(as_file(definition()))
    assert (first.is_new, again.is_new) == (True, False)
    definitions.publish(as_file(definition(status="stopped")))
    assert definitions.active().experiments[0].status == "stopped"
    assert first.revision is not None
    assert definitions.rollback().version == first.revision.version
    assert definitions.active().experiments[0].status == "running"
    history = [(each.number, each.action, each.by) for each in definitions.history()]
    assert history == [(3, "rollback", ""), (2, "publish", ""), (1, "publish", "ann")]


def test_a_refused_file_changes_nothing(definitions: ExperimentDefinitions) -> None:
    assert definitions.publish(as_file(7)).revision is None
    assert definitions.history() == []
    with pytest.raises(NotFoundError):
        definitions.rollback()


def test_a_publication_that_others_overtook_is_refused(definitions: ExperimentDefinitions) -> None:
    definitions.publish(as_file(definition()), expected_version="")
    with pytest.raises(ConflictError):
        definitions.publish(as_file(definition(status="stopped")), expected_version="")


def test_a_damaged_version_leaves_what_was_in_use(
    definitions: ExperimentDefinitions, objects: InMemoryObjectStore
) -> None:
    definitions.publish(as_file(definition()))
    in_use = definitions.active()
    newer = definitions.publish(as_file(definition(status="stopped"))).revision
    assert newer is not None
    objects.put(f"experiments/{newer.version}.json", b"[]")
    assert definitions.active() == in_use
    with pytest.raises(ExperimentsDamagedError):
        definitions.content()


class _DownRecords(InMemoryRecordTable):
    def get(self, key: Key) -> JsonObject | None:
        raise RecordsUnavailableError("down")


def test_no_request_fails_where_the_records_do_not_answer() -> None:
    clock = FixedClock()
    definitions = ExperimentDefinitions(InMemoryObjectStore(), _DownRecords(clock), clock)
    assert definitions.active().experiments == ()


def test_changed_shares_begin_a_new_count(objects: InMemoryObjectStore) -> None:
    clock = FixedClock()
    definitions = ExperimentDefinitions(objects, InMemoryRecordTable(clock), clock)
    definitions.publish(as_file(definition()))
    begun = clock.now()
    clock.advance(3600)
    definitions.publish(as_file(definition(status="stopped")))
    stopped = definitions.content().experiments[0]
    assert definitions.unchanged_since(stopped) == begun
    assert definitions.stopped_at(stopped) == clock.now()
    clock.advance(3600)
    moved = definition(variants=_variants(("A", 0.2, {}), ("B", 0.8, {"diversity": 0.4})))
    definitions.publish(as_file(moved))
    assert definitions.unchanged_since(definitions.content().experiments[0]) == clock.now()
    assert definitions.stopped_at(definitions.content().experiments[0]) is None
