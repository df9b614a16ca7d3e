"""Whom a query is for, when it says so by kinship: "for my wife", 送给爸爸."""

import re

from shopguide.domain.query import ChipMode, ConstraintKind
from shopguide.text.query.finding import Finding

_PATTERN = re.compile(
    r"\b(?:(?:as )?an? )?(?:for|to) (?:my |our |his |her |the |a |your )?"
    r"(?:(?P<female>wife|girlfriend|fianc[eé]e|mom|mum|mother|mommy|mama|sister|grandma|"
    r"grandmother|"
    r"granny|aunt|auntie|mother-in-law|bride|her)|(?P<male>husband|boyfriend|dad|daddy|father|"
    r"brother|grandpa|grandfather|uncle|father-in-law|groom|him))\b(?!'s (?!birthday)| (?:board|"
    r"of))"
    r"(?:'s birthday)?"
    r"|(?:送给?|给|帮|替|孝敬|适合)(?:我|咱|俺)?(?:的)?(?:"
    r"(?P<female2>老婆|妻子|媳妇|爱人|太太|女朋友|女友|妈妈|老妈|母亲|妈|奶奶|外婆|姥姥|姐姐|"
    r"妹妹|姐|阿姨|"
    r"婆婆|岳母|丈母娘|闺蜜|女神|女同事|女老师)"
    r"|(?P<male2>老公|丈夫|男朋友|男友|爸爸|老爸|父亲|爸|爷爷|外公|姥爷|哥哥|弟弟|岳父|公公|兄弟|"
    r"男同事))"
    r"(?:买|挑|选|送)?(?:一?[个款双件条台部]|点)?的?"
)


def find_people(folded: str) -> list[Finding]:
    """The gender of who a folded query says the product is for.

    It is preferred: a gift for one's wife may be anything.
    """
    found = []
    for match in _PATTERN.finditer(folded):
        gender = "female" if match["female"] or match["female2"] else "male"
        found.append(
            Finding(
                match.start(),
                match.end(),
                ConstraintKind.GENDER,
                (gender,),
                mode=ChipMode.PREFER,
                leaves=True,
            )
        )
    return found
