"""How the shelf answers, in both languages; titles and prices stand as they are."""

from collections.abc import Sequence

from shopguide.domain.product import Product

MOST_NAMED = 3
"""Products that one sentence names."""

MOST_VALUES = 10
"""Brands, colours and the like that one sentence lists."""

_TEXT = {
    "scope_category": ("in “{name}”", "“{name}”类"),
    "scope_named": ("named “{name}”", "名为“{name}”的"),
    "scope_all": ("in the shop", "店里的"),
    "scope_these": ("of these", "这些当中的"),
    "cheapest": (
        "The cheapest of the {count} {scope} is {products}.",
        "{scope}商品共{count}款，最便宜的是{products}。",
    ),
    "cheapest_stock": (
        "The cheapest of the {count} {scope} that is in stock is {products}.",
        "{scope}商品共{count}款，有货的当中最便宜的是{products}。",
    ),
    "cheapest_shared": (
        "The lowest price of the {count} {scope} is {price}, which {ties} share: {products}.",
        "{scope}商品共{count}款，最低价是{price}，有{ties}款同价：{products}。",
    ),
    "cheapest_shared_stock": (
        "The lowest price in stock of the {count} {scope} is {price}; {ties} share: {products}.",
        "{scope}商品共{count}款，有货的当中最低价是{price}，有{ties}款同价：{products}。",
    ),
    "cheaper_gone": (
        "Out of stock there is a cheaper one: {products}.",
        "更便宜但暂时缺货的有：{products}。",
    ),
    "dearest": (
        "The most expensive of the {count} {scope} is {products}.",
        "{scope}商品共{count}款，最贵的是{products}。",
    ),
    "dearest_stock": (
        "The most expensive of the {count} {scope} that is in stock is {products}.",
        "{scope}商品共{count}款，有货的当中最贵的是{products}。",
    ),
    "dearest_shared": (
        "The highest price of the {count} {scope} is {price}, which {ties} share: {products}.",
        "{scope}商品共{count}款，最高价是{price}，有{ties}款同价：{products}。",
    ),
    "dearest_shared_stock": (
        "The highest price in stock of the {count} {scope} is {price}; {ties} share: {products}.",
        "{scope}商品共{count}款，有货的当中最高价是{price}，有{ties}款同价：{products}。",
    ),
    "dearer_gone": (
        "Out of stock there is a more expensive one: {products}.",
        "更贵但暂时缺货的有：{products}。",
    ),
    "none_in_stock": ("None of them is in stock now.", "目前都没有现货。"),
    "best_rated": (
        "The best rated of the {count} {scope} is {products}, with {value} of 5.",
        "{scope}商品共{count}款，评分最高的是{products}，{value}分（满分5分）。",
    ),
    "best_rated_shared": (
        "The best rating of the {count} {scope} is {value} of 5, which {ties} share: {products}.",
        "{scope}商品共{count}款，最高评分是{value}分（满分5分），有{ties}款并列：{products}。",
    ),
    "newest": (
        "The newest of the {count} {scope} is {products}, released on {value}.",
        "{scope}商品共{count}款，最新的是{products}，{value}上市。",
    ),
    "newest_shared": (
        "The newest of the {count} {scope} were released on {value}, {ties} of them: {products}.",
        "{scope}商品共{count}款，最新的于{value}上市，共{ties}款：{products}。",
    ),
    "no_best_rated": (
        "The shop's data has no rating of the {count} {scope}.",
        "{scope}商品共{count}款，店里的数据没有它们的评分。",
    ),
    "no_newest": (
        "The shop's data has no release date of the {count} {scope}.",
        "{scope}商品共{count}款，店里的数据没有它们的上市日期。",
    ),
    "count_one": ("There is 1 product {scope}{stock}.", "{scope}商品有1款{stock}。"),
    "count": ("There are {count} products {scope}{stock}.", "{scope}商品有{count}款{stock}。"),
    "stock": (", {stocked} of them in stock", "，其中{stocked}款有货"),
    "named_are": ("{products}.", "{products}。"),
    "prices": (
        "They cost from {low} ({low_title}) to {high} ({high_title}).",
        "价格从{low}（{low_title}）到{high}（{high_title}）。",
    ),
    "prices_of": (
        "The {count} products {scope} cost from {low} ({low_title}) to {high} ({high_title}).",
        "{scope}商品共{count}款，价格从{low}（{low_title}）到{high}（{high_title}）。",
    ),
    "price_of": (
        "Of the {count} {scope}, all that have a price cost {low}: {products}.",
        "{scope}商品共{count}款，有标价的都是{low}：{products}。",
    ),
    "in_currency": ("Of those priced in {currency}: ", "以{currency}标价的："),
    "average": (
        "The {priced} products {scope} that have a price in {currency} cost {value} on average.",
        "{scope}商品中有{currency}标价的共{priced}款，平均价格是{value}。",
    ),
    "without_price": (
        "{count} have no price in the shop's data.",
        "另有{count}款在店里的数据中没有标价。",
    ),
    "one_without_price": (
        "1 has no price in the shop's data.",
        "另有1款在店里的数据中没有标价。",
    ),
    "only": ("There is only one {scope}: {products}.", "{scope}商品只有1款：{products}。"),
    "no_price": (
        "The shop's data has no price of the {count} {scope}.",
        "{scope}商品共{count}款，店里的数据没有它们的价格。",
    ),
    "yes_one": ("Yes, 1 product {scope}: {products}.", "有，{scope}商品有1款：{products}。"),
    "yes_few": (
        "Yes, {count} products {scope}: {products}.",
        "有，{scope}商品有{count}款：{products}。",
    ),
    "yes": (
        "Yes, {count} products {scope}, {stocked} of them in stock; among them {products}.",
        "有，{scope}商品有{count}款，其中{stocked}款有货，例如{products}。",
    ),
    "no": ("No, there is no product {scope}.", "没有，店里没有{scope}商品。"),
    "nothing": ("There is no product {scope}.", "店里没有{scope}商品。"),
    "near": (
        "Without {dropped} there are {count}; the nearest in price is {products}.",
        "不限“{dropped}”的话有{count}款，价格最接近的是{products}。",
    ),
    "near_cheapest": (
        "Without {dropped} there are {count}; the cheapest is {products}.",
        "不限“{dropped}”的话有{count}款，最便宜的是{products}。",
    ),
    "near_unpriced": (
        "Without {dropped} there are {count}, such as {products}.",
        "不限“{dropped}”的话有{count}款，例如{products}。",
    ),
    "values": (
        "The {count} products {scope} have {number} {field}: {values}{more}.",
        "{scope}商品共{count}款，有{number}种{field}：{values}{more}。",
    ),
    "no_values": (
        "The shop's data states no {field} for the {count} products {scope}.",
        "{scope}商品共{count}款，店里的数据没有注明{field}。",
    ),
    "more": (" and {count} more", "等（另有{count}种）"),
    "than": ("cheaper than {product}", "比{product}便宜"),
    "than_dearer": ("more expensive than {product}", "比{product}贵"),
}
_FIELDS = {
    "brand": ("brands", "品牌"),
    "colours": ("colours", "颜色"),
    "sizes": ("sizes", "尺码"),
    "categories": ("categories", "类别"),
}


def say(sentence: str, language: str, **values: object) -> str:
    """One sentence or part of one, by its name."""
    return _TEXT[sentence][language == "zh"].format(**values)


def field_name(field: str, language: str, count: int = 2) -> str:
    """What a field's values are called."""
    name = _FIELDS[field][language == "zh"]
    if language == "zh" or count != 1:
        return name
    return {"categories": "category"}.get(field, name.removesuffix("s"))


def scope(kind: str, language: str, name: str, constraints: Sequence[str]) -> str:
    """Which products were counted: "in “Headphones” (black, under 500)"."""
    text = say(f"scope_{kind}", language, name=name)
    if not constraints:
        return text
    if language == "zh":
        return f"{text}、符合“{'、'.join(constraints)}”的"
    return f"{text} ({', '.join(constraints)})"


def title_of(product: Product, language: str) -> str:
    """A title as it stands, in quotation marks."""
    return f"“{product.title}”" if language == "zh" else f'"{product.title}"'


def named(products: Sequence[Product], language: str, *, priced: bool = True) -> str:
    """Products by their titles, each with what it costs."""
    texts = []
    for product in products[:MOST_NAMED]:
        price = product.current_price
        text = title_of(product, language)
        if priced and price is not None:
            text = f"{text}（{price}）" if language == "zh" else f"{text} ({price})"
        texts.append(text)
    return ("；" if language == "zh" else "; ").join(texts)


def with_counts(values: Sequence[tuple[str, int]], language: str) -> str:
    """Values, each with its number of products."""
    if language == "zh":
        return "、".join(f"{value}（{count}）" for value, count in values)
    return ", ".join(f"{value} ({count})" for value, count in values)
