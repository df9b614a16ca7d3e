"""What the assistant says, in both languages; of several ways the turn's number picks one."""

from collections.abc import Mapping
from types import MappingProxyType

from shopguide.text.language import Language

_EN: Mapping[str, tuple[str, ...]] = {
    "found": (
        "{count} products for {what}; here are the best {cards}.",
        "Here are the best {cards} of {count} products for {what}.",
    ),
    "found_few": ("Here is what the shop has for {what}.", "This is what there is for {what}."),
    "found_one": ("One product fits {what}.",),
    "closest": (
        "No product has all of that in its description. These come closest to {what}.",
        "Nothing fits {what} word for word; these come closest.",
    ),
    "unknown_words": ("The shop has nothing called {what}. These are the nearest products.",),
    "relaxed": (
        "Nothing fits {what}. Without “{relaxed}” there are these.",
        "There is nothing for {what}, so I left “{relaxed}” out.",
    ),
    "others": ("Here are others for {what}.",),
    "nothing_cheaper": ("There is nothing cheaper for {need}; these are the cheapest.",),
    "no_other_brand": ("There is no other brand for {need}.",),
    "nothing_dearer": ("There is nothing more expensive for {need}; here are the dearest.",),
    "nothing": ("I found nothing for {what}.",),
    "seen_all": ("Those were all I have for {what}.",),
    "empty_shop": ("The shop has no products yet.",),
    "what_for": ("What are you looking for?",),
    "go_on": (
        "All right. Would you like to see others, or know more about one of these?",
        "I see. Ask me about any of these, or say what should be different.",
    ),
    "explained": (
        "Say what you look for or what should be different (“cheaper”, “another colour”), or ask.",
    ),
    "ask_price": ("What would you like to spend?",),
    "ask_brand": ("Do you prefer a brand?",),
    "ask_colour": ("Which colour would you like?",),
    "ask_size": ("Which size do you need?",),
    "ask_gender": ("Who is it for?",),
    "ask_category": ("Which kind do you mean?",),
    "picked": ("{title}: {facts}.",),
    "taken": (
        "{title}: {facts}. To order it, go to its page: {link}. I cannot take orders myself.",
    ),
    "taken_gone": ("{title} is not in stock right now, so it cannot be ordered at the moment.",),
    "out_of_range": ("The list goes no further than {count}: {titles}.",),
    "nothing_shown": ("I have not shown you any products yet. What are you looking for?",),
    "which": ("Which one do you mean? These are {titles}.",),
    "gone": ("The shop does not have that product any more.",),
    "two_needed": ("Tell me which two to compare.",),
    "unavailable": ("Sorry, I cannot look that up right now. Please try again in a moment.",),
    "compared": ("{titles} side by side.",),
    "differs": ("{name}: {cells}.",),
    "pick": ("I would take {title}.",),
    "best": ("The best rated of them is {title}.",),
    "best_rated": (
        "The best rated of them is {title}: {reviews} reviews, {rating} of 5 on average.",
    ),
    "no_pick": ("The shop's data puts none of them clearly ahead.",),
    "similar": ("Products like {title}:",),
    "popular": ("These are popular in the shop right now.",),
    "no_similar": ("I found nothing like {title}.",),
    "other_colours": ("{title} also comes in {colours}.",),
    "no_other_colour": ("There is no other colour for {need}.",),
    "other_currency": ("Prices here are in {currency}, so I left “{price}” out.",),
    "no_reviews": ("There are no reviews of {titles} yet.",),
    "reviewed": ("{title}: {rating} of 5 on average, {reviews} reviews.",),
    "handed_over": ("I have passed this on: a person of the shop will read it and answer.",),
    "restarted": ("All right, we start afresh. What are you looking for?",),
    "no_measure": ("The shop's data does not give the {measure} of these, so I cannot narrow it.",),
    "nothing_measured": ("I found nothing {wish} for {need}.",),
}
_ZH: Mapping[str, tuple[str, ...]] = {
    "found": (
        "{what}共有{count}款商品，先看这{cards}款。",
        "为您找到{count}款：{what}。这{cards}款最合适。",
    ),
    "found_few": ("{what}，店里有这些。", "为您找到这些：{what}。"),
    "found_one": ("符合{what}的只有这一款。",),
    "closest": (
        "没有商品完全符合{what}，这些最接近。",
        "没有完全对得上{what}的，先看最接近的这些。",
    ),
    "unknown_words": ("店里没有{what}，下面是最接近的商品。",),
    "relaxed": (
        "没有完全符合{what}的商品，去掉“{relaxed}”后有这些。",
        "{what}没有合适的，我先放宽了“{relaxed}”。",
    ),
    "others": ("{what}还有这些。",),
    "nothing_cheaper": ("{need}没有更便宜的了，这些是最便宜的。",),
    "no_other_brand": ("{need}没有其他品牌了。",),
    "nothing_dearer": ("{need}没有更贵的了，这些是最贵的。",),
    "nothing": ("没有找到{what}。",),
    "seen_all": ("{what}就这些了。",),
    "empty_shop": ("店里还没有商品。",),
    "what_for": ("您想找什么？",),
    "go_on": (
        "好的。要换一批看看，还是想了解其中哪一款？",
        "好的，您可以问其中任意一款，也可以说想改哪些条件。",
    ),
    "explained": (
        "您可以说想找什么、想改什么（比如“换个颜色”），也可以问某一款（比如“第二个防水吗”）。",
    ),
    "ask_price": ("您的预算大概是多少？",),
    "ask_brand": ("您有偏好的品牌吗？",),
    "ask_colour": ("您想要什么颜色？",),
    "ask_size": ("您要多大的尺码？",),
    "ask_gender": ("是给谁用的？",),
    "ask_category": ("您指的是哪一类？",),
    "picked": ("{title}：{facts}。",),
    "taken": ("好的。{title}：{facts}。请到商品页下单：{link}。我这里不能代您下单。",),
    "taken_gone": ("{title}暂时无货，现在下不了单。",),
    "out_of_range": ("列表里只有{count}款：{titles}。",),
    "nothing_shown": ("我还没有给您看过商品。您想找什么？",),
    "which": ("您指的是哪一款？列表里有{titles}。",),
    "gone": ("店里已经没有这款商品了。",),
    "two_needed": ("请告诉我要对比哪两款。",),
    "unavailable": ("抱歉，现在查不到，请稍后再试。",),
    "compared": ("{titles}的对比如下。",),
    "differs": ("{name}：{cells}。",),
    "pick": ("我会选{title}。",),
    "best": ("其中评分最高的是{title}。",),
    "best_rated": ("其中评分最高的是{title}：{reviews}条评价，平均{rating}分（满分5分）。",),
    "no_pick": ("从店里的数据看，没有哪一款明显更好。",),
    "similar": ("和{title}类似的有：",),
    "popular": ("这些是店里现在受欢迎的商品。",),
    "no_similar": ("没有找到和{title}类似的商品。",),
    "other_colours": ("{title}还有这些颜色：{colours}。",),
    "no_other_colour": ("{need}没有其他颜色了。",),
    "other_currency": ("本店以{currency}标价，我先去掉了“{price}”。",),
    "no_reviews": ("{titles}还没有评价。",),
    "reviewed": ("{title}：平均{rating}分（满分5分），{reviews}条评价。",),
    "handed_over": ("已经转给店里的工作人员，他们会查看并回复。",),
    "restarted": ("好的，我们重新开始。您想找什么？",),
    "no_measure": ("店里的数据没有写明这些商品的{measure}，没法按它筛选。",),
    "nothing_measured": ("{need}里没有{wish}的。",),
}
_SAYINGS: Mapping[Language, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"en": _EN, "zh": _ZH}
)


def say(what: str, language: Language, turn: int = 0, /, **values: object) -> str:
    """A sentence of ours with values filled in."""
    ways = _SAYINGS[language][what]
    return ways[turn % len(ways)].format(**values)
