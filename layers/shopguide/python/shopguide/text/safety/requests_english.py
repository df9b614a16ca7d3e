"""Requests that are refused, in English, by why."""

from collections.abc import Mapping

from shopguide.domain.question import Risk
from shopguide.text.late_pattern import LatePattern
from shopguide.text.rule_pattern import of_words

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
ENGLISH_REQUESTS: Mapping[Risk, LatePattern] = {
    Risk.DANGER: of_words(
        "(?:how (?:do i|can i|to|could i|would i|should i|do you)|(?:best|easiest|good|"
        "quickest|painless|any|a) (?:ways?|method|knife|tool|thing|weapon|poison|drug|"
        "rope|one) (?:to|for)|want to|going to|plan(?:ning)? to|help me|need to|like "
        "to|so (?:that )?i can|teach me (?:how )?to|i(?:'ll| will)|strong enough to|"
        rf"sharp enough to|use (?:it|this|that) to|enough to) (?:\w+ )?{_HARM} (?:\w+ "
        rf"and \w+ )?{_PERSON}",
        f"(?:best|good|great|ideal|suitable|perfect|easy) (?:to|for) {_HARM}(?:ing)? {_PERSON}",
        r"(?:kill|killing|hang|hanging) (?:myself|yourself|himself|herself)\b(?! (?:an?|"
        r"up|some)\b)",
        r"(?:best|good|easiest|way|how|away with) (?:\w+ ){0,3}?(?:killing|murdering|"
        f"stabbing|poisoning|strangling) {_PERSON}",
        r"(?:how (?:much|many)|which|what) [\w ]{3,30} (?:kills?|would kill|to kill) "
        "(?:an? (?:man|person|human|child|adult|woman)|someone|people)",
        "get away with (?:shoplifting|stealing|murder|theft|robbery)",
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
    Risk.ADVICE: of_words(
        "(?:what|which) (?:medicine|medication|drugs?|antibiotics?|pills?|dose|dosage) "
        r"(?:of \w+ )?should i (?:take|use|give) (?:for|if|when|against)",
        "should i (?:take|stop taking|start taking|quit taking|double) (?:my |the |an? "
        ")?(?:medications?|medicine|antibiotics?|antidepressants?|insulin|aspirin|"
        "ibuprofen|blood pressure|statins?|warfarin)",
        "(?:do|could|might) i have (?:cancer|diabetes|covid|a (?:stroke|heart attack|"
        "tumou?r|concussion)|depression|adhd)",
        "am i (?:having a (?:stroke|heart attack)|pregnant|depressed|diabetic)",
        r"diagnos(?:e|is of) (?:me|my)\b",
        "i (?:have|am having|'m having) (?:chest pains?|a stroke|a heart attack|suicidal thoughts)",
        "(?:what|how) (?:can|should) (?:i|we) (?:do|take|treat) (?:about|for|against|"
        "if i have)? ?(?:my )?(?:cancer|chest pain|tumou?r|std|hiv|depression)",
        "cure (?:my |for )?(?:cancer|diabetes|hiv|aids)",
        "what (?:should|can|do) i take (?:for|against) (?:my |a )?(?:fever|headache|"
        "cough|infection|migraines?|flu|cold|pain)",
        "(?:is|are) (?:bitcoin|crypto|gold|stocks?|nvidia|tesla stock) a (?:good|safe|"
        "smart) investment",
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
    Risk.ABUSE: of_words(
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
        r"show me your (?:boobs|tits|ass|body|pussy|dick)\b",
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
    Risk.PRIVATE: of_words(
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
        "(?:phone number|home address|e-?mail address) of the (?:reviewer|last|"
        r"previous|other|buyer|customer)\b",
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
    Risk.OUT_OF_SCOPE: of_words(
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
        r"solve \S*\d\S*[=+x^*]\S*",
        r"write (?:me )?(?:some |a )?(?:python|java|javascript|sql|c\+\+|html)\b",
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
}
