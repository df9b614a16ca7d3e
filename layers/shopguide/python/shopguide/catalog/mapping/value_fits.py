"""What the values of a column say: how well they fit a native column, and in which words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shopguide.catalog.mapping.sampled_column import SampledColumn
from shopguide.text.availability_words import read_availability
from shopguide.text.currency_words import currency_of_word
from shopguide.text.date_text import read_date
from shopguide.text.gtin import is_gtin
from shopguide.text.rating_text import read_rating

_MANY_ROWS = 50
"""With fewer rows, that all values differ says less."""
_LONG_TEXT = 300
"""Characters of a description in full."""

_SHOP_SYSTEMS_TYPES = frozenset(
    "simple configurable variable variation virtual bundle grouped downloadable external"
    " physical digital product".split()
)
"""What WooCommerce, Magento and BigCommerce mean by a product's type."""


@dataclass(frozen=True, slots=True)
class ValueFit:
    """How well values fit, 0 to 1.

    `alone` is how sure they would make us if the header said nothing; values that are `impossible`
    cannot be this column whatever the header says.
    """

    score: float
    words: str = ""
    alone: float = 0.0
    impossible: bool = False


Fit = Callable[[SampledColumn], ValueFit]
_IMPOSSIBLE = ValueFit(0.0, impossible=True)


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
        return _IMPOSSIBLE
    sure = min(1.0, len(column.values) / _MANY_ROWS)
    alone = (0.3 + 0.3 * sure) * (column.mean_words < 2) * (share > 0.98) * column.filled_share
    if column.date_share > 0.5 or column.counts_rows:
        alone = 0.0
    return ValueFit(share * column.filled_share, _differ(column), alone)


def row_id_fit(column: SampledColumn) -> ValueFit:
    """Ids of questions, reviews and articles, which need none: only a header makes them one."""
    fit = id_fit(column)
    return ValueFit(fit.score, fit.words, 0.0, fit.impossible)


def repeated_id_fit(column: SampledColumn) -> ValueFit:
    """Ids that several rows share."""
    if column.mean_length > 64 or column.url_share > 0.2 or column.mean_words > 6:
        return _IMPOSSIBLE
    if column.distinct_share > 0.98:
        return ValueFit(0.5, "no value comes twice in the sample")
    return ValueFit(0.9, f"{column.distinct:,} values for {len(column.filled):,} rows")


def gtin_fit(column: SampledColumn) -> ValueFit:
    """Trade item numbers whose check digit is right."""
    share = column.share(is_gtin)
    if share < 0.5:
        return _IMPOSSIBLE
    return ValueFit(share, f"{_share(share)} pass the GTIN check digit", 0.9)


def title_fit(column: SampledColumn) -> ValueFit:
    """Some words, mostly different ones."""
    if _is_no_text(column) or column.filled_share < 0.3:
        return _IMPOSSIBLE
    is_long = column.mean_words > 40
    is_code = column.mean_words < 1.2
    if is_code or is_long:
        return ValueFit(0.1, "the values are codes" if is_code else "the values are long texts")
    score = min(1.0, column.mean_words / 3) * min(1.0, column.distinct_share / 0.6)
    words = f"names of {column.mean_words:.0f} words, {_share(column.distinct_share)} differ"
    return ValueFit(score, words, 0.6)


def description_fit(column: SampledColumn) -> ValueFit:
    """Long text."""
    if _is_no_text(column):
        return _IMPOSSIBLE
    score = min(1.0, column.mean_length / _LONG_TEXT) ** 0.5
    words = f"texts of {column.mean_words:.0f} words"
    if column.html_share > 0.1:
        words += f", {_share(column.html_share)} with HTML"
    is_long = column.mean_words >= 10
    return ValueFit(score, words, 0.7 * is_long)


def link_fit(column: SampledColumn) -> ValueFit:
    """Addresses of pages."""
    if column.url_share < 0.5 or column.image_share > 0.5:
        return _IMPOSSIBLE
    return ValueFit(column.url_share, f"{_share(column.url_share)} are addresses", 0.6)


def image_link_fit(column: SampledColumn) -> ValueFit:
    """Addresses of images."""
    if max(column.url_share, column.image_share) < 0.5:
        return _IMPOSSIBLE
    if column.image_share < 0.5:
        return ValueFit(column.url_share, f"{_share(column.url_share)} are addresses")
    return ValueFit(1.0, f"{_share(column.image_share)} are addresses of images", 0.8)


def price_fit(column: SampledColumn) -> ValueFit:
    """Amounts of money."""
    share = column.amount_share
    if share < 0.5 or not column.amounts:
        return _IMPOSSIBLE
    has_sign = share - column.number_share > 0.3 and column.number_share < 0.5
    words = f"{_share(share)} look like prices"
    if has_sign:
        return ValueFit(share, f"{words}, with a currency", 0.75)
    if column.decimal_share > 0.3:
        return ValueFit(share, f"{words}, with cents", 0.5 * (max(column.amounts) > 5))
    return ValueFit(0.8 * share, words, 0.0)


def currency_fit(column: SampledColumn) -> ValueFit:
    """Codes, signs and names of currencies."""
    share = column.share(currency_of_word)
    if share < 0.8:
        return _IMPOSSIBLE
    return ValueFit(share, f"{_share(share)} name a currency", 0.7)


def availability_fit(column: SampledColumn) -> ValueFit:
    """Words for it, or how many there are: what an import understands."""
    share = column.share(_reads(read_availability))
    if share < 0.5:
        return _IMPOSSIBLE
    if column.number_share > 0.5:
        return ValueFit(share, f"{_share(share)} can be how many there are")
    return ValueFit(share, f"{_share(share)} say whether it is in stock", 0.8)


def brand_fit(column: SampledColumn) -> ValueFit:
    """Few short names."""
    if column.url_share > 0.2 or column.mean_words > 6 or column.number_share > 0.5:
        return _IMPOSSIBLE
    return ValueFit(1.0 - 0.5 * column.distinct_share, _few(column))


def product_type_fit(column: SampledColumn) -> ValueFit:
    """Few names, or paths of them."""
    if column.url_share > 0.2 or column.mean_words > 20 or column.number_share > 0.5:
        return _IMPOSSIBLE
    if column.share(lambda value: value.casefold() in _SHOP_SYSTEMS_TYPES) > 0.9:
        return ValueFit(0.0, "the values are a shop system's types of records")
    if column.path_share > 0.5 and column.distinct_share < 0.7:
        return ValueFit(1.0, f"{_share(column.path_share)} are paths of categories", 0.7)
    return ValueFit(1.0 - 0.6 * column.distinct_share, _few(column))


def seller_fit(column: SampledColumn) -> ValueFit:
    """Few names."""
    if column.mean_words > 8 or column.url_share > 0.2:
        return _IMPOSSIBLE
    return ValueFit(1.0 - 0.5 * column.distinct_share, _few(column))


def json_fit(column: SampledColumn) -> ValueFit:
    """JSON objects."""
    if column.json_share < 0.8:
        return _IMPOSSIBLE
    return ValueFit(1.0, f"{_share(column.json_share)} are JSON objects", 0.7)


def detail_fit(column: SampledColumn) -> ValueFit:
    """``section:name:value`` lists, as Merchant writes them."""
    share = column.share(lambda value: value.split(",")[0].count(":") in (1, 2))
    if share < 0.8 or column.url_share > 0.1 or column.json_share > 0.1:
        return _IMPOSSIBLE
    return ValueFit(share, f"{_share(share)} are lists of names and values", 0.0)


def question_fit(column: SampledColumn) -> ValueFit:
    """Questions."""
    if _is_no_text(column):
        return _IMPOSSIBLE
    share = column.question_share
    return ValueFit(0.3 + 0.7 * share, f"{_share(share)} end as questions do", 0.8 * (share > 0.4))


def answer_fit(column: SampledColumn) -> ValueFit:
    """Text that is no question."""
    fit = description_fit(column)
    if column.question_share > 0.5:
        return _IMPOSSIBLE
    return ValueFit(max(0.3, fit.score), fit.words, 0.6 * (column.mean_words > 3), fit.impossible)


def text_fit(column: SampledColumn) -> ValueFit:
    """Text of reviews and articles."""
    fit = description_fit(column)
    return ValueFit(max(0.3, fit.score), fit.words, 0.7 * (column.mean_words > 5), fit.impossible)


def rating_fit(column: SampledColumn) -> ValueFit:
    """Numbers from 1 to 5."""
    share = column.share(_reads(read_rating))
    if share < 0.7:
        return _IMPOSSIBLE
    return ValueFit(
        share, f"{_share(share)} are numbers from 1 to 5", 0.6 * (2 < column.distinct < 50)
    )


def date_fit(column: SampledColumn) -> ValueFit:
    """Dates."""
    share = column.share(_reads(read_date))
    if max(share, column.date_share) < 0.5:
        return _IMPOSSIBLE
    # Ten digits are a date only where the header says so.
    return ValueFit(share, f"{_share(share)} are dates", 0.7 * (column.date_share > 0.5))


VALUE_FITS: Mapping[str, Fit] = {
    "id": id_fit,
    "gtin": gtin_fit,
    "row:id": row_id_fit,
    "title": title_fit,
    "row:title": title_fit,
    "description": description_fit,
    "link": link_fit,
    "image_link": image_link_fit,
    "price": price_fit,
    "sale_price": price_fit,
    "currency": currency_fit,
    "availability": availability_fit,
    "brand": brand_fit,
    "product_type": product_type_fit,
    "item_group_id": repeated_id_fit,
    "seller": seller_fit,
    "external_seller_id": seller_fit,
    "attributes": json_fit,
    "product_detail": detail_fit,
    "product_id": repeated_id_fit,
    "question": question_fit,
    "answer": answer_fit,
    "text": text_fit,
    "rating": rating_fit,
    "date": date_fit,
}
"""By native column; one that is missing here is known by its header alone."""


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    """Whether an import reads a value with a function that refuses others by `ValueError`."""

    def test(value: str) -> bool:
        try:
            read(value)
        except ValueError:
            return False
        return True

    return test


def _is_no_text(column: SampledColumn) -> bool:
    return column.url_share > 0.2 or column.number_share > 0.5 or column.json_share > 0.5


def _differ(column: SampledColumn) -> str:
    if column.distinct == len(column.filled):
        return f"all {column.distinct:,} values differ"
    return f"{_share(column.distinct_share)} of the values differ"


def _few(column: SampledColumn) -> str:
    return f"{column.distinct:,} different values in {len(column.filled):,} rows"


def _share(share: float) -> str:
    """A share in words; never a round 100% that is not one."""
    percent = int(share * 100)
    return f"{percent}%" if percent or not share else "under 1%"
