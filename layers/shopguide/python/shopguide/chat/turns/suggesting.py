"""Short things to say next: each is a turn that leads to something."""

from shopguide.chat.narrowing.constraining import kinds_of
from shopguide.chat.narrowing.finding import CARDS, Found
from shopguide.chat.narrowing.prices import middle_price
from shopguide.chat.state import ConversationState
from shopguide.domain.product import Product
from shopguide.text.language import Language

MOST = 4

_SAID: dict[Language, dict[str, str]] = {
    "en": {
        "cheaper": "Something cheaper",
        "compare": "Compare the first two",
        "advice": "Which one would you take?",
        "first": "Tell me about the first one",
        "others": "Show me others",
        "similar": "Anything similar?",
        "reviews": "What do people say about it?",
        "price": "Any price is fine",
        "brand": "Any brand is fine",
        "colour": "Any colour is fine",
        "size": "Any size is fine",
        "rating": "Any rating is fine",
        "category": "Any category is fine",
        "gender": "Any gender is fine",
        "measure": "Any weight is fine",
        "stock": "Availability doesn't matter",
        "restart": "Start over",
        "popular": "What is popular?",
        "person": "I want to talk to a person",
    },
    "zh": {
        "cheaper": "便宜一点的",
        "compare": "对比前两个",
        "advice": "你会选哪个？",
        "first": "介绍一下第一个",
        "others": "换一批",
        "similar": "有类似的吗？",
        "reviews": "大家评价怎么样？",
        "price": "价格无所谓",
        "brand": "品牌不限",
        "colour": "颜色不限",
        "size": "尺码不限",
        "rating": "评分不限",
        "category": "类别不限",
        "gender": "性别不限",
        "measure": "重量不限",
        "stock": "库存不限",
        "restart": "重新开始",
        "popular": "有什么推荐？",
        "person": "转人工",
    },
}


def suggest(language: Language, *names: str) -> tuple[str, ...]:
    """What these are called, at most `MOST`."""
    return tuple(_SAID[language][name] for name in names)[:MOST]


def after_search(state: ConversationState, found: Found, language: Language) -> tuple[str, ...]:
    """After products were looked for."""
    if not found.hits:
        loosened = [*(["measure"] if state.measures else []), *kinds_of(state.constraints)][:2]
        return suggest(language, *loosened, "restart", "popular")
    return suggest(language, *_of_list(found.products, found.total))


def after_list(products: list[Product], language: Language) -> tuple[str, ...]:
    """After products were shown."""
    return suggest(language, *_of_list(products, None)) if products else start(language)


def after_comparison(products: list[Product], language: Language) -> tuple[str, ...]:
    """After products were put side by side; not to do that again."""
    cheaper = ["cheaper"] if _has_cheaper(products) else []
    return suggest(language, "advice", "first", *cheaper)


def after_advice(products: list[Product], language: Language) -> tuple[str, ...]:
    """After none of several could be proposed; not to be asked for one again."""
    cheaper = ["cheaper"] if _has_cheaper(products) else []
    return suggest(language, "compare", "first", *cheaper)


def about_product(language: Language, *, has_others: bool, has_opinions: bool) -> tuple[str, ...]:
    """After something was said about one product."""
    names = [
        "similar",
        *(["reviews"] if has_opinions else []),
        *(["advice"] if has_others else []),
    ]
    names += [] if len(names) > 1 else ["popular"]
    return suggest(language, *names)


def look_around(language: Language) -> tuple[str, ...]:
    """Before anything was shown, once a person was asked for."""
    return suggest(language, "popular", "restart")


def after_abstention(language: Language, *, has_others: bool) -> tuple[str, ...]:
    """Where the data did not say: somebody may know."""
    return suggest(language, "person", "advice" if has_others else "popular")


def start(language: Language) -> tuple[str, ...]:
    """Before anything was shown."""
    return suggest(language, "popular", "person")


def _of_list(products: list[Product], total: int | None) -> list[str]:
    names = []
    if len(products) > 1:
        names += ["compare", "advice"]
        if _has_cheaper(products):
            names.append("cheaper")
    else:
        names += ["first", "similar"]
    if total is not None and total > CARDS and len(products) == CARDS:
        names.append("others")
    return names


def _has_cheaper(products: list[Product]) -> bool:
    """Whether some of them cost less than their middle."""
    middle = middle_price(products)
    return middle is not None and any(
        each.current_price is not None
        and each.current_price.currency == middle.currency
        and each.current_price.amount < middle.amount
        for each in products
    )
