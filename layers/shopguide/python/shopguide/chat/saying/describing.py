"""Constraints and products in words that shoppers read, and that are understood if sent back."""

from collections.abc import Sequence

from shopguide.chat.state import ConversationState
from shopguide.domain.product import Availability
from shopguide.text.colours import colour_names
from shopguide.text.genders import gender_names
from shopguide.text.language import Language, has_han, our_language
from shopguide.text.named_values import name_in
from shopguide.text.offer_words import availability_in
from shopguide.text.product_filter import ProductConstraints

_CURRENCIES_ZH = {
    "CNY": "人民币",
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "JPY": "日元",
    "HKD": "港元",
}
_GENDERS = {"female": "women's", "male": "men's", "kids": "kids'", "unisex": "unisex"}


def constraint_words(constraints: ProductConstraints, language: Language) -> dict[str, str]:
    """Each kind of constraint that asks something, in words; the kinds are those of `FIELDS`."""
    in_stock = availability_in(Availability.IN_STOCK, language)
    either = " or " if language == "en" else "或"
    said = {
        "colour": either.join(value_name(each, language) for each in constraints.colours),
        "size": either.join(_sizes(constraints.sizes, language)),
        "gender": either.join(_gender(each, language) for each in constraints.genders),
        "brand": either.join(constraints.brands),
        "category": either.join(each.split(">")[-1].strip() for each in constraints.categories),
        "price": price_words(
            constraints.price_min, constraints.price_max, constraints.currency, language
        ),
        "rating": "" if constraints.rating_min is None else _rated(constraints, language),
        "stock": in_stock if constraints.in_stock_only else "",
    }
    return {kind: words for kind, words in said.items() if words}


def price_words(low: float | None, high: float | None, currency: str, language: Language) -> str:
    """A range of prices; empty for none."""
    if low is None and high is None:
        return ""
    unit = _currency(currency, language)
    unit = (unit or "元") if language == "zh" else f" {unit}".rstrip()
    if low is not None and high is not None:
        between = "到" if language == "zh" else " to "
        return f"{_amount(_whole(low))}{between}{_amount(_whole(high))}{unit}"
    bound = high if low is None else low
    amount = f"{_amount(_whole(bound))}{unit}"
    is_strict = bound != _whole(bound)
    if language == "zh":
        if is_strict:
            return f"{'低于' if low is None else '高于'}{amount}"
        return f"{amount}{'以下' if low is None else '以上'}"
    if low is None:
        return f"{'under' if is_strict else 'up to'} {amount}"
    return f"over {amount}" if is_strict else f"{amount} and up"


def _whole(bound: float | None) -> float | None:
    """1384.99 and 1385.01 as 1385: one cent beside an amount stands for less or more than it."""
    cents = round((bound or 0) * 100)
    if bound is None or cents % 100 not in (1, 99):
        return bound
    return round(cents / 100)


def query_of(state: ConversationState) -> str:
    """What to search by: the need, or else the constraints in words, and what is not wanted.

    Empty where nothing is looked for.
    """
    language = our_language(state.language)
    needs = (
        [state.need] if state.need else list(constraint_words(state.constraints, language).values())
    )
    if not needs and not state.without:
        return ""
    refused = [f"{'不要' if has_han(word) else 'not '}{word}" for word in state.without]
    return " ".join([*needs, *refused])


def value_name(word: str, language: Language) -> str:
    """A colour in a language; any other word as it is."""
    return name_in(colour_names(), word, language)


def _gender(value: str, language: Language) -> str:
    if language == "en":
        return _GENDERS.get(value, value)
    return name_in(gender_names(), value, language)


def _sizes(values: Sequence[str], language: Language) -> list[str]:
    return [f"size {each.upper()}" if language == "en" else f"{each.upper()}码" for each in values]


def _rated(constraints: ProductConstraints, language: Language) -> str:
    return (
        f"{constraints.rating_min:g} stars and up"
        if language == "en"
        else f"评分{constraints.rating_min:g}以上"
    )


def currency_name(currency: str, language: Language) -> str:
    """A currency as shoppers know it."""
    return _CURRENCIES_ZH.get(currency, currency) if language == "zh" else currency


def _currency(currency: str, language: Language) -> str:
    return "元" if language == "zh" and currency == "CNY" else currency_name(currency, language)


def _amount(value: float | None) -> str:
    return f"{value or 0:.2f}".removesuffix(".00")
