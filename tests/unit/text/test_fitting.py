"""An accessory goes with what its title names, and with nothing that it does not."""

import pytest

from shopguide.domain.product import Product
from shopguide.text.fitting import fitting_words

IPHONE = Product("p", "Apple iPhone 15 128 GB", brand="Apple", product_type="Electronics > Phones")
GALAXY = Product("p", "Samsung Galaxy S21 smartphone", brand="Samsung", product_type="Phones")
TELEVISION = Product("p", "Samsung 55 inch QLED TV", brand="Samsung", product_type="TVs")
LAPTOP = Product("p", "Dell XPS 13 laptop, 13.3 inch", brand="Dell", product_type="Laptops")
HUAWEI = Product("p", "华为 HUAWEI Mate 60 Pro 智能手机", brand="华为", product_type="数码 > 手机")
XIAOMI = Product("p", "小米 14 手机", brand="小米", product_type="手机")


@pytest.mark.parametrize(
    ("title", "product", "words"),
    [
        ("Silicone case for iPhone 15", IPHONE, ("iphone", "15")),
        ("Silicone case for Apple iPhone 13/14/15, black", IPHONE, ("apple", "iphone", "15")),
        ("Leather case (for iPhone 15 and iPhone 15 Plus)", IPHONE, ("iphone", "15")),
        ("Tempered glass compatible with Galaxy S21", GALAXY, ("galaxy", "s21")),
        ("Laptop sleeve 13 inch, grey", LAPTOP, ("laptop",)),
        ("手机壳 适用华为Mate60 Pro 防摔", HUAWEI, ("华为mate60", "pro")),
        ("华为手机壳", HUAWEI, ("华为手机",)),
        ("手机支架", XIAOMI, ("手机",)),
    ],
    ids=str,
)
def test_named_product_goes_with_it(title: str, product: Product, words: tuple[str, ...]) -> None:
    found = fitting_words(Product("a", title), product)
    assert found
    assert set("".join(found)) == set("".join(words))


@pytest.mark.parametrize(
    ("title", "product"),
    [
        ("Silicone case for iPhone 14", IPHONE),
        ("Case for Samsung Galaxy S23", GALAXY),
        ("Remote control for Samsung TV", GALAXY),
        ("Case for Samsung phones", TELEVISION),
        ("Laptop sleeve 17 inch", LAPTOP),
        ("Laptop sleeve for MacBook Air", LAPTOP),
        ("Backpack for travel", LAPTOP),
        ("Wall mount for Samsung", TELEVISION),
        ("Wall mount for 55 - 65", TELEVISION),
        ("Laptop, 13 inch", LAPTOP),
        ("小米手机壳", HUAWEI),
        ("手机壳 适用小米14", HUAWEI),
        ("手机壳 适用于户外运动", TELEVISION),
        ("适用华为Mate50 手机壳", HUAWEI),
    ],
    ids=str,
)
def test_other_product_does_not(title: str, product: Product) -> None:
    assert fitting_words(Product("a", title), product) == ()


def test_own_brand_of_an_accessory_does_not_hide_the_kind_that_it_names() -> None:
    sleeve = Product("a", "Tucano laptop sleeve", brand="Tucano")
    assert fitting_words(sleeve, LAPTOP) == ("laptop",)
    assert fitting_words(Product("a", "Tucano laptop sleeve"), LAPTOP) == ()


def test_accessories_have_none_themselves() -> None:
    case = Product("p", "Case for iPhone 15", product_type="Cases")
    assert fitting_words(Product("a", "Strap for case"), case) == ()
