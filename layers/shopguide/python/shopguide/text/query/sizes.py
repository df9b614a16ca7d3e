"""Sizes of clothes and shoes: 42码, "size M", "XL", "US 9"."""

import re

from shopguide.domain.lexicon import Lexicon
from shopguide.domain.query import ConstraintKind
from shopguide.text.late_pattern import LatePattern
from shopguide.text.query.finding import Finding
from shopguide.text.query.measures import UNIT_BEHIND
from shopguide.text.sizes import find_sizes, fold_size

_WORDS = (
    "extra extra large=xxl|extra large=xl|x-large=xl|x large=xl|xx-large=xxl|extra small=xs|"
    "x-small=xs|"
    "small=s|medium=m|large=l"
)
_OF_WORD = dict(pair.split("=") for pair in _WORDS.split("|"))
_WORD = "|".join(_OF_WORD)
_GARMENT = (
    r"(?:t-?shirts?|t shirts?|tees?|shirts?|dress(?:es)?|jackets?|coats?|hoodies?|sweaters?|"
    r"pants|jeans|"
    r"shorts|skirts?|blouses?|jumpers?|cardigans?|suits?|socks|gloves|leggings|vests?|polos?|"
    r"sweatshirts?|pyjamas|pajamas|trousers|underwear|bras?|swimsuits?)\b"
)
_GARMENT_BEFORE = LatePattern(rf"\b{_GARMENT[:-2]},?(?: [a-z']+){{0,2}} $")
_OF_HAN = {
    "加小": "xs",
    "特小": "xs",
    "小": "s",
    "中": "m",
    "大": "l",
    "加大": "xl",
    "特大": "xl",
    "加加大": "xxl",
    "超大": "xxl",
}
_LETTERS = r"(?:[2-9]x[sl]|x{1,5}[sl]|[sml])"
_PATTERN = LatePattern(
    rf"\b(?:in )?(?:a )?sized?[ :]+(?P<word>{_WORD})\b|\b(?:in )?(?P<word2>{_WORD})[ "
    rf"-]sized?\b(?! (?:dog|breed|room|bag|family|pot))"
    rf"|\b(?:in )?(?:a )?sizes?[ :]+(?:is )?(?P<system>(?:us|uk|eur?|jp|cm)[ "
    rf"]?)?(?P<number>\d{{1,3}}(?:\.5)?)(?![\w.]|-\d| ?(?:gb|inch|ml|litres?|l\b|gr?\b|oz|x\b|"
    rf"colou?rs|cm|mm|kg|pcs|pack))"
    rf"|(?<![a-z0-9])(?P<system2>us|uk)(?: (?:men's|women's|mens|womens|size))?"
    rf" (?P<number2>\d{{1,2}}(?:\.5)?)(?![\w.$-]|,\d)(?: size\b)?"
    rf"|\b(?:in )?sizes?(?: ?: ?| )(?P<letters>{_LETTERS})\b|"
    rf"(?<![a-z0-9])(?P<letters2>{_LETTERS})[ "
    rf"-]size\b"
    rf"|(?<![a-z0-9])(?P<letters3>{_LETTERS}) ?[码号](?!数)"
    rf"|(?<![\d.])(?P<number3>3[4-9](?:\.5)?|4[0-8](?:\.5)?) ?号(?=的|鞋|脚|男|女|$|[^一-龥\d])"
    rf"|(?:尺码|尺寸|鞋码|码数|(?:欧|eu|us|uk|美|英)码)(?:是|为|要|[: "
    rf"]){{0,2}}(?P<number4>\d{{2,3}}(?:\.5)?)码?(?![\d.寸]|cm|mm)"
    rf"|(?P<han>加加大|加大|特大|超大|加小|特小|[大中小])码(?!头|字)"
    r"|(?P<han2>加大|特大|[大中小](?=号))号?(?=[^,。 ]{0,4}(?:t恤|衫|裙|裤|衣|外套|夹克|袜))"
    rf"|(?P<free>均码|one[ -]size(?: fits all)?|free size)"
    rf"|(?<![\d.$])(?P<number6>[34]\d(?:\.5)?) ?eu\b"
    rf"|(?<![\d.$])(?P<number5>\d{{2}}(?:\.5)?) size\b"
    rf"|\b(?P<word3>{_WORD})(?=(?: [a-z'-]+){{0,2}} {_GARMENT})"
    rf"|(?<= )(?P<word4>{_WORD})(?= ?(?:$|[,.?]| (?:under|below|in|for|with|and|or)\b))"
    rf"|(?<![a-z0-9'])(?P<bare>[2-9]xl|x{{1,5}}l|xxs)(?![a-z0-9'-])"
)
_BARE_LETTER = re.compile(r"(?<![A-Za-z0-9'&.+-])(?:XS|[SML])(?![A-Za-z0-9'&+-]|\.\d|[型形字钩弯])")
_NOT_BEFORE = LatePattern(
    r"(?:iphone|pro|galaxy|pixel|model|series|note|\d|max|mini|hp|canon|xbox|tesla|fold) ?$"
)
_MENTION = re.compile(r"size|加大|特大|码|号|[2-9x]x?[sl]|u[sk]|eu|尺|small|medium|large")


def find_query_sizes(query: str, folded: str, lexicon: Lexicon) -> list[Finding]:
    """The sizes that a query names.

    A number is one only where the words say so; the letters S, M, L and XS are also where the query
    writes them as capitals and the catalogue has them for sizes.

    Args:
        query: The cleaned query.
        folded: The same in lower case, character for character.
        lexicon: Whose sizes are asked for.
    """
    found = [
        Finding(match.start(), match.end(), ConstraintKind.SIZE, (_known(match[0], lexicon),))
        for match in _bare_letters(query, lexicon)
    ]
    if _MENTION.search(folded) is None:
        return found
    for match in _PATTERN.finditer(folded):
        value = _value(match, lexicon)
        if value and not _is_part_of_name(match, folded):
            found.append(Finding(match.start(), match.end(), ConstraintKind.SIZE, (value,)))
    for mention in find_sizes(folded):
        if UNIT_BEHIND.match(folded, mention.end):
            continue
        value = _known(folded[mention.start : mention.end], lexicon, mention.value)
        found.append(Finding(mention.start, mention.end, ConstraintKind.SIZE, (value,)))
    return found


def _bare_letters(query: str, lexicon: Lexicon) -> list[re.Match[str]]:
    if not lexicon.sizes or (query.isascii() and query.isupper()):
        return []
    return [
        match
        for match in _BARE_LETTER.finditer(query)
        if match[0].lower() in lexicon.sizes
        and not _NOT_BEFORE.search(query[: match.start()].lower())
    ]


def _value(match: re.Match[str], lexicon: Lexicon) -> str:
    groups = {name: text for name, text in match.groupdict().items() if text}
    if word := next((groups[name] for name in groups if name.startswith("word")), ""):
        return _known(word, lexicon, _OF_WORD[word])
    if han := groups.get("han") or groups.get("han2"):
        if han in "大中小" and not ({han + "码", _OF_HAN[han]} & lexicon.sizes.keys()):
            return ""
        return _known(han + "码", lexicon, _OF_HAN[han])
    system = (groups.get("system") or groups.get("system2") or "").strip()
    number = next((groups[name] for name in groups if name.startswith("number")), "")
    if number:
        if system in ("us", "uk", "jp"):
            return _known(f"{system} {number}", lexicon, f"{system} {number}", number)
        return _known(number, lexicon)
    letters = next(
        groups[name]
        for name in ("letters", "letters2", "letters3", "bare", "free")
        if name in groups
    )
    return _known(letters, lexicon)


def _known(text: str, lexicon: Lexicon, *others: str) -> str:
    """The form of a size that the catalogue has; the index's own where it has none."""
    forms = [fold_size(text), *others, text]
    return next(
        (form for form in forms if form in lexicon.sizes), others[0] if others else forms[0]
    )


def _is_part_of_name(match: re.Match[str], folded: str) -> bool:
    """Whether the letters belong to a model: "iphone xs", "62 xl", "pixel 9 pro xl"."""
    if match["word4"]:
        return not _GARMENT_BEFORE.search(folded, max(0, match.start() - 40), match.start())
    return bool(
        match["bare"] and _NOT_BEFORE.search(folded, max(0, match.start() - 10), match.start())
    )
