"""docs/search.md has the numbers that searches are ranked by, and examples that are true."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopguide.domain.lexicon import Lexicon, Name
from shopguide.domain.merchandising import NO_SYNONYMS
from shopguide.domain.query import ChipMode, ConstraintKind
from shopguide.search.fusion import MAX_MEANING, MEANING_PER_TERM, SYNONYM_WEIGHT
from shopguide.search.personal import MAX_PLACES
from shopguide.search.plan import (
    ACCESSORY_AMOUNT,
    CATEGORY_AMOUNT,
    PREFERRED_AMOUNT,
    STATED_SHARE,
    USUAL_SHARE,
)
from shopguide.search.ranking import TASTED
from shopguide.search.relaxation import RELAXATION_ORDER
from shopguide.search.reranking import HEAD_HITS
from shopguide.text.product_terms import ATTRIBUTES, BRAND, CATEGORY, DESCRIPTION, TITLE
from shopguide.text.query.understand import understand

PAGE = (Path(__file__).parents[2] / "docs/search.md").read_text(encoding="utf-8")
SHOP = Lexicon(
    catalogue_version=1,
    products=600,
    words=dict.fromkeys(("headphones", "shoes", "camera", "dress", "跑鞋", "手机", "外套"), 20),
    brands={name.lower(): Name(name, 20) for name in ("Apple", "Sony", "苹果", "小米")},
    categories={name.lower(): Name(name, 20) for name in ("Headphones", "Running Shoes", "跑鞋")},
    sizes={"42": 5, "xl": 5},
)
STOCK_AND_MORE = {"stock": "availability", "not": ""}
WORDS = {1 / 2: "half", 3: "three"}


@pytest.mark.parametrize(
    "said",
    [
        f"w = min({MAX_MEANING:g}, {MEANING_PER_TERM:g} * terms of the query)",
        f"preferred brand, category or other chip | {PREFERRED_AMOUNT:g} |",
        f"| up to {CATEGORY_AMOUNT:g}, by how surely |",
        f'(a sleeve for "laptop") | {ACCESSORY_AMOUNT:g} |',
        f"at least {USUAL_SHARE:.0%} of the products with the query's words",
        f"fewer than {WORDS[STATED_SHARE]} of the products with the query's words state any colour",
        f"counts {SYNONYM_WEIGHT:g} of it",
        f"Title {TITLE.weight:g}, brand and category {BRAND.weight:g},",
        f"description {DESCRIPTION.weight:g}, values of attributes {ATTRIBUTES.weight:g}",
        f"judges the first {HEAD_HITS} hits",
        f"the first {TASTED} hits are shifted",
        f"{WORDS[MAX_PLACES]} places at most",
    ],
)
def test_numbers_of_the_ranking_are_those_of_the_code(said: str) -> None:
    assert BRAND.weight == CATEGORY.weight
    assert said in PAGE


def test_order_of_relaxation_is_that_of_the_code() -> None:
    told = {"released": "release", "availability": "stock"}
    kinds = [told.get(kind.value, kind.value) for kind in RELAXATION_ORDER[:-1]]
    assert f"in this order: {', '.join(kinds)}; what was negated after all others" in PAGE


def _examples() -> Iterator[tuple[str, str, bool]]:
    """Kind of constraint, a query, and whether it is a wish, of the table of constraints."""
    kind = ""
    table = PAGE.split("## How a query is understood")[1].split("\n\n")[2]
    for row in table.splitlines()[2:]:
        name, chinese, english, effect = (cell.strip() for cell in row.strip("|").split("|"))
        kind = name or kind
        for query in re.findall(r"`([^`]+)`", chinese + english):
            yield STOCK_AND_MORE.get(kind, kind), query, effect.startswith("should")


@pytest.mark.parametrize(("kind", "query", "is_wish"), list(_examples()))
def test_examples_are_understood_as_the_table_says(kind: str, query: str, is_wish: bool) -> None:
    chips = understand(query, SHOP, NO_SYNONYMS).chips
    mode = ChipMode.PREFER if is_wish else ChipMode.FILTER
    if kind:
        assert mode in [chip.mode for chip in chips if chip.kind is ConstraintKind(kind)]
    else:
        assert [chip.mode for chip in chips if chip.negated] == [mode]


def test_examples_cover_every_kind_of_constraint() -> None:
    told = {kind for kind, _, _ in _examples()}
    assert told == {*ConstraintKind} - {ConstraintKind.TERM} | {""}
