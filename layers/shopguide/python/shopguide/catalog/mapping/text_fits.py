"""What values say about the columns of questions, reviews and articles."""

from shopguide.catalog.mapping.product_fits import description_fit, id_fit
from shopguide.catalog.mapping.sampled_column import SampledColumn
from shopguide.catalog.mapping.value_fit import (
    IMPOSSIBLE,
    ValueFit,
    is_no_text,
    percent,
    reads_with,
)
from shopguide.text.date_text import read_date
from shopguide.text.rating_text import read_rating


def question_fit(column: SampledColumn) -> ValueFit:
    """Questions."""
    if is_no_text(column):
        return IMPOSSIBLE
    share = column.question_share
    return ValueFit(0.3 + 0.7 * share, f"{percent(share)} end as questions do", 0.8 * (share > 0.4))


def answer_fit(column: SampledColumn) -> ValueFit:
    """Text that is no question."""
    fit = description_fit(column)
    if column.question_share > 0.5:
        return IMPOSSIBLE
    return ValueFit(max(0.3, fit.score), fit.words, 0.6 * (column.mean_words > 3), fit.impossible)


def text_fit(column: SampledColumn) -> ValueFit:
    """Text of reviews and articles."""
    fit = description_fit(column)
    return ValueFit(max(0.3, fit.score), fit.words, 0.7 * (column.mean_words > 5), fit.impossible)


def rating_fit(column: SampledColumn) -> ValueFit:
    """Numbers from 1 to 5."""
    share = column.share(reads_with(read_rating))
    if share < 0.7:
        return IMPOSSIBLE
    return ValueFit(
        share, f"{percent(share)} are numbers from 1 to 5", 0.6 * (2 < column.distinct < 50)
    )


def date_fit(column: SampledColumn) -> ValueFit:
    """Dates."""
    share = column.share(reads_with(read_date))
    if max(share, column.date_share) < 0.5:
        return IMPOSSIBLE
    # Ten digits are a date only where the header says so.
    return ValueFit(share, f"{percent(share)} are dates", 0.7 * (column.date_share > 0.5))


def row_id_fit(column: SampledColumn) -> ValueFit:
    """Ids of questions, reviews and articles, which need none: only a header makes them one."""
    fit = id_fit(column)
    return ValueFit(fit.score, fit.words, 0.0, fit.impossible)
