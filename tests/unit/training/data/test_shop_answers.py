from pathlib import Path

from shopguide.text.abstention import is_abstention
from tests.unit.training.data.shop_folder import prepared
from training.data.cleaning.splits import SplitShares
from training.data.shop_answers import mix_shop_answers

ALL_TRAIN = SplitShares(dev=0.0, test=0.0)
PRODUCTS = [
    {
        "id": f"P{n}",
        "title": f"{name} kettle",
        "description": f"It boils {n} litres of water. It is made of {material}.",
        "brand": name,
    }
    for n, (name, material) in enumerate(
        (("Boilo", "steel"), ("Hotto", "glass"), ("Steamo", "copper")), start=2
    )
]
QUESTIONS = [
    {"product_id": "P2", "question": "How much water?", "answer": "It boils 2 litres of water."},
    {"product_id": "P3", "question": "Is it loud?", "answer": "No, my cat sleeps beside it."},
    {"product_id": "P4", "question": "它响吗？", "answer": "不响，很安静。"},
    {"product_id": "", "question": "Do you deliver?", "answer": "Yes, everywhere."},
]


def test_shop_teaches_answers_from_its_record_and_abstentions(tmp_path: Path) -> None:
    shop = prepared(tmp_path, ALL_TRAIN, products=PRODUCTS, qa=QUESTIONS)
    mixed = mix_shop_answers(shop, seed=1)
    assert {example.question for example in mixed.examples} == {"How much water?", "Is it loud?"}
    [answer] = [e for e in mixed.examples if e.reply.startswith("It boils 2 litres of water [")]
    number = int(answer.reply.partition("[")[2][0])
    assert answer.facts[number - 1].text == "It boils 2 litres of water."
    abstentions = [example for example in mixed.examples if is_abstention(example.reply)]
    assert abstentions
    said = {question["answer"] for question in QUESTIONS}
    assert not any(fact.text in said for example in abstentions for fact in example.facts)
    assert mixed == mix_shop_answers(shop, seed=1)
