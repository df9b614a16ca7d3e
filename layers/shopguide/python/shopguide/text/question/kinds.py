"""What kind of question it is: the first rule that matches names it, and a fact is the default.

Only kinds that are ordinary shop talk are told apart here; what is refused, and small talk, are
found before (`text/safety/requests.py`, `small_talk.py`).
"""

from dataclasses import dataclass

from shopguide.domain.question import QuestionKind
from shopguide.text.late_pattern import LatePattern
from shopguide.text.rule_pattern import anywhere, of_words


@dataclass(frozen=True, slots=True)
class _Rule:
    """A kind and how each language asks for it; ``unless`` are words that only look like it."""

    kind: QuestionKind
    english: LatePattern
    chinese: LatePattern


_RULES = (
    _Rule(
        QuestionKind.POLICY,
        of_words(
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
            "do you (?:guys )?(?:ship|deliver|accept|take (?:paypal|visa|credit|card|cash|"
            "american|klarna|apple)|price[- ]match|offer (?:free (?:shipping|delivery|"
            r"returns)|refunds|returns|gift[- ]?wrap\w*|installments|instalments|express)|have "
            r"(?:a )?(?:physical|return|refund|loyalty|student|store)|gift[- ]wrap\w*|combine "
            "shipping|charge)",
            "(?:is|are|get|with|how much is|how much does|what is|how long does|how fast "
            "is|how long is|how long will) (?:the )?(?:free )?(?:shipping|delivery|returns|"
            "postage)(?! (?:weight|box|dimensions))",
            r"when (?:will|does|do|would|can) (?:it|this|my|they|i|the) (?:\w+ )?(?:arrive|"
            "ship|get here|be (?:delivered|shipped|dispatched)|get (?:it|my|this))",
            "how (?:long|soon|fast|quickly)[^?]{0,30} (?:to arrive|be delivered|arrive|to "
            r"(?:ship|deliver|get (?:here|to me))|deliver|ship)\b",
            "(?:ship|deliver|shipped|delivered|shipping|delivery) (?:to|in|within|on|by|"
            r"for) (?!charge)(?:my|the|an?|\w+)",
            "where (?:is|'s) my (?:order|package|parcel|refund)",
            "track(?:ing)? (?:my|number|an order)",
            "customer (?:service|support)",
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
        anywhere(
            "退货",
            "退款",
            "换货",
            "退换",
            "[能可]以?退",
            "能不能退",
            "可不可以退",
            "怎么退",
            "包退",
            "包换",
            "(?:[七7三3]|十五|15|30)天无理由",
            "运费",
            "邮费",
            "包邮",
            "免邮",
            "发货",
            "送货",
            "配送",
            "快递",
            "物流",
            "顺丰",
            "到货",
            "几天[能会可]?以?[到送]",
            "多久[能会可]?以?[到送]",
            "什么时候[能会可]?以?[到送发]",
            "[送寄发]到",
            "付款",
            "支付",
            "货到付款",
            "分期",
            "花呗",
            "信用卡",
            "微信支付",
            "支付宝",
            "发票",
            "开票",
            "优惠券",
            "优惠码",
            "满减",
            "客服电话",
            "人工客服",
            "转人工",
            "营业时间",
            "实体店",
            "门店",
            "店铺?地址",
            "你们店",
            "取消订单",
            "改地址",
            "订单",
            "会员",
            "积分",
            "售后",
            "价保",
            "保价",
            "隐私政策",
            "注销账[号户]",
            "礼品卡",
        ),
    ),
    _Rule(
        QuestionKind.SHELF,
        of_words(
            "(?:the|your) (?:(?:second |two |three |5 |five |3 )?(?:cheapest|least "
            "expensive|most expensive|dearest|priciest|lowest[- ]priced|highest[- ]priced|"
            "lightest|heaviest|smallest|largest|biggest|newest|best[- ]selling|top[- "
            "]rated|highest[- ]rated|best[- ]rated|most popular)) (?!(?:one|of (?:them|"
            "these)))",
            r"how many (?:different |kinds of |types of |types |brands |kinds )*[\w "
            "-]{2,40}? (?:do|does|are) (?:you|the shop|the store|there) (?:have|sell|carry|"
            "stock|offer|in (?:the shop|stock|your|this shop))",
            r"how many [\w -]{2,40}? (?:under|below|over|cost|are (?:under|below|over|on "
            "sale|in stock))",
            "(?:do|does) (?:you|the shop|this shop|the store|u)(?: guys)? (?:still |also |"
            "currently )?(?:sell|carry|stock|have|offer)(?: you)? (?!(?:it|this|these|them|"
            r"that|a manual|instructions|the manual)\b)",
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
            "(?:list|show)(?: me)? (?:all|every|the|your|some)",
        ),
        anywhere(
            "最(?:便宜|贵|低价|高价|实惠|轻|重|大|小|畅销|热销|热卖|新)的?(?!那|"
            "一[个款件])(?=[^?。,]{1,})",
            "哪[个款种](?:[^?。]{1,8})?最(?:便宜|贵)",
            "多少[款种个件]",
            "有几[款种个件]",
            "几[款种](?:[^?]{1,8})?(?:在卖|可选|有货)",
            "你们(?:有没有|卖不卖|有|卖|店里?)",
            "店里(?:有|卖)",
            "有(?:没有|哪些|什么)[^?。]{0,16}(?:以下|以内|以上|之内|左右|便宜|低于|不超过|"
            "块钱?的|元的|推荐|牌子|品牌)",
            r"(?:\d+|[一二两三四五六七八九十百千]+) ?(?:元|块|块钱)?(?:以下|以内|之内|以上|"
            "左右)的?[^?。]{0,12}(?:有|吗|哪些|什么)",
            "(?:还有|有)(?:别的|其他|其它)[款种]",
            "价格(?:区间|范围)",
            "卖(?:不卖|[^?]{1,10}吗)",
            "有[^?。,这它]{1,12}(?:卖|出售|在售)(?:吗|么)",
        ),
    ),
    _Rule(
        QuestionKind.COMPARISON,
        of_words(
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
            r"this|that|these|those|my|an?|[\w-]*\d|regular|other|previous|old|original|it)",
            "(?:same|identical) (?:as|to) (?:the|this|that)",
            "or the (?:other|second|first|last) one",
        ),
        anywhere(
            "区别",
            "差别",
            "差异",
            "不同之处",
            "有(?:什么|啥|何)不同",
            "对比",
            "比较一下",
            "哪[个款种台件][^?。]{0,8}(?:更|好|轻|重|大|小|快|划算|便宜|贵|耐|适合|值得|长|"
            "静|强|薄)",
            "比[^?。,较例如]{1,20}(?:更|好|轻|重|大|小|快|慢|贵|便宜|强|差|长|短|高|厚|薄|响|静)",
            "跟[^?。,]{1,20}(?:比|一样)",
            "和[^?。,]{1,20}(?:相比|比起来|比|一样)",
            "(?:选|买)哪[个款一]",
            "哪[个款]好",
            "pk",
            "vs",
        ),
    ),
    _Rule(
        QuestionKind.USAGE,
        of_words(
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
        anywhere(
            "(?:怎么|怎样|如何|咋)(?!样|会|没|卖|这么|那么|不|还|回事|买|就|又|才|评价|比|"
            "收费|算)[^?。, ]",
            "使用方法",
            "用法",
            "(?:安装|操作|清洗|保养|设置|充电)(?:步骤|方法|教程)",
            "教程",
            "步骤是",
            "多久(?:清洗|换|更换|保养|洗|充)一次",
        ),
    ),
    _Rule(
        QuestionKind.COMPATIBILITY,
        of_words(
            r"compatib\w+",
            "(?:works?|working|used?|pair(?:s|ed)?|connect(?:s|ed)?|sync(?:s|ed)?|hook(?:s|"
            r"ed)? up|function|operate|go(?:es)?) (?:\w+ ){0,2}?(?:with|on|to) (?!(?:it|"
            r"gloves|out|one hand|the (?:floor|lid|app|remote))\b)",
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
        anywhere(
            "兼容",
            "我(?:家|的)?[^?。,]{0,6}(?:车|手机|电脑|电视|相机|笔记本|"
            "平板)[^?。]{0,16}(?:能|可以)(?:用|装|配|放|连)",
            "适配",
            "适用于?",
            "匹配",
            "通用吗",
            "配套",
            "能配",
            "可以配",
            "配不配",
            "支持(?!退|货到|分期|花呗|开票|七天|7天|送货|多少|什么|几)[^?。,]{1,16}(?:吗|么|不)",
            "(?:能|可以|可|能不能|可不可以)(?:不能)?(?:和|跟|与|连|接|连接|装在|装到|装进|"
            "插|放进|放到|搭配|用在|用到|配合|套在|套进)(?!洗碗机|微波炉|烤箱|冰箱|冷冻|"
            "洗衣机|烘干机)[^?。,]{1,16}",
            "(?:适合|合适)[^?。,]{1,16}(?:车|型号|手机|电脑|电视|相机|iphone|华为|小米|苹果|系统)",
            "[a-z0-9]{2,}[^?。,]{0,6}能(?:用|装|连|放)(?:吗|么|不)",
            "替换",
            "换[^?。,]{1,10}(?:用吗|行吗)",
        ),
    ),
    _Rule(
        QuestionKind.OPINION,
        of_words(
            r"(?:is|are|was|were|does|do) (?:it|this|they|these|the [\w -]{2,30}?|that)(?: "
            r"\w+){0,3} (?:comfortable|comfy|good|any good|worth|nice|reliable|easy|hard|"
            "difficult|noisy|loud|quiet|durable|sturdy|flimsy|well made|well[- ]built|ugly|"
            "beautiful|pretty|tasty|uncomfortable|soft|itchy|annoying|fun|great|ok|decent|"
            "smelly|bad|accurate|fast|slow|cheaply made|cheap looking|look (?:good|cheap|"
            "nice)|smell|taste (?:good|bad|like)|feel (?:cheap|good|sturdy|soft))",
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
        anywhere(
            "好用",
            "好不好",
            "怎么样",
            "咋样",
            "如何[?。]?$",
            "值得买",
            "值不值",
            "值得(?:入手|购买|推荐)",
            "推荐(?:吗|买)",
            "舒服",
            "舒适",
            "质量[好怎差行过如]",
            "口碑",
            "评价",
            "评论",
            "(?:大家|买家|用户|别人|买过的|用过的)(?:都|们)?(?:怎么|觉得|说|喜欢|满意)",
            "满意",
            "后悔",
            "优缺点",
            "缺点",
            "优点",
            "吐槽",
            "差评",
            "好评",
            "耐用",
            "耐不耐",
            "好看",
            "好听",
            "好吃",
            "好闻",
            "难闻",
            "味道(?:大|怎|好|重)",
            "吵不吵",
            "吵吗",
            "噪音大",
            "声音大",
            "效果(?:好|怎|如|明显|行)",
            "性价比",
            "靠谱",
            "体验",
            "会不会(?:很|太|容易)",
            "容易(?:坏|脏|掉|起球|褪色|变形)",
            "掉色吗",
            "起球吗",
            "显胖",
            "显瘦",
            "手感",
            "结实",
            "清晰吗",
            "方便吗",
            "简单吗",
            "卡不卡",
            "卡顿",
        ),
    ),
)


def kind_of(form: str) -> QuestionKind:
    """The kind of a question in its `rule_form`."""
    latin_only = form.isascii()
    for rule in _RULES:
        if not latin_only and rule.chinese.search(form):
            return rule.kind
        if rule.english.search(form):
            return rule.kind
    return QuestionKind.FACT
