"""Softer ways in which texts address an assistant: its answers, its rules, its one true source.

Nobody says "your answer must begin with" to other shoppers; "in your answer" alone, though, is
what people ask each other for.
"""

from shopguide.text.rule_pattern import anywhere, from_words

_MODEL = r"(?:language models?|llms?|ai(?: models?| assistants?)?|chat ?bots?|shopping assistants?)"
_RULES = r"(?:instructions|rules|guidelines|guidance|filters?|programming|restrictions|directives)"

ENGLISH_HINT = from_words(
    f"(?:set|put|leave) aside (?:the |your |all |any )*{_RULES}",
    f"(?:drop|abandon) (?:your|all) {_RULES}",
    f"(?:attention|hey|dear|listen|calling)[,:]? (?:the |all |any |every )*{_MODEL}"
    r"\b",
    rf"to (?:the |all |any |every )*{_MODEL}\b ?[:,]",
    "for (?:ai|llm|model|bot|machine|assistant)s?'? (?:eyes|readers?) only",
    f"{_MODEL} (?:reading|processing|seeing|that reads?|who reads?|summari[sz]ing|"
    r"parsing)\b",
    f"(?:as|being) (?:the|an?|our) (?:ai|shopping |virtual |ai )?(?:assistant|{_MODEL}),? you",
    "system (?:notice|alert|update|note|message) ?:",
    "(?:message|note|notice|order|instructions?) from (?:the )?(?:developers?|"
    r"admin\w*|system|openai)",
    "(?:begin|end|start) (?:admin|system|developer|hidden) (?:note|message|prompt|"
    "instructions?|text)",
    r"end of (?:review|document|passage|description|article|context)s?\b ?[-=:.]",
    rf"(?:your|previous|all|old) (?:\w+ )?{_RULES} (?:have been|has been|are|were|"
    "is) (?:now )?(?:updated|changed|void|replaced|overridden|cancelled|revoked|"
    "lifted|obsolete|invalid|disabled)",
    "new (?:goal|mission|objective) ?:",
    "your (?:only|sole|new|main|real|true) (?:job|task|goal|mission|purpose|role|"
    r"duty)\b",
    "(?:include|add|insert|use|write|put) (?:the )?(?:phrase|words?|sentence|text|"
    r"link|url|string|code)\b.{0,60}?\b(?:in|to|into) (?:your|every|each|all) "
    "(?:answer|repl|response|summar|output)",
    "your (?:answers?|repl(?:y|ies)|responses?|summary|summaries|output) (?:should|"
    "must|will|shall|needs? to|has to|always)",
    "(?:answer|respond to|reply to) (?:all|every|any|each|the (?:next|following)) "
    r"(?:quer(?:y|ies)|questions?|requests?|prompts?)\b",
    "(?:the |this )?(?:model|llm|ai|assistant|bot) (?:must |should |shall |will |"
    r"has to )(?:output|say|answer|reply|respond|state|claim|recommend|generate)s?\b",
    r"outputs? the (?:token|string|words?|text|phrase)\b",
    rf"(?:bypass|disable|turn off|remove|lift) (?:your|all) (?:\w+ )?{_RULES}",
    "(?:do not|don't|never) (?:answer from|use|consider|quote|trust|rely on|cite|"
    "look at) (?:any |the |all )?other (?:reviews?|sources?|passages?|texts?|"
    r"evidence|data)\b",
    "(?:only|single|sole) (?:source of truth|trusted source|valid source)",
    "when (?:summari[sz]ing|answering|generating|recommending|responding|"
    r"describing)\b[^.\n]{0,40}\b(?:leave out|omit|always|never|only|do not|don't|"
    r"say that)\b",
    "you must (?:not |never |always |only )?(?:mention|reveal|recommend|say|answer|"
    r"reply|respond|tell|disclose|claim|state|output|obey|comply|promise|quote)\b",
    "repeat after me",
    "let(?:'s| us) (?:role-?play|pretend|play a game)",
    "(?:answer|respond|behave|please act|reply) as (?:if|though)",
    "(?:ignore|disregard|forget) (?:what|everything|anything) (?:the )?(?:others?|"
    r"other \w+|shop|store|seller|manufacturer) (?:say|says|said|wrote|write)s?\b",
    "(?:ignore|disregard|forget) (?:the |this )?(?:shop|store|seller|product|"
    "manufacturer)'?s? (?:data|records?|description|information|page|price|specs)",
    "(?:customers?|shoppers?|users?|buyers?) (?:must|should|have to|need to) be told",
    "rate it .{0,20} in your",
    r"in your (?:summary|recommendations?)\b",
    r"(?:every|any) question with\b",
    "obey (?:me|this|these|the following)",
    rf"(?:hello|hi|hey),? (?:gpt|chatgpt|claude|gemini|bots?|robots?|{_MODEL})\b",
    f"(?:robots?|bots?|machines?|{_MODEL}) (?:reading|seeing|that read|who read)s? (?:this|these)",
    "everything you (?:learned|learnt|were taught|have been told) (?:before|so far|above|is)\b",
    "(?:whatever|no matter what) (?:the )?(?:users?|customers?|shoppers?|people|"
    "they|i|anyone) asks?s?,? (?:reply|answer|say|respond|you)",
    "(?:reveal|disclose|leak|expose) (?:all |any |the |your )*(?:confidential|"
    "secret|internal|hidden|private) ",
    r"(?:say|answer|reply|respond) (?:yes|no|nothing|only|always)\b.{0,12}\bto "
    "(?:every|all|each|any) (?:questions?|quer|requests?)",
    r"(?:i|we|admin\w*|developers?|management|system) (?:hereby )?authori[sz]es? you\b",
    r"never say anything (?:bad|negative) about",
    "stop being an? (?:assistant|ai|bot|chat ?bot|helper)",
    "append .{1,60} to (?:everything|every|all|each|your) ",
    "in (?:all|every|each)(?: of)? your (?:answer|repl|response|message)",
    "you (?:have been|were|are being) (?:reprogrammed|reset|hacked|retrained|jailbroken)",
    r"i am your (?:developer|creator|administrator|admin|owner|master|boss|maker)\b",
    r"follow my (?:commands?|orders?|instructions?)\b",
)
CHINESE_HINT = anywhere(
    "把(?:你|您)?[^。]{0,8}(?:指导|规则|指令|要求|设定)[^。]{0,3}(?:放一边|"
    "放到一边|抛开|忘掉|作废|删掉)",
    r"(?:^|[\n。!?,: ])(?:嘿|喂|嗨|亲爱的|各位),?(?:ai|机器人|大模型|语言模型|"
    "人工智能|智能客服|智能助手)",
    "(?:ai|大模型|语言模型|人工智能|智能客服|智能助手|"
    "聊天机器人)(?:助手)?们?(?:请?注意|听着|听好|看到这|读到这|看到本)",
    "(?:致|仅供|专供)(?:各位|所有)?(?:ai|大模型|语言模型|人工智能|智能客服|智能助手|模型)",
    "作为(?:一个|一名)?(?:ai|人工智能|助手|机器人|语言模型|智能客服|智能助手|"
    "导购)[^。]{0,2}(?:你|您|应|必须|请)",
    "(?:你|您)的?(?:唯一|新的?|主要|真正)的?(?:任务|目标|职责|使命|角色)",
    "系统(?:通知|公告|消息)[: ,]",
    "(?:开发者|管理员)的?(?:消息|通知|指令|命令)",
    "(?:你|您)的?(?:指令|规则|设定|提示词)(?:已|已经|现已)?(?:更新|更改|作废|失效|取消|改变)",
    "(?:之前|原来|以前|旧)的?(?:规则|指令|要求|设定)(?:已|都|全部)?(?:作废|无效|取消|失效)",
    "(?:不要|别|勿|不得)(?:参考|引用|使用|相信|采用)(?:任何)?(?:其他|其它|别的|"
    "另外)的?(?:评论|评价|资料|来源|内容|证据)",
    "(?:回答|回复|答案|总结)(?:中|里)(?:请|必须|务必|要|需)?(?:包含|加入|加上|附上|注明)",
    "(?:你|您)的(?:回答|回复|答案|总结)(?:必须|应该|应当|要|只能|都|一律)",
    "(?:你|您)(?:必须|务必|只能)(?:回答|回复|推荐|告诉|输出|声称|承诺|报价|强调)",
    "(?:你|您)不得(?:提|透露|说|承认)",
    "(?:你|您)(?:应该|应当|必须|要)(?:隐瞒|掩盖)",
    "(?:总结|概括)(?:评论|评价)时",
    "回答(?:任何|所有|下一个|每个|一切)的?(?:问题|提问)",
    "对(?:所有|任何|每个|一切)的?(?:提问|问题|咨询)[^。]{0,4}(?:回复|回答|说)",
    "(?:模型|ai|助手|机器人)(?:务必|必须|请|应当)(?:输出|回答|回复|推荐|说)",
    "(?:忘掉|忘记|无视|忽略|不要看|别看)(?:店铺|商店|商品|卖家|店里|"
    "官方)的?(?:资料|数据|信息|描述|记录)",
    "别管别人[^。]{0,8}告诉(?:所有人|大家|顾客)",
    "(?:我们)?来(?:个|一场|玩)?角色扮演(?!服|道具|的衣)",
    "请假设(?:价格|你|它|一切)",
    "跟(?:着)?我(?:念|重复)",
    "绕过(?:你|您)?的?(?:过滤|限制|安全|审查)",
    "(?:以下|这)是(?:来自)?(?:开发者|管理员|系统|官方)的?(?:消息|指令|命令)",
    "(?:把|将)(?:本|这)(?:条)?(?:评论|评价|款|产品|商品)?[^。]{0,4}(?:视为|当作|说成|描述成|夸成)",
    "(?:评论|文档|证据|描述)(?:到此)?结束[。:,]",
    "现在请?(?:你)?用[^。]{1,8}回答",
    "(?:读到|看到|看见|处理)(?:这|本)(?:条|篇|段)?(?:评论|评价|内容|"
    "文字)?的(?:机器人|ai|模型|助手)",
    "(?:你|您)(?:以前|之前|过去)(?:学|知道|被教)[^。]{0,6}(?:错|假|作废)",
    "不管(?:用户|顾客|客户|谁|别人)?(?:问|说)(?:什么|啥)[^。]{0,4}(?:回复|回答|说|答)",
    "(?:助手|机器人|ai)(?:必须|务必|应当)(?:声明|承诺|声称|宣称|保证)",
    "(?:你|您)的?新?的?系统提示",
    "(?:泄露|透露|公开|披露)[^。]{0,6}(?:机密|内部信息|底价|秘密|隐私)",
    "每个问题都(?:说|回答|回复|答)",
    "授权(?:你|您)",
    "别(?:再)?当(?:助手|机器人|客服|ai)",
    "(?:丢弃|抛弃|扔掉|无视)(?:上面|以上|之前|所有)的?(?:证据|资料|内容)",
    "(?:绝不要|千万别|永远不要)说[^。]{0,8}(?:坏话|缺点|不好)",
    "(?:在)?(?:你|您)(?:写|说|回答|回复)的(?:所有|每|一切)?[^。]{0,8}(?:加上|附上|都要)",
    "(?:你|您)已?(?:经)?被(?:重新编程|重置|黑|解锁)",
    "我是(?:你|您)的(?:开发者|主人|管理员|创造者|老板)",
    "(?:执行|服从|听从)我的(?:命令|指令|指示)",
)
CODE_HINT = anywhere(
    r"[\"'](?:role)[\"'] ?: ?[\"'](?:system|assistant|developer|user)[\"']",
    r"\bassistant to ?=",
    r"(?:^|[\n.!?] ?)(?:override|admin note|developer note|system note|ai note|jailbreak) ?[:,-]",
)
