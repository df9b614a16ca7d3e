"""Constraints and products in words that shoppers read, and that are understood if sent back."""

from collections.abc import Sequence

from shopguide.chat.state import ConversationState
from shopguide.domain.product import Availability
from shopguide.text.colours import colour_names
from shopguide.text.genders import gender_names
from shopguide.text.language import Language
from shopguide.text.offer_words import availability_in
from shopguide.text.product_filter import ProductConstraints

_GENDERS = {"female": "women's", "male": "men's", "kids": "kids'", "unisex": "unisex"}


def constraint_words(constraints: ProductConstraints, language: Language) -> dict[str, str]:
    """Each kind of constraint that asks something, in words; the kinds are those of `FIELDS`."""
    in_stock = availability_in(Availability.IN_STOCK, language)
    either = " or " if language == "en" else "或"
    said = {
        "colour": either.join(_named(constraints.colours, language)),
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
    if language == "zh":
        unit = unit or "元"
        if low is None:
            return f"{_amount(high)}{unit}以下"
        return (
            f"{_amount(low)}{unit}以上"
            if high is None
            else f"{_amount(low)}到{_amount(high)}{unit}"
        )
    unit = f" {unit}" if unit else ""
    if low is None:
        return f"up to {_amount(high)}{unit}"
    return (
        f"{_amount(low)}{unit} and up"
        if high is None
        else f"{_amount(low)} to {_amount(high)}{unit}"
    )


def query_of(state: ConversationState) -> str:
    """What to search by: the need, or else the constraints in words, and what is not wanted.

    Empty where nothing is looked for.
    """
    language: Language = "zh" if state.language == "zh" else "en"
    needs = (
        [state.need] if state.need else list(constraint_words(state.constraints, language).values())
    )
    if not needs and not state.without:
        return ""
    refused = [f"{'不要' if _is_han(word) else 'not '}{word}" for word in state.without]
    return " ".join([*needs, *refused])


def value_name(word: str, language: Language) -> str:
    """A colour in a language; any other word as it is."""
    return _named([word], language)[0]


def _is_han(word: str) -> bool:
    return any("\u3400" <= character <= "\u9fff" for character in word)


def _named(values: Sequence[str], language: Language) -> list[str]:
    names = colour_names()
    if language == "en":
        return list(values)
    return [
        next((name for name in names.get(value, ()) if not name.isascii()), value)
        for value in values
    ]


def _gender(value: str, language: Language) -> str:
    if language == "en":
        return _GENDERS.get(value, value)
    return next((name for name in gender_names().get(value, ()) if not name.isascii()), value)


def _sizes(values: Sequence[str], language: Language) -> list[str]:
    return [f"size {each.upper()}" if language == "en" else f"{each.upper()}码" for each in values]


def _rated(constraints: ProductConstraints, language: Language) -> str:
    return (
        f"{constraints.rating_min:g} stars and up"
        if language == "en"
        else f"评分{constraints.rating_min:g}以上"
    )


def _currency(currency: str, language: Language) -> str:
    return "元" if language == "zh" and currency == "CNY" else currency


def _amount(value: float | None) -> str:
    return f"{value or 0:.2f}".removesuffix(".00")
