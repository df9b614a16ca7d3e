"""Price and availability, said the same wherever they are said."""

from decimal import Decimal

import pytest

from shopguide.chat.saying.reasons import fact_words
from shopguide.domain.money import Money
from shopguide.domain.product import Availability, Product
from shopguide.text.language import Language
from shopguide.text.offer_words import availability_in
from shopguide.text.passages import record_passages


@pytest.mark.parametrize("availability", list(Availability))
@pytest.mark.parametrize(("language", "title"), [("en", "Tent"), ("zh", "双人帐篷")])
def test_conversation_says_of_an_offer_what_its_evidence_says(
    availability: Availability, language: Language, title: str
) -> None:
    offer = Product("1", title, price=Money(Decimal("89.00"), "CNY"), availability=availability)
    stated = " ".join(passage.text for passage in record_passages(offer))
    said = fact_words(offer, language)
    assert availability_in(availability, language) in stated
    assert availability_in(availability, language) in said
    assert ("89.00元" if language == "zh" else "89.00 CNY") in said
    assert ("89.00元" if language == "zh" else "89.00 CNY") in stated
