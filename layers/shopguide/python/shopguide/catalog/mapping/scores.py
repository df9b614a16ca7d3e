"""How sure it is that a column is a native one: its header and its values, taken together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shopguide.catalog.mapping.header_words import (
    HeaderFit,
    header_fits,
    is_attribute,
    phrases_key,
    speaks_of_another,
    words_of_header,
)
from shopguide.catalog.mapping.row_context import brand_beside_title, group_beside_title
from shopguide.catalog.mapping.sampled_column import SampledColumn
from shopguide.catalog.mapping.value_fit import ValueFit
from shopguide.catalog.mapping.value_fits import VALUE_FITS
from shopguide.text.catalog_columns import Columns

_HEADER_SHARE = 0.6
"""Of a confidence in a header that says it all; the rest is its values'."""
_WELL_FILLED = 0.3
_NAMED = 0.9


@dataclass(frozen=True, slots=True)
class Score:
    """A confidence from 0 to 1 and the evidence in words."""

    confidence: float
    evidence: tuple[str, ...]


def scores_of(
    sampled: Sequence[SampledColumn], columns: Columns
) -> tuple[Mapping[str, Score], ...]:
    """For each column its scores by native column; those that it cannot be are left out."""
    scores = tuple(_scores(column, columns) for column in sampled)
    return _beside_title(sampled, scores) if "brand" in columns.known else scores


def _beside_title(
    sampled: Sequence[SampledColumn], scores: Sequence[dict[str, Score]]
) -> tuple[Mapping[str, Score], ...]:
    """The scores with what is known only once there is a title to look at beside a column."""
    nothing = Score(0.0, ())
    sure = [by_native.get("title", nothing).confidence for by_native in scores]
    if not any(sure):
        return tuple(scores)
    title = sampled[sure.index(max(sure))]
    for column, by_native in zip(sampled, scores, strict=True):
        if is_attribute(words_of_header(column.header)):
            continue
        for native, look in (("brand", brand_beside_title), ("item_group_id", group_beside_title)):
            fit = None if speaks_of_another(column.header, native) else look(column, title)
            alone = _together(None, fit) if fit else nothing
            if alone.confidence > by_native.get(native, nothing).confidence:
                by_native[native] = alone
    return tuple(scores)


def _scores(column: SampledColumn, columns: Columns) -> dict[str, Score]:
    headers = header_fits(column.header, columns)
    if not headers and is_attribute(words_of_header(column.header)):
        return {}
    scores: dict[str, Score] = {}
    for native in columns.known:
        header = headers.get(native)
        if not column.filled:
            if header and header.score > _NAMED:
                # An empty column of that name: nothing speaks against it.
                scores[native] = Score(_HEADER_SHARE, (header.words, "it is empty"))
            continue
        key = phrases_key(native, columns)
        fit = VALUE_FITS[key](column) if key in VALUE_FITS else ValueFit(0.5)
        if speaks_of_another(column.header, native):
            fit = replace(fit, alone=0.0)
        if not fit.impossible and (score := _together(header, fit)).confidence > 0:
            is_named = header and header.score > _NAMED
            scores[native] = score if is_named else _by_coverage(score, column)
    return scores


def _by_coverage(score: Score, column: SampledColumn) -> Score:
    """Less sure where few rows have a value, unless the header names the column outright."""
    coverage = min(1.0, column.filled_share / _WELL_FILLED)
    return Score(score.confidence * (0.2 + 0.8 * coverage), score.evidence)


def _together(header: HeaderFit | None, fit: ValueFit) -> Score:
    said = header.score if header else 0.0
    with_header = said * (_HEADER_SHARE + (1 - _HEADER_SHARE) * fit.score)
    alone = (1 - said) * fit.score * fit.alone
    evidence = tuple(filter(None, (header.words if header else "", fit.words)))
    return Score(min(1.0, with_header + alone), evidence)
