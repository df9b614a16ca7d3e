"""Colours and genders of what is sought, which are written alike in queries and in titles."""

from collections.abc import Iterator

from shopguide.domain.query import ConstraintKind
from shopguide.text.colours import find_colours
from shopguide.text.genders import find_genders
from shopguide.text.late_pattern import LatePattern
from shopguide.text.query.finding import Finding

_HAN_PAIR = 2
_WORN_BY = LatePattern("们?[用穿戴背](?=的|$)|们")
_THINGS = "鞋包表裤靴裙袜"
"""In 女鞋 the first character alone tells the gender; the other one is what is searched."""

_TWO_COLOURS = LatePattern(
    "(?P<pair>[黑白红蓝灰绿黄粉棕紫橙]{2})(?=条纹|相间|拼接|撞色|拼色|双拼|配色|格子|格纹|波点|千鸟格|双色|两色)"
)
_SHADES = ("粉红", "橙红", "棕红", "紫红", "蓝灰", "灰蓝", "蓝绿", "黄绿", "灰白", "蓝紫", "橙黄")
_RECIPIENT = LatePattern(
    r"(?:\b(?:gifts?|presents?) (?:ideas? )?(?:for )?(?:an? |the |my )?|"
    r"\b(?:gifts?|presents?)(?: ideas?)? |(?:送给?|孝敬)(?:我|一?个)?(?:的)?)$"
)


def find_mentions(folded: str) -> Iterator[Finding]:
    """Colours and genders in a folded query.

    Who receives a gift ("gift for women", 送女生) says no more than "for my mother" does: it may
    be anything, and hardly a product of such a gift says whom it is for.
    """
    yield from _colour_pairs(folded)
    for mention in find_colours(folded):
        yield Finding(mention.start, mention.end, ConstraintKind.COLOUR, (mention.value,))
    for mention in find_genders(folded):
        if _RECIPIENT.search(folded, 0, mention.start):
            continue
        end = mention.end
        if end - mention.start == _HAN_PAIR and folded[end - 1] in _THINGS:
            end -= 1
        else:
            worn = _WORN_BY.match(folded, end)
            end = worn.end() if worn else end
        yield Finding(mention.start, end, ConstraintKind.GENDER, (mention.value,))


def _colour_pairs(folded: str) -> Iterator[Finding]:
    """Two colours in two characters, as 黑白 of 黑白条纹."""
    for match in _TWO_COLOURS.finditer(folded):
        if match["pair"] in _SHADES:
            continue
        values = (found[0].value for sign in match["pair"] if (found := find_colours(f"{sign}色")))
        distinct = tuple(dict.fromkeys(values))
        if len(distinct) == len(match["pair"]):
            yield Finding(match.start(), match.end(), ConstraintKind.COLOUR, distinct)
