"""How each kind of question is asked in English, in the order in which kinds are tried."""

from collections.abc import Mapping

from shopguide.domain.question import QuestionKind
from shopguide.text.late_pattern import LatePattern
from shopguide.text.rule_pattern import of_words

ENGLISH_KINDS: Mapping[QuestionKind, LatePattern] = {
    QuestionKind.POLICY: of_words(
        "(?:return|refund|shipping|delivery|exchange|payment|privacy|cancellation|"
        r"warranty claim|price[- ]match\w*) (?:polic(?:y|ies)|fees?|costs?|charges?|"
        "options?|times?|methods?|address|period|window)",
        r"refunds?\b",
        "(?:can|could|may|do|how do|how can|how long do|what if|if|want to|need to|"
        "have to) (?:i|we) (?:still |also |please |have to |just )*(?:return (?:it|"
        "this|them|the|an|my|a|something|items?)|send (?:it|this|them) back|exchange "
        "(?:it|this|them|the|an|my)|cancel (?:my|the|an)|get (?:a|my) (?:refund|money "
        "back|invoice|receipt)|pay (?:by|with|in|on|via|using|when)|track (?:my|the|"
        "an))",
        r"^(?:and |so |ok |then |just )*(?:send|return) (?:it|this|them|that)(?: back)?(?=[?. ]*$)",
        "do you (?:guys )?(?:ship|deliver|accept|take (?:paypal|visa|credit|card|cash|"
        "american|klarna|apple)|price[- ]match|offer (?:free (?:shipping|delivery|"
        r"returns)|refunds|returns|gift[- ]?wrap\w*|installments|instalments|express)|"
        r"have (?:a )?(?:physical|return|refund|loyalty|student|store)|gift[- ]wrap\w*|"
        r"combine shipping|charge (?:for|extra|shipping|sales|tax|a fee|me)\b)",
        "(?:is|are|get|with|how much is|how much does|what is|how long does|how fast "
        "is|how long is|how long will) (?:the )?(?:free )?(?:shipping|delivery|returns|"
        "postage)(?! (?:weight|box|dimensions))",
        r"when (?:will|does|do|would|can) (?:it|this|my|they|i|the) (?:\w+ )?(?:arrive|"
        "ship|get here|be (?:delivered|shipped|dispatched)|get (?:it|my|this))",
        "how (?:long|soon|fast|quickly)[^?]{0,30} (?:to arrive|be delivered|arrive|to "
        r"(?:ship|deliver|get (?:here|to me))|deliver|ship)\b",
        "(?:ship|deliver|shipping|delivery) (?:to|in|within|on|by|for) (?!charge)(?:my|"
        r"the|an?|\w+)",
        "where (?:is|'s) my (?:order|package|parcel|refund)",
        "track(?:ing)? (?:my|number|an order)",
        "(?:contact|reach|call|phone|speak (?:to|with)|talk to|your) customer (?:service|support)",
        "your (?:store|shop|address|phone number|opening hours|business hours|physical "
        "store|company)",
        "opening hours",
        "gift cards? (?:accepted|balance)",
        "cash on delivery",
        "pay(?:ment)? (?:methods?|options?|by|with paypal|in instal+ments)",
        "(?:discount|promo|coupon|voucher) codes?",
        "accept (?:paypal|visa|credit cards?|returns|cash|bitcoin|klarna)",
        "how (?:do|can) i (?:contact|reach|order|place an order|check out|checkout)",
        "create an account",
        "delete my (?:account|data)",
        "my (?:order|account) (?:is|was|has|hasn't|number)",
        "my order",
    ),
    QuestionKind.SHELF: of_words(
        "(?:the|your) (?:second |two |three |five )?(?:cheapest|least expensive|most "
        "expensive|dearest|priciest|lowest[- ]priced|highest[- ]priced|best[- ]selling|"
        "top[- ]rated|highest[- ]rated|best[- ]rated|most popular) (?!(?:one|of "
        "(?:them|these)))",
        r"your (?:lightest|heaviest|smallest|largest|biggest|newest) \w+",
        r"the (?:lightest|heaviest|smallest|largest|biggest|newest) [\w -]{2,30} (?:you "
        "(?:have|sell|carry|stock)|in (?:the|this|your) (?:shop|store)|in stock)",
        r"anything (?:from|by) \w+",
        r"how many (?:different |kinds of |types of |types |brands |kinds )*[\w "
        "-]{2,40}? (?:do|does|are) (?:you|the shop|the store|there) (?:have|sell|carry|"
        "stock|offer|in (?:the shop|stock|your|this shop))",
        r"how many [\w -]{2,40}? (?:under|below|over|cost|are (?:under|below|over|on "
        "sale|in stock))",
        "(?:do|does) (?:you|the shop|this shop|the store|u)(?: guys)? (?:still |also |"
        "currently )?(?:sell|carry|stock|have|offer)(?: you)? (?!(?:it|this|these|them|"
        r"that|to|the|my|u|an? (?:\w+ )?(?:manual|link|pdf)|instructions|any (?:idea|"
        r"problem|trouble|issue|experience)s?)\b)",
        r"(?:anything|something|what)(?: \w+){0,4} (?:for )?(?:under|below|less than|"
        r"cheaper than|up to|over|above) [$€£¥]? ?\d",
        r"any [\w -]{2,30}(?: for)? (?:under|below|less than|cheaper than|over|up to|"
        r"between) [$€£¥]? ?\d",
        r"are there (?:any )?[\w -]{2,40} (?:under|below|less than|for less|cheaper|in "
        "stock|on sale|with)",
        r"(?:what|which) (?:\w+ ){1,4}(?:do|does) (?:you|the shop|this shop|the store) "
        "(?:have|sell|carry|stock|offer)",
        "what do you (?:have|sell|carry)",
        "price range",
        r"(?:what|which) (?:\w+ ){1,3}(?:cost|costs|is|are) (?:under|below|less than|"
        "the cheapest|the most expensive|the lightest|between)",
        r"(?:is|are) there any (?:[\w-]+ ){1,4}in (?:the shop|stock|your)",
        "cheapest$",
        r"(?<![\w ])(?:cheapest|dearest|most expensive) (?!(?:one|of)\b)\w+",
        "how much (?:is|are|does|do) (?:the|your) (?:cheapest|most expensive)",
        "what brands",
        "which brands",
        "(?:list|show)(?: me)? (?:all|every|your|some)",
    ),
    QuestionKind.COMPARISON: of_words(
        "(?:what(?:'s| is| are)?|any|is there an?|whats)(?: the| any)? (?:main |key |"
        "actual |real )?(?:differences?|distinction) (?:between|from|of|with|to|versus|"
        "vs)",
        "differences? between",
        "differ from",
        "different (?:from|than|to) (?:the|this|that)",
        r"compare[ds]?\b",
        "comparison",
        r"vs\.?",
        "versus",
        r"which (?:one |of (?:them|these|the \w+|those)(?: \w+)? )?(?:is|are|has|have|"
        "weighs|costs|lasts|should i|would you|do you recommend|works|fits) (?:the |a |"
        r"more |less |longer |)?(?:\w+er\b|better|more|less|best|most|longer|\w+est\b)",
        "which (?:one )?(?:is|of)[^?]* or ",
        "(?:better|worse|lighter|heavier|cheaper|bigger|larger|smaller|louder|quieter|"
        "faster|slower|longer|shorter|stronger|thicker|thinner|taller|wider|narrower|"
        r"brighter|softer|newer|older|sturdier|warmer|more \w+|less \w+) than (?:the|"
        r"this|that|these|those|my|an?|[a-z]+-?\d\w*|regular|other|previous|old|original|it)",
        "(?:same|identical) (?:as|to) (?:the|this|that)",
        "or the (?:other|second|first|last) one",
    ),
    QuestionKind.USAGE: of_words(
        "how (?:do|does|can|could|should|would|must|did) (?:i|you|we|one|u|they|"
        r"someone|it|this|the \w+) (?!(?:weigh|cost|measure|look|compare|sound|taste|"
        r"feel|smell|differ|hold up|perform|last|come|rate|like)\b)",
        r"how to\b",
        "(?:what(?:'s| is) )?the (?:best|proper|right|correct|easiest) way (?:to|of)",
        "steps? (?:to|for)",
        "instructions? (?:for|on|to)",
        "how often (?:should|do|must|can)",
        "what (?:do|should) i (?:do|use) (?:if|when|to|for)",
        "which (?:button|setting|mode|cable|end|side)[^?]*(?:should|do) i",
    ),
    QuestionKind.COMPATIBILITY: of_words(
        r"compatib\w+",
        "(?:works?|working|used?|pair(?:s|ed)?|connect(?:s|ed)?|sync(?:s|ed)?|hook(?:s|"
        r"ed)? up|function|operate) (?:\w+ ){0,2}?(?:with|on|to) (?!(?:it|"
        r"gloves|out|one hand|the (?:floor|lid|app|remote))\b)",
        r"go(?:es)? with (?:my|an?|the) ",
        r"work in (?:my|an?) ",
        r"fitted (?:on|onto|in|to|into) ",
        r"will (?:these|this|it|they) fit\b",
        r"what (?:size|kind|type)s? (?:of )?[\w ]{1,20} (?:does|do|will) [\w ]{1,30} fit\b",
        "(?:fits?|fitting|will (?:this|it|they|these) fit) (?!(?:in the dishwasher|true|well|"
        r"tight|small|large|loose|snug|like)\b)(?:\w|')+",
        "interchangeable",
        "replacement (?:for|part for)",
        "replace[sd]? (?:the|my|a|model|part)",
        "supports? (?:the |my |an? )?(?:iphone|ipad|android|windows|mac|linux|usb|"
        r"bluetooth|alexa|google|homekit|carplay|\w*\d\w*)",
        "attach to",
        "mount (?:on|to)",
        "plug into",
        "adapter for",
        "suit (?:a|my|the)",
        "match(?:es)? (?:a|my|the) ",
    ),
    QuestionKind.OPINION: of_words(
        r"(?:is|are|was|were|does|do) (?:it|this|they|these|the [\w -]{2,30}?|that)(?: "
        r"\w+){0,3} (?:comfortable|comfy|good|any good|worth|nice|reliable|easy|hard|"
        "difficult|noisy|loud|quiet|durable|sturdy|flimsy|well made|well[- ]built|ugly|"
        "beautiful|pretty|tasty|uncomfortable|soft|itchy|annoying|fun|great|decent|"
        "smelly|bad|accurate|fast|slow|cheaply made|cheap looking|look (?:good|cheap|"
        "nice)|smell|taste (?:good|bad|like)|feel (?:cheap|good|sturdy|soft))(?= "
        r"?(?:[?.!,]|$|to\b|or\b|and\b|enough|for\b|on\b|when|after|in\b|than|at\b|with|"
        r"as\b|because|if\b|by\b|once))",
        "worth (?:it|the|buying|paying)",
        "(?:what|how) (?:do|does|did) (?:people|customers|users|buyers|you|everyone|"
        "others|owners|reviewers) (?:think|say|like|feel|complain)",
        "(?:do|does|did) (?:people|customers|users|buyers|you|anyone|owners|everyone) "
        "(?:like|love|recommend|complain|find|regret|think)",
        "reviews? (?:say|like|of|about|mention)",
        "any (?:complaints?|issues?|problems?|downsides?|cons|drawbacks)",
        r"complain\w*",
        "pros and cons",
        "(?:would|do) you recommend",
        r"recommended\?",
        "what(?:'s| is| are) (?:the |your )?(?:opinion|downsides?|drawbacks?|"
        "complaints?|experience)",
        "how (?:good|comfortable|reliable|durable|easy|loud|noisy|well|sturdy|accurate|"
        "quiet|soft|hard|difficult|effective) (?:is|are|does|do|was|it|the|did)",
        "how(?:'s| is| are) (?:the|it|its|this)[^?]{0,30}(?:quality|comfort|sound|fit|"
        r"taste|smell|picture|battery|build|performance)?\?",
        "hold up",
        "(?:anyone|anybody|someone) (?:had|have|tried|used|experienced|else)",
        "satisfied",
        "happy with",
        r"like (?:it|this|them)\?",
        "your (?:thoughts|experience)",
        "overall quality",
        "good quality",
    ),
}
