from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.answer.verify import Claim, is_supported
from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.support import negates, unsupported_numbers


def supported(sentence: str, *evidence: str) -> bool:
    passages = [Passage(str(n), PassageKind.ATTRIBUTE, text) for n, text in enumerate(evidence)]
    return is_supported(Claim(sentence, passages))


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The battery life is 40 hours.", "Battery life: 40 hours."),
        ("It has a 40-hour battery life.", "Battery life: 40 hours."),
        ("It is not waterproof.", "Waterproof: no."),
        ("It costs 1299 USD at this price.", "Price: 1,299.00 USD. It costs that."),
        ("续航时间40小时。", "续航时间：40小时。"),
        ("The weight is 0.254 kg.", "Weight: 254 g."),
        ("The battery life is up to 40 hours.", "Battery life: up to 40 hours."),
        ("It is lighter than the old one.", "Much lighter than the old one."),
    ],
)
def test_accepts_what_the_evidence_says(sentence: str, evidence: str) -> None:
    assert supported(sentence, evidence)


@pytest.mark.parametrize(
    ("sentence", "evidence"),
    [
        ("The battery life is 50 hours.", "Battery life: 40 hours."),
        ("The battery life is forty hours.", "Battery life: 40 hours."),
        ("The battery life is 40 minutes.", "Battery life: 40 hours."),
        ("The battery life is 5 hours.", "Battery life of the Quiet XM5: long hours."),
        ("The Sony battery life is 40 hours.", "Battery life: 40 hours."),
        ("Sony battery life is 40 hours.", "Battery life: 40 hours."),
        ("The weight is 0.25 kg.", "Weight: 254 g."),
        ("The battery life is 40 hours.", "Battery life: up to 40 hours."),
        ("The battery life is over 40 hours.", "Battery life: 40 hours."),
        ("The battery life is longer than 40 hours.", "Battery life: 40 hours."),
        ("It has the longest battery life, 40 hours.", "Battery life: 40 hours."),
        ("续航时间最长40小时。", "续航时间：40小时。"),
        ("It is waterproof.", "Waterproof: no."),
        ("It is not waterproof.", "Waterproof: yes."),
        ("It floats, flies and sings.", "Battery life: 40 hours."),
        ("续航时间四十小时。", "续航时间：40小时。"),
        ("Yes.", "Battery life: 40 hours."),
        ("", "Battery life: 40 hours."),
    ],
)
def test_rejects_what_it_does_not_say(sentence: str, evidence: str) -> None:
    assert not supported(sentence, evidence)


def test_rejects_a_sentence_without_evidence() -> None:
    assert not supported("The battery life is 40 hours.")


def test_negation_is_not_seen_inside_other_words() -> None:
    assert not negates("不锈钢内胆，无线连接，非常不错")
    assert negates("不能水洗")
    assert negates("It doesn't float")
    assert not negates("Another notebook")


AMOUNTS = st.decimals(Decimal("0.01"), Decimal("99999"), places=2) | st.integers(0, 99999)


@given(AMOUNTS, st.lists(AMOUNTS, max_size=4), st.sampled_from(("", " kg", "小时", " USD", "x")))
def test_never_accepts_a_number_that_is_not_in_the_evidence(
    claimed: Decimal | int, known: list[Decimal | int], unit: str
) -> None:
    evidence = "Weight and size: " + " and ".join(f"{number}{unit}" for number in known)
    is_known = any(Decimal(claimed) == Decimal(number) for number in known)
    missing = unsupported_numbers(f"Weight and size: {claimed}{unit}", evidence)
    # The digits of a word ("5x") are compared as they are written.
    assert (not missing) == is_known or unit == "x"
    if not is_known:
        assert missing
        assert not supported(f"Weight and size: {claimed}{unit}", evidence)
