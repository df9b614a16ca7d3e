"""What a question is about, where shoppers and catalogues use different words for it.

"How heavy is it?" asks for an attribute named ``weight``, "多重" for 重量, and either language may
meet a record in the other one.
"""

import re
from functools import lru_cache

from shopguide.text.normalise import fold

_PATTERNS = {
    "age": (
        r"\bages?\b|years? old|how old|"
        r"适用年龄|几岁|多大年[龄纪]|今年多大|适用人群"
    ),
    "availability": (
        r"in stock|availab\w*(?! in\b)(?!\w)|sold out|backorder|order (?:it )?now|"
        r"有货|现货|库存|缺货|断货|预订"
    ),
    "battery life": (
        r"battery li(?:fe|ves)|battery .*\blast|charge last|runs? for|run ?time|"
        r"play(?:back|ing)? ?time|how long .*\b(?:last|run|go|play)|"
        r"续航|(?:能|可以|可)(?:用|听|播放|工作|跑)多|用多久|用多长时间|使用时[间长]|"
        r"播放时[间长]|待机"
    ),
    "brand": (
        r"\bbrand|who makes|manufacturer|"
        r"品牌|牌子|厂家|哪家的"
    ),
    "cable": (
        r"\bcords?\b|\bcables?\b|"
        r"电源线|线长|充电线|数据线"
    ),
    "capacity": (
        r"capacity|\bvolume\b|how much .*(?:hold|carry)|how many (?:lit|cup|oz|ounce)|"
        r"容量|容积|能装多|装多少|多少升|多少毫升|几升"
    ),
    "certification": (
        r"certifi|oeko|"
        r"认证"
    ),
    "charging time": (
        r"charg\w* time|(?:time|long) .*\bcharg(?:e|ing)\b(?! last)|fully charge|"
        r"充电时[间长]|充电?要?多久|充满.*(?:要|需)|充一次电"
    ),
    "colour": (
        r"colou?r|"
        r"颜色|什么色|配色"
    ),
    "compatibility": (
        r"compatib|works? (?:with|on)\b|support|"
        r"兼容|适配|适用于|支持"
    ),
    "connection": (
        r"bluetooth|wi-?fi|wireless|connect|pair|"
        r"蓝牙|无线|连接|配对|接口"
    ),
    "dimensions": (
        r"dimension|measure|\bsizes?\b|how (?:big|large|tall|wide|deep|high)|height|width|"
        r"length|depth|"
        r"尺寸|尺码|大小|多大|多高|多宽|长宽高|高度|宽度|长度|规格"
    ),
    "installation": (
        r"install|assembl|set ?up|"
        r"安装|组装"
    ),
    "material": (
        r"material|made (?:out )?(?:of|from)|fabric|filling|"
        r"材质|材料|面料|什么做的|料子|内胆|填充"
    ),
    "noise": (
        r"\bloud|nois|quiet|silent|decibel|"
        r"噪音|噪声|声音.*[大响吵]|吵|静音|分贝"
    ),
    "origin": (
        r"made in|countr|origin|manufactured|"
        r"产地|哪里产|国产|原产"
    ),
    "people": (
        r"how many people|person|sleeps|"
        r"几个人|几人|多少人|人数"
    ),
    "power": (
        r"watt|\bpower\b(?! bank)|"
        r"功率|多少瓦|几瓦|瓦数"
    ),
    "price": (
        r"price|\bcosts?\b|how much (?:is|are|does|do|for)\b|expensive|cheap|"
        r"价格|多少钱|价钱|贵不贵|售价|卖多少"
    ),
    "washing": (
        r"\bwash|\bclean|dishwasher|"
        r"洗|清洁|保养"
    ),
    "warranty": (
        r"warrant|guarantee|"
        r"保修|质保|保几年|保多久"
    ),
    "water": (
        r"water-? ?(?:proof|resist|repel)|\brain|splash|\bipx?\d|\bip rating|"
        r"防水|防雨|防泼|下雨|淋雨"
    ),
    "weight": (
        r"weigh|heavy|how light|"
        r"重不重|多重|重量|净重|毛重|有多轻|几斤|多少斤|克重"
    ),
}
_TOPICS = {topic: re.compile(pattern) for topic, pattern in _PATTERNS.items()}


@lru_cache(maxsize=20_000)
def topics_of(text: str) -> frozenset[str]:
    """The topics that a question, or the name of an attribute, speaks of."""
    folded = fold(text.replace("_", " "))
    return frozenset(topic for topic, pattern in _TOPICS.items() if pattern.search(folded))


def without_topics(text: str) -> str:
    """The folded text without the words that its topics are known by."""
    rest = fold(text.replace("_", " "))
    for pattern in _TOPICS.values():
        rest = pattern.sub(" ", rest)
    return rest
