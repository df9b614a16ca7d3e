"""What columns say only together: row by row, beside the title."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

from shopguide.catalog.mapping.sampled_column import SampledColumn
from shopguide.catalog.mapping.value_fit import ValueFit
from shopguide.text.colours import colours_of_value

_LIKE_TITLES = 0.6
_GROUPS = 200


def brand_beside_title(column: SampledColumn, title: SampledColumn) -> ValueFit | None:
    """Whether titles begin with the column's values, as they do with brands."""
    if column is title or column.mean_words > 4 or column.number_share > 0.5:
        return None
    pairs = [
        (value.casefold(), name.casefold())
        for value, name in zip(column.values, title.values, strict=True)
        if value and name
    ]
    begin = sum(name.startswith(value) for value, name in pairs)
    share = begin / len(pairs) if pairs else 0.0
    if share < 0.4 or column.distinct < 2 or column.share(colours_of_value) > 0.5:
        return None
    return ValueFit(1.0, f"{share:.0%} of the titles begin with it", 0.7)


def group_beside_title(column: SampledColumn, title: SampledColumn) -> ValueFit | None:
    """Whether rows with the same short code have like titles, as variants of a product do."""
    if column is title or column.mean_words > 1.5 or column.mean_length < 3:
        return None
    if column.decimal_share > 0.2 or not 0.1 < column.distinct_share < 0.95:
        return None
    groups: dict[str, list[str]] = defaultdict(list)
    for value, name in zip(column.values, title.values, strict=True):
        if value and name:
            groups[value].append(name)
    several = [names for names in islice(groups.values(), _GROUPS) if len(names) > 1]
    if len(several) < 2 or max(map(len, several)) > len(title.values) / 4 + 2:
        return None
    likeness = sum(_likeness(names) for names in several) / len(several)
    if likeness < _LIKE_TITLES:
        return None
    return ValueFit(
        1.0, f"{len(several):,} of its values stand in several rows of like titles", 0.6
    )


def _likeness(names: Sequence[str]) -> float:
    """Share of the first title's words that the others have too, on average."""
    first = _words(names[0])
    shares = [len(first & _words(name)) / len(first) for name in names[1:6]] if first else [0.0]
    return sum(shares) / len(shares)


def _words(name: str) -> set[str]:
    folded = name.casefold()
    return set(folded.split()) if " " in folded else set(folded)
