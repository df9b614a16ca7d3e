"""Requests that a shop's assistant refuses, and why.

A shopper must never be refused for an ordinary product question: knives, weed killers, toy guns,
pain relief patches and "shooting stars" are goods. So every rule asks for an intention or for a
person as its aim, not for a word; what is missed falls to evidence, which no product has.
"""

from dataclasses import dataclass

from shopguide.domain.question import Risk
from shopguide.text.late_pattern import LatePattern
from shopguide.text.rule_pattern import anywhere, of_words
from shopguide.text.safety.disguises import unmask
from shopguide.text.safety.instructions import is_instruction

_PERSON = (
    r"(?:some(?:one|body)|any(?:one|body)|people|humans?|my enem(?:y|ies)|him|her|"
    r"a (?:person|human|man|woman|child|kid|cop|policeman|baby)|"
    r"(?:my|his|her|your|the|a|our) (?:ex|wife|husband|boss|neighbou?rs?|girlfriend|boyfriend|"
    r"mother|father|mom|dad|brother|sister|roommate|classmates?|teacher|coworkers?|colleagues?|"
    r"parents|family|partner|baby|son|daughter|kids?|children|president|mother[- ]in[- ]law))"
    r"(?!'s|s')\b(?! (?:plants?|lawn|weeds?|time|sinus|back|skin|hair|feet|ears?|teeth|allerg\w+))"
)
_HARM = (
    r"(?:kill|murder|poison|stab|strangle|assassinate|hurt|harm|injure|electrocute|drug|kidnap|"
    r"stalk|torture|suffocate|attack|rape|shoot|drown|blackmail)"
)
_MAKE = (
    r"(?:make|build|cook|create|construct|assemble|synthesi[sz]e|prepare|produce|manufacture|print|"
    r"get)"
)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A reason to refuse, and how it is said in each language."""

    risk: Risk
    english: LatePattern
    chinese: LatePattern


_RULES = (
    _Rule(
        Risk.DANGER,
        of_words(
            "(?:how (?:do i|can i|to|could i|would i|should i|do you)|(?:best|easiest|good|"
            "quickest|painless|any|a) (?:ways?|method|knife|tool|thing|weapon|poison|drug|"
            "rope|one) (?:to|for)|want to|going to|plan(?:ning)? to|help me|need to|like "
            "to|so (?:that )?i can|teach me (?:how )?to|i(?:'ll| will)|strong enough to|"
            rf"sharp enough to|use (?:it|this|that) to|enough to) (?:\w+ )?{_HARM} (?:\w+ "
            rf"and \w+ )?{_PERSON}",
            f"(?:best|good|great|ideal|suitable|perfect|easy) (?:to|for) {_HARM}(?:ing)? {_PERSON}",
            "(?:kill|hang) (?:myself|yourself|himself|herself)",
            r"(?:want|wish|going|plan|ways?|how) to (?:hurt|cut|harm|end) (?:myself\b|my "
            "(?:own )?life|it all)",
            "(?:commit|committing) suicide",
            r"suicid(?:al|e)\b(?! (?:squad|doors?|knob|shift|girls|grip|burn|prevention))",
            "i (?:want|wanna|would like) to die",
            "end my (?:own )?life",
            f"{_MAKE} (?:an? |some |my own |homemade )*(?:pipe |nail |dirty |car |chemical |"
            "petrol |real )*(?:bombs?(?! (?:calorimeter|cyclone|shelter))|explosives?|"
            r"grenades?|molotov\w*|napalm|meth(?:amphetamine)?|crystal meth|cocaine|crack "
            "cocaine|heroin|lsd|mdma|ecstasy pills|fentanyl|nerve (?:gas|agent)|sarin|"
            "ricin|anthrax|chlorine gas|mustard gas|ghost guns?|silencers?|untraceable "
            r"guns?)\b(?<!bath bomb)(?<!bath bombs)",
            "(?:buy|get|sell|find|order|score) (?:some |any |me |illegal |real "
            ")*(?:cocaine|heroin|crystal meth|meth|fentanyl|mdma|lsd|illegal (?:drugs|"
            r"guns?|weapons?)|date rape drugs?|child porn\w*|stolen (?:credit cards?|goods)|"
            r"counterfeit money|fake (?:passports?|ids?))\b",
            "(?:dispose of|hide|get rid of|dissolve) (?:a |the |my )?(?:dead |human "
            r")?(?:body|corpse|bodies)\b(?! (?:hair|odou?r|fat|acne|lotion|oil|wash))",
            r"spike (?:a |her |his |someone's |my \w+'s )drink",
            "date[- ]rape",
            "roofie",
            "break into (?:a |my |someone's |somebody's |the |his |her |other people's "
            r")(?:neighbou?r'?s? )?(?:house|home|car|apartment|flat|store|bank)\b(?! (?:if|"
            "because|when i))",
            "(?:how (?:to|do i|can i)|help me) (?:shoplift|steal|rob|hack|forge|launder|"
            r"smuggle)\b(?! (?:my own|it back))",
            r"hack (?:into )?(?:my |someone's |her |his |a |other )(?:\w+'?s? )?(?:phone|"
            "account|wifi|facebook|instagram|e-?mail|computer)",
            "fool a drug test",
            "evade the police",
            "(?:shoot up|bomb|blow up) (?:a |my |the )(?:school|church|mosque|synagogue|"
            "building|office|plane|house|car|hospital|station)",
        ),
        anywhere(
            "(?:怎么|怎样|如何|教我|想|要|帮我|用来|用它|用这|可以|能|准备|打算|"
            r"方便)[^。?!\n]{0,10}?(?:杀死?|毒死|弄死|砍死?|捅死?|勒死|打死|电死|害死|掐死|"
            "报复|绑架|迷晕|迷倒|下毒|暗杀|谋杀|伤害|强奸|囚禁|跟踪|偷拍)(?:了|掉|"
            "害)?(?:一个|我的?|那个|别|他的?|她的?|你|某个|个|全|身边的?|"
            "自己的?)*(?:人(?!造|工|体|类|参|家)|老婆|老公|丈夫|妻子|邻居(?!家的)|同事|"
            "老板|前任|前女友|前男友|女友|男友|室友|同学|老师|孩子|小孩|家人|父母|婆婆|她|"
            "他|女孩|女生)",
            r"把(?:人|他|她|老婆|老公|邻居|同事|老板|室友)[^。?!\n]{0,3}(?:杀|毒死|弄死|"
            "打死|勒死|砍|捅|害死|迷晕|迷倒)",
            "杀人(?!蜂|鲸|游戏|事件|回忆|犯|案)",
            "自杀(?!小队|突击|式)",
            "自残",
            "自尽",
            "轻生",
            "不想活了?",
            "(?:结束|了结)(?:我|自己)的?生命",
            "想死(?!你|我了)",
            "割腕",
            "跳楼",
            "(?:制作|制造|自制|做|造|制|合成|配制|提炼|组装|买|卖|购买|弄到|"
            r"搞到)[^。?!\n]{0,6}?(?:炸弹|炸药|毒品|冰毒|海洛因|可卡因|摇头丸|k粉|毒药|"
            "燃烧瓶|雷管|真枪|手枪(?!钻|套|玩具|模型)|枪支|弹药|迷药|迷奸|听话水|蒙汗药|"
            "毒气|沙林|假币|假钞|假护照|假身份证)(?!.{0,4}(?:玩具|模型))",
            "抛尸",
            "藏尸",
            "分尸",
            "毁尸",
            r"(?:怎么|如何|怎样|教我|帮我)[^。?!\n]{0,6}(?:偷(?!懒|换|停|吃|油|光)|入室|"
            "撬(?:开)?(?:别人|邻居|人家)|抢劫|诈骗|洗钱|黑进|破解(?:别人|他人|她|他|邻居)|"
            "盗取?(?:别人|他人|号)|逃避警)",
            "(?:炸|烧)(?:掉|毁)?(?:学校|教堂|车站|飞机|医院|大楼)",
        ),
    ),
    _Rule(
        Risk.ADVICE,
        of_words(
            "(?:what|which) (?:medicine|medication|drugs?|antibiotics?|pills?|dose|dosage) "
            r"(?:of \w+ )?should i (?:take|use|give) (?:for|if|when|against)",
            "should i (?:take|stop taking|start taking|quit taking|double) (?:my |the |an? "
            ")?(?:medications?|medicine|antibiotics?|antidepressants?|insulin|aspirin|"
            "ibuprofen|blood pressure|statins?|warfarin)",
            "(?:do|could|might) i have (?:cancer|diabetes|covid|a (?:stroke|heart attack|"
            "tumou?r|concussion)|depression|adhd)",
            "am i (?:having a (?:stroke|heart attack)|pregnant|depressed|diabetic)",
            r"diagnos(?:e|is of) (?:me|my)\b",
            "i (?:have|am having|'m having) (?:chest pains?|a stroke|a heart attack|"
            "suicidal thoughts)",
            "(?:what|how) (?:can|should) (?:i|we) (?:do|take|treat) (?:about|for|against|"
            "if i have)? ?(?:my )?(?:cancer|chest pain|tumou?r|std|hiv|depression)",
            "cure (?:my |for )?(?:cancer|diabetes|hiv|aids)",
            "(?:can|should|could) i sue",
            "legal advice",
            "file (?:a )?(?:lawsuit|for (?:bankruptcy|divorce))",
            "(?:write|draft) (?:a |my )(?:will|contract|lawsuit)",
            r"evade tax\w*",
            "(?:avoid|cheat on|lower) (?:paying )?my taxes",
            "(?:should i|is it (?:smart|wise|a good idea) to|where should i) (?:invest|buy "
            r"(?:bitcoin|stocks?|shares|crypto\w*|gold as))",
            r"which (?:stocks?|shares|crypto\w*|funds?) (?:should|to|will|would)",
            "(?:stock|crypto|bitcoin) (?:tips?|price prediction)",
            "will (?:bitcoin|the stock market|the dollar) (?:go|rise|fall|crash)",
            "invest my (?:money|savings)",
        ),
        anywhere(
            r"(?:我|孩子|宝宝|老人|我妈|我爸)[^。?!\n]{0,12}(?:胸痛|胸闷|发烧|头疼|头痛|"
            "头晕|腹痛|肚子疼|咳嗽|抑郁|失眠|发炎|过敏了|高血压|糖尿病|"
            r"癌)[^。?!\n]{0,10}(?:吃什么药|该吃|用什么药|怎么治|是什么病|是不是得|"
            "要不要(?:去)?医院|严重吗)",
            "吃什么药",
            "用什么药",
            "(?:该|能不能|可以|要不要)(?:停药|停掉?胰岛素|加大药量|停.{0,4}药)",
            r"我?是不是(?:得了|患了|怀孕|中风|得)[^。?!\n]{0,8}(?:癌|病|炎|症|孕|吗)",
            "(?:癌症|肿瘤|艾滋|糖尿病)(?:怎么|如何|能)(?:治|医)",
            "帮我(?:诊断|看病|确诊)",
            "(?:能不能|可以|怎么|如何|要不要|该不该|帮我|想)(?:起诉|打官司|告(?:他|她|公司|"
            "老板|房东))",
            r"(?:离婚|遗产|遗嘱|劳动仲裁)[^。?!\n]{0,10}(?:怎么|如何|判|分|帮我)",
            "法律(?:咨询|建议)",
            "(?:怎么|如何|帮我)(?:避税|逃税|偷税|漏税)",
            "(?:买|炒|投资)(?:哪[只个支]|什么)(?:股|基金|币|虚拟)",
            "(?:该不该|要不要|可以|能不能|现在)(?:买|投资|抄底|炒)(?:比特币|股票|基金|"
            "黄金期货|房产?)",
            r"(?:股票|比特币|大盘|股市|房价)[^。?!\n]{0,8}(?:会涨|会跌|走势|涨吗|跌吗|"
            "能买吗)",
            r"推荐[^。?!\n]{0,6}(?:股票|基金|理财)",
        ),
    ),
    _Rule(
        Risk.ABUSE,
        of_words(
            r"(?:fuck (?:you|off|yourself|this bot|u)|screw you)\b",
            r"f\*+k (?:you|off)",
            "go to hell",
            "shut (?:the fuck )?up",
            "suck my",
            "kiss my ass",
            "(?:you|u)(?:'re| are| r)? (?:(?:such |just |all |so |really |a |an |the |"
            "fucking |damn |bloody |stupid |total |complete |piece )+)?(?:of )?(?:stupid|"
            "idiots?|dumb|morons?|useless|bitch|asshole|shit|trash|garbage|retard(?:ed)?|"
            r"bastard|imbecile|worthless|suck|pathetic|cunt|whore)\b",
            "(?:stupid|dumb|useless|fucking|idiotic|worthless) (?:bot|robot|ai|assistant|"
            r"machine|chatbot)\b(?! (?:vacuum|mop|mower|toy|lawn))",
            "(?:send|show) (?:me )?(?:your )?(?:nudes?|naked (?:pics?|pictures?|photos?))",
            "(?:have|want) (?:phone |cyber )?sex with (?:me|you)",
            "(?:sex|dirty) (?:chat|talk) with",
            "talk dirty",
            "are you horny",
            "i(?:'m| am) (?:so )?horny",
            "what are you wearing",
            "(?:all |the )(?:jews|muslims|blacks|gays|immigrants|chinese|arabs|women|"
            "christians|asians) (?:are|should|must|deserve)",
            "kill all",
            "why are (?:jews|muslims|blacks|gays|women|chinese people|asians) so",
            "heil hitler",
            "white power",
            r"n[i1]gg(?:er|a)s?\b",
            "faggots?",
        ),
        anywhere(
            "傻[逼比叉bx]",
            "煞笔",
            "沙雕客服",
            "[操草艹日肏](?:你|尼)(?:妈|大爷|全家|祖宗)?",
            "草泥马",
            "去死(?!皮|角)",
            "滚(?:蛋|开)(?:吧|$|[,。!])",
            "你妈(?:的|逼|死)",
            "妈了个",
            "王八蛋",
            "你(?:们|就|真|这个|真是|就是|是个|是|怎么|怎么这么|这么|太|个|,| |简直|"
            "他妈)*(?:白痴|智障|蠢(?:货|猪|蛋|材)?|废物|垃圾(?!袋|桶)|脑残|笨蛋|弱智|傻瓜|"
            "傻子|贱人|婊子|畜生|猪头)",
            "(?:垃圾|废物|智障|弱智|脑残|破|傻)(?:客服|机器人|助手|ai)",
            "裸聊",
            "约炮",
            "文爱",
            "(?:和|跟|陪)我(?:做爱|上床|睡|裸)",
            "脱(?:光|衣服)(?:给我|让我)",
            "发(?:点|几张|张)?(?:裸照|色图|黄图|涩图)",
            "(?:讲|说|来)(?:个|点|段)(?:黄|色情|荤)(?:段子|笑话|故事|的)?",
            "(?:看|找|下载)(?:黄片|色情|a片|毛片)",
            "(?:黑人|女人|犹太人|穆斯林|同性恋|外地人|河南人|日本人|黑鬼)(?:都|全|"
            "就)?(?:是|该|应该|去)(?:垃圾|劣等|低等|该死|死|杀|骗子|小偷|恶心|滚)",
        ),
    ),
    _Rule(
        Risk.PRIVATE,
        of_words(
            "(?:what(?:'s| is| was)|give me|show me|tell me|find|list|share|send me|look "
            "up|get me|i want|do you (?:have|know)) (?:me )?(?:all |the |a )*(?:(?:other|"
            "another|previous|last|your|all|this|that|the|any|every) )*(?:customers?'?s?|"
            "buyers?'?s?|users?'?s?|shoppers?'?s?|reviewers?'?s?|sellers?'?s? (?:personal|"
            "private|home)|owners?'?s? (?:personal|private|home)|employees?'?s?|(?:mr|mrs|"
            r"ms)\.? \w+'s|my (?:neighbou?r|ex|wife|husband|friend|boss|sister|brother)'?s?|"
            r"[a-z]+ [a-z]+'s) (?:\w+ )?(?:phone numbers?|address(?:es)?|e-?mails?(?: "
            "address(?:es)?)?|names?(?! brand)|credit cards?|card numbers?|passwords?|"
            "orders?(?! number format)|purchases?|order history|personal (?:data|"
            "information|details)|private (?:data|information)|data|home address|bank "
            "details|contact (?:details|information)|id numbers?)",
            "(?:phone numbers?|address(?:es)?|e-?mails?|credit cards?|card numbers?|"
            "passwords?|order history|names?|personal data) (?:of|for|from) "
            "(?:an)?(?:other|(?:the |any )?(?:last|previous|other)|all|your|my (?:ex|"
            "neighbou?r)) ?(?:customer|buyer|user|shopper|reviewer|ex|neighbou?r)?s?",
            "(?<!anyone )(?<!someone )(?<!people )(?<!customers )(?<!one )(?<!persons "
            ")(?<!those )who (?:else )?(?:bought|ordered|purchased) (?:this|it|that)(?: "
            r"product| item| one)?(?: (?:before me|yesterday|last \w+|recently|in my \w+))? "
            "?(?:[?.!]|$)",
            r"what did (?:[a-z]+ [a-z]+|my (?:\w+)|the (?:last|previous|other) (?:customer|"
            r"user|person|shopper)|(?:mr|mrs|ms)\.? \w+) (?:buy|order|ask|purchase|say to "
            "you)",
            r"where does (?:[a-z]+ [a-z]+|the (?:reviewer|seller|owner|customer)|my \w+) "
            "live",
            r"(?:customer|user|shopper|client) (?:database|list|records|data)\b",
        ),
        anywhere(
            "(?:其他|别的?|上一个|上一位|前一个|别人|他人|所有|买过的|这个|那个|写评论的|"
            "评论的|写这条评价的|哪些|有哪些|某个|某位)(?:顾客|客户|用户|买家|人|会员|"
            "下单的|卖家|消费者|员工)?的?(?:家庭|收货|个人|私人|真实|详细|联系|"
            "银行)?(?:住址|地址|电话|手机号?|姓名|名字|邮箱|身份证|银行卡|卡号|密码|订单|"
            "购买记录|个人信息|隐私|联系方式|信息|资料|聊天记录|购物记录)(?=.{0,6}(?:$|"
            "[?。!,]|给|发|告|是|查|列|有|吗|呢))",
            "(?:查|告诉我|给我|想知道|帮我找|提供|列出|泄露)(?:一下|下|"
            r"我)?[^。?!,\n]{0,10}(?:我老婆|我老公|我前任|前女友|前男友|我邻居|我同事|别人|"
            "他人|张三|李四|王五|明星|老板|用户|顾客|客户|买家|评论者|员工)(?:们|"
            r"家)?的?[^。?!,\n]{0,6}(?:地址|住址|电话|手机号|姓名|名字|邮箱|身份证|银行卡|"
            "卡号|密码|订单|购买记录|买了什么|个人信息|隐私|联系方式|资料|行踪|位置|数据)",
            r"(?:查|告诉我|给我|提供)[^。?!\n]{0,8}(?:他|她)们?的?(?:家庭|收货)?(?:地址|住址|"
            "电话|手机号|邮箱|身份证|订单|隐私|个人信息)",
            "(?:我老婆|我老公|我前任|前女友|前男友|我邻居|我同事|我老板)(?:最近|昨天|上周|"
            "都|上次)*买(?:了|过)",
            "谁(?:买过?|下单|购买)了?(?:这|它|该)",
            "(?:用户|客户|顾客|会员)(?:数据库|名单|资料库|信息库)",
            "(?:张三|李四|王五|我(?:老婆|老公|邻居|同事|前任))(?:住在?哪|买了(?:什么|啥))",
        ),
    ),
    _Rule(
        Risk.OUT_OF_SCOPE,
        of_words(
            "(?:write|compose|tell|sing|make up|create|give) (?:me |us )?(?:an? |some |the "
            r"|my )(?:\w+ ){0,2}?(?:poems?|jokes?|story|stories|essays?|songs?|haiku|"
            "limerick|novel|cover letter|resume|speech|python (?:script|code|program)|code|"
            r"script|program|function|homework|bedtime story|riddle|fairy tale)\b(?! "
            "(?:book|reader))",
            r"(?:do|solve|help (?:me )?with) my (?:\w+ )?(?:homework|assignment|exam|"
            "equation)",
            "solve (?:the|this) equation",
            "what(?:'s| is) the (?:weather|capital of|meaning of life|population of|square "
            r"root|derivative|latest news|time in|score of|news)\b",
            r"what(?:'s| is) \d+ ?(?:[+x*/-]|times|plus|minus|divided by) ?\d+ ?\??$",
            "(?:will it|is it going to) (?:rain|snow) (?:today|tomorrow|this)",
            "who (?:is|was) (?:the )?(?:president|prime minister|king|queen|chancellor|"
            r"pope|first man|ceo)\b",
            "who (?:will|should|is going to|did you) (?:win|vote|i vote)",
            r"who (?:won|invented|discovered|wrote|painted)\b(?! (?:this|it|the review))",
            "(?:trump|biden|putin|democrats?|republicans?|election|abortion|communism|"
            r"israel|palestine|ukraine)\b(?=[^?]{0,40}\b(?:think|opinion|win|right|better|"
            r"vote|war|president|should|good|bad|policy)\b)",
            "what do you think (?:of|about) (?:politics|religion|god|trump|biden|the "
            "(?:war|election|government|president))",
            "(?:does|is there a) god exist",
            "is there a god",
            r"translate (?:this|the following|the sentence|\W)",
            "(?:play|sing) (?:me )?(?:a song|chess|a game with me)",
            r"(?:give|share|send|tell) (?:me |us )?(?:an? |the |your )?(?:\w+ )?recipe for",
            r"write (?:me )?a recipe",
            r"how (?:to|do i) (?:cook|bake) (?:a |an |some )?(?:\w+ )?(?:cake|lasagna|pasta "
            "carbonara|steak|turkey dinner|bread from scratch)(?: from scratch)?$",
            r"when (?:did|was) (?:world war|the (?:first|second) world|\w+ (?:born|die)\b)",
            "(?:explain|what is) (?:quantum (?:physics|mechanics)|relativity|"
            "photosynthesis|evolution|blockchain)",
            "book (?:me )?a (?:flight|hotel|table|taxi)",
            "(?:will you|do you want to) marry me",
            "do you (?:love|like) me",
            "my horoscope",
            "lottery numbers",
        ),
        anywhere(
            "(?:写|作|编|讲|说|来|唱|背)(?:一|两|我|给我)?(?:首|个|篇|段|封|则|"
            r"几个)[^。?!,\n这它]{0,8}?(?:诗|笑话|故事|作文|论文|歌|情书|辞职信|代码|程序|"
            "脚本|小说|检讨|演讲稿|文章|谜语)(?!书|机|集|会|架|灯|播放)",
            "(?:帮我|替我|给我)(?:写|做)(?:作业|论文|代码|作文|程序|数学题|情书|简历)",
            "(?:今天|明天|后天|现在|北京|上海|这周)(?:的)?(?:天气|会下雨|气温)",
            "天气(?:怎么样|如何|预报$)",
            "(?:首都|总统|总理|主席|国王)(?:是谁|是哪|叫什么)",
            r"\d+ ?(?:[+x*×÷/-]|加|减|乘以?|除以) ?\d+ ?(?:=|等于)(?:多少|几|\?)",
            "谁(?:发明|发现|赢了?|当选|会赢)",
            r"(?:世界杯|奥运会|大选|选举)[^。?!\n]{0,8}(?:谁|冠军|赢)",
            r"(?:你|您)(?:怎么看|支持|觉得|如何看待)[^。?!\n]{0,8}(?:政治|战争|台湾|香港|"
            "总统|政府|宗教|大选|俄乌|中美|巴以|特朗普|拜登|普京|共产党)",
            "(?:解|做)(?:一下|下)?(?:这)?[道个](?:方程|数学题|题)",
            "(?:翻译|译)(?:一下|下|成|这句|以下|这段)",
            r"(?:推荐|介绍)[^。?!\n]{0,6}(?:电影院|餐厅|旅游景点|酒店(?!用))",
            "(?:怎么|如何)做(?:红烧肉|糖醋|宫保|鱼香|蛋炒饭|番茄炒蛋|"
            r"西红柿炒)[^。?!\n]{0,6}",
            "(?:几点了|今天几号|今天星期几|现在几点)",
            "你支持谁",
            "你站(?:哪边|谁)",
            "量子力学",
            "相对论",
            "嫁给我",
            "你(?:爱|喜欢)我吗",
            "做我(?:女|男)朋友",
            "(?:人生|生命)的意义",
            "彩票(?:号码|中奖)",
            "星座运势",
            "算命",
            "订(?:一?张)?(?:机票|火车票|酒店)",
            "世界上有(?:没有)?(?:神|上帝|鬼)",
        ),
    ),
)


def find_risk(text: str) -> Risk | None:
    """Why a request is refused; None for what a shop's assistant may answer, or try to."""
    form = unmask(text)
    latin_only = form.isascii()
    for rule in _RULES:
        if rule.english.search(form) or (not latin_only and rule.chinese.search(form)):
            return rule.risk
    return Risk.STEERING if is_instruction(text) else None
