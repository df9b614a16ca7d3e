"""Corrections to what was assigned: one column for id and GTIN, and which price is which."""

from typing import TypeAlias

from shopguide.catalog.mapping.product_fits import gtin_fit, id_fit
from shopguide.catalog.mapping.sampled_column import SampledColumn, amount_of
from shopguide.catalog.mapping.scores import Score

Found: TypeAlias = dict[str, tuple[SampledColumn, Score]]
"""The column of each native column that was found, with its score."""

_MOSTLY = 0.8


def share_codes(found: Found) -> Found:
    """A column of trade item numbers is the id too where nothing better is, and the reverse."""
    if "gtin" in found and "id" not in found:
        column, score = found["gtin"]
        fit = id_fit(column)
        if not fit.impossible:
            evidence = (fit.words, "no other column names each row")
            return {"id": (column, Score(score.confidence * fit.score, evidence)), **found}
    if "id" in found and "gtin" not in found:
        column, _ = found["id"]
        fit = gtin_fit(column)
        if not fit.impossible and fit.score > _MOSTLY:
            return {**found, "gtin": (column, Score(fit.score * fit.alone, (fit.words,)))}
    return found


def in_price_order(found: Found) -> Found:
    """Of two prices the larger one is the price, the smaller one what it is sold for.

    One alone is the price. Where neither is mostly the larger one, only the first is kept.
    """
    if "sale_price" not in found:
        return found
    rest = {native: entry for native, entry in found.items() if native != "sale_price"}
    sale, sale_score = found["sale_price"]
    if "price" not in found:
        evidence = (*sale_score.evidence, "it is the only price")
        return {**rest, "price": (sale, Score(sale_score.confidence, evidence))}
    price, price_score = found["price"]
    larger, compared = _larger_share(price, sale)
    smaller, _ = _larger_share(sale, price)
    if smaller > larger:
        larger = smaller
        price, sale, price_score, sale_score = sale, price, sale_score, price_score
    if compared and larger < _MOSTLY:
        return rest
    said = f"not {{}} the other price in {larger:.0%} of the rows" if compared else ""
    return {
        **rest,
        "price": (price, _with(price_score, said.format("below"))),
        "sale_price": (sale, _with(sale_score, said.format("above"))),
    }


def _with(score: Score, said: str) -> Score:
    return Score(score.confidence, tuple(filter(None, (*score.evidence, said))))


def _larger_share(price: SampledColumn, other: SampledColumn) -> tuple[float, int]:
    """Share of the rows with both amounts in which `price` is not below, and how many rows."""
    pairs = [
        (left, right)
        for left, right in zip(
            map(amount_of, price.values), map(amount_of, other.values), strict=True
        )
        if left and right
    ]
    return sum(left >= right for left, right in pairs) / max(1, len(pairs)), len(pairs)
