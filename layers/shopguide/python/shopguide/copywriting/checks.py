"""What every text must pass, whoever wrote it."""

from collections.abc import Sequence

from shopguide.copywriting.templates import own_words
from shopguide.copywriting.writing import Piece
from shopguide.domain.copy_draft import CopyCheck
from shopguide.domain.product import Product
from shopguide.text.advertising import forbidden_claims
from shopguide.text.passage_text import passage_text
from shopguide.text.safety.orders import gives_orders
from shopguide.text.safety.personal_data import redact
from shopguide.text.support import unsupported_names, unsupported_numbers

CHECKS = ("numbers", "names", "claims", "instructions", "personal_data")
"""Numbers with their units and names stand in the record; nothing that advertising may not say;
no orders to an assistant, nobody's address or telephone number."""


def check(piece: Piece, product: Product) -> list[CopyCheck]:
    """All checks of a piece; numbers and names must stand in the facts that it states itself."""
    values = "\n".join(fact.value for fact in piece.facts if fact.name != "description")
    evidence = " ".join(
        [
            product.title,
            product.brand,
            product.product_type,
            product.product_id,
            *(f"{fact.label} {fact.value}" for fact in piece.facts),
            *(passage_text(fact.passage) for fact in piece.facts),
        ]
    )
    # A value in the text's language has the unit of its passage; both are one canonical quantity.
    numbers = " ".join(passage_text(fact.passage) for fact in piece.facts)
    ours = f"{product.title} {product.product_id} {product.product_type} {numbers}"
    found = {
        "numbers": unsupported_numbers(piece.text, ours),
        "names": unsupported_names(piece.text, f"{evidence} {own_words()}"),
        "claims": forbidden_claims(piece.text, _allowed(values, product)),
        "instructions": [piece.text] if gives_orders(piece.text) else [],
        "personal_data": list(redact(piece.text).kinds),
    }
    return [CopyCheck(name, tuple(found[name])) for name in CHECKS]


def passes(piece: Piece, product: Product) -> bool:
    """Whether nothing is found against a piece."""
    return all(each.passed for each in check(piece, product))


def keep_passing(
    pieces: Sequence[Piece], product: Product, otherwise: Piece
) -> tuple[list[Piece], list[CopyCheck]]:
    """The pieces that pass, and what was checked of them all together.

    Where none does, `otherwise` stands alone, with what was found against it.
    """
    checked = [(piece, check(piece, product)) for piece in pieces]
    kept = [(piece, found) for piece, found in checked if all(each.passed for each in found)]
    kept = kept or [(otherwise, check(otherwise, product))]
    return [piece for piece, _ in kept], [
        CopyCheck(name, tuple(each for _, found in kept for each in found[place].found))
        for place, name in enumerate(CHECKS)
    ]


def _allowed(values: str, product: Product) -> str:
    """What may be said as it stands: the brand, and a share that a value states ("100% cotton")."""
    shares = [line for line in values.split("\n") if "100" in line]
    return "\n".join([product.brand, *shares])
