"""A request for copy as it is worked with: a known language, a clean persona within limits."""

from dataclasses import replace

from shopguide.domain.copy_draft import CopyRequest
from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.product import Product
from shopguide.text.language import check_language
from shopguide.text.normalise import clean_text
from shopguide.text.passages import product_language
from shopguide.text.safety.personal_data import redact

MAX_PERSONA_CHARACTERS = 300


def read_request(request: CopyRequest) -> CopyRequest:
    """The request with a clean persona, in which nobody's data stand.

    Raises:
        InvalidParameterError: the language is not ours, the persona too long, or both a persona
            and a shopper are given.
    """
    check_language(request.language)
    persona = clean_text(request.persona)
    if len(persona) > MAX_PERSONA_CHARACTERS:
        raise InvalidParameterError(
            f"The persona has {len(persona)} characters; {MAX_PERSONA_CHARACTERS} are allowed.",
            fix="Describe in fewer words whom it is for.",
            field="persona",
        )
    if persona and request.shopper_id:
        raise InvalidParameterError(
            "Both a persona and a shopper are named.",
            fix="Send one of the two.",
            field="persona",
        )
    return replace(request, persona=redact(persona).text)


def with_language(request: CopyRequest, product: Product) -> CopyRequest:
    """The request with the product's language where it names none."""
    return request if request.language else replace(request, language=product_language(product))
