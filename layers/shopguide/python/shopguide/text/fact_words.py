"""A fact of a product's record in the other language: our words around its values.

Names of attributes come from `text/attribute_concepts.py`; of the values, truth, colours and plain
quantities are translated, everything else stays as it stands. An attribute under a name of the
shop's own has no translation: then it is quoted.
"""

from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.text.attribute_concepts import concept_of_column
from shopguide.text.colours import colour_names, one_colour
from shopguide.text.language import Language, detect_language
from shopguide.text.named_values import name_in
from shopguide.text.normalise import fold
from shopguide.text.passages import attribute_sentence, fact_passages
from shopguide.text.quantities import find_quantities, quantities
from shopguide.text.unit_names import amount_in
from shopguide.text.value_words import truth_in


def fact_in(language: Language, passage: Passage, product: Product) -> str | None:
    """A passage of a product's record as a sentence of `language`; None where it must be quoted."""
    column = passage.passage_id.removeprefix(f"{product.product_id}/")
    if passage.kind is not PassageKind.ATTRIBUTE or column == passage.passage_id:
        return None
    for fact in fact_passages(product, language):
        if fact.passage_id == passage.passage_id:
            return fact.text
    known = concept_of_column(column)
    value = product.attributes.get(column, "")
    if known is None or not value:
        return None
    sentence = attribute_sentence(known.shown(language), _value_in(language, value), language)
    return sentence if quantities(value) <= quantities(sentence) else None


def quoted_in(language: Language, passage: Passage, text: str) -> str:
    """A quotation in the other language, introduced in this one."""
    introduction = _INTRODUCTIONS[language][passage.kind]
    if language == "zh":
        return f"{introduction}“{text.rstrip('. ')}”。"
    return f"{introduction}“{text}”"


_INTRODUCTIONS: dict[Language, dict[PassageKind, str]] = {
    "en": {
        PassageKind.ATTRIBUTE: "The product's data (in Chinese) says: ",
        PassageKind.DESCRIPTION: "The description (in Chinese) says: ",
        PassageKind.QA: "An answer of the shop (in Chinese) says: ",
        PassageKind.REVIEW: "A review (in Chinese) says: ",
        PassageKind.ARTICLE: "An article of the shop (in Chinese) says: ",
        PassageKind.VERIFIED_ANSWER: "The shop's staff answered (in Chinese): ",
    },
    "zh": {
        PassageKind.ATTRIBUTE: "商品资料（英文）写道：",
        PassageKind.DESCRIPTION: "商品描述（英文）写道：",
        PassageKind.QA: "店铺问答（英文）写道：",
        PassageKind.REVIEW: "一条评价（英文）写道：",
        PassageKind.ARTICLE: "店铺文章（英文）写道：",
        PassageKind.VERIFIED_ANSWER: "店铺工作人员（英文）回答：",
    },
}


def _value_in(language: Language, value: str) -> str:
    if detect_language(value) == language and not value.isascii():
        return value
    if colour := one_colour(value):
        return name_in(colour_names(), colour, language)
    return truth_in(value, language) or _quantity_in(language, value)


def _quantity_in(language: Language, value: str) -> str:
    """A value of quantities alone with the units of a language: "40 hours" as 40小时."""
    folded, said, rest, position = fold(value), "", "", 0
    if len(folded) != len(value):
        return value
    for start, end, quantity in find_quantities(folded):
        said += value[position:start]
        said += amount_in(quantity.number, quantity.unit, language) or value[start:end]
        rest += value[position:start]
        position = end
    if any(map(str.isalpha, rest + value[position:])):
        return value  # words beside the numbers stay as they stand, and their units with them
    return said + value[position:]
