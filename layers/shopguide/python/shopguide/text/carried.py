"""Whether a product is something that people carry, so that less weight is better."""

import re

from shopguide.domain.product import Product
from shopguide.text.normalise import fold
from shopguide.text.simplified import simplify

_CARRIED = re.compile(
    r"\b(?:backpacks?|bags?|suitcases?|luggage|headphones?|earphones?|earbuds?|headsets?|"
    r"power banks?|bottles?|flasks?|tents?|sleeping bags?|shoes?|boots?|jackets?|coats?|laptops?|"
    r"notebooks?|tablets?|phones?|smartphones?|cameras?|lenses|watch(?:es)?|umbrellas?|wallets?|"
    r"portable|travel|hiking|strollers?)\b"
    r"|双肩包|背包|书包|行李箱|拉杆箱|耳机|充电宝|移动电源|保温杯|水杯|水壶|帐篷|睡袋|鞋|冲锋衣|外套|"
    r"笔记本电脑|平板|手机|相机|镜头|手表|雨伞|钱包|便携|旅行|婴儿车"
)


def is_carried(product: Product) -> bool:
    """Whether title or category names such a thing."""
    text = simplify(fold(f"{product.title} / {product.product_type}"))
    return _CARRIED.search(text) is not None
