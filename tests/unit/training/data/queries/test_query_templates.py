from random import Random

import pytest

from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.text.passages import record_passages
from training.data.queries.query_slots import QuerySlots, query_slots
from training.data.queries.query_templates import write_queries
from training.data.queries.question_templates import write_questions
from training.data.queries.title_phrases import TitlePhrases

TITLES = [
    (brand, f"{brand} {line} {colour} Toner Cartridge {number}00 pages")
    for number, (brand, line) in enumerate(
        [("HP", "LaserJet"), ("Canon", "Pixma"), ("Brother", "Office"), ("Dell", "Office")] * 3, 1
    )
    for colour in ("Black", "Cyan", "Yellow")
]
CABLES = [(brand, f"{brand} Ink Cartridge") for brand in ("HP", "Canon", "Dell")]
COLOURS = {"black": 12, "cyan": 12, "yellow": 12}


def _texts(slots: QuerySlots, seed: int = 1) -> list[str]:
    return [query.text for query in write_queries(slots, 20, Random(seed))]


def test_words_under_many_brands_say_what_a_product_is() -> None:
    phrases = TitlePhrases(TITLES + CABLES, COLOURS)
    found = phrases.of("HP LaserJet Black Toner Cartridge 300 pages")
    assert [(phrase.text, phrase.kind) for phrase in found] == [
        ("laserjet", "line"),
        ("toner cartridge", "kind"),
    ]


def test_chinese_words_are_found_where_no_space_shows_them() -> None:
    titles = [
        ("", f"{brand}{kind}{more}")
        for brand in ("岚雀", "声澜", "栖木", "满格")
        for kind, more in (("蓝牙耳机", "黑色"), ("机械键盘", "红轴"), ("蓝牙耳机", ""))
    ]
    found = TitlePhrases(titles).of("晨焙蓝牙耳机 灰色")
    assert [phrase.text for phrase in found] == ["蓝牙耳机"]


@pytest.mark.parametrize(
    ("product", "wanted"),
    [
        (
            Product(
                "P1",
                "Norrva Carrier Laptop Backpack 16 litres, Orange",
                brand="Norrva",
                product_type="Bags > Backpacks",
                attributes={"color": "Orange", "weight": "900 g", "padded straps": "yes"},
            ),
            {
                "backpack",
                "norrva backpack",
                "orange backpack",
                "16 litres backpack",
                "norrva orange backpack",
                "backpack with padded straps",
            },
        ),
        (
            Product(
                "P2",
                "岚雀 机械键盘 红轴 87键",
                brand="岚雀",
                product_type="数码 > 键盘",
                attributes={"轴体": "红轴"},
            ),
            {"键盘", "岚雀键盘", "红轴键盘", "键盘 红轴", "岚雀 键盘 红轴"},
        ),
        (
            Product("P3", "Brother TN-2110 toner", brand="Brother"),
            {"tn-2110", "brother tn-2110"},
        ),
    ],
)
def test_queries_read_as_shoppers_type_them(product: Product, wanted: set[str]) -> None:
    slots = query_slots(product, TitlePhrases([]))
    written = {text for seed in range(40) for text in _texts(slots, seed)}
    assert written >= wanted


def test_puts_a_space_only_where_latin_meets_chinese() -> None:
    slots = QuerySlots("zh", brand="norrva", kinds=["背包"], values=["22升"], has_category=True)
    written = {text for seed in range(20) for text in _texts(slots, seed)}
    assert "norrva 背包" in written
    assert "22升背包" in written
    assert not any("\0" in text or "22 升" in text for text in written)


def test_says_nothing_twice_and_writes_nothing_without_words() -> None:
    slots = QuerySlots("en", brand="hp", kinds=["hp toner"], values=["toner"])
    assert _texts(slots) == []
    assert _texts(QuerySlots("zh")) == []


def test_equal_seeds_write_equal_queries() -> None:
    slots = QuerySlots("en", "hp", ["toner"], ["laserjet"], ["black", "2 pack"], has_category=True)
    assert _texts(slots, 3) == _texts(slots, 3)
    assert _texts(slots, 3) != _texts(slots, 4)


def _questions(passages: list[Passage], product_language: str) -> set[str]:
    language = "zh" if product_language == "zh" else "en"
    return {
        question.text
        for seed in range(20)
        for question in write_questions(passages, language, 5, Random(seed))
    }


def test_asks_for_attributes_in_shoppers_words() -> None:
    product = Product(
        "P1",
        "Kettle",
        attributes={
            "weight": "900 g",
            "auto off": "yes",
            "boil time": "3 min",
            "dishwasher safe": "only the lid",
        },
    )
    assert _questions(record_passages(product), "en") == {
        "How heavy is it?",
        "How much does it weigh?",
        "Does it have auto off?",
        "What is the boil time?",
        "Can you tell me the boil time?",
        "Is it dishwasher safe?",
    }


def test_asks_in_chinese_of_a_chinese_record() -> None:
    product = Product("P1", "水壶", attributes={"材质": "不锈钢", "可否用洗碗机": "是"})
    assert _questions(record_passages(product), "zh") == {
        "是什么材质的？",
        "用什么材料做的？",
        "可否用洗碗机？",
    }


def test_never_asks_for_price_or_stock_of_the_day() -> None:
    passages = record_passages(Product("P1", "Kettle", brand="Boilo", gtin="471"))
    assert all(passage.kind is PassageKind.ATTRIBUTE for passage in passages)
    assert _questions(passages, "en") == set()
