"""What a comparison is asked for: products, a need and a language, within limits."""

from collections import Counter
from collections.abc import Sequence

from shopguide.domain.errors import InvalidParameterError
from shopguide.text.normalise import clean_text

MIN_PRODUCTS = 2
MAX_PRODUCTS = 5
MAX_NEED_CHARACTERS = 500


def check_ids(product_ids: Sequence[str]) -> list[str]:
    """The ids, two to five different ones.

    Raises:
        InvalidParameterError: too few, too many, or the same one twice.
    """
    if not MIN_PRODUCTS <= len(product_ids) <= MAX_PRODUCTS:
        raise InvalidParameterError(
            f"{MIN_PRODUCTS} to {MAX_PRODUCTS} products can be compared; named were"
            f" {len(product_ids)}.",
            fix=f"Name {MIN_PRODUCTS} to {MAX_PRODUCTS} products.",
            field="product_ids",
        )
    twice = next((each for each, count in Counter(product_ids).items() if count > 1), None)
    if twice is not None:
        raise InvalidParameterError(
            f"The product {twice!r} was named twice.",
            fix="Name each product once.",
            field="product_ids",
        )
    return list(product_ids)


def read_need(need: str) -> str:
    """The need with clean text; empty where nothing was said.

    Raises:
        InvalidParameterError: it is too long.
    """
    cleaned = clean_text(need)
    if len(cleaned) > MAX_NEED_CHARACTERS:
        raise InvalidParameterError(
            f"The need has {len(cleaned)} characters; {MAX_NEED_CHARACTERS} are allowed.",
            fix="Say in fewer words what it is for.",
            field="need",
        )
    return cleaned if any(character.isalnum() for character in cleaned) else ""
