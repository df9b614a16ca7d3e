import pytest

from shopguide.answer.generate import read_claims
from shopguide.domain.generation import Generation
from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.abstention import ABSTENTION, is_abstention
from training.data.cited_answers import MAX_FACTS, CitedExample, ExampleMaker, cited_reply
from training.data.public.pqa import AnsweredQuestion, JudgedQuestion

PASSAGES = [
    Passage(f"{product}/{n}", PassageKind.REVIEW, text, product)
    for product in ("kettle", "drone", "puzzle")
    for n, text in enumerate(("the box was dented", "my son loves it", "arrived on monday"))
]
ANSWER = AnsweredQuestion(
    "kettle",
    "how much water does it hold?",
    Passage(
        "kettle/volume", PassageKind.QA, "the kettle holds 2 litres of water. it is big.", "kettle"
    ),
    "the kettle holds 2 litres. it is big!",
)
JUDGED = JudgedQuestion(
    "1", "kettle", "", "is the box good?", PASSAGES[:3], [1, 0, 0], ["", "", ""]
)


def maker(seed: int = 1) -> ExampleMaker:
    return ExampleMaker(PASSAGES, seed)


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        ("the box is red", "The box is red [2]."),
        ("it is red. is it big?  yes!", "It is red [2]. Is it big [2]? Yes [2]!"),
        ("approx. 5 kg...", "Approx. 5 kg [2]."),
        (" . ", ""),
    ],
)
def test_each_sentence_of_a_reply_carries_the_marker(answer: str, reply: str) -> None:
    assert cited_reply(answer, 2) == reply


def test_reply_cites_the_fact_it_was_written_from_as_the_served_code_reads_it() -> None:
    examples = [example for seed in range(40) for example in maker(seed).answered([ANSWER])]
    for example in examples:
        claims = read_claims(Generation(example.reply, 9, "stop"), example.facts)
        assert [claim.sentence for claim in claims] == ["The kettle holds 2 litres.", "It is big!"]
        assert {p.passage_id for claim in claims for p in claim.passages} == {"kettle/volume"}
    assert {len(example.facts) for example in examples} == set(range(1, MAX_FACTS + 1))
    assert {example.reply.count("[2]") for example in examples} == {0, 2}


@pytest.mark.parametrize(
    "answer", ["it holds 3 litres.", "it holds water and weighs little.", "it never holds water."]
)
def test_answer_that_verification_would_reject_is_not_learnt(answer: str) -> None:
    passage = Passage("x", PassageKind.QA, "it holds 2 litres of water.", "kettle")
    [example] = maker().answered([AnsweredQuestion("kettle", ANSWER.text, passage, answer)])
    assert not example.reply
    assert not example.abstains
    assert passage.text in {fact.text for fact in example.facts}


def test_judged_passages_give_answers_nobody_wrote_and_abstentions() -> None:
    for seed in range(20):
        first, *rest = maker(seed).judged([JUDGED])
        assert first.reply == ""
        assert not first.abstains
        assert PASSAGES[0] in first.facts
        assert all(example.abstains and PASSAGES[0] not in example.facts for example in rest)
        assert {p for example in rest for p in example.facts} == set(PASSAGES[1:3])


@pytest.mark.parametrize("same_product", [True, False])
def test_abstention_stands_beside_passages_that_do_not_answer(same_product: bool) -> None:
    for seed in range(20):
        (example,) = maker(seed).unanswered([ANSWER], same_product=same_product)
        assert is_abstention(example.reply)
        assert example.abstains
        assert ANSWER.passage not in example.facts
        assert not same_product or {fact.product_id for fact in example.facts} == {"kettle"}


def test_attribute_is_asked_for_by_its_name() -> None:
    (example,) = maker().described(
        [("Volume: 2 litres.", "The volume is 2 litres."), ("Empty: .", "-")]
    )
    assert example.question == "what is the volume?"
    assert example.reply.startswith("The volume is 2 litres [")


def test_equal_seeds_give_equal_examples() -> None:
    def made(seed: int) -> list[CitedExample]:
        return [*maker(seed).answered([ANSWER] * 9), *maker(seed).judged([JUDGED] * 9)]

    assert made(3) == made(3) != made(4)


def test_abstention_is_recognised_in_both_languages_only() -> None:
    assert all(is_abstention(sentence) for sentence in ABSTENTION.values())
    assert not is_abstention("Sorry, the battery lasts 2 hours.")
