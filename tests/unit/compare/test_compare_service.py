"""Products side by side: which are taken, and what stands in the rows."""

from typing import TYPE_CHECKING

import pytest

from shopguide.domain.errors import InvalidParameterError, ProductNotFoundError

if TYPE_CHECKING:
    from shopguide.bootstrap import Container


def test_shows_price_stock_and_brand_of_each_product(
    container: "Container",
) -> None:
    compared = container.compare.compare(["HP-1", "HP-3"])
    rows = {row.name: [cell.value for cell in row.cells] for row in compared.rows}
    assert rows["price"] == ["129.00 USD", "89.00 USD"]
    assert rows["availability"] == ["in stock", "out of stock"]
    assert rows["brand"] == ["Auralis", "Tonwerk"]


@pytest.mark.parametrize(
    "ids", [["HP-1"], ["HP-1", "HP-1"], ["HP-1", "HP-2", "HP-3", "SP-1", "CH-1", "CH-2"]]
)
def test_refuses_too_few_too_many_and_the_same_twice(
    container: "Container", ids: list[str]
) -> None:
    with pytest.raises(InvalidParameterError) as refused:
        container.compare.compare(ids)
    assert refused.value.field == "product_ids"
    assert refused.value.fix


def test_names_the_product_that_the_shop_does_not_have(container: "Container") -> None:
    with pytest.raises(ProductNotFoundError, match="'NO-1'"):
        container.compare.compare(["HP-1", "NO-1"])
