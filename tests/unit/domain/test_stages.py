"""Stages: what a boundary learns of the steps inside it, and what a step never disturbs."""

from contextvars import copy_context
from threading import Thread

import pytest

from shopguide.domain import stages
from shopguide.domain.stages import Course, collect_stages, happened, stage


def test_collects_steps_with_what_they_are_nested_in() -> None:
    with collect_stages() as course:
        with stage("candidates"), stage("encode"):
            pass
        with stage("rerank"):
            pass

    assert [(each.name, each.inside) for each in course.stages] == [
        ("encode", ("candidates",)),
        ("candidates", ()),
        ("rerank", ()),
    ]
    assert all(each.milliseconds >= 0 and each.started_ms >= 0 for each in course.stages)


def test_a_step_that_fails_lets_its_error_pass_and_is_marked() -> None:
    with collect_stages() as course, pytest.raises(KeyError), stage("rerank"):
        raise KeyError("gone")

    assert [(each.name, each.failed) for each in course.stages] == [("rerank", True)]


def test_steps_outside_of_any_collection_are_free_and_forgotten() -> None:
    with stage("encode"):
        happened("degraded")

    assert stage("encode") is stage("rerank")


def test_totals_add_repeats_up_and_count_what_is_nested_in_itself_once() -> None:
    course = Course()
    course.add(stages.Stage("evidence", 0, 2, inside=("compose", "evidence")))
    course.add(stages.Stage("evidence", 0, 3, inside=("compose",)))
    course.add(stages.Stage("evidence", 5, 4, inside=("compose",)))
    course.add(stages.Stage("compose", 0, 10))

    assert course.totals() == {"evidence": 7, "compose": 10}


def test_steps_in_a_thread_with_a_copy_of_the_context_are_collected() -> None:
    def work() -> None:
        with stage("encode"):
            happened("empty_result", 2)

    with collect_stages() as course, stage("candidates"):
        thread = Thread(target=copy_context().run, args=(work,))
        thread.start()
        thread.join()

    assert {each.name: each.inside for each in course.stages} == {
        "encode": ("candidates",),
        "candidates": (),
    }
    assert course.occurrences == {"empty_result": 2}


def test_a_collection_inside_another_keeps_its_steps_to_itself() -> None:
    with collect_stages() as outer:
        with collect_stages() as inner, stage("embed"):
            pass
        with stage("store"):
            pass

    assert [each.name for each in inner.stages] == ["embed"]
    assert [each.name for each in outer.stages] == ["store"]


def test_a_loop_of_many_steps_does_not_fill_the_memory() -> None:
    with collect_stages() as course:
        for _ in range(stages.MAX_STAGES + 5):
            with stage("store"):
                pass

    assert len(course.stages) == stages.MAX_STAGES
    assert course.dropped == 5
