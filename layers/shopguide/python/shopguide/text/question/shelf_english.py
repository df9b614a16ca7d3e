"""English words that ask about the shelf."""

from shopguide.text.late_pattern import LatePattern
from shopguide.text.question.shelf_cue import Comparison, Cue, SaidWords
from shopguide.text.question.shelf_question import ShelfMeasure

_SHOP = r"(?:(?:the|this|your) (?:shop|store|site|website|catalog(?:ue)?)|(?:you|ya|u)(?: guys)?)"
_HAVE = r"(?:have(?: got)?|sell|carry|stock|offer|list|keep)"
_VALUE_FIELDS = {
    "brand": "brand", "make": "brand", "manufacturer": "brand", "label": "brand",
    "colo": "colours", "shade": "colours", "size": "sizes",
    "categor": "categories", "department": "categories", "kind": "categories",
    "type": "categories", "sort": "categories", "range": "categories",
}  # fmt: skip
_FIELD = (
    r"(?P<field>brands?|makes?|manufacturers?|colou?rs?|shades|sizes?|categor(?:y|ies)|departments|"
    r"(?:kinds?|types?|sorts?|ranges?) of (?:products?|items?|things|goods|stuff)"
    r"(?! (?:is|are|was|were) (?:it|this|that)))\b"
)
_PARTS = (
    r"(?:pieces?|parts?|people|persons?|adults?|kids can|hours?|minutes?|seconds|days?|weeks?|"
    r"months?|years?|times?|watts?|volts?|amps?|milliamps|mah|pixels?|megapixels|inches|cm|"
    r"centimet(?:er|re)s|mm|met(?:er|re)s|feet|grams?|kg|kilos?|pounds?|ounces?|lit(?:er|re)s?|ml|"
    r"cups? (?:does|do|can|of)|pockets?|compartments?|buttons?|speeds?|settings?|modes?|"
    r"levels? of|ports?|usb ports|outlets|cores|threads|pages|sheets|layers?|degrees|stars?|"
    r"reviews?|ratings?|questions?|customers?|orders?|points?|steps?|devices|megabytes|gb|"
    r"gigabytes)"
)
ENGLISH_NOT_SHELF = SaidWords(
    r"\b(?:it|its|itself)\b(?! in stock)|\bthis (?!shop|store|site|website|catalog)"
    r"|\bthis\b ?[?.!]?$|\bthat(?:'s)? (?:one|product|item|model)\b"
    rf"|\bhow many (?:different )?{_PARTS}\b"
    r"|\bhow many (?:[a-z-]+ ){1,4}(?:does|do|can|will|would|should|did|could|is|are|comes?|fits?) "
    r"(?!you\b|we\b|i (?:buy|get|choose|find|order)|there\b|your\b|the (?:shop|store|site)|"
    r"this (?:shop|store)|available|in stock|under|below|over|above|less|cheaper|more|cost|between|"
    r"made|for|black|white|red|blue|green|gr[ae]y|pink|silver|on|out|sold|by|from|priced|"
    r"[a-z]+ (?:and|or) [a-z]+ ?\??$|have|in\b|come)"
    r"|\b(?:in|inside|with) (?:the|an?|each|every|one) (?:box|package|pack|set|bag|carton)\b"
    r"|\b(?:return|refund|exchange|shipping|delivery|payment|privacy|cookie|price match)"
    r"(?:s|ing)?(?: (?:policy|policies|cost|costs|fee|fees|time|times|options?|methods?|window))\b"
    r"|\b(?:do|does) (?:you|the (?:shop|store)) (?:have|offer) (?:an? |any |free )*(?:returns?|"
    r"refunds?|warrant(?:y|ies)|guarantees?|(?:free )?(?:shipping|delivery)|discounts?|coupons?|"
    r"app|stores?|branch(?:es)?|showroom|outlet|newsletter|loyalty|phone number|email|customer "
    r"service|opening hours|gift (?:wrap|wrapping)|instal?lments?|student|parking|time|advice|a "
    r"minute|recommendations?|idea|plans?|questions?|experience)\b"
    r"|\b(?:shipping|delivery|return(?:ing)?|postage) (?:to|for|within|cost|fee|charge)"
    r"|\b(?:(?:is|are) there (?:an? |any )?|^any )(?:warranty|guarantee|discount|fee|charge|"
    r"return|refund|"
    r"way|"
    r"reason|risk|difference|side effects?|chance|possibility|problem|issue|need|limit|minimum|"
    r"tax|manual|instructions?|app)\b"
)
"""What is about one product, or about how the shop works."""

ENGLISH_SAID = SaidWords(
    rf"\b(?:(?:do|does|did|can|could|would) {_SHOP}(?: (?:currently|still|also|even|actually|"
    rf"now))? "
    rf"{_HAVE}|{_SHOP}(?:'ve)?(?: (?:currently|still|also))? (?:have(?: got)?|got|sell|carry|stock|"
    r"offer|list))\b(?:(?: any| some)(?: of)?\b)?"
    rf"|\b(?:does|do) {_SHOP}(?= )"
    r"|\b(?:are|is) there\b|\bcan (?:i|we) (?:buy|get|choose(?: from)?|find|order|pick(?: from)?)\b"
    r"|\bthere (?:are|is)\b|\b(?:do|does|are|is)(?=$|[ ?]*$)"
    r"|\b(?:in|at|on|from|of) (?:the|this|your|my) (?:whole |entire )?(?:shop|store|site|website|"
    r"catalogue|catalog|shelf|shelves|assortment|stock list|range|offer|inventory|selection|"
    r"collection)\b|\byou(?:'ve| have)? got\b"
    r"|^(?: *(?:and|so|ok|okay|well|hi there|hi|hello|hey|there|good (?:morning|afternoon|"
    r"evening)|please|excuse me|also|but|just|"
    r"then|now|"
    r"(?:can|could|would) you (?:please )?(?:tell|show|list)(?: me)?|tell me|show me|list|"
    r"i(?:'d| would) (?:like|love) to know|i (?:want|need) to know|i wonder|i was wondering|do you "
    r"know|if)\b[ ,.!:-]*)+"
    r"|\b(?:what(?:'s| is| are| do| does)?|which(?: is| are| one| ones)?|who)\b"
    r"|\b(?:altogether|in total|overall|in all|at the moment|right now|currently|here|please|"
    r"thanks|"
    r"thank you|at all|to choose from|to offer|on offer|for sale|on sale|out there|around here|"
    r"from|to choose|left)(?= *[?.!,]*$)"
    r"|\b(?:a |the )?(?:pairs?|sets?|kinds?|types?|sorts?|models?|varieties|variety|variants|"
    r"selection|choice|"
    r"choices|options?|range) of\b"
    r"|\bhow much(?: is| are| do| does| would)?\b|\bset (?:me|you|one) back\b"
    r"|\bwho (?:makes?|sells?|produces?)\b|\bi (?:want|need|plan|would like) to (?=spend|pay)"
    r"|,? *\bany(?: of (?:your|the))?(?=[ ?.!]*$)"
    r"|\b(?:different|various|distinct)\b|\b(?:cost|costs|costing|priced(?! (?:at|from|under|below|"
    r"over|above|between))|sell for|go for)(?= *[?.!,]*$)"
    r"|\b(?:come|comes|available|offered|sold|made)(?: in)?(?= *[?.!,]*$)(?<!available)"
    r"|\b(?:is|are|am|was|were)\b(?= (?:under|below|less|cheaper|over|above|more|between|in stock|"
    r"available|black|white|red|blue|green|gr[ae]y|pink|silver|orange|navy|for|by|from|made|priced|"
    r"on|the|your|[$€£¥]|\d))"
    r"|\b(?:product|item|thing|article|"
    r"one(?! (?:dollar|yuan|euro|pound|buck|hundred|thousand))|option|model|anything|something|"
    r"everything|goods|stuff|"
    r"price|prices)s?\b(?! ?\d)"
)
"""What only says that something is asked."""

ENGLISH_EDGE = SaidWords(
    r"^ *(?:(?:is|are|was|do|does|for|of|out|in|on|there)\b *)*"
    r"(?:(?:the|an?|any(?: of (?:the|your))?|some|your|all)\b *)?"
    r"(?:(?:decent|good|nice|great|proper|makes? the|spend)\b)?"
    r"|\b(?:cost|costs|there|are|is|out there|for|of|in|on average)(?= *$)"
    r"|\b(?:are|is)(?: out)? there\b|\b(?:out )?there(?= )|\bon average\b"
)
"""The same, at the edges of what is left."""

_OPEN = (
    r"(?:^|[,.;:!] ?|\b(?:and|so|ok|okay|hi|hello|hey|please|also|but|then|now|know|wonder|"
    r"wondering|"
    r"me|tell me|if) )"
)

ENGLISH_CUES = (
    Cue(
        ShelfMeasure.AVERAGE,
        LatePattern(
            r"(?P<cue>\b(?:(?:what(?:'s| is)|how much is) )?(?:the |your )?(?:average|mean|"
            r"typical) "
            r"(?:price|cost)s?(?: (?:of|for)(?: an?| the| all| your)?\b)?)"
        ),
        gives_way=False,
    ),
    Cue(
        ShelfMeasure.AVERAGE,
        LatePattern(
            r"(?P<cue>\b(?:how much|what) (?:do|does|are|is)\b)(?=.*\bon average\b)"
        ),
        gives_way=False,
    ),
    Cue(
        ShelfMeasure.PRICES,
        LatePattern(
            r"(?P<cue>\b(?:what(?:'s| is| are) )?(?:the |your )?(?:price (?:range|span|spread)|"
            r"range of "
            r"prices|prices?(?= range))s?(?: (?:of|for|on|in)(?: the| your| all)?\b)?"
            r"|\b(?:between|from) what prices?(?: to what price)?\b"
            r"|\b(?:cheapest|lowest|least expensive|minimum) (?:and|to|"
            r"or) (?:the )?(?:most expensive|"
            r"dearest|priciest|highest|maximum)(?: prices?)?(?: (?:of|for|on)\b)?)"
        ),
        gives_way=False,
    ),
    Cue(
        ShelfMeasure.PRICES,
        LatePattern(
            r"(?P<cue>\b(?:what (?:do|would|does)|how much (?:do|would|does|will)) "
            r"(?:an? |your |the (?=[a-z0-9 -]+s cost)|all |all the )?)(?!you\b|i\b|we\b|the |"
            r"shipping|"
            r"delivery|returns?\b|people|they\b|these\b|those\b)"
            r"(?=.+\b(?:cost|go for|sell for|run)\b)"
        ),
    ),
    Cue(
        ShelfMeasure.PRICES,
        LatePattern(
            r"(?P<cue>\bhow (?:much|expensive|pricey) (?:are (?:your |the |all )?|is an? |for an? )"
            r"|\bwhat (?:are|is|do) (?:the |your )?(?:prices?|costs?) (?:of|for|on) "
            r"(?:an? |your |the (?=[a-z0-9 -]+s\b))?"
            r"|^prices? (?:of|for) (?:an? |your )?|\bwhat price are (?:the |your )?)"
            r"(?!the |shipping|delivery|postage|returns?\b|this|that|these|those|they)"
        ),
    ),
    Cue(
        ShelfMeasure.PRICES,
        LatePattern(
            r"(?P<cue>\b(?:what|how much) (?:do|would|will|should|must|can|could) (?:i|you|we|one) "
            r"(?:have to |need to |expect to )?(?:pay|charge|spend|ask|want)(?: (?:for|on)\b)?"
            r"(?: an?\b)?|\bwhat (?:would|will|does|do)(?: an?)?\b(?=.+\bset (?:me|you|one) back))"
            r"(?! (?:the|shipping|delivery)\b)"
        ),
    ),
    Cue(
        ShelfMeasure.VALUES,
        LatePattern(
            rf"(?P<cue>\b(?:which|what|how many|list(?: all)?(?: the)?|what are the|name the)"
            rf"(?: other| different| various| kinds of| all the| product)* {_FIELD}"
            r"(?: (?:of|for|in)(?: the| your)?\b)?)(?!.*\b(?:is|are) (?:best|good|better|popular|"
            r"reliable|recommended)\b)(?! is\b)(?! are (?:the|these|those|they)\b)(?! should\b)"
        ),
        gives_way=False,
        fields=_VALUE_FIELDS,
    ),
    Cue(
        ShelfMeasure.VALUES,
        LatePattern(
            r"(?P<cue>^(?:[a-z]+[, ]+)?what (?:all )?(?P<field>)(?=(?:do|does) (?:you|the shop|"
            r"the store|"
            r"this shop|your shop|your store) (?:sell|offer|carry|stock)(?: here| all)?[ ?.!]*$))"
        ),
        gives_way=False,
        fields={"": "categories"},
    ),
    Cue(
        ShelfMeasure.COUNT,
        LatePattern(
            r"(?P<cue>\b(?:how many|(?:what(?:'s| is) )?(?:the )?(?:total )?number of|"
            r"count (?:of |the )?|"
            r"how (?:big|large|wide) is (?:the|your) (?:selection|choice|range) of)\b(?: of\b)?)"
        ),
        gives_way=False,
    ),
    Cue(
        ShelfMeasure.EXISTS,
        LatePattern(
            rf"{_OPEN}(?P<cue>(?:do|does) {_SHOP}(?: (?:currently|still|also|even|actually|by any "
            rf"chance))? {_HAVE}\b|have you(?: got)?\b|you got\b|got\b|(?:is|are) there\b|"
            r"(?:can|could) i (?:buy|get|find|order)\b|any\b|anything\b|something\b(?= (?:under|"
            r"below|"
            r"less|cheaper|for))|is anything\b|are any\b|is any\b)"
        ),
        is_yes_no=True,
    ),
    Cue(
        ShelfMeasure.EXISTS,
        LatePattern(
            rf"{_OPEN}(?P<cue>(?:is|are) (?:the |your |an? )?)(?=.*\b(?:in stock|available|"
            rf"sold out|"
            r"on the shelf)\b)"
        ),
        is_yes_no=True,
    ),
    Cue(
        ShelfMeasure.COUNT,
        LatePattern(
            rf"{_OPEN}(?P<cue>(?:which|what)\b(?! if\b))(?=.*\b(?:do|does) {_SHOP} {_HAVE}\b|"
            rf".*\b(?:are|is) "
            r"there\b|.*\b(?:cost|costs|are|is|in stock|under|below|less than|available)\b)"
        ),
        needs_bound=True,
    ),
)  # fmt: skip
"""In this order: the first that is found is what is asked."""

_CHEAPER = r"(?P<low>cheaper|less expensive|more affordable|less costly|lower[- ]priced)"
_DEARER = r"(?P<high>more expensive|dearer|pricier|costlier|higher[- ]priced)"
_COMPARED = LatePattern(
    rf"(?P<all>\b(?:{_CHEAPER}|{_DEARER})"
    r"(?: (?:one|ones|model|models|option|options|alternative|alternatives))?"
    r"(?:(?: [a-z-]+){0,3}? than (?P<than>(?![$€£¥]? ?\d+(?:\.\d+)?(?: ?[a-z$€£¥]+)?[ ?.!]*$).+?)"
    r"|(?= *[?.!]*$)))[ ?.!]*$"
)
_ASKS = LatePattern(r"\b(?:do|does|is|are|have|any|got|anything|something|can)\b")


def english_comparison(form: str) -> Comparison | None:
    """Where a question asks for cheaper or dearer ones than a product."""
    match = _COMPARED.search(form)
    if match is None or not _ASKS.search(form, 0, match.start()):
        return None
    than = match.span("than") if match["than"] else (match.end("all"), match.end("all"))
    return Comparison(match.span("all"), than, match["high"] is not None, is_yes_no=True)
