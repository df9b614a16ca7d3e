"""What values say about the columns of products."""

from shopguide.catalog.mapping.sampled_column import SampledColumn
from shopguide.catalog.mapping.value_fit import (
    IMPOSSIBLE,
    ValueFit,
    is_no_text,
    percent,
    reads_with,
)
from shopguide.text.availability_words import read_availability
from shopguide.text.currency_words import currency_of_word
from shopguide.text.gtin import is_gtin

_MANY_ROWS = 50
"""With fewer rows, that all values differ says less."""
_LONG_TEXT = 300
"""Characters of a description in full."""
_SHOP_SYSTEMS_TYPES = frozenset(
    "simple configurable variable variation virtual bundle grouped downloadable external"
    " physical digital product".split()
)
"""What WooCommerce, Magento and BigCommerce mean by a product's type."""


def id_fit(column: SampledColumn) -> ValueFit:
    """Short values without spaces that differ from row to row."""
    share = column.distinct_share
    has_prices = column.decimal_share > 0.2 and column.amount_share > 0.9
    if (
        column.filled_share < 0.5
        or share < 0.2
        or column.mean_length > 64
        or column.mean_words > 4
        or column.url_share > 0.2
        or has_prices
    ):
        return IMPOSSIBLE
    sure = min(1.0, len(column.values) / _MANY_ROWS)
    alone = (0.3 + 0.3 * sure) * (column.mean_words < 2) * (share > 0.98) * column.filled_share
    if column.date_share > 0.5 or column.counts_rows:
        alone = 0.0
    return ValueFit(share * column.filled_share, _differ(column), alone)


def repeated_id_fit(column: SampledColumn) -> ValueFit:
    """Ids that several rows share."""
    if column.mean_length > 64 or column.url_share > 0.2 or column.mean_words > 6:
        return IMPOSSIBLE
    if column.distinct_share > 0.98:
        return ValueFit(0.5, "no value comes twice in the sample")
    return ValueFit(0.9, f"{column.distinct:,} values for {len(column.filled):,} rows")


def gtin_fit(column: SampledColumn) -> ValueFit:
    """Trade item numbers whose check digit is right."""
    share = column.share(is_gtin)
    if share < 0.5:
        return IMPOSSIBLE
    return ValueFit(share, f"{percent(share)} pass the GTIN check digit", 0.9)


def title_fit(column: SampledColumn) -> ValueFit:
    """Some words, mostly different ones."""
    if is_no_text(column) or column.filled_share < 0.3:
        return IMPOSSIBLE
    is_long = column.mean_words > 40
    is_code = column.mean_words < 1.2
    if is_code or is_long:
        return ValueFit(0.1, "the values are codes" if is_code else "the values are long texts")
    score = min(1.0, column.mean_words / 3) * min(1.0, column.distinct_share / 0.6)
    words = f"names of {column.mean_words:.0f} words, {percent(column.distinct_share)} differ"
    return ValueFit(score, words, 0.6)


def description_fit(column: SampledColumn) -> ValueFit:
    """Long text."""
    if is_no_text(column):
        return IMPOSSIBLE
    score = min(1.0, column.mean_length / _LONG_TEXT) ** 0.5
    words = f"texts of {column.mean_words:.0f} words"
    if column.html_share > 0.1:
        words += f", {percent(column.html_share)} with HTML"
    is_long = column.mean_words >= 10
    return ValueFit(score, words, 0.7 * is_long)


def link_fit(column: SampledColumn) -> ValueFit:
    """Addresses of pages."""
    if column.url_share < 0.5 or column.image_share > 0.5:
        return IMPOSSIBLE
    return ValueFit(column.url_share, f"{percent(column.url_share)} are addresses", 0.6)


def image_link_fit(column: SampledColumn) -> ValueFit:
    """Addresses of images."""
    if max(column.url_share, column.image_share) < 0.5:
        return IMPOSSIBLE
    if column.image_share < 0.5:
        return ValueFit(column.url_share, f"{percent(column.url_share)} are addresses")
    return ValueFit(1.0, f"{percent(column.image_share)} are addresses of images", 0.8)


def price_fit(column: SampledColumn) -> ValueFit:
    """Amounts of money."""
    share = column.amount_share
    if share < 0.5 or not column.amounts:
        return IMPOSSIBLE
    has_sign = share - column.number_share > 0.3 and column.number_share < 0.5
    words = f"{percent(share)} look like prices"
    if has_sign:
        return ValueFit(share, f"{words}, with a currency", 0.75)
    if column.decimal_share > 0.3:
        return ValueFit(share, f"{words}, with cents", 0.5 * (max(column.amounts) > 5))
    return ValueFit(0.8 * share, words, 0.0)


def currency_fit(column: SampledColumn) -> ValueFit:
    """Codes, signs and names of currencies."""
    share = column.share(currency_of_word)
    if share < 0.8:
        return IMPOSSIBLE
    return ValueFit(share, f"{percent(share)} name a currency", 0.7)


def availability_fit(column: SampledColumn) -> ValueFit:
    """Words for it, or how many there are: what an import understands."""
    share = column.share(reads_with(read_availability))
    if share < 0.5:
        return IMPOSSIBLE
    if column.number_share > 0.5:
        return ValueFit(share, f"{percent(share)} can be how many there are")
    return ValueFit(share, f"{percent(share)} say whether it is in stock", 0.8)


def brand_fit(column: SampledColumn) -> ValueFit:
    """Few short names."""
    if column.url_share > 0.2 or column.mean_words > 6 or column.number_share > 0.5:
        return IMPOSSIBLE
    return ValueFit(1.0 - 0.5 * column.distinct_share, _few(column))


def product_type_fit(column: SampledColumn) -> ValueFit:
    """Few names, or paths of them."""
    if column.url_share > 0.2 or column.mean_words > 20 or column.number_share > 0.5:
        return IMPOSSIBLE
    if column.share(lambda value: value.casefold() in _SHOP_SYSTEMS_TYPES) > 0.9:
        return ValueFit(0.0, "the values are a shop system's types of records")
    if column.path_share > 0.5 and column.distinct_share < 0.7:
        return ValueFit(1.0, f"{percent(column.path_share)} are paths of categories", 0.7)
    return ValueFit(1.0 - 0.6 * column.distinct_share, _few(column))


def seller_fit(column: SampledColumn) -> ValueFit:
    """Few names."""
    if column.mean_words > 8 or column.url_share > 0.2:
        return IMPOSSIBLE
    return ValueFit(1.0 - 0.5 * column.distinct_share, _few(column))


def json_fit(column: SampledColumn) -> ValueFit:
    """JSON objects."""
    if column.json_share < 0.8:
        return IMPOSSIBLE
    return ValueFit(1.0, f"{percent(column.json_share)} are JSON objects", 0.7)


def detail_fit(column: SampledColumn) -> ValueFit:
    """``section:name:value`` lists, as Merchant writes them."""
    share = column.share(lambda value: value.split(",")[0].count(":") in (1, 2))
    if share < 0.8 or column.url_share > 0.1 or column.json_share > 0.1:
        return IMPOSSIBLE
    return ValueFit(share, f"{percent(share)} are lists of names and values", 0.0)


def _differ(column: SampledColumn) -> str:
    if column.distinct == len(column.filled):
        return f"all {column.distinct:,} values differ"
    return f"{percent(column.distinct_share)} of the values differ"


def _few(column: SampledColumn) -> str:
    return f"{column.distinct:,} different values in {len(column.filled):,} rows"
