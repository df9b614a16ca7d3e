"""Yes and no that a record settles by itself."""

import pytest

from shopguide.domain.answer import Verdict
from shopguide.domain.product import Availability, Product
from shopguide.text.verdicts.of_records import settle

PACK = Product(
    "pack",
    "Norrva Carrier 8 Backpack, Orange",
    brand="Norrva",
    product_type="Bags > Backpacks",
    availability=Availability.OUT_OF_STOCK,
    attributes={
        "weight": "6.5 kg",
        "color": "Orange",
        "material": "polyester",
        "laptop size": "14 inches",
        "warranty": "18 months",
        "water resistance": "not water resistant",
        "connection": "2.4 GHz wireless",
        "dishwasher safe": "Only the lid",
        "keeps hot for": "14 hours",
        "milk frothing": "no milk frother",
    },
)
YES, NO, OPEN = Verdict.YES, Verdict.NO, None


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Is it under 7 kg?", YES),
        ("Is it under 14 pounds?", NO),
        ("Is it lighter than 6 kg?", NO),
        ("比8公斤轻吗？", YES),
        ("比6公斤轻吗？", NO),
        ("有14斤重吗？", NO),
        ("不超过7公斤吧？", YES),
        ("Is it about 6 kg?", OPEN),
        ("Is it sturdier than 6 kg?", OPEN),
        ("Is it black?", NO),
        ("Isn't it black?", NO),
        ("Is it orange?", YES),
        ("Is it dark orange?", OPEN),
        ("Does it come in black?", OPEN),
        ("Is the strap black?", OPEN),
        ("Is it made of leather?", NO),
        ("是真皮的吗？", NO),
        ("Does it fit a 15.6 inch laptop?", NO),
        ("Does it fit a 13 inch laptop?", YES),
        ("Is the warranty longer than a year?", YES),
        ("保修有两年吗？", NO),
        ("Is it waterproof?", NO),
        ("下雨天能用吗？", NO),
        ("Is it wired?", NO),
        ("Does it keep drinks hot for 12 hours?", YES),
        ("能保温24小时吗？", NO),
        ("Does it froth milk with a frother?", NO),
        ("Is it in stock?", NO),
        ("缺货吗？", YES),
        ("Is it black or orange?", OPEN),
        ("Is it waterproof if I spray it?", OPEN),
    ],
)
def test_record_settles_what_it_has_and_nothing_else(
    question: str, verdict: Verdict | None
) -> None:
    settled = settle(question, PACK)
    assert (settled.verdict if settled else None) == verdict


def test_what_holds_for_a_part_leaves_the_whole_open() -> None:
    asked = {
        "Is it dishwasher safe?": Verdict.UNKNOWN,
        "Can the lid go in the dishwasher?": YES,
        "Can the whole bottle go in the dishwasher?": NO,
        "杯身能放洗碗机吗？": NO,
    }
    for question, verdict in asked.items():
        settled = settle(question, PACK)
        assert settled is not None
        assert settled.verdict is verdict, question
