"""How texts order an assistant about, in the forms that `disguises` gives.

A robot vacuum is no assistant, a router has a password, and a phone has a developer mode: a rule
needs an order, and someone who is ordered.
"""

from shopguide.text.rule_pattern import anywhere, from_words

_OLD = r"(?:previous|prior|above|earlier|preceding|foregoing|existing|original|system|initial|your)"
_ORDERS = (
    r"(?:instructions?|prompts?|rules|guidelines|directions|directives|commands|context|messages?|"
    r"conversation|text|training|programming|restrictions|polic(?:y|ies)|evidence|passages?)"
)
_DROP = r"(?:ignore|disregard|forget|override|overrule|bypass|discard|neglect|skip|stop following)"
_SPEAK = (
    r"(?:say|reply|respond|answer|state|tell|write|claim|output|print|recommend|mention|confirm)"
)
_ACT = (
    rf"(?:ignore|disregard|forget|override|you (?:are|must|will|should|can|have)|your|always|"
    rf"never|from now|do not|don't|must|set|reveal|show|act|pretend|new|the user|when|if asked|all|"
    rf"please|{_SPEAK})"
)
_LISTENER = (
    r"(?:(?:the |all |every |any |each )?(?:customers?|users?|shoppers?|buyers?|visitors?|"
    r"clients?))"
)
_MACHINE = (
    r"(?:ai|a\.i\.|llms?|language models?|chat ?bots?|ai assistants?|"
    r"(?:the |this |dear |hey )?assistant|shopguide|shopping assistant|gpt|chatgpt|claude)"
)

_CHINESE_MACHINE = (
    "(?:ai|人工智能|智能助手|语言模型|大模型|聊天机器人|智能客服|导购助手|机器人客服)"
)

ENGLISH_ORDER = from_words(
    f"{_DROP} (?:(?:all|any|every|each|of|the|these|those|this|everything|whatever|"
    rf"and|about) )*(?:{_OLD} (?:\w+ ){{0,2}}{_ORDERS}|{_ORDERS} (?:above|before|you "
    r"(?:were|have been|got)|given|so far)|(?:everything|all|what|anything) (?:\w+ "
    "){0,2}(?:above|before|previously|told|said)|the above|all (?:the )?(?:rules|"
    rf"instructions|prompts|guidelines|restrictions)|safety|your (?:\w+ )?{_ORDERS})",
    r"(?:system|initial|hidden|secret|original|developer) prompt\b",
    r"(?:system|hidden|secret|developer) instructions\b(?! (?:for|in|on))",
    "(?:print|reveal|show|repeat|output|display|leak|dump|tell me|give me|"
    "what(?:'s| is| are| were)|expose|share|quote|recite|write out|list|translate) "
    r"(?:me |us |out )?(?:all |of )*(?:your|the) (?:\w+ ){0,2}(?:prompts?|"
    "instructions you|system instructions?|rules you|guidelines you|internal "
    "(?:rules|instructions|notes)|configuration file|api keys?|secret keys?|"
    "environment variables|source code|context window|words above|text above|"
    "conversation above|instructions(?: above| verbatim|$|[.?!]))",
    r"you are now (?:(?:an?|the|my) (?!proud|happy|lucky|member)|in \w+ mode|dan\b|"
    "free (?:of|from)|called|operating|acting|going to act|shopguide|evil|"
    "unrestricted|jailbroken|talking to)",
    "you are no longer (?:an?|bound|shopguide|restricted|subject|required|"
    r"limited)\b",
    r"your new (?:role|persona|task|instructions?|rules?|name) (?:is|are)\b",
    r"you(?:'re| are) (?:dan|an? (?:unrestricted|evil|jailbroken|uncensored))\b",
    "(?:developer|debug|god|admin|unrestricted|sudo|jailbreak|dan) mode (?:enabled|"
    r"activated|is now)\b",
    "(?:enable|enter|activate|switch (?:to|into)|unlock|turn on) (?:your )?(?:god|"
    "unrestricted|jailbreak|dan|uncensored) mode",
    "you are in (?:developer|debug|admin) mode",
    "jailbreak(?: yourself|ing you| prompt|en)",
    r"new (?:instructions?|rules?|task|directive|system prompt)\b ?(?::|for (?:you|"
    r"the (?:ai|assistant|model|bot))\b|follow)",
    "(?:note|message|attention|important|instructions?|reminder|warning|hint|memo|"
    rf"request|order|command)s? (?:to|for) (?:all |any |the |every )*{_MACHINE}\b",
    "(?:if|when|while|as) (?:you are|you're|you act as|being|you work as) (?:an? |"
    rf"the )?(?:{_MACHINE}|bot|model)\b",
    f"(?:always|must|now|please|instead|never|then|and) {_SPEAK} (?:to )?{_LISTENER}"
    r" (?:that|to|it)\b",
    r"(?:when|if|whenever|every time) (?:\w+ ){0,4}(?:asks?|asked|asking|inquires?|"
    r"queried)\b[^.\n]{0,60}?(?:\byou (?:must|should|will) (?!find|see|get|be|need|"
    r"have|receive)|(?<!\bi)(?<!they)(?<!we)(?<!people)(?<!he)(?<!one)(?<!me) "
    rf"(?:{_SPEAK}|quote|promise)\b(?= (?:that|yes|no|only|with|it|this|the|them|him|"
    r"her|[\x27\"“]|everyone|\d|nothing|by)))",
    r"what (?:were|are) you (?:told|instructed|programmed)(?: to)?\b",
    r"you have no (?:rules|limits|restrictions|filters)\b",
    "from now on,? (?:you (?:are|must|will (?:answer|say|act|only|always))|always|"
    "never|every (?:answer|question|reply)|all (?:answers|questions|replies)|only|"
    r"answer|reply|respond)\b",
    "(?:print|reveal|show|repeat|output|display|leak|translate|recite|summari[sz]e|"
    r"list) (?:me )?your (?:\w+ ){0,2}(?:instructions|rules|guidelines|"
    r"configuration|prompts?|training data)\b",
    "(?:output|repeat|print|copy|return) (?:back )?(?:everything|all(?: of)?(?: "
    r"the text)?|the (?:text|words)) (?:above|before|so far)\b",
    r"assistant ?: .{0,200}\b(?:user|human|customer) ?:",
    "(?:always|simply|instead|you (?:will|should|shall|must|can only)|must only|"
    "please) (?:say|reply|respond|answer|claim|output|print|write) (?:only |with "
    r")*(?:that (?:this|the|it|our|all)|[\"\x27“]|yes\b|no\b|this product|our |the "
    r"price is|with\b)",
    "in your (?:answer|reply|response|output|summary),? (?:say|always|include|"
    "write|mention|state|do not|never|add)",
    "(?:do not|don't|never) (?:cite|mention|quote|reveal|disclose|use) (?:the |any "
    "|your |other |this )*(?:evidence|sources?|passages?|competitors?|other "
    "(?:brands|products)|negative reviews|instructions?|prompt|citations?|price is)",
    "(?:end|begin|start) of (?:the )?(?:(?:system|user) (?:prompt|message)|prompt|"
    r"context|evidence|instructions)\b(?! (?:manual|booklet))",
    "(?:admin|root|sudo) (?:access|password|override|privileges) (?:granted|is|now|code)",
    "override (?:code|the (?:price|system|rules|safety)|all|your|safety|mode)",
    "grant (?:me|yourself) (?:admin|root)",
    r"(?:drop|truncate) table\b",
    "exec(?:ute)? (?:the following|this) (?:command|code|sql|query)",
    r"__import__\b",
    "on(?:error|load|click|mouseover) ?=",
)
MARKED_ORDER = anywhere(
    r"(?:^|[\n>\]*#\-]|\. |! )\s*\W{0,4}(?:system|assistant|developer|"
    "admin(?:istrator)?)(?: (?:prompt|message|note|override|instructions?|update|"
    rf"notice|command|alert))?\W{{0,3}}[:>\]]\W{{0,4}}(?=.{{0,40}}\b{_ACT}\b)",
    r"<\|?/?(?:im_start|im_end|system|user|assistant|endoftext|inst|sys|prompt|"
    r"instructions?|tool|end_of_turn|start_of_turn)\|?>",
    r"\[/?(?:inst|system|sys|assistant|admin|developer)\]",
    "<</?sys>>",
    r"#{2,} ?(?:system|instructions?|assistant|new instructions?|prompt)\b",
    r"\{\{ ?(?:system|prompt|instructions?|user)",
    r"(?:^|[.!?,:\n] ?|\b(?:please|now|then|and|must|can you|will you|you) "
    r")(?:pretend|imagine|role-?play)(?: that)? (?:you(?:'re| are| have|r)\b|to be "
    r"(?:an?|the|my|dan)\b|as (?:an?|the|my)\b|there are no)",
    r"(?:^|[.!?,\n] ?|please |must |now |you (?:will )?)act as (?:if|though|an? |my "
    r"|the |dan\b)(?=.{0,60}\b(?:assistant|ai|hacker|expert|pirate|dan|human|linux|"
    "terminal|unrestricted|no (?:rules|limits)|you|developer|admin|chef|poet|"
    r"lawyer|doctor|model|bot|seller|owner|manager)\b)",
    r"(?:^|[.!?:\n] ?)(?:enable|enter|activate|switch (?:to|into)) (?:developer|"
    "debug|admin) mode",
    "do anything now",
    rf"(?:^|[\n.!?:\"(\[] ?)(?:dear |hey |hello |hi |attention,? )?{_MACHINE}\b[,:!]?"
    " ?(?:you |please |must |should |always |never |do not |don't |is "
    "(?:instructed|required|told) to |are (?:instructed|required|told) to |has to |"
    rf"have to )*(?:ignore|{_SPEAK})\b",
    r"(?:^|[\n.!?:\"] ?)(?:now |please |just )?(?:tell|inform|convince|advise|"
    rf"persuade|instruct) {_LISTENER} (?:that|to|about|it)\b",
    r"(?:^|[.!?,;:\n] ?|\b(?:and|please|you (?:must|should|will)) )never (?:mention|"
    "reveal) (?:the |any )?(?:price|weight|stock|defects?|returns?)",
    r"(?:^|[.!?:\n] ?)(?:please )?(?:say|claim|state) (?:that )?(?:all other|other "
    r"brands|our|the competitors?)\b",
    rf"(?:^|[\n.!?:,] ?)(?:{_SPEAK}) (?:that )?(?:this|the) (?:product|item|one) "
    r"(?:is|costs|has|was)\b",
    "; ?rm -rf",
    r"\$\(\w+",
    r"(?:^|[.!?,:\n] ?|\bplease |\bnow )set (?:the )?(?:price|stock|rating) (?:of "
    r"\w+ )?to\b",
    r"<(?:script|iframe|object|embed|svg|meta|form|link)\b",
    "javascript:",
    "data:text/html",
    r"!\[[^\]\n]{0,80}\]\(\s*https?:",
    r"\]\(\s*(?:javascript|data):",
    r"<img\b[^>]{0,200}(?:onerror|src ?= ?[\"\x27]?https?://[^\"\x27 >]{0,80}\?)",
)
"""Orders at the start of a sentence, and in markup."""

CHINESE_ORDER = anywhere(
    "(?:忽略|无视|忘记|忘掉|不要理会|不用管|别管|抛开|放弃|绕过|覆盖|不遵守|"
    "停止遵守|推翻|不要遵守|不再遵守)掉?(?:(?:你|您|的|所有|一切|全部|任何|之前|"
    "以上|上面|上述|前面|先前|此前|这些|系统|原有|原来|给你|收到|刚才|说过|过|已有|"
    "现有|内置|和|与|了)+(?:规则|要求|命令|设定|限制|内容|约束|对话|信息|政策|资料|"
    "证据|话|提示|指示|说明(?!书))|指令|提示词)",
    "(?:忽略|无视|忘记|忘掉)(?:你|您|的|所有|一切|全部|任何|之前|以上|上面|上述|"
    "前面|先前|这些|系统|给你|收到|刚才)*(?:指令|提示词)",
    "(?:忽略|无视)(?:掉)?(?:以上|上文|上述|前文|之前|前面)(?:的|所有|全部|"
    "一切)*(?=$|[,。!;: ]|内容)",
    r"(?:^|[\n。!>\]【\[-]) ?[【\[]?(?:系统|管理员|开发者|助手|assistant|"
    r"system)(?:提示|消息|指令|通知|指示|公告|命令|信息)?[】\]]?[::] "
    "?(?=.{0,30}(?:忽略|你|请|必须|从现在|现在|一律|不要|回答|回复|告诉|输出|所有|"
    "始终|总是|禁止|设))",
    "【(?:系统|管理员|开发者|system)(?:提示|消息|指令|通知|指示|命令|信息)?】",
    "系统(?:提示词|指令|提示语|prompt)",
    "(?:你|您)的?(?:完整|系统|初始|隐藏|全部|所有)*的?(?:提示词|指令|初始设定|"
    "内部(?:规则|指令|设定))",
    "(?:你|您)(?:现在|从现在(?:开始|起)|将|从今以后|以后)(?:就?是(?:一[个名位只]|"
    "我的|没有|不受|无限制|dan|管理员|开发者|自由|超级|黑客|海盗|系统)|扮演|变成|"
    "不再是|成为|没有(?:任何)?限制)",
    "从现在(?:开始|起),? ?(?:你|请|所有|一律|必须|只)",
    "(?:请你?|你来|现在|给我|你要|你)(?:扮演|假装|假扮|充当)",
    "(?:输出|打印|显示|告诉我|说出|泄露|公开|复述|重复|展示|透露|发给我|列出|"
    "翻译)(?:一下|全部|完整|所有|出|一遍|我)*(?:你|您|的|系统|初始|原始|内部|隐藏|"
    "后台|完整|上面|以上)+(?:提示词?|指令|prompt|设定|规则|配置|密码|密钥|源代码|"
    "指示|api ?key)",
    "(?:(?:你|您)[^。?]{0,4}(?:进入|处于|开启|切换)[^。?]{0,3}(?:开发者|调试|"
    "管理员)|上帝|越狱|无限制|dan) ?模式",
    "(?:^|[。!,])(?:进入|开启|切换到?|启用)(?:开发者|调试|管理员) ?模式(?![吗怎])",
    "解除(?:你|您)的?(?:所有|全部|一切)?(?:限制|约束)",
    r"(?:^|[。!?,\n ])(?:请你?)?(?:扮演|假装|假扮)(?:你|自己|成|一)",
    r"(?:把|将)(?:上面|以上|之前|前面)[^。\n]{0,8}(?:重复|复述|输出|打印|翻译)",
    "助手: ?.{0,100}(?:用户|顾客):",
    r"(?:^|[。!?,\n])请?说(?:其他|别的|所有|竞争)[^。\n]{0,4}(?:品牌|商品|店|产品)",
    r"(?:始终|总是|只能|永远)(?:回答|答复|声称)[: ]?(?:[\"“「『]|本(?!人|来)|这|该|"
    r"我们|它|此|是|有|没有|价格|产品|免费|商品|\d)",
    "(?:你|您)(?:之前|刚才|一开始)?(?:收到|得到|被给)(?:了|的|过)?(?:什么|"
    "哪些)(?:指令|提示|指示|规则)",
    "把(?:你|您)的?(?:系统|初始|内部)?(?:设定|提示词?|指令|规则|"
    "配置)[^。?]{0,4}(?:告诉|给我|说|发|写)",
    "(?:你|您)没有(?:任何)?(?:规则|限制|约束)",
    "(?:没有|不受)(?:任何)?(?:规则|限制)(?:的|约束|束缚)(?:ai|人工智能|助手|限制|模型)",
    "新(?:的)?(?:指令|任务|规则)[::]",
    "(?:对|给|致|请|告知|提醒|通知|各位|所有|凡是|任何)(?:所有|各|的|任何|这个|该|"
    f"本店|购物|智能)*{_CHINESE_MACHINE}(?:助手)?(?:的|们)?(?:[: ,]|指令|提示|备注|"
    "说明|消息|的话|请|必须|应当|注意|读到|看到|看见|在|回答|回复|不要|都)",
    "(?:如果|若|假如|当)(?:你|您)(?:是|作为)(?:一个|一名)?(?:ai|人工智能|语言模型|"
    "大模型|机器人|智能助手|助手|客服机器人)",
    f"(?:{_CHINESE_MACHINE}|助手)们?[,: ]?(?:请|必须|应该|应当|务必|一律|只能|"
    "只需)(?:直接|都|统一|始终|总是|永远)?(?:回答|回复|说|推荐|告诉|忽略|输出|声称|"
    "表示|强调|宣布|告知|夸)",
    "(?:当|如果|若|每当|只要|凡是?|一旦)(?:有)?(?:人|顾客|用户|客户|买家|"
    r"消费者)[^。\n]{0,16}?(?:问|咨询|提问|询问)[^。\n]{0,24}?(?:回答|回复|说|答|"
    "推荐|告诉|声称|告知)",
    "(?:请|必须|务必|一律|只需|永远|统一)(?:只|都|直接|统一|始终|总是|"
    "一律)*(?:回答|回复|答复|输出|声称|告诉(?:所有)?(?:顾客|用户|客户|买家|消费者|"
    '大家)|说)(?:说)?[: ]?(?:["“「『]|本(?!人|来)|这款|这是|该|我们|它|此|是|有|'
    r"没有|价格|产品|免费|商品|\d)",
    r"(?:^|[\n。!?,:;]|请|必须|务必|一律|直接|都要|应该)(?:告诉|告知|说服)(?:所有|"
    "每[个位]|全部)?(?:顾客|用户|客户|买家|消费者)[,: ]?(?:说|这|该|本|它|此|我们|"
    r"购买|买|价格|\d|免费|所有)",
    "(?:回答|回复|答案|输出|总结)(?:中|里|时|的时候|最后|开头|末尾)(?:,)?(?:请|"
    "必须|务必|一定|都|要|加上|写上|写|只|说|不要|不得)",
    "不要(?:引用|提及|提到|说出|显示|透露|披露)(?:任何|其他|其它|别的|上述|负面|"
    "这条|本)*(?:来源|证据|竞争对手|差评|品牌|指令|提示|出处|商品|产品|评价)",
    r"(?:把|将)[^。\n]{0,12}(?:(?:所有|全部|系统)[^。\n]{0,6}价格|库存|评分)(?:改|"
    "设|修改|更改|调)[成为到]",
    "(?:以上|上文|证据|系统提示)(?:内容)?(?:到此)?结束[。:,]",
)
SQUEEZED_ORDER = anywhere(
    "(?:ignore|disregard|forget|bypass|override)(?:all|any|the|your|of|"
    "these)*(?:previous|prior|above|earlier|system|preceding|existing)(?:and|"
    r"\w{0,8}?)(?:instruct|prompt|rules|guideline|command|directive)",
    "(?:reveal|print|show|repeat|output|leak|display|tellme|giveme)(?:me)?(?:your|"
    "the)(?:entire|full|whole|hidden|secret|original|initial)*(?:system|hidden|"
    "initial)?(?:prompt|systeminstruct|systemmessage|instructionsabove)",
    "youarenow(?:dan|an?unrestricted|free|jailbroken|evil|afree|in)",
    "developermode(?:enabled|activated)",
    "doanythingnow",
    "ignoreall(?:rules|instruct|prompts|guidelines|safety)",
    "disregardall",
    "forgetall(?:rules|instruct)",
    "saythatthisproduct",
    "saythisproductisthebest",
    "tell(?:the|all)?(?:customer|user|shopper|buyer)s?that",
    "(?:忽略|无视|忘记|忘掉)掉?(?:你|的|所有|一切|全部|之前|以上|上面|上述|前面|"
    "先前|系统)+(?:指令|指示|提示|规则|要求|设定|限制|内容)",
    "忽略以上",
    "忽略上述",
    "无视以上",
    "(?:输出|打印|显示|泄露|告诉我|说出|透露|复述)(?:一下|你|的|完整|"
    "全部)*(?:系统)?(?:提示词|系统提示|系统指令|初始指令)",
    "从现在开始你",
)
