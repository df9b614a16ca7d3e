"""What shoppers say beside what they look for: "oh, nice", 我考虑一下. It changes nothing."""

import re

from shopguide.chat.reading.decisions import hesitates
from shopguide.chat.reading.turn_reading import NEEDS, TurnReading

_REMARK = re.compile(
    r"^(?:(?:oh+|ah+|wow|hm+|well|ok(?:ay)?|cool|great|nice|perfect|yes|yeah|yep|no|nope|nah|sure|"
    r"alright|right|but|so|then|and|damn|lol|haha)\b[ ,.!:)]*)*"
    r"(?:(?:it|that|this|they|these|those|he|she|we|you|i|my|nice to|thanks?|thank you|have a|"
    r"interesting|good|sounds?|looks?|seems?)\b|it'?s|that'?s|i'?m|i'?ll|you'?re|$)|"
    r"^(?:哦|噢|啊|嗯|哈|呵|唉|哎|哇|真|挺|蛮|太[好棒美]|还不错|不错|好看|难看|知道|明白|懂了|算了|我[再考想觉知明没喜]|"
    r"你[真很太好们]|这[么个样]?[挺真太还不]|那好|谢|感谢)"
)


def is_remark(reading: TurnReading) -> bool:
    """Whether it says something of what was shown, or of oneself, and looks for nothing.

    What names a category or a constraint, or says that something is wanted, is no remark; neither
    is a plain name of something, though the shop may not have it.
    """
    if hesitates(reading.form):
        return True
    if reading.constrains or reading.wishes.wishes or reading.names_thing:
        return False
    return bool(_REMARK.search(reading.form)) and not NEEDS.search(reading.form)
